"""Options that several commands share, each said once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sheetgen.errors import ExitStatus

if TYPE_CHECKING:
    from pathlib import Path

F = TypeVar("F", bound=Callable[..., Any])


def _params(context: click.Context, parameter: click.Parameter, path: str | None) -> None:
    if path is not None:
        from pathlib import Path

        from sheetgen.template.params import read_params, with_file

        context.meta["params"] = with_file(read_params(Path(path)), Path(path))


def _changes(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, object]:
    """What --set says, and what --params says of all else."""
    changes: dict[str, object] = {}
    given: set[str] = set()
    for value in values:
        name, equals, text = value.partition("=")
        name = name.strip()
        if not equals or not name:
            raise click.UsageError(f"--set {value}: write it as --set NAME=VALUE")
        if name.lower() in given:
            raise click.UsageError(f"--set {name} stands there twice; give it once")
        given.add(name.lower())
        changes[name] = text.strip()
    params: dict[str, object] = context.meta.get("params", {})
    return {**{name: value for name, value in params.items() if name.lower() not in given}, **changes}


def set_option(command: F) -> F:
    """--set NAME=VALUE, repeatable, and --params FILE; both arrive as the dict `changes`."""
    help_text = "Change inputs and parameters as a TOML or JSON file says; --set comes first."
    # Eager, so that it is read before --set is put on top of it.
    params = click.option(
        "--params", metavar="FILE", callback=_params, expose_value=False, is_eager=True, help=help_text
    )
    help_text = "Change an input or parameter (repeatable)."
    setting = click.option("--set", "changes", multiple=True, metavar="NAME=VALUE", callback=_changes, help=help_text)
    return setting(params(command))


def json_option(command: F) -> F:
    """--json; arrives as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(command)


def quiet_option(command: F) -> F:
    """-q; arrives as `quiet`."""
    return click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors and failures.")(command)


def junit_option(command: F) -> F:
    """--junit FILE; arrives as `junit`."""
    return click.option("--junit", metavar="FILE", help="Write a JUnit report too, for build servers.")(command)


def markdown_option(command: F) -> F:
    """--markdown; arrives as `as_markdown`."""
    return click.option("--markdown", "as_markdown", is_flag=True, help="Print the result as Markdown.")(command)


def trust_option(command: F) -> F:
    """--trust; arrives as `trust`."""
    help_text = "Import a native function that is not part of sheetgen."
    return click.option("--trust", is_flag=True, help=help_text)(command)


def engine_option(command: F) -> F:
    """--engine NAME, repeatable; arrives as `engines`."""
    from sheetgen.engines import NAMES

    help_text = "Ask another calculator too (repeatable)."
    choice = click.Choice(["sheetgen", *NAMES], case_sensitive=False)
    return click.option("--engine", "engines", multiple=True, type=choice, help=help_text)(command)


def failed_engines(sentences: Mapping[str, str]) -> int:
    """Says on standard error why calculators that were asked have no answer; the exit status."""
    # Of several workbooks it may be the same one: that the calculator is not installed.
    for sentence in dict.fromkeys(sentences.values()):
        message(f"sheetgen: {sentence}")
    return ExitStatus.ERROR if sentences else ExitStatus.OK


def workbook_path(text: str) -> Path:
    """Where to write a workbook: a name that spreadsheet programs will open as one."""
    from pathlib import Path

    path = Path(text)
    if path.suffix.lower() != ".xlsx" and not os.path.isdir(text):  # noqa: PTH112
        raise click.UsageError(f"-o {text}: what is written is a workbook, so its name must end in .xlsx")
    return path


def message(text: str, *, quiet: bool = False) -> None:
    """A message to standard error: what was done, as opposed to the data that was asked for."""
    if not quiet:
        click.echo(text, err=True)
