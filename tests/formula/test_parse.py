"""Excel's grammar: what binds how tightly, what a reference may look like, and what is refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sheetgen.errors import FormulaError
from sheetgen.formula import parse
from sheetgen.formula.tree import (
    Apply,
    ArrayConstant,
    Boolean,
    Call,
    Coordinate,
    Error,
    External,
    Intersection,
    Missing,
    Name,
    Number,
    Operation,
    Range,
    Reference,
    SheetSpan,
    Span,
    Spilled,
    TableReference,
    Text,
    Unary,
    Union,
    Unsupported,
    WholeColumns,
    WholeRows,
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


def relative(row, column, sheet=None):
    return Reference(sheet, Coordinate(row, False), Coordinate(column, False))


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


@pytest.mark.parametrize(
    "formula",
    [
        "",
        " ",
        "1+",
        "*1",
        "1 2",
        "(1",
        "1)",
        "()",
        "SUM(1",
        "SUM(1;2)",
        '"open',
        "1..2",
        "5A",
        "1e999",
        "A1:1",
        "1:A1",
        '"a":A1',
        "{1,2;3}",
        "{A1}",
        "{-TRUE}",
        "{}",
        "Data!",
        "[1]Data!",
        "Jan:Mar!",
        "Data!1",
        "0:3",
        "1:1048577",
        "A:ZZZ",
        "Table1[[a],[b],[c]]",
        "Table1[[a]-[b]]",
        "Table1[a",
        "~",
        "1:" + "9" * 5_000,
        "1" + "%" * 8_000,
    ],
)
def test_what_does_not_parse_is_a_formula_error(formula):
    with pytest.raises(FormulaError):
        parse(formula, OWN)


def test_8192_characters_are_the_limit():
    assert parse("1" * 300 + " " * 7_892, OWN) == Number(float("1" * 300))
    with pytest.raises(FormulaError, match=r"8193 characters .* 8192"):
        parse("1" + " " * 8_192, OWN)


def test_64_levels_of_functions_are_the_limit():
    parse("ABS(" * 64 + "1" + ")" * 64, OWN)
    with pytest.raises(FormulaError, match="64 levels"):
        parse("ABS(" * 65 + "1" + ")" * 65, OWN)


def test_levels_are_counted_in_depth_not_in_number():
    parse("+".join(["ABS(ABS(1))"] * 100), OWN)


def test_parentheses_have_a_limit_too():
    parse("(" * 100 + "1" + ")" * 100, OWN)
    with pytest.raises(FormulaError, match="nest deeper"):
        parse("(" * 4_000 + "1" + ")" * 4_000, OWN)


def test_255_arguments_are_the_limit():
    assert len(parse(f"SUM({','.join('1' * 255)})", OWN).arguments) == 255
    with pytest.raises(FormulaError, match="256 arguments"):
        parse(f"SUM({','.join('1' * 256)})", OWN)


@pytest.mark.parametrize(
    "formula", ["+".join(["1"] * 4_000), "-" * 8_000 + "1", "1" + "^2" * 4_000, "A1" + " A1" * 2_000]
)
def test_a_long_formula_is_not_a_deep_one(formula):
    hash(parse(formula, OWN))


PIECES = st.sampled_from(
    [
        *(
            "1",
            ".5",
            "1E9",
            '"a"',
            '"',
            "TRUE",
            "A1",
            "$B$2",
            "XFE9",
            "A:A",
            "1:2",
            "x",
            "_y",
            "Data!",
            "'a b'!",
            "[1]S!",
        ),
        *(
            "Jan:Mar!",
            "SUM(",
            "ABS(",
            "PI()",
            "_xlfn.F(",
            "(",
            ")",
            "{",
            "}",
            ",",
            ";",
            ":",
            "%",
            "@",
            "#",
            "#REF!",
        ),
        *(
            "#N/A",
            "+",
            "-",
            "*",
            "/",
            "^",
            "&",
            "=",
            "<",
            ">",
            "<>",
            "<=",
            " ",
            "\n",
            "[",
            "]",
            "T[",
            "\\",
            "?",
            "!",
            "'",
        ),
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=40))
@example("[1]S!")
@example("²")
@example("A1٣")
def test_no_text_raises_anything_but_a_formula_error(text):
    try:
        hash(parse(text, OWN))
    except FormulaError as error:
        assert str(error)  # noqa: PT017
