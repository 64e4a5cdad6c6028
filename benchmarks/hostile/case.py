"""One hostile file, and what meets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Case:
    """A file, and the command that reads it: `FILE` among the arguments stands for the file."""

    #: The kind of attack, a row of the page's table.
    kind: str
    name: str
    #: The file's name, whose ending says what it is taken for.
    file: str
    content: bytes | Callable[[Path], None]
    command: tuple[str, ...]
    #: What may come of it: the exit statuses.
    statuses: tuple[int, ...] = (2,)
    #: What the answer must say, in standard output or the error's sentence.
    says: str = ""

    def write(self, folder: Path) -> Path:
        """Writes the file into a folder."""
        path = folder / self.file
        if callable(self.content):
            self.content(path)
        else:
            path.write_bytes(self.content)
        return path

    def arguments(self, path: Path) -> list[str]:
        """The command's arguments."""
        return [str(path) if argument == "FILE" else argument for argument in self.command]
