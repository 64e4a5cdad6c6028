"""Do the numbers stored in a workbook follow from its formulas? Every workbook recalculated, cell by cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from sheetgen.causes import Differing, likely_cause, reference_kinds
from sheetgen.ending import unexpected
from sheetgen.engines import engine as find_engine
from sheetgen.errors import EngineError, FormulaError, SheetgenError, WorkError
from sheetgen.formula.print_a1 import print_a1
from sheetgen.formula.tree import External, Node
from sheetgen.formula.walk import walk
from sheetgen.recalc.active_functions import active_functions
from sheetgen.recalc.evaluate import recalculate_what_can_be
from sheetgen.recalc.values import Values
from sheetgen.recalc.volatile import places_with, volatile_places
from sheetgen.sheet import Address, Place
from sheetgen.stored_values import StoredValues
from sheetgen.values import ErrorValue, Scalar
from sheetgen.workbook.active_content import active_content
from sheetgen.workbook.grid import Grid
from sheetgen.workbook.package import Package
from sheetgen.workbook.read import read_package

#: Numbers further apart than this many doubles, a part of 0.0002, differ in digits that everybody sees.
_TELLING = 2**40

#: Of so many differences in a workbook the causes are looked for.
_MOST_EXPLAINED = 1_000

#: What is counted of each workbook, in the order of reports.
COUNTS = ("agree", "bit_equal", "differ", "unsupported", "volatile", "external")

#: What a calculator makes of a cell.
Calculated = Callable[[Place], Scalar]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell whose stored value does not follow from its formula."""

    place: Place
    formula: str
    cached: Scalar
    recalculated: Scalar
    ulp: int | None
    #: The kinds of reference in the formula.
    references: tuple[str, ...] = ()
    #: What is likely to be behind it, where the workbook shows it.
    likely: str | None = None

    @property
    def distance(self) -> str:
        """How many doubles lie between the two, in parentheses, where that tells more than the values themselves."""
        return "" if self.ulp is None or self.ulp > _TELLING else f" ({self.ulp:,} ulp)"


@dataclass(slots=True)
class WorkbookAudit:
    """One workbook's outcome: how many formula cells agree, differ, or could not be compared, and why."""

    path: str
    engine: str = "sheetgen"
    agree: int = 0
    bit_equal: int = 0
    differ: int = 0
    unsupported: int = 0
    volatile: int = 0
    external: int = 0
    worst_ulp: int = 0
    error: str | None = None
    differences: list[Difference] = field(default_factory=list)
    #: The cells that were not compared, and why.
    not_compared: dict[Place, str] = field(default_factory=dict)
    #: Why cells could not be evaluated, and how many each.
    reasons: Counter[str] = field(default_factory=Counter)
    #: Of each reason the first cell that it holds of.
    where: dict[str, str] = field(default_factory=dict)
    #: What a spreadsheet program might run, fetch or open in it, a line for each; sheetgen does none of it.
    active: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return self.error is None and self.differ == 0

    @property
    def cells(self) -> int:
        """All formula cells."""
        return self.agree + self.differ + self.unsupported + self.volatile


def audit(path: str | Path, engine: str = "auto", data: bytes | None = None, helper: str = "ironcalc") -> WorkbookAudit:
    """Recalculates one workbook and compares it with its own stored values.

    `engine` is "sheetgen", the name of another calculator, or "auto": ours, and `helper` for the cells that ours cannot
    evaluate, unless a formula takes too many steps. `data` are the file's bytes if they have been read. What cannot be
    read is told in `error`; nothing is raised.
    """
    result = WorkbookAudit(str(path), engine="sheetgen" if engine == "auto" else engine)
    try:
        with Package(Path(path) if data is None else data, str(path)) as package:
            data = package.data
            result.active = active_content(package)
            grid = read_package(package)
        values, problems = recalculate_what_can_be(grid)
        result.active += active_functions(values.plan, grid)
        calculated: Calculated = values.at
        ours = engine in ("sheetgen", "auto")
        apart = set(problems)
        if not ours:
            calculated, problems = _asked(engine, Path(path), data), {}
        elif engine == "auto" and problems and find_engine(helper).why_not() is None:
            if any(isinstance(problem, WorkError) for problem in problems.values()):
                problems = {place: _not_asked(problem, helper) for place, problem in problems.items()}
            else:
                with suppress(EngineError):  # Where it fails too, those cells stay what they were: unsupported.
                    calculated, problems = _helped(values, problems, _asked(helper, Path(path), data))
                    if len(problems) < len(apart):
                        result.engine = f"sheetgen, {helper}"
        comparison = _Comparison(grid, values, result, calculated)
        comparison.run(problems, apart if ours else None)
        _explain(result, values)
    except SheetgenError as error:
        result.error = str(error)
    except (MemoryError, RecursionError) as error:
        # Of this workbook; others, in the same run, may be well.
        result.error = f"{path} cannot be audited: {unexpected(error, printing=False)}"
    return result


def _not_asked(problem: FormulaError, helper: str) -> FormulaError:
    """The same of a cell that another calculator might have evaluated, and with it what takes too many steps."""
    if isinstance(problem, WorkError):
        return problem
    return FormulaError(f"{problem.message}; {helper} was not asked, as another formula takes too many steps")


def _asked(engine: str, path: Path, data: bytes) -> Calculated:
    """What another calculator makes of a workbook."""
    calculator = find_engine(engine)
    if why_not := calculator.why_not():
        raise EngineError(f"{engine} was asked for and cannot run: {why_not}")
    return calculator.evaluate(path, data).values.get


def _helped(
    values: Values, problems: dict[Place, FormulaError], theirs: Calculated
) -> tuple[Calculated, dict[Place, FormulaError]]:
    """Our values, and another calculator's where we have none; what neither can evaluate stays a problem."""
    # A function that it does not know either is a name without a meaning to it.
    left = {place: problem for place, problem in problems.items() if theirs(place) in (None, ErrorValue.NAME)}
    return lambda place: theirs(place) if place in problems else values.at(place), left


def _explain(result: WorkbookAudit, values: Values) -> None:
    """Says of each difference what is likely to be behind it."""
    differing = Differing(difference.place for difference in result.differences)
    for index, difference in enumerate(result.differences[:_MOST_EXPLAINED]):
        cause = likely_cause(values, difference.place, differing)
        result.differences[index] = replace(difference, likely=cause)


class _Comparison:
    """Sorts the formula cells of one workbook into those that agree, differ, and cannot be compared."""

    def __init__(self, grid: Grid, values: Values, result: WorkbookAudit, calculated: Calculated) -> None:
        self.grid = grid
        self.values = values
        self.result = result
        self.calculated = calculated
        self.stored = StoredValues(values)

    def run(self, problems: dict[Place, FormulaError], without: Set[Place] | None) -> None:
        """`problems` are what nobody could evaluate, `without` the cells that we have no value for, None where all
        values are another calculator's."""
        calculated, ours = self.calculated, without is not None
        plan, result = self.values.plan, self.result
        volatile = volatile_places(self.values)
        result.external = len(places_with(plan, _is_external))
        apart = volatile | plan.arrays.keys() | (without or set())
        for place in self.not_equal(apart) if ours else self.grid.formula_places():
            if place in volatile:
                result.volatile += 1
                result.not_compared[place] = "it changes by itself"
            elif place in problems:
                result.unsupported += 1
                result.not_compared[place] = problems[place].message
                reason = re.sub("^it needs [^:]*: ", "they need a cell where ", problems[place].message)
                self.count_reason(place, reason)
            elif self.grid.cached(place) is None and calculated(place) != "":
                result.unsupported += 1
                result.not_compared[place] = "no value is stored: sheetgen recalc -o fills it in"
                self.count_reason(place, result.not_compared[place])
            else:
                self.compare(place, calculated(place), with_array=ours)
        if ours:
            self.settle()

    def count_reason(self, place: Place, reason: str) -> None:
        """One more cell that could not be compared."""
        self.result.reasons[reason] += 1
        self.result.where.setdefault(reason, str(place))

    def not_equal(self, apart: Set[Place]) -> Iterator[Place]:
        """The formula cells that need a closer look. In columns, numbers that are equal to the bit are counted here,
        unless they are among those that are looked at `apart`."""
        for name, sheet in self.grid.sheets.items():
            ids = getattr(sheet.formulas, "ids", None)
            if ids is None:
                yield from (Place(name, address) for address in sorted(sheet.formulas))
                continue
            closer = list(sheet.formulas.scattered)  # type: ignore[attr-defined]
            by_column: dict[int, list[int]] = {}
            for place in apart:
                if place.sheet == name:
                    by_column.setdefault(place.address.column, []).append(place.address.row)
            for column, numbers in ids.items():
                rows = numbers.nonzero()[0]
                stored = Values(self.grid, self.values.plan, {name: sheet.values}).numbers(name, column, rows)
                equal = stored == self.values.numbers(name, column, rows)
                if column in by_column:
                    import numpy

                    equal &= ~numpy.isin(rows, by_column[column])
                count = int(equal.sum())
                self.result.agree += count
                self.result.bit_equal += count
                closer.extend(Address(row, column) for row in rows[~equal].tolist())
            yield from (Place(name, address) for address in sorted(closer))

    def compare(self, place: Place, value: Scalar, *, with_array: bool) -> None:
        """One formula cell; with all the cells of its array, or it alone."""
        plan, result = self.values.plan, self.result
        cached = self.grid.cached(place)
        pairs: list[tuple[Place, Scalar, Scalar]] = [(place, "" if cached is None else cached, value)]
        area = plan.arrays.get(place)
        if area is not None and with_array:
            for address in area.addresses():
                if address != place.address:
                    other = Place(place.sheet, address)
                    pairs.append((other, self.grid.cached(other), self.calculated(other)))
        outcomes = [self.stored.same(at, stored, found) for at, stored, found in pairs]
        if all(ok for ok, _ in outcomes):
            result.agree += 1
            result.bit_equal += all(not ulp for _, ulp in outcomes)
        else:
            result.differ += 1
            index = next(index for index, (ok, _) in enumerate(outcomes) if not ok)
            at, stored, found = pairs[index]
            tree = plan.trees.get(place)
            kinds = () if tree is None else tuple(reference_kinds(tree))
            difference = Difference(at, self.formula(place), stored, found, outcomes[index][1], kinds)
            result.differences.append(difference)
            return
        # Between 0 and a number lie nearly all doubles: how many says nothing.
        told = (ulp or 0 for (_, stored, found), (_, ulp) in zip(pairs, outcomes, strict=True) if stored and found)
        result.worst_ulp = max([result.worst_ulp, *told])

    def settle(self) -> None:
        """Takes back the differences that a cancelled difference explains."""
        result = self.result
        explained = self.stored.cancelled({difference.place for difference in result.differences})
        result.differences = [d for d in result.differences if d.place not in explained]
        result.agree += len(explained)
        result.differ -= len(explained)
        result.worst_ulp = max([result.worst_ulp, *(d.ulp or 0 for d in result.differences)])

    def formula(self, place: Place) -> str:
        """The formula's text."""
        tree = self.values.plan.trees.get(place)
        source = self.grid.sheets[place.sheet].formulas[place.address]
        return "=" + (source.text if tree is None else print_a1(tree, place.address))


def _is_external(tree: Node) -> bool:
    """Whether a formula refers to another workbook."""
    return any(isinstance(node, External) for node in walk(tree))
