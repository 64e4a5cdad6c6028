"""Differential testing of recalculation: random formulas, evaluated by sheetgen, by IronCalc and by LibreOffice."""
