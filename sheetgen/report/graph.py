"""The cells behind a cell as a graph, in the languages of Graphviz and Mermaid."""

from __future__ import annotations

import json

from sheetgen.explanation import Explanation, Line, spelled_area
from sheetgen.values import show


def dot(explanation: Explanation) -> str:
    """The graph for Graphviz: inputs at the left, an arrow from each cell to those that are calculated from it."""
    nodes, edges = _graph(explanation)
    names = {key: f"c{number}" for number, key in enumerate(nodes)}
    out = ["digraph sheetgen {", "  rankdir=LR;", '  node [shape=box, fontname="Helvetica"];']
    for key, line in nodes.items():
        label = json.dumps("\n".join(_label(key, line)), ensure_ascii=False)
        shape = "" if line.kind == "formula" else ", style=rounded"
        out.append(f"  {names[key]} [label={label}{shape}];")
    out += [f"  {names[first]} -> {names[last]};" for first, last in edges]
    return "\n".join([*out, "}"])


def mermaid(explanation: Explanation) -> str:
    """The graph for Mermaid, as Markdown renderers draw it."""
    nodes, edges = _graph(explanation)
    names = {key: f"c{number}" for number, key in enumerate(nodes)}
    out = ["flowchart LR"]
    for key, line in nodes.items():
        label = "<br>".join(map(_escape, _label(key, line)))
        left, right = ("[", "]") if line.kind == "formula" else ("([", "])")
        out.append(f'  {names[key]}{left}"{label}"{right}')
    out += [f"  {names[first]} --> {names[last]}" for first, last in edges]
    return "\n".join(out)


def _graph(explanation: Explanation) -> tuple[dict[str, Line], list[tuple[str, str]]]:
    """The cells by their names, and the pairs of precedent and dependent, each once."""
    sheet = explanation.cell.place.sheet
    nodes: dict[str, Line] = {}
    edges: dict[tuple[str, str], None] = {}
    for lines, forward in ((explanation.precedents, False), (explanation.dependents, True)):
        for line in lines:
            key = spelled_area(line.area, sheet)
            nodes.setdefault(key, line)
            if line.above is not None:
                above = spelled_area(line.above, sheet)
                edges[(above, key) if forward else (key, above)] = None
    return nodes, list(edges)


def _label(key: str, line: Line) -> list[str]:
    value = show(line.value)
    texts = [f"{key}{f' = {value}' if value else ''}", line.notation or line.formula or "", line.name]
    return [text for text in texts if text]


def _escape(text: str) -> str:
    """What Mermaid would take for its own marks, or a browser for HTML, as character entities."""
    return "".join(f"#{ord(letter)};" if letter in '"#<>&`' else letter for letter in text)
