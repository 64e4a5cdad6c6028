"""Audits of many workbooks: how fast, in how much memory, and what is left of them when processes are killed.

The workbooks are those of the corpus that the tests use (SHEETGEN_CORPUS), or the committed ones where there is none,
repeated with another comment in each archive, so that no two have the same content.
"""

from __future__ import annotations

import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from distributed import Client

TITLE = "Audits of many workbooks"
ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("SHEETGEN_CORPUS", ROOT.parent / "shared" / "corpus"))

#: So many workbooks of the corpus, and so many small ones, at least.
_FILES, _SMALL = 390, (500, 5_000)
_LOOPBACK = ("--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")

#: Runs the command line and prints the most memory that its process took, in MiB.
_MEASURED = """
import resource, sys
from sheetgen.cli import run
status = run(sys.argv[1:])
unit = 2**20 if sys.platform == "darwin" else 2**10
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit, file=sys.stderr)
sys.exit(status)
"""


def measure() -> dict:
    """Every run over the same workbooks, held against the first."""
    originals = sorted(CORPUS.rglob("*.xlsx")) or sorted((ROOT / "output").glob("*.xlsx"))
    with tempfile.TemporaryDirectory(prefix="sheetgen-benchmark-") as name:
        folder = Path(name)
        files = _repeated(originals, folder / "files", _FILES)
        result = {
            "corpus": CORPUS.is_dir(),
            "files": files,
            "distinct": len(originals),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        }
        one, result["one"] = _audit(folder, "--jobs", "1")
        two, result["two"] = _audit(folder, "--jobs", "2")
        result["cells"] = sum(json.loads(one)["total"][name] for name in ("agree", "differ", "unsupported", "volatile"))
        result["two_same"] = two == one
        result["resumed"] = _killed_and_resumed(folder, one, result["two"])
        result["dask"] = _on_dask(folder, one, files)
        result["small"] = [_small(count, folder / f"small{count}") for count in _SMALL]
    return result


def lines(result: dict) -> list[str]:
    """The measured runs as Markdown."""
    what = "of the corpus" if result["corpus"] else "in output/"
    dask, resumed = result["dask"], result["resumed"]
    rows = [
        ("`--jobs 1`", result["one"], "the report that the others are held against"),
        ("`--jobs 2`", result["two"], _same(result["two_same"])),
        ("`--dask`, two workers", dask["first"], _same(dask["first_same"])),
        ("the same again", dask["again"], f"{_same(dask['again_same'])}; {dask['again_audits']} audited again"),
        (
            "`--dask`, a worker killed halfway",
            dask["killed"],
            f"{_same(dask['killed_same'])}; the workbooks were new to it",
        ),
        (
            f"`--jobs 2 --resume`, killed {resumed['kills']} times at random moments",
            resumed["seconds"],
            f"{_same(resumed['same'])}; {resumed['twice']} audited twice that had been written down",
        ),
        ("`--resume` with all of it done", resumed["again"], _same(resumed["again_same"])),
    ]
    repeated = ", repeated with other comments in their archives" if result["files"] > result["distinct"] else ""
    small = "; ".join(f"{one['files']:,} in {one['seconds']:.0f} s and {one['mib']} MiB" for one in result["small"])
    return [
        f"{result['files']} workbooks, no two the same: the {result['distinct']} {what}{repeated};"
        f" {result['cells']:,} formula cells, Python {result['python']}, {result['cores']} cores.",
        "",
        "| `sheetgen audit` | Seconds | Workbooks a second | Report |",
        "|---|---:|---:|---|",
        *(f"| {name} | {seconds:.1f} | {result['files'] / seconds:.1f} | {text} |" for name, seconds, text in rows),
        "",
        "Times are those of whole commands, start and report included; on Dask without the cluster's own start.",
        f"Memory of the command, with `--jobs 2 --json`, of small workbooks: {small}.",
    ]


def _same(same: bool) -> str:
    return "the same" if same else "**another**"


def _repeated(originals: list[Path], folder: Path, least: int) -> int:
    """So many workbooks or a few more, with the same parts as the originals; how many."""
    folder.mkdir()
    count = 0
    while count < least:
        for original in originals:
            data = original.read_bytes()
            # The end of an archive's directory: its comment's length, which is none.
            if data[-22:-18] == b"PK\x05\x06":
                comment = f"{count}a".encode()
                (folder / f"{count:05}.xlsx").write_bytes(data[:-2] + len(comment).to_bytes(2, "little") + comment)
                count += 1
    return count


def _command(folder: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "sheetgen", "audit", str(folder / "files"), "--json", *options]


def _audit(folder: Path, *options: str) -> tuple[str, float]:
    begun = time.perf_counter()
    ran = subprocess.run(_command(folder, *options), capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    return ran.stdout, time.perf_counter() - begun


def _killed_and_resumed(folder: Path, undisturbed: str, usual: float) -> dict:
    """A run that is killed after a part of the usual time, until it is through."""
    kept = folder / "kept.jsonl"
    command = _command(folder, "--jobs", "2", "--resume", str(kept))
    moments, kills, begun = random.Random(1), 0, time.perf_counter()
    while True:
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                out = process.communicate(timeout=usual * moments.uniform(0.3, 0.9))[0]
                break
            except subprocess.TimeoutExpired:
                process.kill()
                kills += 1
    seconds = time.perf_counter() - begun
    recorded = [json.loads(line)["content"] for line in kept.read_text(encoding="utf-8").splitlines()[1:]]
    again, again_seconds = _audit(folder, "--jobs", "2", "--resume", str(kept))
    return {
        "kills": kills,
        "seconds": seconds,
        "same": out == undisturbed,
        "twice": len(recorded) - len(set(recorded)),
        "again": again_seconds,
        "again_same": again == undisturbed,
    }


@contextmanager
def _cluster(folder: Path) -> Iterator[str]:
    """A scheduler and two workers with nannies, on the loopback; its address."""

    def start(what: str, *arguments: str) -> subprocess.Popen:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *arguments, *_LOOPBACK]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    told = folder / "scheduler.json"
    started = [start("scheduler", "--port", "0", "--scheduler-file", str(told))]
    try:
        for _ in range(2):
            scratch = ("--local-directory", str(folder / "dask"))
            started.append(start("worker", "--scheduler-file", str(told), "--nthreads", "1", *scratch))
        with Client(scheduler_file=str(told), set_as_default=False, timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            yield client.scheduler.address
    finally:
        for one in reversed(started):
            one.terminate()
        for one in started:
            one.wait()


def _on_dask(folder: Path, undisturbed: str, files: int) -> dict:
    """A run, the same again, and one over other files while a worker is killed."""
    with _cluster(folder) as address, Client(address, set_as_default=False) as client:

        def executed() -> int:
            return sum(client.run(lambda dask_worker: dask_worker.state.executed_count).values())

        first, seconds = _audit(folder, "--dask", address)
        before = executed()
        again, again_seconds = _audit(folder, "--dask", address)
        # A look at the content of each file is all that has to be done.
        audits = executed() - before - files
        (folder / "files").rename(folder / "first")
        originals = sorted((folder / "first").iterdir())
        _renewed(originals, folder / "files")
        begun = time.perf_counter()
        with subprocess.Popen(_command(folder, "--dask", address), stdout=subprocess.PIPE, text=True) as process:
            time.sleep(seconds / 2)
            halfway = process.poll() is None
            victim = next(iter(client.run(os.getpid).values()))
            os.kill(victim, 9)
            killed = process.communicate()[0]
        assert halfway, "the run was over before a worker was killed"
        return {
            "first": seconds,
            "first_same": first == undisturbed,
            "again": again_seconds,
            "again_same": again == undisturbed,
            "again_audits": audits,
            "killed": time.perf_counter() - begun,
            "killed_same": killed == undisturbed,
        }


def _renewed(files: list[Path], folder: Path) -> None:
    """The same workbooks under the same names with other comments."""
    folder.mkdir()
    for file in files:
        (folder / file.name).write_bytes(file.read_bytes()[:-1] + b"b")


def _small(count: int, folder: Path) -> dict:
    """The time and memory that so many small workbooks take."""
    files = _repeated([ROOT / "output" / "single-neuron.xlsx"], folder, count)
    begun = time.perf_counter()
    command = [sys.executable, "-c", _MEASURED, "audit", str(folder), "--jobs", "2", "--json"]
    ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return {"files": files, "seconds": time.perf_counter() - begun, "mib": int(ran.stderr)}
