"""`sheetgen verify`"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetgen.cli.options import (
    engine_option,
    failed_engines,
    json_option,
    junit_option,
    markdown_option,
    quiet_option,
    set_option,
    trust_option,
)
from sheetgen.ending import say
from sheetgen.errors import ExitStatus, SheetgenError

if TYPE_CHECKING:
    from sheetgen.result import Result


@click.command()
@click.argument("what", metavar="TEMPLATE|WORKBOOK")
@set_option
@engine_option
@click.option(
    "--strict", is_flag=True, help="Fail also where no witness can vouch for a cell, or nothing is calculated."
)
@click.option("--samples", type=click.IntRange(1, 1_000_000), metavar="N", help="Compare sheet and code on N inputs.")
@click.option("--seed", type=int, default=0, show_default=True, help="Which inputs --samples draws.")
@click.option("--watch", is_flag=True, help="Verify again whenever the template changes, and show what changed.")
@trust_option
@json_option
@markdown_option
@junit_option
@click.option("--html", metavar="FILE", help="Write the verdicts and the live sheet as a page too.")
@quiet_option
def command(
    what: str,
    changes: dict[str, object],
    engines: tuple[str, ...],
    strict: bool,
    samples: int | None,
    seed: int,
    watch: bool,
    trust: bool,
    as_json: bool,
    as_markdown: bool,
    junit: str | None,
    html: str | None,
    quiet: bool,
) -> int:
    """Hold every witness against every formula cell of a template or a workbook.

    The formulas are read back from the saved .xlsx and evaluated anew; the native implementation, the published
    figures, the stored values, and other calculators when asked for, must agree within bounds that follow from how
    each was computed.

    \b
    Example:
      sheetgen verify single-neuron-gradients --samples 1000
      sheetgen verify output/single-neuron-gradients.xlsx --engine libreoffice --engine ironcalc
    """
    from sheetgen.cli.outputs import keep_apart, one_shape
    from sheetgen.template import tables_of
    from sheetgen.template.documents import split_number
    from sheetgen.verification import verify
    from sheetgen.workbook.kind import is_workbook

    others = [engine for engine in engines if engine != "sheetgen"]
    chosen = partial(verify, changes=changes, engines=others, trust=trust, samples=samples or 0, seed=seed)
    if watch:
        if as_json or as_markdown or junit is not None or html is not None:
            raise click.UsageError("--watch prints to the terminal: leave out --json, --markdown, --junit and --html")
        from sheetgen.cli.watch import watch as watch_template

        watch_template(what, changes, partial(chosen, what))
        return ExitStatus.OK
    one_shape({"--json": as_json, "--markdown": as_markdown})
    keep_apart({"--junit": junit, "--html": html}, [split_number(what)[0]])
    names = [what] if is_workbook(what) else tables_of(what)
    if len(names) > 1 and (changes or html is not None):
        option = "--html makes a page" if html is not None else "--set and --params change inputs"
        raise click.UsageError(f"{option} of one table, and {what} has {len(names)}: name one, {names[0]}")
    results, errors = _verify_all(names, chosen)
    # Where nothing is calculated, nothing vouches for anything.
    doubtful = {
        name for name, result in results.items() if strict and (result.unwitnessed_count or not result.formula_count)
    }
    # Files first: whoever reads what is printed may have seen enough before its end.
    if junit is not None:
        from sheetgen.report.junit import Case, of_verification, write_junit

        suites = {name: of_verification(result) for name, result in results.items()}
        write_junit(Path(junit), suites | {name: [Case("table", error=text)] for name, text in errors.items()})
    if html is not None and results:
        from sheetgen.report.page import write_report

        write_report(results[what], Path(html))
    if as_json:
        _print_json(results, doubtful, listed=len(names) > 1)
    elif as_markdown:
        from sheetgen.report import markdown

        click.echo("\n".join(markdown.verifications(results.values())))
    else:
        _print_text(results, errors, doubtful, listed=len(names) > 1, quiet=quiet)
    if "GITHUB_ACTIONS" in os.environ:
        from sheetgen.report import github, markdown

        notes = [annotation for result in results.values() for annotation in github.of_verification(result)]
        notes += [github.of_error(name, text) for name, text in errors.items()]
        github.annotate(notes, markdown.verifications(results.values()))
    for text in errors.values():
        say(text)
    if errors:
        return ExitStatus.ERROR
    if doubtful or any(result.differs for result in results.values()):
        return ExitStatus.DIFFERS
    return failed_engines({name: text for result in results.values() for name, text in result.unanswered.items()})


def _verify_all(names: list[str], verify: Callable[[str], Result]) -> tuple[dict[str, Result], dict[str, str]]:
    """What was found by table, and why others cannot be read."""
    results, errors = {}, {}
    for name in names:
        try:
            results[name] = verify(name)
        except SheetgenError as error:
            errors[name] = str(error)
    return results, errors


def _print_json(results: dict[str, Result], doubtful: set[str], *, listed: bool) -> None:
    """One object, or a list of them with the table that each is about."""
    from sheetgen.report.data import verification

    found = [
        {**({"table": name} if listed else {}), **verification(result, bool(result) and name not in doubtful)}
        for name, result in results.items()
    ]
    if found:
        click.echo(json.dumps(found if listed else found[0], ensure_ascii=False, indent=2, allow_nan=False))


def _print_text(
    results: dict[str, Result], errors: dict[str, str], doubtful: set[str], *, listed: bool, quiet: bool
) -> None:
    """Each table's verification, and of several what became of each; in quiet what failed alone."""
    from sheetgen.report.terminal import print_tables, print_verification

    failed = [name for name, result in results.items() if not result or name in doubtful]
    for name, result in results.items():
        if not quiet or name in failed:
            print_verification(result, failures_only=quiet)
            if listed:
                click.echo()
    if listed and not (quiet and not failed and not errors):
        print_tables(results, errors)
