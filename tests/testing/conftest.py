"""A project of somebody who tests tables, for running pytest inside pytest."""

import shutil

import pytest

from sheetgen.template import find

NAME = "single-neuron-gradients"

ARTICLE = """# Neurons

Words, and a table of something else:

| Country | Area |
|---------|------|
| Chad    | 1284 |

<!-- sheetgen -->
|   | A     | B      | C         |
|---|-------|--------|-----------|
| 1 | Input | Weight | Net       |
| 2 | 0.4   | 0.5    | 0.2 (A*B) |
"""

SECOND = """
## Twice

<!-- sheetgen
[inputs]
rate = "B2"
-->

|   | A    | B    | C         |
|---|------|------|-----------|
| 1 | Name | Rate | Twice     |
| 2 | x    | 0.5  | 1.0 (B*2) |
| 3 | y    | 0.25 | (B*2)     |
"""


@pytest.fixture
def project(pytester):
    """A project with a template, an article and nothing else."""
    shutil.copy(find(NAME), pytester.path)
    (pytester.path / "article.md").write_text(ARTICLE, encoding="utf-8")
    (pytester.path / "README.md").write_text("# Words only\n", encoding="utf-8")
    return pytester


@pytest.fixture(scope="session")
def article():
    """The text of that article: one table for sheetgen, at its line 9."""
    return ARTICLE


@pytest.fixture(scope="session")
def second():
    """Another table that may follow in the article; one of its formula cells has no witness."""
    return SECOND
