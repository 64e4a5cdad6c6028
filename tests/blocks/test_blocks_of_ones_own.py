"""Blocks of templates that are not the article's: native functions, labels, refusals, and the same in Python."""

import pandas
import pytest

import sheetgen
from sheetgen.blocks.generate import generate_with_data, load_with_data
from sheetgen.errors import UsageError
from sheetgen.sheet import Address, Place
from sheetgen.verification import verify
from sheetgen.workbook.read import read
from sheetgen.workbook_audit import audit

NAME = "single-neuron-gradients"


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
