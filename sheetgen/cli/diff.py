"""`sheetgen diff`"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import click

from sheetgen.cli.options import json_option, junit_option, message, quiet_option, set_option
from sheetgen.errors import ExitStatus


@click.command()
@click.argument("paths", nargs=-1, metavar="OLD NEW")
@set_option
@click.option("--ulp", type=click.IntRange(min=0), help="Numbers within so many ulp count as equal.")
@click.option("--digits", type=click.IntRange(1, 17), help="Numbers with the same significant digits count as equal.")
@click.option("--sheet", help="Compare this sheet only.")
@click.option("--no-formats", is_flag=True, help="Do not compare how cells look.")
@click.option("--no-figures", is_flag=True, help="Do not compare published figures.")
@click.option("--no-values", is_flag=True, help="Do not compare the values of formulas.")
@click.option("--no-formulas", is_flag=True, help="Do not compare formulas and defined names.")
@click.option("--unified", "shape", flag_value="unified", help="Print a patch.")
@click.option("--markdown", "shape", flag_value="markdown", help="Print Markdown.")
@json_option
@junit_option
@click.option("--git", "mode", flag_value="git", help="Let git show workbooks by sheetgen in this repository.")
@click.option("--textconv", "mode", flag_value="textconv", help="Print one workbook as text, for git.")
@click.option("--git-driver", "mode", flag_value="driver", hidden=True, help="What git calls for each workbook.")
@quiet_option
def command(
    paths: tuple[str, ...],
    changes: dict[str, object],
    ulp: int | None,
    digits: int | None,
    sheet: str | None,
    no_formats: bool,
    no_figures: bool,
    no_values: bool,
    no_formulas: bool,
    shape: str | None,
    as_json: bool,
    junit: str | None,
    mode: str | None,
    quiet: bool,
) -> int:
    """Show what differs between two workbooks, two templates, or one of each.

    Rows and columns are aligned, so that an inserted row is one insertion, and formulas that merely moved with it are
    the same. --set changes inputs of the new one, if that is a template.

    \b
    Example:
      sheetgen diff old.xlsx new.xlsx
      sheetgen diff single-neuron-gradients output/single-neuron-gradients.xlsx
      sheetgen diff --git
    """
    if mode is not None:
        return _for_git(mode, paths)
    if len(paths) != 2:
        raise click.UsageError("name the two to compare: sheetgen diff OLD NEW")
    if as_json and shape is not None:
        raise click.UsageError(f"--json and --{shape} exclude each other: give one of them")
    if ulp is not None and digits is not None:
        raise click.UsageError("--ulp and --digits exclude each other: give one of them")
    from sheetgen.cli.outputs import keep_apart
    from sheetgen.comparison import Aspects, diff

    keep_apart({"--junit": junit}, paths)
    aspects = Aspects(values=not no_values, formulas=not no_formulas, formats=not no_formats, figures=not no_figures)
    result = diff(*paths, ulp=ulp, digits=digits, aspects=aspects, sheet=sheet, changes=changes)
    # The file first: whoever reads what is printed may have seen enough before its end.
    if junit is not None:
        from sheetgen.report.junit import of_diff, write_junit

        write_junit(Path(junit), {"diff": of_diff(result)})
    if as_json:
        from sheetgen.report.diff_data import comparison

        click.echo(json.dumps(comparison(result), ensure_ascii=False, indent=2, allow_nan=False))
    elif shape is not None:
        from sheetgen.report import diff_text

        _print(diff_text.unified(result) if shape == "unified" else diff_text.markdown(result))
    elif not (quiet and result):
        from sheetgen.report.diff_terminal import print_diff

        print_diff(result)
    if "GITHUB_ACTIONS" in os.environ:
        from sheetgen.report import diff_text, github

        github.annotate(github.of_diff(result), diff_text.markdown(result))
    return ExitStatus.OK if result else ExitStatus.DIFFERS


def _for_git(mode: str, paths: tuple[str, ...]) -> int:
    from sheetgen import git_driver

    if mode == "git":
        if paths:
            raise click.UsageError("--git sets up the repository that you are in: name no files")
        for line in git_driver.install(Path.cwd()):
            message(line)
    elif mode == "driver":
        _print(git_driver.driver(paths))
    else:
        if len(paths) != 1:
            raise click.UsageError("--textconv prints one workbook: name one file")
        from sheetgen.comparison.side import side
        from sheetgen.report.diff_text import as_text

        _print(as_text(side(paths[0])))
    return ExitStatus.OK


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
