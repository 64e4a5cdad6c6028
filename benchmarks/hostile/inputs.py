"""The other files that commands read: tables of inputs, parameters, pages and documents."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.hostile.case import Case

_DATA = ("generate", "single-neuron-gradients", "--data", "FILE", "-o", "out.xlsx")
_PARAMS = ("verify", "single-neuron-gradients", "--params", "FILE")
_IMPORT = ("import", "FILE")
_KIND = "other files"
#: The same on every run.
_NOISE = random.Random(7)


def _zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def inputs() -> Iterator[Case]:
    """Every case of this kind."""
    noise = _NOISE.randbytes(200_000)
    for file, command in (
        ("data.csv", _DATA),
        ("params.toml", _PARAMS),
        ("page.html", _IMPORT),
        ("page.md", _IMPORT),
        ("t.md", ("verify", "FILE")),
        ("table.csv", _IMPORT),
    ):
        for name, content in (
            ("endless", _zero),
            ("a pipe that nobody writes", _pipe),
            ("noise", noise),
            ("empty", b""),
        ):
            # A file of parameters may be empty.
            statuses = (0,) if content == b"" and command is _PARAMS else (2,)
            yield Case(_KIND, f"{name}: {command[0]} {file}", file, content, command, statuses)
    yield Case(_KIND, "noise that begins as Parquet", "data.parquet", b"PAR1" + noise, _DATA)
    yield Case(_KIND, "a CSV whose quote never ends", "data.csv", b'a,b\n"' + b"x" * 900_000, _DATA)
    yield Case(_KIND, "a CSV of 100,000 columns", "data.csv", b",".join([b"a"] * 100_000) + b"\n", _DATA)
    yield Case(_KIND, "a CSV of line breaks", "data.csv", b"input\n" + b"\n" * 1_000_000, _DATA)
    yield Case(_KIND, "numbers of 100,000 digits", "data.csv", b"input\n" + b"9" * 100_000 + b"\n", _DATA)
    yield Case(_KIND, "JSON in JSON", "params.json", b'{"a":' * 100_000, _PARAMS)
    yield Case(_KIND, "lists in TOML", "params.toml", b"a = " + b"[" * 100_000, _PARAMS)
    yield Case(_KIND, "a long number in JSON", "params.json", b'{"input": ' + b"9" * 100_000 + b"}", _PARAMS)
    yield Case(_KIND, "a large exponent in JSON", "params.json", b'{"input": 1e999999999}', _PARAMS)
    yield Case(_KIND, "4,000 hexadecimal digits in TOML", "params.toml", b"input = 0x" + b"f" * 4_000, _PARAMS)
    yield Case(_KIND, "dotted keys in TOML", "params.toml", b".".join([b"a"] * 40_000) + b" = 1", _PARAMS)
    nested = b"<table><tr><td>" * 3_000
    yield Case(_KIND, "tables in tables", "page.html", nested, _IMPORT, (0, 2))
    yield Case(_KIND, "divisions in divisions", "page.html", b"<div>" * 50_000 + b"<table><tr><td>1", _IMPORT, (0, 2))
    yield Case(_KIND, "bold in bold", "page.html", b"<table><tr><td>" + b"<b>" * 50_000, _IMPORT, (0, 2))
    spans = b"<table>" + b"<tr>" + b"<td rowspan=1000000000 colspan=1000000000>1" * 50 + b"</table>"
    yield Case(_KIND, "cells that span everything", "page.html", spans, _IMPORT, (0, 2))
    yield Case(
        _KIND,
        "markup that never closes",
        "page.html",
        b"<table><tr><td>1</td></tr></table>" + b"<" * 200_000,
        _IMPORT,
        (0, 2),
    )
    yield Case(_KIND, "attributes without end", "page.html", b"<table " + b"a=' " * 100_000, _IMPORT, (0, 2))
    yield Case(
        _KIND, "comments that never close", "page.html", b"<table><tr><td>1</table>" + b"<!--" * 50_000, _IMPORT, (0, 2)
    )
    yield Case(_KIND, "entities", "page.html", b"<table><tr><td>" + b"&" * 200_000, _IMPORT, (0, 2))
    yield Case(_KIND, "bars without end", "page.md", b"|" * 200_000, _IMPORT, (0, 2))
    yield Case(_KIND, "blanks before a bar", "page.md", b"| a |\n|---|\n|" + b" " * 200_000 + b"x", _IMPORT, (0, 2))
    yield Case(_KIND, "backquotes without end", "page.md", b"| a |\n|---|\n|" + b"`" * 100_000, _IMPORT, (0, 2))
    yield Case(_KIND, "a heading of blanks", "page.md", b"# a" + b" " * 50_000 + b"#" * 50_000 + b"b", _IMPORT, (0, 2))
    comments = b"<!-- sheetgen\n" * 20_000
    yield Case(_KIND, "comments in a document", "page.md", comments, ("verify", "FILE"))
    digits = b"| a |\n|---|\n| " + b"9," * 50_000 + b" |"
    yield Case(_KIND, "a figure of 50,000 commas", "page.md", digits, _IMPORT, (0, 2))
    brackets = b"+++\ntitle='t'\n+++\n\n|  | A |\n|---|---|\n| 1 | 1 (" + b"(" * 50_000 + b" |"
    yield Case(_KIND, "a formula of 50,000 brackets", "t.md", brackets, ("verify", "FILE"))
    powers = b"+++\ntitle='t'\n+++\n\n|  | A |\n|---|---|\n| 1 | 1 (" + b"2^" * 3_000 + b"2) |"
    yield Case(_KIND, "3,000 powers", "t.md", powers, ("verify", "FILE"), (0, 1, 2))
    signs = b"+++\ntitle='t'\n+++\n\n|  | A |\n|---|---|\n| 1 | 1 (" + b"-" * 50_000 + b"2) |"
    yield Case(_KIND, "50,000 signs", "t.md", signs, ("verify", "FILE"), (0, 1, 2))
    formula = ("explain", "single-neuron-gradients", "A" * 100_000)
    yield Case(_KIND, "a cell's name of 100,000 letters", "unused", b"", formula)
