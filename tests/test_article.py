"""Every cell of the article's table: the figure that it prints, and the value to the last bit."""

import pytest

import sheetgen

TEMPLATE = "single-neuron-gradients"

#: Cell, Excel formula, figure as printed (None for the repeated inputs), value as a double.
CELLS = [
    ("E2", "B2*C2+D2", "0.8", 0.8),
    ("F2", "TANH(E2)", "0.664", 0.6640367702678491),
    ("H2", "F2-G2", "-0.035963", -0.035963229732150825),
    ("I2", "H2^2/2", "0.0006467", 0.0006466769463837285),
    ("B3", "C2", "0.5", 0.5),
    ("C3", "B2", "0.4", 0.4),
    ("E3", "1-F2^2", "0.5591", 0.5590551677322437),
    ("F3", "H2", "-0.036", -0.035963229732150825),
    ("B4", "B3*E4", "-0.0101", -0.010052714715050396),
    ("C4", "C3*E4", "-0.0080", -0.008042171772040318),
    ("D4", "E4", "-0.0201", -0.020105429430100793),
    ("E4", "E3*F4", "-0.0201", -0.020105429430100793),
    ("F4", "F3", "-0.036", -0.035963229732150825),
    ("F6", "F2+Tiny", "0.66414", 0.6641367702678491),
    ("G6", "G2", None, 0.7),
    ("H6", "F6-G6", "-0.035863", -0.035863229732150836),
    ("I6", "H6^2/2", "0.0006431", 0.0006430856234105139),
    ("K6", "(I6-I2)/Tiny", "-0.0359", -0.03591322973214633),
    ("E7", "E2+Tiny", "0.8001", 0.8001),
    ("F7", "TANH(E7)", "0.66409", 0.6640926720723506),
    ("G7", "G2", None, 0.7),
    ("H7", "F7-G7", "-0.035907", -0.03590732792764939),
    ("I7", "H7^2/2", "0.0006447", 0.000644668099451875),
    ("K7", "(I7-I2)/Tiny", "-0.0201", -0.020088469318535994),
    ("B8", "B2", None, 0.4),
    ("C8", "C2", None, 0.5),
    ("D8", "D2+Tiny", "0.6001", 0.6001),
    ("E8", "B8*C8+D8", "0.8001", 0.8001),
    ("F8", "TANH(E8)", "0.66409", 0.6640926720723506),
    ("G8", "G2", None, 0.7),
    ("H8", "F8-G8", "-0.035907", -0.03590732792764939),
    ("I8", "H8^2/2", "0.0006447", 0.000644668099451875),
    ("K8", "(I8-I2)/Tiny", "-0.0201", -0.020088469318535994),
    ("B9", "B2", None, 0.4),
    ("C9", "C2+Tiny", "0.5001", 0.5001),
    ("D9", "D2", None, 0.6),
    ("E9", "B9*C9+D9", "0.80004", 0.80004),
    ("F9", "TANH(E9)", "0.66406", 0.664059131880589),
    ("G9", "G2", None, 0.7),
    ("H9", "F9-G9", "-0.035941", -0.035940868119410996),
    ("I9", "H9^2/2", "0.0006459", 0.0006458730005884469),
    ("K9", "(I9-I2)/Tiny", "-0.0080", -0.008039457952816777),
    ("B10", "B2+Tiny", "0.4001", 0.4001),
    ("C10", "C2", None, 0.5),
    ("D10", "D2", None, 0.6),
    ("E10", "B10*C10+D10", "0.80005", 0.8000499999999999),
    ("F10", "TANH(E10)", "0.66406", 0.66406472209816),
    ("G10", "G2", None, 0.7),
    ("H10", "F10-G10", "-0.035935", -0.035935277901839924),
    ("I10", "H10^2/2", "0.0006457", 0.0006456720989412324),
    ("K10", "(I10-I2)/Tiny", "-0.0100", -0.01004847442496147),
]


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    path = tmp_path_factory.mktemp("article") / "neuron.xlsx"
    sheetgen.load(TEMPLATE).generate(path)
    return sheetgen.recalculate(path)


@pytest.fixture(scope="module")
def result():
    return sheetgen.verify(TEMPLATE)


def test_the_template_has_the_articles_formulas_and_no_others():
    template = sheetgen.load(TEMPLATE)
    found = [
        (str(cell.address), cell.formula, cell.figure and cell.figure.text) for cell in template.sheets[0].formulas()
    ]
    assert found == [(cell, formula, figure) for cell, formula, figure, _ in CELLS]
    assert len(found) == 51
    assert sum(figure is not None for _, _, figure in found) == 40


@pytest.mark.parametrize(("cell", "formula", "figure", "value"), CELLS)
def test_each_cell_has_its_value_to_the_last_bit(values, cell, formula, figure, value):
    assert values[f"Sheet!{cell}"] == value


@pytest.mark.parametrize(("cell", "figure"), [(cell, figure) for cell, _, figure, _ in CELLS if figure])
def test_each_printed_figure_is_the_rounded_value(values, cell, figure):
    decimals = len(figure.partition(".")[2])
    assert f"{values[cell]:.{decimals}f}" == figure


def test_all_witnesses_agree_on_every_cell(result):
    assert result
    assert [cell.verdict for cell in result.cells] == ["agrees"] * 52
    assert result.witnesses["native"] == result.witnesses["printed"] == result.witnesses["faux"] == "run"


def test_recalculated_and_native_agree_to_0_ulp_in_all_51_formulas(result):
    formulas = [cell for cell in result.cells if cell.formula]
    checks = [check for cell in formulas for check in cell.checks if check.witness == "native"]
    assert len(checks) == 51
    assert {check.ulp for check in checks} == {0}


def test_all_40_printed_figures_agree(result):
    checks = [check for cell in result.cells for check in cell.checks if check.witness == "printed"]
    assert len(checks) == 40
    assert all(check.ok for check in checks)


def test_the_five_faux_gradients_lie_within_their_bound_of_the_real_ones(result):
    checks = {str(cell.place.address): c for cell in result.cells for c in cell.checks if c.witness == "faux"}
    assert list(checks) == ["K6", "K7", "K8", "K9", "K10"]
    assert all(check.ok for check in checks.values())


def test_the_five_real_gradients_are_the_derivatives_of_the_loss_through_the_sheets_own_formulas(result):
    assert result.witnesses["derivative"] == "run"
    checks = {str(cell.place.address): c for cell in result.cells for c in cell.checks if c.witness == "derivative"}
    assert list(checks) == ["B4", "C4", "D4", "E4", "F4"]
    assert all(check.ok for check in checks.values())
    assert all(
        cell.witnesses["derivative"] == cell.recalculated for cell in result.cells if str(cell.place.address) in checks
    )


def test_the_inputs_that_the_article_repeats_are_live():
    what_if = sheetgen.load(TEMPLATE, target=0.25, input=0.75)
    result = what_if.verify()
    assert result
    values = {str(cell.place.address): cell.recalculated for cell in result.cells}
    assert {values[cell] for cell in ("G6", "G7", "G8", "G9", "G10")} == {0.25}
    assert values["B8"] == values["B9"] == 0.75
