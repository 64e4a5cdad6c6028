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


def test_a_signal_that_comes_in_a_callback_is_not_lost():
    """Python drops what a finalizer raises."""
    program = """
        import os, signal, time
        from sheetgen import ending

        class Finalized:
            def __del__(self):
                os.kill(os.getpid(), signal.SIGTERM)

        ending.prepare()
        try:
            Finalized()
            time.sleep(60)
        except ending.Stopped as stop:
            print(stop.text)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("terminated\n", "")


WRAPPED = """
import os, signal

class Named:
    def __set_name__(self, owner, name):
        # Python up to 3.11 makes a RuntimeError of what is raised here.
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except BaseException as error:
            raise RuntimeError("Error calling __set_name__") from error

class Owner:
    named = Named()
"""


def test_a_signal_that_a_module_takes_for_an_error_of_its_own_while_it_is_imported(start, tmp_path, heed_signals):
    (tmp_path / "wrapped.py").write_text(WRAPPED)
    labels = '[inputs]\nx = "A1"\n[rows]\n1 = "r"\n[columns]\nB = "double"\n'
    table = "|   | A | B |\n|---|---|---|\n| 1 | 2 | (A+A) |\n"
    (tmp_path / "t.md").write_text(f'+++\ntitle = "t"\nnative = "wrapped:table"\n{labels}+++\n{table}')
    process = start("verify", "t.md", "--trust", preexec_fn=heed_signals)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.decode()) == (130, "sheetgen: interrupted\n")


SWALLOWED = """
import os, signal
import pandas

try:
    os.kill(os.getpid(), signal.SIGTERM)
except:
    pass

def table(x):
    return pandas.DataFrame({"double": [4.0]}, index=["r"])
"""


def test_a_signal_that_a_library_swallows_ends_the_run_all_the_same(start, tmp_path):
    (tmp_path / "swallowed.py").write_text(SWALLOWED)
    labels = '[inputs]\nx = "A1"\n[rows]\n1 = "r"\n[columns]\nB = "double"\n'
    table = "|   | A | B |\n|---|---|---|\n| 1 | 2 | (A+A) |\n"
    (tmp_path / "t.md").write_text(f'+++\ntitle = "t"\nnative = "swallowed:table"\n{labels}+++\n{table}')
    process = start("verify", "t.md", "--trust")
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.decode()) == (143, "sheetgen: terminated\n")


def test_a_file_is_not_written_after_a_signal_that_was_swallowed(tmp_path):
    program = """
        import contextlib, os, signal
        from pathlib import Path
        from sheetgen import ending
        from sheetgen.workbook.atomic import whole_file

        ending.prepare()
        try:
            with whole_file(Path("out.csv")) as file:
                file.write(b"1")
                with contextlib.suppress(ending.Stopped):
                    os.kill(os.getpid(), signal.SIGTERM)
        except ending.Stopped as stop:
            ending.say_stopped(stop)
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.stderr, list(tmp_path.iterdir())) == ("sheetgen: terminated\n", [])


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


def test_nothing_is_said_of_what_a_signal_left_half_made():
    program = """
        import os, signal
        from sheetgen import ending

        class Half:
            def __init__(self):
                os.kill(os.getpid(), signal.SIGTERM)
                self.file = None

            def __del__(self):
                self.file.close()

        ending.prepare()
        try:
            Half()
        except ending.Stopped as stop:
            ending.say_stopped(stop)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=False)
    assert done.stderr == "sheetgen: terminated\n"


def test_a_signal_that_an_audited_workbook_takes_for_an_error_ends_the_audit(heed_signals):
    program = """
        import os, signal
        from sheetgen import ending
        from sheetgen.audits import task

        def audit(*given):
            try:
                os.kill(os.getpid(), signal.SIGTERM)
            except ending.Stopped as stop:
                raise RuntimeError("wrapped") from stop

        ending.prepare()
        task.audit = audit
        try:
            print(task.audit_data("a.xlsx", b"", {"engine": "sheetgen"}))
        except ending.Stopped as stop:
            print(stop.text)
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=heed_signals)
    assert (done.stdout, done.stderr) == ("terminated\n", "")


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
