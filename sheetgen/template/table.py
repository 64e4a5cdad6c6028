"""Markdown tables, read as grids of raw cell texts: one table a sheet, row numbers down, column letters across."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sheetgen.errors import TemplateError
from sheetgen.sheet import MAX_COLUMN, MAX_ROW, column_letters, column_number
from sheetgen.template.code_blocks import without_code
from sheetgen.template.headings import heading as heading_of
from sheetgen.template.render import Line

#: The name of the only sheet; several sheets are named by the headings above them.
ONLY_SHEET = "Sheet"


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell's text as the table has it, with its place."""

    row: int
    column: int
    text: str
    line: int


@dataclass(slots=True)
class Table:
    """One table: the sheet's name, the line of its header, its cells."""

    name: str
    line: int
    cells: list[RawCell] = field(default_factory=list)


def read_tables(lines: list[Line], path: str, only: tuple[str, int] | None = None) -> list[Table]:
    """Every table of cells among the lines, in order; code blocks and tables without column letters are prose.

    `only` is what the front matter calls the sheet of a single table, and in which line.
    """
    tables: list[Table] = []
    headings: list[tuple[str, int]] = []
    heading: tuple[str, int] | None = None
    prose = without_code(line.text for line in lines)
    lines = [Line(text, line.number) for text, line in zip(prose, lines, strict=True)]
    index = 0
    while index < len(lines):
        line = lines[index]
        found = heading_of(line.text)
        if found is not None and found[0] == 2:
            heading = (found[1], line.number)
        elif line.text.lstrip().startswith("|"):
            end = index
            while end < len(lines) and lines[end].text.lstrip().startswith("|"):
                end += 1
            table = _read_table(lines[index:end], path)
            if table:
                tables.append(table)
                headings.append(heading or ("", line.number))
            index = end
            continue
        index += 1
    if not tables:
        raise TemplateError(
            f"{path}: there is no table in it; a table starts with a row of column letters: |   | A | B |"
        )
    if only is not None:
        name, number = only
        if len(tables) > 1:
            raise TemplateError(
                f"{path}:{number}: sheet names the only table's; of several, each has a heading: ## Name"
            )
        _check_name(name, f"{path}:{number}")
        tables[0].name = name
    elif len(tables) > 1:
        _name_sheets(tables, headings, path)
    return tables


def _check_name(name: str, place: str) -> None:
    """Excel's rules for the names of sheets ("Rename a worksheet"), and those that sheetgen needs for itself."""
    if not name or len(name) > 31 or re.search(r"[\[\]:*?/\\]", name) or name.startswith("'") or name.endswith("'"):
        raise TemplateError(
            f"{place}: {name!r} cannot name a sheet: at most 31 characters,"
            " none of [ ] : * ? / \\, no quote at the ends"
        )
    if name.lower() in RESERVED_SHEETS:
        raise TemplateError(f"{place}: the sheet {name} is written by sheetgen itself; take another name")


def _name_sheets(tables: list[Table], headings: list[tuple[str, int]], path: str) -> None:
    """Several tables: each takes the name of its heading."""
    seen: set[str] = set()
    for table, (name, number) in zip(tables, headings, strict=True):
        if not name:
            raise TemplateError(
                f"{path}:{table.line}: with several tables, each needs a heading that names its sheet: ## Name"
            )
        _check_name(name, f"{path}:{number}")
        if name.lower() in seen:
            raise TemplateError(
                f"{path}:{table.line}: two tables stand under the name {name}; give each a heading of its own"
            )
        seen.add(name.lower())
        table.name = name


#: Sheets that every workbook gets besides the template's own, and a name that Excel keeps for itself.
RESERVED_SHEETS = frozenset(("about", "template", "history"))


def _read_table(lines: list[Line], path: str) -> Table | None:
    header = split_row(lines[0].text)
    letters = header[1:]
    valid = [bool(re.fullmatch("[A-Z]{1,3}", text)) and column_number(text) <= MAX_COLUMN for text in letters]
    first = lines[0]
    if not any(valid) or header[0] not in ("", "#"):
        if re.fullmatch("[1-9][0-9]{0,6}", header[0]) and not _is_rule(lines[1:2]):
            raise TemplateError(
                f"{path}:{first.number}: row {header[0]} stands outside a table; no blank line may stand above it"
            )
        return None
    for text, ok in zip(letters, valid, strict=True):
        if not ok:
            raise TemplateError(
                f"{path}:{first.number}: {text!r} in the header is no column letter (A to XFD, in capitals)"
            )
    columns = [column_number(text) for text in letters]
    if sorted(set(columns)) != columns:
        raise TemplateError(f"{path}:{first.number}: the header's columns must rise from left to right, each once")
    if not _is_rule(lines[1:2]):
        raise TemplateError(f"{path}:{first.number}: under the header a row of dashes must stand: |---|---|")
    table = Table(ONLY_SHEET, first.number)
    seen: dict[int, int] = {}
    for line in lines[2:]:
        texts = split_row(line.text)
        row = _row_number(texts[0], line, path)
        if row in seen:
            raise TemplateError(
                f"{path}:{line.number}: row {row} stands here and in line {seen[row]}; number each row once"
            )
        seen[row] = line.number
        if len(texts) - 1 > len(columns):
            last = column_letters(columns[-1])
            raise TemplateError(
                f"{path}:{line.number}: row {row} has {len(texts) - 1} cells and the header ends at column {last};"
                " a bar inside a cell is written \\|"
            )
        table.cells.extend(
            RawCell(row, column, text, line.number) for column, text in zip(columns, texts[1:], strict=False) if text
        )
    return table


def _is_rule(lines: list[Line]) -> bool:
    """Whether there is a line, and it is the row of dashes that makes a table of what stands above and below it."""
    return bool(lines) and all(re.fullmatch(r":?-+:?", text) for text in split_row(lines[0].text))


def _row_number(text: str, line: Line, path: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,6}", text) or int(text) > MAX_ROW:
        raise TemplateError(f"{path}:{line.number}: {text!r} in the first column is no row number (1 to {MAX_ROW})")
    return int(text)


def split_row(text: str) -> list[str]:
    r"""The cells of one table row, stripped; `\|` is a bar inside a cell."""
    text = text.strip().removeprefix("|")
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    return [part.replace("\\|", "|").strip() for part in re.split(r"(?<!\\)\|", text)]
