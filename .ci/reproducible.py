"""Builds the sdist and the wheel where nothing is the same but the source, and compares every byte.

    python .ci/reproducible.py FOLDER       # the last commit; what was built is left in FOLDER

Three builds: of a clone; of another, in a folder of another name, without git's data, with files of other dates and
permissions, another hash seed, time zone and language; and of the sdist, unpacked. Then both must hold what is
committed, and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: What a wheel holds besides the package, and an sdist besides the checkout.
WHEEL_OWN = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
SDIST_OWN = {"PKG-INFO"}


def main(folder: Path) -> None:
    """Builds, compares, and leaves the distributions in the folder; a SystemExit says what differs."""
    epoch = git("log", "-1", "--format=%ct").strip()
    usual = {"SOURCE_DATE_EPOCH": epoch, "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    other = {"SOURCE_DATE_EPOCH": epoch, "PYTHONHASHSEED": "4321", "TZ": "Asia/Kathmandu", "LC_ALL": "C"}
    with tempfile.TemporaryDirectory(prefix="sheetgen-reproducible-") as name:
        scratch = Path(name)
        first, second, third = scratch / "first", scratch / "the other one, elsewhere", scratch / "unpacked"
        clone(first, umask=0o022)
        built = build(first, folder, usual, umask=0o022)
        clone(second, umask=0o077)
        shutil.rmtree(second / ".git")
        for number, path in enumerate(sorted(second.rglob("*"), reverse=True)):
            os.utime(path, (1_000_000_000 + 3 * number,) * 2)
        compare(built, build(second, scratch / "second-dist", other, umask=0o077))
        sdist, wheel = built
        with tarfile.open(sdist) as archive:
            archive.extractall(third, filter="data")
        (unpacked,) = third.iterdir()
        compare(built, build(unpacked, scratch / "third-dist", other, umask=0o022))
    committed = set(git("ls-tree", "-r", "-z", "--name-only", "HEAD").rstrip("\0").split("\0"))
    hold(sdist, strip_first(tar_names(sdist)), committed | SDIST_OWN)
    package = {path.replace("templates/", "sheetgen/templates/", 1) for path in committed if is_packaged(path)}
    own = {f"{wheel.name.removesuffix('-py3-none-any.whl')}.dist-info/{name}" for name in WHEEL_OWN}
    hold(wheel, set(zipfile.ZipFile(wheel).namelist()), package | own)


def git(*arguments: str) -> str:
    """What git prints in the checkout."""
    return subprocess.run(["git", "-C", ROOT, *arguments], check=True, capture_output=True, encoding="utf-8").stdout


def clone(folder: Path, umask: int) -> None:
    """The last commit, in a folder of its own."""
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder)], check=True, umask=umask)


def build(source: Path, target: Path, environment: dict[str, str], umask: int) -> list[Path]:
    """The sdist and the wheel of a folder, both made from it."""
    command = [sys.executable, "-m", "build", "--installer", "uv", "--sdist", "--wheel"]
    command += ["--outdir", str(target), str(source)]
    ran = subprocess.run(
        command, env={**os.environ, **environment}, umask=umask, capture_output=True, encoding="utf-8", check=False
    )
    if ran.returncode:
        sys.exit(f"{ran.stdout}{ran.stderr}the build in {source} failed")
    built = sorted(target.iterdir())
    if [path.name.rpartition(".")[2] for path in built] != ["whl", "gz"]:
        sys.exit(f"{target} should hold one wheel and one sdist, not {', '.join(path.name for path in built)}")
    return built[::-1]


def compare(built: list[Path], again: list[Path]) -> None:
    """SystemExit where two builds differ, with the names of what differs in them."""
    for one, two in zip(built, again, strict=True):
        if one.name != two.name:
            sys.exit(f"the builds have different names: {one.name} and {two.name}")
        if one.read_bytes() != two.read_bytes():
            before, after = members(one), members(two)
            names = sorted(name for name in before | after if before.get(name) != after.get(name))
            sys.exit(f"{one.name} is not reproducible: {', '.join(names) or 'the archive itself'} differs")


def members(path: Path) -> dict[str, object]:
    """Each file in an archive: its content, and what the archive says of it."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            return {info.filename: (repr(info), info.date_time, archive.read(info)) for info in archive.infolist()}
    with tarfile.open(path) as sdist:
        files = [info for info in sdist if info.isfile()]
        return {info.name: (info.get_info(), sdist.extractfile(info).read()) for info in files}  # type: ignore[union-attr]


def tar_names(path: Path) -> list[str]:
    """The files of an sdist."""
    with tarfile.open(path) as archive:
        return [info.name for info in archive if info.isfile()]


def strip_first(names: list[str]) -> set[str]:
    """Paths without the folder that all are in."""
    return {name.partition("/")[2] for name in names}


def is_packaged(path: str) -> bool:
    """Whether a committed file belongs into the wheel."""
    return path.startswith(("sheetgen/", "templates/"))


def hold(archive: Path, found: set[str], expected: set[str]) -> None:
    """SystemExit where an archive lacks what is committed, or holds more."""
    problems = [f"lacks {name}" for name in sorted(expected - found)]
    problems += [f"holds {name}, which is not committed" for name in sorted(found - expected)]
    if problems:
        sys.exit(f"{archive.name} {'; '.join(problems)}")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    print(f"{archive.name}: {len(found)} files, {archive.stat().st_size:,} bytes, three builds alike, sha256 {digest}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("say where to: python .ci/reproducible.py FOLDER")
    main(Path(sys.argv[1]))
