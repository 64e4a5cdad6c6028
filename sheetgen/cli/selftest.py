"""`sheetgen selftest`"""

from __future__ import annotations

import json
import os
import sys

import click

from sheetgen.cli.options import json_option, quiet_option, set_option
from sheetgen.cli.progress import Progress
from sheetgen.errors import ExitStatus


@click.command()
@click.argument("template")
@set_option
@click.option("--plant", type=click.IntRange(1), metavar="N", help="Plant N changes only, spread evenly over all.")
@click.option("--samples", type=click.IntRange(1, 1_000_000), metavar="N", help="Try survivors on N inputs too.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="How many processes work. [default: one a core]")
@json_option
@quiet_option
def command(
    template: str,
    changes: dict[str, object],
    plant: int | None,
    samples: int | None,
    jobs: int | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Plant errors in a template, one at a time, and show that verify catches every one.

    Each formula's operators, references and constants, each input, and each published figure by one unit of its last
    digit. Each change goes through a workbook that is written, read back and verified.

    The last line says how many of the planted errors were caught, and how many changes were planted of how many there
    are. A change that is provably no error is listed as equivalent and is not counted among the errors; one that passes
    without such a proof has survived, and is listed with its cell. With --samples it must pass verify --samples N too,
    which holds the sheet against the code on drawn inputs.

    Exit status 0 if every planted error was caught, 1 if one survived, 2 if nothing could be planted, as where the
    template itself differs. With --plant it speaks of the N changes alone, which are the same in every run.

    \b
    Example:
      sheetgen selftest single-neuron-gradients
      sheetgen selftest layers --plant 100
      sheetgen selftest tiny-sweep --plant 100 --samples 50
    """
    from sheetgen.selftest import Outcome, count, selftest
    from sheetgen.template import load

    loaded = load(template, changes)
    survived = 0
    length = min(plant or sys.maxsize, count(loaded))
    with Progress(f"Planting errors in {loaded.name}", length, shown=not quiet) as progress:

        def watch(outcome: Outcome) -> None:
            nonlocal survived
            survived += outcome.verdict == "survived"
            progress.step(f"{survived} survived" if survived else "")

        result = selftest(loaded, most=plant, samples=samples or 0, jobs=jobs or os.cpu_count() or 1, watch=watch)
    if as_json:
        from sheetgen.report.data import mutation

        click.echo(json.dumps(mutation(result), ensure_ascii=False, indent=2))
    else:
        from sheetgen.report.terminal import print_selftest

        print_selftest(result, failures_only=quiet)
    return ExitStatus.OK if result else ExitStatus.DIFFERS
