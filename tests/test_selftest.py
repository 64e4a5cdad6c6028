"""The self-test: errors are planted in every place, none survives, and what is no error is proved to be none."""

import pytest

from sheetgen.algebra import same_expression
from sheetgen.mutate import mutants
from sheetgen.selftest import selftest
from sheetgen.sheet import Address, Place
from sheetgen.template import load, parse

NAME = "single-neuron-gradients"


@pytest.fixture(scope="module")
def result():
    return selftest(load(NAME))


def test_every_error_planted_in_the_article_is_caught(result):
    assert result
    assert result.survived == []
    assert len(result.caught) == result.total > 300


def test_every_kind_of_place_is_changed(result):
    assert {mutant.kind for mutant, _ in result.caught} == {
        "input",
        "reference",
        "operator",
        "figure",
        "number",
        "name",
    }


def test_each_formula_each_input_and_each_figure_is_changed(result):
    template = load(NAME)
    everything = [mutant for mutant, _ in result.caught + result.equivalent]
    changed = {mutant.place for mutant in everything if mutant.kind not in ("figure", "input")}
    assert changed == set(template.formula_places())
    assert {mutant.place for mutant in everything if mutant.kind == "input"} == set(template.inputs.values())
    figures = [mutant for mutant in everything if mutant.kind == "figure"]
    assert len(figures) == 80


def test_what_is_listed_as_equivalent_computes_the_same(result):
    changes = {f"{mutant.place.address}: {mutant.change}" for mutant, _ in result.equivalent}
    assert "H7: =F7-G7 → =F7-G6" in changes
    assert "F7: =TANH(E7) → =TANH(E8)" in changes
    assert all("same expression" in reason for _, reason in result.equivalent)


def test_a_caught_mutant_says_what_gave_it_away(result):
    findings = {f"{mutant.place.address}: {mutant.change}": finding for mutant, finding in result.caught}
    assert findings["F2: published 0.664 → 0.665"].startswith("F2: published 0.665 is off by")


def test_a_formula_that_nobody_vouches_for_lets_errors_survive():
    table = "|   | A | B |\n|---|---|---|\n| 1 | 2 | (A*3) |"
    template = parse(f'+++\ntitle = "Unwitnessed"\n+++\n{table}\n', load(NAME).path)
    outcome = selftest(template)
    assert not outcome
    assert [mutant.change for mutant in outcome.survived] == ["=A1*3 → =A1/3", "=A1*3 → =A1*4"]


class TestAlgebra:
    def same(self, one, other):
        table = "|   | A | B | C | D | E |\n|---|---|---|---|---|---|\n| 1 | 2 | 3 | 4 | (A) | ({}) |"
        path = load(NAME).path
        first, second = (
            parse(f'+++\ntitle = "Algebra"\n+++\n{table.format(formula)}\n', path) for formula in (one, other)
        )
        return same_expression(first, second, Place("Sheet", Address(1, 5)))

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("A+B", "B+A"),
            ("A*(B+C)", "A*B+A*C"),
            ("A+(B+C)", "(A+B)+C"),
            ("D*B", "A*B"),
            ("(A-B)^2", "A^2-2*A*B+B^2"),
            ("A/2", "A*0.5"),
            ("TANH(A+B)", "TANH(B+D)"),
            ("A/B", "A*(1/B)"),
            ("A-A", "0"),
            ("50%*A", "A/2"),
        ],
    )
    def test_the_rules_of_algebra_hold(self, one, other):
        assert self.same(one, other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("A+B", "A-B"),
            ("A", "B"),
            ("A*B", "A/B"),
            ("TANH(A)", "TAN(A)"),
            ("A^2", "A*2"),
            ("A^0.5", "A^0.25"),
            ("A&B", "A&B"),
            ("SUM(A:B)", "SUM(A:B)"),
        ],
    )
    def test_nothing_else_is_claimed(self, one, other):
        assert not self.same(one, other)


def test_a_mutant_differs_from_its_template_in_one_cell():
    template = load(NAME)
    for mutant in mutants(template):
        cells, changed = template.sheets[0].cells, mutant.template.sheets[0].cells
        assert [address for address in cells if cells[address] != changed[address]] == [mutant.place.address]
