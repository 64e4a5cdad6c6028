"""Worker processes that die: what they did is kept, and only a workbook that ends them again is told."""

import json
import subprocess
import sys
import time

import psutil
import pytest

from sheetgen.version import VERSION


def command(*arguments):
    return [sys.executable, "-m", "sheetgen", "audit", *map(str, arguments), "--json"]


def ended(process):
    """The report of a run, and its exit status; it says nothing else."""
    out, err = process.communicate(timeout=300)
    assert err == ""
    return json.loads(out), process.returncode


@pytest.fixture
def start(heed_signals):
    """Starts a command; what is left of it at the end is killed."""
    started = []

    def start(arguments, environment=None):
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            arguments, stdout=pipe, stderr=pipe, text=True, env=environment, preexec_fn=heed_signals
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def workers_of(process, count):
    """The processes that work, once there are so many."""
    parent = psutil.Process(process.pid)
    while len(found := parent.children()) < count:
        assert process.poll() is None, "it ended before its workers could be seen"
        time.sleep(0.005)
    return found


def test_a_workbook_that_kills_its_process_each_time_is_told_and_all_others_are_kept(books, hook, start):
    folder = books(9)
    undisturbed, _ = ended(start(command(folder, "--jobs", 1)))
    deadly = folder / "0004.xlsx"
    hook.make_deadly(deadly)
    report, status = ended(start(command(folder, "--jobs", 3), hook.environment))
    assert status == 1
    one = next(entry for entry in report["workbooks"] if entry["path"] == str(deadly))
    assert one["error"].startswith(f"{deadly}: the process that audited it died, and again when it was tried alone")
    assert [entry for entry in report["workbooks"] if entry is not one] == [
        entry for entry in undisturbed["workbooks"] if entry["path"] != str(deadly)
    ]
    assert report["total"]["errors"] == 1


def test_several_deadly_workbooks_are_each_found(books, hook, start):
    folder = books(6)
    deadly = [folder / name for name in ("0000.xlsx", "0001.xlsx", "0005.xlsx")]
    hook.make_deadly(*deadly)
    report, _ = ended(start(command(folder, "--jobs", 2), hook.environment))
    assert [entry["path"] for entry in report["workbooks"] if entry["error"]] == [str(path) for path in deadly]


def test_a_worker_killed_from_outside_costs_no_result(books, start):
    folder = books(60)
    undisturbed = ended(start(command(folder, "--jobs", 1)))
    process = start(command(folder, "--jobs", 2))
    workers_of(process, 2)[0].kill()
    assert ended(process) == undisturbed


def test_workers_end_with_a_command_that_is_killed(books, start):
    process = start(command(books(60), "--jobs", 2))
    workers = workers_of(process, 2)
    process.kill()
    gone, alive = psutil.wait_procs(workers, timeout=30)
    assert (len(gone), alive) == (2, [])


def test_an_interrupted_command_says_so_and_leaves_no_process(books, start):
    process = start(command(books(200), "--jobs", 2))
    workers = workers_of(process, 2)
    # As a terminal does it: the signal goes to all of them.
    for one in (*workers, psutil.Process(process.pid)):
        one.send_signal(2)
    out, err = process.communicate(timeout=60)
    assert (out, err.strip(), process.returncode) == ("", "sheetgen: interrupted", 130)
    assert psutil.wait_procs(workers, timeout=30)[1] == []


def test_a_fault_of_ours_is_told_of_its_workbook_only(books, monkeypatch, capsys):
    from sheetgen.audits import task
    from sheetgen.cli import run

    folder = books(3)
    real = task.audit

    def audit(name, engine, data):
        if name.endswith("0001.xlsx"):
            raise ZeroDivisionError("by\nnothing")
        return real(name, engine, data)

    monkeypatch.setattr(task, "audit", audit)
    assert run(["audit", str(folder), "--jobs", "1", "--json"]) == 1
    errors = [entry["error"] for entry in json.loads(capsys.readouterr().out)["workbooks"]]
    assert (errors[0], errors[2]) == (None, None)
    # As the command line says it of itself.
    assert errors[1].startswith(f"{folder / '0001.xlsx'} cannot be audited: this is a bug of sheetgen {VERSION}, at ")
    assert ": ZeroDivisionError: by nothing; please report it with the command and the file" in errors[1]
