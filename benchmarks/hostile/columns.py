"""Data files that are small, and large once they are unpacked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.hostile.case import Case

_DATA = ("generate", "single-neuron-gradients", "--data", "FILE", "-o", "out.xlsx")
_KIND = "other files"
_INPUTS = ("input", "weight", "bias", "target")


def columns() -> Iterator[Case]:
    """Every case of this kind."""

    def case(name: str, statuses: tuple[int, ...], says: str, rows: int = 1, **texts: int) -> Case:
        return Case(_KIND, name, "data.parquet", partial(_parquet, rows, texts), _DATA, statuses, says)

    yield case("a column of 200 MB that is no input", (0,), "no inputs: x", x=200_000_000)
    yield case("an input of 300 MB", (2,), "more than 256 MiB", bias=300_000_000)
    yield case("5,000,000 equal rows", (2,), "more than 363,636 rows", 5_000_000)
    yield case("a long text in 300,000 rows", (2,), "holds finite numbers", 300_000, bias=9_000)
    yield Case(_KIND, "a row of 5,000,000 numbers", "data.parquet", _list, _DATA, says="not numbers")
    rows = ",".join(_INPUTS).encode() + b"\n" + b"1,2,3,4\n" * 1_000_000
    yield Case(_KIND, "1,000,000 rows of CSV", "data.csv", rows, _DATA, says="more than 363,636 rows")


def _parquet(rows: int, texts: dict[str, int], path: Path) -> None:
    """Equal rows, with columns of a text of so many digits."""
    import numpy as np
    import pyarrow
    from pyarrow import parquet

    found = {name: pyarrow.array(np.full(rows, 0.5)) for name in _INPUTS}
    for name, length in texts.items():
        # Without Arrow's own schema it is a column of texts for who reads it.
        once = pyarrow.array(np.zeros(rows, np.int32))
        found[name] = pyarrow.DictionaryArray.from_arrays(once, ["9" * length])
    parquet.write_table(pyarrow.table(found), path, compression="zstd", store_schema=False)


def _list(path: Path) -> None:
    import numpy as np
    import pyarrow
    from pyarrow import parquet

    found = {name: [0.5] for name in _INPUTS} | {"bias": [np.full(5_000_000, 0.5)]}
    parquet.write_table(pyarrow.table(found), path, compression="zstd")
