"""Commands as processes of their own, in an empty folder, with what may happen to them."""

import os
import subprocess
import sys

import openpyxl
import pytest

NAME = "single-neuron-gradients"


@pytest.fixture
def start(tmp_path):
    """Starts a command in the test's folder; gives the process."""

    def start(*arguments, environment=None, **options):
        options = {"cwd": tmp_path, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        # One thread: what OpenBLAS would reserve for more is memory that a limit then lacks.
        variables = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **(environment or {})}
        return subprocess.Popen([sys.executable, "-m", "sheetgen", *map(str, arguments)], env=variables, **options)

    return start


@pytest.fixture
def ended(start):
    """Runs a command to its end; gives its exit status, standard output and standard error."""

    def ended(*arguments, **options):
        process = start(*arguments, **options)
        out, err = process.communicate(timeout=300)
        encoding = (options.get("environment") or {}).get("PYTHONIOENCODING", "utf-8")
        return process.returncode, (out or b"").decode(encoding), (err or b"").decode(encoding)

    return ended


@pytest.fixture
def one_sentence(ended):
    """Runs a command that cannot do its work: exit 2 and one sentence, which it gives."""

    def one_sentence(*arguments, **options):
        status, _, err = ended(*arguments, **options)
        assert status == 2, err
        assert err.startswith("sheetgen: "), err
        assert err.count("\n") == 1, err
        assert "bug of sheetgen" not in err, err
        return err.removeprefix("sheetgen: ").rstrip("\n")

    return one_sentence


@pytest.fixture
def book(tmp_path):
    """A small workbook without stored values."""
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = 2
    workbook.active["A2"] = "=A1*21"
    workbook.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


@pytest.fixture
def soffice(tmp_path, monkeypatch):
    """Puts a shell script in LibreOffice's place."""
    pytest.importorskip("xlrd")

    def soffice(script):
        path = tmp_path / "soffice-stub"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("SHEETGEN_SOFFICE", str(path))
        monkeypatch.setenv("SHEETGEN_ENGINE_TIMEOUT", "2")

    return soffice
