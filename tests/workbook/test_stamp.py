"""Values put into a sheet: what was asked for changes, and not one byte more."""

import pytest

from sheetgen.sheet import Address
from sheetgen.values import ErrorValue
from sheetgen.workbook.scan.spans import Irregular
from sheetgen.workbook.stamp import stamp_sheet
from sheetgen.workbook.stamp_rows import stamp_rows

pytestmark = pytest.mark.usefixtures("both_ways_of_stamping")


def stamped(sheet, **values):
    """A sheet's XML after stamping, as text."""
    cells = {Address.parse(cell): value for cell, value in values.items()}
    return stamp_sheet(sheet.encode(), "sheet1.xml", cells).decode()


BEFORE = """<?xml version="1.0"?>
<!-- kept --><worksheet xmlns:q='u'  a = "1" ><sheetData>
 <row r="1" spans="1:2"><c r="A1" ><v>1</v></c><c r='B1' s="3"><f>A1*2</f></c></row>
 <?pi kept?><row r="2"><c r="B2"><f>A1</f><v>0</v></c></row></sheetData><tail>&amp;</tail></worksheet>
"""


def test_only_the_cell_asked_for_changes():
    assert stamped(BEFORE, B1=2.0) == BEFORE.replace("<f>A1*2</f></c>", "<f>A1*2</f><v>2</v></c>")


def test_several_cells():
    after = BEFORE.replace("<f>A1*2</f></c>", "<f>A1*2</f><v>0.1</v></c>").replace("<v>0</v>", "<v>1e-06</v>")
    assert stamped(BEFORE, B1=0.1, B2=1e-6) == after


def test_nothing_asked_for_changes_nothing():
    assert stamped(BEFORE) == BEFORE
    assert stamped(BEFORE, Z99=1.0) == BEFORE


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (1.0, '<c r="A1"><f>x</f><v>1</v></c>'),
        (0.30000000000000004, '<c r="A1"><f>x</f><v>0.30000000000000004</v></c>'),
        (1e300, '<c r="A1"><f>x</f><v>1e+300</v></c>'),
        (True, '<c r="A1" t="b"><f>x</f><v>1</v></c>'),
        (False, '<c r="A1" t="b"><f>x</f><v>0</v></c>'),
        (ErrorValue.DIV0, '<c r="A1" t="e"><f>x</f><v>#DIV/0!</v></c>'),
        ("text", '<c r="A1" t="str"><f>x</f><v>text</v></c>'),
        ("", '<c r="A1" t="str"><f>x</f><v></v></c>'),
        ("a<b & \"c\" 'd'", '<c r="A1" t="str"><f>x</f><v>a&lt;b &amp; "c" \'d\'</v></c>'),
        (" a ", '<c r="A1" t="str"><f>x</f><v xml:space="preserve"> a </v></c>'),
        ("a\n", '<c r="A1" t="str"><f>x</f><v xml:space="preserve">a\n</v></c>'),
        ("a\rb", '<c r="A1" t="str"><f>x</f><v>a_x000D_b</v></c>'),
        ("\x01", '<c r="A1" t="str"><f>x</f><v>_x0001_</v></c>'),
        ("_x0041_", '<c r="A1" t="str"><f>x</f><v>_x005F_x0041_</v></c>'),
        ("日本 é", '<c r="A1" t="str"><f>x</f><v>日本 é</v></c>'),
    ],
)
@pytest.mark.parametrize(
    "before",
    [
        '<c r="A1"><f>x</f></c>',
        '<c r="A1"><f>x</f><v>777</v></c>',
        '<c r="A1"><f>x</f><v/></c>',
        '<c r="A1" t="e"><f>x</f><v>#N/A</v></c>',
        '<c r="A1" t="str"><f>x</f><v xml:space="preserve"> old </v></c>',
        '<c r="A1" t="b"><f>x</f></c>',
        '<c r="A1" t="str"><f>x</f></c>',
    ],
)
def test_a_formulas_value(before, value, cell):
    sheet = "<worksheet><sheetData><row>{}</row></sheetData></worksheet>"
    assert stamped(sheet.format(before), A1=value) == sheet.format(cell)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<c r="A1"/>', '<c r="A1"><v>2</v></c>'),
        ('<c r="A1" s="1" />', '<c r="A1" s="1"><v>2</v></c>'),
        ("<c s='1' r='A1' t='str'><v>x</v></c>", "<c s='1' r='A1'><v>2</v></c>"),
        ("<c><v>1</v></c>", "<c><v>2</v></c>"),
        ('<c r="A1" t="inlineStr"><is><t>old</t></is></c>', '<c r="A1"><v>2</v></c>'),
        ('<c r="A1" t="s"><v>0</v></c>', '<c r="A1"><v>2</v></c>'),
        ('<c r="A1"><f t="shared" si="0"/><v>1</v></c>', '<c r="A1"><f t="shared" si="0"/><v>2</v></c>'),
        ('<c r="A1"><f a=">"><![CDATA[1>2]]></f></c>', '<c r="A1"><f a=">"><![CDATA[1>2]]></f><v>2</v></c>'),
        (
            '<c r="A1"><f>1</f><extLst><ext/></extLst></c>',
            '<c r="A1"><f>1</f><v>2</v><extLst><ext/></extLst></c>',
        ),
        ('<c r="A1"><f>1</f><v>1</v><extLst/></c>', '<c r="A1"><f>1</f><v>2</v><extLst/></c>'),
        ('<c r="A1"><f>1</f><v>1</v></c >', '<c r="A1"><f>1</f><v>2</v></c>'),
        ('<c t = "b" r="A1"><f>1</f></c>', '<c r="A1"><f>1</f><v>2</v></c>'),
        ('<c r="A1" tx="t" ><f>1</f></c>', '<c r="A1" tx="t"><f>1</f><v>2</v></c>'),
    ],
)
def test_forms_of_a_cell(before, after):
    sheet = "<worksheet><sheetData><row>{}<c r='B1'><v>1</v></c></row></sheetData></worksheet>"
    assert stamped(sheet.format(before), A1=2.0) == sheet.format(after)


def test_a_prefix_is_kept():
    before = '<x:worksheet xmlns:x="u"><x:row r="1"><x:c r="A1"><x:f>1</x:f><x:extLst/></x:c></x:row></x:worksheet>'
    after = before.replace("<x:extLst/>", "<x:v>1</x:v><x:extLst/>")
    assert stamped(before, A1=1.0) == after


def test_cells_without_a_reference_are_counted():
    before = "<worksheet><row><c><v>1</v></c><c><f>A1</f></c></row><row><c><f>A1</f></c></row></worksheet>"
    after = before.replace("<f>A1</f></c></row><row>", "<f>A1</f><v>5</v></c></row><row>")
    assert stamped(before, B1=5.0) == after
    assert stamped(before, A2=5.0) == before.replace("<f>A1</f></c></row></w", "<f>A1</f><v>5</v></c></row></w")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" ><f>x</f><v >1.0E0</v></c>', 1.0),
        ('<c r="A1"><f>x</f><v>0.10000000000000001</v></c>', 0.1),
        ('<c r="A1" t="n"><v>5</v></c>', 5.0),
        ("<c t='b' r='A1'><f>x</f><v>1</v></c >", True),
        ('<c r="A1" t="e"><v>#N/A</v></c>', ErrorValue.NA),
        ('<c r="A1" t="str"><f>x</f><v>a &#38; b</v></c>', "a & b"),
        ('<c r="A1" t="str"><f>x</f><v><![CDATA[<]]></v></c>', "<"),
        ('<c r="A1" t="str"><f>x</f><v></v></c>', ""),
    ],
)
def test_a_cell_that_holds_the_value_already_is_left_as_it_is(cell, value):
    sheet = f"<worksheet><row>{cell}</row></worksheet>"
    assert stamped(sheet, A1=value) == sheet


ROWS = '<worksheet><sheetData><row r="1">{}</row></sheetData></worksheet>'
CELL = '<c r="{}" s="2"><f>A1</f><v>0</v></c>'


class TestByPattern:
    """What the pattern fills, and what makes it give way."""

    @pytest.mark.parametrize(
        ("cells", "known"),
        [
            (CELL.format("A1") + CELL.format("B1"), True),
            ('<c r="A1"><f t="shared" ref="A1:B1" si="0">C1</f></c><c r="B1"><f t="shared" si="0"/><v/></c>', True),
            ('<c r="A1" t="str"><f>x</f><v>a &amp; b</v></c>' + CELL.format("B1"), True),
            ("<!-- " + CELL.format("A1") + " -->" + CELL.format("A1") + CELL.format("B1"), False),
            ('<c s="2" r="A1"><f>A1</f></c>' + CELL.format("B1"), False),
            ("<c r='A1'><f>A1</f></c>" + CELL.format("B1"), False),
            ("<c><f>A1</f></c>" + CELL.format("B1"), False),
            ('<c r="A1"><f><![CDATA[A1]]></f></c>' + CELL.format("B1"), False),
            ('<c r="A1"><v>3</v></c>' + CELL.format("B1"), False),
        ],
    )
    def test_it_gives_what_the_parser_gives_or_gives_way(self, cells, known, monkeypatch):
        sheet = ROWS.format(cells).encode()
        values = {Address(1, 1): "x < y", Address(1, 2): 0.1}
        monkeypatch.setattr("sheetgen.workbook.stamp.LARGE", 10**12)
        expected = stamp_sheet(sheet, "sheet1.xml", values)
        if known:
            assert stamp_rows(sheet, values) == expected
        else:
            with pytest.raises(Irregular):
                stamp_rows(sheet, values)
        monkeypatch.setattr("sheetgen.workbook.stamp.LARGE", 0)
        assert stamp_sheet(sheet, "sheet1.xml", values) == expected
