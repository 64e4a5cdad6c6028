"""That the notation means the formula: parsed once for each relative form, and the same as if each cell were parsed."""

import pytest

from sheetgen.importing import import_template, proofs
from sheetgen.importing.notation import shorthand
from sheetgen.importing.proofs import Proofs, means
from sheetgen.sheet import Address

NAMES = {"rate": "Rate"}
ROWS = (2, 3, 9, 10, 99, 1_048_576)


@pytest.mark.parametrize(
    "formula",
    [
        *("A{0}*2", "$A{0}*A$2", "SUM(A{0}:D{0})", "A{0}+A2", "B{1}*rate", 'A{0}&"A{0}"', "'A2'!B{0}", "A2:A{0}"),
        *("SUM(2:3)", "SUM({0}:{0})", "SUM(A:A)*A{0}", "LOG10(A{0})", "rate", "A{0}+", "{{1,2}}", "A1048577+A{0}"),
    ],
)
def test_what_is_remembered_is_what_a_proof_of_its_own_says(formula):
    remembered = Proofs(NAMES)
    for row in ROWS:
        own, address = formula.format(row, row - 1), Address(row, 5)
        for notation in (own, own.replace(str(row), ""), own.replace("2", ""), shorthand(own, address, NAMES)):
            assert remembered.means(notation, own, address) == means(notation, own, address, NAMES)


def test_the_same_notation_is_no_proof_for_another_formula():
    remembered = Proofs({})
    assert remembered.means("A*2", "A2*2", Address(2, 5))
    assert not remembered.means("A*2", "A2*2", Address(3, 5))
    assert not remembered.means("A2*2", "A3*2", Address(3, 5))


def test_a_column_that_says_the_same_of_each_row_is_proved_once(workbook, monkeypatch):
    parsed = []
    parse = proofs.parse
    monkeypatch.setattr(proofs, "parse", lambda *arguments: parsed.append(arguments) or parse(*arguments))
    path = workbook({"A1": 1} | {f"B{row}": f"=A{row}*2+B{row - 1}" for row in range(2, 102)})
    import_template(path, rebuild=True)
    # The formula itself, then it and its notation.
    assert len(parsed) == 3
