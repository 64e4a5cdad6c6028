"""Other people's calculators as witnesses: each recalculates a whole workbook from its formulas."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sheetgen.errors import UsageError
from sheetgen.sheet import Place
from sheetgen.values import Scalar

#: The engines that `engine` knows.
NAMES: tuple[str, ...] = ("ironcalc", "libreoffice")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an engine calculated.

    Numbers are floats, dates their serial numbers, errors `ErrorValue`. An error that only this engine has
    (`#CIRC!`) stays a text, so that it agrees with nothing.
    """

    #: Every non-empty cell.
    values: dict[Place, Scalar]
    #: Significant decimal digits of the numbers, where the engine could not hand over full doubles.
    digits: int | None = None
    #: The engine's name and version.
    version: str = ""
    #: Whether its errors are of the same kinds as Excel's: LibreOffice says #VALUE! where Excel says #NUM!.
    error_kinds: bool = True
    #: Where a sum or a difference is smaller than this part of both its operands, the engine takes it for 0.
    cancels: float = 0.0


class Engine(Protocol):
    """A calculator that was written by others."""

    name: str

    def why_not(self) -> str | None:
        """None if it can run, else why not, in one short phrase; starts nothing."""

    def evaluate(self, path: Path, data: bytes | None = None) -> Evaluation:
        """Every value, recalculated; cached values are never trusted. EngineError where it fails.

        `data` are the workbook's bytes where they have been read: the file may be another one by now.
        """


def engine(name: str) -> Engine:
    """The engine of that name; UsageError where there is none."""
    # Imported here, because the IronCalc module also runs as a program of its own (`python -m`).
    if name == "ironcalc":
        from sheetgen.engines.ironcalc import IronCalc

        return IronCalc()
    if name == "libreoffice":
        from sheetgen.engines.libreoffice import LibreOffice

        return LibreOffice()
    raise UsageError(f"engine {name!r}: there is no such engine; choose from {', '.join(NAMES)}")
