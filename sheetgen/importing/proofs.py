"""Whether a formula in the template's notation means what the workbook's does: both are parsed, once for each relative
form, for the cells of a column mostly say the same of their own rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sheetgen.errors import FormulaError, NotationError
from sheetgen.formula.parse import parse
from sheetgen.formula.tree import Name, Node
from sheetgen.formula.walk import replaced
from sheetgen.notation import translate
from sheetgen.sheet import Address
from sheetgen.workbook.relative import Form, relative_form

#: Whether a formula in the notation means one in A1, in the cell at an address.
Means = Callable[[str, str, Address], bool]


class Proofs:
    """Remembers what was proved. Where a formula has the same relative form as one before it, in the same column, and
    its notation too, they are read as the same two trees as those, so that the proof is the same."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names` are the defined names by their lower case."""
        self.names = names
        self._means: dict[tuple[Form, Form], bool] = {}
        self._trees: dict[Form, Node | None] = {}

    def means(self, notation: str, formula: str, address: Address) -> bool:
        """Whether a formula in the notation is read as the same tree as a formula in A1."""
        forms = relative_form(notation, *address), relative_form(formula, *address)
        if forms not in self._means:
            self._means[forms] = means(notation, formula, address, self.names)
        return self._means[forms]

    def tree(self, formula: str, address: Address) -> Node | None:
        """A formula's tree; None for what is not in Excel's grammar."""
        form = relative_form(formula, *address)
        if form not in self._trees:
            try:
                self._trees[form] = parse(formula, address)
            except FormulaError:
                self._trees[form] = None
        return self._trees[form]


def means(notation: str, formula: str, address: Address, names: Mapping[str, str]) -> bool:
    """Whether a formula in the notation is read as the same tree as a formula in A1."""
    return _tree_of_notation(notation, address, names) == _tree(formula, address) is not None


def _tree_of_notation(notation: str, address: Address, names: Mapping[str, str]) -> Node | None:
    try:
        return _tree(translate(notation, row=address.row, names=names), address)
    except NotationError:
        return None


def _tree(formula: str, address: Address) -> Node | None:
    """A formula's tree; capitals do not tell names apart."""
    try:
        tree = parse(formula, address)
    except FormulaError:
        return None
    return replaced(tree, lambda node: Name(node.sheet, node.name.lower()) if isinstance(node, Name) else None)
