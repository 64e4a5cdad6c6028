"""Templates that were made of other files."""

import pytest


@pytest.fixture(scope="session")
def table_rows():
    """The table's rows of a template, with single spaces."""

    def table_rows(text):
        return [" ".join(line.split()) for line in text.splitlines() if line.startswith("| ")][1:]

    return table_rows
