"""Large workbooks are differentiated group by group on arrays: every derivative is that of one cell after another."""

import io

import numpy
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetgen.differentiate import columns as columns_module
from sheetgen.differentiate import gradient
from sheetgen.errors import DerivativeError, UsageError
from sheetgen.recalc import recalculate
from sheetgen.recalc.column_cells import ColumnCells
from sheetgen.sheet import Address, Place
from sheetgen.workbook import read as reading

ROWS = range(1, 31)


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


def place(text, sheet="S"):
    return Place(sheet, Address.parse(text))


@pytest.fixture
def both_ways(monkeypatch):
    """The values of a workbook whose cells are in dicts, and of the same in columns."""

    def both_ways(data):
        found = []
        for large in (10**12, 0):
            monkeypatch.setattr(reading, "LARGE", large)
            found.append(recalculate(reading.read(data, "b.xlsx")))
        assert isinstance(found[0].plan.trees, dict)
        assert not isinstance(found[1].plan.trees, dict)
        return found

    return both_ways


def assert_alike(values, of, by):
    """Both ways give the same derivatives, but for the order of their sums, and say the same of them."""
    plain, columns = (gradient(one, of, by) for one in values)
    for cell in by:
        assert columns.at(cell) == pytest.approx(plain.at(cell), rel=1e-13, abs=1e-13, nan_ok=True), cell
    assert set(columns.findings) == set(plain.findings)
    return plain, columns


CELLS = {f"A{row}": row / 7 for row in ROWS} | {f"B{row}": 1 + 1 / row for row in ROWS} | {"D1": 0.25}


@pytest.mark.parametrize(
    "formula",
    [
        "=A{r}*B{r}+A{r}",
        "=A{r}-B{r}-A{r}/B{r}",
        "=TANH(A{r})+EXP(-B{r})",
        "=(A{r}-B{r})/Tiny",
        "=A{r}^2/2-A{r}^3+B{r}^0.5+B{r}^A{r}",
        "=-A{r}%",
        "=SQRT(A{r})+LN(B{r})*SIN(A{r})",
        "=A{r}*$D$1+B$2",
        "=$D$1^2*$A$3",
        "=SUM(A$1:A{r})",
        "=SUM(A:A)+A{r}",
        "=SUM(A{r}:B{r})^2",
        "=IF(A{r}>2,A{r}*B{r},B{r})",
        "=ABS(A{r}-1)+B{r}",
        "=MAX(A{r},B{r})",
        "=ROUND(A{r},1)*B{r}",
        "=SQRT(A{r}-A$1)",
        "=LOG(A{r}+1,B{r}+1)",
        "=ATAN2(A{r},B{r})",
        "=Other!A{r}*A{r}",
        "=E{r}*A{r}",
    ],
)
def test_a_column_is_differentiated_as_its_cells_are(both_ways, formula):
    cells = CELLS | {f"C{row}": formula.format(r=row) for row in ROWS}
    others = {"Other": {f"A{row}": f"=S!B{row}^2" for row in ROWS}}
    values = both_ways(workbook(cells, others, {"Tiny": "S!$D$1"}))
    of = [place(f"C{row}") for row in ROWS]
    by = [place(name) for name in CELLS] + [place(f"A{row}", "Other") for row in ROWS]
    assert_alike(values, of, by)
    assert_alike(values, of[4:6], by)


@pytest.mark.parametrize(
    ("first", "formula"),
    [
        ("=A1", "=C{above}*B{r}+A{r}"),
        ("=A1", "=C{above}+D{above}"),
        ("=D1", "=TANH(C{above})*A{r}"),
    ],
)
def test_a_column_whose_rows_need_the_row_above(both_ways, first, formula):
    cells = CELLS | {"C1": first} | {f"C{row}": formula.format(r=row, above=row - 1) for row in ROWS[1:]}
    cells |= {f"D{row}": f"=C{row}/2" for row in ROWS[1:]}
    values = both_ways(workbook(cells))
    by = [place(name) for name in CELLS] + [place(f"C{row}") for row in ROWS]
    assert_alike(values, [place("C30")], by)
    assert_alike(values, [place("D29"), place("C12")], by)


def test_a_column_whose_rows_need_the_row_below(both_ways):
    cells = CELLS | {"C30": "=A30"} | {f"C{row}": f"=C{row + 1}*B{row}" for row in ROWS[:-1]}
    values = both_ways(workbook(cells))
    assert_alike(values, [place("C1")], [place(name) for name in CELLS])


def test_a_reference_that_is_calculated_may_point_forwards(both_ways):
    cells = (
        CELLS | {f"C{row}": f"=OFFSET(E{row},0,1)*A{row}" for row in ROWS} | {f"F{row}": f"=A{row}^2" for row in ROWS}
    )
    values = both_ways(workbook(cells))
    assert_alike(values, [place(f"C{row}") for row in ROWS], [place(name) for name in CELLS])


def test_formula_cells_in_between_are_variables_too(both_ways):
    cells = CELLS | {f"C{row}": f"=A{row}*B{row}" for row in ROWS} | {f"E{row}": f"=C{row}^2+A{row}" for row in ROWS}
    values = both_ways(workbook(cells))
    of = [place(f"E{row}") for row in ROWS]
    plain, columns = assert_alike(values, of, [place(f"{c}{row}") for row in ROWS for c in "AC"])
    rows = numpy.arange(1, 31)
    assert columns.numbers("S", 3, rows).tolist() == plain.numbers("S", 3, rows).tolist()
    assert columns["A2:A9"].tolist() == plain["A2:A9"].tolist()
    for found in (plain, columns):
        with pytest.raises(UsageError, match="S!B2 is not among the cells that the derivative is by"):
            found["A2:C2"]
        with pytest.raises(UsageError, match="S!B1 is not among"):
            found.numbers("S", 2, rows)
    for found in (gradient(one, of) for one in values):
        assert found["B2"] != 0
        with pytest.raises(UsageError, match="S!C2 is not among"):
            found["C2"]


def test_an_array_formula_among_columns(both_ways):
    from openpyxl.worksheet.formula import ArrayFormula

    cells = CELLS | {"C1": ArrayFormula("C1:C30", "=A1:A30*B1:B30")} | {f"E{row}": f"=C{row}^2" for row in ROWS}
    values = both_ways(workbook(cells))
    assert_alike(values, [place(f"E{row}") for row in ROWS], [place(name) for name in CELLS])


def test_what_has_no_derivative_is_refused_there_too(both_ways):
    cells = CELLS | {f"C{row}": f"=GAMMA(A{row})*$D$1" for row in ROWS}
    _, values = both_ways(workbook(cells))
    of = [place(f"C{row}") for row in ROWS]
    with pytest.raises(DerivativeError, match=r"S!C\d+: no derivative of GAMMA is known"):
        gradient(values, of)
    assert gradient(values, of, [place("D1")])["D1"] == pytest.approx(sum(values[f"C{row}"] / 0.25 for row in ROWS))
    with pytest.raises(UsageError, match="S!Z1 is nothing to differentiate by"):
        gradient(values, of, [place("Z1")])


def test_all_blocks_are_done_at_once_and_a_shared_cell_gathers_them(both_ways, monkeypatch):
    rows = range(1, 1001)
    cells = {f"A{row}": row / 1000 for row in rows} | {"D1": 0.5}
    cells |= {f"B{row}": f"=TANH(A{row}*D$1)" for row in rows} | {f"C{row}": f"=B{row}^2/2" for row in rows}
    _, values = both_ways(workbook(cells))

    def refuse(*_):
        raise AssertionError("one cell after another")

    monkeypatch.setattr(columns_module, "Tapes", refuse)
    own = numpy.arange(1, 1001)
    found = gradient(values, [ColumnCells("S", 3, own)])
    a = own / 1000
    b = numpy.tanh(a * 0.5)
    assert numpy.allclose(found.numbers("S", 1, own), b * (1 - b * b) * 0.5, rtol=1e-14, atol=0)
    assert found["D1"] == pytest.approx(float((b * (1 - b * b) * a).sum()), rel=1e-14)
    assert len(found.by) == 1001


numbers = st.floats(-3, 3)


@settings(max_examples=20)
@given(
    data=st.lists(st.tuples(numbers, numbers), min_size=9, max_size=30),
    formula=st.sampled_from(["=A{r}*B{r}", "=A{r}/B{r}", "=SQRT(A{r})*B{r}", "=A{r}^B{r}", "=ABS(A{r})-B{r}*B{r}"]),
)
def test_whatever_the_numbers_both_ways_agree(data, formula):
    cells = {f"A{row}": a for row, (a, _) in enumerate(data, 1)} | {f"B{row}": b for row, (_, b) in enumerate(data, 1)}
    formulas = {f"C{row}": formula.format(r=row) for row in range(1, len(data) + 1)}
    read = []
    with pytest.MonkeyPatch.context() as patch:
        for large in (10**12, 0):
            patch.setattr(reading, "LARGE", large)
            read.append(recalculate(reading.read(workbook(cells | formulas), "b.xlsx")))
    of = [place(name) for name in formulas if isinstance(read[0][name], float)]
    assert_alike(read, of, [place(name) for name in cells])
