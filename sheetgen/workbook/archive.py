"""The zip archive of a workbook, looked at before anything in it is unpacked: its directory must make sense.

Source: ECMA-376, part 2 (Open Packaging Conventions), on what a package's archive may hold; the rest are the usual
weapons: archives that unpack to more than any memory, entries that overlap, names that lead elsewhere.
"""

from __future__ import annotations

import io
import posixpath
import stat
import zipfile
from pathlib import Path
from typing import BinaryIO

from sheetgen.errors import WorkbookError
from sheetgen.reading import read_file
from sheetgen.workbook import limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: What begins every entry of an archive's directory.
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xlsb", ".docx", ".pptx", ".jar", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar")
#: Where other documents may be embedded; nothing opens them.
EMBEDDED = "xl/embeddings/"


def read_bytes(path: Path) -> bytes:
    """A file's bytes, read once; WorkbookError where there are none, or too many."""
    try:
        if path.is_fifo():
            return read_file(path, limits.most_bytes(), WorkbookError)
        with path.open("rb") as file:
            return bytes_of(file, str(path))
    except IsADirectoryError:
        raise WorkbookError(f"{path} is a folder: name a workbook in it") from None
    except FileNotFoundError:
        raise WorkbookError(f"there is no file {path}") from None
    except OSError as error:
        raise WorkbookError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise WorkbookError(f"{str(path)!r} is no file's name") from None


def bytes_of(file: BinaryIO, name: str) -> bytes:
    """What is in an open file, which messages call by its name; WorkbookError where that is too much."""
    most = limits.most_bytes()
    data = file.read(len(_OLE))
    # Of what is no archive, which may be endless, a few bytes will do.
    if data[:2] == b"PK":
        data += file.read(most + 1 - len(data))
    if len(data) > most:
        raise WorkbookError(f"{name} has more than {most >> 20:,} MiB: sheetgen --max-size MIB allows more")
    return data


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive in these bytes, if it is one that a spreadsheet program could have written."""
    if data.startswith(_OLE):
        raise WorkbookError(f"{name} is encrypted or an old .xls: save it as .xlsx without a password")
    if not data.startswith(b"PK"):
        raise WorkbookError(f"{name} is not an .xlsx workbook")
    if data.count(_DIRECTORY_ENTRY) > limits.ENTRIES:
        # Before the directory is read, which takes memory for each entry.
        raise WorkbookError(f"{name} is refused: its archive has more than {limits.ENTRIES:,} entries")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise WorkbookError(f"{name} is truncated or damaged: its zip directory cannot be read") from None
    _check(archive.infolist(), len(data), name)
    return archive


def _check(entries: list[zipfile.ZipInfo], size: int, name: str) -> None:
    """WorkbookError for a directory that no spreadsheet program writes."""
    seen: set[str] = set()
    for entry in entries:
        problem = _problem(entry)
        if entry.filename.lower() in seen:
            problem = "is there twice"
        if problem is not None:
            raise WorkbookError(f"{name} is refused: the entry {entry.filename[:100]!r} of its archive {problem}")
        if entry.flag_bits & _ENCRYPTED:
            raise WorkbookError(f"{name} is encrypted: save it without a password")
        seen.add(entry.filename.lower())
    if sum(entry.compress_size for entry in entries) > size:
        raise WorkbookError(f"{name} is refused: the entries of its archive overlap")
    most = limits.most_bytes()
    if sum(entry.file_size for entry in entries) > most:
        raise WorkbookError(f"{name} unpacks to more than {most >> 20:,} MiB: sheetgen --max-size MIB allows more")


def _problem(entry: zipfile.ZipInfo) -> str | None:
    """What is wrong with one entry by itself."""
    path = entry.filename.replace("\\", "/")
    if ".." in path.split("/") or path.startswith("/") or path[1:2] == ":":
        return "leads out of the archive"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a symbolic link"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is compressed in a way that no spreadsheet program uses"
    if posixpath.splitext(path)[1].lower() in _ARCHIVES and not path.lower().startswith(EMBEDDED):
        return "is another archive"
    if entry.file_size > limits.RATIO_FROM and entry.file_size > limits.RATIO * entry.compress_size:
        return f"unpacks to more than {limits.RATIO} times its size"
    return None
