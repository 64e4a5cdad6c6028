"""What a workbook keeps beside its sheets: tables, and what it remembers of other workbooks."""

from __future__ import annotations

from sheetgen.errors import WorkbookError
from sheetgen.sheet import Address
from sheetgen.values import ERROR_BY_TEXT, ErrorValue, Scalar
from sheetgen.workbook.escapes import unescape
from sheetgen.workbook.grid import GridTable
from sheetgen.workbook.package import Package, SheetEntry
from sheetgen.workbook.read_sheet import rows_of


def read_tables(package: Package, entry: SheetEntry) -> list[GridTable]:
    """The tables on one sheet (ECMA-376, part 1, 18.5)."""
    # Once each, however often it is named.
    parts = dict.fromkeys(part for kind, part in package.relationships(entry.part).values() if kind == "table")
    return [_read_table(package, part, entry.name) for part in parts if package.has(part)]


def _read_table(package: Package, part: str, sheet: str) -> GridTable:
    head: dict[str, str] = {}
    columns: list[str] = []
    filters: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            head.update(attributes)
        elif tag == "tableColumn":
            columns.append(unescape(attributes.get("name", "")))
        elif tag == "autoFilter":
            filters["ref"] = attributes.get("ref", "")
        elif tag == "filterColumn":
            filters["active"] = "yes"

    package.parse(part, start)
    first, _, last = head.get("ref", "").partition(":")
    try:
        top_left, bottom_right = Address.parse(first), Address.parse(last or first)
        header_rows, totals_rows = int(head.get("headerRowCount", "1")), int(head.get("totalsRowCount", "0"))
    except ValueError:
        raise WorkbookError(f"{package.name} cannot be read: its table in {part} has no valid range") from None
    return GridTable(
        head.get("displayName") or head.get("name", ""),
        sheet,
        top_left.row,
        top_left.column,
        bottom_right.row,
        tuple(columns),
        header_rows,
        totals_rows,
        rows_of(filters.get("ref", "")) if "active" in filters else None,
    )


def read_external(package: Package) -> dict[tuple[int, str], dict[Address, Scalar]]:
    """The values that the file remembers of the workbooks it links to, by link and sheet; nothing is followed."""
    links: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "externalReference":
            links.append(attributes.get("id", ""))

    package.parse(package.workbook_part, start)
    targets = package.relationships(package.workbook_part)
    found: dict[tuple[int, str], dict[Address, Scalar]] = {}
    read: dict[str, dict[str, dict[Address, Scalar]]] = {}
    for number, link in enumerate(links, start=1):
        _, part = targets.get(link, ("", ""))
        if package.has(part):
            # Once each, however often it is named.
            if part not in read:
                read[part] = _read_link(package, part)
            for sheet, values in read[part].items():
                found[number, sheet.lower()] = values
    return found


def _read_link(package: Package, part: str) -> dict[str, dict[Address, Scalar]]:
    names: list[str] = []
    sheets: dict[str, dict[Address, Scalar]] = {}
    current: dict[Address, Scalar] = {}
    reference, kind = "", "n"
    text: list[str] | None = None

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal current, reference, kind, text
        if tag == "sheetName":
            names.append(attributes.get("val", ""))
            sheets[names[-1]] = {}
        elif tag == "sheetData":
            number = attributes.get("sheetId", "")
            if attributes.get("refreshError") in ("1", "true") and number.isdigit() and int(number) < len(names):
                # The last attempt to read that sheet failed: a cell that is not remembered is not known to be empty.
                sheets.pop(names[int(number)], None)
                number = ""
            current = sheets[names[int(number)]] if number.isdigit() and int(number) < len(names) else {}
        elif tag == "cell":
            reference, kind = attributes.get("r", ""), attributes.get("t", "n")
        elif tag == "v":
            text = []

    def end(tag: str) -> None:
        nonlocal text
        if tag == "v" and text is not None:
            try:
                current[Address.parse(reference)] = _scalar("".join(text), kind)
            except ValueError:
                message = f"{package.name} cannot be read: its link {part} has a bad cell {reference}"
                raise WorkbookError(message) from None
            text = None

    def characters(data: str) -> None:
        if text is not None:
            text.append(data)

    package.parse(part, start, end, characters)
    return sheets


def _scalar(text: str, kind: str) -> Scalar:
    if kind == "str":
        return unescape(text)
    if kind == "b":
        return text.strip() in ("1", "true")
    if kind == "e":
        return ERROR_BY_TEXT.get(text.strip(), ErrorValue.UNKNOWN)
    return float(text)
