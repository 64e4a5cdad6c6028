"""A calculator that was asked for by name and is not there: the others answer, and the run has failed."""

import json

import pytest

NAME = "single-neuron-gradients"
SENTENCE = "sheetgen: libreoffice was asked for and cannot run: LibreOffice is not installed: "


@pytest.fixture(autouse=True)
def without(monkeypatch):
    monkeypatch.setenv("SHEETGEN_SOFFICE", "/nonexistent")


@pytest.mark.parametrize("strict", [(), ("--strict",)])
def test_verify_shows_the_other_witnesses_and_fails(sheetgen, strict):
    status, out, err = sheetgen("verify", NAME, "--engine", "libreoffice", *strict)
    assert status == 2
    assert "52 of 52 equal to the reference implementation" in out
    assert "nothing differs, but libreoffice failed" in out
    assert (err.startswith(SENTENCE), err.count("\n")) == (True, 1)


def test_quiet_is_not_silent_about_it(sheetgen):
    status, out, err = sheetgen("verify", NAME, "--engine", "libreoffice", "-q")
    assert (status, err.startswith(SENTENCE)) == (2, True)
    assert "libreoffice  failed: libreoffice was asked for" in out


def test_reports_have_it(sheetgen, tmp_path):
    options = ("--json", "--junit", "found.xml", "--html", "found.html")
    status, out, _ = sheetgen("verify", NAME, "--engine", "libreoffice", *options)
    found = json.loads(out)
    assert (status, found["ok"], found["failed"]) == (2, False, 0)
    assert found["witnesses"]["libreoffice"].startswith("failed: libreoffice was asked for and cannot run: ")
    assert 'errors="1"' in (tmp_path / "found.xml").read_text(encoding="utf-8")
    assert "libreoffice failed" in (tmp_path / "found.html").read_text(encoding="utf-8")


def test_what_differs_comes_first(sheetgen, tmp_path):
    (tmp_path / "t.md").write_text('+++\ntitle = "T"\n+++\n|  | A | B |\n|--|--|--|\n| 1 | 1 | 3 (A*2) |\n')
    assert sheetgen("verify", "t.md", "--engine", "libreoffice")[0] == 1


def test_reproduce_writes_the_files_and_says_it_once(sheetgen, monkeypatch, tmp_path):
    monkeypatch.setattr("sheetgen.reproduce.available", lambda: [NAME, "single-neuron"])
    status, _, err = sheetgen("reproduce", "-o", "made", "--engine", "libreoffice", "-q")
    assert (status, err.startswith(SENTENCE), err.count("\n")) == (2, True, 1)
    assert (tmp_path / "made" / f"{NAME}.xlsx").exists()


def test_explain_shows_the_cell_and_fails(sheetgen):
    status, out, err = sheetgen("explain", NAME, "E2", "--engine", "libreoffice")
    assert (status, err.startswith(SENTENCE)) == (2, True)
    assert "native" in out
