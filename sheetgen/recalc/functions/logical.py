"""Excel's category "Logical": what is not needed is not evaluated."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sheetgen.formula.tree import Missing, Name, Node
from sheetgen.recalc.arrays import Area, Areas, Array, Lambda, Value, lift
from sheetgen.recalc.coerce import Raised, to_condition
from sheetgen.recalc.functions.registry import Rule, function
from sheetgen.recalc.work import spend
from sheetgen.values import ErrorValue, Scalar

if TYPE_CHECKING:
    from sheetgen.recalc.evaluator import Evaluator


@function("IF", derivative=Rule.BY_ITS_CODE)
def if_(evaluator: Evaluator, condition: Node, then: Node, otherwise: Node | None = None) -> Value:
    """IF: only the branch that is chosen is evaluated; a branch that is left out is FALSE, an empty one 0.

    Where the condition is an array, both branches are evaluated and each element takes its own.
    """
    chosen = evaluator.operand(condition)
    if not isinstance(chosen, Array):
        return _branch(evaluator, then if to_condition(chosen) else otherwise)
    branches = [_quiet_branch(evaluator, branch) for branch in (then, otherwise)]
    return lift(lambda item, yes, no: _shown(yes if to_condition(item) else no), chosen, *branches)


def _branch(evaluator: Evaluator, branch: Node | None) -> Value:
    if branch is None:
        return False
    return 0.0 if isinstance(branch, Missing) else evaluator.value(branch)


def _quiet_branch(evaluator: Evaluator, branch: Node | None) -> Scalar | Array:
    """A branch that only some elements take."""
    return _quietly(evaluator, partial(_branch, evaluator, branch))


def _quietly(evaluator: Evaluator, value: Callable[[], Value]) -> Scalar | Array:
    """What only some elements take: an error value that is raised on the way is theirs alone."""
    try:
        return evaluator.scalar_or_array(value())
    except Raised as raised:
        return raised.error


def _shown(value: Scalar) -> Scalar:
    return 0.0 if value is None else value


@function("IFS", least=2, derivative=Rule.BY_ITS_CODE)
def ifs(evaluator: Evaluator, *pairs: Node) -> Value:
    """IFS: the value after the first condition that is TRUE; #N/A if none is.

    From a condition on that is an array, everything is evaluated and each element takes its own.
    """
    for index in range(0, len(pairs) - 1, 2):
        condition = evaluator.operand(pairs[index])
        if isinstance(condition, Array):
            yes = _quiet_branch(evaluator, pairs[index + 1])
            no = _quietly(evaluator, partial(ifs, evaluator, *pairs[index + 2 :]))
            return lift(lambda item, yes, no: _shown(yes if to_condition(item) else no), condition, yes, no)
        if to_condition(condition):
            return _branch(evaluator, pairs[index + 1])
    return ErrorValue.NA


@function("SWITCH", least=3, derivative=Rule.BY_ITS_CODE)
def switch(evaluator: Evaluator, tree: Node, *pairs: Node) -> Value:
    """SWITCH: the value after the first case that equals the expression, or the default; #N/A without one.

    Where the expression or a case is an array, everything is evaluated and each element takes its own.
    """
    return _switch(evaluator, evaluator.operand(tree), pairs)


def _switch(evaluator: Evaluator, value: Scalar | Array, pairs: tuple[Node, ...]) -> Value:
    from sheetgen.recalc.operators import compare

    if isinstance(value, ErrorValue):
        raise Raised(value)
    for index in range(0, len(pairs) - 1, 2):
        case = evaluator.operand(pairs[index])
        if isinstance(value, Array) or isinstance(case, Array):
            yes = _quiet_branch(evaluator, pairs[index + 1])
            no = _quietly(evaluator, partial(_switch, evaluator, value, pairs[index + 2 :]))
            return lift(lambda item, own, yes, no: _shown(yes if compare(item, own) == 0 else no), value, case, yes, no)
        if compare(value, case) == 0:
            return _branch(evaluator, pairs[index + 1])
    return _branch(evaluator, pairs[-1]) if len(pairs) % 2 else ErrorValue.NA


@function("IFERROR", derivative=Rule.BY_ITS_CODE)
def iferror(evaluator: Evaluator, tree: Node, otherwise: Node) -> Value:
    """IFERROR: the second argument where the first is any error value."""
    return _replace(evaluator, tree, otherwise, lambda value: isinstance(value, ErrorValue))


@function("IFNA", derivative=Rule.BY_ITS_CODE)
def ifna(evaluator: Evaluator, tree: Node, otherwise: Node) -> Value:
    """IFNA: the second argument where the first is #N/A."""
    return _replace(evaluator, tree, otherwise, lambda value: value is ErrorValue.NA)


def _replace(evaluator: Evaluator, tree: Node, otherwise: Node, bad: Callable[[Scalar], bool]) -> Value:
    value = evaluator.operand(tree)
    if not isinstance(value, Array):
        if bad(value):
            return _branch(evaluator, otherwise)
        return 0.0 if value is None else value
    instead = _quiet_branch(evaluator, otherwise)
    return lift(lambda item, other: other if bad(item) else item, value, instead)


@function("TRUE")
def true() -> bool:
    """TRUE as a function."""
    return True


@function("FALSE")
def false() -> bool:
    """FALSE as a function."""
    return False


@function("NOT")
def not_(condition: bool) -> bool:
    """NOT: the opposite of a condition."""
    return not condition


@function("AND", least=1)
def and_(evaluator: Evaluator, *arguments: Value) -> bool:
    """AND: TRUE if all conditions are; texts and blanks in references are passed over, #VALUE! if nothing is left."""
    return all(_conditions(evaluator, arguments))


@function("OR", least=1)
def or_(evaluator: Evaluator, *arguments: Value) -> bool:
    """OR: TRUE if any condition is; texts and blanks in references are passed over, #VALUE! if nothing is left."""
    return any(_conditions(evaluator, arguments))


@function("XOR", least=1)
def xor(evaluator: Evaluator, *arguments: Value) -> bool:
    """XOR: TRUE if an odd number of conditions is."""
    return sum(_conditions(evaluator, arguments)) % 2 == 1


def _conditions(evaluator: Evaluator, arguments: tuple[Value, ...]) -> list[bool]:
    """The conditions among the arguments; #VALUE! where there is none."""
    found: list[bool] = []
    for argument in arguments:
        if isinstance(argument, Area | Areas | Array):
            for item in evaluator.items(argument):
                if isinstance(item, ErrorValue):
                    raise Raised(item)
                if isinstance(item, bool | float):
                    found.append(to_condition(item))
        elif isinstance(argument, Lambda):
            raise Raised(ErrorValue.VALUE)
        else:
            found.append(to_condition(argument))
    if not found:
        raise Raised(ErrorValue.VALUE)
    return found


@function("LET", least=3, derivative=Rule.BY_ITS_CODE)
def let(evaluator: Evaluator, *arguments: Node) -> Value:
    """LET: names values, each of which may use the names before it; the last argument is the result."""
    if len(arguments) % 2 == 0:
        raise Raised(ErrorValue.VALUE)
    outer = evaluator.scope
    try:
        for name, value in zip(arguments[:-1:2], arguments[1::2], strict=True):
            if not isinstance(name, Name):
                raise Raised(ErrorValue.VALUE)
            evaluator.scope = {**evaluator.scope, name.name.lower(): evaluator.quietly(value)}
        return evaluator.value(arguments[-1])
    finally:
        evaluator.scope = outer


@function("LAMBDA", least=1, derivative=Rule.BY_ITS_CODE)
def lambda_(evaluator: Evaluator, *arguments: Node) -> Value:
    """LAMBDA: a function of the named parameters, whose value is the last argument."""
    names = [argument.name.lower() for argument in arguments[:-1] if isinstance(argument, Name)]
    if len(names) != len(arguments) - 1:
        raise Raised(ErrorValue.VALUE)
    return Lambda(tuple(names), arguments[-1], evaluator.scope)


@function("MAP", least=2, derivative=Rule.BY_ITS_CODE)
def map_(evaluator: Evaluator, *arguments: Value) -> Value:
    """MAP: a LAMBDA applied to the elements of one or more arrays."""
    arrays = [evaluator.array(argument) for argument in arguments[:-1]]
    return lift(lambda *items: evaluator.one(arguments[-1], list(items)), *arrays)


@function("REDUCE", derivative=Rule.BY_ITS_CODE)
def reduce(evaluator: Evaluator, start: Value, array: Array, target: Value) -> Value:
    """REDUCE: a LAMBDA of what has been gathered so far and the next element."""
    gathered = start
    for item in array.items():
        gathered = evaluator.apply(target, [gathered, item])
    return gathered


@function("SCAN", derivative=Rule.BY_ITS_CODE)
def scan(evaluator: Evaluator, start: Value, array: Array, target: Value) -> Value:
    """SCAN: as REDUCE, with every intermediate value."""
    gathered, rows = start, []
    for row in array.rows:
        line: list[Scalar] = []
        for item in row:
            gathered = evaluator.one(target, [gathered, item])
            line.append(gathered)
        rows.append(tuple(line))
    return Array(tuple(rows))


@function("BYROW", derivative=Rule.BY_ITS_CODE)
def byrow(evaluator: Evaluator, array: Array, target: Value) -> Value:
    """BYROW: a LAMBDA applied to each row."""
    return Array(tuple((evaluator.one(target, [Array((row,))]),) for row in array.rows))


@function("BYCOL", derivative=Rule.BY_ITS_CODE)
def bycol(evaluator: Evaluator, array: Array, target: Value) -> Value:
    """BYCOL: a LAMBDA applied to each column."""
    columns = zip(*array.rows, strict=True)
    results = (evaluator.one(target, [Array(tuple((item,) for item in column))]) for column in columns)
    return Array((tuple(results),))


@function("MAKEARRAY", derivative=Rule.BY_ITS_CODE)
def makearray(evaluator: Evaluator, rows: float, columns: float, target: Value) -> Value:
    """MAKEARRAY: a LAMBDA of row and column numbers, for each element."""
    height, width = int(rows), int(columns)
    if height < 1 or width < 1:
        raise Raised(ErrorValue.VALUE)
    spend(height * width)
    return Array(
        tuple(
            tuple(evaluator.one(target, [float(r), float(c)]) for c in range(1, width + 1))
            for r in range(1, height + 1)
        )
    )
