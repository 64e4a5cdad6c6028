"""Tables and workbooks as tests of pytest; `sheetgen.pytest_plugin` is what pytest loads."""

from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run asks of every table: other calculators, a test on so many drawn inputs, native functions of others."""

    engines: tuple[str, ...]
    samples: int
    trust: bool


#: Where a run counts the formula cells that have no witness.
UNWITNESSED: pytest.StashKey[int] = pytest.StashKey()
#: The golden files that tests of this run have compared with.
GOLDEN: pytest.StashKey[set[Path]] = pytest.StashKey()
#: The files that the configuration names.
NAMED: pytest.StashKey[set[Path]] = pytest.StashKey()
#: What the command line or the configuration asks for.
ASKED: pytest.StashKey[Asked] = pytest.StashKey()
