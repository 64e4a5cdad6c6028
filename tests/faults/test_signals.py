"""Asked to end, a command cleans up, says so in one line, and its status tells which signal it was."""

import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

NAME = "single-neuron-gradients"
SIGNALS = {"SIGINT": (130, "interrupted"), "SIGTERM": (143, "terminated"), "SIGHUP": (129, "hung up")}

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system has no /proc")


def catches(process, number):
    """Whether a process has set a handler for a signal: before that it is Python's own business."""
    text = Path(f"/proc/{process.pid}/status").read_text()
    caught = next(line.split()[1] for line in text.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (number - 1) & 1)


@pytest.mark.parametrize("name", SIGNALS)
def test_cleaned_up_with_one_line_and_the_status_of_the_signal(start, tmp_path, heed_signals, name):
    status, text = SIGNALS[name]
    generator = random.Random(name)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    for _ in range(6):
        process = start(
            *("reproduce", "-o", "output"),
            environment={"TMPDIR": str(scratch)},
            start_new_session=True,
            preexec_fn=heed_signals,
        )
        # SIGTERM's handler is the last one that Python itself would not have.
        while not catches(process, signal.SIGHUP):
            assert process.poll() is None, "it ended before it was asked to"
            time.sleep(0.001)
        time.sleep(generator.uniform(0, 1.5))
        process.send_signal(getattr(signal, name))
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err.decode()) == (status, f"sheetgen: {text}\n")
        assert not list(tmp_path.glob("output/.*"))
        assert list(scratch.iterdir()) == []


def test_a_calculator_that_is_asked_meanwhile_ends_too(start, soffice, tmp_path, monkeypatch, book):
    pids = tmp_path / "pids"
    soffice(f"trap '' TERM INT; sleep 300 & echo $$ $! > {pids}.new; mv {pids}.new {pids}; wait; sleep 300")
    monkeypatch.setenv("SHEETGEN_ENGINE_TIMEOUT", "100")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = start("verify", book, "--engine", "libreoffice", environment={"TMPDIR": str(scratch)})
    while not pids.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (143, b"sheetgen: terminated\n")
    assert list(scratch.iterdir()) == []
    for pid in pids.read_text().split():
        assert not runs(pid)


def runs(pid):
    """Whether a process runs; one that is dead and waits for a parent does not."""
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return False
        if state == "Z":
            return False
        time.sleep(0.1)
    return True


def test_a_signal_that_is_ignored_stays_so(start, tmp_path):
    process = start("generate", NAME, "-o", "out.xlsx", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    while not catches(process, signal.SIGTERM):
        time.sleep(0.001)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert (tmp_path / "out.xlsx").exists()


def test_a_signal_that_comes_as_a_temporary_file_is_made_leaves_none(tmp_path):
    program = """
        import os, signal, tempfile
        from pathlib import Path
        from sheetgen import ending
        from sheetgen.scratch import temporary_file

        make = tempfile.mkstemp

        def made(**options):
            found = make(**options)
            os.kill(os.getpid(), signal.SIGTERM)
            return found

        tempfile.mkstemp = made
        ending.prepare()
        try:
            with temporary_file(Path(), "out.xlsx"):
                print("too far")
        except ending.Stopped as stop:
            ending.say_stopped(stop)
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("", "sheetgen: terminated\n")
    assert list(tmp_path.iterdir()) == []


def test_a_signal_that_comes_as_a_calculator_is_started_ends_it(tmp_path):
    program = """
        import os, signal, subprocess
        from sheetgen import ending
        from sheetgen.engines.process import run

        start = subprocess.Popen

        def started(*arguments, **options):
            process = start(*arguments, **options)
            print(process.pid, flush=True)
            os.kill(os.getpid(), signal.SIGTERM)
            return process

        subprocess.Popen = started
        ending.prepare()
        try:
            run(["sleep", "300"], 300, "sleep")
        except ending.Stopped as stop:
            ending.say_stopped(stop)
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stderr == "sheetgen: terminated\n"
    assert not runs(done.stdout.strip())


HELD = """
import os, signal
from sheetgen.ending import prepare, say_stopped, stops_wait, Stopped
prepare()
try:
    with stops_wait(), stops_wait():
        os.kill(os.getpid(), signal.SIGINT)
        print("whole", flush=True)
    print("too far", flush=True)
except Stopped as stop:
    raise SystemExit(say_stopped(stop))
"""


def test_a_signal_waits_for_what_must_not_be_left_half_started(heed_signals):
    found = subprocess.run([sys.executable, "-c", HELD], capture_output=True, text=True, preexec_fn=heed_signals)
    assert (found.returncode, found.stdout, found.stderr) == (130, "whole\n", "sheetgen: interrupted\n")
