"""The layers template: nets of any shape, proved cell by cell, and what is refused."""

import json
import re

import openpyxl
import pytest

import sheetgen
from sheetgen.errors import UsageError
from sheetgen.sheet import Address, Place
from sheetgen.template import load
from sheetgen.template.params import read_params

#: Shapes, activations and losses that together meet every branch of the template.
CASES = {
    "the default": {},
    "1-1": {"shape": [1, 1], "steps": 2},
    "logistic and cross-entropy": {
        "shape": [3, 2, 2, 2],
        "activation": "logistic",
        "output": "softmax",
        "loss": "cross-entropy",
        "steps": 3,
        "inputs": [[0.5, -0.25, 1], [0.125, 0.75, -1]],
        "targets": [[0.25, 0.75], [1, 0]],
    },
    "wide, ReLU and softmax": {"shape": [6, 5, 5], "activation": "relu", "output": "softmax", "steps": 2},
    "wide, leaky ReLU and mean squared error": {
        "shape": [5, 6, 2],
        "activation": "leaky relu",
        "output": "linear",
        "loss": "mean squared error",
        "steps": 2,
        "inputs": [[1, 2, 3, 4, 5], [0.1, 0.2, 0.3, 0.4, -0.5], [1, 0, 0, 0, 1]],
    },
    "deep, softplus and a wide softmax": {
        "shape": [2, 3, 2, 5],
        "activation": "softplus",
        "output": "softmax",
        "loss": "cross-entropy",
        "steps": 2,
    },
}


@pytest.mark.parametrize("case", CASES)
def test_every_cell_agrees_with_native_to_the_bit_and_with_the_sheets_own_derivatives(case):
    result = sheetgen.verify("layers", **CASES[case])
    assert result, [cell.reason for cell in result.failed][:3]
    assert result.tally("native").worst == 0
    assert result.unwitnessed_count == 0
    assert result.tally("faux").total > 0
    assert result.tally("derivative").total > result.tally("faux").total


@pytest.mark.parametrize("weight", [0, 2000, -2000])
@pytest.mark.parametrize("activation", ["tanh", "logistic", "relu", "leaky relu", "softplus", "linear"])
def test_kinks_and_saturated_nets_are_proved_too(activation, weight):
    """Nets of exactly 0, where ReLU has its kink, and nets far past 709, where EXP overflows."""
    hidden = {"weights": [[weight, weight]] * 2, "biases": [0, 0], "activation": activation}
    changes = {"layers": [hidden, hidden], "inputs": [[1, 0.5], [0, 0]], "targets": [[0, 1], [1, 0]], "steps": 2}
    result = sheetgen.verify("layers", **changes)
    assert result, [cell.reason for cell in result.failed][:3]
    assert all(isinstance(cell.recalculated, float) for cell in result.cells)


@pytest.mark.ironcalc
@pytest.mark.libreoffice
@pytest.mark.parametrize("engine", ["ironcalc", "libreoffice"])
@pytest.mark.parametrize("case", ["the default", "logistic and cross-entropy"])
def test_other_calculators_agree(case, engine):
    from sheetgen.engines import engine as find

    why = find(engine).why_not()
    if why:
        pytest.skip(why)
    result = sheetgen.verify("layers", engines=[engine], **CASES[case])
    assert result, [cell.reason for cell in result.failed][:3]
    assert result.tally(engine).total == result.formula_count


@pytest.fixture(scope="module")
def values(root, tmp_path_factory):
    """The values of the textbooks' example, and its template."""
    path = tmp_path_factory.mktemp("layers") / "two.xlsx"
    changes = read_params(root / "examples" / "two-layers.toml")
    return sheetgen.load("layers", **changes).generate(path), load("layers", changes)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """A workbook with wide layers."""
    path = tmp_path_factory.mktemp("layers") / "layers.xlsx"
    sheetgen.load("layers", shape=[5, 6, 2], steps=4).generate(path)
    return openpyxl.load_workbook(path)


class TestTheTextbooksExample:
    """Two inputs, two hidden and two output neurons, all logistic; the figures that many textbooks print."""

    def at(self, values, sheet, row, column):
        found, template = values
        own = template.sheet(sheet)
        rows = {label: number for number, label in own.rows.items()}
        columns = {label: number for number, label in own.columns.items()}
        return found.at(Place(sheet, Address(rows[row], columns[column])))

    @pytest.mark.parametrize(
        ("sheet", "row", "column", "figure"),
        [
            ("Forward", "sample 1", "net h1", 0.3775),
            ("Forward", "sample 1", "out h1", 0.593269992),
            ("Forward", "sample 1", "out h2", 0.596884378),
            ("Forward", "sample 1", "net o1", 1.105905967),
            ("Forward", "sample 1", "out o1", 0.75136507),
            ("Forward", "sample 1", "out o2", 0.772928465),
            ("Forward", "mean", "loss", 0.298371109),
            ("Backward", "sample 1", "global out o1", 0.74136507),
            ("Backward", "sample 1", "local o1", 0.186815602),
            ("Backward", "sample 1", "global net o1", 0.138498562),
            ("Backward", "mean", "global w[2][1,1]", 0.082167041),
            ("Backward", "mean", "global w[1][1,1]", 0.000438568),
            ("Update", "w[2][1,1]", "updated", 0.35891648),
            ("Update", "w[2][1,2]", "updated", 0.408666186),
            ("Update", "w[2][2,1]", "updated", 0.511301270),
            ("Update", "w[2][2,2]", "updated", 0.561370121),
            ("Update", "w[1][1,1]", "updated", 0.149780716),
            ("Update", "w[1][1,2]", "updated", 0.19956143),
            ("Update", "w[1][2,1]", "updated", 0.24975114),
            ("Update", "w[1][2,2]", "updated", 0.29950229),
        ],
    )
    def test_the_printed_figures_come_out(self, values, sheet, row, column, figure):
        assert self.at(values, sheet, row, column) == pytest.approx(figure, abs=5.1e-9)

    def test_the_loss_falls_with_every_step(self, values):
        losses = [self.at(values, "Training", f"step {step}", "mean loss") for step in range(1, 21)]
        assert losses == sorted(losses, reverse=True)


class TestTheWorkbook:
    def test_it_has_a_sheet_for_each_part(self, workbook):
        assert workbook.sheetnames == [
            *("Inputs", "Forward", "Backward", "Faux", "Update", "Training"),
            *("About", "Template"),
        ]

    def test_cells_are_labelled(self, workbook):
        assert workbook["Backward"]["A2"].value == "sample 1"
        labels = {cell.value for cell in workbook["Backward"][1]} | {cell.value for cell in workbook["Faux"]["A"]}
        assert {"global net o1", "local w[1][2,1]", "global w[1][2,1]", "w[2][1,6]", "b[2][2]"} <= labels
        assert {"net h2", "out o1", "error o2", "loss"} <= {cell.value for cell in workbook["Forward"][1]}

    def test_formulas_stay_short_in_wide_layers(self, workbook):
        lengths = [
            len(cell.value)
            for sheet in workbook.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and cell.value.startswith("=")
        ]
        assert max(lengths) < 140

    def test_the_loss_is_charted(self, workbook):
        (chart,) = workbook["Training"]._charts
        assert chart.series[0].val.numRef.f == "'Training'!$B$2:$B$5"

    def test_a_changed_weight_changes_what_is_verified(self, tmp_path):
        path = tmp_path / "layers.xlsx"
        sheetgen.load("layers", steps=1).generate(path)
        changed = openpyxl.load_workbook(path)
        changed["Inputs"]["B6"] = 0.75
        changed.save(path)
        result = sheetgen.verify(path)
        assert {check.witness for cell in result.failed for check in cell.failures} == {"cached"}
        assert result.tally("native").good == result.tally("native").total

    def test_of_many_parameters_some_are_sampled_and_the_sheet_says_so(self):
        template = load("layers", {"shape": [6, 5, 2], "faux": "10", "steps": 1})
        faux = template.sheet("Faux")
        assert faux.cells[Address(1, 1)].value == "Of 47 weights and biases 10, evenly spread"
        assert len(faux.rows) == 10


class TestParams:
    def test_the_same_as_json(self, tmp_path, root):
        toml = read_params(root / "examples" / "two-layers.toml")
        path = tmp_path / "params.json"
        path.write_text(json.dumps(toml, default=float))
        assert load("layers", read_params(path)).digest == load("layers", toml).digest
        first, second = (load("layers", changes).sheet("Inputs").cells for changes in (read_params(path), toml))
        assert [cell.value for cell in first.values()] == [cell.value for cell in second.values()]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("steps: 3\n", "p is no TOML, nor JSON, which begins with {: "),
            ('{"steps": 3', "p is no JSON: "),
            ('{"tiny": NaN}', "p is no JSON: NaN is no finite number"),
            ('{"steps": 3, "steps": 4}', "p is no JSON: steps stands twice"),
        ],
    )
    def test_what_is_neither_is_refused(self, tmp_path, monkeypatch, text, message):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "p").write_text(text)
        from pathlib import Path

        with pytest.raises(UsageError, match=f"^{re.escape(message)}"):
            read_params(Path("p"))


LAYER = {"weights": [[1, 2], [3, 4]], "biases": [0, 0], "activation": "tanh"}


CLASSES = {"shape": [2, 3], "output": "softmax", "loss": "cross-entropy", "steps": 1}


def test_targets_that_are_changed_one_by_one_must_be_a_distribution_too(tmp_path):
    assert load("layers", {**CLASSES, "t[1,1]": "0.5", "t[1,2]": "0.5"}).changed == {"t[1,1]": "0.5", "t[1,2]": "0.5"}
    with pytest.raises(UsageError, match=r"^layers: targets, sample 1: cross-entropy needs numbers from 0 on"):
        load("layers", {**CLASSES, "t[1,1]": "5"})
    path = tmp_path / "typed.xlsx"
    sheetgen.load("layers", **CLASSES).generate(path)
    changed = openpyxl.load_workbook(path)
    place = load("layers", CLASSES).inputs["t[1,1]"]
    changed[place.sheet][str(place.address)] = 0.25
    changed.save(path)
    with pytest.raises(UsageError, match="targets, sample 1: cross-entropy needs"):
        sheetgen.verify(path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"layers": [{**LAYER, "biases": [0]}]}, "layer 1: expected 2 biases, one for each row of weights, got 1"),
        ({"layers": [LAYER, {**LAYER, "weights": [[1], [2]]}]}, "layer 2: expected 2 weights in each row"),
        (
            {"layers": [{**LAYER, "weights": [[1, 2], [3]]}]},
            "layer 1: weights, row 2: expected 2 numbers as in row 1, got 1",
        ),
        ({"layers": [{"weights": [[1]], "biases": [1]}]}, "layer 1 has no activation"),
        ({"layers": [{**LAYER, "bias": 1}]}, "layer 1 has an unknown key 'bias'"),
        (
            {"layers": [{**LAYER, "activation": "sine"}]},
            "layer 1: activation = 'sine' is not known; there are: tanh, logistic",
        ),
        ({"layers": [{**LAYER, "activation": "softmax"}, LAYER]}, "layer 1: softmax stands before the end"),
        ({"layers": [{**LAYER, "weights": [[1, "x"], [3, 4]]}]}, "layer 1: weights, row 1: x is no finite number"),
        ({"layers": [{**LAYER, "biases": [0, float("nan")]}]}, "layer 1: biases: nan is no finite number"),
        ({"loss": "absolute"}, "loss = 'absolute' is not known; there are: half squared error, mean squared error"),
        ({"loss": "cross-entropy"}, "cross-entropy needs softmax in the last layer, not tanh"),
        (
            {"shape": [2, 2], "output": "softmax", "loss": "cross-entropy", "targets": [[0.5, 0.6]]},
            "targets, sample 1: cross-entropy needs numbers from 0 on whose sum is 1",
        ),
        ({"inputs": [[1, 2, 3]]}, "inputs: expected 2 numbers in each sample, one for each input, got 3"),
        ({"inputs": [[1, 2]], "targets": [[1], [2]]}, "there are 1 samples of inputs and 2 of targets"),
        ({"steps": "0"}, "steps = 0: give a whole number, at least 1"),
        ({"shape": "3"}, "shape = 3: give the inputs and the neurons of each layer, such as [2, 3, 1]"),
        ({"shape": "2,x"}, "shape = '2,x': write a list as in TOML, [2, 3, 1]"),
        ({"shape": "100,100,10"}, "the sheet Backward would need"),
        ({"shape": "100000,100000"}, "the sheet Backward would need"),
        ({"shape": [2, 2], "inputs": [[0, 10**400]]}, "inputs, row 1: a whole number of more than 308 digits is no"),
        ({"steps": "300000"}, "the sheet Training would need"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(changes, message):
    with pytest.raises(UsageError) as caught:
        load("layers", changes)
    text = str(caught.value).removeprefix("layers: ")
    assert text.startswith(message)
    assert "\n" not in text
