"""Two versions of a table, to be compared."""

import re

import openpyxl
import pytest


@pytest.fixture(scope="session")
def shifted():
    """Cells after rows or columns were inserted before line `at`, with references moved as Excel moves them."""

    def shifted(cells, axis, at, by=1):
        def line(number):
            return number + by if number >= at else number

        def address(match):
            dollar, letters, dollar_row, row = match.groups()
            column = openpyxl.utils.column_index_from_string(letters)
            row = int(row)
            row, column = (line(row), column) if axis == "row" else (row, line(column))
            return f"{dollar}{openpyxl.utils.get_column_letter(column)}{dollar_row}{row}"

        pattern = re.compile(r"(\$?)\b([A-Z]{1,2})(\$?)([0-9]+)\b")
        return {
            pattern.sub(address, place): pattern.sub(address, value) if str(value).startswith("=") else value
            for place, value in cells.items()
        }

    return shifted
