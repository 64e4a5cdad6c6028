"""A template's table repeated for every row of a data file, as blocks down the sheet; written, and verified."""
