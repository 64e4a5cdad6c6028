"""`sheetgen gradient`: what it prints, and a sentence for every error."""

import json

import openpyxl
import pytest

NAME = "single-neuron-gradients"


@pytest.fixture
def workbook(tmp_path):
    """Writes a workbook from its cells."""

    def workbook(cells, title="Sheet"):
        book = openpyxl.Workbook()
        book.active.title = title
        for address, value in cells.items():
            book.active[address] = value
        book.save(tmp_path / "book.xlsx")
        return "book.xlsx"

    return workbook


def test_by_a_templates_inputs_with_their_names(sheetgen):
    status, out, _ = sheetgen("gradient", NAME, "--of", "I2")
    assert status == 0
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["Sheet!I2", "=", "0.0006466769463837285"]
    assert lines[2] == ["Input", "Cell", "Value", "∂I2/∂"]
    assert lines[5] == ["weight", "C2", "0.5", "-0.008042171772040318"]
    assert lines[8] == ["tiny", "B12", "0.0001", "0"]


def test_with_an_input_changed(sheetgen):
    out = sheetgen("gradient", NAME, "--of", "E2", "--by", "weight", "--set", "input=0.9")[1]
    assert out.splitlines()[-1].split() == ["weight", "C2", "0.5", "0.9"]


def test_of_a_generated_workbook_too(sheetgen):
    sheetgen("generate", NAME, "-q", "-o", "neuron.xlsx")
    assert sheetgen("gradient", "neuron.xlsx", "--of", "I2")[1] == sheetgen("gradient", NAME, "--of", "I2")[1]


def test_by_cells_ranges_and_names(sheetgen, workbook):
    path = workbook({"A1": 2, "A2": 3, "A3": 5, "B1": "=A1*A2+A3^2", "B2": "=B1*A1"})
    out = sheetgen("gradient", path, "--of", "B2", "--by", "A1:A2, A3,B1")[1]
    assert [line.split() for line in out.splitlines()[-4:]] == [
        ["A1", "2", "37"],
        ["A2", "3", "4"],
        ["A3", "5", "20"],
        ["B1", "31", "2"],
    ]


def test_a_sheets_name_in_quotes_may_have_a_comma(sheetgen, workbook):
    path = workbook({"A1": 2, "B1": "=A1^3"}, "in, out")
    out = sheetgen("gradient", path, "--of", "'in, out'!B1", "--by", "'in, out'!A1,'in, out'!A1")[1]
    assert out.splitlines()[-1].split() == ["A1", "2", "12"]


def test_as_json(sheetgen, workbook):
    path = workbook({"A1": 0, "A2": 3, "B1": "=SQRT(A1)+A2"})
    status, out, _ = sheetgen("gradient", path, "--of", "B1", "--json")
    assert status == 0
    printed = json.loads(out)
    assert 0 <= printed["by"][1].pop("bound") < 1e-15
    assert printed == {
        "workbook": path,
        "of": {"sheet": "Sheet", "cell": "B1", "value": 3.0},
        "by": [
            {"input": None, "sheet": "Sheet", "cell": "A1", "value": 0.0, "derivative": None, "bound": None},
            {"input": None, "sheet": "Sheet", "cell": "A2", "value": 3.0, "derivative": 1.0},
        ],
        "notes": [{"kind": "undefined", "sheet": "Sheet", "cell": "B1", "message": "SQRT has no derivative here"}],
    }


def test_of_several_cells_each_has_a_column_of_its_own(sheetgen):
    lines = [line.split() for line in sheetgen("gradient", NAME, "--of", "E2,I2")[1].splitlines()]
    assert lines[0] == ["Input", "Cell", "Value", "∂E2/∂", "∂I2/∂"]
    assert lines[3] == ["weight", "C2", "0.5", "0.4", "-0.008042171772040318"]


def test_of_more_cells_than_they_are_by_each_has_a_line_of_its_own(sheetgen):
    lines = [line.split() for line in sheetgen("gradient", NAME, "--of", "E2:I2", "--by", "weight")[1].splitlines()]
    assert lines[0] == ["Cell", "Value", "∂/∂weight"]
    assert lines[2] == ["E2", "0.8", "0.4"]
    assert lines[6] == ["I2", "0.0006466769463837285", "-0.008042171772040318"]


def test_several_as_json_are_a_list(sheetgen):
    printed = json.loads(sheetgen("gradient", NAME, "--of", "E2,I2", "--by", "weight", "--json")[1])
    assert [(item["of"]["cell"], item["by"][0]["input"]) for item in printed] == [("E2", "weight"), ("I2", "weight")]
    assert [round(item["by"][0]["derivative"], 6) for item in printed] == [0.4, -0.008042]


def test_a_circle_that_a_cell_does_not_need_is_no_matter_of_it(sheetgen, workbook):
    cells = {"A1": 3, "B1": "=B2+1", "B2": "=B1+1", "C1": "=IF(A1>2,A1^2,SUM(B1:B2))", "C2": "=B1*2"}
    status, out, _ = sheetgen("gradient", workbook(cells), "--of", "C1")
    assert (status, out.splitlines()[-1].split()) == (0, ["A1", "3", "6"])
    for options in (["--of", "C2"], ["--of", "C1", "--by", "B2"]):
        status, _, err = sheetgen("gradient", "book.xlsx", *options)
        assert status == 2
        assert "formulas depend on themselves: B1 → B2 → B1" in err


def test_kinks_and_what_is_undefined_are_said(sheetgen, workbook):
    path = workbook({"A1": 0, "A2": 3, "B1": "=SQRT(A1)+ABS(A1)*A2"})
    status, out, _ = sheetgen("gradient", path, "--of", "B1")
    assert status == 0
    assert "undefined" in out
    assert "Sheet!B1: SQRT has no derivative here" in out
    assert "Sheet!B1: ABS has a kink or jumps at these arguments" in out


def test_of_many_notes_the_first_are_shown(sheetgen, workbook):
    cells = {f"A{row}": 0 for row in range(1, 13)} | {f"B{row}": f"=ABS(A{row})" for row in range(1, 13)}
    path = workbook({**cells, "C1": "=SUM(B1:B12)"})
    out = sheetgen("gradient", path, "--of", "C1")[1]
    assert out.count("has a kink") == 10
    assert "and 2 more (--json lists them)" in out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--of", "B7"], "book.xlsx: Sheet!B7 has no derivative: it holds nothing, not a number"),
        (["--of", "C1"], "book.xlsx: Sheet!C1 has no derivative: it holds x, not a number"),
        (["--of", "B1:B2"], "book.xlsx: Sheet!B2: no derivative of GAMMA is known"),
        (["--of", "B1,C1"], "book.xlsx: Sheet!C1 has no derivative: it holds x, not a number"),
        (["--of", ""], "'' names no cell: give an address, a range or a name"),
        (["--of", "B1", "--by", ","], "',' names no cell: give an address, a range or a name"),
        (["--of", "Q"], "'Q' names no cell or range: 'Q' is not a cell's address"),
        (["--of", "No!A1"], "there is no sheet 'No'; there are Sheet"),
        (["--of", "B1", "--by", "C1"], "book.xlsx: Sheet!C1 is nothing to differentiate by: it holds x, not a number"),
        (["--of", "B2"], "book.xlsx: Sheet!B2: no derivative of GAMMA is known"),
        (["--of", "B1", "--set", "a=1"], "book.xlsx is a workbook: change the inputs of a template, or type them into"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(sheetgen, workbook, options, message):
    path = workbook({"A1": 2, "B1": "=A1^2", "B2": "=GAMMA(A1)", "C1": "x"})
    status, out, err = sheetgen("gradient", path, *options)
    assert status == 2
    assert out == ""
    assert err.startswith(f"sheetgen: {message}")
    assert err.count("\n") == 1


def test_an_inputs_name_may_have_commas(sheetgen):
    found = sheetgen("gradient", "layers", "--of", "Forward!M3", "--by", "w[1][1,1], b[1][2],Inputs!B6")[1]
    first, second = (line.split() for line in found.splitlines()[-2:])
    assert (first[:2], second[:2]) == (["w[1][1,1]", "Inputs!B6"], ["b[1][2]", "Inputs!D7"])
