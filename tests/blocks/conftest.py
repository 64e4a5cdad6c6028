"""Workbooks with a block for every row of data."""

import random

import pytest

from sheetgen.blocks.generate import generate_with_data, load_with_data

NAME = "single-neuron-gradients"


@pytest.fixture(scope="session")
def rows():
    """Gives the text of a CSV file with so many neurons."""

    def text(count):
        draw = random.Random(1)
        lines = [",".join(str(draw.uniform(-1, 1)) for _ in range(4)) for _ in range(count)]
        return "\n".join(["input,weight,bias,target", *lines]) + "\n"

    return text


@pytest.fixture
def write_data(tmp_path):
    """Writes a data file and returns its path."""

    def write(text, name="neurons.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def generated(write_data, tmp_path):
    """Generates the article's table for rows of data, and returns the workbook's path."""

    def generate(text, changes=None, *, template=NAME, limit=1_048_576, name="neurons.xlsx"):
        path = tmp_path / name
        generate_with_data(*load_with_data(template, write_data(text), changes, limit), path)
        return path

    return generate
