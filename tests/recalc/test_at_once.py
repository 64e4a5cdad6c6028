"""Large workbooks are planned by groups and evaluated on arrays: every value is that of one cell after another."""

import io

import numpy
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetgen.errors import CycleError, FormulaError, UnsupportedError
from sheetgen.recalc import recalculate
from sheetgen.recalc.components import components
from sheetgen.recalc.evaluate import recalculate_what_can_be
from sheetgen.recalc.plan import all_dependents
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue
from sheetgen.workbook import read as reading
from sheetgen.workbook.cell_columns import CellColumns


def workbook(cells, others=None, names=None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "S"
    for name, sheet in {"S": cells, **(others or {})}.items():
        target = book["S"] if name == "S" else book.create_sheet(name)
        for address, value in sheet.items():
            target[address] = value
    for name, text in (names or {}).items():
        book.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(name, attr_text=text)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def both_ways(data: bytes, monkeypatch, of=recalculate):
    """Results from cells in dicts, and from cells in columns."""
    results = []
    for large in (10**12, 0):
        monkeypatch.setattr(reading, "LARGE", large)
        results.append(of(reading.read(data, "b.xlsx")))
    return results


def values_of(values):
    """Every value with its type: 1 and TRUE are two things."""
    return {
        (sheet, address): (type(value), value)
        for sheet, cells in values.cells.items()
        for address, value in cells.items()
    }


def assert_alike(data: bytes, monkeypatch):
    plain, columns = both_ways(data, monkeypatch)
    assert any(isinstance(cells, CellColumns) for cells in columns.cells.values())
    assert values_of(columns) == values_of(plain)
    return columns


ROWS = range(1, 31)


@pytest.mark.parametrize(
    "formula",
    [
        "=A{r}*B{r}+C{r}",
        "=A{r}-B{r}-C{r}/B{r}",
        "=TANH(A{r})+EXP(-B{r})",
        "=(A{r}-B{r})/Tiny",
        "=A{r}^2/2-A{r}^3+B{r}^0.5",
        "=-A{r}%",
        "=SQRT(A{r})+LN(B{r})",
        "=A{r}/(B{r}-B{r})",
        "=EXP(A{r}*1000)",
        "=A{r}*$A$1+B$2",
        "=SUM(A$1:A{r})",
        "=SUM($A$1:$B$3)*A{r}",
        "=SUM(A{r}:C{r},T!A{r})",
        "=SUM(C{r}:A{r})",
        "=AVERAGE(A{r}:C{r})",
        "=SUMPRODUCT(A{r}:C{r},$A$1:$C$1)",
        "=SUMPRODUCT(A{r}:C{r},$A$1:$A$3)",
        "=SUMPRODUCT(A{r}:D{r})*1E300",
        "=SUMPRODUCT(A{r}:B{r}*2)",
        "=SUMSQ(A{r}:C{r})/SUMXMY2(A{r}:B{r},B$1:C$1)",
        "=SUMXMY2(A{r}:B{r},B$1:B$2)",
        "=MMULT(A{r}:C{r},$A$1:$A$3)",
        "=MMULT($A$1:$A$3,A{r}:C{r})",
        "=MMULT(A{r}:C{r},$A$1:$A$2)",
        "=SUM(A{r}:B{n})",
        "=SUM(A:A)+A{r}",
        '=IF(A{r}>0.5,"big",A{r})',
        "=A{r}>B{r}",
        "=Q{r}+1",
        "=T!A{r}*2",
        "=A1",
        "=1+2*3",
        "=ROW()",
        "=A{r}&B{r}",
        "=SUM(A1:B2 B2:C3)",
        "=INDEX(A:A,{r})",
        "=OFFSET(A{r},0,1)",
        "=POWER(A{r},B{r})",
        "=ROUND(A{r},2)",
        "=LOG(A{r})",
        "=A{r}*0.7+0.2=A{r}*0.7-0.1+0.3",
        "=A{r}*3-A{r}*2<A{r}",
        "=SUM(S:T!A{r})",
        "=SUM(S:T!A$1:A{r},S:T!C:C)",
        '="2024-01-10"+A{r}',
        "=SIN(A{r}*22)+COS(A{r})/TAN(A{r})",
    ],
)
def test_a_column_of_one_formula(formula, monkeypatch):
    cells = {}
    for r in ROWS:
        cells |= {f"A{r}": r / 7, f"B{r}": 1.3 - r / 10, f"C{r}": r % 3, f"E{r}": formula.format(r=r, n=r + 2)}
        cells[f"F{r}"] = f"=E{r}+1"
    assert_alike(workbook(cells, {"T": {f"A{r}": r * 1.1 for r in ROWS}}, {"Tiny": "S!$C$2"}), monkeypatch)


@pytest.mark.parametrize(
    "value", ["text", "12", "2024-01-10", "12:30", True, None, "=NA()", "=1/0", '=""', "=TRUE", "=1E308*10"]
)
def test_cells_that_hold_no_number_are_left_to_the_evaluator(value, monkeypatch):
    cells = {f"A{r}": r / 7 for r in ROWS} | {f"B{r}": f"=A{r}*2+TANH(A{r})" for r in ROWS}
    cells |= {"A5": value, "A20": value}
    assert_alike(workbook(cells), monkeypatch)


def test_rows_that_each_need_the_row_above(monkeypatch):
    cells = {"A1": 1.0, "B1": 0.5}
    for r in range(2, 200):
        cells |= {f"A{r}": f"=A{r - 1}*1.01+B{r - 1}", f"B{r}": f"=A{r}-A{r - 1}"}
    assert_alike(workbook(cells), monkeypatch)


def test_rows_that_each_need_the_row_below(monkeypatch):
    cells = {f"A{r}": f"=A{r + 1}+1" for r in range(1, 300)} | {"A300": 1.0}
    assert assert_alike(workbook(cells), monkeypatch)["S!A1"] == 300.0


def test_a_cycle_names_its_path(monkeypatch):
    cells = {f"A{r}": f"=B{r}+1" for r in ROWS} | {f"B{r}": f"=C{r}" for r in ROWS}
    monkeypatch.setattr(reading, "LARGE", 0)
    with pytest.raises(CycleError, match="A7 → B7 → A7"):
        recalculate(reading.read(workbook(cells | {"B7": "=A7*2"}), "b.xlsx"))


def test_what_cannot_be_evaluated_is_told_cell_by_cell(monkeypatch):
    cells = {f"A{r}": f"=CUBEVALUE(B{r})" for r in ROWS} | {f"C{r}": f"=A{r}+1" for r in ROWS}
    cells |= {f"D{r}": f"=B{r}+1" for r in ROWS}
    plain, columns = both_ways(workbook(cells), monkeypatch, recalculate_what_can_be)
    assert {place: str(error) for place, error in columns[1].items()} == {
        place: str(error) for place, error in plain[1].items()
    }
    assert values_of(columns[0]) == values_of(plain[0])
    with pytest.raises(UnsupportedError, match=r"S!A1: the function CUBEVALUE is not supported"):
        recalculate(reading.read(workbook(cells), "b.xlsx"))


def test_the_first_formula_that_does_not_read_is_named(monkeypatch):
    cells = {"B3": "=1+", "A5": "=2+", "C2": "=A1"}
    monkeypatch.setattr(reading, "LARGE", 0)
    with pytest.raises(FormulaError, match="S!B3: the formula =1"):
        recalculate(reading.read(workbook(cells), "b.xlsx"))


def test_array_formulas_fill_their_range(monkeypatch):
    book = openpyxl.Workbook()
    book.active.title = "S"
    for r in ROWS:
        book["S"][f"A{r}"] = float(r)
        book["S"][f"C{r}"] = f"=B{r}*2"
    book["S"]["B1"] = openpyxl.worksheet.formula.ArrayFormula("B1:B30", "=A1:A30*10")
    output = io.BytesIO()
    book.save(output)
    assert assert_alike(output.getvalue(), monkeypatch)["S!C30"] == 600.0


def test_a_cell_far_away_takes_no_room(monkeypatch):
    cells = {"XFD1048576": 5.0, "A1": "=XFD1048576+1", "ZZ1000000": "=A1*2"}
    assert assert_alike(workbook(cells), monkeypatch)["S!ZZ1000000"] == 12.0


def test_dependents_are_found_when_they_are_asked_for(monkeypatch):
    cells = {f"A{r}": f"=B{r}+1" for r in ROWS} | {"B3": "=RAND()", "C1": "=SUM(A1:A5)", "C2": "=SUM(A6:A9)"}
    _, columns = both_ways(workbook(cells), monkeypatch)
    found = all_dependents(columns.plan, [Place("S", Address.parse("B3"))], columns.grid)
    assert {str(place.address) for place in found} == {"B3", "A3", "C1"}


CELL = st.sampled_from(["A1", "A2", "B1", "B3", "C2", "D4", "$A$1", "B$2", "T!A1", "Name", "A1:B3", "1:2", "A:A"])
FORMULA = st.recursive(
    CELL | st.sampled_from(["1", "0.5", '"x"', "TRUE", "Q9"]),
    lambda inner: st.one_of(
        st.builds("({}{}{})".format, inner, st.sampled_from("+-*/^&<="), inner),
        st.builds("{}({})".format, st.sampled_from(["SUM", "TANH", "SQRT", "ABS", "EXP", "COUNT", "-"]), inner),
        st.builds("IF({},{},{})".format, inner, inner, inner),
    ),
    max_leaves=5,
)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from("EFGH"), FORMULA), min_size=1, max_size=4))
def test_any_formulas_give_the_same(formulas):
    cells = {"A1": 0.3, "A2": "text", "B1": True, "B2": 2.5, "B3": "7", "D4": 1e300}
    for column, formula in formulas:
        for row in range(10, 22):
            cells[f"{column}{row}"] = f"={formula}"
    data = workbook(cells, {"T": {"A1": "=S!A1*2"}}, {"Name": "S!$B$2"})
    with pytest.MonkeyPatch.context() as patch:
        assert_alike(data, patch)


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=10, max_size=10))
def test_components_come_after_what_they_need(needs):
    order = list(components(needs))
    assert sorted(node for component in order for node in component) == list(range(10))
    reached = {node: {node} for node in range(10)}
    for _ in range(10):
        for node in range(10):
            for other in needs[node]:
                reached[node] |= reached[other]
    done = set()
    for component in order:
        for node in component:
            assert all(other in done or other in component for other in needs[node])
            assert {other for other in reached[node] if node in reached[other]} == set(component)
        done.update(component)


def test_an_error_value_is_kept_with_its_kind(monkeypatch):
    cells = {f"A{r}": float(r - 5) for r in ROWS} | {f"B{r}": f"=1/A{r}" for r in ROWS}
    assert assert_alike(workbook(cells), monkeypatch)["S!B5"] is ErrorValue.DIV0


def test_the_numbers_of_a_column_by_rows(monkeypatch):
    cells = {f"A{r}": "=ROW()*2" for r in ROWS} | {"A4": "text", "B2": 5.0}
    for values in both_ways(workbook(cells), monkeypatch):
        found = values.numbers("S", 1, numpy.array([[1, 2], [4, 40]]))
        numpy.testing.assert_array_equal(found, [[2.0, 4.0], [numpy.nan, numpy.nan]])
        numpy.testing.assert_array_equal(values.numbers("S", 9, numpy.array([1])), [numpy.nan])


def test_a_what_if_table_is_never_taken_for_constants(xlsx, monkeypatch):
    data = xlsx(
        '<row r="1"><c r="A1"><f t="dataTable" ref="A1:A2" r1="C1"/><v>1</v></c><c r="B1"><f>A2*2</f><v>4</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c></row>'
    )
    for _, problems in both_ways(data, monkeypatch, recalculate_what_can_be):
        assert {str(place.address): error.message for place, error in problems.items()} == {
            "A1": "the function TABLE is not supported",
            "B1": f"it needs {next(iter(problems)).sheet}!A1: the function TABLE is not supported",
        }
