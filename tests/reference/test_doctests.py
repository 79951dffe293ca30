"""The examples in the docstrings of the reference, run."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["checks", "numerical", "descent", "functions", "networks", "analytic"])
def test_examples_of_the_module_give_what_they_show(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"reference.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
