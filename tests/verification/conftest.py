"""Workbooks and templates for verify to look at."""

import pytest

from sheetgen.generation import generate
from sheetgen.template import load


@pytest.fixture
def path(tmp_path):
    """A workbook of the article's table."""
    path = tmp_path / "neuron.xlsx"
    generate(load("single-neuron-gradients"), path)
    return path


@pytest.fixture
def write(tmp_path):
    """Writes a template from its table and front matter, and returns its path."""

    def write(table, front="", name="small.md"):
        path = tmp_path / name
        path.write_text(f'+++\ntitle = "Small"\n{front}\n+++\n\n{table}\n', encoding="utf-8")
        return str(path)

    return write
