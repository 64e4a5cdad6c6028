"""Sheet and code on many inputs: the formulas read back from the workbook, and the native function, must agree on all.

An exported workbook drifts from its program where nobody looks: at 0, at equal inputs, at huge ones. Inputs are drawn
there first, then uniformly. All are evaluated at once; those that are not plainly equal, once more by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sheetgen.errors import UsageError
from sheetgen.named_function import trusted
from sheetgen.samples.draw import Inputs, drawn
from sheetgen.sheet import Place, Template
from sheetgen.values import Scalar

__all__ = ["Disagreement", "Inputs", "Samples", "compare_samples", "drawn"]

#: For so many cells the smallest inputs are looked for.
_MOST_SHRUNK = 20


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A cell in which sheet and code differ: in how many samples, and the smallest inputs found that show it."""

    place: Place
    count: int
    inputs: Inputs
    sheet: Scalar
    native: Scalar
    reason: str


@dataclass(slots=True)
class Samples:
    """What came of the comparison; true when sheet and code agree on all samples."""

    count: int
    seed: int
    compared: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)

    def __bool__(self) -> bool:
        return not self.disagreements


def compare_samples(template: Template, count: int, seed: int = 0, *, trust: bool = False) -> Samples:
    """Evaluates a template's formulas and its native function on `count` inputs, drawn with a seed.

    Numbers must agree within the bounds that `verify` derives; an error value in the sheet and a number that is not
    finite, or an exception, in the code count as agreeing. UsageError for a template without inputs or native function.
    """
    from sheetgen.samples.at_once import plainly_equal
    from sheetgen.samples.one_by_one import Comparison

    if template.native is None:
        raise UsageError(f"{template.name} has no native function that samples could be held against")
    if not (trusted(template.native) or trust):
        raise UsageError(f"{template.native} is not part of sheetgen; --trust imports it")
    published = {name: template.cell(place) for name, place in template.inputs.items()}
    usual: Inputs = {name: cell.value for name, cell in published.items() if cell and isinstance(cell.value, float)}
    if not usual:
        raise UsageError(f"{template.name} has no inputs that could be drawn: [inputs] must name them")
    comparison = Comparison(template, usual)
    result = Samples(count, seed)
    found: dict[Place, tuple[int, Inputs]] = {}
    for inputs, equal in plainly_equal(comparison, drawn(template, usual, count, seed)):
        if equal:
            result.compared += len(comparison.covered)
            continue
        checks = comparison.checks(inputs)
        result.compared += len(checks)
        for place, check in checks.items():
            if not check.ok:
                times, first = found.get(place, (0, inputs))
                found[place] = times + 1, first
    for index, (place, (times, inputs)) in enumerate(found.items()):
        smallest = comparison.smallest(place, inputs) if index < _MOST_SHRUNK else inputs
        check = comparison.checks(smallest)[place]
        sheet, native = comparison.both(place)
        result.disagreements.append(Disagreement(place, times, smallest, sheet, native, check.reason))
    return result
