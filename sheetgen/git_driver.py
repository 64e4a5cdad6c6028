"""git shows workbooks by `sheetgen diff`: the driver for `git diff`, and the text that `git log -p` compares (see
gitattributes(5), "Generating diff text")."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from sheetgen.comparison import compare
from sheetgen.comparison.side import Side, nothing, side
from sheetgen.errors import SheetgenError, UsageError
from sheetgen.report.diff_text import unified
from sheetgen.workbook.atomic import write_whole

#: The line of .gitattributes, and the name that it gives the driver.
ATTRIBUTE = "*.xlsx diff=sheetgen"
_SECTION = "diff.sheetgen"
#: What git passes for a file that is not there.
_ABSENT = "/dev/null"


def install(folder: Path) -> list[str]:
    """Sets up the git repository of a folder, and says what was done; done twice, it changes nothing.

    UsageError where there is no repository, or no git.
    """
    top = Path(_git(folder, "rev-parse", "--show-toplevel").strip())
    program = f"{shlex.quote(sys.executable)} -m sheetgen diff"
    settings = {
        f"{_SECTION}.command": f"{program} --git-driver",
        f"{_SECTION}.textconv": f"{program} --textconv",
        f"{_SECTION}.cachetextconv": "true",
    }
    for key, value in settings.items():
        _git(top, "config", key, value)
    done = [f"git config {_SECTION}: git diff shows workbooks by sheetgen in this repository"]
    attributes = top / ".gitattributes"
    try:
        lines = attributes.read_text(encoding="utf-8").splitlines() if attributes.exists() else []
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{attributes} cannot be read: {getattr(error, 'strerror', 'it is not UTF-8 text')}") from None
    if ATTRIBUTE in lines:
        return [*done, f"{attributes.name} names *.xlsx already"]
    write_whole(attributes, ("\n".join([*lines, ATTRIBUTE]) + "\n").encode())
    return [*done, f"{attributes.name}: added “{ATTRIBUTE}”; commit it, so that others have it too"]


def _git(folder: Path, *arguments: str) -> str:
    try:
        ran = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        raise UsageError("git is not on the PATH: install it first") from None
    if ran.returncode:
        raise UsageError(f"{folder} lies in no git repository that can be set up: {ran.stderr.strip()}")
    return ran.stdout


def driver(arguments: Sequence[str]) -> Iterator[str]:
    """What git prints for one file; `arguments` are the seven, or for a renamed file nine, that git passes.

    A file that cannot be read is told in a line: git must go on with the next one.
    """
    if len(arguments) not in (1, 7, 9):
        raise UsageError("--git-driver is what git calls, with seven arguments: sheetgen diff --git sets it up")
    path = arguments[0]
    if len(arguments) == 1:
        # An unmerged file: git names it, and has no two versions of it.
        yield f"* unmerged path {path}"
        return
    new_path = arguments[7] if len(arguments) == 9 else path
    yield f"diff --sheetgen a/{path} b/{new_path}"
    try:
        old = _side(arguments[1], f"a/{path}")
        new = _side(arguments[4], f"b/{new_path}")
        yield from unified(compare(old, new))
    except SheetgenError as error:
        yield f"Binary files a/{path} and b/{new_path} differ: {error}"


def _side(file: str, name: str) -> Side:
    if file == _ABSENT:
        return nothing(_ABSENT)
    return side(Path(file), name=name)
