"""Every block of a workbook held against the native implementation, run on arrays; its formulas against the template's.

Cells that are equal to the bit are counted at once; every other one is looked at by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sheetgen import formula_text, native_witness, tolerance
from sheetgen.blocks.constants import changed_constants, refuse_more_blocks
from sheetgen.blocks.formulas import BlockFormulas
from sheetgen.blocks.layout import BlockSheet, Layout
from sheetgen.engines import NAMES
from sheetgen.errors import TemplateError, UsageError
from sheetgen.formula.parse import parse
from sheetgen.formula.tree import Node
from sheetgen.named_function import trusted
from sheetgen.recalc import Values, recalculate
from sheetgen.recalc.volatile import volatile_places
from sheetgen.result import CHANGES_BY_ITSELF, BlocksResult, CellResult, Tally
from sheetgen.sheet import Address, Cell, Place, Template, column_letters
from sheetgen.stored_values import StoredValues
from sheetgen.tolerance import Check
from sheetgen.values import Scalar, no_number, show
from sheetgen.workbook.grid import Grid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Mask = NDArray[np.bool_]

#: So many of the cells that differ, and of those that are unwitnessed, are kept with all that is known of them.
LISTED = 100


def verify_blocks(grid: Grid, template: Template, *, trust: bool = False) -> BlocksResult:
    """Verifies a workbook that was generated with data; `template` is the one that it carries.

    `trust` allows a native function that is not sheetgen's own.
    """
    return _BlocksJudge(grid, template).run(trust=trust)


class _BlocksJudge:
    def __init__(self, grid: Grid, template: Template) -> None:
        self.grid = grid
        self.template = template
        self.layout = Layout.of(template)
        self.sheets = self.layout.sheets()
        for sheet in self.sheets:
            if sheet.name not in grid.sheets:
                raise TemplateError(f"{grid.path}: its {self.layout.blocks} blocks need a sheet {sheet.name!r}")
        self.formulas = BlockFormulas(self.layout)
        self.values: Values = recalculate(grid)
        self.stored = StoredValues(self.values, own=grid.full_calculation_on_load)
        self.volatile = volatile_places(self.values)
        self.native: dict[Address, Numbers] = {}
        settings = template.settings["data"]
        self.result = BlocksResult(grid.path, template, {"recalculated": "run"}, blocks=self.layout.blocks)
        self.result.data = str(settings.get("file", "the data"))

    def run(self, *, trust: bool) -> BlocksResult:
        states = self.result.witnesses
        states["native"] = self._ask_native(trust=trust)
        states["printed"] = f"not run: the inputs are those of {self.result.data}"
        states["faux"] = "not run: sheetgen verify of the template holds them against the gradients"
        states["cached"] = "run"
        states |= dict.fromkeys(NAMES, "not run: sheetgen audit asks it about a workbook of blocks")
        self.result.tallies = {name: Tally() for name in ("native", "cached")}
        for address in self.layout.repeated():
            cell = self.layout.table.cells[address]
            if cell.is_formula or (address in self.native and address not in self.layout.inputs.values()):
                for sheet in self.sheets:
                    self._judge_column(cell, sheet)
        for cell, place, block in changed_constants(self.layout, self.values, self.native):
            expected, held = show(cell.value), show(self.values.at(place)) or "nothing"
            check = Check("template", False, f"the template has {expected} here, the workbook {held}")
            self._differs(place, cell, block, {}, [check])
        refuse_more_blocks(self.layout, self.values)
        for place in self._others():
            self.result.formulas += 1
            self._unwitnessed(place, None, None)
        order = list(self.grid.sheets)
        self.result.cells.sort(key=lambda cell: (order.index(cell.place.sheet), cell.place.address))
        return self.result

    def _ask_native(self, *, trust: bool) -> str:
        template, name = self.template, self.template.native
        if name is None:
            return "not run: the template names none"
        if not (trusted(name) or trust):
            return f"not run: {name} is not part of sheetgen; --trust imports it"
        if template.arithmetic == "reordered":
            return "not run: its operations are in another order, and blocks are compared to the bit"
        shared, own = self._inputs()
        if template.arrays:
            frame = native_witness.call(name, {**shared, **own}, template)
            found = native_witness.arrays(frame, name, template, self.layout.blocks)
            self.native = {
                place.address: numbers for place, numbers in found.items() if not self._is_text(place.address)
            }
        else:
            self.native = self._one_by_one(name, shared, own)
        return "run"

    def _one_by_one(self, name: str, shared: dict[str, Scalar], own: dict[str, Numbers]) -> dict[Address, Numbers]:
        """What a native function that takes no arrays says of each block."""
        import numpy as np

        found: dict[Address, Numbers] = {}
        for block in range(self.layout.blocks):
            inputs = {**shared, **{key: float(numbers[block]) for key, numbers in own.items()}}
            values = native_witness.values(native_witness.call(name, inputs, self.template), name, self.template)
            for place, value in values.items():
                if isinstance(value, float) and not self._is_text(place.address):
                    if place.address not in found:
                        found[place.address] = np.full(self.layout.blocks, np.nan)
                    found[place.address][block] = value
        return found

    def _is_text(self, address: Address) -> bool:
        return isinstance(self.layout.table.cells[address].value, str)

    def _inputs(self) -> tuple[dict[str, Scalar], dict[str, Numbers]]:
        """The inputs that all blocks share, and those of each block, as they stand in the workbook now."""
        import numpy as np

        shared: dict[str, Scalar] = {}
        own: dict[str, Numbers] = {}
        for name, address in self.layout.inputs.items():
            if address in self.layout.shared:
                place = Place(self.layout.table.name, address)
                shared[name] = value = self.values.at(place)
                if not isinstance(value, float):
                    self._refuse(name, place)
                continue
            parts = [self.values.numbers(sheet.name, address.column, address.row + sheet.down) for sheet in self.sheets]
            own[name] = np.concatenate(parts)
            missing = np.flatnonzero(np.isnan(own[name]))
            if len(missing):
                self._refuse(name, self.layout.place(int(missing[0]), address))
        return shared, own

    def _refuse(self, name: str, place: Place) -> None:
        held = no_number(self.values.at(place))
        raise UsageError(f"{self.grid.path}: the input {name} ({place}) holds {held}, not a number")

    def _judge_column(self, cell: Cell, sheet: BlockSheet) -> None:
        """One cell of the table in all blocks of a sheet."""
        import numpy as np

        address, rows = cell.address, cell.address.row + sheet.down
        found = self.values.numbers(sheet.name, address.column, rows)
        native = self.native.get(address)
        expected = None if native is None else native[sheet.first : sheet.first + len(rows)]
        right = np.ones(len(rows), bool)
        good = np.ones(len(rows), bool) if expected is None else found == expected
        if cell.is_formula:
            right = self._as_in_template(cell, sheet, rows)
            stored = Values(self.grid, self.values.plan, {sheet.name: self.grid.sheets[sheet.name].values})
            good &= right & (found == stored.numbers(sheet.name, address.column, rows))
            self.result.formulas += len(rows)
            if self.volatile:
                places = (Place(sheet.name, Address(row, address.column)) for row in rows.tolist())
                good &= np.array([place not in self.volatile for place in places])
        else:
            self.result.constants += len(rows)
        for witness in self._witnesses(cell, expected):
            tally = self.result.tallies[witness]
            tally.total += int(good.sum())
            tally.good += int(good.sum())
            if good.any() and tally.worst is None:
                tally.worst = 0
        for index in np.flatnonzero(~good).tolist():
            place = Place(sheet.name, Address(int(rows[index]), address.column))
            number = None if expected is None else float(expected[index])
            self._judge(cell, place, sheet.first + index, number, formula=bool(right[index]))
        if expected is None:
            # Equal to what is stored, which is our own.
            for index in np.flatnonzero(good).tolist():
                place = Place(sheet.name, Address(int(rows[index]), address.column))
                self._unwitnessed(place, cell, sheet.first + index)

    @staticmethod
    def _witnesses(cell: Cell, expected: Numbers | None) -> Iterator[str]:
        if expected is not None:
            yield "native"
        if cell.is_formula:
            yield "cached"

    def _as_in_template(self, cell: Cell, sheet: BlockSheet, rows: NDArray[np.int64]) -> Mask:
        """In which blocks a cell holds the template's formula, moved along."""
        import numpy as np

        expected = self.formulas.tree(cell, further=sheet is not self.sheets[0])
        column, trees = cell.address.column, self.values.plan.trees

        def tree(row: int) -> Node | None:
            return trees.get(Place(sheet.name, Address(row, column)))

        numbers = getattr(self.grid.sheets[sheet.name].formulas, "ids", {}).get(column)
        if numbers is None:
            right = np.array([tree(row) == expected for row in rows.tolist()])
        else:
            # Cells of one number share one formula: the first of each tells for all.
            own = np.where(rows < len(numbers), numbers[np.minimum(rows, len(numbers) - 1)], 0)
            _, first, which = np.unique(own, return_index=True, return_inverse=True)
            right = np.array([tree(int(rows[index])) == expected for index in first])[which] & (own != 0)
        if sheet is self.sheets[0] and not right[0]:
            # The first block is the template's own: a dollar sign or a name of a cell may stand in it.
            right[0] = tree(cell.address.row) == parse(cell.formula or "", cell.address)
        return right

    def _judge(self, cell: Cell, place: Place, block: int, native: float | None, *, formula: bool) -> None:
        """One cell that is not equal to the bit in every way."""
        value = self.values.at(place)
        checks: list[Check] = []
        witnesses: dict[str, Scalar] = {}
        if not formula:
            expected = formula_text.moved(self.formulas.tree(cell, further=place.sheet != self.sheets[0].name), place)
            held = formula_text.held(self.values, place)
            checks.append(Check("formula", False, f"the template has the formula {expected} here, the workbook {held}"))
        compared = place not in self.volatile
        if native is not None and compared:
            witnesses["native"] = native
            checks.append(tolerance.same("native", native, value))
        if cell.is_formula and (compared or self.grid.cached(place) is None):
            cached = witnesses["cached"] = self.grid.cached(place)
            checks.append(self.stored.check(place, cached, value))
        for check in checks:
            if check.witness in self.result.tallies:
                self.result.tallies[check.witness].add(check)
        if any(not check.ok for check in checks):
            self._differs(place, cell, block, witnesses, checks)
        elif native is None or not compared:
            self._unwitnessed(place, cell, block)

    def _differs(
        self, place: Place, cell: Cell, block: int | None, witnesses: dict[str, Scalar], checks: list[Check]
    ) -> None:
        self.result.differing += 1
        if len(self.result.failed) < LISTED:
            self._list(place, cell, block, witnesses, checks, "differs")

    def _unwitnessed(self, place: Place, cell: Cell | None, block: int | None) -> None:
        self.result.doubtful += 1
        self.result.volatile += place in self.volatile
        if self.result.doubtful <= LISTED:
            self._list(place, cell, block, {}, [], "unwitnessed")

    def _list(
        self,
        place: Place,
        cell: Cell | None,
        block: int | None,
        witnesses: dict[str, Scalar],
        checks: list[Check],
        verdict: str,
    ) -> None:
        table = self.layout.table
        row = str(place.address.row) if cell is None else table.rows.get(cell.address.row, str(cell.address.row))
        self.result.cells.append(
            CellResult(
                place=place,
                row=row if block is None else f"block {block + 1:,} · {row}",
                column=table.columns.get(place.address.column) or column_letters(place.address.column),
                notation=cell.notation if cell else None,
                printed=None,
                recalculated=self.values.at(place),
                witnesses=witnesses,
                checks=tuple(checks),
                verdict=verdict,
                values=self.values,
                not_compared=CHANGES_BY_ITSELF if place in self.volatile else None,
            )
        )

    def _others(self) -> Iterator[Place]:
        """Formulas where the template has none."""
        import numpy as np

        expected: dict[tuple[str, int], list[NDArray[np.int64]]] = {}
        for address in self.layout.repeated():
            if self.layout.table.cells[address].is_formula:
                for sheet in self.sheets:
                    expected.setdefault((sheet.name, address.column), []).append(address.row + sheet.down)
        for name, grid_sheet in self.grid.sheets.items():
            columns = dict(getattr(grid_sheet.formulas, "ids", {}))
            rows = {column: np.flatnonzero(numbers) for column, numbers in columns.items()}
            for address in getattr(grid_sheet.formulas, "scattered", grid_sheet.formulas):
                rows[address.column] = np.append(rows.get(address.column, np.empty(0, np.int64)), address.row)
            for column, own in sorted(rows.items()):
                known = expected.get((name, column), [])
                extra = own[~np.isin(own, np.concatenate(known))] if known else own
                yield from (Place(name, Address(row, column)) for row in sorted(extra.tolist()))
