"""The examples in the docstrings do what they say."""

import doctest
import importlib

import pytest

#: Every module whose docstrings have examples.
MODULES = ("sheetgen", "sheetgen.api")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_give_what_they_show(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted > 0
    assert found.failed == 0


def test_no_other_module_has_examples_that_nobody_runs(root):
    package = root / "sheetgen"
    having = {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        for path in package.rglob("*.py")
        if "    >>> " in path.read_text(encoding="utf-8")
    }
    assert having == set(MODULES)


def test_every_public_function_has_an_example():
    import sheetgen

    functions = [getattr(sheetgen, name) for name in sheetgen.__all__ if name.rstrip("_").islower()]
    assert [call.__name__ for call in functions if callable(call) and ">>>" not in (call.__doc__ or "")] == []
