"""A template file becomes a `Template`: front matter, then Jinja2, then tables, then cells, then the changed inputs."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sheetgen.errors import NotationError, SheetgenError, TemplateError, UsageError
from sheetgen.named_function import find as find_function
from sheetgen.named_function import trusted
from sheetgen.reading import read_file
from sheetgen.sheet import Address, Place, Sheet, Template, column_letters
from sheetgen.template.cell import read_cell
from sheetgen.template.changes import change_inputs, change_parameters
from sheetgen.template.charts import read_charts
from sheetgen.template.declarations import declare
from sheetgen.template.documents import DocumentTable, is_document, read_document, split_number
from sheetgen.template.find import find
from sheetgen.template.front_matter import FrontMatter, check, front_matter, read_front_matter
from sheetgen.template.gradients import read_gradients
from sheetgen.template.ranges import read_ranges
from sheetgen.template.render import MARKS, render
from sheetgen.template.table import RESERVED_SHEETS, Table, read_tables
from sheetgen.workbook.kind import SUFFIXES

#: Characters that no XML file can hold, and the two that mark lines.
_FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff{MARKS}]")


def load(name: str | Path, changes: Mapping[str, object] | None = None) -> Template:
    """The template of that short name or path. `changes` sets inputs and parameters by name, in any case."""
    file, number = split_number(str(name))
    path = find(file)
    text = read_text(path)
    if not is_document(text):
        return parse(text, path, changes)
    tables = read_document(text, path)
    if number is None and len(tables) > 1:
        raise TemplateError(f"{path} has {len(tables)} tables: name one of them, {path}#1 to {path}#{len(tables)}")
    if not 1 <= (number or 1) <= len(tables):
        raise TemplateError(f"{path} has no table {number}: it has {len(tables)}")
    return parse_table(tables[(number or 1) - 1], path, changes)


def tables_of(name: str | Path) -> list[str]:
    """The name itself, or, of a document with several tables, each by its number: `article.md#1` and so on."""
    file, number = split_number(str(name))
    path = find(file)
    text = read_text(path)
    count = len(read_document(text, path)) if number is None and is_document(text) else 1
    return [f"{file}#{index}" for index in range(1, count + 1)] if count > 1 else [str(name)]


def read_text(path: Path) -> str:
    """A template's or a document's text; TemplateError for what is no text."""
    data = read_file(path, error=TemplateError)
    if path.suffix.lower() in SUFFIXES or data[:2] == b"PK":
        way = "" if _carries_template(data) else f"; sheetgen import {path} makes a template of it"
        raise TemplateError(f"{path} is a workbook: name the template that it was made from{way}")
    try:
        # As Python reads texts: whatever ends a line is a line break.
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise TemplateError(f"{path} is not a template: it is not UTF-8 text") from None


def _carries_template(data: bytes) -> bool:
    """Whether a workbook was made from a template; also where it cannot be read, as nothing can be made of it then."""
    from sheetgen.workbook.read import read
    from sheetgen.workbook.write import TEMPLATE_SHEET

    try:
        return TEMPLATE_SHEET in read(data).sheets
    except SheetgenError:
        return True


def parse_table(
    table: DocumentTable | TemplateError, path: Path, changes: Mapping[str, object] | None = None
) -> Template:
    """A table of a document as a template; the workbook carries it with its front matter before it."""
    if isinstance(table, TemplateError):
        raise table
    _check_text(table.text, path)
    front = front_matter([*table.front], table.body, table.body_line, str(path))
    return _assemble(table.text, front, path, changes)


def parse(text: str, path: Path, changes: Mapping[str, object] | None = None) -> Template:
    """A template's text as data; `path` names it in messages."""
    _check_text(text, path)
    return _assemble(text, read_front_matter(text, str(path)), path, changes)


def _check_text(text: str, path: Path) -> None:
    for number, source_line in enumerate(text.split("\n"), start=1):
        _check_characters(source_line, f"{path}:{number}")


def _assemble(text: str, front: FrontMatter, path: Path, changes: Mapping[str, object] | None) -> Template:
    for key, value in (*front.texts.items(), *front.lists.items()):
        # TOML's escapes can write what the file itself must not hold: "\u0001".
        _check_characters("".join(value), f"{path}:{front.line(key)}")
    remaining = {str(key): value for key, value in (changes or {}).items()}
    parameters = change_parameters(front, remaining)
    chosen = {name: value for name, value in parameters.items() if value != front.table("parameters")[name]}
    if "check" in front.texts:
        parameters = _checked(parameters, front, path)
    lines = render(front.body, parameters, path=str(path), first_line=front.body_line)
    for rendered in lines:
        # So can Jinja2's: {{ "\x01" }}.
        _check_characters(rendered.text, f"{path}:{rendered.number}")
    declare(lines, front)
    check(front)
    sheet = front.texts.get("sheet")
    tables = read_tables(lines, str(path), None if sheet is None else (sheet, front.line("sheet")))
    sheets = [table.name for table in tables]
    names = {name: front.reference(name, value, sheets) for name, value in front.table("names").items()}
    template = Template(
        path=path,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        title=front.texts["title"],
        source=front.texts.get("source", ""),
        native=front.texts.get("native"),
        truncation=front.texts.get("truncation"),
        arrays=front.data.get("arrays", False),
        arithmetic=front.texts.get("arithmetic", "same"),
        errata=front.lists.get("errata", []),
        differences=front.lists.get("differences", []),
        names=names,
        parameters=parameters,
        sheets=[_sheet(table, front, names) for table in tables],
    )
    if chosen:
        template.settings["parameters"] = chosen
    template.charts = read_charts(front, sheets)
    template.inputs = {
        name: front.place(
            name, value["cell"] if isinstance(value, dict) and "cell" in value else value, sheets, "inputs"
        )
        for name, value in front.table("inputs").items()
    }
    template.ranges = read_ranges(front)
    template.faux = {
        front.place(key, key, sheets, "faux"): front.place(key, value, sheets, "faux")
        for key, value in front.table("faux").items()
    }
    _check_declared(template, front)
    template.gradients = read_gradients(front, template)
    change_inputs(template, remaining, front)
    if template.changed and "check" in front.texts:
        _check_inputs(template, front)
    return template


def _check_characters(text: str, place: str) -> None:
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        raise TemplateError(f"{place}: the character U+{ord(forbidden[0]):04X} cannot stand in a workbook; remove it")


def _sheet(table: Table, front: FrontMatter, names: Mapping[str, str]) -> Sheet:
    spelling = {name.lower(): name for name in names}
    own = front.table("sheets").get(table.name, {})
    sheet = Sheet(
        table.name,
        rows=front.labels(own if "rows" in own else front.data, "rows"),
        columns=front.labels(own if "columns" in own else front.data, "columns"),
        headers=own.get("headers", front.data.get("headers")),
    )
    for raw in table.cells:
        address = Address(raw.row, raw.column)
        try:
            sheet.cells[address] = read_cell(raw.text, address, raw.line, spelling)
        except NotationError as error:
            where = f"row {raw.row}, column {column_letters(raw.column)}"
            raise TemplateError(f"{front.path}:{raw.line}: {where}: {_with_way_out(str(error), front)}") from None
    return sheet


def _with_way_out(error: str, front: FrontMatter) -> str:
    """What is wrong with a cell; where it uses an input by its name, which formulas do not know, how they may."""
    for name, cell in front.table("inputs").items():
        if re.search(rf"(?<!\w){re.escape(name)} is (neither a column|no defined name)", error):
            what, quote, text = error.partition("; quote a text: ")
            return f'{what}; {name} is an input: give its cell a name, [names] {name} = "{cell}"{quote}{text}'
    return error


def _check_declared(template: Template, front: FrontMatter) -> None:
    """What the front matter says of cells must be true of the table."""
    for name in front.table("sheets"):
        if name not in [sheet.name for sheet in template.sheets] or name.lower() in RESERVED_SHEETS:
            raise front.error(name, f"[sheets.{name}]: there is no such sheet")
    seen: dict[Place, str] = {}
    for name, place in template.inputs.items():
        cell = template.cell(place)
        if cell is None or cell.figure is None or cell.is_formula:
            raise front.error(
                name, f"the input {name} = {place.address} is no constant in the table; an input is a figure", "inputs"
            )
        if place in seen:
            raise front.error(
                name, f"the inputs {seen[place]} and {name} name the same cell, {place.address}", "inputs"
            )
        seen[place] = name
    for faux, real in template.faux.items():
        for place in (faux, real):
            cell = template.cell(place)
            if cell is None or not cell.is_formula:
                raise front.error(
                    str(faux.address), f"[faux] {faux.address}: {place.address} is no formula in the table", "faux"
                )


def _checked(parameters: dict[str, Any], front: FrontMatter, path: Path) -> dict[str, Any]:
    """The parameters as the template's own function completes them; UsageError where they do not fit."""
    function = _check_function(front, path)
    try:
        completed = function(parameters)
    except ValueError as error:
        raise UsageError(f"{path.stem}: {error}") from None
    except Exception as error:
        # A function that checks other parameters than this template has, or that is none for checking.
        text = f"{type(error).__name__}: {error}".splitlines()[0]
        raise front.error("check", f"the check function {front.texts['check']} failed with {text}") from None
    if not isinstance(completed, dict):
        raise front.error("check", f"the check function {front.texts['check']} returned no parameters")
    return completed


def _check_inputs(template: Template, front: FrontMatter) -> None:
    """Shows the inputs too to the function that checked the parameters, if it asks for them."""
    function = _check_function(front, template.path)
    if "inputs" not in inspect.signature(function).parameters:
        return
    inputs = {name: template.sheet(place.sheet).cells[place.address].value for name, place in template.inputs.items()}
    try:
        function(template.parameters, inputs=inputs)
    except ValueError as error:
        raise UsageError(f"{template.name}: {error}") from None


def _check_function(front: FrontMatter, path: Path) -> Callable[..., dict[str, Any]]:
    name = front.texts["check"]
    if not trusted(name):
        raise front.error("check", f'check = "{name}": only functions of sheetgen.native can check parameters')
    return find_function(name, path, "check")
