"""The self-test: errors are planted in every place, none survives, and what is no error is proved to be none."""

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time

import psutil
import pytest

from sheetgen.algebra import same_expression
from sheetgen.errors import SheetgenError, UsageError
from sheetgen.mutate import mutants
from sheetgen.selftest import count, selftest
from sheetgen.sheet import Address, Place
from sheetgen.template import load, parse
from sheetgen.tolerance import Check
from sheetgen.verification import verify

NAME = "single-neuron-gradients"


def table(cells, **changes):
    """A template of one row, whose input is A1."""
    rows = f"|   | A | B |\n|---|---|---|\n| 1 | {cells} |"
    return parse(f'+++\ntitle = "One row"\n[inputs]\nfirst = "A1"\n+++\n{rows}\n', load(NAME).path, changes)


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
    caught = [mutant for mutant, _ in result.caught]
    changed = {mutant.place for mutant in caught if mutant.kind not in ("figure", "input")}
    assert changed == set(template.formula_places())
    assert {mutant.place for mutant in caught if mutant.kind == "input"} == set(template.inputs.values())
    assert sum(mutant.kind == "figure" for mutant in caught) == 80


def test_what_is_listed_as_equivalent_computes_the_same(result):
    changes = {f"{mutant.place.address}: {mutant.change}" for mutant, _ in result.equivalent}
    assert "H7: =F7-G7 → =F7-G6" in changes
    assert "F7: =TANH(E7) → =TANH(E8)" in changes
    assert all("same expression" in reason for _, reason in result.equivalent)
    assert not {mutant.kind for mutant, _ in result.equivalent} & {"figure", "input"}


def test_a_caught_mutant_says_what_gave_it_away(result):
    findings = {f"{mutant.place.address}: {mutant.change}": finding for mutant, finding in result.caught}
    assert findings["F2: published 0.664 → 0.665"].startswith("F2: published 0.665 is off by")


def test_a_formula_that_nobody_vouches_for_lets_errors_survive():
    table = "|   | A | B |\n|---|---|---|\n| 1 | 2 | (A*3) |"
    template = parse(f'+++\ntitle = "Unwitnessed"\n+++\n{table}\n', load(NAME).path)
    outcome = selftest(template)
    assert not outcome
    assert [mutant.change for mutant in outcome.survived] == ["=A1*3 → =A1/3", "=A1*3 → =A1*4"]


class TestSomeOfTheMutants:
    """A template of thousands takes long: so many of them, the same ones in every run."""

    def chosen(self, most, name=NAME):
        verified = []
        outcome = selftest(load(name), most=most, watch=verified.append)
        assert outcome.planted == len(verified) == most
        return outcome, [one.mutant for one in verified]

    def test_so_many_are_planted_of_so_many(self):
        outcome, _ = self.chosen(5)
        assert (outcome.planted, outcome.possible) == (5, count(load(NAME)))

    def test_they_are_the_same_in_every_run(self):
        assert self.chosen(4)[1] == self.chosen(4)[1]

    def test_each_is_of_another_part_of_the_template(self):
        everything = list(mutants(load(NAME)))
        places = [everything.index(mutant) for mutant in self.chosen(4)[1]]
        assert [place * 4 // len(everything) for place in places] == [0, 1, 2, 3]

    def test_more_than_there_are_is_all(self):
        outcome = selftest(table("2 | 6 (A*3)"), most=1000)
        assert outcome.planted == outcome.possible == count(table("2 | 6 (A*3)")) > 5


class TestOtherInputs:
    """What no published input shows, drawn ones may: sheet and code are held against each other on them."""

    @pytest.fixture
    def floor(self, monkeypatch):
        """A mutant that differs only where a finite difference is right to the bit, as for an input of 0."""
        template = load("tiny-sweep", {"smallest": 1})
        (floor,) = (one for one in mutants(template) if one.change.endswith("ABS(D3-Weight_gradient),1E-201)"))
        monkeypatch.setattr("sheetgen.selftest.mutants", lambda template: iter([floor]))
        return template

    def test_an_error_that_shows_elsewhere_survives_at_the_published_inputs(self, floor):
        assert not selftest(floor)

    def test_it_is_caught_on_drawn_inputs_and_told_how_often(self, floor):
        ((_, finding),) = selftest(floor, samples=10).caught
        assert finding.startswith("F3: 6 of 10 samples: native gives 1e-20, off by ")

    def test_a_template_without_code_has_nothing_to_be_held_against(self):
        with pytest.raises(UsageError, match="has no native function that samples could be held against"):
            selftest(table("2 | 6 (A*3)"), samples=10)


class TestSeveralProcesses:
    def test_they_find_the_same_in_the_same_order_as_one(self):
        alone, together = (selftest(load(NAME), most=12, jobs=jobs) for jobs in (1, 3))
        assert (together.caught, together.survived) == (alone.caught, alone.survived)
        assert (together.equivalent, together.possible) == (alone.equivalent, alone.possible)

    def test_a_mutant_that_kills_its_process_is_named(self, monkeypatch):
        def deadly(template, **options):
            if template.sheets[0].cells[Address(1, 2)].formula == "A1/3":
                assert multiprocessing.parent_process() is not None
                os.kill(os.getpid(), signal.SIGKILL)
            return verify(template, **options)

        monkeypatch.setattr("sheetgen.selftest.verify", deadly)
        with pytest.raises(SheetgenError) as error:
            selftest(table("2 | 6 (A*3)"), jobs=2)
        assert str(error.value).startswith("Sheet!B1: the process that verified =A1*3 → =A1/3 died, and again")
        assert "take fewer --jobs" in str(error.value)

    def test_an_interrupted_self_test_says_so_and_leaves_no_process(self, heed_signals):
        command = [sys.executable, "-m", "sheetgen", "selftest", "tiny-sweep", "--jobs", "2"]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, preexec_fn=heed_signals)
        try:
            parent = psutil.Process(process.pid)
            while len(workers := parent.children()) < 2:
                assert process.poll() is None, "it ended before its processes could be seen"
                time.sleep(0.005)
            # As a terminal does it: the signal goes to all of them.
            for one in (*workers, parent):
                one.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
        assert (out, err.strip(), process.returncode) == ("", "sheetgen: interrupted", 130)
        assert psutil.wait_procs(workers, timeout=30)[1] == []


class TestFiguresAndInputs:
    """Their mutants leave every formula as it is: that is no proof that they are right."""

    def changes(self, outcome):
        return {kind: [m.change for m in outcome.survived if m.kind == kind] for kind in ("input", "figure")}

    def test_a_witness_of_figures_that_never_objects_is_found_out(self, monkeypatch):
        template = table("2 | 6 (A*3)")
        assert selftest(template)
        monkeypatch.setattr("sheetgen.tolerance.printed", lambda figure, value: Check("printed", True, "as always"))
        outcome = selftest(template)
        assert not outcome
        assert self.changes(outcome) == {"input": ["2 → 3", "2 → 1"], "figure": ["published 6 → 7", "published 6 → 5"]}
        assert outcome.equivalent == []

    def test_an_input_on_which_no_figure_rests_survives(self):
        outcome = selftest(table("2 | 6 (2*3)"))
        assert not outcome
        assert self.changes(outcome) == {"input": ["2 → 3", "2 → 1"], "figure": []}

    def test_half_way_between_two_figures_both_are_right(self):
        outcome = selftest(table("1 | 0.12 (A/8)"))
        assert [(mutant.change, reason) for mutant, reason in outcome.equivalent] == [
            ("published 0.12 → 0.13", "0.125 lies half way between the two figures: both are right roundings")
        ]
        assert self.changes(outcome)["figure"] == []

    def test_beside_half_way_one_of_them_is_wrong(self):
        outcome = selftest(table("1 | 0.13 (A*0.1251)"))
        assert [mutant.kind for mutant, _ in outcome.equivalent] == []
        assert "published 0.13 → 0.12" in [mutant.change for mutant, _ in outcome.caught]

    def test_where_inputs_are_changed_none_is_planted_as_nothing_is_published_for_them(self):
        outcome = selftest(table("2 | 6 (A*3)", first=4))
        assert {mutant.kind for mutant in outcome.survived} == {"operator", "number"}

    def test_a_template_that_differs_catches_nothing(self):
        with pytest.raises(UsageError, match="differs before an error is planted: mend first"):
            selftest(table("2 | 7 (A*3)"))


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
        cells, changed = template.sheets[0].cells, mutant.planted_in(template).sheets[0].cells
        assert [address for address in cells if cells[address] != changed[address]] == [mutant.place.address]


def test_of_a_long_formula_what_is_about_the_change_is_told():
    long = "+".join(["A*1"] * 40)
    changes = [mutant.change for mutant in mutants(table(f"2 | 80 ({long})")) if mutant.kind == "operator"]
    assert changes[0] == "=A1*1+A1*1+A1*1+A1*1+A1*1+A1*1+A1*… → =A1/1+A1*1+A1*1+A1*1+A1*1+A1*1+A1*…"
    before, after = changes[40].split(" → ")
    assert before == f"…{before.strip('…')}…"
    assert len(before) == len(after) < 70


def test_a_mutant_keeps_its_cell_and_no_template():
    template = load(NAME)
    whole = len(pickle.dumps(template))
    assert all(len(pickle.dumps(mutant)) < whole / 10 for mutant in mutants(template))
