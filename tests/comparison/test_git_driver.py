"""git shows workbooks by `sheetgen diff`: in a real repository."""

import subprocess

import pytest

from sheetgen.cli import run


@pytest.fixture
def repository(save_book, tmp_path, monkeypatch):
    """A repository with one committed workbook that was then changed; git reads no settings of this computer."""
    for key, value in {
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.org",
    }.items():
        monkeypatch.setenv(key, value)
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "-q")
    save_book(tmp_path / "model.xlsx", {"A1": "Rate", "B1": 2, "A2": "Sum", "B2": "=B1*3"})
    assert run(["diff", "--git"]) == 0
    commit(tmp_path)
    return tmp_path


def git(folder, *arguments):
    ran = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def commit(folder):
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "change")


def test_git_diff_shows_the_cells(repository, save_book):
    save_book(repository / "model.xlsx", {"A1": "Rate", "B1": 2.5, "A2": "Sum", "B2": "=B1*3"})
    assert git(repository, "diff") == [
        "diff --sheetgen a/model.xlsx b/model.xlsx",
        "--- a/model.xlsx",
        "+++ b/model.xlsx",
        "@@ Sheet @@",
        "-B1  2",
        "+B1  2.5",
        "-B2  =B1*3  → 6",
        "+B2  =B1*3  → 7.5",
    ]


def test_workbooks_that_are_new_gone_or_renamed(repository, save_book):
    save_book(repository / "other.xlsx", {"A1": 1})
    git(repository, "add", "-A")
    assert git(repository, "diff", "--cached")[-1] == "+sheet Sheet"
    commit(repository)
    (repository / "other.xlsx").unlink()
    assert git(repository, "diff")[-1] == "-sheet Sheet"
    git(repository, "checkout", "-q", "other.xlsx")
    git(repository, "mv", "model.xlsx", "renamed.xlsx")
    assert git(repository, "diff", "--cached", "-M")[0] == "diff --sheetgen a/model.xlsx b/renamed.xlsx"


def test_the_log_compares_workbooks_as_text(repository, save_book):
    save_book(repository / "model.xlsx", {"A1": "Rate", "B1": 2, "A2": "Sum", "B2": "=B1*4"})
    commit(repository)
    shown = git(repository, "log", "-p", "-1", "--format=")
    assert "-Sheet!B2  =B1*3  → 6" in shown
    assert "+Sheet!B2  =B1*4  → 8" in shown


def test_a_damaged_workbook_does_not_stop_git(repository, save_book):
    save_book(repository / "a.xlsx", {"A1": 1})
    commit(repository)
    (repository / "a.xlsx").write_bytes(b"no workbook")
    save_book(repository / "model.xlsx", {"A1": "Rate", "B1": 3, "A2": "Sum", "B2": "=B1*3"})
    shown = git(repository, "diff")
    assert shown[1] == "Binary files a/a.xlsx and b/a.xlsx differ: b/a.xlsx is not an .xlsx workbook"
    assert "+B1  3" in shown


def test_installing_twice_changes_nothing(repository, capsys):
    before = (repository / ".gitattributes").read_text()
    assert before == "*.xlsx diff=sheetgen\n"
    assert run(["diff", "--git"]) == 0
    assert (repository / ".gitattributes").read_text() == before
    assert git(repository, "config", "--get-all", "diff.sheetgen.textconv")[0].endswith("-m sheetgen diff --textconv")


def test_other_lines_of_gitattributes_stay(repository, save_book):
    (repository / ".gitattributes").write_text("*.png binary")
    assert run(["diff", "--git"]) == 0
    assert (repository / ".gitattributes").read_text() == "*.png binary\n*.xlsx diff=sheetgen\n"


def test_outside_a_repository_it_is_refused(tmp_path_factory, monkeypatch, capsys):
    folder = tmp_path_factory.mktemp("plain")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    assert run(["diff", "--git"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "lies in no git repository" in err
