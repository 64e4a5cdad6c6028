"""The targets: each is one function of any bytes. It returns, or raises what sheetgen must never raise.

Besides "a result or one sentence", a target holds what it can check of the result: a printed formula reads as the same
tree, a workbook reads the same in columns and cell by cell, stamped values are there, an imported table is a template.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from fuzz.answers import answered, as_text, check_values, folder, saved
from fuzz.grids import OWN, small_grid, texts_grid
from fuzz.package import has_twice
from sheetgen.blocks.datafile import read_data
from sheetgen.comparison import diff
from sheetgen.differentiate import gradient
from sheetgen.errors import SheetgenError
from sheetgen.formula.parse import MAX_LENGTH, parse
from sheetgen.formula.print_a1 import print_a1
from sheetgen.formula.tree import Unsupported
from sheetgen.formula.walk import walk
from sheetgen.generation import build
from sheetgen.importing import import_template
from sheetgen.notation import translate
from sheetgen.recalc.evaluate import recalculate_what_can_be
from sheetgen.recalc.rounding import rounding_errors
from sheetgen.recalc.values import Values
from sheetgen.sheet import Place
from sheetgen.template import load
from sheetgen.template import parse as parse_template
from sheetgen.template.front_matter import read_front_matter
from sheetgen.verification import verify
from sheetgen.workbook import read as reading
from sheetgen.workbook import stamp as stamping
from sheetgen.workbook.grid import Grid
from sheetgen.workbook_audit import audit

Target = Callable[[bytes], None]

#: A template of more cells than this is read, not calculated: what a large one costs is no question of fuzzing.
MOST_CELLS = 400


def formula(data: bytes) -> None:
    """A formula: as the article's shorthand, parsed, printed and parsed again, calculated, differentiated."""
    text = as_text(data).removeprefix("=")
    with answered():
        translate(text, row=2, names={"tiny": "Tiny"})
    with answered():
        tree = parse(text, OWN)
        printed = print_a1(tree, OWN)
        if len(printed) <= MAX_LENGTH and not any(isinstance(node, Unsupported) for node in walk(tree)):
            assert parse(printed, OWN) == tree, f"{printed!r} reads as another formula"
    grid = small_grid(text)
    with answered():
        values, problems = recalculate_what_can_be(grid)
        check_values(values)
        for problem in problems.values():
            assert str(problem).strip()
        rounding_errors(values, values.plan)
    with answered():
        gradient(values, [Place("Sheet", OWN)])


def functions(data: bytes) -> None:
    """Texts as cells: number formats, criteria, wildcards, regular expressions, numbers and dates as texts."""
    values, problems = recalculate_what_can_be(texts_grid(as_text(data).split("\n")))
    check_values(values)
    for problem in problems.values():
        assert str(problem).strip()


def template(data: bytes) -> None:
    """A template, read."""
    with answered():
        parse_template(as_text(data), Path("fuzz.md"))


def generated(data: bytes) -> None:
    """A template: its workbook is written, carries it and is verified."""
    text = as_text(data).replace("\r\n", "\n").replace("\r", "\n")
    with answered():
        read = parse_template(text, Path("fuzz.md"))
        if sum(len(sheet.cells) for sheet in read.sheets) <= MOST_CELLS:
            written, values = build(read)
            check_values(values)
            carried = import_template(saved(written, "fuzz.xlsx"))[0]
            assert carried.rstrip("\n") == text.rstrip("\n"), "the workbook does not carry its template"
            verify(read)


def front_matter(data: bytes) -> None:
    """Front matter by itself, and then above a table that it may name cells of."""
    text = as_text(data)
    with answered():
        read_front_matter(f"+++\n{text}\n+++\n", "fuzz.md")
    template(f"+++\n{text}\n+++\n{_TABLE}".encode())


def document(data: bytes) -> None:
    """A Markdown document: as a template with marked tables, and as something to import."""
    path = saved(data, "fuzz.md")
    for name in (str(path), f"{path}#2"):
        with answered():
            load(name)
    _imported(path)


def html(data: bytes) -> None:
    """A page to import a table from."""
    _imported(saved(data, "fuzz.html"))


def csv(data: bytes) -> None:
    """A CSV file to import, and the same as a data file for a template."""
    _imported(saved(data, "fuzz.csv"))
    with answered():
        read_data(str(saved(data, "fuzz.csv")), parse_template(_DATA_TEMPLATE, Path("fuzz.md")))


def workbook(data: bytes) -> None:
    """A workbook: read, recalculated, stamped and read again."""
    with answered():
        grid = reading.read(data, "fuzz.xlsx")
        values, problems = recalculate_what_can_be(grid)
        check_values(values)
        assert all(str(problem).strip() for problem in problems.values())
        _stamped(data, values)


def audited(data: bytes) -> None:
    """A workbook: audited, imported, compared with itself."""
    path = saved(data, "fuzz.xlsx")
    audit(path, "sheetgen")
    with answered():
        import_template(path)
    _imported(path, rebuild=True, fold=len(data) % 2 == 1)
    with answered():
        assert diff(str(path), str(path)), "a workbook differs from itself"


def columns(data: bytes) -> None:
    """A workbook read in columns, as large ones are: the same cells and the same values as read cell by cell."""
    plain = _read(data)
    large, reading.LARGE = reading.LARGE, 0
    try:
        scanned = _read(data)
    finally:
        reading.LARGE = large
    if scanned is None:
        # Of well-formed XML the large sheets' reader checks what it needs: it may take what a parser refuses.
        assert plain is None or scanned is not None, "a workbook is refused as a large one only"
        return
    with answered():
        for name, sheet in plain.sheets.items() if plain is not None else ():
            other = scanned.sheets[name]
            assert dict(other.values.items()) == sheet.values, f"the values of {name} differ"
            assert other.formulas.keys() == sheet.formulas.keys(), f"{name} has other formulas"
            assert (other.hidden, other.filters) == (sheet.hidden, sheet.filters), f"hidden rows of {name} differ"
        if has_twice(data):
            # Of two cells at one place the last counts, but where a large sheet is calculated or stamped.
            return
        values, problems = recalculate_what_can_be(scanned)
        check_values(values)
        assert all(str(problem).strip() for problem in problems.values())
        large, stamping.LARGE = stamping.LARGE, 0
        try:
            _stamped(data, values)
        finally:
            stamping.LARGE = large


#: By the name that `fuzz/run.py` takes.
TARGETS: dict[str, Target] = {
    "template": template,
    "formula": formula,
    "workbook": workbook,
    "front_matter": front_matter,
    "columns": columns,
    "audited": audited,
    "generated": generated,
    "functions": functions,
    "html": html,
    "document": document,
    "csv": csv,
}

_TABLE = """
## Sheet

| # | A | B | C | D |
|---|---|---|---|---|
| 1 | Weight | 0.5 | 2 | 7 |
| 2 | 1.0 (B1*C1) | 1 (C1-A2) | = A2+Tiny | x |
| 3 | 1 | 2 | 3 (A+B) | TRUE |

## Data

| # | A | B |
|---|---|---|
| 1 | 1 | 2 |
| 2 | = A1 | = Sheet!B1 |
"""

_DATA_TEMPLATE = """+++
title = "x"
[inputs]
input = "A1"
weight = "B1"
+++
| # | A | B | C |
|---|---|---|---|
| 1 | 1 | 2 | = A*B |
"""


def _read(data: bytes) -> Grid | None:
    """A workbook, unless it is refused."""
    with answered():
        return reading.read(data, "fuzz.xlsx")
    return None


def _stamped(data: bytes, values: Values) -> None:
    """The values stand in the workbook, and nothing else of it has changed."""
    formulas = {
        name: {address: value for address in sheet.formulas if (value := values.cells[name].get(address)) is not None}
        for name, sheet in values.grid.sheets.items()
    }
    again = reading.read(stamping.stamp(data, formulas, "fuzz.xlsx"), "fuzz.xlsx")
    for name, cells in formulas.items():
        found = again.sheets[name]
        for address, value in cells.items():
            assert found.values.get(address, "") == value, f"{name}!{address} was not stamped"
        assert found.formulas.keys() == values.grid.sheets[name].formulas.keys(), f"{name} has other formulas"


def _imported(path: Path, *, rebuild: bool = False, fold: bool = False) -> None:
    """What is imported is a template that reads; its formulas need not."""
    text = None
    with answered():
        text = import_template(path, rebuild=rebuild, fold=fold)[0]
    if text is not None:
        parse_template(text, folder() / "imported.md")
    with suppress(SheetgenError):
        import_template(path, rebuild=rebuild, a1=True)
