"""The page put together: markup by Jinja2, which escapes every text; scripts and styles inlined, allowed by hash."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from sheetgen.errors import UnsupportedError, UsageError
from sheetgen.generation import build
from sheetgen.recalc import Values, recalculate
from sheetgen.report.page.cells import Table, tables
from sheetgen.report.page.data import page_data
from sheetgen.report.page.program import compile_program, lay_out
from sheetgen.report.terminal import verdict, volatile
from sheetgen.result import BlocksResult, Result
from sheetgen.sheet import Template
from sheetgen.verification import verify
from sheetgen.workbook.atomic import write_whole
from sheetgen.workbook.read import read
from sheetgen.workbook.read_formats import read_formats

#: In this order one script: what stands before is used by what comes after.
_FIRST = ("values.js", "numbers.js", "functions.js")
_THEN = ("engine.js", "sheet.js")
_LAST = "panel.js"
#: Of tables with more rows than this, those out of view are left out of the browser's layout (see sheet.js).
TALL = 100
#: Each has functions that few sheets need.
_FUNCTIONS = ("functions_sums.js", "functions_logic.js", "functions_math.js", "functions_arrays.js")

#: What an article takes to show a page within itself; the page tells how high it is.
EMBED = """<iframe src="{address}" title="{title}" width="100%" height="600" style="border:0" loading="lazy"></iframe>
<script>
addEventListener("message", ({{data, source}}) => {{
  for (const frame of document.querySelectorAll("iframe"))
    if (frame.contentWindow === source && data && data.sheetgen === "height") frame.height = data.height;
}});
</script>
"""


def page(result: Result, values: Values, workbook: bytes | None = None, *, report: bool = False) -> str:
    """The page of a verified template or workbook; `workbook` is what its button downloads.

    With `report` the verdicts come first, and a sheet that the page cannot calculate is shown all the same. Otherwise
    UnsupportedError lists what is lacking.
    """
    if isinstance(result, BlocksResult):
        raise UsageError(f"{result.workbook} has a block for each row of data: a page shows one table")
    template = result.template
    # A template says itself how its numbers look.
    formats = {} if template else read_formats(result.source, result.workbook)
    shown = tables(values, template, formats)
    program, why_not = None, ""
    try:
        layout = lay_out(values, [table.name for table in shown])
        program = compile_program(values, layout)
    except UnsupportedError as error:
        if not report:
            raise
        why_not = str(error)
    scripts: list[str] = []
    data = None
    if program is not None:
        data = page_data(result, values, program, formats)
        files = [*_FIRST, *_needed(program.functions), *_THEN]
        if any(len(table.rows) > TALL for table in shown):
            files.append("tall.js")
        if data["charts"]:
            files.append("charts.js")
        files.append(_LAST)
        body = "\n".join(_asset(file) for file in files)
        scripts = [program.script, f'(() => {{\n"use strict";\n{body}}})();\n']
    style = _asset("style.css")
    file = Path(result.workbook)
    text: str = (
        _environment()
        .get_template("page.html")
        .render(
            title=template.title if template else file.name,
            source=template.source if template else "",
            changed=template.changed if template else {},
            errata=template.errata if template else [],
            differences=template.differences if template else [],
            verdict=verdict(result).plain,
            volatile=volatile(result),
            ok=bool(result),
            # Said of the verdict while a reader's what-if is shown.
            held="published inputs" if template and template.published else "inputs that the page came with",
            result=result,
            report=report,
            tables=[(table, _charts(table, data)) for table in shown],
            why_not=why_not,
            data=None if data is None else _inline_json(data),
            scripts=scripts,
            style=style,
            policy=_policy(scripts, style),
            workbook=None if workbook is None else base64.b64encode(workbook).decode(),
            download=f"{template.name if template else file.stem}.xlsx",
        )
    )
    return text


def template_page(template: Template, *, trust: bool = False) -> str:
    """The page of a template, generated and verified, with its workbook in it."""
    return verified_page(template, trust=trust)[0]


def verified_page(template: Template, *, trust: bool = False) -> tuple[str, Result]:
    """The same, with what the verification found."""
    workbook, values = build(template)
    result = verify(template, trust=trust)
    return page(result, values, workbook), result


def write_page(result: Result, path: Path) -> None:
    """Writes the page of a verified workbook, with the workbook in it; UsageError where it cannot be written."""
    write_whole(path, page(result, _values(result), result.source).encode(errors="backslashreplace"))


def write_report(result: Result, path: Path) -> None:
    """Writes the page of a run: the verdicts and what differs first, then the sheet with its workbook."""
    text = page(result, _values(result), result.source, report=True)
    write_whole(path, text.encode(errors="backslashreplace"))


def _values(result: Result) -> Values:
    """What the cells were judged among; of a workbook without formulas, what stands in it."""
    return result.cells[0].values if result.cells else recalculate(read(result.source, result.workbook))


def _charts(table: Table, data: dict[str, Any] | None) -> list[tuple[int, str]]:
    """The charts of a sheet, by number."""
    charts = data["charts"] if data else []
    return [(number, chart["title"]) for number, chart in enumerate(charts) if chart["sheet"] == table.name]


def _policy(scripts: list[str], style: str) -> str:
    allowed = " ".join(_hash(script) for script in scripts) or "'none'"
    return f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode(errors='backslashreplace')).digest()).decode()}'"


def _inline_json(data: dict[str, Any]) -> str:
    """JSON that nothing in it can end before its script element does."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


def _needed(functions: set[str]) -> list[str]:
    """The files that have a sheet's functions."""
    common = _functions_in("functions.js")
    found = [name for name in _FUNCTIONS if (functions - common) & _functions_in(name)]
    return ["functions_ranges.js", *found] if found else []


@cache
def _functions_in(name: str) -> frozenset[str]:
    """The functions that a file defines."""
    text = _asset(name)
    of_math = re.findall(r"for \(const name of \[(.*?)\]", text)
    return frozenset(re.findall(r"^f\.([A-Z0-9]+) = ", text, re.MULTILINE)) | {
        found.upper() for names in of_math for found in re.findall(r'"(\w+)"', names)
    }


@cache
def _asset(name: str) -> str:
    """A file of the page without its comments and indentation, which are for those who work on it."""
    text = resources.files("sheetgen.report.page").joinpath(name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


@cache
def _environment() -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        autoescape=True,
        loader=FunctionLoader(_asset),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
