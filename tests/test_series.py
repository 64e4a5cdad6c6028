"""The series' first and third part: the printed rows, the rows that repeat them, and the charts."""

import math

import openpyxl
import pytest

import sheetgen
from sheetgen.engines import engine
from sheetgen.errors import UsageError
from sheetgen.native.neuron import Neuron
from sheetgen.native.training import steps
from sheetgen.template import load

TRAINING = "single-neuron-training"

#: The third row of the article's table, as Excel's formulas; rows 5 to 1000 repeat them.
ROW_4 = {
    "C4": "C3",
    "D4": "C4*10",
    "F4": "C4",
    "G4": "G3-H3*LEARNING_RATE",
    "H4": "J4*F4",
    "I4": "I3-J3*LEARNING_RATE",
    "J4": "P4*(1-L4^2)",
    "K4": "F4*G4+I4",
    "L4": "TANH(K4)",
    "N4": "D4",
    "P4": "L4-N4",
    "Q4": "P4^2/2",
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The workbook of 998 rows, and its values."""
    path = tmp_path_factory.mktemp("series") / "training.xlsx"
    return path, sheetgen.load(TRAINING).generate(path)


class TestSingleNeuron:
    """Part 1 prints formulas and no results."""

    def test_the_formulas_are_the_articles(self):
        cells = load("single-neuron").sheets[0].cells
        found = {str(address): cell.formula for address, cell in cells.items() if cell.formula}
        assert found == {"F2": "A2*C2+B2*D2+E2", "G2": "TANH(F2)", "I2": "(G2-H2)^2"}

    def test_the_values_are_those_of_the_same_operations(self):
        frame = sheetgen.verify("single-neuron").frame.set_index("cell")
        net = 0.9 * 0.7 + 0.8 * 0.6 + 0.5
        assert frame.at["F2", "recalculated"] == net
        assert frame.at["G2", "recalculated"] == math.tanh(net)
        assert frame.at["I2", "recalculated"] == (math.tanh(net) - 0.8) * (math.tanh(net) - 0.8)

    def test_no_figure_is_held_against_what_prints_none(self):
        result = sheetgen.verify("single-neuron")
        assert result
        assert result.witnesses["printed"] == "not run: the source prints no results"


class TestTraining:
    def test_the_printed_rows_are_there_in_the_articles_notation(self):
        sheet = load(TRAINING).sheets[0]
        cells = {str(address): cell for address, cell in sheet.cells.items()}
        assert {name: cells[name].formula for name in ROW_4} == ROW_4
        assert cells["J3"].notation == "P * (1-L²)"
        assert cells["G5"].notation == "G4 - H4 * LEARNING_RATE"
        assert (cells["N3"].figure.text, cells["O5"].value) == ("0.1", 3)

    def test_rows_4_to_1000_repeat_one_another(self):
        sheet = load(TRAINING).sheets[0]
        assert max(address.row for address in sheet.cells) == 1000
        assert {str(a): c.formula for a, c in sheet.cells.items() if a.row == 1000 and c.formula} == {
            name.replace("4", "1000"): formula.replace("3", "999").replace("4", "1000")
            for name, formula in ROW_4.items()
        }

    def test_all_998_rows_agree_to_the_bit(self):
        result = sheetgen.verify(TRAINING)
        assert result
        assert (result.tally("native").good, result.tally("native").worst) == (998 * 13 - 3, 0)
        assert result.unwitnessed_count == 0

    def test_the_neuron_learns_to_multiply_by_ten(self, trained):
        _, values = trained
        assert values["Sheet!Q3"] == pytest.approx(0.067, rel=0.01)
        assert values["Sheet!Q1000"] < 1e-30
        assert values["Sheet!L1000"] == pytest.approx(0.1, abs=1e-15)

    def test_the_learning_rate_is_a_defined_name(self, trained):
        assert openpyxl.load_workbook(trained[0]).defined_names["LEARNING_RATE"].attr_text == "Sheet!$A$2"

    def test_two_charts_show_the_loss_and_the_answer(self, trained):
        sheet = openpyxl.load_workbook(trained[0])["Sheet"]
        found = [
            (type(chart).__name__, [series.val.numRef.f for series in chart.series], chart.anchor._from.row)
            for chart in sheet._charts
        ]
        assert found == [
            ("LineChart", ["'Sheet'!$Q$3:$Q$1000"], 1),
            ("LineChart", ["'Sheet'!$L$3:$L$1000", "'Sheet'!$N$3:$N$1000"], 23),
        ]

    @pytest.mark.libreoffice
    def test_where_the_error_cancels_libreoffice_shows_0_and_is_expected_to(self):
        if why := engine("libreoffice").why_not():
            pytest.skip(why)
        result = sheetgen.verify(TRAINING, engines=["libreoffice"], steps=400)
        assert result, [cell.reason for cell in result.failed][:3]
        frame = result.frame.set_index("cell")
        assert frame.at["P402", "libreoffice"] == 0 != frame.at["P402", "recalculated"]

    def test_the_number_of_steps_is_a_parameter_and_the_workbook_remembers_it(self, tmp_path):
        path = tmp_path / "short.xlsx"
        sheetgen.load(TRAINING, steps=5, learning_rate=0.5, example=0.02).generate(path)
        result = sheetgen.verify(path)
        assert result
        assert result.tally("native").good == 5 * 13 - 3
        assert openpyxl.load_workbook(path)["Sheet"].max_row == 7

    def test_one_step_is_enough(self):
        result = sheetgen.verify(TRAINING, steps=1)
        assert result
        assert result.formula_count == 9

    @pytest.mark.parametrize("count", ["0", "-3", "1048575"])
    def test_less_than_one_step_and_more_than_a_sheet_holds_are_refused(self, count):
        with pytest.raises(UsageError, match=rf"^single-neuron-training: steps = {count}: give a whole number from 1"):
            load(TRAINING, {"steps": count})

    def test_a_note_stands_on_the_first_of_the_rows_that_repeat(self, trained):
        sheet = openpyxl.load_workbook(trained[0])["Sheet"]
        assert sheet["J4"].comment.text == "P * (1-L²)"
        assert sheet["J5"].comment is None
        assert sheet["D4"].comment.text == "C*10\npublished: 0.1"
        assert sheet["D1000"].comment is None


def test_a_step_takes_the_gradient_times_the_learning_rate():
    first, second = steps(Neuron(0.5, 2.0, 0.0, 1.0), 0.25, 2)
    error = math.tanh(1.0) - 1.0
    gradient = (1 - math.tanh(1.0) * math.tanh(1.0)) * error
    assert second == Neuron(0.5, 2.0 - 0.5 * gradient * 0.25, 0.0 - gradient * 0.25, 1.0)
    assert first.weight == 2.0
