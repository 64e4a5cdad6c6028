"""A disk that is full: the old file stands, nothing is left of the new one, and it is told in one sentence."""

import subprocess

import openpyxl
import pytest

NAME = "single-neuron-gradients"

pytestmark = pytest.mark.tmpfs


@pytest.fixture
def small(tmp_path):
    """A file system of 64 KiB with a folder in it; `small(left)` fills it but for so many KiB."""
    mounted = tmp_path / "small"
    mounted.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(mounted)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"NO DISK COULD BE FILLED: a tmpfs cannot be mounted here ({done.stderr.strip()}); run as root")

    def fill(left):
        with (mounted / "filler").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                file.truncate(max(0, file.seek(0, 2) - left * 1024))
        return mounted

    try:
        yield fill
    finally:
        subprocess.run(["umount", "-l", str(mounted)], check=True)


@pytest.fixture(autouse=True)
def inputs(tmp_path):
    """Workbooks whose results are larger than what is left of the disk."""
    book = openpyxl.Workbook()
    for row in range(1, 600):
        book.active.append([row / 7, f"=A{row}*{row}", f"text number {row}"])
    book.save(tmp_path / "book.xlsx")
    (tmp_path / "rows.csv").write_text("input,weight,bias,target\n" + "0.1,0.2,0.3,0.4\n" * 300)
    wrong = openpyxl.load_workbook(tmp_path / "book.xlsx")
    wrong.active["A1"] = "changed"
    wrong.save(tmp_path / "other.xlsx")


WRITING = {
    "generate": (["generate", NAME, "-o"], "out.xlsx"),
    "generate --data": (["generate", NAME, "--data", "rows.csv", "-o"], "out.xlsx"),
    "recalc": (["recalc", "book.xlsx", "-o"], "out.xlsx"),
    "page": (["page", NAME, "-o"], "out.html"),
    "import": (["import", "book.xlsx", "-o"], "out.md"),
    "verify --html": (["verify", NAME, "-q", "--html"], "out.html"),
    "verify --junit": (["verify", NAME, "-q", "--junit"], "out.xml"),
    "audit --csv": (["audit", "book.xlsx", "-q", "--csv"], "out.csv"),
    "audit --junit": (["audit", "book.xlsx", "-q", "--junit"], "out.xml"),
    "diff --junit": (["diff", "book.xlsx", "other.xlsx", "--junit"], "out.xml"),
}


#: What is larger than the 4 KiB that are left, so that a part of it can be written.
LARGE = [title for title, (_, name) in WRITING.items() if not name.endswith((".xml", ".csv"))]


@pytest.mark.parametrize(("title", "left"), [*((title, 0) for title in WRITING), *((title, 4) for title in LARGE)])
def test_the_old_file_stands_and_nothing_is_left_of_the_new_one(small, one_sentence, title, left):
    arguments, name = WRITING[title]
    mounted = small(64)
    (mounted / name).write_bytes(b"old")
    small(left)
    assert one_sentence(*arguments, mounted / name) == f"{mounted / name} cannot be written: No space left on device"
    assert (mounted / name).read_bytes() == b"old"
    assert sorted(path.name for path in mounted.iterdir()) == sorted(["filler", name])


def test_reproduce_leaves_whole_files_only(small, one_sentence):
    mounted = small(24)
    message = one_sentence("reproduce", "-o", mounted)
    assert message.endswith(" cannot be written: No space left on device")
    for path in mounted.glob("*.xlsx"):
        assert openpyxl.load_workbook(path).sheetnames
    assert list(mounted.glob(".*")) == []


@pytest.mark.parametrize("engine", [pytest.param("libreoffice", marks=pytest.mark.libreoffice), "ironcalc"])
def test_a_calculator_without_room_is_told_and_the_others_are_asked(small, ended, engine):
    if engine == "ironcalc":
        pytest.importorskip("ironcalc")
    # For Python's own trial of the folder, not for the workbook.
    mounted = small(8)
    ended("generate", NAME, "-o", "made.xlsx")
    status, out, err = ended("verify", "made.xlsx", "--engine", engine, environment={"TMPDIR": str(mounted)})
    assert status == 2
    assert err.count("\n") == 1
    assert f"needs room for its files in {mounted} (No space left on device)" in err
    assert "52 of 52 equal to the reference implementation" in out


@pytest.mark.parametrize("arguments", [["verify", NAME], ["generate", NAME, "--data", "rows.csv", "-o", "out.xlsx"]])
def test_without_room_for_temporary_files_everything_else_works(small, ended, arguments):
    status, _, err = ended(*arguments, environment={"TMPDIR": str(small(0))})
    assert status == 0, err


def test_without_room_for_openpyxls_temporary_files_it_is_told(small, one_sentence):
    mounted = small(8)
    message = one_sentence("generate", NAME, "-o", "out.xlsx", environment={"TMPDIR": str(mounted)})
    told = f"temporary files cannot be written in {mounted} (No space left on device): TMPDIR names another"
    assert message == told


def test_a_golden_file_that_cannot_be_written(small, pytester, tmp_path):
    mounted = small(64)
    (mounted / "test_golden.py").write_text(
        f"def test_book(workbook_regression):\n    workbook_regression.check({str(tmp_path / 'book.xlsx')!r})\n"
    )
    small(0)
    result = pytester.runpytest_subprocess(
        "-p", "no:cacheprovider", "--sheetgen-update", str(mounted / "test_golden.py"), f"--rootdir={mounted}"
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*the golden file is not written: *No space left on device"])
    result.stdout.no_fnmatch_line("*Traceback*")
    assert list(mounted.rglob("*.part")) == []
    assert list(mounted.rglob("*.golden.json")) == []
