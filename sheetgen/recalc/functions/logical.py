"""Excel's category "Logical": what is not needed is not evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetgen.formula.tree import Missing, Node
from sheetgen.recalc.coerce import Raised, to_condition
from sheetgen.recalc.functions.registry import function

if TYPE_CHECKING:
    from sheetgen.recalc.arrays import Value
    from sheetgen.recalc.evaluate import Evaluator


@function("IF", 2, 3, takes="lazy")
def if_(evaluator: Evaluator, condition: Node, then: Node, otherwise: Node | None = None) -> Value:
    """IF: only the branch that is chosen is evaluated; a branch that is left out is FALSE, an empty one 0."""
    chosen = then if to_condition(evaluator.scalar(condition)) else otherwise
    if chosen is None:
        return False
    return 0.0 if isinstance(chosen, Missing) else evaluator.value(chosen)


@function("IFERROR", 2, takes="lazy")
def iferror(evaluator: Evaluator, tree: Node, otherwise: Node) -> Value:
    """IFERROR: the second argument where the first is any error value."""
    try:
        return evaluator.scalar_value(tree)
    except Raised:
        return 0.0 if isinstance(otherwise, Missing) else evaluator.value(otherwise)


@function("TRUE", 0)
def true() -> bool:
    """TRUE as a function."""
    return True


@function("FALSE", 0)
def false() -> bool:
    """FALSE as a function."""
    return False


@function("NOT", 1, takes="lazy")
def not_(evaluator: Evaluator, tree: Node) -> bool:
    """NOT: the opposite of a condition."""
    return not to_condition(evaluator.scalar(tree))


@function("AND", 1, 255, takes="values")
def and_(evaluator: Evaluator, *arguments: Value) -> bool:
    """AND: TRUE if all conditions are; texts and blanks in references are passed over, #VALUE! if nothing is left."""
    return all(evaluator.conditions(arguments))


@function("OR", 1, 255, takes="values")
def or_(evaluator: Evaluator, *arguments: Value) -> bool:
    """OR: TRUE if any condition is; texts and blanks in references are passed over, #VALUE! if nothing is left."""
    return any(evaluator.conditions(arguments))
