"""The command line: one file a command, imported when it is called, so that `sheetgen --help` starts fast."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Callable
from typing import TypeVar

import click

from sheetgen.ending import READER_GONE, Stopped, by_number, give_way, prepare, say, say_stopped, silence, unexpected
from sheetgen.errors import ExitStatus, SheetgenError
from sheetgen.version import VERSION
from sheetgen.workbook import limits

#: The commands in the order in which a newcomer needs them, with what the list in `sheetgen --help` says of each.
COMMANDS = {
    "reproduce": "Generate and prove every template's workbook, into output/.",
    "list": "List the templates.",
    "show": "Print a template's table, by value or by formula.",
    "generate": "Write a template's workbook.",
    "page": "Write a template's live page: the sheet as one HTML file.",
    "verify": "Hold every witness against every cell of a template or workbook.",
    "explain": "Show where a cell's number comes from.",
    "recalc": "Evaluate a workbook's formulas anew.",
    "gradient": "Differentiate a cell by others, through the formulas between them.",
    "import": "Make a template of a workbook, a page, a document or a CSV file.",
    "diff": "Show what differs between two workbooks or templates.",
    "audit": "Do the numbers stored in workbooks follow from their formulas?",
    "selftest": "Plant errors in a template and show that verify catches them.",
}

#: Modules that cannot have the name of their command.
_MODULES = {"import": "import_"}


_F = TypeVar("_F", bound=Callable[..., object])


class _Commands(click.Group):
    """A group whose commands are modules of this package, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        from importlib import import_module

        command: click.Command = import_module(f"sheetgen.cli.{_MODULES.get(name, name)}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            nearest = get_close_matches(name, COMMANDS, n=1)
            hint = f"did you mean {nearest[0]}?" if nearest else f"there are: {', '.join(COMMANDS)}"
            raise click.UsageError(f"there is no command {name!r}; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # Written from the table above: the help of the whole must not import every command.
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _limit(option: str, metavar: str, text: str, name: str) -> Callable[[_F], _F]:
    return click.option(option, metavar=metavar, help=f"{text}  [default: {limits.USUAL[name]}]")


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="sheetgen")
@_limit("--max-size", "MIB", "Refuse workbooks that are larger, or unpack to more.", limits.SIZE)
@_limit("--max-cells", "N", "Refuse workbooks of more cells.", limits.CELLS)
@_limit("--max-steps", "N", "Refuse formulas that take more work.", limits.STEPS)
@click.pass_context
def cli(context: click.Context, max_size: str | None, max_cells: str | None, max_steps: str | None) -> None:
    """Turn a published table of calculations into a live spreadsheet, and prove every number in it.

    A TEMPLATE is named by its short name (sheetgen list) or by its path.

    \b
    Example:
      sheetgen reproduce
      sheetgen verify single-neuron-gradients

    Exit status: 0 nothing differs, 1 something does, 2 it could not be done. SHEETGEN_DEBUG=1 in the environment shows
    the traceback of an error that is not the input's.
    """
    if (max_size, max_cells, max_steps) != (None, None, None):
        from sheetgen.workbook.limits import CELLS, SIZE, STEPS, changed

        given = {SIZE: max_size, CELLS: max_cells, STEPS: max_steps}
        context.with_resource(changed({name: text for name, text in given.items() if text is not None}))


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and exits with its status; an error is one sentence, never a traceback."""
    prepare()
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What an encoding does not have, or none has (half an emoji, that LEFT cut off), is shown by its number.
        codecs.register_error("sheetgen", by_number)
        sys.stdout.reconfigure(errors="sheetgen")
    try:
        status = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
        sys.stderr.flush()
        return status
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return ExitStatus.ERROR
    except click.ClickException as error:
        say(error.format_message())
    except SheetgenError as error:
        say(str(error))
    except Stopped as stop:
        return say_stopped(stop)
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        return 130
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing more can be written, also not at exit.
        silence(sys.stdout)
        silence(sys.stderr)
        return READER_GONE
    except Exception as error:
        say(unexpected(error))
    _flush_or_silence()
    return ExitStatus.ERROR


def _run(arguments: list[str]) -> int:
    """The same with exceptions. Not by click's `main`, which has a status of its own for a reader that has gone."""
    instruction = os.environ.get("_SHEETGEN_COMPLETE")
    if instruction:
        from click.shell_completion import shell_complete

        return shell_complete(cli, {}, "sheetgen", "_SHEETGEN_COMPLETE", instruction)
    try:
        with cli.make_context("sheetgen", [*arguments]) as context:
            status = int(cli.invoke(context) or ExitStatus.OK)
    except click.exceptions.Exit as stop:
        status = stop.exit_code
    except Exception:
        give_way()
        raise
    give_way()
    return status


def _flush_or_silence() -> None:
    """What was printed before an error is shown, if it can be."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        silence(sys.stdout)
