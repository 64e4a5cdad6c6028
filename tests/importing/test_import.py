"""`sheetgen import`: templates made of workbooks, pages, documents and CSV files."""

import io
import json
import os
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

import sheetgen
from sheetgen.cli import run
from sheetgen.comparison import Aspects, diff
from sheetgen.comparison.forms import Forms
from sheetgen.comparison.side import side
from sheetgen.errors import UsageError
from sheetgen.importing import import_template
from sheetgen.importing.from_html import html_tables
from sheetgen.importing.notation import shorthand
from sheetgen.sheet import Address, Place
from sheetgen.template import available, find, load, parse
from sheetgen.verification import verify

NAME = "single-neuron-gradients"
CORPUS = Path(os.environ.get("SHEETGEN_CORPUS", Path(__file__).resolve().parents[3] / "shared" / "corpus"))
BOOK = "output/single-neuron.xlsx"


def rows(text):
    """The table's rows of a template, with single spaces."""
    return [" ".join(line.split()) for line in text.splitlines() if line.startswith("| ")][1:]


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

    def test_the_articles_figures_are_those_that_the_workbook_shows(self):
        text, _ = import_template(Path("output") / f"{NAME}.xlsx", rebuild=True)
        assert rows(text)[1].startswith("| 2 | Neuron maths: | 0.4 | 0.5 | 0.6 | 0.8 (B*C+D) | 0.664 (TANH(E)) | 0.7 |")
        assert 'Tiny = "B12"' in text

    def test_figures_are_shown_as_number_formats_say(self, workbook):
        path = workbook(
            {"A1": 1234.5, "A2": 0.125, "B1": "=A1/3", "B2": "=A2*2", "B3": "=1/0", "B4": "=A1>1", "B5": '="x"'},
            formats={"A1": "#,##0.0", "A2": "0.0%", "B1": "0.00", "B2": "0%"},
        )
        text, _ = import_template(path)
        assert rows(text) == [
            "| 1 | 1,234.5 | 411.50 (A/3) |",
            "| 2 | 12.5% | 25% (A*2) |",
            "| 3 | | #DIV/0! (1/0) |",
            "| 4 | | TRUE (A1>1) |",
            '| 5 | | = "x" |',
        ]

    def test_a_constant_keeps_all_its_digits_whatever_is_shown(self, workbook):
        text, _ = import_template(workbook({"A1": 0.123456789}, formats={"A1": "0.00"}))
        assert rows(text) == ["| 1 | 0.123456789 |"]

    def test_addresses_stay_on_request(self, workbook):
        path = workbook({"A2": 2, "B2": "=A2*A1"})
        assert rows(import_template(path)[0]) == ["| 2 | 2 | 0 (A*A1) |"]
        assert rows(import_template(path, a1=True)[0]) == ["| 2 | 2 | 0 (A2*A1) |"]

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

    def test_rows_that_repeat_become_a_loop(self, workbook):
        cells = {"A1": "n", "B1": "square", "A2": 1, "B2": "=A2^2", "C2": "x"}
        for row in range(3, 12):
            cells |= {f"A{row}": row - 1, f"B{row}": f"=A{row}^2+B{row - 1}", f"C{row}": "x"}
        path = workbook(cells)
        text, _ = import_template(path, fold=True)
        assert rows(text) == [
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


FORMULAS = ["=A1+B1", "=$A$1*2", "=SUM(A1:B3)", '="a"&B2', "=IF(A1>0,B$2,C3)", "=SUM(B:B)", "=-A2^2%", "=SUM(A4:D4)"]
CONSTANTS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(lambda x: float(f"{x:.15g}")),
    st.booleans(),
    st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12),
)
#: Formulas stand to the right of what they refer to.
CELLS = st.builds(
    lambda constants, formulas: constants | formulas,
    st.dictionaries(st.builds(Address, st.integers(1, 6), st.integers(1, 5)), CONSTANTS, min_size=1, max_size=12),
    st.dictionaries(st.builds(Address, st.integers(1, 6), st.integers(7, 9)), st.sampled_from(FORMULAS), max_size=6),
)


@given(CELLS)
@settings(max_examples=30)
def test_any_sheet_makes_the_round_trip(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("trip") / "a.xlsx"
    book = openpyxl.Workbook()
    for (row, column), value in cells.items():
        cell = book.active.cell(row, column)
        cell.value = value
        if isinstance(value, str) and column < 7:
            cell.data_type = "s"
    book.save(path)
    text, warnings = import_template(path)
    assert warnings == []
    template = parse(text, Path("t.md"))
    assert same_cells(side(path), side(template), template.sheets[0].name) == []


def same_cells(one, other, sheet):
    """The cells of a sheet that do not have the same formula, or not the same constant to the bit."""
    forms = Forms()
    formulas, values = one.formulas(sheet), one.values(sheet)
    others, other_values = other.formulas(sheet), other.values(sheet)
    found = list(formulas.keys() ^ others.keys())
    for address in formulas.keys() & others.keys():
        left, right = (forms.of(own[address]) for own in (formulas, others))
        if (left.skeleton.lower(), left.references) != (right.skeleton.lower(), right.references):
            found.append(address)
    constants = {address: value for address, value in values.items() if address not in formulas}
    found += [at for at, value in constants.items() if repr(other_values.get(at)) != repr(value) and value != ""]
    return found


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


HTML = """<html><body><script>1</script><h2>First</h2><table><tr><td>x</td><td>1</td></tr></table>
<table><caption>The <b>second</b></caption>
<tr><th></th><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td><td>4 (A<sup>2</sup>)</td></tr></table></body></html>"""


#: Workbooks of many kinds, by many programs: formulas of every category, several sheets, formats, hidden names.
TRIPS = [
    *("W1_Dot-Product", "W2_Matrix-Multiplication", "entropy_example", "Softmax", "collab_filter", "cf_tests"),
    *("DCOUNT_DCOUNTA_DGET_DPRODUCT", "BESSEL", "COMPLEXs", "ERFs", "NUMBER_SYSTEMS", "ACCRINT_extended", "ROUND"),
    *(
        "LOG_LOG10_LN",
        "SUMIFS",
        "GEOMEAN",
        "NORM_DIST",
        "__TEXT",
        "COMBIN_COMBINA",
        "COUNTIF",
        "custom_theme_colors",
        "gantt_project_tracker",
    ),
]


@pytest.mark.parametrize("name", TRIPS)
def test_real_workbooks_keep_every_formula_and_value(name):
    if not CORPUS.is_dir():
        pytest.skip("no corpus: SHEETGEN_CORPUS names no folder with a MANIFEST.tsv")
    path = min(CORPUS.rglob(f"*{name}.xlsx"), key=lambda found: len(found.name))
    text, warnings = import_template(path)
    assert [warning for warning in warnings if not warning.startswith("names that stand for no cell")] == []
    original, rebuilt = side(path), side(parse(text, Path("t.md")))
    for sheet in original.sheets:
        if sheet in rebuilt.sheets:
            assert same_cells(original, rebuilt, sheet) == []
            for address in original.formulas(sheet):
                place = Place(sheet, address)
                if place not in original.volatile:
                    assert repr(rebuilt.recalculated.at(place)) == repr(original.recalculated.at(place)), place
        else:
            assert not original.values(sheet)


class TestPages:
    @pytest.fixture
    def page(self, tmp_path):
        path = tmp_path / "page.html"
        path.write_text(HTML, encoding="utf-8")
        return path

    def test_a_table_is_chosen_by_number_or_caption(self, page):
        assert rows(import_template(page, table="1")[0]) == ["| 1 | x | 1 |"]
        assert rows(import_template(page, table="second")[0]) == ["| 1 | 2 | 4 (A²) |"]

    def test_several_tables_are_listed(self, page):
        with pytest.raises(UsageError, match="has 2 tables: choose one with --table: 1 First; 2 The second"):
            import_template(page)

    def test_a_page_without_tables_says_so(self, tmp_path):
        (tmp_path / "a.html").write_text("<p>words</p>", encoding="utf-8")
        with pytest.raises(UsageError, match=r"a.html has no tables"):
            import_template(tmp_path / "a.html")

    def test_the_articles_table_as_a_page_shows_it(self, tmp_path):
        template = load(NAME)
        table = template.text[template.text.index("|") :].strip().splitlines()
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table if "---" not in line]
        html = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)
        (tmp_path / "article.html").write_text(f"<table>{html}</table>", encoding="utf-8")
        text, warnings = import_template(tmp_path / "article.html")
        assert not warnings
        found = parse(text, Path("t.md"))
        assert found.names == template.names
        assert {address: cell.formula for address, cell in found.sheets[0].cells.items()} == {
            address: cell.formula for address, cell in template.sheets[0].cells.items()
        }
        assert bool(verify(found))

    def test_cells_that_span_others_keep_the_columns(self, tmp_path):
        rows_of = "<tr><td rowspan=2>a</td><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr>"
        (tmp_path / "a.html").write_text(f"<table>{rows_of}</table>", encoding="utf-8")
        assert rows(import_template(tmp_path / "a.html")[0]) == ["| 1 | a | b | |", "| 2 | | c | d |"]


class TestTexts:
    def test_csv_has_figures_formulas_and_texts(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text('Name,Price,Twice\nnut,1.50,=B2*2\n"(x",3,"1,5"\n', encoding="utf-8")
        text, warnings = import_template(path)
        assert rows(text) == ["| 1 | Name | Price | Twice |", "| 2 | nut | 1.50 | = B*2 |", "| 3 | '(x | 3 | '1,5 |"]
        assert len(warnings) == 1

    def test_standard_input(self, monkeypatch):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a\tb\n1\t2\n")))
        assert rows(import_template("-")[0]) == ["| 1 | a | b |", "| 2 | 1 | 2 |"]

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

    def test_amounts_are_read_as_excel_reads_them(self, tmp_path):
        (tmp_path / "a.csv").write_text('a,(5),"$1,234.50","-€3","(1,000)",(x)\n', encoding="utf-8")
        text, warnings = import_template(tmp_path / "a.csv")
        assert rows(text) == ["| 1 | a | -5 | 1,234.50 | -3 | -1,000 | '(x) |"]
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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone.csv"], "gone.csv cannot be read: No such file or directory"),
        ([BOOK, "--table", "1"], f"{BOOK} is a workbook: choose among its sheets with --sheet"),
        ([BOOK, "--sheet", "X"], f"{BOOK} has no sheet 'X'; it has Sheet, About, Template"),
        (["README.md", "--sheet", "X"], "README.md is no workbook: choose among its tables with --table"),
    ],
)
def test_refusals_are_one_sentence(arguments, message, capsys):
    assert run(["import", *arguments]) == 2
    assert capsys.readouterr().err == f"sheetgen: {message}\n"


def test_the_command_writes_a_template_that_verifies(workbook, tmp_path, capsys):
    path = workbook({"A1": "Net", "A2": 2, "B2": "=A2*3"})
    assert run(["import", str(path), "-o", str(tmp_path / "t.md")]) == 0
    assert run(["verify", str(tmp_path / "t.md"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["witnesses"]["printed"] == "run"


def test_python_has_the_same(tmp_path):
    text = sheetgen.import_(Path("output") / f"{NAME}.xlsx")
    assert text == find(NAME).read_text(encoding="utf-8")


def test_cells_that_claim_to_span_everything_take_no_room():
    cell = f"<td rowspan=1000000000 colspan={'9' * 5_000}>1</td>"
    page = f"<table><tr>{cell * 50}</tr></table>"
    ((_, rows),) = html_tables(page, "page.html")
    assert sum(map(len, rows)) <= 200_050
    assert rows[0].count("1") == 50
