"""What was published for a formula is compared too; what merely says the same in other words is not."""

import pytest

from sheetgen.comparison import diff
from sheetgen.report.diff_lines import total

TABLE = '+++\ntitle = "T"\n+++\n\n|   | A | B |\n|---|---|---|\n| 1 | 2 | {} (A*2) |\n'


@pytest.fixture
def write(tmp_path):
    def write(name, figure, more=""):
        path = tmp_path / name
        path.write_text(TABLE.format(figure) + more, encoding="utf-8")
        return str(path)

    return write


def test_another_figure_for_the_same_formula_is_a_difference(write):
    found = diff(write("a.md", "4.0"), write("b.md", "4.1"))
    assert [cell.published for cell in found.cells] == [("4.0", "4.1")]
    assert total(found) == "1 published figure changed"


def test_words_beside_the_table_are_none(write):
    assert bool(diff(write("a.md", "4.0"), write("b.md", "4.0", "\nwords\n")))
