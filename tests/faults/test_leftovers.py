"""What a killed run left is removed by the next one; what somebody uses is not, nor what only looks like it."""

import os
import signal
import subprocess
import sys
import tempfile

import pytest

from sheetgen.scratch import temporary_folder
from sheetgen.workbook.atomic import whole_file, write_whole

fcntl = pytest.importorskip("fcntl")

HOLDER = """
import sys, time
from pathlib import Path
from sheetgen.scratch import temporary_folder
from sheetgen.workbook.atomic import whole_file
with whole_file(Path(sys.argv[1])) as file, temporary_folder("sheetgen-test-") as folder:
    file.write(b"half")
    (folder / "own").write_text("x")
    print(folder, flush=True)
    time.sleep(300)
"""


@pytest.fixture
def holder(tmp_path, monkeypatch):
    """A process that writes out.xlsx and uses a temporary folder, which it gives."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "out.xlsx")]
    environment = {**os.environ, "TMPDIR": str(scratch)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout.readline().strip().startswith(str(scratch))
        yield process
        process.kill()


def parts(folder):
    return [path.name for path in folder.glob(".*.part")]


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_killed_runs_file_is_removed_by_the_next_run_that_writes_the_same_output(holder, tmp_path):
    kill(holder)
    assert len(parts(tmp_path)) == 1
    write_whole(tmp_path / "other.xlsx", b"new")
    assert len(parts(tmp_path)) == 1
    write_whole(tmp_path / "out.xlsx", b"new")
    assert parts(tmp_path) == []


def test_a_file_that_another_process_is_writing_is_left_alone(holder, tmp_path):
    write_whole(tmp_path / "out.xlsx", b"new")
    assert len(parts(tmp_path)) == 1
    assert (tmp_path / "out.xlsx").read_bytes() == b"new"


def test_a_file_that_this_process_is_writing_is_left_alone(tmp_path):
    with whole_file(tmp_path / "out.xlsx") as outer:
        outer.write(b"outer")
        write_whole(tmp_path / "out.xlsx", b"inner")
    assert (tmp_path / "out.xlsx").read_bytes() == b"outer"


@pytest.mark.parametrize("name", [".out.xlsx.part", ".out.xlsx.backup-of-june.part", "out.xlsx.abcdefgh.part"])
def test_what_only_looks_like_one_stays(tmp_path, name):
    (tmp_path / name).write_bytes(b"the user's")
    write_whole(tmp_path / "out.xlsx", b"new")
    assert (tmp_path / name).read_bytes() == b"the user's"


def test_a_killed_runs_folder_is_removed_by_the_next_one_and_a_used_one_is_not(holder, tmp_path):
    scratch = tmp_path / "scratch"
    with temporary_folder("sheetgen-test-") as own:
        assert len(list(scratch.iterdir())) == 2
    kill(holder)
    with temporary_folder("sheetgen-test-") as own:
        assert list(scratch.iterdir()) == [own]
    assert list(scratch.iterdir()) == []


def test_a_link_in_the_place_of_a_leftover_is_not_followed(tmp_path, monkeypatch):
    scratch, kept = tmp_path / "scratch", tmp_path / "kept"
    scratch.mkdir()
    kept.mkdir()
    (kept / "file").write_text("x")
    (scratch / "sheetgen-test-abcdefgh").symlink_to(kept)
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with temporary_folder("sheetgen-test-"):
        pass
    assert (kept / "file").exists()
