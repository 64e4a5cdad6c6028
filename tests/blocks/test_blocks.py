"""A block for every row of data: where the blocks stand, what they hold, and what verify sees in them."""

import re
import zipfile

import openpyxl
import pandas
import pytest

import sheetgen
from sheetgen import embedded
from sheetgen.auditing import audit
from sheetgen.blocks.generate import generate_with_data, load_with_data
from sheetgen.blocks.layout import Layout
from sheetgen.blocks.verify import verify_blocks
from sheetgen.errors import SheetgenError, TemplateError, UsageError
from sheetgen.native.neuron import gradients
from sheetgen.sheet import Address, Place
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


LABELS = """+++
title = "Labels"
[inputs]
x = "B2"
+++

|   | A  | B | C | D            | E               |
|---|----|---|---|--------------|-----------------|
| 1 | Name | X |   | Text       | Texts           |
| 2 | in | 1 | a | (A&": "&B)   | (COUNTA(A2,C2)) |
"""


def edit(path, old, new, part="xl/worksheets/sheet1.xml"):
    """Changes the bytes of one part, as someone's hand or program would."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = re.sub(old, new, parts[part], count=1)
    assert changed != parts[part]
    parts[part] = changed
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


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


class TestVerify:
    def test_all_blocks_agree(self, generated, rows):
        result = verify(generated(rows(40)))
        assert result
        assert (result.blocks, result.formula_count, result.constant_count) == (40, 40 * 51, 40)
        assert (result.tally("native").good, result.tally("native").worst) == (40 * 52, 0)
        assert result.tally("cached").good == 40 * 51

    def test_also_across_sheets(self, generated, rows):
        result = verify(generated(rows(9), limit=40))
        assert result
        assert result.tally("native").good == 9 * 52

    @pytest.mark.parametrize("count", [4, 700], ids=["read by the parser", "read in columns"])
    def test_a_wrong_stored_value_in_one_block_is_found(self, generated, count, rows):
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
    def test_a_changed_formula_in_one_block_is_found_even_where_its_value_is_right(self, generated, count, rows):
        path = generated(rows(count))
        edit(path, rb"<f>B34\*C34\+D34</f>", b"<f>C34*B34+D34</f>")
        (cell,) = verify(path).failed
        assert cell.reason == "the template has the formula =B34*C34+D34 here, the workbook =C34*B34+D34"

    def test_a_formula_that_became_a_constant_is_found(self, generated, rows):
        path = generated(rows(4))
        edit(path, rb'(<c r="E34"[^>]*>)<f>[^<]*</f>', rb"\g<1>")
        (cell,) = verify(path).failed
        assert "the template has the formula =B34*C34+D34 here, the workbook the constant" in cell.reason

    def test_a_wrong_constant_is_found(self, generated, rows):
        path = generated(rows(4))
        edit(path, rb'(<c r="D35"[^>]*>)<v>1</v>', rb"\g<1><v>2</v>")
        (cell,) = verify(path).failed
        assert (str(cell.place.address), cell.formula) == ("D35", None)

    def test_a_label_that_someone_typed_over_is_found(self, generated, rows):
        path = generated(rows(4))
        edit(path, rb'<c r="A34"[^>]*><v>[0-9]+</v></c>', b'<c r="A34" t="str"><v>Gradients:</v></c>')
        (cell,) = verify(path).failed
        assert cell.reason == "the template has Neuron maths: here, the workbook Gradients:"

    def test_equal_to_the_bit_is_said_only_of_what_is(self, generated, rows):
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

    def test_an_input_that_someone_typed_over_counts(self, generated, rows):
        path = generated(rows(4))
        edit(path, rb'(<c r="B34"[^>]*>)<v>[^<]*', rb"\g<1><v>0.125")
        result = verify(path)
        # What is stored is older than the input; what is calculated agrees with native all the same.
        assert result.tally("native").good == 4 * 52
        assert {cell.row.partition(" · ")[0] for cell in result.failed} == {"block 4"}

    def test_an_input_that_is_no_number_is_refused_by_name(self, generated, rows):
        path = generated(rows(4))
        edit(path, rb'<c r="B34"([^>]*)><v>[^<]*</v>', rb'<c r="B34"\g<1> t="str"><v>high</v>')
        with pytest.raises(UsageError, match=r"the input input \(Sheet!B34\) holds high, not a number$"):
            verify(path)

    def test_a_formula_that_the_template_does_not_have_is_unwitnessed(self, generated, rows):
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


class TestTemplatesOfOnesOwn:
    FRONT = 'native = "{module}:table"\n[inputs]\nx = "A1"\n[rows]\n1 = "r"\n[columns]\nB = "double"\n'

    @pytest.fixture
    def doubling(self, tmp_path):
        """A template whose native function takes single numbers only, and doubles them."""

        def write(module, body, switch=""):
            (tmp_path / f"{module}.py").write_text(f"import pandas\n\n\ndef table(*, x):\n    {body}\n")
            path = tmp_path / f"{module}.md"
            front = f'+++\ntitle = "Double"\n{switch}\n{self.FRONT.format(module=module)}+++\n'
            path.write_text(front + "\n|   | A | B | C |\n|---|---|---|---|\n| 1 | 1 | = A1*2 | = A1*3 |\n")
            return str(path)

        return write

    def test_a_native_function_of_single_numbers_is_called_for_each_block(self, doubling, generated):
        body = 'return pandas.DataFrame({"double": [x * 2 if x > 0 else x + x]}, index=["r"])'
        path = generated("x\n1\n-2\n3\n", template=doubling("singly", body))
        result = verify(path, trust=True)
        assert result
        assert (result.tally("native").good, result.unwitnessed_count) == (3, 3)

    def test_arrays_of_another_length_are_refused(self, doubling, generated):
        body = 'return pandas.DataFrame({"double": [x[:2] * 2]}, index=["r"], dtype=object)'
        path = generated("x\n1\n-2\n3\n", template=doubling("shortened", body, "arrays = true"))
        with pytest.raises(
            sheetgen.SheetgenError, match="must give 3 numbers for Sheet!B1, one for each row of inputs"
        ):
            verify(path, trust=True)

    def test_a_wrong_native_function_differs_in_every_block(self, doubling, generated):
        body = 'return pandas.DataFrame({"double": [x * 2 + 1]}, index=["r"])'
        path = generated("x\n1\n-2\n3\n", template=doubling("wrong", body))
        assert verify(path, trust=True).failed_count == 3

    def test_formulas_that_read_labels_have_them_in_every_block(self, tmp_path, generated):
        template = tmp_path / "labels.md"
        template.write_text(LABELS, encoding="utf-8")
        path = generated("x\n1\n2\n3\n", template=template)
        values = sheetgen.recalculate(path)
        assert [values[f"Sheet!D{row}"] for row in (2, 4, 6)] == ["in: 1", "in: 2", "in: 3"]
        assert [values[f"Sheet!E{row}"] for row in (2, 4, 6)] == [2.0, 2.0, 2.0]
        assert audit(path)
        assert [read(path).cached(Place("Sheet", Address(row, 4))) for row in (2, 4, 6)] == ["in: 1", "in: 2", "in: 3"]

    def test_one_of_several_sheets_is_refused(self, tmp_path, write_data):
        path = tmp_path / "two.md"
        table = "|   | A |\n|---|---|\n| 1 | 1 |\n"
        path.write_text(f'+++\ntitle = "T"\n[inputs]\nx = "A1"\n+++\n\n## One\n\n{table}\n## Two\n\n{table}')
        with pytest.raises(UsageError, match="two has 2 sheets: --data repeats a table that has one sheet"):
            load_with_data(str(path), write_data("x\n1\n"))

    def test_an_input_cannot_be_set_and_be_a_column_too(self, write_data, rows):
        with pytest.raises(UsageError, match=r"^bias is a column of neurons.csv: it cannot be set as well$"):
            load_with_data(NAME, write_data(rows(1)), {"Bias": "1"})

    def test_python_takes_a_file_or_a_dataframe(self, write_data, tmp_path, rows):
        source = write_data(rows(3))
        template = sheetgen.load(NAME, tiny=0.001)
        values = template.generate(tmp_path / "a.xlsx", data=source)
        assert values["Sheet!B12"] == 0.001
        assert values["Sheet!E24"] is not None
        columns = "input", "weight", "bias", "target"
        frame = pandas.DataFrame([map(float, line.split(",")) for line in rows(3).split()[1:]], columns=columns)
        again = template.generate(tmp_path / "b.xlsx", data=frame)
        assert again["Sheet!A1:K36"].tolist() == values["Sheet!A1:K36"].tolist()
        assert sheetgen.verify(tmp_path / "b.xlsx").blocks == 3

    def test_a_stream_gets_the_same_bytes_as_a_file(self, generated, write_data, tmp_path, rows):
        path = generated(rows(3))
        with (tmp_path / "stream").open("wb") as stream:
            generate_with_data(*load_with_data(NAME, write_data(rows(3))), stream)
        assert (tmp_path / "stream").read_bytes() == path.read_bytes()
