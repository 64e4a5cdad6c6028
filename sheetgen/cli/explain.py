"""`sheetgen explain`"""

from __future__ import annotations

import json

import click

from sheetgen.cli.options import engine_option, failed_engines, json_option, set_option, trust_option


@click.command()
@click.argument("what", metavar="TEMPLATE|WORKBOOK")
@click.argument("cell")
@click.option(
    "--depth", type=click.IntRange(0, 200), default=8, show_default=True, help="How many formulas deep to follow."
)
@click.option("--dependents", is_flag=True, help="Show also what is calculated from the cell.")
@click.option("--graph", type=click.Choice(["dot", "mermaid"]), help="Print the graph for Graphviz or Mermaid instead.")
@set_option
@engine_option
@trust_option
@json_option
def command(
    what: str,
    cell: str,
    depth: int,
    dependents: bool,
    graph: str | None,
    changes: dict[str, object],
    engines: tuple[str, ...],
    trust: bool,
    as_json: bool,
) -> int:
    """Show where a cell's number comes from.

    The formula, the same with its values, what each witness says, the tree of what it is calculated from down to the
    inputs, and how strongly it follows each input: its derivative. CELL is an address, a defined name or an input.

    \b
    Example:
      sheetgen explain single-neuron-gradients K6
      sheetgen explain model.xlsx Results!B9 --dependents
      sheetgen explain single-neuron-gradients I2 --graph mermaid
    """
    from sheetgen.explanation import explain
    from sheetgen.result import unanswered

    others = [engine for engine in engines if engine != "sheetgen"]
    found = explain(what, cell, changes, depth=depth, dependents=dependents, engines=others, trust=trust)
    if graph is not None:
        from sheetgen.report import graph as graphs

        click.echo({"dot": graphs.dot, "mermaid": graphs.mermaid}[graph](found))
    elif as_json:
        from sheetgen.report.data import explanation

        click.echo(json.dumps(explanation(found), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        from sheetgen.report.explanation_terminal import print_explanation

        print_explanation(found)
    return failed_engines(unanswered(found.states))
