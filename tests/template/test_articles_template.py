"""The article's own template: its formulas, figures, inputs and errata, as they are read."""

import pytest

from sheetgen.sheet import Address, Place
from sheetgen.template import load, parse


@pytest.fixture(scope="module")
def article():
    return load("single-neuron-gradients")


class TestTheArticle:
    def test_it_has_51_formulas_and_40_of_them_a_published_figure(self, article):
        (sheet,) = article.sheets
        assert len(sheet.formulas()) == 51
        assert sum(cell.figure is not None for cell in sheet.formulas()) == 40

    def test_the_inputs_that_are_repeated_are_live_and_have_no_figure(self, article):
        without = [cell for cell in article.sheets[0].formulas() if cell.figure is None]
        live = {str(cell.address): cell.formula for cell in without}
        assert live == {
            **{f"G{row}": "G2" for row in range(6, 11)},
            **{"B8": "B2", "C8": "C2", "B9": "B2", "D9": "D2", "C10": "C2", "D10": "D2"},
        }

    def test_its_one_difference_and_its_errata_are_told(self, article):
        assert len(article.differences) == 1
        assert "repeat" in article.differences[0]
        assert len(article.errata) == 3
        assert ["see F4" in article.errata[0], "see H3" in article.errata[1]] == [True, True]

    def test_tiny_is_a_defined_name(self, article):
        assert article.names == {"Tiny": "Sheet!$B$12"}
        assert article.cell(Place("Sheet", Address(12, 2))).value == 0.0001

    def test_its_inputs_are_named(self, article):
        assert {name: str(place.address) for name, place in article.inputs.items()} == {
            "input": "B2",
            "weight": "C2",
            "bias": "D2",
            "target": "G2",
            "tiny": "B12",
        }

    @pytest.mark.parametrize(
        ("place", "formula", "notation", "printed"),
        [
            ("E2", "B2*C2+D2", "B*C+D", "0.8"),
            ("F2", "TANH(E2)", "tanh(E)", "0.664"),
            ("I2", "H2^2/2", "H^2 / 2", "0.0006467"),
            ("E3", "1-F2^2", "1-F2^2", "0.5591"),
            ("C4", "C3*E4", "C3*E", "-0.0080"),
            ("F4", "F3", "F3", "-0.036"),
            ("E7", "E2+Tiny", "E2+Tiny", "0.8001"),
            ("K10", "(I10-I2)/Tiny", "(I - I2)/Tiny", "-0.0100"),
        ],
    )
    def test_its_cells_keep_formula_notation_and_figure(self, article, place, formula, notation, printed):
        cell = article.sheets[0].cells[Address.parse(place)]
        assert (cell.formula, cell.notation, cell.figure.text) == (formula, notation, printed)

    def test_each_finite_difference_names_its_gradient(self, article):
        by = {str(place.address): f"{of.address} by {by.address}" for place, (of, by) in article.gradients.items()}
        assert by == {f"{column}4": f"I2 by {column}2" for column in "BCDEF"}
        pairs = {str(faux.address): str(real.address) for faux, real in article.faux.items()}
        assert pairs == {"K6": "F4", "K7": "E4", "K8": "D4", "K9": "C4", "K10": "B4"}

    def test_the_line_of_a_cell_is_its_line_in_the_file(self, article):
        cell = article.sheets[0].cells[Address.parse("E2")]
        assert article.text.split("\n")[cell.line - 1].startswith("| 2  | Neuron maths:")

    def test_its_text_read_again_gives_the_same(self, article):
        assert parse(article.text, article.path) == article
