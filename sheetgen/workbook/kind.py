"""Whether a file is a workbook."""

from __future__ import annotations

from pathlib import Path

#: What the names of workbooks end in; Excel opens no other as one.
SUFFIXES = (".xlsx", ".xlsm")
#: What a ZIP archive, which every workbook is, begins with.
_ZIP = b"PK\x03\x04"


def is_workbook(name: str | Path) -> bool:
    """Whether a file is a workbook: by its name, else by how it begins (a workbook that was renamed)."""
    path = Path(name)
    if path.suffix.lower() in SUFFIXES:
        return True
    try:
        # Only of a file: a pipe can be read once.
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(_ZIP)) == _ZIP
    except (OSError, ValueError):
        return False
