"""Headings in Markdown, as CommonMark reads them."""

import pytest

from sheetgen.template.headings import heading


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("# One", (1, "One")),
        ("   ## Two words  ", (2, "Two words")),
        ("### closed ###", (3, "closed")),
        ("## C#", (2, "C#")),
        ("## C# #", (2, "C#")),
        ("## ##", (2, "")),
        ("#none", None),
        ("    # code", None),
        ("####### seven", None),
        ("words", None),
    ],
)
def test_its_level_and_its_text(line, expected):
    assert heading(line) == expected
