"""What verify sees in a workbook with a block for every row of data."""

import openpyxl
import pytest

from sheetgen import embedded
from sheetgen.blocks.verify import verify_blocks
from sheetgen.errors import SheetgenError, TemplateError, UsageError
from sheetgen.sheet import Address
from sheetgen.verification import verify
from sheetgen.workbook.read import read


class TestVerify:
    def test_all_blocks_agree(self, generated, rows):
        result = verify(generated(rows(40)))
        assert result
        assert (result.blocks, result.formula_count, result.constant_count) == (40, 40 * 51, 40)
        assert (result.tally("native").good, result.tally("native").worst) == (40 * 52, 0)
        assert result.tally("cached").good == 40 * 51

    def test_the_frame_has_the_cells_that_differ_and_its_columns_also_where_none_does(self, generated, rows, edit):
        path = generated(rows(4))
        frame = verify(path).frame
        assert frame.empty
        assert {"cell", "recalculated", "native", "verdict", "reason"} <= set(frame.columns)
        edit(path, rb'(<c r="E34"[^>]*><f>[^<]*</f><v>)[^<]*', rb"\g<1>0.25")
        assert list(verify(path).frame["cell"]) == ["E34"]

    def test_it_is_shown_in_a_line(self, generated, rows):
        path = generated(rows(4))
        shown = f"<BlocksResult of {path}: 204 formulas, 4 constants, 0 differ, 0 unwitnessed>"
        assert repr(verify(path)) == shown

    def test_also_across_sheets(self, generated, rows):
        result = verify(generated(rows(9), limit=40))
        assert result
        assert result.tally("native").good == 9 * 52

    @pytest.mark.parametrize("count", [4, 700], ids=["read by the parser", "read in columns"])
    def test_a_wrong_stored_value_in_one_block_is_found(self, generated, count, rows, edit):
        path = generated(rows(count))
        edit(path, rb'(<c r="E34"[^>]*><f>[^<]*</f><v>)[^<]*', rb"\g<1>0.25")
        result = verify(path)
        (cell,) = result.failed
        assert (result.failed_count, str(cell.place), cell.row, cell.column) == (
            1,
            "Sheet!E34",
            "block 4 · forward",
            "net",
        )
        assert "cached gives 0.25" in cell.reason
        assert result.tally("cached").good == count * 51 - 1

    @pytest.mark.parametrize("count", [4, 700], ids=["read by the parser", "read in columns"])
    def test_a_changed_formula_in_one_block_is_found_even_where_its_value_is_right(self, generated, count, rows, edit):
        path = generated(rows(count))
        edit(path, rb"<f>B34\*C34\+D34</f>", b"<f>C34*B34+D34</f>")
        (cell,) = verify(path).failed
        assert cell.reason == "the template has the formula =B34*C34+D34 here, the workbook =C34*B34+D34"

    def test_a_formula_that_became_a_constant_is_found(self, generated, rows, edit):
        path = generated(rows(4))
        edit(path, rb'(<c r="E34"[^>]*>)<f>[^<]*</f>', rb"\g<1>")
        (cell,) = verify(path).failed
        assert "the template has the formula =B34*C34+D34 here, the workbook the constant" in cell.reason

    def test_a_formula_that_was_cleared_is_found(self, generated, rows, edit):
        path = generated(rows(4))
        edit(path, rb'<c r="E34"[^>]*><f>[^<]*</f><v>[^<]*</v></c>', b"")
        cell = next(cell for cell in verify(path).failed if str(cell.place.address) == "E34")
        assert "the template has the formula =B34*C34+D34 here, the workbook has nothing there" in cell.reason

    def test_a_wrong_constant_is_found(self, generated, rows, edit):
        path = generated(rows(4))
        edit(path, rb'(<c r="D35"[^>]*>)<v>1</v>', rb"\g<1><v>2</v>")
        (cell,) = verify(path).failed
        assert (str(cell.place.address), cell.formula) == ("D35", None)

    def test_a_label_that_someone_typed_over_is_found(self, generated, rows, edit):
        path = generated(rows(4))
        edit(path, rb'<c r="A34"[^>]*><v>[0-9]+</v></c>', b'<c r="A34" t="str"><v>Gradients:</v></c>')
        (cell,) = verify(path).failed
        assert cell.reason == "the template has Neuron maths: here, the workbook Gradients:"

    def test_equal_to_the_bit_is_said_only_of_what_is(self, generated, rows, edit):
        path = generated(rows(4))
        edit(path, rb'(<c r="F34"[^>]*><f>[^<]*</f>)<v>[^<]*</v>', rb"\g<1><v>0.25</v>")
        tally = verify(path).tally("cached")
        assert (tally.good, tally.total) == (tally.total - 1, tally.total)
        assert tally.worst > 0

    @pytest.mark.parametrize(
        ("settings", "why"),
        [
            ('{"data":null}', "data is None"),
            ('{"data":{"rows":"x"}}', "rows is 'x'"),
            ('{"data":{"rows":0}}', "rows is 0"),
            ('{"data":{"rows":3,"limit":-1}}', "limit is -1"),
            ('{"data":{"rows":3},"parameters":7}', "parameters is no JSON object"),
            ('{"data":{"rows":3}}', "another block stands after the 3 that its settings count"),
        ],
    )
    def test_settings_that_someone_damaged_are_refused(self, generated, rows, settings, why):
        path = generated(rows(4))
        grid = read(path)
        carried = grid.sheets[embedded.SHEET].values
        for address in [address for address in carried if address.column == 2]:
            del carried[address]
        carried[Address(1, 2)] = settings
        with pytest.raises(SheetgenError, match=why):
            verify_blocks(grid, embedded.template(grid))

    def test_an_input_that_someone_typed_over_counts(self, generated, rows, edit):
        path = generated(rows(4))
        edit(path, rb'(<c r="B34"[^>]*>)<v>[^<]*', rb"\g<1><v>0.125")
        result = verify(path)
        # What is stored is older than the input; what is calculated agrees with native all the same.
        assert result.tally("native").good == 4 * 52
        assert {cell.row.partition(" · ")[0] for cell in result.failed} == {"block 4"}

    def test_an_input_that_is_no_number_is_refused_by_name(self, generated, rows, edit):
        path = generated(rows(4))
        edit(path, rb'<c r="B34"([^>]*)><v>[^<]*</v>', rb'<c r="B34"\g<1> t="str"><v>high</v>')
        with pytest.raises(UsageError, match=r"the input input \(Sheet!B34\) holds high, not a number$"):
            verify(path)

    def test_a_formula_that_the_template_does_not_have_is_unwitnessed(self, generated, rows, edit):
        path = generated(rows(4))
        edit(path, rb'(<row r="34">.*?)</row>', rb'\g<1><c r="L34"><f>B34+1</f><v>1</v></c></row>')
        result = verify(path)
        assert result
        assert [str(cell.place.address) for cell in result.unwitnessed] == ["L34"]

    def test_only_the_first_of_many_differences_are_listed_and_all_are_counted(self, generated, monkeypatch, rows):
        monkeypatch.setattr("sheetgen.blocks.verify.LISTED", 10)
        path = generated(rows(30))
        workbook = openpyxl.load_workbook(path)
        workbook.save(path)
        result = verify(path)
        assert (result.failed_count, len(result.failed)) == (30 * 51, 10)
        assert "no value is stored for viewers" in result.failed[0].reason

    def test_a_workbook_without_one_of_its_sheets_is_refused(self, generated, rows):
        path = generated(rows(9), limit=40)
        workbook = openpyxl.load_workbook(path)
        del workbook["Sheet 2"]
        workbook.save(path)
        with pytest.raises(TemplateError, match=r"its 9 blocks need a sheet 'Sheet 2'$"):
            verify(path)

    def test_other_calculators_are_asked_by_audit(self, generated, rows):
        with pytest.raises(UsageError, match=r"sheetgen audit asks other calculators about it$"):
            verify(generated(rows(2)), engines=["ironcalc"])
