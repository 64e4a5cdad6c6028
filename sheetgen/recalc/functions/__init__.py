"""Excel's functions, each in a file of its category, registered with `@function`; `find` gives one by its name."""

from sheetgen.recalc.functions.registry import Function, find, function, registry

__all__ = ["Function", "find", "function", "registry"]
