"""Audits on Dask: a real scheduler and workers in processes of their own, some of which are killed."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from distributed import Client

from sheetgen.audits import audit_all, cluster, find, on_dask
from sheetgen.audits.record import content_hash
from sheetgen.cli import run
from sheetgen.version import VERSION
from sheetgen.workbook_audit import WorkbookAudit

#: What a worker begins with where sheetgen is not installed.
_NONE = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name == "sheetgen":
            raise ModuleNotFoundError("No module named 'sheetgen'", name="sheetgen")

sys.meta_path.insert(0, Absent())
"""


class Cluster:
    """A scheduler on this machine's loopback, and workers; one that is killed is started again by its nanny."""

    def __init__(self, environment):
        # One worker that dies may be chance; a second one is blamed on what it did.
        self.environment = {**environment, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
        self.scheduler = self._start("scheduler", "--port", "0", stderr=subprocess.PIPE)
        self.address = None
        while self.address is None:
            line = self.scheduler.stderr.readline()
            assert line, "the scheduler ended"
            if "Scheduler at:" in line:
                self.address = line.split()[-1]
        self.workers = []

    def _start(self, what, *arguments, environment=None, stderr=subprocess.DEVNULL):
        loopback = ("--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{what}", *arguments, *loopback],
            env=environment or self.environment,
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )

    def add_worker(self, environment=None):
        """One more worker process, with a nanny."""
        arguments = (self.address, "--nthreads", "1", "--local-directory", self.environment["TMPDIR"])
        self.workers.append(self._start("worker", *arguments, environment=environment))
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(len(self.workers), timeout=120)

    def pids(self):
        """The workers' processes, by their addresses."""
        with Client(self.address, set_as_default=False) as client:
            return client.run(os.getpid)

    def executed(self):
        """How many tasks the workers that live have done."""
        with Client(self.address, set_as_default=False) as client:
            return sum(client.run(lambda dask_worker: dask_worker.state.executed_count).values())

    def end(self):
        """Ends all that was started, with what that started."""
        roots = [psutil.Process(one.pid) for one in (*self.workers, self.scheduler) if one.poll() is None]
        found = [*(child for root in roots for child in root.children(recursive=True)), *roots]
        for one in found:
            one.kill()
        for one in (*self.workers, self.scheduler):
            one.wait()
        self.scheduler.stderr.close()


@pytest.fixture(scope="module")
def shared(shared_hook, tmp_path_factory):
    """A cluster of two workers for all tests here."""
    shared_hook.environment["TMPDIR"] = str(tmp_path_factory.mktemp("dask"))
    made = Cluster(shared_hook.environment)
    try:
        made.add_worker()
        made.add_worker()
        yield made
    finally:
        made.end()


@pytest.fixture
def small(hook, tmp_path):
    """A cluster without workers for one test."""
    (tmp_path / "dask").mkdir()
    hook.environment["TMPDIR"] = str(tmp_path / "dask")
    made = Cluster(hook.environment)
    try:
        yield made
    finally:
        made.end()


class TestCluster:
    def test_a_cluster_finds_what_one_process_does_and_a_repeated_run_computes_nothing(
        self, shared, shared_hook, books, report, monkeypatch
    ):
        folder = books(12)
        (folder / "broken.xlsx").write_bytes(b"PK\x03\x04, and no more")
        (folder / "copy of broken.xlsx").write_bytes(b"PK\x03\x04, and no more")
        (folder / "copy.xlsx").write_bytes((folder / "0003.xlsx").read_bytes())
        # The workers work elsewhere: a path is relative to where the command was given.
        monkeypatch.chdir(folder.parent)
        undisturbed = report("books", "--jobs", 1)
        already = len(shared_hook.audited())
        assert report("books", "--dask", shared.address) == undisturbed
        assert len(shared_hook.audited()) == already + 13
        before = shared.executed()
        assert report("books", "--dask", shared.address) == undisturbed
        # Each file's content is looked at, and nothing is audited but the broken one: failures are tried again.
        assert shared.executed() == before + 15 + 1
        assert len(shared_hook.audited()) == already + 13 + 1
        (folder / "0001.xlsx").write_bytes((folder / "0002.xlsx").read_bytes())
        report("books", "--dask", shared.address)
        assert len(shared_hook.audited()) == already + 13 + 2

    def test_urls_are_read_by_the_workers(self, shared, books, report):
        folder = books(3)
        there, _ = report(f"file://{folder}/*.xlsx", "--dask", shared.address)
        assert there["total"] == report(folder)[0]["total"]

    def test_a_worker_that_is_killed_halfway_costs_no_result(self, shared, books, tmp_path):
        names = find([str(books(30))])
        with audit_all(names) as results:
            undisturbed = list(results)
        pids = list(shared.pids().values())
        done = []

        def watch(results, index):
            done.append(index)
            if len(done) == 10:
                os.kill(pids[0], signal.SIGKILL)

        with audit_all(names, dask=shared.address, watch=watch) as results:
            assert list(results) == undisturbed
        assert sorted(done) == list(range(30))
        assert pids[0] not in shared.pids().values()

    def test_a_workbook_that_kills_its_workers_is_told_and_all_others_are_kept(
        self, shared, shared_hook, books, report
    ):
        folder = books(8)
        undisturbed, _ = report(folder)
        # Its content is none that was audited before.
        deadly = folder / "0005.xlsx"
        deadly.write_bytes(deadly.read_bytes()[:-2] + b"\x01\x00!")
        shared_hook.make_deadly(deadly)
        found, status = report(folder, "--dask", shared.address)
        shared_hook.make_deadly()
        assert status == 1
        (error,) = [entry["error"] for entry in found["workbooks"] if entry["error"]]
        assert error == f"{deadly}: {on_dask.WHY_DIED}"
        assert [entry for entry in found["workbooks"] if not entry["error"]] == [
            entry for entry in undisturbed["workbooks"] if entry["path"] != str(deadly)
        ]

    def test_what_a_file_keeps_is_not_asked_of_the_cluster(self, shared, shared_hook, books, report, tmp_path):
        folder, kept = books(4), tmp_path / "kept.jsonl"
        for path in folder.iterdir():
            # Contents of its own: audits that a test before this one began may still go on.
            path.write_bytes(path.read_bytes()[:-2] + b"\x01\x00?")
        own = {content_hash(path.read_bytes()) for path in folder.iterdir()}
        first = report(folder, "--resume", kept)
        assert report(folder, "--resume", kept, "--dask", shared.address) == first
        assert not own & set(shared_hook.audited())

    def test_limits_go_along(self, shared, books, report):
        folder = books(1)
        (entry,) = report(folder, "--dask", shared.address)[0]["workbooks"]
        assert entry["error"] is None
        status = run(["--max-cells", "2", "audit", str(folder), "--dask", shared.address])
        assert status == 2

    def test_steps_are_a_limit_that_goes_along_too(self, shared, many_steps, report, capsys):
        assert report(many_steps, "--dask", shared.address)[0]["total"]["unsupported"] == 0
        run(["--max-steps", "1000", "audit", str(many_steps), "--dask", shared.address, "--json"])
        assert json.loads(capsys.readouterr().out)["total"]["unsupported"] == 1

    def test_a_cluster_made_here(self, books, report):
        folder = books(4)
        assert report(folder, "--dask", "local", "--jobs", 2) == report(folder)


class TestRefusals:
    def test_a_scheduler_that_does_not_answer_is_a_sentence(self, books, refused, monkeypatch):
        monkeypatch.setattr(cluster, "_CONNECT", 1)
        assert refused(books(1), "--dask", "tcp://127.0.0.1:1") == (
            "--dask tcp://127.0.0.1:1: no Dask scheduler answers there within 1 seconds"
        )

    def test_an_address_that_is_none_is_a_sentence(self, books, refused):
        assert refused(books(1), "--dask", "here") == (
            "--dask here: missing port number in address 'here'; write it as tcp://HOST:8786, or local"
        )

    def test_no_workers_are_a_sentence(self, small, books, refused, monkeypatch):
        monkeypatch.setattr(cluster, "_WORKERS", 1)
        assert refused(books(1), "--dask", small.address) == (
            f"the Dask scheduler {small.address} has no workers: start some with dask worker {small.address}"
        )

    @pytest.mark.parametrize(
        ("hook_of_worker", "said"),
        [
            (
                "import sheetgen.version\nsheetgen.version.VERSION = '0.0.1'\n",
                f"has sheetgen 0.0.1 where this process has {VERSION}: install the same there",
            ),
            (
                _NONE,
                f"lacks what it needs (No module named 'sheetgen'): install sheetgen {VERSION} there too",
            ),
        ],
        ids=["another version", "no sheetgen"],
    )
    def test_workers_that_do_not_have_the_same_are_a_sentence(
        self, small, books, refused, tmp_path, hook_of_worker, said
    ):
        other = tmp_path / "other"
        other.mkdir()
        (other / "sitecustomize.py").write_text(hook_of_worker, encoding="utf-8")
        small.add_worker({**small.environment, "PYTHONPATH": str(other)})
        (address,) = small.pids()
        assert refused(books(1), "--dask", small.address) == f"the Dask worker {address} {said}"

    @pytest.mark.parametrize(
        ("kept", "said"),
        [
            ([], "audit again: --resume FILE keeps what is done"),
            (["--resume", "kept.jsonl"], "go on with what --resume kept"),
        ],
        ids=["nothing kept", "results kept"],
    )
    def test_a_scheduler_that_ends_halfway_is_a_sentence(
        self, small, books, refused, monkeypatch, tmp_path, kept, said
    ):
        monkeypatch.chdir(tmp_path)
        small.add_worker()
        folder, real = books(20), on_dask._Run.take

        def take(self, alone):
            small.scheduler.kill()
            return real(self, alone)

        monkeypatch.setattr(on_dask._Run, "take", take)
        whole = f"the Dask scheduler {small.address} is gone: start it again, and {said}"
        assert refused(folder, "--dask", small.address, *kept) == whole


def test_a_worker_keeps_the_limits_of_who_asks(many_steps):
    from sheetgen.audits.on_worker import audit_there
    from sheetgen.audits.record import conditions

    content, usual = content_hash(many_steps.read_bytes()), conditions("sheetgen")
    asked = (usual, {**usual, "max_steps": 9})
    found = [json.loads(audit_there(str(many_steps), content, under)[1]) for under in asked]
    assert [(record["agree"], record["unsupported"]) for record in found] == [(1, 0), (0, 1)]


def test_results_are_named_by_the_files_that_have_them(tmp_path):
    """Two files of the same content share an audit, and not what is said of it."""
    from sheetgen.audits.on_worker import audit_there, named
    from sheetgen.audits.record import conditions, decode

    path = Path(tmp_path, "broken.xlsx")
    path.write_bytes(b"PK\x03\x04 and no more")
    kept, line = audit_there(str(path), content_hash(path.read_bytes()), conditions("sheetgen"))
    assert not kept
    results = [decode(json.loads(named(line, name))) for name in ("one.xlsx", "two\\u0000.xlsx")]
    assert [result.path for result in results] == ["one.xlsx", "two\\u0000.xlsx"]
    assert [(result.error or "").startswith(result.path) for result in results] == [True, True]
    assert all(isinstance(result, WorkbookAudit) for result in results)
