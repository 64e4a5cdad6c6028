"""What functions make of references is kept for the formulas that follow, and never more of it than a bound."""

import pytest

from sheetgen.recalc.evaluator import Evaluator
from sheetgen.recalc.functions import order_statistics, remembered, searching
from sheetgen.recalc.functions.remembered import MOST, Remembered
from sheetgen.workbook.grid import Grid


@pytest.fixture
def evaluator():
    return Evaluator(Grid("b.xlsx"), {})


def test_it_is_made_once(evaluator):
    kept: Remembered[list[int]] = Remembered()
    first = kept.get(evaluator, "a", lambda: [1])
    assert kept.get(evaluator, "a", lambda: [2]) is first


def test_another_evaluator_has_its_own(evaluator):
    kept: Remembered[int] = Remembered()
    kept.get(evaluator, "a", lambda: 1)
    assert kept.get(Evaluator(Grid("b.xlsx"), {}), "a", lambda: 2) == 2


def test_what_was_not_asked_for_lately_is_made_anew(evaluator):
    kept: Remembered[str] = Remembered()
    kept.get(evaluator, "old", lambda: "old")
    kept.get(evaluator, "used", lambda: "used")
    for number in range(MOST - 1):
        kept.get(evaluator, number, lambda: "other")
        kept.get(evaluator, "used", lambda: "made anew")
    assert kept.get(evaluator, "used", lambda: "made anew") == "used"
    assert kept.get(evaluator, "old", lambda: "made anew") == "made anew"


@pytest.mark.parametrize(
    ("formula", "cache"),
    [("=MATCH(A{r},A${r}:A$300,0)", searching._LINES), ("=SMALL(A{r}:A$300,1)", order_statistics._ORDERED)],
)
def test_a_column_of_formulas_with_a_reference_each_does_not_fill_the_memory(make_grid, monkeypatch, formula, cache):
    from sheetgen.recalc import evaluate

    evaluators = []

    class Kept(Evaluator):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            evaluators.append(self)

    monkeypatch.setattr(evaluate, "Evaluator", Kept)
    cells = {f"A{row}": float(row) for row in range(1, 301)}
    cells.update({f"B{row}": formula.replace("{r}", str(row)) for row in range(1, 301)})
    values = evaluate.recalculate(make_grid(cells))
    assert values["B1:B300"].ravel().tolist() in ([1.0] * 300, [float(row) for row in range(1, 301)])
    assert len(cache._known[evaluators[0]]) == remembered.MOST
