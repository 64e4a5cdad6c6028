"""Jinja2 before the table is read: loops, parameters, the sandbox, and lines that remember where they came from."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.errors import TemplateError
from sheetgen.template.complaints import TOO_LONG_SOMEWHERE
from sheetgen.template.render import Line, render


def lines(body, **parameters):
    return [(line.text, line.number) for line in render(body, parameters, path="t.md", first_line=11)]


def texts(body, **parameters):
    return [text for text, _ in lines(body, **parameters) if text]


def refused(body, **parameters):
    with pytest.raises(TemplateError) as caught:
        lines(body, **parameters)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_body_without_jinja_stays_as_it_is():
    assert render("a\n\n| {1,2} |", {}, path="t.md", first_line=11) == [
        Line("a", 11),
        Line("", 12),
        Line("| {1,2} |", 13),
    ]


@given(st.text(st.characters(codec="utf-8", exclude_characters="{\ue000\ue001\r"), max_size=40))
def test_text_beside_jinja_stays_as_it_is(text):
    assert [line for line, _ in lines(text + "{{ '' }}")] == text.split("\n")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{% for row in range(2, 5) %}\n| {{ row }} |\n{% endfor %}", ["| 2 |", "| 3 |", "| 4 |"]),
        ("  {% if steps > 2 %}\n| a |\n  {% else %}\n| b |\n  {% endif %}", ["| a |"]),
        ("{# | a | #}\n| {{ rate }} |", ["| 0.10 |"]),
        ("{% set n = steps * 2 %}\n| {{ n }} |", ["| 6 |"]),
        ("{% raw %}| {{ n }} |{% endraw %}", ["| {{ n }} |"]),
        ("{% macro cell(x) %}({{ x }}*2){% endmacro %}\n| {{ cell('B') }} |", ["| (B*2) |"]),
        ("| {{ ['B', 'C'] | join('*') }} |", ["| B*C |"]),
        (
            "{% for a in 'AB' %}{% for b in [1, 2] %}\n{{ a }}{{ b }}\n{% endfor %}{% endfor %}",
            ["A1", "A2", "B1", "B2"],
        ),
    ],
)
def test_jinja_repeats_and_computes(body, expected):
    assert texts(body, steps=3, rate=Decimal("0.10")) == expected


@pytest.mark.parametrize(
    "body",
    [
        "{% set x %}3{% endset %}{{ x == '3' }} {{ x | int + 1 }}",
        "{% macro x() %}3{% endmacro %}{{ x() == '3' }} {{ x() | int + 1 }}",
        "{% filter replace('_', '') %}_True 4_{% endfilter %}",
        "{% filter length %}True{% endfilter %}".replace("length", "upper | replace('TRUE', 'True 4')"),
    ],
)
def test_text_that_becomes_a_value_is_that_text_and_nothing_more(body):
    assert texts(body) == ["True 4"]


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ("a\n{% for row in [1, 2] %}\n| x |\n| y |\n{% endfor %}\n| z |", [11, 13, 14, 13, 14, 16]),
        ("{% for row in [1, 2] %}\n| {{ row }} | {{ row }}\n{% endfor %}\n| z |", [12, 12, 14]),
        ("{% for row in [1, 2] -%}\n\n| {{ row }} |\n{% endfor -%}\n\n| z |", [13, 13, 16]),
        ("{% for row in [1] -%}\n| {{ row }} |\n{%- endfor %}\n", [12]),
        ("{% if false %}\n| x |\n{% endif %}\n| z |", [14]),
        ("{# one\ntwo\nthree #}\n| z |", [14]),
        ("{% raw %}| x |\n| y |\n{% endraw %}\n| z |", [11, 12, 14]),
        ("{{ 'a\\nb' }}\n| z |", [11, 11, 12]),
        ("{% macro m() %}\n| x |\n| y |\n{% endmacro %}\n{{ m() }}\n| z |", [15, 15, 16]),
        ("{% set x = [1,\n2] %}\n| {{ x[0] }} |", [13]),
        ("{% for bar in '||' %}\n{{ bar }} 1 |\n{% endfor %}\n{{ '|' }}", [12, 12, 14]),
    ],
)
def test_a_line_remembers_the_line_that_it_came_from(body, numbers):
    assert [number for text, number in lines(body) if text] == numbers


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{% for row in %}", "t.md:11: Jinja2 cannot read this: "),
        ("\n{% for row in [1] %}\n", "t.md:12: Jinja2 cannot read this: "),
        ("\n\n{% nonsense %}", "t.md:13: Jinja2 cannot read this: Encountered unknown tag 'nonsense'"),
        ("{{ 'open }}", "t.md:11: Jinja2 cannot read this: "),
        ("\n{{ nothing }}", "t.md:12: 'nothing' is undefined"),
        ("\n{% for row in rows %}\n{% endfor %}", "t.md:12: 'rows' is undefined"),
        ("\n\n{{ 1 / 0 }}", "t.md:13: division by zero"),
        ("{% for n in [1, 0] %}\n{{ 1 / n }}\n{% endfor %}", "t.md:12: division by zero"),
        ("\n{{ 'a' + 1 }}", "t.md:12: can only concatenate str"),
        ("\n{{ range(10 ** 9) | length }}", "t.md:12: Range too big"),
        ("\n{% include 'other' %}", "t.md:12: "),
        ("{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", "t.md:"),
        ("{{ " + "(" * 300 + "1" + ")" * 300 + " }}", "t.md:11: "),
    ],
)
def test_what_jinja_refuses_is_named_with_its_line(body, message):
    assert refused(body).startswith(message)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        *((name, f"'{name}' is undefined: did you mean rate?") for name in ("rte", "Rate", "rates")),
        ("zz", "'zz' is undefined: declare it under [parameters], which has: rate, " + ", ".join("abcdefghi") + ", …"),
        ("a.b", "'decimal.Decimal object' has no attribute 'b'"),
        *((does, "division by zero") for does in ("a / 0", "0.5 / 0.0", "1 // 0", "1.5 // 0", "a % 0")),
        *((does, "this has no result of 28 decimal digits") for does in ("a // 1", "a | round", "(-a) ** 0.5")),
        ("1e300 ** 1.5", "the result is larger than a spreadsheet can hold"),
        ("10 ** 5000", "a whole number has more than 4,300 digits"),
    ],
)
def test_what_python_says_is_put_in_a_sentence_with_a_way_out(expression, message):
    given = {"rate": 1, **dict.fromkeys("abcdefghijkl", Decimal("1e200"))}
    assert refused("\n{{ " + expression + " }}", **given) == f"t.md:12: {message}"


def test_a_name_is_declared_where_there_are_no_parameters():
    assert refused("{{ x }}") == "t.md:11: 'x' is undefined: declare it under [parameters], which has: none"


@pytest.mark.parametrize("part", [" + 1", " | abs", ".a", "[0]", "()"])
def test_an_expression_that_is_too_long_is_told_with_its_line(part):
    assert refused("{{ 1 }}\n{{ 1" + part * 5_000 + " }}\n{{ 1 }}", a=1) == (
        "t.md:12: an expression is too long, or its brackets nest too deeply: {% set %} gives parts of it a name"
    )


def test_of_a_row_of_elif_that_is_too_long_nobody_knows_the_line():
    body = "{% if 0 %}" + "{% elif 1 %}" * 5_000 + "{% endif %}"
    rendered, message = [], ""
    try:
        rendered = texts(body)
    except TemplateError as error:
        message = str(error)
    # How many are too many is Python's to say: 3.13 takes these, and nothing is between them.
    assert message in ("", "t.md: " + TOO_LONG_SOMEWHERE)
    assert rendered == []


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__",
        "''.__class__.__mro__[1].__subclasses__()",
        "[]['__class__'].__base__",
        "(''|attr('__class__')).__mro__",
        "self.__init__.__globals__",
        "cycler.__init__.__globals__.os",
        "lipsum.__globals__['os'].popen('true')",
        "range.__globals__",
        "joiner.__init__.__globals__",
        "namespace.__init__.__globals__",
        "'{0.__class__.__mro__}'.format(1)",
        "'{x.__class__}'.format_map({'x': 1})",
        "namespace(f='{0.__class__}'.format).f(1)",
        "namespace(f='{x.__class__}'.format_map).f({'x': 1})",
        "namespace(f=''|attr('format')).f.__class__",
        "namespace(x=1).__class__",
        "namespace(x=1)._Namespace__attrs",
    ],
)
def test_a_template_reaches_nothing_outside_itself(expression):
    assert refused("\n{{ " + expression + " }}").startswith("t.md:12: a template may not do this: ")


@given(st.text("{}%#-| \nabfor in1()'\"[].~", max_size=40))
def test_any_body_is_rendered_or_refused_in_one_sentence(body):
    message = ""
    try:
        lines(body)
    except TemplateError as error:
        message = str(error)
    assert "\n" not in message
