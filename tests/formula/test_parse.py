"""Excel's grammar: what binds how tightly, constants and functions."""

import pytest

from sheetgen.formula import parse
from sheetgen.formula.tree import (
    ArrayConstant,
    Boolean,
    Call,
    Error,
    Missing,
    Name,
    Number,
    Operation,
    Text,
    Unary,
)
from sheetgen.sheet import Address
from sheetgen.values import ErrorValue

OWN = Address(10, 5)


def grouped(tree):
    """A tree as text with every operation in parentheses."""
    match tree:
        case Number(value):
            return f"{value:g}"
        case Text(value):
            return f'"{value}"'
        case Boolean(value):
            return str(value).upper()
        case Name(None, name):
            return name
        case Unary("%", operand):
            return f"({grouped(operand)}%)"
        case Unary(sign, operand):
            return f"({sign}{grouped(operand)})"
        case Operation(operators, operands):
            text = grouped(operands[0])
            for operator, operand in zip(operators, operands[1:], strict=True):
                text = f"({text}{operator}{grouped(operand)})"
            return text
    raise AssertionError(tree)


@pytest.mark.parametrize(
    ("formula", "means"),
    [
        ("1-2-3", "((1-2)-3)"),
        ("8/4/2", "((8/4)/2)"),
        ("2^3^2", "((2^3)^2)"),
        ("-2^2", "((-2)^2)"),
        ("2^-1", "(2^(-1))"),
        ("2^-1^2", "((2^(-1))^2)"),
        ("1-2^2", "(1-(2^2))"),
        ("-2*3", "((-2)*3)"),
        ("1+2*3", "(1+(2*3))"),
        ("1*2+3", "((1*2)+3)"),
        ("(1+2)*3", "((1+2)*3)"),
        ("1-(2-3)", "(1-(2-3))"),
        ("50%", "(50%)"),
        ("-50%", "(-(50%))"),
        ("2^50%", "(2^(50%))"),
        ("50%%", "((50%)%)"),
        ("2*50%^2", "(2*((50%)^2))"),
        ("--1", "(-(-1))"),
        ("---1", "(-1)"),
        ("+1", "1"),
        ("1-+-1", "(1-(-1))"),
        ('"a"&1+2', '("a"&(1+2))'),
        ('"a"&"b"="ab"', '(("a"&"b")="ab")'),
        ("2=2=TRUE", "((2=2)=TRUE)"),
        ("1<2<>FALSE", "((1<2)<>FALSE)"),
        ("1+1>=2*1", "((1+1)>=(2*1))"),
        ("a<=b", "(a<=b)"),
        (" 1 +\n2\t", "(1+2)"),
    ],
)
def test_operators_bind_as_in_excel(formula, means):
    assert grouped(parse(formula, OWN)) == means


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        ("1", Number(1.0)),
        ("1.", Number(1.0)),
        (".5", Number(0.5)),
        ("1.5E+3", Number(1500.0)),
        ("1e-3", Number(0.001)),
        ('"say ""hi"""', Text('say "hi"')),
        ('""', Text("")),
        ("TRUE", Boolean(True)),
        ("false", Boolean(False)),
        ("#DIV/0!", Error(ErrorValue.DIV0)),
        ("#N/A", Error(ErrorValue.NA)),
        ('{1,-2;"a",TRUE}', ArrayConstant(((Number(1.0), Number(-2.0)), (Text("a"), Boolean(True))))),
        ("{#N/A}", ArrayConstant(((Error(ErrorValue.NA),),))),
    ],
)
def test_constants(formula, tree):
    assert parse(formula, OWN) == tree


@pytest.mark.parametrize("error", list(ErrorValue))
def test_every_error_value_can_be_written(error):
    assert parse(str(error), OWN) == Error(error)


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        ("PI()", Call("PI", ())),
        ("sum(1,2)", Call("SUM", (Number(1.0), Number(2.0)))),
        ("ROUND(1,)", Call("ROUND", (Number(1.0), Missing()))),
        ("IF(,1)", Call("IF", (Missing(), Number(1.0)))),
        ("IF(1,,2)", Call("IF", (Number(1.0), Missing(), Number(2.0)))),
        ("_xlfn.STDEV.S(1)", Call("STDEV.S", (Number(1.0),))),
        ("_xlfn._xlws.SORT(1)", Call("SORT", (Number(1.0),))),
        ("TRUE()", Call("TRUE", ())),
    ],
)
def test_functions(formula, tree):
    assert parse(formula, OWN) == tree
