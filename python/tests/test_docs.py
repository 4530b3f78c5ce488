"""The examples in the documentation are true."""

import doctest
import importlib
import pathlib

import pytest

README = pathlib.Path(__file__).parent.parent / "README.md"
MODULES = {
    "pullquote": None,
    "pullquote._annotate": None,
    "pullquote._spacy": "spacy",
    "pullquote.columns": "pyarrow",
    "pullquote.tables": "pandas",
}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name):
    if MODULES[name]:
        pytest.importorskip(MODULES[name])
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0


def test_the_examples_of_the_readme_hold():
    for needed in ("pandas", "spacy"):
        pytest.importorskip(needed)
    result = doctest.testfile(str(README), module_relative=False, encoding="utf-8")
    assert result.attempted > 0
    assert result.failed == 0
