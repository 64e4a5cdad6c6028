"""A block for every row of data: where the blocks stand, and what they hold."""

import openpyxl
import pytest

import sheetgen
from sheetgen.blocks.layout import Layout
from sheetgen.native.neuron import gradients
from sheetgen.sheet import Address
from sheetgen.template import load
from sheetgen.values import ErrorValue
from sheetgen.verification import verify
from sheetgen.workbook.read import read

NAME = "single-neuron-gradients"


def formulas(path, sheet="Sheet"):
    return {
        cell.coordinate: cell.value
        for line in openpyxl.load_workbook(path)[sheet].iter_rows()
        for cell in line
        if isinstance(cell.value, str) and cell.value.startswith("=")
    }


class TestLayout:
    def test_the_first_block_is_the_table_and_the_others_follow_below_it(self, generated, rows):
        found = formulas(generated(rows(3)))
        assert found["E2"] == "=B2*C2+D2"
        assert found["K6"] == "=(I6-I2)/Tiny"
        assert found["E14"] == "=B14*C14+D14"
        assert found["K18"] == "=(I18-I14)/Tiny"
        assert found["K28"] == "=(I28-I24)/Tiny"
        assert len(found) == 3 * 51

    def test_what_all_blocks_share_stands_once(self, generated, rows):
        sheet = openpyxl.load_workbook(generated(rows(3)))["Sheet"]
        column = [cell.value for cell in sheet["A"]]
        assert column.count("Tiny") == 1
        assert column.count("Neuron maths:") == 3
        assert column[13] == "Neuron maths:"

    def test_blocks_that_do_not_fit_go_on_to_further_sheets(self, generated, rows):
        path = generated(rows(9), limit=40)
        workbook = openpyxl.load_workbook(path)
        assert workbook.sheetnames == ["Sheet", "Sheet 2", "Sheet 3", "About", "Template"]
        assert [sheet.max_row for sheet in workbook.worksheets[:3]] == [32, 40, 20]
        assert [cell.value for cell in workbook["Sheet 2"][1]] == [cell.value for cell in workbook["Sheet"][1]]
        assert workbook["Sheet 2"].freeze_panes == workbook["Sheet"].freeze_panes
        assert formulas(path, "Sheet 3")["K16"] == "=(I16-I12)/Tiny"

    @pytest.mark.parametrize("blocks", range(1, 12))
    def test_every_block_has_a_place_of_its_own_within_the_limit(self, blocks):
        layout = Layout(load(NAME), blocks, 33)
        tops = [layout.place(block, Address(2, 1)) for block in range(blocks)]
        assert len(set(tops)) == blocks
        assert all(place.address.row + 8 <= 33 for place in tops)
        assert sum(len(sheet.down) for sheet in layout.sheets()) == blocks

    def test_a_sheet_ends_before_excels_last_row(self):
        layout = Layout(load(NAME), 200_000)
        assert [len(sheet.down) for sheet in layout.sheets()] == [104_857, 95_143]
        assert max(int(sheet.down[-1]) + 10 for sheet in layout.sheets()) <= 1_048_576


class TestValues:
    def test_they_are_those_of_the_native_implementation_to_the_bit(self, generated, rows):
        path = generated(rows(5), {"tiny": "1e-5"})
        values = sheetgen.recalculate(path)
        sheet = openpyxl.load_workbook(path, data_only=True)["Sheet"]
        for block, top in enumerate([2, 14, 24, 34, 44]):
            inputs = dict(
                zip(("input", "weight", "bias"), (sheet.cell(top, column).value for column in (2, 3, 4)), strict=True)
            )
            frame = gradients(**inputs, target=sheet.cell(top, 7).value, tiny=1e-5)
            assert values[f"Sheet!K{top + 8}"] == frame.at["faux input", "faux gradient"], block
            assert sheet.cell(top + 8, 11).value == frame.at["faux input", "faux gradient"]
            assert sheet.cell(top + 2, 2).value == frame.at["global", "input"]

    def test_they_are_stored_for_viewers_in_every_block(self, generated, rows):
        grid = read(generated(rows(30)))
        assert all(isinstance(grid.cached(place), float) for place in grid.formula_places())

    def test_errors_are_stored_as_errors(self, generated, rows):
        path = generated(rows(3), {"tiny": "0"})
        assert read(path).cached(Layout(load(NAME), 3).place(2, Address(10, 11))) is ErrorValue.DIV0
        assert verify(path)

    def test_numbers_are_shown_in_full_whatever_the_article_printed(self, generated, rows):
        sheet = openpyxl.load_workbook(generated(rows(3)))["Sheet"]
        assert {sheet[cell].number_format for cell in ("B2", "F2", "B14", "F14", "K28")} == {"General"}

    def test_the_same_data_gives_the_same_bytes(self, generated, rows):
        first = generated(rows(4), name="a.xlsx").read_bytes()
        assert generated(rows(4), name="b.xlsx").read_bytes() == first

    def test_about_says_where_the_inputs_come_from(self, generated, rows):
        about = openpyxl.load_workbook(generated(rows(3)))["About"]
        texts = [cell.value for line in about.iter_rows() for cell in line]
        assert "3 rows of neurons.csv, a block of the table for each." in texts
        assert "Inputs changed" not in texts
