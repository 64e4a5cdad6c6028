"""What a reference may look like in Excel's grammar, and what joins several."""

import pytest

from sheetgen.errors import FormulaError
from sheetgen.formula import parse
from sheetgen.formula.print_a1 import print_a1
from sheetgen.formula.tree import (
    Apply,
    Call,
    Coordinate,
    Error,
    External,
    Intersection,
    Name,
    Number,
    Range,
    Reference,
    SheetSpan,
    Span,
    Spilled,
    TableReference,
    Unary,
    Union,
    Unsupported,
    WholeColumns,
    WholeRows,
)
from sheetgen.sheet import Address
from sheetgen.values import ErrorValue

OWN = Address(10, 5)


def relative(row, column, sheet=None):
    return Reference(sheet, Coordinate(row, False), Coordinate(column, False))


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        ("E10", relative(0, 0)),
        ("D9", relative(-1, -1)),
        ("e10", relative(0, 0)),
        ("$D9", Reference(None, Coordinate(-1, False), Coordinate(4, True))),
        ("D$9", Reference(None, Coordinate(9, True), Coordinate(-1, False))),
        ("$D$9", Reference(None, Coordinate(9, True), Coordinate(4, True))),
        ("XFD1048576", relative(1_048_566, 16_379)),
        ("E10:F11", Range(relative(0, 0), relative(1, 1))),
        ("E10 : F11", Range(relative(0, 0), relative(1, 1))),
        ("Data!E10", relative(0, 0, "Data")),
        ("Data!E10:F11", Range(relative(0, 0, "Data"), relative(1, 1))),
        ("'My data'!E10", relative(0, 0, "My data")),
        ("'It''s'!E10", relative(0, 0, "It's")),
        ("'a!b'!E10", relative(0, 0, "a!b")),
        ("'2024'!E10", relative(0, 0, "2024")),
        ("2024!E10", relative(0, 0, "2024")),
        ("Größe!E10", relative(0, 0, "Größe")),
        ("D:$F", WholeColumns(None, Coordinate(-1, False), Coordinate(6, True))),
        ("9:$11", WholeRows(None, Coordinate(-1, False), Coordinate(11, True))),
        ("Data!E:E", WholeColumns("Data", Coordinate(0, False), Coordinate(0, False))),
        ("'a b'!10:10", WholeRows("a b", Coordinate(0, False), Coordinate(0, False))),
        ("Tiny", Name(None, "Tiny")),
        ("_x.1", Name(None, "_x.1")),
        ("Data!Tiny", Name("Data", "Tiny")),
    ],
)
def test_references(formula, tree):
    assert parse(formula, OWN) == tree


def test_a_name_before_a_parenthesis_is_a_function_and_otherwise_a_cell():
    assert parse("LOG10(1)", OWN) == Call("LOG10", (Number(1.0),))
    assert isinstance(parse("LOG10", OWN), Reference)


@pytest.mark.parametrize("formula", ["XFE1", "A1048577", "A0", "A" + "9" * 5_000])
def test_past_the_end_of_a_sheet_it_is_a_name(formula):
    assert parse(formula, OWN) == Name(None, formula)


def test_the_same_formula_one_row_down_is_the_same_tree():
    assert parse("B2*$C$1+D2", Address(2, 5)) == parse("B3*$C$1+D3", Address(3, 5))
    assert parse("B2", Address(2, 5)) != parse("$B2", Address(2, 5))


@pytest.mark.parametrize(
    ("formula", "error"),
    [
        ("Data!#REF!", ErrorValue.REF),
        ("#REF!A1", ErrorValue.REF),
        ("#REF!$A$1:$B$2", ErrorValue.REF),
        ("#REF!#REF!", ErrorValue.REF),
        ("A1:#REF!", ErrorValue.REF),
    ],
)
def test_a_deleted_reference_is_an_error_value(formula, error):
    assert parse(formula, OWN) == Error(error)


@pytest.mark.parametrize(
    ("formula", "first", "last"),
    [("Jan:Mar!A1", "Jan", "Mar"), ("'Jan 1:Mar'!A1", "Jan 1", "Mar"), ("'a:it''s'!A1", "a", "it's")],
)
def test_a_reference_may_go_over_several_sheets(formula, first, last):
    reference = parse("A1", OWN)
    assert parse(formula, OWN) == SheetSpan(first, last, reference)
    assert parse(f"{formula}:B2", OWN) == SheetSpan(first, last, Range(reference, parse("B2", OWN)))


@pytest.mark.parametrize("formula", ["Jan:Mar!Tiny", "Jan:Mar!SUM(1)", "Jan:Mar!"])
def test_over_several_sheets_there_are_cells_only(formula):
    with pytest.raises(FormulaError, match=r"Jan:Mar! (a cell or a range|where a cell)"):
        parse(formula, OWN)


@pytest.mark.parametrize(
    ("formula", "what"),
    [("'[Book 2.xlsx]Data'!A1:B2", "another workbook"), ("'[1]Jan:Mar'!A1", "another workbook")],
)
def test_what_is_not_supported_says_what_it_is(formula, what):
    tree = parse(formula, OWN)
    assert isinstance(tree, Unsupported)
    assert what in tree.what


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        ("A1:A3 A2:B2", "Intersection((Range, Range))"),
        ("SUM((A1,B1))", "Call(SUM, (Union((Reference, Reference)),))"),
        ("@A1", "Unary(@, Reference)"),
        ("A1#", "Spilled(Reference)"),
        ("A1:B1#", "Span((Reference, Spilled(Reference)))"),
        ("Data!A1:Data!B2", "Range"),
        ("'My data'!A1:'My data'!B2", "Range"),
        ("'S1:S 3'!A1:(Data!A1)", "Span((SheetSpan, Reference))"),
        ("[1]Data!A1:(Data!A1)", "Span((External(1, Reference), Reference))"),
        ("A1#:B1#", "Span((Spilled(Reference), Spilled(Reference)))"),
        ("(Tiny) (A2,B2)", "Intersection((Name, Union((Reference, Reference))))"),
        ("A1:A3 (A2,B2)", "Intersection((Range, Union((Reference, Reference))))"),
        ("A1:A3 (A2:B2 A2)", "Intersection((Range, Range, Reference))"),
        ("Tiny:(Tiny:A3)", "Span((Name, Span((Name, Reference))))"),
        ("[1]Data!A1", "External(1, Reference)"),
        ("[1]Data!A1:B2", "External(1, Range)"),
        ("A1:INDEX(A1,1)", "Span((Reference, Call(INDEX, (Reference, Number))))"),
        ("Tiny:A3", "Span((Name, Reference))"),
        ("LAMBDA(x,x)(1)", "Apply(Call(LAMBDA, (Name, Name)), (Number,))"),
    ],
)
def test_what_references_can_be_joined_to(formula, tree):
    def outline(node):
        match node:
            case tuple():
                inner = ", ".join(outline(item) for item in node)
                return f"({inner},)" if len(node) == 1 else f"({inner})"
            case Call(name, arguments):
                return f"Call({name}, {outline(arguments)})"
            case Unary(sign, operand):
                return f"Unary({sign}, {outline(operand)})"
            case Intersection(parts) | Union(parts) | Span(parts):
                return f"{type(node).__name__}({outline(parts)})"
            case Spilled(reference):
                return f"Spilled({outline(reference)})"
            case External(book, reference):
                return f"External({book}, {outline(reference)})"
            case Apply(function, arguments):
                return f"Apply({outline(function)}, {outline(arguments)})"
        return type(node).__name__

    assert outline(parse(formula, OWN)) == tree


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("Table1[Price]", TableReference("Table1", (), "Price", "Price")),
        ("Table1[]", TableReference("Table1", (), None, None)),
        ("Table1[#All]", TableReference("Table1", ("#all",), None, None)),
        ("Table1[[#Headers],[A b]:[C]]", TableReference("Table1", ("#headers",), "A b", "C")),
        ("[@Price]", TableReference(None, ("#this row",), "Price", "Price")),
        ("Table1[@[Unit price]]", TableReference("Table1", ("#this row",), "Unit price", "Unit price")),
        ("T[a'[b']'#]", TableReference("T", (), "a[b]#", "a[b]#")),
    ],
)
def test_structured_references_name_a_table_its_parts_and_its_columns(formula, expected):
    assert parse(formula, OWN) == expected


@pytest.mark.parametrize("text", ["A1:INDEX(Data!A:A,5)", "(A3):D!B1", "(A1:A3):D!B1", "(A):D!B1", "total:A3"])
def test_only_what_would_read_as_something_else_beside_a_colon_is_in_parentheses(text):
    place = Address.parse("B5")
    assert print_a1(parse(text, place), place) == text
