"""The Jinja environments that the text formats share; the only module of the project that imports Jinja.

Templates lie in the package and are compiled in memory: nothing is written. An undefined name in a
template is an error, never an empty text.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment(autoescape: bool) -> Environment:
    """Return the environment for templates with or without automatic HTML escaping."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
