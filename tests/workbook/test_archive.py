"""A workbook's archive is looked at before anything is unpacked: what no spreadsheet program writes is one sentence."""

import io
import os
import stat
import struct
import threading
import zipfile

import pytest

from sheetgen.cli import run
from sheetgen.errors import UsageError, WorkbookError
from sheetgen.workbook import limits
from sheetgen.workbook.read import read


def added(data: bytes, *entries, compression=zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook with more entries, each a name or ZipInfo and its content."""
    output = io.BytesIO(data)
    with zipfile.ZipFile(output, "a", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return output.getvalue()


def with_size(data: bytes, part: str, size: int) -> bytes:
    """The same archive, whose directory says another size of a part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        old = archive.getinfo(part).file_size
    name = part.encode()
    for start, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(start)
        while True:
            length = struct.unpack_from("<H", data, at + (28 if start == b"PK\x01\x02" else 26))[0]
            header = 46 if start == b"PK\x01\x02" else 30
            if data[at + header : at + header + length] == name:
                break
            at = data.index(start, at + 4)
        assert struct.unpack_from("<I", data, at + offset)[0] == old
        data = data[: at + offset] + struct.pack("<I", size) + data[at + offset + 4 :]
    return data


def link(name):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        ([("../../etc/passwd", b"x")], "'../../etc/passwd' of its archive leads out of the archive"),
        ([("xl/../../x", b"x")], "leads out of the archive"),
        ([("xl\\..\\..\\x", b"x")], "leads out of the archive"),
        ([("/etc/passwd", b"x")], "leads out of the archive"),
        ([("C:/x", b"x")], "leads out of the archive"),
        ([(link("xl/link.xml"), b"/etc/passwd")], "is a symbolic link"),
        ([("XL/Workbook.xml", b"x")], "is there twice"),
        ([("more.zip", b"x")], "is another archive"),
        ([("xl/more.XLSX", b"x")], "is another archive"),
        ([("xl/bomb.xml", b"\0" * 10_000_000)], "unpacks to more than 100 times its size"),
        ([(f"xl/{number}.xml", b"") for number in range(1_000)], "has more than 1,000 entries"),
    ],
)
def test_what_no_spreadsheet_program_writes_is_refused(xlsx, entries, problem):
    with pytest.raises(WorkbookError) as caught:
        read(added(xlsx(), *entries), "book.xlsx")
    assert str(caught.value).startswith("book.xlsx is refused: ")
    assert problem in str(caught.value)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused(xlsx):
    with pytest.raises(WorkbookError, match=r"'xl/workbook.xml' of its archive is there twice"):
        read(added(xlsx(), ("xl/workbook.xml", b"<workbook/>")), "book.xlsx")


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_are_refused(xlsx, compression):
    with pytest.raises(WorkbookError, match="compressed in a way that no spreadsheet program uses"):
        read(added(xlsx(), ("xl/x.xml", b"x"), compression=compression), "book.xlsx")


def test_an_encrypted_entry_is_told(xlsx):
    data = bytearray(xlsx())
    for start, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(start) + offset] |= 1
    with pytest.raises(WorkbookError, match=r"book.xlsx is encrypted: save it without a password"):
        read(bytes(data), "book.xlsx")


def test_embedded_documents_are_left_alone(xlsx):
    assert read(added(xlsx(), ("xl/embeddings/Book1.xlsx", b"x")), "book.xlsx").sheets


def test_entries_that_overlap_are_refused(xlsx):
    """The directory names one large entry many times: unpacked, it would be many times the file."""
    content = os.urandom(1_000)
    data = added(xlsx(), *((f"xl/a{number}.bin", content if not number else b"") for number in range(9)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.getinfo("xl/a0.bin")
    at = data.index(b"PK\x01\x02")
    changed = bytearray(data)
    while at >= 0:
        name = data[at + 46 : at + 46 + struct.unpack_from("<H", data, at + 28)[0]]
        if name.startswith(b"xl/a"):
            struct.pack_into("<III", changed, at + 16, first.CRC, first.compress_size, first.file_size)
            struct.pack_into("<I", changed, at + 42, first.header_offset)
        at = data.find(b"PK\x01\x02", at + 4)
    with pytest.raises(WorkbookError, match="the entries of its archive overlap"):
        read(bytes(changed), "book.xlsx")


@pytest.mark.parametrize("size", [0, 10, 0xFFFFFFF0])
def test_a_directory_that_lies_about_sizes_is_damaged_or_too_large(xlsx, size):
    data = with_size(xlsx('<row r="1"><c r="A1"><v>1</v></c></row>'), "xl/worksheets/sheet1.xml", size)
    with pytest.raises(WorkbookError, match=r"is truncated or damaged|times its size|not well-formed|unpacks to"):
        read(data, "book.xlsx")


class TestLimits:
    ROWS = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 20_001))

    def test_a_file_that_is_too_large_is_not_read(self, tmp_path, monkeypatch):
        path = tmp_path / "large.xlsx"
        path.write_bytes(b"PK" + b"\0" * (2 << 20))
        monkeypatch.setenv(limits.SIZE, "1")
        with pytest.raises(WorkbookError, match=r"large.xlsx has more than 1 MiB: sheetgen --max-size MIB allows more"):
            read(path)

    def test_the_parts_together_count(self, xlsx, monkeypatch):
        monkeypatch.setenv(limits.SIZE, "1")
        parts = {f"xl/{number}.bin": os.urandom(90_000) * 4 for number in range(3)}
        with pytest.raises(WorkbookError, match=r"book.xlsx unpacks to more than 1 MiB"):
            read(xlsx(parts=parts), "book.xlsx")

    @pytest.mark.parametrize("large", [True, False])
    def test_so_many_cells_are_enough(self, xlsx, monkeypatch, large):
        monkeypatch.setattr("sheetgen.workbook.read.LARGE", 0 if large else 10**9)
        data = xlsx(self.ROWS)
        monkeypatch.setenv(limits.CELLS, "20000")
        assert len(read(data, "book.xlsx").sheets["Sheet"].values) == 20_000
        monkeypatch.setenv(limits.CELLS, "9999")
        with pytest.raises(
            WorkbookError, match=r"book.xlsx.* has more than 9,999 cells: sheetgen --max-cells N allows"
        ):
            read(data, "book.xlsx")

    def test_options_set_them_for_one_command(self, xlsx, tmp_path, capsys):
        path = tmp_path / "book.xlsx"
        path.write_bytes(xlsx(self.ROWS))
        assert run(["--max-cells", "9000", "recalc", str(path)]) == 2
        assert "has more than 9,000 cells" in capsys.readouterr().err
        assert run(["recalc", str(path), "--json"]) == 0
        assert limits.CELLS not in os.environ

    def test_they_hold_in_every_process_of_an_audit(self, xlsx, tmp_path, capsys):
        for name in ("a.xlsx", "b.xlsx"):
            (tmp_path / name).write_bytes(xlsx(self.ROWS))
        assert run(["--max-cells", "9000", "audit", "--jobs", "2", str(tmp_path)]) == 2
        assert capsys.readouterr().out.count("has more than 9,000 cells") == 2

    @pytest.mark.parametrize("text", ["much", "-1", "1e9", "1" * 13])
    def test_what_is_no_number_is_refused(self, text, capsys, monkeypatch):
        assert run([f"--max-size={text}", "list"]) == 2
        assert f"--max-size (SHEETGEN_MAX_MIB) is {text!r}: give a whole number" in capsys.readouterr().err
        monkeypatch.setenv(limits.CELLS, text)
        with pytest.raises(UsageError, match="give a whole number"):
            limits.refuse_more_cells(1)


def test_elements_within_elements_have_an_end(xlsx):
    deep = "<a>" * 300 + "</a>" * 300
    with pytest.raises(WorkbookError, match="past 256 levels"):
        read(xlsx(f"<row>{deep}</row>"), "book.xlsx")
    assert read(xlsx(f"<row>{'<a>' * 200}{'</a>' * 200}</row>"), "book.xlsx")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_read_to_its_end(xlsx, tmp_path):
    data, pipe = xlsx('<row r="1"><c r="A1"><v>7</v></c></row>'), tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(data,))
    writer.start()
    try:
        assert list(read(pipe).sheets["Sheet"].values.values()) == [7.0]
    finally:
        writer.join()


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="there is no endless file here")  # noqa: PTH110
def test_an_endless_file_is_no_workbook(capsys):
    assert run(["recalc", "/dev/zero"]) == 2
    assert capsys.readouterr().err == "sheetgen: /dev/zero is not an .xlsx workbook\n"
