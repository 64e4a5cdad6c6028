"""Sheets that are stamped in two ways."""

import pytest


@pytest.fixture(params=["by a parser", "by pattern"], scope="module")
def both_ways_of_stamping(request):
    """A test runs over both: what a pattern does not know must be left to the parser."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sheetgen.workbook.stamp.LARGE", 0 if request.param == "by pattern" else 10**12)
        yield
