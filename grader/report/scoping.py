"""The page's style sheet for a part of somebody else's page: every rule holds inside one element alone.

Knows templates/page.css and how it is written: rules of one level, and @media with such rules in it. The
element wins over the styles of the page around it by the weight of its selector, and takes the page's side
where that is light or dark: JupyterLab, VS Code and Colab each say so on an element above.

.. [1] W3C, "CSS Cascading and Inheritance Level 4": `revert` undoes the page's styles, not the browser's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

NAME = "grader-report"
_SCOPE = f".{NAME}:not(#_)"  # weighs as an id does: heavier than the rules of a notebook's front end
_LIGHT = ':is([data-jp-theme-light="true"], .vscode-light, [theme="light"])'
_DARK = ':is([data-jp-theme-light="false"], .vscode-dark, .vscode-high-contrast, [theme="dark"])'
_RULE = re.compile(r"\s*([^{}]+?)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_PAGE = re.compile(r":root|\bbody\b")
_NOT_HERE = ("html", ".skip")  # selectors of what only a page of our own has
_PREFERS_DARK = "@media (prefers-color-scheme: dark)"
# Presentation attributes of a drawing would be undone with the rest.
_RESET = f"{_SCOPE} :where(:not(svg, svg *)){{all:revert}}"
_LETTERS = 14  # pixels, in the place of the page's 16: a notebook's own size, more or less
_OWN = (
    f"{_SCOPE}{{margin:.3em 0;padding:0;max-width:54rem;background:none;font-size:{_LETTERS}px;"
    f"text-align:start;white-space:normal}}"
    f"{_SCOPE} .card{{margin:0 0 .6em;padding:.8em 1em .9em}}"
    f"{_SCOPE} .card:last-child{{margin-bottom:.2em}}"
)


@cache
def scoped(css: str) -> str:
    """Return a style sheet whose rules hold inside an element of class NAME only."""
    rules, light = [_RESET], ""
    for selector, body in _rules(css):
        if selector == _PREFERS_DARK:
            ((_, dark),) = _rules(body)
            rules.append(f"{selector}{{{_SCOPE}{{color-scheme:dark;{dark}}}}}")
            rules.append(f"{_LIGHT} {_SCOPE}{{color-scheme:light;{light}}}")
            rules.append(f"{_DARK} {_SCOPE}{{color-scheme:dark;{dark}}}")
        elif selector.startswith("@"):
            inner = "".join(map(_scoped_rule, *zip(*_rules(body), strict=True)))
            rules += [f"{selector}{{{inner}}}"] if inner else []
        else:
            if selector == ":root":
                light = _plain(body).replace("color-scheme: light dark;", "")
            rules.append(_scoped_rule(selector, body))
    return _plain("".join([*rules, _OWN]))


def _rules(css: str) -> Iterator[tuple[str, str]]:
    for match in _RULE.finditer(css):
        yield match.group(1), _plain(match.group(2))


def _plain(css: str) -> str:
    """Return a style sheet on one line, its sizes for a page of another size of letters."""
    css = re.sub(r"(\d*\.?\d+)rem\b", lambda size: f"{_LETTERS * float(size.group(1)):g}px", css)
    return re.sub(r"\s+", " ", css).strip()


def _scoped_rule(selector: str, body: str) -> str:
    inside = [_inside(part.strip()) for part in selector.split(",") if not part.strip().startswith(_NOT_HERE)]
    return f"{','.join(inside)}{{{body}}}" if inside else ""


def _inside(selector: str) -> str:
    """Return a selector for what lies in the element; of the page itself, for the element."""
    own = _PAGE.sub(_SCOPE, selector)
    return own if own != selector else f"{_SCOPE} {selector}"
