"""Tables and workbooks as tests of pytest; `sheetgen.pytest_plugin` is what pytest loads."""

from pathlib import Path

import pytest

#: Where a run counts the formula cells that have no witness.
UNWITNESSED: pytest.StashKey[int] = pytest.StashKey()
#: The golden files that tests of this run have compared with.
GOLDEN: pytest.StashKey[set[Path]] = pytest.StashKey()
#: The files that the configuration names.
NAMED: pytest.StashKey[set[Path]] = pytest.StashKey()
