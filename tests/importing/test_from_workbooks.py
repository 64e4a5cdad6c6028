"""`sheetgen import`: templates made of workbooks."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from sheetgen.comparison import Aspects, diff
from sheetgen.importing import import_template
from sheetgen.importing.notation import shorthand
from sheetgen.sheet import Address
from sheetgen.template import available, find, load, parse
from sheetgen.verification import verify

NAME = "single-neuron-gradients"


class TestWorkbooks:
    @pytest.mark.parametrize("name", available())
    def test_a_workbook_made_here_gives_its_template_back_byte_for_byte(self, name, tmp_path):
        load(name)
        path = Path("output") / f"{name}.xlsx"
        text, warnings = import_template(path)
        assert text == find(name).read_text(encoding="utf-8")
        assert warnings == []

    @pytest.mark.parametrize("name", available())
    def test_rebuilt_from_its_cells_it_has_the_same_cells_formulas_and_figures(self, name):
        text, warnings = import_template(Path("output") / f"{name}.xlsx", rebuild=True)
        assert warnings == []
        rebuilt, original = parse(text, Path("rebuilt.md")), load(name)
        assert [sheet.name for sheet in rebuilt.sheets] == [sheet.name for sheet in original.sheets]
        assert {name.lower(): text for name, text in rebuilt.names.items()} == {
            name.lower(): text for name, text in original.names.items()
        }
        for ours, theirs in zip(rebuilt.sheets, original.sheets, strict=True):
            assert ours.cells.keys() == theirs.cells.keys()
            for address, cell in theirs.cells.items():
                assert ours.cells[address].value == cell.value
                assert (ours.cells[address].formula is None) == (cell.formula is None)
        same = Aspects(formats=False, values=False, figures=False)
        result = diff(rebuilt, original, aspects=same, sheet=original.sheets[0].name)
        assert result, result.cells[:3]

    def test_the_articles_figures_are_those_that_the_workbook_shows(self, table_rows):
        text, _ = import_template(Path("output") / f"{NAME}.xlsx", rebuild=True)
        assert table_rows(text)[1].startswith(
            "| 2 | Neuron maths: | 0.4 | 0.5 | 0.6 | 0.8 (B*C+D) | 0.664 (TANH(E)) | 0.7 |"
        )
        assert 'Tiny = "B12"' in text

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            *((-5, "yyyy-mm-dd"), (-0.5, "h:mm"), (-1, "m/d/yy h:mm"), (3_000_000, "yyyy-mm-dd")),
            *((0.3333, "0." + "0" * 30_000), (1e308, "0" + "%" * 3_000)),
        ],
    )
    def test_what_a_number_format_cannot_show_is_shown_without(self, workbook, table_rows, value, code):
        text, _ = import_template(workbook({"A1": value}, formats={"A1": code}))
        assert float(table_rows(text)[0].split("|")[2].strip(" '")) == value

    def test_figures_are_shown_as_number_formats_say(self, workbook, table_rows):
        path = workbook(
            {"A1": 1234.5, "A2": 0.125, "B1": "=A1/3", "B2": "=A2*2", "B3": "=1/0", "B4": "=A1>1", "B5": '="x"'},
            formats={"A1": "#,##0.0", "A2": "0.0%", "B1": "0.00", "B2": "0%"},
        )
        text, _ = import_template(path)
        assert table_rows(text) == [
            "| 1 | 1,234.5 | 411.50 (A/3) |",
            "| 2 | 12.5% | 25% (A*2) |",
            "| 3 | | #DIV/0! (1/0) |",
            "| 4 | | TRUE (A1>1) |",
            '| 5 | | = "x" |',
        ]

    def test_a_constant_keeps_all_its_digits_whatever_is_shown(self, workbook, table_rows):
        text, _ = import_template(workbook({"A1": 0.123456789}, formats={"A1": "0.00"}))
        assert table_rows(text) == ["| 1 | 0.123456789 |"]

    def test_addresses_stay_on_request(self, workbook, table_rows):
        path = workbook({"A2": 2, "B2": "=A2*A1"})
        assert table_rows(import_template(path)[0]) == ["| 2 | 2 | 0 (A*A1) |"]
        assert table_rows(import_template(path, a1=True)[0]) == ["| 2 | 2 | 0 (A2*A1) |"]

    def test_texts_that_read_as_something_else_are_quoted(self, workbook):
        texts = [
            "1 (see note)",
            "'quoted",
            "(optional)",
            "a|b",
            "two\nlines",
            " spaces ",
            "{{ x }}",
            "&#10;",
            "TRUE",
            "5",
        ]
        path = workbook({f"A{row}": text for row, text in enumerate(texts, 1)})
        text, warnings = import_template(path)
        sheet = parse(text, Path("t.md")).sheets[0]
        assert [sheet.cells[row, 1].value for row in range(1, len(texts) + 1)] == texts
        assert warnings == []

    def test_what_a_template_cannot_say_is_told(self, tmp_path):
        book = openpyxl.Workbook()
        book.active["A1"] = 2
        book.active["B1"] = ArrayFormula("B1", "=SUM(A1:A1*2)")
        book.defined_names["Half"] = openpyxl.workbook.defined_name.DefinedName("Half", attr_text="0.5")
        book.active["C1"] = "=Half*2"
        book.save(tmp_path / "a.xlsx")
        _, warnings = import_template(tmp_path / "a.xlsx")
        assert warnings == [
            "names that stand for no cell, or for a sheet only, are left out: Half",
            "array formulas became ordinary ones: Sheet!B1",
            "formulas that the template language cannot say became their values: Sheet!C1",
        ]

    def test_rows_that_repeat_become_a_loop(self, workbook, table_rows):
        cells = {"A1": "n", "B1": "square", "A2": 1, "B2": "=A2^2", "C2": "x"}
        for row in range(3, 12):
            cells |= {f"A{row}": row - 1, f"B{row}": f"=A{row}^2+B{row - 1}", f"C{row}": "x"}
        path = workbook(cells)
        text, _ = import_template(path, fold=True)
        assert table_rows(text) == [
            "| 1 | n | square | |",
            "| 2 | 1 | 1 (A^2) | x |",
            "| {{ row }} | {{ row - 1 }} | = A^2+B{{ row - 1 }} | x |",
        ]
        assert diff(parse(text, Path("t.md")), path, aspects=Aspects(formats=False, figures=False), sheet="Sheet")

    def test_the_training_sheet_folds_to_a_few_lines(self):
        text, _ = import_template(Path("output/single-neuron-training.xlsx"), rebuild=True, fold=True)
        assert len(text.splitlines()) < 20
        assert diff(
            parse(text, Path("t.md")),
            "single-neuron-training",
            aspects=Aspects(formats=False, figures=False),
            sheet="Sheet",
        )


@pytest.mark.parametrize(
    ("formula", "short"),
    [
        ("B2*C2+D2", "B*C+D"),
        ("B2*C3", "B*C3"),
        ("$B2*B$2", "$B2*B$2"),
        ("SUM(B2:D2)", "SUM(B:D)"),
        ("SUM(B2:B2)", "SUM(B2:B2)"),
        ("Other!B2+B2", "Other!B2+B"),
        ('"B2"&B2', '"B2"&B'),
        ("LOG10(B2)", "LOG10(B)"),
        ("SUM(B:B)+SUM(Data!$1:3)", "SUM(B::B)+SUM(Data!$1::3)"),
    ],
)
def test_the_shorthand_is_taken_where_it_reads_back_to_the_same(formula, short):
    assert shorthand(formula, Address(2, 9), {}) == short


class TestOneSheet:
    def test_its_name_is_kept_for_formulas_refer_to_it(self, save_book, tmp_path):
        path = save_book(
            tmp_path / "b.xlsx", {"Data!A1": 2, "Data!B1": "=Data!A1*2", "Data!C1": '=INDIRECT("Data!A1")*3'}
        )
        text, warnings = import_template(path, sheets=["Data"])
        assert not warnings
        template = parse(text, Path("t.md"))
        assert [sheet.name for sheet in template.sheets] == ["Data"]
        assert verify(template).cells[1].recalculated == 6.0
