"""`sheetgen audit`"""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetgen import counts
from sheetgen.cli.options import json_option, junit_option, markdown_option, quiet_option
from sheetgen.cli.progress import Progress
from sheetgen.engines import NAMES
from sheetgen.errors import ExitStatus, UsageError

if TYPE_CHECKING:
    from sheetgen.audits import Results

#: So many characters of a report are kept in memory, and printed at once.
_SPOOLED = 1 << 22


@click.command()
@click.argument("paths", metavar="FILE|FOLDER|GLOB|URL...", nargs=-1, required=True)
@click.option(
    "--engine",
    type=click.Choice(["auto", "sheetgen", *NAMES]),
    default="auto",
    show_default=True,
    help="Who recalculates; auto takes IronCalc where sheetgen lacks a function, and no formula takes too many steps.",
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="How many processes work. [default: one a core]")
@click.option("--dask", metavar="ADDRESS", help="Work on this scheduler's Dask cluster, or on one made here: local.")
@click.option("--resume", metavar="FILE", help="Keep results in FILE, and go on with what it has.")
@click.option("--csv", "csv_file", metavar="FILE", help="Write the differences as CSV too.")
@click.option("--parquet", metavar="FILE|FOLDER", help="Write a row for each workbook as Parquet too.")
@json_option
@markdown_option
@junit_option
@quiet_option
def command(
    paths: tuple[str, ...],
    engine: str,
    jobs: int | None,
    dask: str | None,
    resume: str | None,
    csv_file: str | None,
    parquet: str | None,
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
      sheetgen audit 's3://bucket/**/*.xlsx' --dask tcp://host:8786 --resume audited.jsonl --parquet audited/
    """
    # An audit may take hours: what cannot be written at its end is said before.
    for name, text in (("--csv", csv_file), ("--parquet", parquet), ("--junit", junit)):
        if text is not None:
            file = Path(text).absolute()
            if resume is not None and file == Path(resume).absolute():
                raise UsageError(f"{name} would write over {resume}, which --resume keeps: name another file")
            if not file.parent.is_dir():
                why = "Not a directory" if file.parent.exists() else f"there is no folder {file.parent}"
                raise UsageError(f"{text} cannot be written: {why}")

    from sheetgen.audits import audit_all, find
    from sheetgen.cli.outputs import keep_apart, one_shape

    one_shape({"--json": as_json, "--markdown": as_markdown})
    files = find(paths)
    keep_apart({"--csv": csv_file, "--parquet": parquet, "--junit": junit}, files)
    rows = None
    if parquet is not None:
        from sheetgen.report.audit_parquet import ParquetOutput

        rows = ParquetOutput(parquet)
    differing = failed = 0
    shown = not (quiet or as_json or as_markdown) and len(files) > 1
    with Progress("Auditing", len(files), shown=shown) as progress:

        def watch(results: Results, index: int) -> None:
            nonlocal differing, failed
            result = results[index]
            differing += result.differ > 0
            failed += result.error is not None
            if rows is not None:
                rows.add(results, index)
            words = [counts.differing(differing)] if differing else []
            words += [f"{failed:,} not read"] if failed else []
            progress.step(", ".join(words))

        work = jobs or os.cpu_count() or 1
        with audit_all(
            files, engine, jobs=work, resume=None if resume is None else Path(resume), dask=dask, watch=watch
        ) as results:
            progress.close()
            if rows is not None:
                rows.finish(results)
            if csv_file is not None:
                _csv(results, Path(csv_file))
            # Files first: whoever reads what is printed may have seen enough before its end.
            if junit is not None:
                from sheetgen.report.junit import of_audit, write_junit

                write_junit(Path(junit), {"audit": of_audit(results)})
            _print(results, as_json=as_json, as_markdown=as_markdown, quiet=quiet)
            if "GITHUB_ACTIONS" in os.environ:
                from sheetgen.report import github, markdown

                github.annotate(github.of_audit(results), markdown.audits(results))
    if differing:
        return ExitStatus.DIFFERS
    return ExitStatus.ERROR if failed else ExitStatus.OK


def _csv(results: Results, path: Path) -> None:
    from sheetgen.report.audit_table import write_csv
    from sheetgen.workbook.atomic import whole_file

    with whole_file(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="")
        write_csv(results, text)
        text.detach()


def _print(results: Results, *, as_json: bool, as_markdown: bool, quiet: bool) -> None:
    if as_json:
        from sheetgen.report.audit_json import audit_json

        # Put together first, then printed at once: a run that is killed while it puts it together has printed nothing.
        with tempfile.SpooledTemporaryFile(_SPOOLED, mode="w+", encoding="utf-8", errors="surrogatepass") as text:
            text.writelines(audit_json(results))
            text.write("\n")
            text.seek(0)
            while piece := text.read(_SPOOLED):
                click.echo(piece, nl=False)
    elif as_markdown:
        from sheetgen.report import markdown

        for line in markdown.audits(results):
            click.echo(line)
    else:
        from sheetgen.report.audit_table import print_audits

        print_audits(results, failures_only=quiet)
