"""Templates that would compute for ever, write without end, or reach out of the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.hostile.case import Case

_SHOW = ("show", "FILE")
_HEAD = '+++\ntitle = "t"\n{front}+++\n\n{body}\n\n|   | A |\n|---|---|\n| 1 | {cell} |\n'


def _text(body: str = "", cell: str = "1", front: str = "") -> bytes:
    return _HEAD.format(body=body, cell=cell, front=front).encode()


_LOOP, _END = "{% for i in range(99) %}", "{% endfor %}"
_TEXT = "{% set n = namespace(x='xxxxxxxx') %}"
_LIST = "{% set n = namespace(x=['x'], y=['x']) %}"
_MACRO = "{% macro m(n) %}{% if n %}{{ m(n-1) }}{{ m(n-1) }}%s{% endif %}{% endmacro %}{{ m(60) }}"

_LETTERS = "{% set x = 'ab://c. d' * 9999 %}"
_NUMBERS = "{% set x = range(99999) | list %}"
_OFTEN, _END_OFTEN = "{% for i in range(9999) %}{% for j in range(9999) %}", "{% endfor %}{% endfor %}"

#: What each round of loops without end does.
_ROUNDS = {
    "attributes of letters": _LETTERS + _OFTEN + "{% set _ = x | selectattr('y', 'defined') | list %}",
    "unique letters": _LETTERS + _OFTEN + "{% set _ = x | unique(attribute=0) | list %}",
    "sorted letters": _LETTERS + _OFTEN + "{% set _ = x | sort(attribute=0) %}",
    "letters as a format": _LETTERS + _OFTEN + "{% set _ = x.format() %}",
    "stripped letters": _LETTERS + _OFTEN + "{% set _ = x.strip(x) %}",
    "letters from behind": _LETTERS + _OFTEN + "{% set _ = x[::-1] %}",
    "numbers as a text": _NUMBERS + _OFTEN + "{% set _ = x | string %}",
    "counted numbers": _NUMBERS + _OFTEN + "{% set _ = x.count('y') %}",
    "part of a list": _NUMBERS + _OFTEN + "{% set _ = x[1:] %}",
    "a text among numbers": _OFTEN + "{% set _ = 'y' in range(99999) %}",
    "a text among values": "{% set x = {}.fromkeys(range(99999)) %}" + _OFTEN + "{% set _ = 'y' in x.values() %}",
    "a list that grows at its start": "{% set x = [] %}" + _OFTEN + "{% set _ = x.insert(0, 1) %}",
    "lists in lists in lists": "{% set n = namespace(x=[]) %}"
    + _OFTEN
    + "{% set n.x = [n.x] %}{% set _ = n.x | length %}",
}

#: Statements before the table.
_BODIES = {
    "a loop of a thousand million": "{% for i in range(10**9) %}x{% endfor %}",
    "loops in loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "loops that write": "{% for a in range(99999) %}{% for b in range(99999) %}xxxxxxxx{% endfor %}{% endfor %}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a macro that calls itself twice": _MACRO.replace("%s", ""),
    "a macro that writes twice": _MACRO.replace("%s", "{% else %}xxxxxxxx"),
    "a recursive loop": "{% for a in [[1]] recursive %}{{ loop([a, a]) }}{% endfor %}",
    "a text that doubles": _TEXT + _LOOP + "{% set n.x = n.x ~ n.x %}" + _END,
    "a text added to itself": _TEXT + _LOOP + "{% set n.x = n.x + n.x %}" + _END,
    "a block that doubles": _TEXT + _LOOP + "{% set y %}{{ n.x }}{{ n.x }}{% endset %}{% set n.x = y %}" + _END,
    "a list that doubles": _LIST + _LOOP + "{% set n.x = n.x + n.x %}" + _END,
    "a list extended by itself": "{% set x = [1] %}" + _LOOP + "{% set _ = x.extend(x) %}" + _END,
    "lists of lists": _LIST + _LOOP + "{% set n.x = [n.x, n.x, n.x] %}" + _END + "{{ n.x }}",
    "lists of lists as text": _LIST + _LOOP + "{% set n.x = [n.x, n.x] %}" + _END + "{% set y = n.x | string %}",
    "lists of lists compared": _LIST
    + _LOOP
    + "{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}"
    + _END
    + "{% if n.x == n.y %}x{% endif %}",
    "tuples as a key": "{% set n = namespace(x=(1,)) %}"
    + _LOOP
    + "{% set n.x = (n.x, n.x) %}"
    + _END
    + "{% set y = {n.x: 1} %}",
    "replacing by more": _TEXT + _LOOP + "{% set n.x = n.x | replace('x', n.x) %}" + _END,
    "replacing by a method": _TEXT + _LOOP + "{% set n.x = n.x.replace('x', n.x) %}" + _END,
    "joined lists": _TEXT + _LOOP + "{% set n.x = ([n.x] * 9) | join %}" + _END,
    "joined by a method": _TEXT + _LOOP + "{% set n.x = n.x.join([n.x, n.x, n.x]) %}" + _END,
    "one argument in many fields": "{% set _ = ('{0}' * 4000).format('x' * 450000) %}",
    "one key in many fields": "{% set _ = ('%(a)s' * 4000) % {'a': 'x' * 450000} %}",
    "wide fields": "{% set _ = ('{0:>999}' * 90000).format(1) %}",
    "attributes of attributes": "{% set p = '0.' * 60000 ~ '0' %}{% set _ = ['a'] | map(attribute=p) | list %}",
    "attributes to sort by": "{% set _ = range(100) | sort(attribute='real,' * 20000 ~ 'real') %}",
    "namespaces that hold two": "{% set n = namespace(x=1) %}"
    + _LOOP
    + "{% set n.x = namespace(a=n.x, b=n.x) %}"
    + _END
    + "{{ n.x }}",
    "an address of brackets": "{% set _ = (')' * 20000 ~ 'x)') | urlize %}",
    "a search from the end": "{% set _ = ('a' * 400000).rfind('ab' ~ 'a' * 200000) %}",
    "a range of long numbers": "{% set b = 2**9900 * 2**9900 %}{% set _ = range(b, b + 99999) | list %}",
    "long numbers written": "{{ [10**4290] * 100000 }}",
    "a translation": "{% set _ = ('x' * 1500).translate({120: 'y' * 450000}) %}",
    "a list with replacements": "{% set _ = ['x'] * 1500 | replace('x', 'y' * 450000) %}",
    "a generator joined": "{% set _ = range(1500) | map('string') | join('y' * 450000) %}",
    "keys that collide": "{% set d = {} %}{% for i in range(30000) %}{% set _ = d.update({i * (2**61 - 1): 1}) %}"
    + _END,
    "many tabs": "{% set _ = ('\t' * 90000).expandtabs(10000) %}",
    "many signs written": "{% for i in range(99) %}{{ ['\U000e0001' * 450000] }}{% endfor %}",
    "many conditions": "{% for i in range(99999) %}" + "{% if not i %}{% endif %}" * 10_000 + "{% endfor %}",
    "a macro of conditions": "{% macro m() %}"
    + "{% if not 1 %}{% endif %}" * 5_000
    + "{% endmacro %}{% for i in range(99999) %}{{ m() }}{% endfor %}",
    "500,000 cells": "{% for i in range(500) %}" + "| {{ i }} |" + " = 1+1 |" * 1_000 + "\n{% endfor %}",
    "5,000 additions": "{{ 1" + " + 1" * 5_000 + " }}",
    "5,000 filters": "{{ 1" + " | abs" * 5_000 + " }}",
    "5,000 alternatives": "{% if 0 %}" + "{% elif 1 %}" * 5_000 + "{% endif %}",
    "5,000 figures": "{{ " + "9" * 5_000 + " }}",
    "4,000 parentheses": "{{ " + "(" * 4_000 + "1" + ")" * 4_000 + " }}",
    "200 loops in one another": "{% for a in [1] %}" * 200 + "{% endfor %}" * 200,
    "no end": "{% for a in [1] %}",
}

#: Expressions in a cell.
_CELLS = {
    "a text times a thousand million": "{{ 'x' * 10**9 }}",
    "a list times a thousand million": "{{ [1] * 10**9 }}",
    "a power of powers": "{{ 10**(10**8) }}",
    "a power and its digits": "{{ (10**200000) | string }}",
    "a text in the middle": "{{ 'x' | center(10**9) }}",
    "the same with a figure": "{{ 'x' | center(1000000000) }}",
    "a width by method": "{{ 'x'.ljust(1000000000) }}",
    "zeros by method": "{{ 'x'.zfill(10**9) }}",
    "tabs": "{{ '\t'.expandtabs(10**9) }}",
    "a format's width": "{{ '%1000000000d' % 1 }}",
    "a format's width by filter": "{{ '%1000000000d' | format(1) }}",
    "a format's width apart": "{{ '%*d' % (1000000000, 1) }}",
    "a format by method": "{{ '{:1000000000}'.format(1) }}",
    "a format within a format": "{{ '{:{}}'.format(1, 10**9) }}",
    "a precision": "{{ '%.1000000000f' % 1.5 }}",
    "indentation": "{{ 'x\ny' | indent(10**9) }}",
    "slices": "{{ [1] | slice(10**9) | list }}",
    "batches": "{{ [1] | batch(10**9, 0) | list }}",
    "bytes of a number": "{{ (1).to_bytes(10**9, 'big') }}",
    "filler text": "{{ lipsum(n=10**9) }}",
    "a sum of a range": "{{ range(99999) | sum }}",
    "a range as a list, often": "{{ [range(99999) | list] * 99999 | length }}",
    "wrapped words": "{{ ('x ' * 50000) | wordwrap(1, wrapstring='x' * 50000) }}",
    "rounded": "{{ 1.5 | round(10**9) }}",
    "a class": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals of a function": "{{ cycler.__init__.__globals__ }}",
    "an attribute by filter": "{{ '' | attr('__class__') }}",
    "a format that looks in": "{{ '{0.__class__.__mro__}'.format('') }}",
    "a format map that looks in": "{{ '{x.__class__}'.format_map({'x': 1}) }}",
    "an include": "{% include '/etc/passwd' %}",
    "an import": "{% import '/etc/passwd' as x %}",
}

_MODULE = "def run(**inputs):\n    open('ran', 'w').close()\n"


def templates() -> Iterator[Case]:
    """Every case of these kinds."""
    for name, body in _BODIES.items():
        yield Case("templates", name, "t.md", _text(body), _SHOW, (0, 2))
    for name, body in _ROUNDS.items():
        yield Case("templates", name, "t.md", _text(body + _END_OFTEN), _SHOW, says="a template may not do this")
    for name, cell in _CELLS.items():
        yield Case("templates", name, "t.md", _text(cell=cell), _SHOW, (0, 2))
    yield from _documents()
    yield from _functions()
    yield from _front_matter()


def _documents() -> Iterator[Case]:
    # To go through all that stands above each of them, for its heading, would take the square.
    table = b"<!-- sheetgen -->\n\n|   | A |\n|---|---|\n| 1 | 2 (1+1 |\n\n"
    yield Case("templates", "1,500 tables in a document", "p.md", table * 1_500, ("verify", "p.md#1499"))


def _with_module(path: Path, front: str, module: str) -> None:
    path.write_bytes(_text(front=front))
    file = path.parent / module
    file.parent.mkdir(parents=True, exist_ok=True)
    (file.parent / "__init__.py").touch()
    file.write_text(_MODULE)


def _functions() -> Iterator[Case]:
    def module(front: str, file: str):
        return lambda path: _with_module(path, front, file)

    verify = ("verify", "FILE")
    for name, front, file in (
        ("a module beside the template", 'native = "mine:run"\n', "mine.py"),
        ("a folder named as sheetgen's", 'native = "sheetgen.native.mine:run"\n', "sheetgen/native/mine.py"),
        ("a module of the system", 'native = "os:system"\n', "mine.py"),
        ("what a module of sheetgen imports", 'native = "sheetgen.native.neuron:np.save"\n', "mine.py"),
        ("a check of its own", 'check = "mine:run"\n', "mine.py"),
        ("a check by the system", 'check = "os:system"\n', "mine.py"),
    ):
        yield Case("functions", name, "t.md", module(front, file), verify, (0, 1, 2))


def _front_matter() -> Iterator[Case]:
    kind = "front matter"
    yield Case(kind, "brackets in brackets", "t.md", _text(front="a = " + "[" * 90_000 + "\n"), _SHOW)
    yield Case(kind, "a long number", "t.md", _text(front=f"a = {'9' * 90_000}\n"), _SHOW)
    yield Case(kind, "an exponent of 20 digits", "t.md", _text(front=f"a = 1e{'9' * 20}\n"), _SHOW)
    for name, number in (
        ("a decimal of 99,999,999 zeros", "1e99999999"),
        ("one of as many decimals", "1e-99999999"),
        ("900,000 decimals", "1." + "1" * 900_000),
        ("4,000 hexadecimal digits", "0x" + "f" * 4_000),
    ):
        body = "{% for i in range(99999) %}{% set y = x | float %}{% endfor %}"
        text = _text(body, "{{ '%d' % x }}", f"[parameters]\nx = {number}\n")
        yield Case(kind, name, "t.md", text, _SHOW, says="t.md:4: x: no spreadsheet holds a number so long")
    text = _text(cell="{{ x.scaleb(999900) | int }}", front="[parameters]\nx = 1.5\n")
    yield Case(kind, "a decimal that becomes so long", "t.md", text, _SHOW, says="a template may not do this")
    yield Case(kind, "dotted keys", "t.md", _text(front=f"{'.'.join('a' * 40_000)} = 1\n"), _SHOW)
    yield Case(kind, "20,000 tables", "t.md", _text(front="".join(f"[a{n}]\n" for n in range(20_000))), _SHOW)
    yield Case(kind, "keys without end", "t.md", b"+++\n" + b"a" * 5_000_000, _SHOW)
    yield Case(kind, "braces in braces", "t.md", _text(front="a = " + "{a=" * 20_000 + "\n"), _SHOW)
