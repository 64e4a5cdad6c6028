"""A run of the fuzzer is on record only if it tried something."""

import json
import struct

import pytest

from fuzz import run


@pytest.fixture
def fuzzed(monkeypatch, tmp_path):
    """Fuzzes with processes that end as they are told; the exit status, and the findings of the runs on record."""
    for name in ("FINDINGS", "CORPUS"):
        monkeypatch.setattr(run, name, tmp_path / name)

    def fuzzed(status, inputs, kept=(), again=False):
        def process(target, seconds, folders, counter, found):
            counter.write_bytes(struct.pack("<q", inputs))
            for name, text in kept:
                if again or not (found / name).exists():
                    (found / name).write_text(text)
            return status

        monkeypatch.setattr(run, "_process", process)
        record = tmp_path / "runs.jsonl"
        code = run.main(["csv", "--seconds", "2", "--results", str(record)])
        lines = record.read_text().splitlines() if record.exists() else []
        return code, [json.loads(line)["findings"] for line in lines]

    return fuzzed


FINDING = ("abc.txt", "KeyError in sheetgen/delimited.read\n\nTraceback")
TIMEOUT = ("timeout-abc", "an input")


def test_a_run_that_found_nothing_says_so(fuzzed):
    assert fuzzed(0, 5_000) == (0, [[]])


def test_a_run_that_found_something_says_so(fuzzed):
    assert fuzzed(0, 5_000, [FINDING]) == (1, [["KeyError in sheetgen/delimited.read"]])


def test_inputs_that_end_their_process_again_and_again_are_findings(fuzzed):
    assert fuzzed(70, 5_000, [TIMEOUT], again=True) == (1, [["timeout"]])


def test_processes_that_try_nothing_are_no_run(fuzzed, capsys):
    # Such as where atheris is not installed: nothing was found, as nothing was looked at.
    assert fuzzed(1, 0) == (2, [])
    assert "fuzz/run.py csv: 0 inputs were tried, 21 processes ended without a finding: see " in capsys.readouterr().err


def test_no_more_is_a_run_whose_time_was_over_before_it_tried_anything(fuzzed):
    assert fuzzed(0, 0) == (2, [])


def test_processes_that_break_down_without_a_finding_are_no_run(fuzzed):
    assert fuzzed(1, 5_000) == (2, [])


def test_what_was_found_before_they_broke_down_is_kept(fuzzed, tmp_path):
    assert fuzzed(1, 5_000, [FINDING]) == (2, [])
    assert (tmp_path / "FINDINGS" / "csv" / "abc.txt").exists()
