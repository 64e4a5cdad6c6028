"""Whole arrays of statistical functions: the statistics of LINEST and LOGEST, TREND and GROWTH, FREQUENCY, modes."""

import pytest

from sheetgen.recalc import recalculate
from sheetgen.sheet import Address
from sheetgen.values import ErrorValue
from sheetgen.workbook.grid import SourceFormula

NA, NUM = ErrorValue.NA, ErrorValue.NUM

#: The office buildings of LINEST's documentation: floor space, offices, entrances, age, and value.
BUILDINGS = [
    (2310, 2, 2, 20, 142000),
    (2333, 2, 2, 12, 144000),
    (2356, 3, 1.5, 33, 151000),
    (2379, 3, 2, 43, 150000),
    (2402, 2, 3, 53, 139000),
    (2425, 4, 2, 23, 169000),
    (2448, 2, 1.5, 99, 126000),
    (2471, 2, 2, 34, 142900),
    (2494, 3, 3, 23, 163000),
    (2517, 4, 4, 55, 169000),
    (2540, 2, 3, 22, 149000),
]
CELLS = {
    f"{column}{row}": float(value)
    for row, building in enumerate(BUILDINGS, 1)
    for column, value in zip("ABCDE", building, strict=True)
}


@pytest.fixture
def spilled(make_grid):
    """The rows that an array formula gives."""

    def spilled(formula, area="H1:L11"):
        grid = make_grid(CELLS)
        grid.sheets["Sheet"].formulas[Address(1, 8)] = SourceFormula(formula, Address(1, 8), area, dynamic=True)
        values = recalculate(grid)
        rows = [[values[f"Sheet!{column}{row}"] for column in "HIJKL"] for row in range(1, 12)]
        return [[item for item in row if item is not None] for row in rows if row[0] is not None]

    return spilled


def near(rows, rel=1e-9):
    """The same rows, with numbers of which the documentation has ten digits."""
    return [
        [item if isinstance(item, ErrorValue) else pytest.approx(item, rel=rel, abs=1e-12) for item in row]
        for row in rows
    ]


def test_linest_gives_the_statistics_of_several_variables(spilled):
    assert spilled("LINEST(E1:E11,A1:D11,TRUE,TRUE)") == near(
        [
            [-234.2371645, 2553.21066, 12529.76817, 27.64138737, 52317.83051],
            [13.26801148, 530.6691519, 400.0668382, 5.429374042, 12237.3616],
            [0.996747993, 970.5784629, NA, NA, NA],
            [459.7536742, 6, NA, NA, NA],
            [1732393319, 5652135.316, NA, NA, NA],
        ],
        rel=1e-8,
    )


def test_trend_follows_linest_in_several_variables(spilled):
    assert spilled("TREND(E1:E11,A1:D11,{2500,3,2,25})") == near([[158261.096]], rel=1e-6)
    assert spilled("TREND(E1:E11,A1:D11)")[:1] == spilled("TREND(E1:E11,A1:D11,A1:D1)")
    assert len(spilled("TREND(E1:E11,A1:D11)")) == 11


@pytest.mark.parametrize(
    ("formula", "rows"),
    [
        # By hand: the sums of x², xy and y² are 14, 25 and 45; 25²/14 of y² is explained.
        (
            "LINEST({1;3;6},{1;2;3},FALSE,TRUE)",
            [[25 / 14, 0], [(19 / 392) ** 0.5, NA], [625 / 644, (19 / 28) ** 0.5], [1250 / 19, 2], [625 / 14, 19 / 14]],
        ),
        # Around the means 2 and 10/3: slope 5/2, of 38/3 is 25/2 explained.
        (
            "LINEST({1,3,6},{1,2,3},,TRUE)",
            [
                [2.5, -5 / 3],
                [(1 / 12) ** 0.5, (7 / 18) ** 0.5],
                [75 / 76, (1 / 6) ** 0.5],
                [75, 1],
                [12.5, 1 / 6],
            ],
        ),
        # An exact fit has no F, nor has one without degrees of freedom, or without a variable.
        ("LINEST({1,3,5},,,TRUE)", [[2, -1], [0, 0], [1, 0], [NUM, 1], [8, 0]]),
        ("LINEST({1,3},,,TRUE)", [[2, -1], [0, 0], [1, 0], [NUM, 0], [2, 0]]),
        ("LINEST({1,2,6},{5,5,5},,TRUE)", [[0, 3], [0, (7 / 3) ** 0.5], [0, 7**0.5], [NUM, 2], [0, 14]]),
        # One variable twice the other: the longer one counts, the other's slope and error are 0.
        (
            "LINEST({1;3;6},{1,2;2,4;3,6},,TRUE)",
            [
                [1.25, 0, -5 / 3],
                [(1 / 48) ** 0.5, 0, (7 / 18) ** 0.5],
                [75 / 76, (1 / 6) ** 0.5, NA],
                [75, 1, NA],
                [12.5, 1 / 6, NA],
            ],
        ),
        # Variables in rows: y = 1 + 2a + 3b.
        ("LINEST({9,8,4,1},{1,2,0,0;2,1,1,0})", [[3, 2, 1]]),
        ("LOGEST({2,12,72,2},{0,1,1,0;0,0,1,0})", [[6, 6, 2]]),
        ("LOGEST({2,4,8},,FALSE,TRUE)", [[2, 1], [0, NA], [1, 0]]),
        ("TREND({3;5;7},,{4,5;6,7})", [[9, 11], [13, 15]]),
        ("TREND({9,8,4,1},{1,2,0,0;2,1,1,0},{3,1;3,0})", [[16, 3]]),
        ("TREND({9;8;4;1},{1,2;2,1;0,1;0,0})", [[9], [8], [4], [1]]),
        ("GROWTH({2,4,8})", [[2, 4, 8]]),
        ("GROWTH({3;6;12},,{4;5})", [[24], [48]]),
        ("FREQUENCY({79,85,78,85,50,81,95,88,97},{70;79;89})", [[1], [2], [4], [2]]),
        ("FREQUENCY({1,2,2,3,9},{3,1,3})", [[3], [1], [0], [1]]),
        ("MODE.MULT({1,2,3,4,3,2,1,2,3,5,6,1})", [[1], [2], [3]]),
        ("LARGE({5,1,4},{1,2;3,4})", [[5, 4], [1, NUM]]),
        ("RANK({4,1},A1:D1)", [[NA, NA]]),
        ("RANK(B1:C3,B1:C3)", [[2, 2], [2, 2], [1, 6]]),
        ("PERCENTILE({1,2,3},{0,0.5,1})", [[1, 2, 3]]),
    ],
)
def test_arrays(spilled, formula, rows):
    found = spilled(formula)
    assert found[: len(rows)] == near(rows)
