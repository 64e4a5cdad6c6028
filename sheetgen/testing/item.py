"""What all tests of files have in common: a failure is a text about the file, never a traceback."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sheetgen.errors import SheetgenError


class Failed(Exception):
    """A test that failed: its text is the whole report."""


class FileItem(pytest.Item):
    """A test of something in a file."""

    @property
    def line(self) -> int:
        """The line of the file that it is about."""
        return 1

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, Failed | SheetgenError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.line - 1, self.name


class Unreadable(FileItem):
    """A file or a table that cannot be read or evaluated: the sentence that says so. Other tests go on."""

    def __init__(self, *, error: SheetgenError, **others: Any) -> None:
        super().__init__(**others)
        self.error = error

    def runtest(self) -> None:
        raise self.error
