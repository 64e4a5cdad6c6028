"""Values in a row and the operators between them become a tree, by Excel's precedence."""

from __future__ import annotations

from sheetgen.formula.tree import Missing, Node, Operation

#: The binary operators from the tightest level to the loosest.
_LEVELS = tuple(map(frozenset, (("^",), ("*", "/"), ("+", "-"), ("&",), ("=", "<>", "<", ">", "<=", ">="))))


def joined(operands: list[Node], operators: list[str]) -> Node:
    """One tree of operands with an operator between each two of them."""
    for level in _LEVELS:
        if level.isdisjoint(operators):
            continue
        operands, operators = _join_level(operands, operators, level)
    return operands[0]


def _join_level(operands: list[Node], operators: list[str], level: frozenset[str]) -> tuple[list[Node], list[str]]:
    """Makes one node of every run of operators of a level; the looser operators stay between what remains."""
    found: list[Node] = []
    looser: list[str] = []
    run = [operands[0]]
    signs: list[str] = []
    for operator, operand in zip([*operators, ""], [*operands[1:], Missing()], strict=True):
        if operator in level:
            signs.append(operator)
            run.append(operand)
            continue
        found.append(Operation(tuple(signs), tuple(run)) if signs else run[0])
        looser.append(operator)
        run, signs = [operand], []
    return found, looser[:-1]
