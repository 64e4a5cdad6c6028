"""The derivative of a cell by others: exact, through branches, lookups, arrays, names and sheets."""

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import sheetgen
from sheetgen.differentiate import Background, gradient, jacobian
from sheetgen.errors import DerivativeError, UsageError
from sheetgen.recalc import recalculate
from sheetgen.recalc.evaluate import recalculate_what_can_be
from sheetgen.sheet import Address, Place


def place(text):
    sheet, _, address = text.rpartition("!")
    return Place(sheet or "Sheet", Address.parse(address))


def check_forwards(values, of, backwards):
    """Forward mode gives the same derivatives within the bounds, and has the same to say of them."""
    for cell in backwards.by[:8]:
        # Of two cells by one: a sweep forwards is one less.
        found = jacobian(values, dict.fromkeys([of, cell, backwards.by[-1]]), [cell])[of]
        one = gradient(values, [of], [cell])
        assert math.isnan(found.at(cell)) == math.isnan(one.at(cell))
        if not math.isnan(found.at(cell)):
            assert abs(found.at(cell) - one.at(cell)) <= found.error(cell) + one.error(cell)
        assert set(found.findings) == set(one.findings)


@pytest.fixture
def slopes(make_grid):
    """The derivatives of one cell by all constants that it depends on, and what is said of them; both ways."""

    def slopes(cells, of="Z9", by=None, names=None):
        values = recalculate(make_grid(cells, names))
        found = gradient(values, [place(of)], None if by is None else [place(name) for name in by])
        check_forwards(values, place(of), found)
        return {str(cell).removeprefix("Sheet!"): found.at(cell) for cell in found.by}, [
            str(finding) for finding in found.findings
        ]

    return slopes


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """The article's workbook, recalculated."""
    return sheetgen.load("single-neuron-gradients").generate(tmp_path_factory.mktemp("neuron") / "n.xlsx")


class TestTheArticle:
    @pytest.mark.parametrize("column", "BCDEF")
    def test_row_4_holds_the_derivatives_of_the_loss(self, values, column):
        found = sheetgen.gradient(values, "I2", f"{column}2")
        gap = abs(found[f"{column}2"] - values[f"{column}4"])
        assert gap <= found.error(place(f"{column}2")) + Background(values, [place(f"{column}4")]).bound(
            place(f"{column}4")
        )
        assert 0 < found.error(place(f"{column}2")) < 1e-15
        assert found.findings == []

    def test_one_sweep_gives_them_all(self, values):
        together = sheetgen.gradient(values, "I2", ["B2:F2", "G2"])
        assert together["B2:F2"].tolist() == [[sheetgen.gradient(values, "I2", f"{c}2")[f"{c}2"] for c in "BCDEF"]]
        assert together["G2"] == -values["H2"]

    def test_without_a_choice_they_are_by_the_constants_that_the_cell_depends_on(self, values):
        assert [str(cell.address) for cell in sheetgen.gradient(values, "I2").by] == ["B2", "C2", "D2", "G2"]
        assert [str(cell.address) for cell in sheetgen.gradient(values, "K8").by] == ["B2", "C2", "D2", "G2", "B12"]

    def test_what_a_cell_does_not_depend_on_has_the_derivative_0(self, values):
        assert sheetgen.gradient(values, "I2", "Tiny")["B12"] == 0

    def test_of_several_cells_it_is_that_of_their_sum(self, values):
        both = sheetgen.gradient(values, ["E2", "H2"], "B2")["B2"]
        assert both == sheetgen.gradient(values, "E2", "B2")["B2"] + sheetgen.gradient(values, "H2", "B2")["B2"]


def test_a_cell_by_itself_has_the_derivative_1(slopes):
    assert slopes({"A1": 2.0, "Z9": "=A1"}, by=["Z9"]) == ({"Z9": 1.0}, [])


def test_a_formula_cell_is_held_as_a_variable(slopes):
    cells = {"A1": 3.0, "B1": "=A1*A1", "Z9": "=B1*A1"}
    assert slopes(cells, by=["A1", "B1"]) == ({"A1": 27.0, "B1": 3.0}, [])


def test_a_chain_over_three_sheets(slopes):
    sheets = {
        "Inputs": {"A1": 2.0, "B7": 5.0},
        "Second layer": {"C3": "=Inputs!A1*Inputs!B7", "C4": "=C3+Inputs!A1"},
        "Sheet": {"Z9": "='Second layer'!C4*'Second layer'!C3"},
    }
    # (ab + a)·ab with a = 2, b = 5
    assert slopes(sheets) == ({"Inputs!A1": 2 * 2 * 25 + 2 * 2 * 5, "Inputs!B7": 2 * 4 * 5 + 4}, [])


def test_a_defined_name_is_what_it_stands_for(slopes):
    assert slopes({"A1": 3.0, "Z9": "=Rate^2"}, names={"rate": "Sheet!$A$1"})[0] == {"A1": 6.0}


def test_a_cell_that_is_used_often_gathers_all_its_contributions(slopes):
    cells = {"A1": 2.0} | {f"B{row}": float(row) for row in range(1, 1001)}
    cells |= {f"C{row}": f"=A$1*B{row}" for row in range(1, 1001)}
    found, _ = slopes({**cells, "Z9": "=SUM(C1:C1000)"})
    assert found["A1"] == 500_500
    assert {found[f"B{row}"] for row in range(1, 1001)} == {2.0}


class TestBranches:
    def test_the_branch_that_was_taken_is_differentiated(self, slopes):
        assert slopes({"A1": 3.0, "A2": 4.0, "Z9": "=IF(A1>2,A1*A2,NA())"}) == ({"A1": 4.0, "A2": 3.0}, [])

    def test_an_error_that_was_caught_plays_no_part(self, slopes):
        assert slopes({"A1": 3.0, "A2": 0.0, "Z9": "=IFERROR(A1/A2,A1*2)"})[0]["A1"] == 2.0

    def test_a_lookup_passes_on_to_the_cell_that_was_found(self, slopes):
        cells = {"A1": 1.0, "A2": 2.0, "B1": 5.0, "B2": 7.0, "C1": 2.0, "Z9": "=VLOOKUP(C1,A1:B2,2,FALSE)^2"}
        found, said = slopes(cells, by=["A1", "A2", "B1", "B2", "C1"])
        assert found == {"A1": 0.0, "A2": 0.0, "B1": 0.0, "B2": 14.0, "C1": 0.0}
        assert said == []

    def test_a_reference_that_is_calculated_is_followed(self, slopes):
        cells = {"A1": 3.0, "B1": "=A1^2", "C1": '=OFFSET(A1,0,1)*INDIRECT("A1")', "Z9": "=C1"}
        assert slopes(cells)[0]["A1"] == 27.0

    @pytest.mark.parametrize("circle", ["=B1+1", '=INDIRECT("B1")', "=NOSUCH(1)"])
    def test_what_cannot_be_evaluated_is_not_gone_into(self, make_grid, circle):
        grid = make_grid({"A1": 3.0, "B1": circle, "B2": "=B1*2", "Z9": "=IF(A1>2,A1^2,SUM(B1:B2))"})
        values, problems = recalculate_what_can_be(grid)
        assert len(problems) == 2
        assert gradient(values, [place("Z9")])["A1"] == 6.0

    def test_a_blank_and_a_text_are_constants(self, slopes):
        assert slopes({"A1": 3.0, "A3": "x", "Z9": "=SUM(A1:A3)+A2"})[0] == {"A1": 1.0}


class TestKinks:
    @pytest.mark.parametrize(
        ("formula", "where"),
        [
            ("=ABS(A1)+A2", "ABS has a kink or jumps at these arguments"),
            ("=MAX(A1,A2-1)", "MAX has a kink or jumps at these arguments"),
            ("=MIN(A1:A3)", "MIN has a kink or jumps at these arguments"),
            ("=MOD(A2,A2)", "MOD has a kink or jumps at these arguments"),
            ("=IF(A1>=0,A1,-A1)", "a comparison by >= is decided at equality"),
            ("=IF(A1=A3,1,A2)*A2", "a comparison by = is decided at equality"),
        ],
    )
    def test_a_kink_is_named(self, slopes, formula, where):
        assert slopes({"A1": 0.0, "A2": 1.0, "A3": 0.0, "Z9": formula})[1] == [f"Sheet!Z9: {where}"]

    def test_beside_the_kink_nothing_is_said(self, slopes):
        assert slopes({"A1": -2.0, "A2": 1.0, "Z9": "=ABS(A1)+MAX(A1,A2)"}) == ({"A1": -1.0, "A2": 1.0}, [])

    def test_a_kink_is_named_where_the_derivative_is_0_for_a_jump_times_0_is_not_0(self, slopes):
        cells = {"A1": 0.0, "A2": 1.0, "B1": "=IF(A1>0,1,0)", "Z9": "=A2+A1*B1"}
        assert slopes(cells) == (
            {"A1": 0.0, "A2": 1.0},
            ["Sheet!B1: a comparison by > is decided at equality"],
        )

    def test_a_condition_in_a_cell_of_its_own_is_looked_at_too(self, slopes):
        cells = {"A1": 0.0, "B1": "=A1>0", "Z9": "=IF(B1,A1,-A1)"}
        assert slopes(cells)[1] == ["Sheet!B1: a comparison by > is decided at equality"]

    def test_a_kink_by_which_the_derivative_is_not_asked_for_is_not_named(self, slopes):
        assert slopes({"A1": 0.0, "A2": 1.0, "Z9": "=A2+ABS(A1)"}, by=["A2"])[1] == []

    def test_a_derivative_that_does_not_exist_is_none_and_named(self, slopes):
        found, said = slopes({"A1": 0.0, "A2": 1.0, "Z9": "=SQRT(A1)+A2"})
        assert found["A1"] != found["A1"]
        assert found["A2"] == 1.0
        assert said == ["Sheet!Z9: SQRT has no derivative here"]

    def test_an_exponent_that_must_be_whole_has_no_derivative(self, slopes):
        found, said = slopes({"A1": -2.0, "A2": 3.0, "Z9": "=A1^A2"})
        assert found["A1"] == 12.0
        assert found["A2"] != found["A2"]
        assert said == ["Sheet!Z9: ^ has no derivative here"]

    def test_a_text_is_constant_and_said_to_be(self, slopes):
        found, said = slopes({"A1": 2.0, "Z9": '=A1*VALUE(TEXT(A1,"0"))'})
        assert found == {"A1": 2.0}
        assert said == ["Sheet!Z9: TEXT makes a text of a number, which is taken as constant"]
        assert slopes({"A1": 2.0, "B1": "=DEC2HEX(A1)", "Z9": "=HEX2DEC(B1)"})[1] == [
            "Sheet!B1: DEC2HEX makes a text of a number, which is taken as constant"
        ]
        assert slopes({"A1": 2.0, "Z9": '=A1*LEN(A1&"x")'})[1] == [
            "Sheet!Z9: & makes a text of a number, which is taken as constant"
        ]


class TestRefused:
    def test_a_function_without_a_derivative_is_refused_by_name_and_cell(self, slopes):
        with pytest.raises(DerivativeError, match=r"^test.xlsx: Sheet!B1: no derivative of GAMMALN is known$"):
            slopes({"A1": 3.0, "B1": "=GAMMALN(A1)", "Z9": "=B1*2"})

    def test_of_constants_it_is_a_constant(self, slopes):
        cells = {"A1": 3.0, "A2": 5.0, "B1": "=GAMMA(A1)", "Z9": "=B1*A2"}
        assert slopes(cells, by=["A2"]) == ({"A2": 2.0}, [])
        assert slopes({"A2": 5.0, "Z9": "=GAMMA(3)*A2"}) == ({"A2": 2.0}, [])

    def test_where_no_derivative_passes_it_does_no_harm(self, slopes):
        assert slopes({"A1": 3.0, "A2": 5.0, "Z9": "=IF(A1>0,A2,GAMMA(A1))"})[0] == {"A1": 0.0, "A2": 1.0}

    def test_a_cell_that_holds_no_number(self, slopes):
        with pytest.raises(UsageError, match="Sheet!A1 has no derivative: it holds x, not a number"):
            slopes({"A1": "x"}, of="A1")
        with pytest.raises(UsageError, match="Sheet!B7 is nothing to differentiate by: it holds nothing, not a number"):
            slopes({"A1": 1.0, "Z9": "=A1"}, by=["B7"])


class TestArrays:
    def test_the_cells_of_an_array_formula_pass_on_to_what_it_needs(self, tmp_path):
        import openpyxl
        from openpyxl.worksheet.formula import ArrayFormula

        book = openpyxl.Workbook()
        book.active["A1"], book.active["A2"] = 2, 3
        book.active["B1"] = ArrayFormula("B1:B2", "=A1:A2^2*A1")
        book.active["C1"] = "=B2*5"
        book.save(tmp_path / "a.xlsx")
        found = sheetgen.gradient(tmp_path / "a.xlsx", "C1")
        # 5·A2²·A1
        assert found["A1:A2"].tolist() == [[45.0], [60.0]]

    def test_a_matrix_product_passes_on_its_transposes(self, slopes):
        cells = {"A1": 1.0, "B1": 2.0, "D1": 5.0, "D2": 7.0, "Z9": "=SUM(MMULT(A1:B1,D1:D2))"}
        assert slopes(cells)[0] == {"A1": 5.0, "B1": 7.0, "D1": 1.0, "D2": 2.0}


def polynomial(x, y):
    return ((x * y - y) * (x + 3) - x * x * x / 7) * (x - y)


@given(x=st.floats(-100, 100), y=st.floats(-100, 100))
def test_the_bound_holds_against_exact_arithmetic(make_grid, x, y):
    cells = {
        "A1": x,
        "A2": y,
        "B1": "=A1*A2-A2",
        "B2": "=B1*(A1+3)-A1*A1*A1/7",
        "Z9": "=B2*(A1-A2)",
    }
    values = recalculate(make_grid(cells))
    found = gradient(values, [place("Z9")])
    a, b = Fraction(x), Fraction(y)
    inner, rest = (a * b - b) * (a + 3) - a * a * a / 7, a - b
    by_x = (b * (a + 3) + a * b - b - 3 * a * a / 7) * rest + inner
    by_y = (a - 1) * (a + 3) * rest - inner
    # Among subnormal numbers underflow loses more than a product of errors; no sheet is about them.
    assume(all(abs(number) > 1e-60 or number == 0 for number in (x, y)))
    for cell, exact in (("A1", by_x), ("A2", by_y)):
        assert abs(Fraction(found[cell]) - exact) <= Fraction(found.error(place(cell)))
    assert abs(Fraction(values["Z9"]) - polynomial(a, b)) <= Fraction(
        Background(values, [place("Z9")]).bound(place("Z9"))
    )


@given(x=st.floats(0.01, 100), y=st.floats(0.01, 100))
def test_the_bound_counts_the_rounding_of_what_does_not_vary(make_grid, x, y):
    cells = {"A1": x, "A2": y, "B1": "=A2/3+7%", "B2": "=SQRT(A2^2)*A2", "Z9": "=A1*B1*(1/7)*B2^-2"}
    found = gradient(recalculate(make_grid(cells)), [place("Z9")], [place("A1")])
    b = Fraction(y)
    exact = (b / 3 + Fraction(7, 100)) / 7 / b**4
    assert abs(Fraction(found["A1"]) - exact) <= Fraction(found.error(place("A1")))
    assert found.error(place("A1")) <= 1e-13 * found["A1"]


@given(x=st.floats(0.1, 10), y=st.floats(0.1, 10))
def test_the_bound_is_of_the_size_of_rounding(make_grid, x, y):
    values = recalculate(make_grid({"A1": x, "A2": y, "B1": "=TANH(A1*A2)", "Z9": "=LN(B1+A1)/A2"}))
    found = gradient(values, [place("Z9")])
    for cell in ("A1", "A2"):
        assert 0 < found.error(place(cell)) <= 1e-13 * (1 + abs(found[cell]))
