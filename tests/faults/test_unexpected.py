"""What no part of sheetgen foresaw is one sentence too: no memory, too deep, a bug."""

import pytest

import sheetgen.cli
from sheetgen.workbook_audit import audit

NAME = "single-neuron-gradients"
GO_ON = "the system cannot go on with this"


@pytest.fixture
def failing(monkeypatch, capsys):
    """Runs `sheetgen list`, which raises an error; gives its status and what it said."""

    def failing(error):
        def fail(*arguments):
            raise error

        monkeypatch.setattr("sheetgen.cli.list.load", fail, raising=False)
        monkeypatch.setattr("sheetgen.template.load", fail)
        status = sheetgen.cli.run(["show", NAME])
        captured = capsys.readouterr()
        assert captured.out == ""
        return status, captured.err

    return failing


def test_a_bug_says_that_it_is_one_where_it_is_and_what_to_report(failing, monkeypatch):
    monkeypatch.delenv("SHEETGEN_DEBUG", raising=False)
    status, err = failing(KeyError("x"))
    assert status == 2
    assert err.count("\n") == 1
    assert err.startswith("sheetgen: this is a bug of sheetgen ")
    assert "cli/show.py:" in err
    assert "KeyError: 'x'" in err
    assert "SHEETGEN_DEBUG=1" in err


def test_the_traceback_is_shown_when_asked_for(failing, monkeypatch):
    monkeypatch.setenv("SHEETGEN_DEBUG", "1")
    status, err = failing(KeyError("x"))
    assert status == 2
    assert err.startswith("Traceback (most recent call last):")
    assert "sheetgen: this is a bug" in err


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (MemoryError(), "there is not enough memory for this: close other programs, or take a smaller workbook"),
        (RecursionError(), "something in this is nested too deeply to be evaluated: split it into several cells"),
        (OSError(5, "Input/output error", "/a/b"), "/a/b cannot be read or written: Input/output error"),
        (OSError(28, "No space left on device"), "standard output cannot be written: No space left on device"),
        (
            OSError(24, "Too many open files"),
            f"{GO_ON}: Too many open files; allow more (ulimit -n), or take fewer --jobs",
        ),
        (OSError(11, "Resource temporarily unavailable"), f"{GO_ON}: Resource temporarily unavailable"),
    ],
)
def test_what_the_machine_lacks_is_no_bug(failing, error, text):
    assert failing(error) == (2, f"sheetgen: {text}\n")


@pytest.mark.parametrize(("error", "text"), [(MemoryError, "not enough memory"), (RecursionError, "nested too deeply")])
def test_a_workbook_that_is_too_much_does_not_end_an_audit(book, monkeypatch, error, text):
    def fail(grid):
        raise error

    monkeypatch.setattr("sheetgen.workbook_audit.recalculate_what_can_be", fail)
    assert audit(book).error.startswith(f"{book} cannot be audited: ")
    assert text in audit(book).error


@pytest.mark.parametrize("command", [["recalc", "large.xlsx"], ["recalc", "large.xlsx", "-o", "out.xlsx"]])
def test_a_memory_limit_is_one_sentence_and_leaves_no_file(one_sentence, tmp_path, xlsx, command):
    resource = pytest.importorskip("resource")
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{column}{row}"><f>A{row}*{row}+B1</f></c>' for column in "CDEFGH")
        + "</row>"
        for row in range(1, 30_000)
    )
    (tmp_path / "large.xlsx").write_bytes(xlsx(rows))
    before = sorted(path.name for path in tmp_path.iterdir())

    def limited():
        resource.setrlimit(resource.RLIMIT_AS, (260 << 20, 260 << 20))

    assert "not enough memory" in one_sentence(*command, preexec_fn=limited)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("formula", ["(" * 5_000 + "1" + ")" * 5_000, "-" * 8_000 + "1", "1" + "+1" * 4_000])
def test_formulas_nested_deeply_are_evaluated_or_one_sentence(ended, tmp_path, xlsx, formula):
    (tmp_path / "deep.xlsx").write_bytes(xlsx(f'<row r="1"><c r="A1"><f>{formula}</f></c></row>'))
    for command in (["recalc", "deep.xlsx"], ["audit", "deep.xlsx"], ["verify", "deep.xlsx"], ["import", "deep.xlsx"]):
        status, _, err = ended(*command)
        assert status in (0, 1, 2)
        assert err.count("\n") <= 1, err
        assert "bug of sheetgen" not in err
