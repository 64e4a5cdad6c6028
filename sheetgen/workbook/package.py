"""The zip container of an .xlsx, and how its parts name one another (ECMA-376, part 2: Open Packaging Conventions)."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from sheetgen.errors import WorkbookError
from sheetgen.workbook import xml
from sheetgen.workbook.archive import open_archive, read_bytes


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A worksheet as the workbook lists it: its name, its part, whether it is shown, and from when its dates count."""

    name: str
    part: str
    state: str
    date1904: bool = False


class Package:
    """An .xlsx that is open for reading; WorkbookError, with the file's name, for everything that is none."""

    def __init__(self, source: Path | bytes, name: str | None = None) -> None:
        """Opens a file, or the bytes of one; `name` is what messages call it."""
        self.name = name or (str(source) if isinstance(source, Path) else "the workbook")
        self.data = source if isinstance(source, bytes) else read_bytes(source)
        self.zip = open_archive(self.data, self.name)
        self._parts = {info.filename.lower(): info for info in self.zip.infolist()}
        self.workbook_part = self._find_workbook()

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.zip.close()

    def has(self, part: str) -> bool:
        """Whether the package has that part; capitals do not matter in part names."""
        return part.lower() in self._parts

    def read(self, part: str) -> bytes:
        """A part's bytes."""
        info = self._parts.get(part.lower())
        if info is None:
            raise WorkbookError(f"{self.name} is not an .xlsx workbook: it has no part {part}")
        with self._reading(part):
            return self.zip.read(info)

    def size(self, part: str) -> int:
        """How many bytes a part has, as the archive's directory says; 0 where there is no such part."""
        info = self._parts.get(part.lower())
        return info.file_size if info is not None else 0

    def chunks(self, part: str, size: int) -> Iterator[bytes]:
        """A part's bytes, so many at a time; the archive's check sum is held against them at the end."""
        info = self._parts.get(part.lower())
        if info is None:
            raise WorkbookError(f"{self.name} is not an .xlsx workbook: it has no part {part}")
        with self._reading(part), self.zip.open(info) as stream:
            while chunk := stream.read(size):
                yield chunk

    @contextmanager
    def _reading(self, part: str) -> Iterator[None]:
        """Turns what a damaged archive raises into a sentence."""
        try:
            yield
        except RuntimeError:
            raise WorkbookError(f"{self.name} is encrypted: save it without a password") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
            raise WorkbookError(f"{self.name} is truncated or damaged: its part {part} cannot be read") from None

    def parse(self, part: str, start: xml.Start, end: xml.End | None = None, text: xml.Text | None = None) -> None:
        """Calls back for every element of a part."""
        with self.naming():
            xml.parse(self.read(part), part, start, end, text)

    def naming(self) -> _Naming:
        """A context in which a WorkbookError about a part gets the file's name in front."""
        return _Naming(self.name)

    def relationships(self, part: str) -> dict[str, tuple[str, str]]:
        """The relationships of a part ("" for the package itself): id to (type's last word, target part)."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}
        for identity, kind, target, outside in self._relations(posixpath.join(folder, "_rels", name + ".rels")):
            if not outside:
                absolute = target.startswith("/")
                path = target.lstrip("/") if absolute else posixpath.normpath(posixpath.join(folder, target))
                found[identity] = kind, path
        return found

    def external(self, rels: str) -> list[tuple[str, str]]:
        """What the relationships in a part `….rels` lead to out of the package: (type's last word, target)."""
        return [(kind, target) for _, kind, target, outside in self._relations(rels) if outside]

    def _relations(self, rels: str) -> list[tuple[str, str, str, bool]]:
        found = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship":
                kind, outside = (
                    attributes.get("Type", "").rpartition("/")[2],
                    attributes.get("TargetMode") == "External",
                )
                found.append((attributes.get("Id", ""), kind, attributes.get("Target", ""), outside))

        if self.has(rels):
            self.parse(rels, start)
        return found

    def sheets(self) -> list[SheetEntry]:
        """The worksheets in the workbook's order; chart sheets and dialogs hold no cells and are left out."""
        targets = self.relationships(self.workbook_part)
        entries: list[SheetEntry] = []
        date1904 = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal date1904
            if tag == "workbookPr":
                date1904 = attributes.get("date1904") in ("1", "true")
            elif tag == "sheet":
                kind, target = targets.get(attributes.get("id", ""), ("", ""))
                if kind == "worksheet":
                    name, state = attributes.get("name", ""), attributes.get("state", "visible")
                    entries.append(SheetEntry(name, target, state, date1904))

        self.parse(self.workbook_part, start)
        if not entries:
            raise WorkbookError(f"{self.name} has no worksheet")
        self._require_parts_of_their_own(entries)
        return entries

    def _require_parts_of_their_own(self, entries: list[SheetEntry]) -> None:
        """Else one part could be read any number of times, and a small file hold any number of cells."""
        names: dict[str, str] = {}
        for entry in entries:
            part = entry.part.lower()
            if part in names:
                raise WorkbookError(
                    f"{self.name} is damaged: its sheets {names[part][:40]} and {entry.name[:40]} are the same part"
                )
            names[part] = entry.name

    def _find_workbook(self) -> str:
        for kind, target in self.relationships("").values():
            if kind == "officeDocument" and self.has(target):
                return target
        raise WorkbookError(f"{self.name} is not an .xlsx workbook: it is a zip archive without a workbook in it")


class _Naming:
    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, WorkbookError) and not str(error).startswith(self.name):
            raise WorkbookError(f"{self.name} cannot be read: {error}") from None
