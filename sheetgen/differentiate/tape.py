"""Numbers that note what becomes of them: one formula's operations on a tape, to be walked backwards or forwards.

Source: Griewank and Walther, "Evaluating Derivatives", chapter 3 (the forward and the reverse mode).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetgen.differentiate.rounded import Rounded
from sheetgen.recalc.functions import elementary
from sheetgen.sheet import Place


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know of a derivative: its kind, where, and what in a sentence without the place.

    Kinds: "kink" (another derivative on either side, or a jump), "steps" (constant between jumps: taken as 0), "text"
    (a number became a text: taken as constant), "undefined" (no finite derivative here), "refused" (none is known).
    """

    kind: str
    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(slots=True)
class Entry:
    """One traced number: which others it was made of, and its partial derivatives by them."""

    parents: Sequence[tuple[int, Rounded]]
    #: What made it, for messages.
    what: str = ""
    #: The cell that it was read from.
    cell: Place | None = None
    #: What is to be said if a derivative passes through here, and the numbers by which it would.
    watched: Sequence[int] = ()
    kind: str = ""
    message: str = ""


class Tape:
    """What one formula did, from the cells that it read on."""

    def __init__(self, place: Place) -> None:
        """`place` is the formula's cell."""
        self.place = place
        self.entries: list[Entry] = []
        self.cells: dict[Place, Traced] = {}
        #: What to say of the formula however the derivative passes through it.
        self.findings: dict[Finding, None] = {}

    def read(self, cell: Place, value: float, error: float) -> Traced:
        """A cell's number, traced from here on; the same each time."""
        if cell not in self.cells:
            self.cells[cell] = self._add(Rounded(value, error), Entry((), cell=cell))
        return self.cells[cell]

    def record(self, value: Rounded, parents: Sequence[tuple[float, float]], what: str) -> Traced:
        """A number that was made of others, with its partial derivatives by them; only traced ones count."""
        found = []
        for parent, slope in parents:
            if isinstance(parent, Traced):
                assert parent.tape is self, "a traced number of another formula"
                found.append((parent.index, slope if isinstance(slope, Rounded) else Rounded(slope)))
        return self._add(value, Entry(found, what))

    def mark(self, value: float, arguments: Sequence[Traced], kind: str, message: str) -> Traced:
        """A number about which something is to be said: by its arguments it has no derivative; between steps, none
        but 0."""
        watched = [argument.index for argument in arguments]
        slopes = [] if kind == "steps" else [(index, Rounded(math.nan, math.nan)) for index in watched]
        # What is constant between jumps has no error, unless it jumps; of what is refused nothing is known.
        error = math.inf if kind == "refused" else 0.0
        return self._add(Rounded(value, error), Entry(slopes, "", None, watched, kind, message))

    def note(self, kind: str, message: str) -> None:
        """Says something of the formula as a whole, once."""
        self.findings[Finding(kind, self.place, message)] = None

    def _add(self, value: Rounded, entry: Entry) -> Traced:
        self.entries.append(entry)
        return Traced(value, value.error, self, len(self.entries) - 1)

    def backwards(
        self, seeds: Sequence[tuple[Traced, Rounded]], findings: list[Finding]
    ) -> Iterator[tuple[Place, Rounded]]:
        """What each cell that was read contributes, given the derivative by each of the formula's results.

        Where the derivative by a number is 0, nothing passes on but its rounding error, not even what is undefined
        below it; kinks are named all the same, for a jump times 0 is not 0.
        """
        adjoints: dict[int, Rounded] = {}
        for number, seed in seeds:
            adjoints[number.index] = adjoints[number.index] + seed if number.index in adjoints else seed
        for index in range(max(adjoints, default=-1), -1, -1):
            adjoint = adjoints.get(index)
            if adjoint is None:
                continue
            counts = float(adjoint) != 0.0
            entry = self.entries[index]
            if entry.cell is not None:
                yield entry.cell, adjoint
                continue
            if entry.kind and counts:
                findings.append(Finding(entry.kind, self.place, entry.message))
            for parent, slope in entry.parents:
                if not (counts or math.isfinite(slope)):
                    continue
                if not math.isfinite(slope) and entry.kind != "refused":
                    findings.append(Finding("undefined", self.place, f"{entry.what} has no derivative here"))
                    slope = Rounded(math.nan, math.nan)
                passed = adjoint * slope
                adjoints[parent] = adjoints[parent] + passed if parent in adjoints else passed

    def forwards(self, moved: Mapping[Place, Rounded], findings: list[Finding]) -> dict[int, Rounded]:
        """How each traced number moves with the cells that were read, given how these do; still ones are left out."""
        moves: dict[int, Rounded] = {}
        for index, entry in enumerate(self.entries):
            if entry.cell is not None:
                if entry.cell in moved:
                    moves[index] = moved[entry.cell]
                continue
            if entry.kind and any(float(moves.get(argument, 0.0)) != 0.0 for argument in entry.watched):
                findings.append(Finding(entry.kind, self.place, entry.message))
            for parent, slope in entry.parents:
                if parent not in moves:
                    continue
                counts = float(moves[parent]) != 0.0
                if not (counts or math.isfinite(slope)):
                    continue
                if not math.isfinite(slope) and not entry.kind:
                    findings.append(Finding("undefined", self.place, f"{entry.what} has no derivative here"))
                    slope = Rounded(math.nan, math.nan)
                passed = moves[parent] * slope
                moves[index] = moves[index] + passed if index in moves else passed
        return moves


class Traced(Rounded):
    """A number on a tape; whatever is calculated with it is on the tape too."""

    __slots__ = ("index", "tape")
    tape: Tape
    index: int

    def __new__(cls, value: float, error: float = 0.0, tape: Tape | None = None, index: int = 0) -> Traced:
        """Made by a `Tape` only."""
        number = super().__new__(cls, value, error)
        assert isinstance(number, Traced)
        assert tape is not None
        number.tape, number.index = tape, index
        return number

    @property
    def untraced(self) -> Rounded:
        """The number and its error alone."""
        return Rounded(float(self), self.error)

    def __add__(self, other: float) -> Rounded:
        return self.tape.record(self.untraced + untraced(other), ((self, 1.0), (other, 1.0)), "+")

    __radd__ = __add__

    def __sub__(self, other: float) -> Rounded:
        if other is self:
            return Rounded(float(self) - float(self))
        return self.tape.record(self.untraced - untraced(other), ((self, 1.0), (other, -1.0)), "-")

    def __rsub__(self, other: float) -> Rounded:
        return self.tape.record(untraced(other) - self.untraced, ((self, -1.0),), "-")

    def __mul__(self, other: float) -> Rounded:
        return self.tape.record(self.untraced * untraced(other), ((self, untraced(other)), (other, self.untraced)), "*")

    __rmul__ = __mul__

    def __truediv__(self, other: float) -> Rounded:
        return _quotient(self.tape, self, other)

    def __rtruediv__(self, other: float) -> Rounded:
        return _quotient(self.tape, other, self)

    def __pow__(self, other: float, modulus: None = None) -> Rounded:
        return _power(self.tape, self, other)

    def __rpow__(self, other: float, modulus: None = None) -> Rounded:
        return _power(self.tape, other, self)

    def __neg__(self) -> Rounded:
        return self.tape.record(-self.untraced, ((self, -1.0),), "-")

    def __abs__(self) -> Rounded:
        number = self.tape.record(abs(self.untraced), ((self, math.copysign(1.0, self)),), "ABS")
        if float(self) == 0.0:
            self.tape.note("kink", "ABS has a kink at 0")
        return number

    def sqrt(self) -> Rounded:
        """The square root, for functions that take one by `elementary`."""
        value = self.untraced.sqrt()
        slope = 0.5 / value if value else math.inf
        return self.tape.record(value, ((self, slope),), "SQRT")


def untraced(number: float) -> float:
    """A number without its trace."""
    return number.untraced if isinstance(number, Traced) else number


def _quotient(tape: Tape, a: float, b: float) -> Traced:
    value = Rounded(untraced(a), getattr(a, "error", 0.0)) / untraced(b)
    return tape.record(value, ((a, 1.0 / untraced(b)), (b, -value / untraced(b))), "/")


def _power(tape: Tape, a: float, b: float) -> Traced:
    base, exponent = untraced(float(a) if type(a) is int else a), untraced(float(b) if type(b) is int else b)
    value = Rounded(base, getattr(base, "error", 0.0)) ** exponent
    by_base = exponent * elementary.power(base, exponent - 1.0)
    by_exponent = value * elementary.log(base) if isinstance(b, Traced) else 0.0
    return tape.record(value, ((a, by_base), (b, by_exponent)), "^")
