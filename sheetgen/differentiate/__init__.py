"""Derivatives of cells by other cells, by automatic differentiation of the formulas as read back from the file.

Reverse mode: what a cell's result depends on is found in one sweep backwards, however many inputs there are. Of many
cells by few inputs, forward mode: what an input moves is found in one sweep forwards.
"""

from sheetgen.differentiate.cells import Background
from sheetgen.differentiate.derivatives import Gradient, gradient
from sheetgen.differentiate.jacobian import jacobian
from sheetgen.differentiate.tape import Finding

__all__ = ["Background", "Finding", "Gradient", "gradient", "jacobian"]
