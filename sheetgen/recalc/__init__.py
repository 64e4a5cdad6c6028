"""Recalculation: the formulas of a `Grid`, evaluated anew. It knows the file and Excel's documented behaviour, and
nothing of templates or of the native implementation."""

from sheetgen.recalc.evaluate import recalculate
from sheetgen.recalc.values import Values

__all__ = ["Values", "recalculate"]
