"""`sheetgen selftest`"""

from __future__ import annotations

import json
import sys

import click

from sheetgen.cli.options import json_option, quiet_option, set_option
from sheetgen.errors import ExitStatus


@click.command()
@click.argument("template")
@set_option
@json_option
@quiet_option
def command(template: str, changes: dict[str, object], as_json: bool, quiet: bool) -> int:
    """Plant errors in a template, one at a time, and show that verify catches every one.

    Each formula's operators, references and constants, each input, and each published figure by one unit of its last
    digit. A change that is provably no error is listed as equivalent and not counted. Exit status 1 if an error
    survives.

    \b
    Example:
      sheetgen selftest single-neuron-gradients
    """
    from sheetgen.selftest import selftest
    from sheetgen.template import load

    loaded = load(template, changes)
    label = f"Planting errors in {loaded.name}"
    # A bar only on a terminal, and never among the data.
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=quiet or as_json) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        result = selftest(loaded, progress)
    if as_json:
        from sheetgen.report.data import mutation

        click.echo(json.dumps(mutation(result), ensure_ascii=False, indent=2))
    else:
        from sheetgen.report.terminal import print_selftest

        print_selftest(result, failures_only=quiet)
    return ExitStatus.OK if result else ExitStatus.DIFFERS
