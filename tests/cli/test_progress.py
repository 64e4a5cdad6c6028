"""Progress is shown on a terminal, of what takes longer than a second, and nowhere else."""

import io
import itertools

import pytest

from sheetgen.cli import progress
from sheetgen.cli.progress import Progress


@pytest.fixture
def shown(monkeypatch):
    """What standard error shows of steps that take so many seconds each."""

    def shown(seconds, words=(), terminal=True, **options):
        clock = itertools.count(0, seconds)
        monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
        error = io.StringIO()
        error.isatty = lambda: terminal
        monkeypatch.setattr("sys.stderr", error)
        with Progress("Auditing", 4, **options) as steps:
            for word in words or [""] * 4:
                steps.step(word)
        return error.getvalue()

    return shown


def test_slow_work_is_shown_with_what_was_found(shown):
    text = shown(0.6, ["", "", "1 differ", "2 differ"])
    assert "Auditing  [" in text
    assert "2/4" in text
    assert "Auditing (2 differ)" in text
    assert "4/4" in text
    assert text.endswith("\n")


def test_fast_work_is_not(shown):
    assert shown(0.1) == ""


@pytest.mark.parametrize("options", [{"terminal": False}, {"shown": False}])
def test_nothing_is_shown_where_nobody_looks(shown, options):
    assert shown(10, **options) == ""
