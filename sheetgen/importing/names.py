"""The defined names of an imported table: those that are given, and labels beside a figure that formulas name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sheetgen.errors import UsageError
from sheetgen.figure import Figure
from sheetgen.sheet import Address

#: A word that can be a defined name: longer than a column's letters, and no address.
_WORD = re.compile(r"(?<![\w.'\"])(?![A-Za-z]{1,3}\d)[A-Za-z_][\w.]{3,}(?![\w.(]|\s*\()")


def names_of(cells: Iterable[tuple[Address, str]], given: Mapping[str, str]) -> dict[str, str]:
    """Each name and the cell that it stands for, `Tiny` and `B12`.

    A table may have a row `Tiny`, `0.0001`: where formulas say Tiny, the figure beside the label is meant. UsageError
    for a given name that is none.
    """
    texts = dict(cells)
    found = {name: _cell(name, cell) for name, cell in given.items()}
    used = {word.lower() for text in texts.values() for word in unknown_names(text, found)}
    labels: dict[str, list[tuple[str, Address]]] = {}
    for address, text in texts.items():
        label = text.strip().rstrip(":").strip()
        beside = Address(address.row, address.column + 1)
        if label.lower() in used and _is_figure(texts.get(beside, "")):
            labels.setdefault(label.lower(), []).append((label, beside))
    # Of two cells with the same label neither is meant more than the other.
    found |= {spots[0][0]: str(spots[0][1]) for spots in labels.values() if len(spots) == 1}
    return found


def unknown_names(cell: str, names: Iterable[str]) -> list[str]:
    """The words in a cell's formula that are no names, columns, addresses or functions."""
    formula = cell[1:] if cell.startswith("=") else cell[cell.find("(") :] if "(" in cell else ""
    known = {name.lower() for name in names} | {"true", "false"}
    unquoted = re.sub(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!?', " ", formula)
    return [word for word in dict.fromkeys(_WORD.findall(unquoted)) if word.lower() not in known]


def _cell(name: str, text: str) -> str:
    if not _WORD.fullmatch(name):
        raise UsageError(f"--name {name}={text}: a name has four letters or more, and no spaces: --name Tiny=B12")
    try:
        return str(Address.parse(text.replace("$", "").upper()))
    except ValueError:
        raise UsageError(f"--name {name}={text}: {text!r} is no cell; write --name {name}=B12") from None


def _is_figure(text: str) -> bool:
    try:
        return isinstance(Figure.parse(text).value, float)
    except ValueError:
        return False
