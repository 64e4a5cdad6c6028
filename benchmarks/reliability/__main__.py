"""Measures how sheetgen behaves under attack, faults and load, and writes docs/reliability.md.

    python -m benchmarks.reliability              # every part
    python -m benchmarks.reliability hostile      # one part again; the others stay as they were measured

A part's numbers are kept in docs/reliability/PART.json, from which the page is written.
"""

from __future__ import annotations

import datetime
import importlib
import json
import sys
from pathlib import Path

#: The parts in the page's order.
PARTS: tuple[str, ...] = ("hostile", "kills", "fuzzing", "differential", "audits")
DOCS = Path(__file__).resolve().parents[2] / "docs"

HEAD = """# Reliability

Whatever the file, the answer is a result or one sentence; nothing runs, nothing leaks, nothing is half written. What
that promise was tried against is below. `python -m benchmarks.reliability` in a checkout measures everything again
and writes this page; a part's name behind it measures that part alone. It takes some hours, and needs LibreOffice,
`pip install -e '.[test,fuzz]'`, and for the audits a folder of workbooks that SHEETGEN_CORPUS names (without it, those
of this project).
"""


def main(names: list[str]) -> None:
    """Measures the parts that are named, or all, and writes the page."""
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.exit(f"there is no part {', '.join(sorted(unknown))}: name some of {', '.join(PARTS)}")
    stored = DOCS / "reliability"
    stored.mkdir(exist_ok=True)
    page = [HEAD]
    for name in PARTS:
        part = importlib.import_module(f"benchmarks.reliability.{name}")
        file = stored / f"{name}.json"
        if not names or name in names:
            result = {"measured": datetime.date.today().isoformat(), **part.measure()}
            file.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        if file.exists():
            result = json.loads(file.read_text(encoding="utf-8"))
            page += [f"## {part.TITLE}\n", *part.lines(result), f"\nMeasured on {result['measured']}.\n"]
    (DOCS / "reliability.md").write_text("\n".join(page).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
