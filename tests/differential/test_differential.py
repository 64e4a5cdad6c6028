"""Differential testing: a small slice of what `python -m benchmarks.differential` does."""

import random

import pytest

from benchmarks.differential import referee
from benchmarks.differential.books import draw_constants, draw_formulas
from benchmarks.differential.classes import VERDICTS, class_of, classes, families
from benchmarks.differential.compare import Asked
from benchmarks.differential.conditions import CONDITIONS, Finding
from benchmarks.differential.grammar import signatures
from benchmarks.differential.kinds import KINDS
from benchmarks.differential.minimise import minimised
from benchmarks.differential.page import page, summary
from benchmarks.differential.parts import parts
from benchmarks.differential.referee import error_in_ulps, exact
from benchmarks.differential.run import run, trace
from sheetgen.recalc.functions.registry import homes, registry
from sheetgen.values import ErrorValue

SEED, COUNT = 20, 250
BOTH = [
    pytest.param("ironcalc", marks=pytest.mark.ironcalc),
    pytest.param("libreoffice", marks=pytest.mark.libreoffice),
]


def test_the_same_seed_draws_the_same_cells_and_formulas():
    first, second = random.Random(SEED), random.Random(SEED)
    assert draw_constants(first) == draw_constants(second)
    assert draw_formulas(first, 50) == draw_formulas(second, 50)
    assert draw_formulas(random.Random(SEED + 1), 50) != draw_formulas(random.Random(SEED), 50)


def test_every_drawn_function_is_evaluated_and_none_is_volatile():
    known = registry()
    for signature in signatures():
        assert signature.name in homes()
        assert not known[signature.name].volatile
        least = sum(kind[-1] not in "?*" for kind in signature.kinds)
        assert known[signature.name].least <= max(least, 1) or known[signature.name].least == 0


def test_every_class_can_be_asked_for():
    names = [one.name for one in classes()]
    assert len(set(names)) == len(names)
    for one in classes():
        assert one.right in VERDICTS
        assert one.why
        assert not {*one.when, *one.any_of} - CONDITIONS.keys()
    operators = {"+", "-", "*", "/", "^", "%", "&", "-x", "+x", "=", "<>", "<", ">", "<=", ">="}
    for functions in families().values():
        assert functions <= operators | homes().keys()


def test_all_kinds_have_constants():
    draw = random.Random(SEED)
    for kind, sampler in KINDS.items():
        values = [sampler(draw) for _ in range(20)]
        assert all(value is None or isinstance(value, float | str | bool | ErrorValue) for value in values), kind


@pytest.mark.parametrize("name", BOTH)
def test_every_difference_of_a_small_run_is_explained(name):
    outcome = run(SEED, COUNT, others=(name,))
    assert outcome.formulas == COUNT
    assert [finding for finding in outcome.findings if class_of(finding) is None] == []
    assert outcome.differing[name] == len(outcome.findings) + outcome.inherited[name]


@pytest.mark.parametrize("name", BOTH)
def test_a_planted_wrong_value_is_noticed(name):
    draw = random.Random(f"{SEED}/0")
    draw_constants(draw)
    formulas = draw_formulas(draw, 40)
    outcome = run(SEED, 40, others=(name,), planted={7: 123456.75})
    wrong = [finding for finding in outcome.findings if class_of(finding) is None]
    assert formulas[6] in [finding.formula for finding in wrong]
    assert 123456.75 in [finding.ours for finding in wrong]


@pytest.mark.ironcalc
def test_a_difference_is_put_down_to_the_smallest_part_that_differs():
    formulas = ["2+SECOND(11839.57038)*3", "A1=65"]
    asked = Asked({}, formulas, others=("ironcalc",))
    values = {row: asked.ours(row) for row in asked.rows}
    found = trace({}, formulas, values, asked.differences(), ("ironcalc",))
    assert [finding and (finding.name, finding.text) for finding in found] == [
        ("SECOND", "SECOND(11839.57038)"),
        None,  # It differs only because the formula before it does.
    ]


@pytest.mark.ironcalc
def test_an_example_is_made_smaller_within_its_class():
    formulas = ["SECOND(Data!A1)"]
    constants = {("Data", 1, 1): 11839.57038}
    asked = Asked(constants, formulas, others=("ironcalc",))
    (finding,) = trace(constants, formulas, {1: asked.ours(1)}, asked.differences(), ("ironcalc",))
    (smaller,) = minimised([finding], ("ironcalc",))
    assert class_of(smaller) is class_of(finding)
    assert smaller.cells == {}
    assert smaller.text == "SECOND(11839.57038)"


@pytest.mark.ironcalc
def test_the_page_has_every_class_that_occurred():
    outcome = run(SEED, 60, others=("ironcalc",))
    text = page(outcome, summary(outcome))
    for finding in outcome.findings:
        assert f"### {class_of(finding).title}" in text
    assert f"60 formulas, seed {SEED};" in text


def test_parts_are_the_innermost_first_and_other_formulas_are_their_values():
    found = parts("SUM(1,ABS(-Data!B2))&A3", 5)
    assert [part.text for part in found] == [
        "-Data!B2",
        "ABS(-Data!B2)",
        "SUM(1,ABS(-Data!B2))",
        "SUM(1,ABS(-Data!B2))&Values!A3",
    ]


@pytest.mark.parametrize(
    ("name", "operands", "value"),
    [
        ("NORM.S.INV", [0.975], 1.959963984540054),
        ("T.INV.2T", [0.05, 10.0], 2.2281388519862747),
        ("CHISQ.DIST.RT", [18.307, 10.0], 0.05000058909139812),
        ("PMT", [0.01, 12.0, 1000.0], -88.8487886783417),
        ("-", [0.3, 0.1], 0.2),
    ],
)
def test_the_referee_knows_the_exact_value(name, operands, value):
    assert error_in_ulps(value, exact(name, operands, [], value)) < 2


def test_a_difference_without_a_class_has_none():
    assert class_of(Finding("ironcalc", "ABS", 1.0, 2.0, "ABS(-1)", "ABS(-1)", (-1.0,))) is None


def test_an_exact_value_that_takes_too_long_is_not_known(monkeypatch):
    """A sum of a billion terms."""
    monkeypatch.setattr(referee, "PATIENCE", 0.2)
    assert referee.exact("BINOM.DIST", [1e9, 2e9, 0.5, True], [], 0.5) is None
    assert referee.exact("BINOM.DIST", [1.0, 2.0, 0.5, True], [], 0.5) == 0.75
