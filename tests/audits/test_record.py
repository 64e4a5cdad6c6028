"""A result in one line is the same result when it is read again."""

import json
import math
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sheetgen.audits.record import conditions, decode, difference_of, encode, key
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue
from sheetgen.version import VERSION
from sheetgen.workbook_audit import Difference, WorkbookAudit

TEXTS = st.text(max_size=20)
SCALARS = st.none() | st.booleans() | st.floats() | TEXTS | st.sampled_from(ErrorValue)
PLACES = st.builds(Place, TEXTS, st.builds(Address, st.integers(1, 1_048_576), st.integers(1, 16_384)))
DIFFERENCES = st.builds(
    Difference,
    PLACES,
    TEXTS,
    SCALARS,
    SCALARS,
    st.none() | st.integers(0, 2**64),
    st.lists(TEXTS, max_size=3).map(tuple),
    st.none() | TEXTS,
)
COUNTS = st.integers(0, 10**9)
RESULTS = st.builds(
    WorkbookAudit,
    TEXTS,
    TEXTS,
    *[COUNTS] * 6,
    st.integers(0, 2**64),
    st.none() | TEXTS,
    st.lists(DIFFERENCES, max_size=3),
    st.just({}),
    st.dictionaries(TEXTS, COUNTS, max_size=3).map(Counter),
    st.dictionaries(TEXTS, TEXTS, max_size=3),
    st.lists(TEXTS, max_size=3),
)


def exactly(value):
    """Something to compare by, where nan is nan, 0 is not -0, and True is not 1."""
    if isinstance(value, float):
        return "nan" if math.isnan(value) else value.hex()
    return type(value), value


@given(RESULTS)
def test_a_line_holds_the_whole_result(result):
    line = encode(result, "hash", conditions("sheetgen"))
    assert "\n" not in line
    again = decode(json.loads(line))
    for one, other in zip(result.differences, again.differences, strict=True):
        assert exactly(one.cached) == exactly(other.cached)
        assert exactly(one.recalculated) == exactly(other.recalculated)
    assert encode(again, "hash", conditions("sheetgen")) == line
    for name in ("path", "engine", "agree", "worst_ulp", "error", "reasons", "where", "active"):
        assert getattr(again, name) == getattr(result, name)


def test_a_key_depends_on_content_and_conditions():
    here = conditions("auto")
    keys = {key("a", here), key("b", here), *(key("a", {**here, name: "other"}) for name in here)}
    assert len(keys) == 2 + len(here)
    assert {"sheetgen", "engine", "max_mib", "max_cells", "max_steps", "scipy", "ironcalc"} == set(here)


def test_another_version_is_named():
    here = conditions("sheetgen")
    assert difference_of(here, here) == ""
    assert difference_of({**here, "sheetgen": "0.0.1"}, here) == f"sheetgen 0.0.1 where this process has {VERSION}"
    assert difference_of({**here, "scipy": None}, {**here, "scipy": "1.2"}) == (
        "scipy not at all where this process has 1.2"
    )
