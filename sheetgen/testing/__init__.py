"""Tables and workbooks as tests of pytest; `sheetgen.pytest_plugin` is what pytest loads."""

from pathlib import Path

import pytest

#: Where a run counts the formula cells that have no witness.
UNWITNESSED: pytest.StashKey[int] = pytest.StashKey()
#: The golden files that tests of this run have compared with.
GOLDEN: pytest.StashKey[set[Path]] = pytest.StashKey()


class Failed(Exception):
    """A test that failed: its text is the whole report."""
