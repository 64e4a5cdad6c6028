"""Formulas and templates that make sense, drawn at random: what no mutation of bytes would hit upon."""

from __future__ import annotations

from functools import cache
from random import Random

from sheetgen.recalc.functions.registry import homes

CELLS = ("A1", "A2", "A4", "A7", "B1", "B3", "B6", "$D$1", "D6", "C5", "Data!A2", "'Data'!B1", "XFD1048576", "B9")
RANGES = (
    "A1:A7", "A1:D8", "Data!A1:C5", "A:A", "1:2", "B1:B8", "D1:D5", "A1:A3", "(A1:A2,D1:D2)", "A1:B3 B1:D9", "H5#",
)  # fmt: skip
NAMES = (
    "Tiny", "area", "half", "loop", "Table1[c1]", "Table1[#Headers]", "Table1[[#All],[c1]:[c2]]", "x", "y",
    "nothing",
)  # fmt: skip
NUMBERS = ("0", "1", "2", "-1", "0.5", "1E+308", "1e-320", "3", "10", "255", "45000", "32767", "1048576", "0.1", "7")
TEXTS = (
    '""', '"a"', '">1"', '"a*"', '"0.00"', '"1/2/2024"', '"12"', '"A1"', '"yyyy-mm-dd"', '"m"', '"3+4i"', '"~"',
    '"é"',
)  # fmt: skip
OTHERS = ("TRUE", "FALSE", "#N/A", "#REF!", "{1,2;3,4}", '{"a",TRUE}', "Data:Sheet!A1", "[1]Sheet!A1", "")
OPERATORS = ("+", "-", "*", "/", "^", "&", "=", "<>", "<", ">", "<=", ">=", ":", " ", ",")
_LEAVES = ((CELLS, 6), (RANGES, 4), (NUMBERS, 5), (TEXTS, 3), (NAMES, 2), (OTHERS, 2))


@cache
def function_names() -> tuple[str, ...]:
    """Every function that sheetgen evaluates, and the special forms."""
    return (*sorted(homes()), "LET", "LAMBDA", "NOSUCH", "add")


def formula(random: Random, depth: int = 3) -> str:
    """A formula of Excel's grammar, without its equals sign; most are well-formed, and few make sense."""
    kind = random.random()
    if depth <= 0 or kind < 0.2:
        leaves = random.choices([leaves for leaves, _ in _LEAVES], [weight for _, weight in _LEAVES])[0]
        return random.choice(leaves)
    if kind < 0.7:
        count = random.choice((0, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6))
        return f"{random.choice(function_names())}({','.join(formula(random, depth - 1) for _ in range(count))})"
    if kind < 0.88:
        return f"{formula(random, depth - 1)}{random.choice(OPERATORS)}{formula(random, depth - 1)}"
    if kind < 0.91:
        return f"LET(x,{formula(random, depth - 1)},{formula(random, depth - 1)})"
    if kind < 0.94:
        by = random.choice(("MAP(", "REDUCE(0,", "SCAN(1,", "BYROW(", "BYCOL("))
        names = "x,y" if by[0] in "RS" else "x"
        return f"{by}{random.choice(RANGES)},LAMBDA({names},{formula(random, depth - 1)}))"
    return random.choice(("({})", "-{}", "{}%", "@{}", "+{}", "{}#")).format(formula(random, depth - 1))


#: Words of template texts, and lines of them.
_FRONT = (
    'source = "https://example.org"', "arrays = true", "headers = 1", 'arithmetic = "reordered"', 'errata = ["one"]',
    'native = "sheetgen.native.neuron:gradients"', 'check = "sheetgen.native.sweep:check"', "[names]", 'Tiny = "B2"',
    'Area = "A1:B2"', "[inputs]", 'input = "B1"', 'range = {cell = "B1", from = 0, to = 1}', "[rows]", '1 = "one"',
    "[columns]", 'A = "a"', "[faux]", 'C1 = "C2"', "[gradients]", 'C2 = "C1 by B1"', "[sheets.Sheet.rows]",
    "[parameters]", "steps = 3", "list = [1, 2]", "[[charts]]", 'title = "chart"', 'kind = "line"', 'x = "A1:A3"',
    "headers = 2", 'at = "E1"', "[sheets.Sheet]", '"Sheet!C1" = "C2 by B1"', "differences = []",
    'series = ["B1:B3"]',
)  # fmt: skip
_CELLS = (
    "0.5", "1,234.5", "5%", "TRUE", "#N/A", "'0.5 (x", "", "text", "1 (B*C+D)", "= A1*2", "(A+B)", "−3", "1e-6",
    "0.8 (`B*C`)", "2² (A²)", "&#9;", "1 (see", "{{ steps }}", "{{ list[0] }}", "= SUM(A::A)", "=TANH(A1)", "(1/0)",
    "`= A1`", "1 (C)",
)  # fmt: skip
_JINJA = (
    "{% for i in range(3) %}", "{% endfor %}", "{% if steps > 2 %}", "{% endif %}", "{% set x = 2 %}",
    "{{ 28 | letters }}", "{# note #}", "{% macro m(a) %}", "{% endmacro %}", "{{ m(1) }}", "{% else %}",
    "{%- set y -%}", "{% endset %}", "{{ x }}", "| {{ loop.index }} | {{ i }} |", "```toml sheetgen", "```",
    "## Data", "<!-- sheetgen -->", "+++", "{% raw %}",
)  # fmt: skip


#: Front matter that fits the tables below.
_SOUND = (
    'source = "https://example.org"', 'errata = ["one"]', "differences = []", "headers = 1", "arrays = false",
    '[names]\nTiny = "B1"\nArea = "B1:D1"', '[inputs]\ninput = "B1"\nweight = "C1"', '[rows]\n1 = "one"\n2 = "two"',
    '[columns]\nB = "b"\nC = "c"', '[gradients]\nD2 = "C2 by B1"', '[faux]\nC2 = "D2"', "[parameters]\nsteps = 3",
    '[[charts]]\ntitle = "c"\nx = "x"\ny = "y"\nat = "F1"\nseries = [{ name = "s", x = "B1:D1", y = "B2:D2" }]',
)  # fmt: skip
_TERMS = (
    "B1", "C1", "D1", "B", "C1²", "2", "0.5", "SUM(B1:D1)", "IF(B>1,C1,D1)", "TANH(B1)", "(B1+C1)", "B1%", '"a"',
    "TRUE", "MMULT(B1:C1,B1:B2)", "B2", "ROUND(D1,2)", "Z9", "-C1",
)  # fmt: skip
_FIGURES = ("0.5", "1,234.5", "5%", "−3", "1e-6", "2", "0", "7.25", "TRUE")


def template(random: Random) -> str:
    """A template of front matter, a table or two, and perhaps a loop; one in three has something that does not fit."""
    odd = 0.1 if random.random() < 0.3 else 0.0
    front = sorted(random.sample(_SOUND, random.randrange(6)), key=lambda text: text.startswith("["))
    lines = ["+++", 'title = "x"', *front, *([random.choice(_FRONT)] if random.random() < odd else []), "+++", ""]
    for sheet in range(random.choice((1, 1, 1, 2))):
        lines += [f"## {('Sheet', 'Data')[sheet]}", "", "| # | A | B | C | D |", "|---|---|---|---|---|"]
        lines.append(f"| 1 | one | {' | '.join(random.choice(_FIGURES[:-1]) for _ in range(3))} |")
        lines.append(f"| 2 | two | {random.choice(_FIGURES)} | ({_notation(random)}) | ({_notation(random)}) |")
        if random.random() < 0.2:
            lines += [
                "{% for i in range(3, 6) %}",
                f"| {{{{ i }}}} | {{{{ i * 2 }}}} | ({_notation(random)}) |",
                "{% endfor %}",
            ]
        for row in range(7, 7 + random.randrange(4)):
            if random.random() < odd:
                lines.append(random.choice(_JINJA))
            cells = [random.choice(_CELLS) if random.random() < odd else _cell(random) for _ in range(4)]
            lines.append(f"| {row} | {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
        lines.append("")
    return "\n".join(lines)


def _notation(random: Random) -> str:
    """A formula in the shorthand."""
    if random.random() < 0.1:
        return formula(random, 2)
    return random.choice("+-*/^&=").join(random.choice(_TERMS) for _ in range(random.randrange(1, 4)))


def _cell(random: Random) -> str:
    kind = random.random()
    if kind < 0.3:
        return random.choice(_FIGURES)
    if kind < 0.5:
        return f"{random.choice(_FIGURES)} ({_notation(random)})"
    return f"= {_notation(random)}" if kind < 0.8 else random.choice(("", "text", "'0.5 (x"))


#: What token mutations put in, by target.
WORDS: dict[str, tuple[str, ...]] = {
    "formula": (
        *CELLS, *RANGES, *NAMES, *NUMBERS, *TEXTS, *OTHERS, *OPERATORS, "(", ")", "{", "}", ";", "%", "@", "#", "!",
    ),
    "functions": (
        "0", "#", "?", ".", ",", ";", "%", "E+00", "[Red]", "[h]", "[$-409]", "yyyy", "mm", "dd", "ss.00", "AM/PM",
        "@", "*", "~", ">", "<=", "<>", "=", "\\d", "(", ")", "[a-z]", "+", "{2}", "$1", "1/2/2024", "12:30", "1e5",
        '"x"', "_)", "General", "# ?/?", "i", "3+4i", "TRUE", "#N/A", "R1C1", "A1:B2", "é", "\n", "-1", "1e308",
        "1e-320", "ft", "m", "Y",
    ),
    "template": (
        *_FRONT, *_CELLS, *_JINJA, "|", "\n", "+++", "---",
    ),
    "html": (
        "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<th>", "<sup>", "</sup>", "<br>", "<caption>",
        "</caption>", '<td colspan="2">', '<td rowspan="3">', "<h2>", "&amp;", "&#0;", "&#xD800;", "1", "= A1*2",
        "<!--", "-->", "²", "<b>", "²", "3 (A+B)", "#", "A", "B", "<sup>²</sup>", "<![CDATA[", "<!DOCTYPE", "<?x",
        "\n", "|",
    ),
    "csv": (
        ",", ";", "\t", '"', "\n", "\r\n", "input", "weight", "1", "-0.5", "1e999", "nan", "= A1*2", "1,5", "0x1",
        "#", "A",
    ),
}  # fmt: skip
for _other, _like in (("front_matter", "template"), ("generated", "template"), ("document", "template")):
    WORDS[_other] = WORDS[_like]
