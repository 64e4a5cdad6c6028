"""A calculator that hangs, crashes or answers rubbish: it is stopped with its children, and the others are heard."""

import json
import time
from pathlib import Path

import pytest

import sheetgen
from sheetgen.engines.process import run
from sheetgen.errors import EngineError

NAME = "single-neuron-gradients"

GARBAGE = 'while [ "$1" != --outdir ]; do shift; done; mkdir "$2"; head -c 5000 /dev/urandom > "$2/workbook.xls"'
FAILING = {
    "hangs": ("trap '' TERM; sleep 300", "was stopped after 2 seconds"),
    "hangs with children": ("sleep 300 & sleep 300 & wait", "was stopped after 2 seconds"),
    "leaves children that keep the pipe open": ("sleep 300 & exit 139", "exported nothing (exit status 139)"),
    "crashes": ("kill -SEGV $$", "exported nothing (killed by signal 11)"),
    "exports nothing": ("exit 0", "exported nothing (exit status 0)"),
    "exports garbage": (GARBAGE, "exported an unreadable file"),
}


def children_of(script):
    """The processes that a stub left."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if script.encode() in path.read_bytes() and path.with_name("stat").read_text().rpartition(")")[2][1] != "Z":
                found.append(path.parent.name)
        except OSError:
            continue
    return found


@pytest.mark.parametrize("case", FAILING)
def test_the_other_witnesses_are_shown_and_the_failure_is_named(ended, soffice, tmp_path, case):
    script, reason = FAILING[case]
    soffice(script)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    status, out, err = ended("verify", NAME, "--engine", "libreoffice", environment={"TMPDIR": str(scratch)})
    assert status == 2
    assert err.startswith(f"sheetgen: {NAME}: LibreOffice ")
    assert reason in err
    assert err.count("\n") == 1
    assert "52 of 52 equal to the reference implementation" in out
    assert "nothing differs, but libreoffice failed" in out
    assert list(scratch.iterdir()) == []
    assert children_of(str(scratch)) == []


def test_as_json_the_failure_is_the_witness_state(ended, soffice):
    soffice("exit 1")
    status, out, _ = ended("verify", NAME, "--engine", "libreoffice", "--json")
    found = json.loads(out)
    assert (status, found["ok"], found["failed"]) == (2, False, 0)
    assert found["witnesses"]["libreoffice"].startswith("failed: ")
    assert found["witnesses"]["native"] == "run"


def test_a_cell_that_differs_comes_first(ended, soffice, tmp_path):
    soffice("exit 1")
    path = tmp_path / "wrong.md"
    path.write_text('+++\ntitle = "T"\n+++\n|  | A | B |\n|--|--|--|\n| 1 | 2 | 5 (A*2) |\n')
    assert ended("verify", path, "--engine", "libreoffice")[0] == 1


def test_from_python_the_result_is_not_true(soffice):
    soffice("exit 1")
    result = sheetgen.verify(NAME, engines=["libreoffice"])
    assert not result
    assert (result.failed_count, list(result.unanswered)) == (0, ["libreoffice"])


def test_one_that_talks_without_end_is_stopped(monkeypatch):
    monkeypatch.setattr("sheetgen.engines.process._MOST_SAID", 1 << 20)
    with pytest.raises(EngineError, match="X was stopped as it talked without end"):
        run(["yes"], 60, "X")


def test_one_whose_launcher_is_done_is_not_waited_for_any_longer():
    started = time.monotonic()
    finished = run(["sh", "-c", "sleep 300 & echo done"], 250, "X")
    assert finished.output == "done\n"
    assert time.monotonic() - started < 200


@pytest.mark.parametrize("text", ["soon", "-1", "0", "1.5"])
def test_a_time_limit_that_is_none_is_refused(one_sentence, text):
    message = one_sentence("verify", NAME, "--engine", "ironcalc", environment={"SHEETGEN_ENGINE_TIMEOUT": text})
    assert message == f"SHEETGEN_ENGINE_TIMEOUT is {text!r}: give a whole number of seconds, such as 120"
