"""One exception tree, and the exit statuses of the command line.

Every error that a user can cause is a `SheetgenError` whose text is one sentence: the place, what is wrong, the way
out.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Self


class ExitStatus(IntEnum):
    """What the command line tells the shell."""

    #: Everything was done, and all witnesses agree.
    OK = 0
    #: Everything was done, and something differs.
    DIFFERS = 1
    #: It could not be done: usage, bad input, an unsupported function.
    ERROR = 2


class SheetgenError(Exception):
    """What a user can cause and mend; shown without a traceback."""


class UsageError(SheetgenError):
    """An option or an argument that makes no sense: an unknown input, an output that cannot be written."""


class TemplateError(SheetgenError):
    """A template that cannot be read; the text names the file, the line and, for a cell, its row and column."""


class NotationError(SheetgenError):
    """A formula in the article's shorthand that does not parse; `template` adds the place to it."""


class WorkbookError(SheetgenError):
    """A file that is not a readable .xlsx workbook."""


class FormulaError(SheetgenError):
    """A formula that cannot be parsed or evaluated: `place` is its cell, if known, `message` the text without it."""

    def __init__(self, message: str, place: object = None, file: str = "") -> None:
        """The text names the file and the place."""
        super().__init__(": ".join(str(part) for part in (file, place, message) if part))
        self.message = message
        self.place = place

    def in_file(self, file: str) -> Self:
        """The same error with the file's name in front."""
        return type(self)(self.message, self.place, file)


class UnsupportedError(FormulaError):
    """A formula that uses something this calculator does not have; it is never guessed."""


class WorkError(FormulaError):
    """A formula that takes more work than it may (sheetgen.recalc.work); no one else is asked for it, whose work is
    not counted."""


class CycleError(FormulaError):
    """Formulas that depend on themselves; the text names the whole path."""


class DerivativeError(FormulaError):
    """A derivative that would have to pass through a function of which none is known; `place` is its formula."""


class NativeError(SheetgenError):
    """A native function that cannot be imported, or lacks a row or column that the template promises."""


class EngineError(SheetgenError):
    """Another calculator that was asked for and failed."""
