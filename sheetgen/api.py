"""The Python API: what the command line does, as functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from sheetgen import template as templates
from sheetgen.comparison import diff as compare
from sheetgen.comparison.model import Diff
from sheetgen.differentiate import Gradient
from sheetgen.differentiate import gradient as differentiate
from sheetgen.explanation import Explanation
from sheetgen.explanation import explain as explain_cell
from sheetgen.generation import generate as generate_workbook
from sheetgen.importing import import_template
from sheetgen.recalc import Values
from sheetgen.recalc import recalculate as recalculate_grid
from sheetgen.result import Result
from sheetgen.sheet import Place, Template
from sheetgen.verification import verify as verify_all
from sheetgen.workbook.read import read
from sheetgen.workbook_audit import WorkbookAudit
from sheetgen.workbook_audit import audit as audit_workbook

if TYPE_CHECKING:
    import pandas

Input = float | bool | str


class PublishedTable(Template):
    """A template that was loaded, ready to be written and verified."""

    __slots__ = ()

    def generate(
        self, path: str | PathLike[str], *, data: str | PathLike[str] | pandas.DataFrame | None = None, **inputs: Input
    ) -> Values:
        """Writes the workbook to a path, with inputs changed by name, and returns the values in it.

        `data`, a CSV or Parquet file or a DataFrame with a column for each input, gives the table once for each row.

        >>> values = load("single-neuron-gradients").generate("what-if.xlsx", weight=0.25)
        >>> values["E2"]
        0.7
        """
        if data is None:
            return generate_workbook(self._with(inputs), Path(path))
        from sheetgen.blocks.generate import generate_with_data, load_with_data

        source = str(data) if isinstance(data, str | PathLike) else data
        return generate_with_data(*load_with_data(self.path, source, {**self.changed, **inputs}), Path(path))

    def verify(self, *, engines: Sequence[str] = (), trust: bool = False, **inputs: Input) -> Result:
        """Verifies the workbook that the template makes, with inputs changed by name."""
        return verify_all(self._with(inputs), engines=engines, trust=trust)

    def _with(self, inputs: dict[str, Input]) -> Template:
        changes = {**self.changed, **inputs}
        return templates.parse(self.text, self.path, changes) if inputs else self


def load(name: str | PathLike[str], **inputs: Input) -> PublishedTable:
    """The template of that short name or path, with inputs and parameters changed by name.

    TemplateError where it cannot be read, UsageError for an input that it does not have.

    >>> load("single-neuron-gradients").title
    'Gradients for a single neuron'
    """
    loaded = templates.load(str(name), inputs)
    return PublishedTable(**{field.name: getattr(loaded, field.name) for field in fields(Template)})


def generate(
    name: str | PathLike[str],
    path: str | PathLike[str],
    *,
    data: str | PathLike[str] | pandas.DataFrame | None = None,
    **inputs: Input,
) -> Values:
    """Writes the workbook of a template, by short name or path, and returns the values in it.

    >>> generate("single-neuron-gradients", "neuron.xlsx", input=0.9)["E2"]
    1.05
    """
    return load(name).generate(path, data=data, **inputs)


def recalculate(path: str | PathLike[str]) -> Values:
    """The values of a workbook's formulas, evaluated anew; FormulaError names the cell that cannot be.

    `values["Sheet!K10"]` is a scalar, `values["Sheet!A1:K10"]` an array, `values.frame("Sheet")` a DataFrame.

    >>> values = load("single-neuron-gradients").generate("neuron.xlsx")
    >>> recalculate("neuron.xlsx")["I2"]
    0.0006466769463837285
    >>> values["Tiny"], values["A2:D2"].tolist()
    (0.0001, [['Neuron maths:', 0.4, 0.5, 0.6]])
    """
    return recalculate_grid(read(Path(path)))


def gradient(
    what: str | PathLike[str] | Values, of: str | Sequence[str], by: str | Sequence[str] | None = None
) -> Gradient:
    """The derivatives of a cell of a workbook by others, or by every constant that it depends on.

    `what` is a path, or values that `recalculate` gave. Cells are named as in `values["Sheet!B2:D2"]`; of several cells
    `of`, it is the derivatives of their sum. `gradient["Sheet!B2"]` is one of them, `findings` name kinks. UsageError
    for a cell that holds no number, DerivativeError where no derivative is known.

    >>> values = load("single-neuron-gradients").generate("neuron.xlsx")
    >>> gradient(values, of="E2", by=["B2", "C2"])["B2:C2"].tolist()
    [[0.5, 0.4]]
    """
    values = what if isinstance(what, Values) else recalculate(what)

    def cells(names: str | Sequence[str]) -> list[Place]:
        listed = [names] if isinstance(names, str) else names
        return [place for name in listed for row in values.places(name) for place in row]

    return differentiate(values, cells(of), None if by is None else cells(by))


def audit(path: str | PathLike[str], *, engine: str = "auto") -> WorkbookAudit:
    """Recalculates a workbook and compares it with the values that it stores.

    The result is true when nothing differs; `differences` has each cell that does, `error` says what could not be read.
    `engine` is "sheetgen", another calculator, or "auto": IronCalc where sheetgen lacks a function, and no formula
    takes too many steps.

    >>> values = load("single-neuron-gradients").generate("neuron.xlsx")
    >>> found = audit("neuron.xlsx")
    >>> bool(found), found.agree
    (True, 51)
    """
    return audit_workbook(str(path), engine)


def diff(
    old: str | PathLike[str] | Template,
    new: str | PathLike[str] | Template,
    *,
    ulp: int | None = None,
    digits: int | None = None,
    sheet: str | None = None,
) -> Diff:
    """How two workbooks (by path) or templates (by name, path or loaded) differ, with rows and columns aligned.

    The result is true when they do not; `cells`, `lines` (inserted and deleted rows and columns), `sheets` and `names`
    say how, `frame` is a DataFrame of the cells. `ulp` or `digits` say when numbers count as equal, instead of the
    rounding errors of the formulas.

    >>> values = load("single-neuron-gradients").generate("what-if.xlsx", weight=0.25)
    >>> found = diff("single-neuron-gradients", "what-if.xlsx")
    >>> [(str(cell.old), cell.old_value, cell.new_value) for cell in found.cells[:2]]
    [('C2', 0.5, 0.25), ('E2', 0.8, 0.7)]
    """
    sides = [what if isinstance(what, Template) else str(what) for what in (old, new)]
    return compare(sides[0], sides[1], ulp=ulp, digits=digits, sheet=sheet)


def explain(
    what: str | PathLike[str] | Template,
    cell: str,
    *,
    depth: int | None = None,
    dependents: bool = False,
    engines: Sequence[str] = (),
    trust: bool = False,
    **inputs: Input,
) -> Explanation:
    """Where a cell's number comes from: its witnesses, the cells it is calculated from, its derivatives by the inputs.

    The cell is named by its address, a defined name or an input. `precedents` and `dependents` (only if asked for) are
    the lines of a tree, `depth` formulas deep. UsageError for a cell that is none.

    >>> found = explain("single-neuron-gradients", "F2")
    >>> found.cell.formula, found.cell.filled
    ('=TANH(E2)', 'TANH(0.8)')
    >>> [line.name for line in found.precedents]
    ['forward · output', 'forward · net', 'input', 'weight', 'bias']
    """
    source = what if isinstance(what, Template) else str(what)
    if isinstance(source, Template) and inputs:
        source, inputs = templates.parse(source.text, source.path, {**source.changed, **inputs}), {}
    return explain_cell(source, cell, inputs, depth=depth, dependents=dependents, engines=engines, trust=trust)


def import_(
    source: str | PathLike[str],
    *,
    sheets: Sequence[str] = (),
    table: str | None = None,
    a1: bool = False,
    fold: bool = False,
    rebuild: bool = False,
    names: Mapping[str, str] | None = None,
) -> str:
    """The text of a template made of a workbook, an HTML page, a Markdown document or a CSV file.

    What the template language cannot say is warned of. `sheets` chooses sheets of a workbook, `table` a table of a page
    by number or caption, `names` defines names for it (`{"Tiny": "B12"}`); `a1` keeps addresses, `fold` writes rows
    that repeat as a loop, `rebuild` does not take the template that a workbook carries.

    >>> values = load("single-neuron-gradients").generate("neuron.xlsx")
    >>> print(import_("neuron.xlsx", rebuild=True).splitlines()[1])
    title = "neuron"
    """
    import warnings

    text, lost = import_template(
        str(source), sheets=sheets, table=table, a1=a1, fold=fold, rebuild=rebuild, names=names
    )
    for line in lost:
        warnings.warn(line, stacklevel=2)
    return text


def verify(
    what: str | PathLike[str] | Template,
    *,
    engines: Sequence[str] = (),
    trust: bool = False,
    samples: int = 0,
    seed: int = 0,
    **inputs: Input,
) -> Result:
    """Holds every witness against every cell of a template (by name, path or loaded) or of a workbook (by path).

    The result is true when nothing differs; its `frame` is a DataFrame with a row for each cell, or of a workbook made
    with `data` for each that differs or is unwitnessed. With `samples`, sheet and native function are compared on so
    many drawn inputs too.

    >>> result = verify("single-neuron-gradients", samples=100, seed=1)
    >>> bool(result), len(result.frame)
    (True, 52)
    """
    if isinstance(what, Template):
        loaded = templates.parse(what.text, what.path, {**what.changed, **inputs}) if inputs else what
        return verify_all(loaded, engines=engines, trust=trust, samples=samples, seed=seed)
    return verify_all(str(what), inputs, engines=engines, trust=trust, samples=samples, seed=seed)
