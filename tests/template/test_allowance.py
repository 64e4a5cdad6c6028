"""A template computes no more, and writes no more, than it is allowed; what it needs is not in the way."""

from pathlib import Path

import pytest

from sheetgen.errors import TemplateError
from sheetgen.template import load, parse
from sheetgen.template.allowance import NESTED
from sheetgen.workbook import limits


def cell(expression, body=""):
    text = f"+++\ntitle = 't'\n+++\n{body}\n\n|   | A |\n|---|---|\n| 1 | '{{{{ {expression} }}}} |\n"
    return parse(text, Path("t.md")).sheets[0].cells[(1, 1)].value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'ab' * 3", "ababab"),
        ("'x' | center(5) | replace(' ', '-')", "--x--"),
        ("'%05.2f' % 1.5", "01.50"),
        ("'{:>6.2f} {}'.format(1.5, 'a')", "  1.50 a"),
        ("[1, 2, 3] | join('+')", "1+2+3"),
        ("'+'.join(['a', 'b'])", "a+b"),
        ("2 ** 64", "18446744073709551616"),
        ("range(5) | map('string') | list | length", "5"),
        ("[3, 1, 2] | sort | first ~ 'x'", "1x"),
        ("{'a': 1}['a']", "1"),
        ("[[1, 2], [3, 4]] | map('sum') | join(' ')", "3 7"),
        ("('a' if [1, 2] == [1, 2] else 'b') ~ 1 ~ none", "a1None"),
        ("'a' is in ['a', 'b']", "True"),
        ("['x', 'y'] | batch(2) | list", "[['x', 'y']]"),
    ],
)
def test_what_templates_do_they_may(expression, value):
    assert cell(expression) == value


def test_loops_know_where_they_are():
    body = (
        "{% set found = [] %}{% for i in [1, 2, 3] %}{% set _ = found.append(loop.index ~ loop.last ~ loop.length) %}"
    )
    assert cell("found | join(' ')", body + "{% endfor %}") == "1False3 2False3 3True3"


@pytest.mark.parametrize(
    "expression",
    [
        "'x' * 10**9",
        "[1] * 10**9",
        "10**9 * 'x'",
        "10**200000",
        "'x' | center(10**9)",
        "'x'.ljust(10**9)",
        "'%1000000000d' % 1",
        "'%*d' % (1000000000, 1)",
        "'%1000000000d' | format(1)",
        "'{:1000000000}'.format(1)",
        "'{:{}}'.format(1, 10**9)",
        "'x' | indent(10**9)",
        "(1).to_bytes(10**9, 'big')",
        "lipsum(n=10**9)",
        "('x' * 100000).join(['y'] * 100000)",
        "(['y'] * 100000) | join('x' * 100000)",
        "('x' * 100000) | replace('x', 'y' * 100000)",
        "('x' * 100000).replace('x', 'y' * 100000)",
    ],
)
def test_no_value_grows_past_a_size(expression):
    with pytest.raises(TemplateError, match=r"^t.md:8: a template may not do this: "):
        cell(expression)


@pytest.mark.parametrize(
    "body",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% macro m(n) %}{% if n %}{{ m(n-1) }}{{ m(n-1) }}{% endif %}{% endmacro %}{{ m(60) }}",
        "{% set n = namespace(x='xx') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}"
        "{% if n.x == n.x %}{% endif %}",
        "{% set x = [1] %}{% for i in range(99) %}{% set _ = x.extend(x) %}{% endfor %}",
        "{% for i in range(9999) %}" + "x" * 9_999 + "{% endfor %}",
    ],
)
def test_no_loop_goes_on_for_ever(body):
    with pytest.raises(TemplateError, match=r"^t.md:4: a template may not do this: "):
        cell("1", body)


@pytest.mark.parametrize(
    "does",
    [
        *(
            "x | selectattr('y', 'defined') | list",
            "x | unique(attribute=0) | list",
            "x | sort(attribute=0)",
            "x | urlize",
        ),
        *("x | wordwrap(3)", "x.strip(x)", "x[::-1]", "[x] | pprint", "(x | list).count('y')", "(x | list)[1:]"),
        *("'y' in range(90000)", "'y' in {}.fromkeys(range(9000)).values()", "(x | list) ~ 1", "x | safe | indent"),
        *("(x | safe).unescape()", "3**9999 // 7 * 3"),
    ],
)
def test_what_goes_through_a_long_value_takes_steps_for_its_length(does):
    body = f"{{% set x = 'ab' * 9999 %}}{{% for i in range(5000) %}}{{% set _ = {does} %}}{{% endfor %}}"
    with pytest.raises(TemplateError, match=r"it takes more than 250,000 steps"):
        cell("1", body)


def test_lists_are_not_added_by_sum_which_copies_them_for_each():
    with pytest.raises(TemplateError, match=r"sum adds numbers; lists are added by \+ or gone through by a loop"):
        cell("[[1], [2]] | sum(start=[])")
    assert cell("[[1, 2], [3, 4]] | sum(attribute=1)") == "6"


def test_what_does_not_takes_none():
    body = "{% set x = [] %}{% for i in range(9999) %}{% set _ = x.append(i) %}{% set _ = x[i] %}{% endfor %}"
    assert cell("x | length", body) == "9999"


def test_macros_that_call_themselves_without_end_are_one_sentence():
    with pytest.raises(TemplateError, match=r"^t.md:4: macros or brackets nest too deeply$"):
        cell("1", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")


def nested(block: str, end: str, depth: int) -> str:
    return f"{{% {block} %}}\n" * depth + "{{ 1 }}\n" + f"{{% {end} %}}\n" * depth


@pytest.mark.parametrize(("block", "end"), [("for a in [1]", "endfor"), ("if 1", "endif"), ("set a", "endset")])
def test_blocks_stand_in_one_another_up_to_a_depth(block, end):
    assert cell("1", nested(block, end, NESTED)) == "1"
    with pytest.raises(TemplateError, match=r"^t.md:24: Jinja2 cannot read this: more than 20 loops or other blocks "):
        cell("1", nested(block, end, NESTED + 1))


def test_what_stands_after_an_elif_is_as_deep_as_after_its_if():
    chain = "{% if 0 %}\n" + "{% elif 1 %}\n" * 200 + "{% if 1 %}{% endif %}\n{% endif %}\n"
    assert cell("1", chain) == "1"
    one = "{% if 0 %}{% elif 1 %}\n"
    assert cell("1", one * NESTED + "{% endif %}\n" * NESTED) == "1"
    with pytest.raises(TemplateError, match="more than 20 loops or other blocks "):
        cell("1", one * (NESTED + 1) + "{% endif %}\n" * (NESTED + 1))


def test_the_limit_is_an_option(monkeypatch):
    body = "{% for i in range(50000) %}{% endfor %}"
    monkeypatch.setenv(limits.STEPS, "40000")
    with pytest.raises(TemplateError, match="it takes more than 20,000 steps; sheetgen --max-steps N allows more"):
        cell("1", body)
    # A template that ships is trusted to end.
    assert load("single-neuron-training").sheets
    monkeypatch.setenv(limits.STEPS, "2000000")
    assert cell("1", body) == "1"
