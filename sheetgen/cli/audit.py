"""`sheetgen audit`"""

from __future__ import annotations

import glob
import io
import json
import os
import sys
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

import click

from sheetgen.auditing import WorkbookAudit, audit
from sheetgen.cli.options import json_option, junit_option, markdown_option, quiet_option
from sheetgen.engines import NAMES
from sheetgen.errors import ExitStatus, UsageError


@click.command()
@click.argument("paths", metavar="FILE|FOLDER|GLOB...", nargs=-1, required=True)
@click.option(
    "--engine",
    type=click.Choice(["auto", "sheetgen", *NAMES]),
    default="auto",
    show_default=True,
    help="Who recalculates; auto takes IronCalc where sheetgen lacks a function.",
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="How many processes work. [default: one a core]")
@click.option("--csv", "csv_file", metavar="FILE", help="Write the differences as CSV too.")
@json_option
@markdown_option
@junit_option
@quiet_option
def command(
    paths: tuple[str, ...],
    engine: str,
    jobs: int | None,
    csv_file: str | None,
    as_json: bool,
    as_markdown: bool,
    junit: str | None,
    quiet: bool,
) -> int:
    """Do the numbers stored in these workbooks follow from their formulas?

    Each workbook is recalculated and compared with the values that it stores. A formula that cannot be evaluated is
    unsupported, never taken to agree. One broken file does not stop the rest.

    \b
    Example:
      sheetgen audit model.xlsx
      sheetgen audit homework/ --csv findings.csv
    """
    files = _find(paths)
    results = _audit_all(files, engine, jobs or os.cpu_count() or 1, bar=not (quiet or as_json or as_markdown))
    if csv_file:
        from sheetgen.report.audit_table import write_csv
        from sheetgen.workbook.atomic import write_whole

        text = io.StringIO(newline="")
        write_csv(results, text)
        write_whole(Path(csv_file), text.getvalue().encode(errors="backslashreplace"))
    if as_json:
        from sheetgen.report.data import audits

        click.echo(json.dumps(audits(results), ensure_ascii=False, indent=2, allow_nan=False))
    elif as_markdown:
        from sheetgen.report import markdown

        click.echo("\n".join(markdown.audits(results)))
    else:
        from sheetgen.report.audit_table import print_audits

        print_audits(results, failures_only=quiet)
    if junit is not None:
        from sheetgen.report.junit import of_audit, write_junit

        write_junit(Path(junit), "audit", of_audit(results))
    if "GITHUB_ACTIONS" in os.environ:
        from sheetgen.report import github, markdown

        github.annotate(github.of_audit(results), markdown.audits(results))
    if any(result.differ for result in results):
        return ExitStatus.DIFFERS
    return ExitStatus.ERROR if any(result.error for result in results) else ExitStatus.OK


def _find(paths: tuple[str, ...]) -> list[str]:
    """The workbooks behind files, folders (all below them) and patterns, each once."""
    found: dict[str, None] = {}
    for text in paths:
        path = Path(text)
        if path.is_dir():
            matches = sorted(str(item) for item in path.rglob("*") if item.suffix.lower() in (".xlsx", ".xlsm"))
        elif path.exists() or not glob.has_magic(text):
            matches = [text]
        else:
            matches = sorted(glob.glob(text, recursive=True))  # noqa: PTH207
        if not matches:
            raise UsageError(f"there is no workbook (.xlsx, .xlsm) in {text}")
        # What Excel leaves beside a workbook that is open starts with ~$.
        found.update(dict.fromkeys(match for match in matches if not Path(match).name.startswith("~$")))
    return list(found)


def _audit_all(files: list[str], engine: str, jobs: int, *, bar: bool) -> list[WorkbookAudit]:
    """Every file's audit in the files' order, in several processes if that pays."""
    work = partial(audit, engine=engine)
    with click.progressbar(
        length=len(files), label="Auditing", file=sys.stderr, hidden=not bar or len(files) < 2
    ) as shown:
        if jobs == 1 or len(files) == 1:
            results = []
            for file in files:
                results.append(work(file))
                shown.update(1)
            return results
        with ProcessPoolExecutor(min(jobs, len(files))) as pool:
            futures = [pool.submit(work, file) for file in files]
            for future in futures:
                future.add_done_callback(lambda _: shown.update(1))
            return [_result(future, file) for future, file in zip(futures, files, strict=True)]


def _result(future: Future[WorkbookAudit], file: str) -> WorkbookAudit:
    try:
        return future.result()
    except BrokenProcessPool:
        return WorkbookAudit(file, error=f"{file}: the process that audited it died; try it alone with --jobs 1")
