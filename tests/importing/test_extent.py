"""`sheetgen import` makes a template of what a sheet can hold, up to a limit of cells."""

import re

import pytest

from sheetgen.cli import run
from sheetgen.errors import UsageError
from sheetgen.importing import import_template
from sheetgen.importing.extent import Extent
from sheetgen.workbook import limits

TABLES = {
    "a.csv": "1,2\n3,\n",
    "a.md": "| 1 | 2 |\n| 3 | |\n",
    "a.html": "<table><tr><td>1<td>2<tr><td>3<td></table>",
}


@pytest.mark.parametrize("name", TABLES)
class TestALimitOfCells:
    @pytest.fixture
    def path(self, name, tmp_path):
        path = tmp_path / name
        path.write_text(TABLES[name])
        return path

    def test_a_table_may_have_as_many(self, path, monkeypatch):
        monkeypatch.setattr(limits, "_IMPORTED", 4)
        assert "| 2   | 3   |" in import_template(path)[0]

    def test_one_more_is_refused_blank_ones_counted(self, path, monkeypatch):
        monkeypatch.setattr(limits, "_IMPORTED", 3)
        sentence = f"{path} has more than 3 cells: import a part of it; sheetgen --max-cells N import … allows more"
        with pytest.raises(UsageError, match=f"^{re.escape(sentence)}$"):
            import_template(path)

    def test_the_command_may_allow_more_or_fewer(self, path, monkeypatch, capsys):
        monkeypatch.setattr(limits, "_IMPORTED", 3)
        assert run(["--max-cells", "4", "import", str(path)]) == 0
        assert run(["--max-cells", "2", "import", str(path)]) == 2
        assert "has more than 2 cells" in capsys.readouterr().err


def test_the_cells_of_a_workbooks_chosen_sheets_are_counted(workbook, monkeypatch):
    path = workbook({"A1": "Net", "A2": 2, "A3": 3, "B2": "=A2*3"})
    assert "(A*3)" in import_template(path)[0]
    monkeypatch.setattr(limits, "_IMPORTED", 2)
    with pytest.raises(UsageError, match="has more than 2 cells: import a part of it"):
        import_template(path)


@pytest.mark.parametrize("content", ["a" + "," * 16_384, "a\tb\n1" + "\t" * 16_384, "1\n" * 100_001])
def test_csv_that_no_template_holds_is_refused_before_all_of_it_is_read(content, tmp_path):
    (tmp_path / "a.tsv").write_text(content + "\n" + '"without end')
    with pytest.raises(UsageError, match=r"more than (16,384|100,000) cells"):
        import_template(tmp_path / "a.tsv")


def test_no_table_has_more_rows_or_columns_than_a_sheet(monkeypatch):
    monkeypatch.setenv(limits.CELLS, "99999999")
    extent = Extent("a.csv")
    extent.take(1_048_576, 16_384, 16_384)
    with pytest.raises(
        UsageError, match=r"^a.csv has a table of more than 1,048,576 rows, which no sheet has: divide it$"
    ):
        extent.take(1_048_577, 1, 1)
    with pytest.raises(UsageError, match=r"^a.csv: row 7 has more than 16,384 cells, which no row of a sheet has"):
        extent.take(7, 16_385, 16_385)
