"""Where workbooks come from: here and at URLs, by name, by folder and by pattern."""

import importlib.abc
import json
import sys

import fsspec
import pytest

from sheetgen.audits.files import find, read
from sheetgen.cli import run
from sheetgen.errors import UsageError, WorkbookError


@pytest.fixture
def memory(books):
    """Three workbooks and what is none of them in fsspec's memory; what else was there is gone afterwards."""
    system = fsspec.filesystem("memory")
    system.store.clear()
    for path in books(3).iterdir():
        system.pipe(f"/bucket/deep/{path.name}", path.read_bytes())
    system.pipe("/bucket/~$0001.xlsx", b"")
    system.pipe("/bucket/read.me", b"")
    yield system
    system.store.clear()


NAMES = ["memory:///bucket/deep/0000.xlsx", "memory:///bucket/deep/0001.xlsx", "memory:///bucket/deep/0002.xlsx"]


@pytest.mark.usefixtures("memory")
class TestUrls:
    @pytest.mark.parametrize("url", ["memory://bucket", "memory://bucket/**/*.xlsx", "memory://bucket/deep/00*.xlsx"])
    def test_folders_and_patterns_are_searched(self, url):
        found = find([url])
        assert [name.replace("memory:///", "memory://") for name in found] == [
            name.replace("memory:///", "memory://") for name in NAMES
        ]

    def test_a_name_is_taken_as_it_is_and_once(self):
        assert find(["memory://bucket/deep/0000.xlsx", "memory://bucket/deep/0000.xlsx"]) == [
            "memory://bucket/deep/0000.xlsx"
        ]

    def test_a_pattern_without_a_match_is_refused(self):
        with pytest.raises(UsageError, match=r"there is no workbook \(\.xlsx, \.xlsm\) in memory://bucket/\*\.xlsm"):
            find(["memory://bucket/*.xlsm"])

    def test_what_is_not_there_is_a_sentence(self):
        with pytest.raises(WorkbookError, match=r"there is no file memory://bucket/none\.xlsx"):
            read("memory://bucket/none.xlsx")

    def test_too_much_is_refused(self, monkeypatch, memory):
        monkeypatch.setenv("SHEETGEN_MAX_MIB", "1")
        memory.pipe("/bucket/large.xlsx", b"PK" + bytes(2**20))
        with pytest.raises(WorkbookError, match=r"memory://bucket/large\.xlsx has more than 1 MiB"):
            read("memory://bucket/large.xlsx")

    def test_an_audit_of_urls_finds_what_one_of_files_does(self, books, capsys):
        def report(name):
            assert run(["audit", name, "--json", "--jobs", "2"]) == 1
            found = json.loads(capsys.readouterr().out)
            for entry in found["workbooks"]:
                entry["path"] = entry["path"].rpartition("/")[2]
            return found

        assert report("memory://bucket/**/*.xlsx") == report(f"file://{books(0)}") == report(str(books(0)))


def test_a_chained_url_is_one_file(books, tmp_path):
    import zipfile

    (path, *_) = sorted(books(1).iterdir())
    with zipfile.ZipFile(tmp_path / "books.zip", "w") as archive:
        archive.write(path, "book.xlsx")
    url = f"zip://book.xlsx::file://{tmp_path / 'books.zip'}"
    assert find([url]) == [url]
    assert read(url) == path.read_bytes()


class _Absent(importlib.abc.MetaPathFinder):
    """Packages that are not installed."""

    def __init__(self, *names):
        self.names = names

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name.partition(".")[0])


@pytest.fixture
def absent(monkeypatch):
    """Makes packages absent."""

    def absent(*names):
        for module in [module for module in sys.modules if module.partition(".")[0] in names]:
            monkeypatch.delitem(sys.modules, module)
        monkeypatch.setattr(sys, "meta_path", [_Absent(*names), *sys.meta_path])

    return absent


@pytest.mark.parametrize("url", ["file:///books/*.xlsx", "s3://bucket/book.xlsx"])
def test_without_fsspec_a_sentence_says_what_to_install(absent, capsys, url):
    absent("fsspec")
    assert run(["audit", url]) == 2
    what = f"sheetgen: {url}: reading from a URL needs fsspec: pip install 'sheetgen[dask]'\n"
    assert capsys.readouterr().err == what


def test_without_dask_a_sentence_says_what_to_install(absent, books, capsys):
    absent("distributed")
    assert run(["audit", str(books(1)), "--dask", "local"]) == 2
    assert capsys.readouterr().err == "sheetgen: --dask needs Dask: pip install 'sheetgen[dask]'\n"


def test_a_file_system_that_nobody_knows_is_a_sentence(capsys):
    assert run(["audit", "nosuch://x/book.xlsx"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("sheetgen: nosuch://x/book.xlsx cannot be read: Protocol not known: nosuch")
