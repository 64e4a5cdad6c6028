"""Keys that nobody wrote are refused before they cost their parts' square; decimals stay as they are written."""

from decimal import Decimal

import pytest

from sheetgen.template import toml


def test_what_people_write_is_read():
    assert toml.loads("a.b.c = [0.10, 1.5]\nd = 'x. y. z.'")["a"]["b"]["c"] == [Decimal("0.10"), Decimal("1.5")]
    rows = ", ".join(["0.5"] * 5_000)
    assert len(toml.loads(f"w = [{rows}]")["w"]) == 5_000


@pytest.mark.parametrize("text", [".".join("a" * 40_000) + " = 1", "[" + ".".join("a" * 40_000) + "]"])
def test_a_key_of_thousands_of_parts_is_refused(text):
    with pytest.raises(ValueError, match="more than 64 parts"):
        toml.loads(text)
