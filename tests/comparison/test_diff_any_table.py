"""Any table compared: with itself, with a line more, and with any other."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sheetgen.comparison import diff


def lines(result):
    return [str(line) for line in result.lines]


LABELS = st.lists(st.text("abcdefgh", min_size=1, max_size=4), min_size=3, max_size=9, unique=True)


@st.composite
def tables(draw):
    """A table with a label in each row, constants, and formulas that refer to any of its cells."""
    labels = draw(LABELS)
    found = {"A1": "Name", "B1": "Size", "C1": "Result"}
    for row, label in enumerate(labels, start=2):
        found[f"A{row}"] = label
        found[f"B{row}"] = draw(st.integers(1, 99))
        one, other = (draw(st.integers(2, len(labels) + 1)) for _ in range(2))
        dollar = draw(st.sampled_from(["", "$"]))
        found[f"C{row}"] = f"=B{one}+{dollar}B{dollar}{other}*2"
    return found


class TestAnyTable:
    @given(tables())
    @settings(max_examples=25)
    def test_it_is_equal_to_itself(self, tmp_path_factory, save_book, table):
        path = save_book(tmp_path_factory.mktemp("same") / "a.xlsx", table)
        result = diff(path, path)
        assert result
        assert result.frame.empty

    @given(tables(), st.data())
    @settings(max_examples=60)
    def test_an_inserted_line_is_one_insertion_and_seen_from_the_other_side_one_deletion(
        self, tmp_path_factory, save_book, shifted, table, data
    ):
        folder = tmp_path_factory.mktemp("inserted")
        axis = data.draw(st.sampled_from(["row", "column"]))
        last = (len(table) - 3) // 3 + 1 if axis == "row" else 3
        at = data.draw(st.integers(2, last))
        new = shifted(table, axis, at)
        line = [f"{'ABCD'[column]}{at}" for column in range(3)] if axis == "row" else [
            f"{'ABC'[at - 1]}{row}" for row in range(1, last + 1)
        ]  # fmt: skip
        if data.draw(st.booleans()):
            new |= {place: f"new {place}" for place in line}
        old_path, new_path = save_book(folder / "old.xlsx", table), save_book(folder / "new.xlsx", new)
        there, back = diff(old_path, new_path), diff(new_path, old_path)
        name = str(at) if axis == "row" else "ABCD"[at - 1]
        assert (lines(there), there.cells) == ([f"{axis} {name} inserted"], [])
        assert (lines(back), back.cells) == ([f"{axis} {name} deleted"], [])

    @given(tables(), tables())
    @settings(max_examples=25)
    def test_two_tables_differ_as_much_from_either_side(self, tmp_path_factory, save_book, one, other):
        folder = tmp_path_factory.mktemp("two")
        paths = save_book(folder / "a.xlsx", one), save_book(folder / "b.xlsx", other)
        assert bool(diff(*paths)) == bool(diff(*reversed(paths))) == (one == other)
