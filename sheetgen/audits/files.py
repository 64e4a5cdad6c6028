"""Where workbooks come from: files, folders and patterns, here or at any URL that fsspec reads."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sheetgen.errors import SheetgenError, UsageError, WorkbookError
from sheetgen.workbook.archive import bytes_of, read_bytes
from sheetgen.workbook.kind import SUFFIXES

#: A workbook by its place in the report and its name.
Task = tuple[int, str]


def is_url(name: str) -> bool:
    """Whether a name is that of something which fsspec reads: `s3://bucket/book.xlsx`."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", name) is not None


def find(names: Sequence[str]) -> list[str]:
    """The workbooks behind files, folders (all below them) and patterns, each once; UsageError where there are none."""
    found: dict[str, None] = {}
    for name in names:
        matches = _at_url(name) if is_url(name) else _here(name)
        if not matches:
            raise UsageError(f"there is no workbook (.xlsx, .xlsm) in {name}")
        # What Excel leaves beside a workbook that is open starts with ~$.
        found.update(dict.fromkeys(match for match in matches if not re.search(r"(^|[/\\])~\$[^/\\]*$", match)))
    return list(found)


def _here(name: str) -> list[str]:
    path = Path(name)
    if path.is_dir():
        return sorted(str(item) for item in path.rglob("*") if item.suffix.lower() in SUFFIXES)
    if path.exists() or not glob.has_magic(name):
        return [name]
    return sorted(glob.glob(name, recursive=True))  # noqa: PTH207


def _at_url(url: str) -> list[str]:
    with _told(url, UsageError):
        from fsspec.core import url_to_fs

        if "::" in url:
            # A file within another: `zip://book.xlsx::s3://bucket/books.zip`.
            return [url]
        system, path = url_to_fs(url)
        if glob.has_magic(path):
            matches = [match for match in system.glob(path) if not system.isdir(match)]
        elif system.isdir(path):
            matches = [match for match in system.find(path) if match.lower().endswith(SUFFIXES)]
        else:
            return [url]
        return [str(system.unstrip_protocol(match)) for match in sorted(matches)]


def read(name: str) -> bytes:
    """A workbook's bytes, read once; WorkbookError where there are none, or too many."""
    if not is_url(name):
        return read_bytes(Path(name))
    with _told(name, WorkbookError):
        import fsspec

        opened: Any = fsspec.open(name, "rb")
        with opened as file:
            return bytes_of(file, name)


@contextmanager
def _told(url: str, kind: type[SheetgenError]) -> Iterator[None]:
    """Turns whatever a file system raises, which may be any package's, into a sentence."""
    try:
        yield
    except SheetgenError:
        raise
    except FileNotFoundError:
        raise kind(f"there is no file {url}") from None
    except IsADirectoryError:
        raise kind(f"{url} is a folder: name a workbook in it") from None
    except ImportError as error:
        if error.name == "fsspec":
            raise UsageError(f"{url}: reading from a URL needs fsspec: pip install 'sheetgen[dask]'") from None
        raise kind(f"{url}: reading from there needs another package: {_sentence(error)}") from None
    except Exception as error:
        raise kind(f"{url} cannot be read: {_sentence(error)}") from None


def _sentence(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
