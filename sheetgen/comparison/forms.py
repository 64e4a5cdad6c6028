"""Formulas as the comparison sees them: what they say, apart from which cells they say it of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sheetgen.errors import FormulaError
from sheetgen.formula.parse import parse
from sheetgen.formula.print_a1 import print_a1
from sheetgen.formula.tree import External, Name, Node, Range, Reference, SheetSpan, WholeColumns, WholeRows
from sheetgen.formula.walk import replaced
from sheetgen.sheet import Address
from sheetgen.workbook.grid import SourceFormula

Leaf = Reference | Range | WholeColumns | WholeRows


@dataclass(frozen=True, slots=True)
class Form:
    """A formula without its references (`skeleton`), and these in their order, relative to the formula's own cell."""

    skeleton: str
    references: tuple[Leaf, ...]
    #: The range that an array formula fills, or None.
    array: bool = False


class Forms:
    """The forms of a workbook's formulas; each is taken apart once, however many cells share it."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[SourceFormula, Form]] = {}

    def of(self, source: SourceFormula) -> Form:
        """The form of a formula; of one that is not in Excel's grammar, its text."""
        known = self._known.get(id(source))
        if known is None:
            # The formula is kept beside its form, so that no other one gets its identity.
            known = self._known[id(source)] = (source, _form(source))
        return known[1]

    def text(self, source: SourceFormula | None, address: Address) -> str | None:
        """A formula as the cell at an address has it, with its equals sign; an array formula in braces."""
        if source is None:
            return None
        try:
            own = source.text if address == source.origin else print_a1(parse(source.text, source.origin), address)
        except FormulaError:
            own = source.text
        return f"{{={own}}}" if source.array is not None and not source.dynamic else f"={own}"


def _form(source: SourceFormula) -> Form:
    array = source.array is not None
    try:
        tree = parse(source.text, source.origin)
    except FormulaError:
        return Form(source.text, (), array)
    references: list[Leaf] = []

    def taken(node: Node) -> Node | None:
        if isinstance(node, Reference | Range | WholeColumns | WholeRows):
            references.append(node)
            return Name(None, "\0")
        if isinstance(node, SheetSpan):
            # Its cells go with those of its first sheet.
            references.append(_on(node.first, node.reference))
            return Name(None, f"\0{node.last}")
        return node if isinstance(node, External) else None

    return Form(repr(replaced(tree, taken)), tuple(references), array)


def _on(sheet: str, leaf: Leaf) -> Leaf:
    """A reference that names its sheet."""
    return (
        replace(leaf, first=replace(leaf.first, sheet=sheet)) if isinstance(leaf, Range) else replace(leaf, sheet=sheet)
    )
