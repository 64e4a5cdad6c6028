"""A template computes no more, and writes no more, than it is allowed; what it needs is not in the way."""

import time
from decimal import Decimal
from pathlib import Path

import pytest
from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError

from sheetgen.errors import TemplateError
from sheetgen.template import clock, load, parse
from sheetgen.template.allowance import NESTED, AllowanceEnvironment
from sheetgen.workbook import limits


def cell(expression, body=""):
    text = f"+++\ntitle = 't'\n+++\n{body}\n\n|   | A |\n|---|---|\n| 1 | '{{{{ {expression} }}}} |\n"
    return parse(text, Path("t.md")).sheets[0].cells[(1, 1)].value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'ab' * 3", "ababab"),
        ("'x' | center(5) | replace(' ', '-')", "--x--"),
        ("'An' | replace('n', 12)", "A12"),
        ("1.5 | replace('.', ',')", "1,5"),
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
        "('\t' * 90000).expandtabs(10000)",
        "('{0}' * 900).format('x' * 90000)",
        "('%(a)s' * 900) % {'a': 'x' * 90000}",
        "('%(a)s' * 900) | format(a='x' * 90000)",
        "('{0:>999}' * 9000).format(1)",
        "(['x'] * 1500) | replace('x', 'y' * 90000)",
        "'x' | replace(new='y', old='x')",
        "range(1500) | map('string') | join('y' * 90000)",
        "('y' * 90000).join(range(1500) | map('string'))",
        "([1] * 1500) | join([1])",
        "('y' * 1000) | join(['x' * 90000])",
        "'y' | join(d=['x'])",
        "[1] | map(attribute='a.' * 900)",
        "([10**4000] * 900) | list",
        "range(10**4000, 10**4000 + 900) | list",
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


@pytest.mark.parametrize("does", ["x.scaleb(9999)", "x.scaleb(-9999)", "x ** 9999", "x.from_float(10**5000)"])
def test_nor_does_a_decimal_number(does):
    with pytest.raises(SecurityError, match="a decimal number has more than 1,000 digits, or an exponent past 400"):
        steps("{{ " + does + " }}", x=Decimal("1.5"))


def steps(body, **given):
    environment = AllowanceEnvironment(undefined=StrictUndefined)
    environment.from_string(body).render(given)
    return environment.steps


@pytest.mark.parametrize(
    ("does", "least"),
    [
        # Each item in Python, by way of an attribute, or without.
        *(
            ("y | selectattr(0, 'defined') | list", 18_000),
            ("y | sort(attribute=0)", 18_000),
            ("x | map('abs') | list", 18_000),
        ),
        *(("x | sort", 3_000), ("x | unique", 3_000), ("x | batch(9)", 3_000), ("x | min", 1_500), ("x | max", 1_500)),
        # Each character in Python.
        *(("t | title", 6_000), ("t.format()", 6_000)),
        # In C: so many at once.
        *(("t.strip('z')", 60), ("t.count('z')", 60), ("t[1:]", 60), ("t ~ 'z'", 60), ("x[1:]", 240), ("x ~ 'z'", 240)),
        *(("x.count('z')", 240), ("x.pop(0)", 60), ("x.insert(0, 'z')", 60), ("'z' in x", 240), ("'z' in r", 240)),
        *(("'z' in d.values()", 240), ("x == r", 240), ("y | sum(start=0, attribute=0)", 18_000)),
        # From the end: both lengths.
        *(("t.rfind(t)", 300_000), ("t.rsplit(t)", 300_000)),
        # Bits.
        *(("3**9999 // 7 * 3", 700), ("[3**9999] | list", 400)),
    ],
)
def test_what_goes_through_a_long_value_takes_steps_for_its_length(does, least):
    given = {"x": [n / 1 for n in range(6_000)], "y": [(n / 1,) for n in range(6_000)], "r": range(6_000)}
    given |= {"d": dict.fromkeys(range(6_000)), "t": "ab" * 3_000}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(limits.STEPS, "2000000")
        assert least <= steps(f"{{% set _ = {does} %}}", **given) <= 3 * least + 100


@pytest.mark.parametrize(
    "does",
    ["x | length", "x | first", "x | last", "x | default(1)", "x is defined", "x.append(1)", "1 in d", "m(x)", "x[1]"],
)
def test_what_does_not_takes_the_same(does):
    body = "{% macro m(x) %}{{ x[1] }}{% endmacro %}{% set _ = " + does + " %}"
    short, long = ({"x": list(range(size)), "d": dict.fromkeys(range(size))} for size in (6, 6_000))
    assert steps(body, **short) == steps(body, **long)


@pytest.mark.parametrize(
    "body",
    [
        "{% set l = [] %}{% for i in range(500) %}{% set _ = l.append(i) %}{{ l | sum }}{% endfor %}",
        "{% set t = range(3000) | list %}{% for i in range(5, 3000) %}{{ t[i-5:i] | sum }}{% endfor %}",
        "{% set t = range(2000) | list %}{% for i in t %}{{ t.index(i) }}{% endfor %}",
        "{% set l = [] %}{% for i in range(1000) %}{% set _ = l.append((i, i)) %}{{ l | length }}{% endfor %}",
        "{% set d = {} %}{% for i in range(3000) %}{% set _ = d.update({i: {'a': i}}) %}{{ i in d }}{% endfor %}",
        "{% macro m(l, i) %}{{ l[i].a }}{% endmacro %}{% set l = [] %}{% for i in range(1000) %}"
        "{% set _ = l.append({'a': i}) %}{{ m(l, i) }}{% endfor %}",
        "{% set n = namespace(s='') %}{% for i in range(1000) %}{% set n.s = n.s ~ ' + A' ~ i %}{% endfor %}{{ n.s }}",
        "{% for i in range(3000) %}| {{ i }} | = A{{ i }}*2 | {{ '%.3f' | format(i / 7) }} |\n{% endfor %}",
        "{% for i in range(3000) %}| {{ i }} |" + " = A{{ i }}*2 |" * 12 + "\n{% endfor %}",
    ],
)
def test_tables_of_thousands_of_rows_are_within_the_allowance(body):
    assert steps(body) < 250_000


@pytest.mark.parametrize("write", ["{% for i in range(500) %}%s{% endfor %}", "{{ '%s' * 500 }}", "{{ ['%s'] * 500 }}"])
def test_cells_that_are_written_take_steps_however_that_is_done(write):
    cells, text = (steps(write.replace("%s", row)) for row in ("| 1" * 50, ", 1" * 50))
    assert cells - text == 2 * 500 * 50


@pytest.mark.parametrize("name", ["urlize", "wordwrap", "pprint", "safe", "indent", "tojson", "striptags"])
def test_filters_for_pages_and_programs_are_not_there(name):
    with pytest.raises(TemplateError, match=f"No filter named '{name}'"):
        cell(f"'x' | {name}")


@pytest.mark.parametrize("call", ["'x'.translate({120: 'y'})", "'x'.encode()", "(1).to_bytes(9, 'big')"])
def test_nor_are_methods_that_make_bytes_or_translate(call):
    with pytest.raises(TemplateError, match=r"a template may not do this: \w+ is for no table"):
        cell(call)


@pytest.mark.parametrize(
    "does",
    [
        *("{i * m: 1}", "{}.fromkeys([i * m])", "{}.fromkeys(range(0, 9 * m, m))", "{}.setdefault(i * m, 1)"),
        *("[i * m] | unique | list", "range(0, 9 * m, m) | map('abs') | unique | list", "dict([(i * m, 1)])"),
        *("{}.update([(i * m, 1)])", "{(1, i * m): 1}"),
    ],
)
def test_whole_numbers_that_dictionaries_confuse_are_no_keys(does):
    with pytest.raises(TemplateError, match=r"whole numbers past 2\*\*60 are no keys"):
        cell("1", "{% set m = 2**61 - 1 %}{% for i in range(1, 9) %}{% set _ = " + does + " %}{% endfor %}")
    assert cell("{2**59: 'x'}[2**59]") == "x"


SLOW = "{% for i in range(99) %}{% set _ = wait() %}{% endfor %}"


def test_what_takes_far_longer_than_its_steps_ends_as_well(monkeypatch):
    monkeypatch.setattr(clock, "_SECONDS", 0.1)
    monkeypatch.setenv("SHEETGEN_MAX_STEPS", "2000")
    with pytest.raises(SecurityError, match=r"^it takes more than 0\.1 s; sheetgen --max-steps N allows more$"):
        steps(SLOW, wait=lambda: sum(range(1_000_000)))


def test_time_that_passes_elsewhere_does_not_count(monkeypatch):
    monkeypatch.setattr(clock, "_SECONDS", 0.1)
    monkeypatch.setenv("SHEETGEN_MAX_STEPS", "2000")
    assert 0 < steps(SLOW, wait=lambda: time.sleep(0.005)) < 1_000


def test_more_steps_may_take_more_time():
    assert clock.Clock(10_000_000).most > clock.Clock(1_000).most


def test_a_namespace_does_not_print_what_it_holds():
    assert cell("n", "{% set n = namespace(x=1) %}") == "<namespace>"


@pytest.mark.parametrize("loop", ["{% for i in range(9) %}", "{% macro m() %}"])
def test_long_bodies_take_steps_each_time(loop):
    end = "{% endfor %}" if "for" in loop else "{% endmacro %}" + "{% set _ = m() %}" * 9
    body = loop + "{% if 1 %}{% endif %}" * 1000 + end
    assert steps(body) > 9 * 1000 // 25


def test_lists_are_not_added_by_sum_which_copies_them_for_each():
    with pytest.raises(TemplateError, match=r"sum adds numbers; lists are added by \+ or gone through by a loop"):
        cell("[[1], [2]] | sum(start=[])")
    assert cell("[[1, 2], [3, 4]] | sum(attribute=1)") == "6"


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
