"""What docs/reliability.md says of fuzzing is what is on record."""

import json
from subprocess import CompletedProcess

import pytest

from benchmarks.reliability import fuzzing


@pytest.fixture
def page(monkeypatch, tmp_path):
    """The page's lines about runs, each of a target and what it found, and so many kept inputs."""

    def page(runs, cases):
        record = tmp_path / "runs.jsonl"
        common = {"executions": 1_000, "seconds": 60, "cpu_seconds": 50, "changed": False, "commit": "a" * 40}
        record.write_text(
            "".join(json.dumps({"target": target, "findings": findings, **common}) + "\n" for target, findings in runs)
        )
        (tmp_path / "cases" / "csv").mkdir(parents=True)
        for number in range(cases):
            (tmp_path / "cases" / "csv" / str(number)).touch()
        monkeypatch.setattr(fuzzing, "RUNS", record)
        monkeypatch.setattr(fuzzing, "CASES", tmp_path / "cases")
        monkeypatch.setenv("SHEETGEN_FUZZ_SECONDS", "0")
        return " ".join(" ".join(fuzzing.lines(fuzzing.measure())).split())

    return page


def test_kinds_on_record_and_inputs_that_are_kept_are_counted_apart(page):
    text = page([("csv", ["KeyError in a", "TooSlow in b"]), ("csv", ["KeyError in a"]), ("csv", [])], cases=1)
    assert "| CSV to import, data files | 3,000 | 0.05 | 0.04 | 2 | 1 |" in text
    assert "These runs found 2 kinds of failure" in text
    assert "Of the inputs that showed one, in these runs or by hand with the same targets, 1 are kept" in text


def test_what_the_last_run_of_a_target_found_is_open(page):
    text = page([("html", ["KeyError in a"]), ("html", []), ("csv", []), ("csv", ["TooSlow in b"])], cases=0)
    assert "at aaaaaaaaaaaa, found 1, open until a later run finds no more: csv: TooSlow in b." in text


def test_nothing_is_open_where_the_last_runs_found_nothing(page):
    assert "at aaaaaaaaaaaa, found nothing." in page([("csv", ["KeyError in a"]), ("csv", [])], cases=1)


def test_a_target_that_could_not_be_run_is_no_measurement(monkeypatch):
    monkeypatch.setenv("SHEETGEN_FUZZ_SECONDS", "1")
    monkeypatch.setattr(fuzzing.subprocess, "run", lambda command, **options: CompletedProcess(command, 2))
    with pytest.raises(SystemExit, match=r"fuzz/run\.py formula failed"):
        fuzzing.measure()
