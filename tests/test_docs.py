"""What the docs say is what the program does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GENERATED = [path for path in sorted((ROOT / "docs").glob("*.md")) if "[[[cog" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_generated_pages_are_up_to_date(path):
    ran = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", str(path)], capture_output=True, text=True, timeout=120, cwd=ROOT
    )
    assert ran.returncode == 0, f"{ran.stdout}{ran.stderr}write it again with: cog -r docs/{path.name}"


def test_there_are_pages_to_check():
    assert {path.name for path in GENERATED} == {"cli.md", "supported.md"}


@pytest.mark.parametrize(
    "path", [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))], ids=lambda path: path.name
)
def test_links_to_other_pages_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target
