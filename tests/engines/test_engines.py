"""What holds for every engine, and how they are found."""

import pytest

import sheetgen.engines
from sheetgen.cli import run
from sheetgen.engines.ironcalc import IronCalc
from sheetgen.engines.libreoffice import LibreOffice
from sheetgen.errors import EngineError, UsageError
from sheetgen.sheet import Address, Place
from sheetgen.values import ErrorValue


def test_engines_are_found_by_name():
    assert [sheetgen.engines.engine(name).name for name in sheetgen.engines.NAMES] == [
        "ironcalc",
        "libreoffice",
    ]


def test_an_unknown_engine_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match=r"'excel'.*choose from ironcalc, libreoffice"):
        sheetgen.engines.engine("excel")


def test_cached_values_are_not_trusted(engine, book, plant, at):
    path = book({"S": {"A1": 2, "A2": "=A1*21", "A3": "=A2+1"}})
    plant(path, b"999")
    evaluation = engine.evaluate(path)
    assert (at(evaluation, "A2"), at(evaluation, "A3")) == (42.0, 43.0)


def test_errors_come_back_as_errors(engine, book, at):
    errors = {
        "=#NULL!": ErrorValue.NULL,
        "=1/0": ErrorValue.DIV0,
        '=1+"x"': ErrorValue.VALUE,
        "=#REF!+1": ErrorValue.REF,
        "=no_such_name": ErrorValue.NAME,
        "=1E300*1E300": ErrorValue.NUM,
        "=NA()": ErrorValue.NA,
    }
    cells = {}
    for row, (formula, error) in enumerate(errors.items(), start=1):
        # B: a text that only looks like an error stays a text.
        cells |= {f"A{row}": formula, f"B{row}": f'="{error}"'}
    evaluation = engine.evaluate(book({"S": cells}))
    rows = range(1, len(errors) + 1)
    assert [at(evaluation, f"A{row}") for row in rows] == list(errors.values())
    assert [at(evaluation, f"B{row}") for row in rows] == [str(error) for error in errors.values()]


def test_kinds_of_values(engine, book, at):
    cells = {
        "A1": "=1=1",
        "A2": "=1=2",
        "A3": True,
        "A4": '="text"',
        "A5": " naïve — π 😀\nnext ",
        "A6": '=""',
        "A7": '="1"',
        "A8": '=REPT("é",16000)',
        "A9": 7,
        "A10": "=6/2",
        "A11": 0.1,
    }
    evaluation = engine.evaluate(book({"S": cells}))
    got = [at(evaluation, f"A{row}") for row in range(1, 12)]
    assert got == [True, False, True, "text", " naïve — π 😀\nnext ", "", "1", "é" * 16000, 7.0, 3.0, 0.1]
    assert [type(value) for value in got] == [bool] * 3 + [str] * 5 + [float] * 3


def test_blank_cells_are_left_out_and_count_for_nothing(engine, book, at):
    # B1 is blank, but has a style.
    evaluation = engine.evaluate(
        book({"S": {"B1": (None, "0.00"), "B2": 6, "A1": "=COUNT(B1:B3)", "A2": "=AVERAGE(B1:B3)"}})
    )
    assert set(evaluation.values) == {Place("S", Address.parse(cell)) for cell in ("B2", "A1", "A2")}
    assert (at(evaluation, "A1"), at(evaluation, "A2")) == (1.0, 6.0)


def test_sheets_with_odd_names(engine, book, at):
    odd = ["It's a 'test' of", "Größe – π 表", "AB12", "a & <b>", "Empty"]
    sheets = {name: {"C3": number} for number, name in enumerate(odd[:-1], start=1)}
    total = "+".join("'" + name.replace("'", "''") + "'!C3" for name in odd[:-1])
    evaluation = engine.evaluate(book({**sheets, odd[-1]: {}, "S": {"A1": f"={total}"}}))
    assert at(evaluation, "A1") == 10.0
    assert [at(evaluation, "C3", name) for name in odd] == [1.0, 2.0, 3.0, 4.0, None]


def test_defined_names(engine, book, at):
    path = book({"S": {"A1": "=rate*2"}, "In puts": {"B2": 0.4}}, names={"rate": "'In puts'!$B$2"})
    assert at(engine.evaluate(path), "A1") == 0.8


def test_a_number_is_its_full_double_whatever_its_format(engine, book, at):
    cases = [
        ("yyyy-mm-dd", "=DATE(2024,1,15)", 45306.0),
        ("yyyy-mm-dd hh:mm", "=DATE(2024,1,15)+0.1234567890123", 45306 + 0.1234567890123),
        ("yyyy-mm-dd", "=59+0.5", 59.5),
        ("yyyy-mm-dd", "=0-3.5", -3.5),
        ("h:mm", "=1/3", 1 / 3),
        ("[h]:mm:ss", "=100/3", 100 / 3),
        ("0%", "=1/8", 0.125),
        ("0.00", "=2/3", 2 / 3),
    ]
    cells = {f"A{row}": (formula, number_format) for row, (number_format, formula, _) in enumerate(cases, start=1)}
    evaluation = engine.evaluate(book({"S": cells}))
    got = [at(evaluation, address) for address in cells]
    assert got == [number for _, _, number in cases]
    assert all(type(number) is float for number in got)


def test_the_file_may_have_any_name_and_is_left_alone(engine, book, at):
    path = book({"S": {"A1": "=1+1"}}, file="größe & 'co' 100%.xlsx")
    path.chmod(0o400)
    before = path.read_bytes()
    assert at(engine.evaluate(path), "A1") == 2.0
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("content", [None, b"", b"no workbook"])
def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(engine, tmp_path, content):
    path = tmp_path / "book.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EngineError, match=r"book\.xlsx: the workbook cannot be read") as raised:
        engine.evaluate(path)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("kind", [IronCalc, LibreOffice])
def test_the_engine_modules_import_nothing_optional(kind, monkeypatch):
    # What is missing is told, and never raises.
    monkeypatch.setattr("importlib.util.find_spec", lambda name, package=None: None)
    assert kind().why_not()


@pytest.mark.ironcalc
@pytest.mark.libreoffice
def test_the_readme_shows_what_verify_prints_through_a_pipe(root, capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    assert run(["verify", "single-neuron-gradients", "--engine", "ironcalc", "--engine", "libreoffice"]) == 0
    printed = capsys.readouterr().out.splitlines()
    readme = (root / "README.md").read_text(encoding="utf-8")
    excerpt = next(block for block in readme.split("```") if "   Cell  " in block).strip("\n").splitlines()
    assert len(excerpt) > 4
    assert [line for line in printed if line in excerpt] == excerpt
