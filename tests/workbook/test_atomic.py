"""A file is written whole or not at all."""

import os
import random
import signal
import stat
import subprocess
import sys
import threading
import time

import pytest

from sheetgen.errors import UsageError
from sheetgen.workbook.atomic import write_whole


def test_a_new_file_gets_the_bytes_and_the_usual_permissions(tmp_path):
    old = os.umask(0o027)
    try:
        write_whole(tmp_path / "a.xlsx", b"data")
    finally:
        os.umask(old)
    assert (tmp_path / "a.xlsx").read_bytes() == b"data"
    assert stat.S_IMODE((tmp_path / "a.xlsx").stat().st_mode) == 0o640


def test_an_old_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    path.chmod(0o604)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


def test_nothing_else_is_left_in_the_folder(tmp_path):
    write_whole(tmp_path / "a.xlsx", b"one")
    write_whole(tmp_path / "a.xlsx", b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_link_is_followed(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "real.xlsx").write_bytes(b"old")
    (tmp_path / "link.xlsx").symlink_to("folder/real.xlsx")
    write_whole(tmp_path / "link.xlsx", b"new")
    assert (tmp_path / "link.xlsx").is_symlink()
    assert (tmp_path / "folder" / "real.xlsx").read_bytes() == b"new"


def test_who_has_the_old_file_open_keeps_reading_it(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    with path.open("rb") as file:
        write_whole(path, b"new")
        assert file.read() == b"old"


@pytest.mark.parametrize("name", ["a" * 250 + ".xls", "書" * 60 + ".xlsx", "😀" * 60 + ".xlsx", "a b'c\n.xlsx"])
def test_a_name_may_be_as_long_as_the_system_allows(tmp_path, name):
    write_whole(tmp_path / name, b"data")
    assert (tmp_path / name).read_bytes() == b"data"


def refused(path):
    with pytest.raises(UsageError) as caught:
        write_whole(path, b"data")
    assert str(path) in str(caught.value)
    return str(caught.value).replace(str(path), "PATH")


def test_a_folder_is_no_target(tmp_path):
    assert refused(tmp_path) == "PATH is a folder: name a file in it to write to"


def test_a_missing_folder_is_not_made(tmp_path):
    folder = tmp_path / "none"
    assert refused(folder / "a.xlsx") == f"PATH cannot be written: there is no folder {folder}"
    assert not folder.exists()


def test_a_path_below_a_file_cannot_be_written(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    assert refused(tmp_path / "file" / "a.xlsx").startswith("PATH cannot be written: ")
    assert (tmp_path / "file").read_bytes() == b"x"


def test_where_moving_into_place_fails_the_old_file_stands(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def fail(self, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    assert refused(path) == "PATH cannot be written: Permission denied"
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("a.xlsx", b"old")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_or_device_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = []
    # Opened for both directions, so that neither end waits for the other.
    keep = os.open(pipe, os.O_RDWR)
    reader = threading.Thread(target=lambda: read.append(os.read(keep, 100)), daemon=True)
    reader.start()
    try:
        write_whole(pipe, b"data")
        reader.join(5)
    finally:
        if reader.is_alive():
            os.write(keep, b"never written")
        reader.join()
        os.close(keep)
    assert read == [b"data"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


WRITER = """
import sys
from pathlib import Path
from sheetgen.workbook.atomic import write_whole
print("ready", flush=True)
turn = 0
while True:
    write_whole(Path(sys.argv[1]), bytes([65 + turn % 26]) * 3_000_000)
    turn += 1
"""


def test_killed_at_any_moment_the_file_is_whole(tmp_path, root):
    """A child overwrites the file again and again, until it is killed; what stands is one of its versions, entire."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"Z" * 3_000_000)
    for _ in range(15):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, cwd=root, env={**os.environ}
        )
        with child:
            assert child.stdout.readline() == b"ready\n"
            time.sleep(random.uniform(0, 0.05))
            child.send_signal(signal.SIGKILL)
        assert child.returncode == -signal.SIGKILL
        data = path.read_bytes()
        assert len(data) == 3_000_000
        assert len(set(data)) == 1
