"""A signal whose exception is lost, in a callback or where a library handles errors, ends the run all the same."""

import subprocess
import sys
import textwrap


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
