"""`sheetgen import`: templates made of documents, CSV files and standard input, and the names that those lack."""

import io
import sys
from pathlib import Path

import pytest

from sheetgen.cli import run
from sheetgen.errors import UsageError
from sheetgen.importing import import_template
from sheetgen.template import parse
from sheetgen.verification import verify


class TestTexts:
    def test_csv_has_figures_formulas_and_texts(self, tmp_path, table_rows):
        path = tmp_path / "a.csv"
        path.write_text('Name,Price,Twice\nnut,1.50,=B2*2\n"(x",3,"1,5"\n', encoding="utf-8")
        text, warnings = import_template(path)
        assert table_rows(text) == [
            "| 1 | Name | Price | Twice |",
            "| 2 | nut | 1.50 | = B*2 |",
            "| 3 | '(x | 3 | '1,5 |",
        ]
        assert len(warnings) == 1

    def test_standard_input(self, monkeypatch, table_rows):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a\tb\n1\t2\n")))
        assert table_rows(import_template("-")[0]) == ["| 1 | a | b |", "| 2 | 1 | 2 |"]

    def test_a_markdown_table_keeps_letters_and_row_numbers(self, tmp_path):
        (tmp_path / "a.md").write_text("# T\n\n|   | B | D |\n|---|---|---|\n| 3 | 2 | 4 (B*2) |\n", encoding="utf-8")
        text, _ = import_template(tmp_path / "a.md")
        assert parse(text, Path("t.md")).sheets[0].cells[3, 4].formula == "B3*2"
        assert 'title = "T"' in text

    def test_a_template_gives_itself(self, tmp_path):
        text = '+++\ntitle = "T"\n[names]\nRate = "B3"\n+++\n\n| | A | B |\n|--|--|--|\n| 3 | 2 (B*Rate) | 1 |\n'
        (tmp_path / "t.md").write_text(text, encoding="utf-8")
        assert import_template(tmp_path / "t.md") == (text, [])

    def test_a_marked_table_keeps_what_its_comment_says(self, tmp_path):
        text = "# T\n\n<!-- sheetgen\nnames = { Rate = 'B3' }\n-->\n| | A | B |\n|--|--|--|\n| 3 | 2 (B*Rate) | 2 |\n"
        (tmp_path / "t.md").write_text(text, encoding="utf-8")
        found, warnings = import_template(tmp_path / "t.md")
        assert not warnings
        assert parse(found, Path("t.md")).names == {"Rate": "Sheet!$B$3"}

    def test_amounts_are_read_as_excel_reads_them(self, tmp_path, table_rows):
        (tmp_path / "a.csv").write_text('a,(5),"$1,234.50","-€3","(1,000)",(x)\n', encoding="utf-8")
        text, warnings = import_template(tmp_path / "a.csv")
        assert table_rows(text) == ["| 1 | a | -5 | 1,234.50 | -3 | -1,000 | '(x) |"]
        assert warnings[0].startswith("amounts became plain numbers")

    def test_a_file_without_cells_is_named(self, tmp_path):
        (tmp_path / "empty.csv").write_text("", encoding="utf-8")
        with pytest.raises(UsageError, match=r"empty\.csv has no cells to import"):
            import_template(tmp_path / "empty.csv")


ARTICLE = """|    | A | B | C | F | K |
|----|---|---|---|---|---|
| 2  | Maths: | 0.4 | | 0.8 (B*2) | |
| 6  | Faux: | | | 0.8001 (F2+Tiny) | 1.0000 ((F-F2)/Tiny) |
"""


class TestNames:
    def test_the_articles_table_with_its_row_for_tiny_needs_nothing_else(self, tmp_path):
        path = tmp_path / "pasted.md"
        path.write_text(ARTICLE + "|    | Tiny | 0.0001 | Moved down here |\n", encoding="utf-8")
        text, warnings = import_template(path)
        assert not warnings
        template = parse(text, Path("t.md"))
        assert template.names == {"Tiny": "Sheet!$B$7"}
        assert bool(verify(template))

    def test_a_name_may_be_given(self, tmp_path):
        path = tmp_path / "pasted.md"
        path.write_text(ARTICLE + "| 12 | tiny step: | 0.0001 |\n", encoding="utf-8")
        text, warnings = import_template(path, names={"Tiny": "B12"})
        assert not warnings
        assert bool(verify(parse(text, Path("t.md"))))

    def test_a_name_that_nobody_defines_is_told_with_the_way_out(self, tmp_path):
        (tmp_path / "pasted.md").write_text(ARTICLE, encoding="utf-8")
        text, warnings = import_template(tmp_path / "pasted.md")
        assert warnings == [
            "read as text, for Tiny is not defined (--name Tiny=CELL defines it): F6 '0.8001 (F2+Tiny)',"
            " K6 '1.0000 ((F-F2)/Tiny)'"
        ]
        assert "'0.8001 (F2+Tiny)" in text

    def test_of_two_rows_with_the_label_neither_is_taken(self, tmp_path):
        path = tmp_path / "pasted.md"
        path.write_text(ARTICLE + "| 12 | Tiny | 1 |\n| 13 | Tiny | 2 |\n", encoding="utf-8")
        assert len(import_template(path)[1]) == 1

    @pytest.mark.parametrize("given", ["Tiny", "Tiny=there", "B2=B12", "x y=B2"])
    def test_what_is_no_name_or_no_cell_is_refused(self, given, tmp_path, capsys):
        (tmp_path / "pasted.md").write_text(ARTICLE, encoding="utf-8")
        assert run(["import", str(tmp_path / "pasted.md"), "--name", given]) == 2
        assert capsys.readouterr().err.startswith(f"sheetgen: --name {given}: ")
