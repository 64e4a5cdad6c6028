"""Excel's formula language: text to a syntax tree with relative references, and back. It calculates nothing."""

from sheetgen.formula.parse import parse
from sheetgen.formula.print_a1 import print_a1

__all__ = ["parse", "print_a1"]
