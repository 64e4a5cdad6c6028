"""Folders of workbooks, and processes that die of some of them.

Nothing that ships can be told to die: a `sitecustomize` that processes of these tests import, and no others, ends a
worker by SIGKILL when it is about to audit a workbook whose content is on a list, and keeps count of all audits.
"""

import json
import os
import textwrap
from pathlib import Path

import openpyxl
import pytest

from sheetgen.audits.record import content_hash
from sheetgen.cli import run
from sheetgen.sheet import Address
from sheetgen.workbook.stamp import stamp

_HOOK = """
    import hashlib, multiprocessing, os, signal
    from pathlib import Path
    from sheetgen.audits import task

    def audit(name, engine, data, real=task.audit):
        content = hashlib.sha256(data).hexdigest()
        with open(os.environ["TEST_AUDITED"], "a") as file:
            file.write(content + "\\n")
        if content in Path(os.environ["TEST_DEADLY"]).read_text() and multiprocessing.parent_process() is not None:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(name, engine, data)

    task.audit = audit
"""


def write_books(folder: Path, count: int, begin: int = 0) -> list[Path]:
    """Small workbooks, no two alike; in every third a stored value does not follow from its formula."""
    folder.mkdir(exist_ok=True)
    paths = []
    for number in range(begin, begin + count):
        book = openpyxl.Workbook()
        book.active["A1"] = number
        book.active["A2"] = "=A1*3"
        book.active["A3"] = "=SUM(A1:A2)"
        path = folder / f"{number:04}.xlsx"
        book.save(path)
        wrong = 1.0 if number % 3 == 0 else 0.0
        stored = {Address.parse("A2"): number * 3.0 + wrong, Address.parse("A3"): number * 4.0}
        path.write_bytes(stamp(path, {"Sheet": stored}))
        paths.append(path)
    return paths


@pytest.fixture
def books(tmp_path):
    """So many workbooks in a folder, which is returned; more of them on the next call."""
    folder = tmp_path / "books"

    def books(count):
        write_books(folder, count, len(list(folder.glob("*"))) if folder.exists() else 0)
        return folder

    return books


@pytest.fixture
def many_steps(tmp_path):
    """A workbook whose formula takes 10,000 steps."""
    book = openpyxl.Workbook()
    book.active["A1"] = "=SUMPRODUCT(ROW(B1:B100)*COLUMN(A2:CV2))"
    path = tmp_path / "many steps.xlsx"
    book.save(path)
    path.write_bytes(stamp(path, {"Sheet": {Address(1, 1): 5050.0 * 5050.0}}))
    return path


class Hook:
    """The environment of processes that count what they audit, and die of the workbooks in `deadly`."""

    def __init__(self, folder: Path) -> None:
        (folder / "sitecustomize.py").write_text(textwrap.dedent(_HOOK), encoding="utf-8")
        self._deadly = folder / "deadly"
        self._audited = folder / "audited"
        self._deadly.touch()
        self._audited.touch()
        self.environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]),
            "TEST_DEADLY": str(self._deadly),
            "TEST_AUDITED": str(self._audited),
        }

    def make_deadly(self, *paths: Path) -> None:
        """From now on whoever audits these dies."""
        self._deadly.write_text("\n".join(content_hash(path.read_bytes()) for path in paths), encoding="utf-8")

    def audited(self) -> list[str]:
        """The hashes of all workbooks whose audit was begun, as often as that was."""
        return self._audited.read_text(encoding="utf-8").split()


@pytest.fixture
def hook(tmp_path):
    folder = tmp_path / "hook"
    folder.mkdir()
    return Hook(folder)


@pytest.fixture(scope="module")
def shared_hook(tmp_path_factory):
    """One hook for all tests of a module, for workers that outlive a test."""
    return Hook(tmp_path_factory.mktemp("hook"))


@pytest.fixture
def report(capsys):
    """The JSON that an audit prints, and its exit status."""

    def report(*arguments):
        status = run(["audit", *map(str, arguments), "--json"])
        captured = capsys.readouterr()
        assert captured.err == ""
        return json.loads(captured.out), status

    return report


@pytest.fixture
def refused(capsys):
    """Runs an audit that cannot be done, which says why in a sentence."""

    def refused(*arguments):
        assert run(["audit", *map(str, arguments)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith("sheetgen: ")
        assert captured.err.count("\n") == 1
        return captured.err.removeprefix("sheetgen: ").rstrip("\n")

    return refused
