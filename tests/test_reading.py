"""Files are read to a limit, and nothing is waited for without end."""

import os
import threading

import pytest

from sheetgen.errors import TemplateError, UsageError
from sheetgen.reading import read_file


def test_a_file_is_read_whole(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 100_000)
    assert read_file(tmp_path / "a") == b"x" * 100_000
    with pytest.raises(UsageError, match=r"a has more than 0 MiB$"):
        read_file(tmp_path / "a", most=99_999)


@pytest.mark.parametrize("name", ["missing", "", "nul\0"])
def test_what_cannot_be_read_is_one_sentence(tmp_path, name):
    with pytest.raises(TemplateError):
        read_file(tmp_path / name, error=TemplateError)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
class TestPipes:
    def test_one_that_nobody_writes_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(UsageError, match="nobody writes into this pipe"):
            read_file(tmp_path / "pipe")

    def test_one_that_somebody_writes_is_read_to_its_end(self, tmp_path):
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        writer = threading.Thread(target=pipe.write_bytes, args=(b"x" * 300_000,))
        writer.start()
        try:
            assert read_file(pipe) == b"x" * 300_000
        finally:
            writer.join()


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="there is no endless file here")  # noqa: PTH110
def test_a_device_is_no_file(tmp_path):
    (tmp_path / "zero").symlink_to("/dev/zero")
    with pytest.raises(UsageError, match="is a device: name a file"):
        read_file(tmp_path / "zero")
