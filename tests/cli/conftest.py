"""Commands as a user runs them, in an empty folder."""

import pytest

from sheetgen.cli import run


@pytest.fixture
def sheetgen(capsys, monkeypatch, tmp_path):
    """Runs a command in an empty folder; gives its exit status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    # Where a terminal's width is known, tables are cut to it.
    monkeypatch.delenv("COLUMNS", raising=False)

    def call(*arguments):
        status = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture
def refused(sheetgen, tmp_path):
    """Runs a command that must be refused: exit 2, one sentence on standard error, nothing else, nothing written."""

    def call(*arguments):
        before = sorted(tmp_path.rglob("*"))
        status, out, err = sheetgen(*arguments)
        assert status == 2, out + err
        assert out == ""
        assert err.startswith("sheetgen: ")
        assert err.count("\n") == 1
        assert "Traceback" not in err
        assert sorted(tmp_path.rglob("*")) == before
        return err.removeprefix("sheetgen: ").rstrip("\n")

    return call
