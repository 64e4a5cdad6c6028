"""Excel's functions, each in the file of its category, registered with `@function`. `registry()` has them all."""

from sheetgen.recalc.functions.registry import Function, function, registry

__all__ = ["Function", "function", "registry"]
