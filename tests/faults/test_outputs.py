"""Outputs that cannot be written, and outputs that two processes write at once."""

import ctypes
import os
import subprocess
import sys
import zipfile

import pytest

from sheetgen.errors import UsageError
from sheetgen.workbook.atomic import whole_file

NAME = "single-neuron-gradients"

#: Every command that writes a file, without the file's name, and the kind of the file.
WRITING = {
    "generate": (["generate", NAME, "-o"], "xlsx"),
    "generate --data": (["generate", NAME, "--data", "rows.csv", "-o"], "xlsx"),
    "recalc": (["recalc", "book.xlsx", "-o"], "xlsx"),
    "page": (["page", NAME, "-o"], "html"),
    "import": (["import", "book.xlsx", "-o"], "md"),
    "verify --html": (["verify", NAME, "-q", "--html"], "html"),
    "verify --junit": (["verify", NAME, "-q", "--junit"], "xml"),
    "audit --csv": (["audit", "book.xlsx", "-q", "--csv"], "csv"),
    "audit --junit": (["audit", "book.xlsx", "-q", "--junit"], "xml"),
    "diff --junit": (["diff", "book.xlsx", "book.xlsx", "--junit"], "xml"),
}


@pytest.fixture(params=WRITING)
def writing(request, book, tmp_path):
    """A command that writes a file: gives its arguments up to a path without a suffix."""
    (tmp_path / "rows.csv").write_text("input,weight,bias,target\n0.1,0.2,0.3,0.4\n")
    arguments, kind = WRITING[request.param]
    return lambda stem: [*arguments, f"{stem}.{kind}"]


def test_a_name_that_is_too_long_a_missing_folder_and_a_file_as_a_folder(writing, one_sentence, tmp_path):
    before = sorted(path.name for path in tmp_path.iterdir())
    for stem, reason in {
        "a" * 300: "File name too long",
        "none/a": f"there is no folder {tmp_path / 'none'}",
        "book.xlsx/a": "Not a directory",
    }.items():
        message = one_sentence(*writing(stem))
        assert message.startswith(f"{writing(stem)[-1]} cannot be written: ")
        assert message.endswith(reason)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no /dev/full")  # noqa: PTH110
def test_a_full_device(writing, one_sentence, tmp_path):
    path = tmp_path / writing("full")[-1]
    path.symlink_to("/dev/full")
    assert one_sentence(*writing("full")) == f"{path.name} cannot be written: No space left on device"
    assert path.is_symlink()


def test_a_folder_that_vanishes_while_it_is_written_into(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()

    def write():
        with whole_file(folder / "a.xlsx") as file:
            file.write(b"data")
            (part,) = folder.iterdir()
            part.unlink()
            folder.rmdir()

    with pytest.raises(UsageError, match=r"a\.xlsx cannot be written: No such file or directory"):
        write()
    assert not folder.exists()


PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


def heed_permissions():
    """For a process' `preexec_fn`: what it runs may not write where permissions forbid it, which root else may."""
    if os.geteuid() == 0:
        assert ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0) == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="how root gives up a right is Linux' own")
def test_a_read_only_folder(writing, one_sentence, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / writing("a")[-1]
    path.write_bytes(b"old")
    folder.chmod(0o555)
    message = one_sentence(*writing("folder/a"), preexec_fn=heed_permissions)
    assert message == f"{writing('folder/a')[-1]} cannot be written: Permission denied"
    assert [(found, found.read_bytes()) for found in folder.iterdir()] == [(path, b"old")]


def test_a_read_only_file_system(writing, one_sentence):
    if not os.path.isdir("/proc/self"):  # noqa: PTH112
        pytest.skip("the system has no /proc, which nobody can write into, root neither")
    assert " cannot be written: " in one_sentence(*writing("/proc/self/a"))


WRITER = """
import sys
from pathlib import Path
from sheetgen.workbook.atomic import write_whole
letter = sys.argv[2].encode()
for turn in range(150):
    write_whole(Path(sys.argv[1]), letter * (100_000 + turn))
"""


def test_two_processes_that_write_one_file_at_once_both_succeed_and_one_result_stands(tmp_path):
    path = tmp_path / "out.bin"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), letter]) for letter in "ABC"]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        if path.exists():
            data = path.read_bytes()
            assert len(set(data)) == 1
            assert 100_000 <= len(data) < 100_150
            seen.add(data[:1])
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert len(seen) > 1
    assert [found.name for found in tmp_path.iterdir()] == ["out.bin"]


def test_two_commands_that_write_one_workbook_at_once(start, tmp_path):
    results = set()
    for changes in ("input=0.1", "input=0.2"):
        start("generate", NAME, "-q", "--set", changes, "-o", "alone.xlsx").communicate(timeout=300)
        results.add((tmp_path / "alone.xlsx").read_bytes())
    for _ in range(3):
        both = [
            start("generate", NAME, "-q", "--set", changes, "-o", "out.xlsx") for changes in ("input=0.1", "input=0.2")
        ]
        assert [process.communicate(timeout=300) for process in both] == [(b"", b"")] * 2
        assert [process.returncode for process in both] == [0, 0]
        assert (tmp_path / "out.xlsx").read_bytes() in results
        assert zipfile.ZipFile(tmp_path / "out.xlsx").testzip() is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alone.xlsx", "out.xlsx"]
