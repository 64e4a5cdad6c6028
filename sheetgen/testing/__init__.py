"""Tables and workbooks as tests of pytest; `sheetgen.pytest_plugin` is what pytest loads."""

import pytest

#: Where a run counts the formula cells that have no witness.
UNWITNESSED: pytest.StashKey[int] = pytest.StashKey()


class Failed(Exception):
    """A test that failed: its text is the whole report."""
