"""What a data file may hold, and the sentence for what it may not."""

import io
import re
import sys
from pathlib import Path

import numpy as np
import pandas
import pyarrow
import pytest
from pyarrow import parquet

from sheetgen.blocks import parquet as own_parquet
from sheetgen.blocks.datafile import read_data
from sheetgen.errors import UsageError
from sheetgen.template import load
from sheetgen.workbook import limits

HEADER = "input,weight,bias,target\n"


@pytest.fixture(scope="module")
def article():
    return load("single-neuron-gradients")


class TestColumns:
    def test_they_are_found_by_name_in_any_order_and_case_and_others_are_told(self, write_data, article):
        data = read_data(write_data("id,Target,BIAS,weight, input\n7,0.1,0.2,0.3,0.4\n"), article)
        assert data.first() == {"target": 0.1, "bias": 0.2, "weight": 0.3, "input": 0.4}
        assert data.ignored == ["id"]
        assert (data.name, data.rows) == ("neurons.csv", 1)

    @pytest.mark.parametrize("delimiter", [";", "\t"])
    def test_semicolons_and_tabs_separate_them_too(self, write_data, article, delimiter):
        text = (HEADER + "1,2,3,4\n").replace(",", delimiter)
        assert list(read_data(write_data(text), article).first().values()) == [1, 2, 3, 4]

    @pytest.mark.parametrize("dtype", ["float32", "float64", "int8", "uint64", "Int64", "Float64", "object"])
    def test_of_whatever_type_a_frames_numbers_are(self, article, dtype):
        frame = pandas.DataFrame(
            dict.fromkeys(("input", "weight", "bias", "target"), pandas.Series([1, 2], dtype=dtype))
        )
        data = read_data(frame, article)
        assert [column.tolist() for column in data.columns.values()] == [[1.0, 2.0]] * 4
        frame.loc[1, "bias"] = pandas.NA if dtype in ("Int64", "Float64") else None
        with pytest.raises(UsageError, match="row 2, column bias: "):
            read_data(frame, article)

    def test_every_number_is_the_nearest_double(self, write_data, article):
        text = HEADER + "0.1,1e-320,-0,123456789012345678901\n"
        assert list(read_data(write_data(text), article).first().values()) == [
            0.1,
            1e-320,
            0.0,
            123456789012345678901.0,
        ]

    def test_a_byte_order_mark_and_quotes_are_no_part_of_them(self, write_data, article):
        assert read_data(write_data('\ufeff"input","weight","bias","target"\r\n"1","2","3","4"\r\n'), article).rows == 1


class TestSources:
    def test_standard_input(self, monkeypatch, article):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{HEADER}1,2,3,4\n".encode())))
        data = read_data("-", article)
        assert (data.name, data.rows) == ("standard input", 1)

    def test_parquet_whatever_its_name(self, tmp_path, article):
        frame = pandas.DataFrame({"input": [0.1, 0.2], "weight": [1, 2], "bias": [0.5, 0.25], "target": [0.0, 1.0]})
        path = tmp_path / "neurons.data"
        frame.to_parquet(path)
        data = read_data(str(path), article)
        assert data.columns["weight"].tolist() == [1.0, 2.0]
        assert data.columns["input"].tolist() == [0.1, 0.2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "neurons.csv is empty: its first line must name the columns"),
        (HEADER, "neurons.csv has no rows below its header: a block is written for each row"),
        ("input,weight,bias\n1,2,3\n", "neurons.csv has no column 'target'; it has: input, weight, bias"),
        ("input,wieght,bias,target\n1,2,3,4\n", "neurons.csv has no column 'weight'; is 'wieght' meant?"),
        ("input,weight,bias,target,Input\n1,2,3,4,5\n", "neurons.csv: the column Input stands twice"),
        (
            "input,weight,bias,target,tiny\n1,2,3,4,1e-3\n",
            "neurons.csv: the column tiny: all blocks share it; set it with --set tiny=… instead",
        ),
        (HEADER + "1,2,3,4\n1,two,3,4\n", "neurons.csv: row 2, column weight: 'two' is no number"),
        (HEADER + "1,2,,4\n", "neurons.csv: row 1, column bias: the cell is empty"),
        (HEADER + '1,2,"0,5",4\n', "neurons.csv: row 1, column bias: '0,5' is no number: write 0.5"),
        (HEADER + '1,2,"1,000.5",4\n', "neurons.csv: row 1, column bias: '1,000.5' is no number: write 1000.5"),
        (
            HEADER + '1,2,"1,000",4\n',
            "neurons.csv: row 1, column bias: '1,000' is no number:"
            " write 1000, or 1.000 if the comma is the decimal point",
        ),
        (HEADER + "1,2,3,\u0663\n", "neurons.csv: row 1, column target: '\u0663' is no number"),
        (HEADER + "1,2,3,4\n\n5,6,7,8\n", "neurons.csv: row 2 is blank: delete that line"),
        (
            HEADER + "0,5,2,3,4\n",
            "neurons.csv: row 1 has 5 fields, the header has 4; numbers are written with a point, 0.5",
        ),
        (HEADER + "1,2,3,nan\n", "neurons.csv: row 1, column target: a cell holds finite numbers only, not nan"),
        (HEADER + "1,2,3,-inf\n", "neurons.csv: row 1, column target: a cell holds finite numbers only, not -inf"),
        (HEADER + "1,2,3,1_000\n", "neurons.csv: row 1, column target: '1_000' is no number"),
        (HEADER + "1,2,3,4\n1,2,3\n", "neurons.csv: row 2 has 3 fields, the header has 4"),
        (HEADER + '1,2,3,"4\n', "neurons.csv is no CSV file: unexpected end of data"),
    ],
)
def test_bad_data_is_refused_with_the_row_and_the_column(write_data, article, text, message):
    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        read_data(write_data(text), article)


def test_missing_values_in_parquet_are_refused_with_the_row_and_the_column(tmp_path, article):
    path = tmp_path / "neurons.parquet"
    frame = pandas.DataFrame({"input": [0.1, None], "weight": [1.0, 2.0], "bias": [0.5, 0.25], "target": [0.0, 1.0]})
    frame.to_parquet(path)
    with pytest.raises(UsageError, match=r"^neurons.parquet: row 2, column input: a cell holds finite numbers only"):
        read_data(str(path), article)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_column_may_be_called_as_parquet_begins(tmp_path, article, separator):
    path = tmp_path / "neurons.csv"
    lines = [("PAR1", "input", "weight", "bias", "target"), ("1", "2", "3", "4", "5")]
    path.write_text("\n".join(map(separator.join, lines)))
    assert read_data(str(path), article).ignored == ["PAR1"]


def test_damaged_parquet_and_other_bytes_are_refused(tmp_path, article):
    path = tmp_path / "neurons.parquet"
    for content in (b"PAR1 and no more", b"PAR1", b"PAR1\x15\0\0PAR1", b"PAR1" + b"\x15" * 20 + b"PAR1"):
        path.write_bytes(content)
        with pytest.raises(UsageError, match=r"^neurons.parquet is no readable Parquet file: "):
            read_data(str(path), article)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match=r"^neurons.parquet is neither CSV in UTF-8 nor Parquet"):
        read_data(str(path), article)


def test_a_file_that_is_not_there_is_refused(article):
    with pytest.raises(UsageError, match=r"^there is no file none.csv$"):
        read_data("none.csv", article)


class TestParquetIsUnpackedAsFarAsItIsNeeded:
    @pytest.fixture
    def path(self, tmp_path):
        return str(tmp_path / "neurons.parquet")

    @pytest.fixture
    def write(self, path):
        def write(**columns):
            rows = len(next(iter(columns.values()))) if columns else 1
            usual = {name: [0.5] * rows for name in ("input", "weight", "bias", "target")}
            parquet.write_table(pyarrow.table({**usual, **columns}), path, compression="zstd")
            return path

        return write

    def test_a_column_that_is_no_input_is_told_and_not_read(self, write, article, monkeypatch):
        monkeypatch.setattr(own_parquet, "MOST_BYTES", 1_000)
        assert read_data(write(x=["a" * 5_000]), article).ignored == ["x"]

    def test_an_input_that_is_large_unpacked_is_refused(self, write, article, monkeypatch):
        monkeypatch.setattr(own_parquet, "MOST_BYTES", 1 << 20)
        with pytest.raises(UsageError, match=r"^neurons.parquet: the column bias has more than 1 MiB, unpacked$"):
            read_data(write(bias=["1" * (2 << 20)]), article)

    def test_rows_whose_blocks_are_more_than_a_workbook_are_refused(self, write, article, monkeypatch):
        monkeypatch.setenv(limits.CELLS, "200")
        assert read_data(write(bias=[1.0] * 3), article).rows == 3
        with pytest.raises(
            UsageError, match=r"^neurons.parquet has more than 3 rows, whose blocks would be a workbook"
        ):
            read_data(write(bias=[1.0] * 4), article)

    def test_of_a_text_in_every_row_one_is_unpacked(self, write, article):
        texts = pyarrow.array(["0" * 9_000 + "7"] * 100)
        values = own_parquet.Parquet(Path(write(bias=texts)).read_bytes(), "neurons.parquet").column(2)
        assert len({id(text) for text in values}) == 1
        assert set(read_data(write(bias=texts), article).columns["bias"]) == {7.0}

    @pytest.mark.parametrize(
        ("column", "kind"),
        [
            ([[1.0, 2.0]], "list<element: double>"),
            ([{"a": 1.0}], "struct<a: double>"),
            (np.array(["2026-01-01"], "datetime64[ms]"), r"timestamp[ms]"),
        ],
    )
    def test_what_holds_no_numbers_is_refused_by_its_type(self, write, article, column, kind):
        sentence = f"neurons.parquet: the column bias holds {kind}, not numbers"
        with pytest.raises(UsageError, match=f"^{re.escape(sentence)}$"):
            read_data(write(bias=column), article)

    @pytest.mark.parametrize("column", [[7], ["7"], [b"7"], [7.0], pyarrow.array(["7"]).dictionary_encode()])
    def test_numbers_may_be_kept_in_any_way(self, write, article, column):
        assert read_data(write(bias=column), article).first()["bias"] == 7

    def test_an_index_of_pandas_is_no_column(self, path, article):
        frame = pandas.DataFrame({name: [0.5] for name in ("id", "input", "weight", "bias", "target")})
        frame.set_index("id").to_parquet(path)
        assert read_data(path, article).ignored == []


def test_csv_whose_blocks_are_more_than_a_workbook_is_refused(write_data, article, monkeypatch):
    monkeypatch.setenv(limits.CELLS, "200")
    assert read_data(write_data(HEADER + "1,2,3,4\n" * 3), article).rows == 3
    with pytest.raises(UsageError, match=r"divide it; sheetgen --max-cells N generate … allows more$"):
        read_data(write_data(HEADER + "1,2,3,4\n" * 4), article)
