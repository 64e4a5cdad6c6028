"""What a command reads is never written over by what it writes."""

import shutil

import openpyxl
import pytest

from sheetgen.cli import run


@pytest.fixture
def here(tmp_path, monkeypatch, root):
    """A folder with a template and a workbook, which the commands are run in."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(root / "templates" / "single-neuron.md", "neuron.md")
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = 2
    workbook.save("book.xlsx")
    (tmp_path / "books").mkdir()
    shutil.copy("book.xlsx", "books/book.xlsx")
    (tmp_path / "link.xlsx").symlink_to("book.xlsx")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "option", "kept"),
    [
        (["import", "book.xlsx", "-o", "book.xlsx"], "-o", "book.xlsx"),
        (["import", "book.xlsx", "-o", "link.xlsx"], "-o", "book.xlsx"),
        (["verify", "neuron.md", "--junit", "neuron.md"], "--junit", "neuron.md"),
        (["verify", "neuron.md", "--html", "./neuron.md"], "--html", "neuron.md"),
        (["verify", "book.xlsx", "--html", "book.xlsx"], "--html", "book.xlsx"),
        (["diff", "book.xlsx", "neuron.md", "--junit", "neuron.md"], "--junit", "neuron.md"),
        (["audit", "books", "--csv", "books/book.xlsx"], "--csv", "books/book.xlsx"),
        (["audit", "books", "--junit", "books/book.xlsx"], "--junit", "books/book.xlsx"),
        (["audit", "books", "--parquet", "books/book.xlsx"], "--parquet", "books/book.xlsx"),
    ],
)
def test_an_input_is_not_written_over(here, capsys, arguments, option, kept):
    before = (here / kept).read_bytes()
    assert run(arguments) == 2
    assert capsys.readouterr().err == (
        f"sheetgen: {option} would write over {kept}, which is read: name another file\n"
    )
    assert (here / kept).read_bytes() == before


def test_two_outputs_are_two_files(here, capsys):
    assert run(["verify", "neuron.md", "--junit", "out", "--html", "./out"]) == 2
    assert "--html and --junit both name ./out" in capsys.readouterr().err
    assert not (here / "out").exists()


def test_an_older_output_is_replaced(here):
    (here / "out.md").write_text("old")
    assert run(["import", "book.xlsx", "-q", "-o", "out.md"]) == 0
    assert (here / "out.md").read_text().startswith("+++")


def test_values_may_be_stored_in_the_workbook_itself(here):
    assert run(["recalc", "book.xlsx", "-q", "-o", "book.xlsx"]) == 0


@pytest.mark.parametrize("name", ["book.xltx", "book.bin", "book"])
@pytest.mark.parametrize("command", [["verify"], ["audit"], ["recalc"], ["explain", "A1"], ["import"]])
def test_a_workbook_by_any_other_name_is_one(here, command, name):
    shutil.copy("book.xlsx", name)
    assert run([command[0], name, *command[1:]]) == 0


def test_a_workbook_is_no_template_under_any_name(here, capsys):
    for name in ("book.xlsx", "book.bin"):
        shutil.copy("books/book.xlsx", name)
        assert run(["generate", name]) == 2
        assert f"{name} is a workbook: name the template that it was made from" in capsys.readouterr().err
