"""IronCalc: what is particular to it."""

import zipfile

import pytest

from sheetgen.engines.ironcalc import IronCalc
from sheetgen.errors import EngineError


@pytest.mark.ironcalc
def test_it_hands_over_full_doubles_and_its_version(book, at):
    evaluation = IronCalc().evaluate(book({"S": {"A1": "=0.1*3", "A2": "=2^0.5"}}))
    assert (at(evaluation, "A1"), at(evaluation, "A2")) == (0.1 * 3, 2**0.5)
    assert evaluation.digits is None
    assert evaluation.version.startswith("IronCalc 0.")


@pytest.mark.ironcalc
def test_its_own_errors_stay_texts(book, at):
    evaluation = IronCalc().evaluate(book({"S": {"A1": "=A2", "A2": "=A1"}}))
    assert at(evaluation, "A1") == "#CIRC!"


@pytest.mark.ironcalc
def test_a_long_chain_is_no_problem(book, at):
    cells = {f"A{row}": f"=A{row + 1}+1" for row in range(1, 20_000)}
    assert at(IronCalc().evaluate(book({"S": {**cells, "A20000": 1}})), "A1") == 20_000.0


@pytest.mark.ironcalc
def test_a_crash_is_an_engine_error_and_nothing_more(book, capfd):
    path = book({"S": {"A1": "=" + "(" * 4000 + "1" + ")" * 4000}})
    with pytest.raises(EngineError, match=r"book\.xlsx: IronCalc cannot calculate it \(.*\); leave") as raised:
        IronCalc().evaluate(path)
    assert "\n" not in str(raised.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.ironcalc
def test_a_file_that_it_cannot_read_is_an_engine_error(book):
    path = book({"S": {"A1": 1}})
    with zipfile.ZipFile(path) as workbook:
        parts = {name: workbook.read(name) for name in workbook.namelist()}
    with zipfile.ZipFile(path, "w") as workbook:
        for name, content in parts.items():
            workbook.writestr(name, content.replace(b'r="A1"', b'r="A1x"'))
    with pytest.raises(EngineError, match="Invalid cell reference: 'A1x'"):
        IronCalc().evaluate(path)


@pytest.mark.ironcalc
def test_a_panic_is_an_engine_error_in_one_sentence(book, monkeypatch, tmp_path, capfd):
    # The package's own function that panics takes the place of the one that loads.
    (tmp_path / "sitecustomize.py").write_text(
        "import ironcalc\nironcalc.load_from_xlsx = lambda *_: ironcalc.test_panic()\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(EngineError, match=r"IronCalc cannot calculate it \(This function panics") as raised:
        IronCalc().evaluate(book({"S": {"A1": 1}}))
    assert "\n" not in str(raised.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.ironcalc
def test_it_is_stopped_at_the_time_limit(book):
    with pytest.raises(EngineError, match=r"IronCalc was stopped after 0\.01 seconds"):
        IronCalc(timeout_seconds=0.01).evaluate(book({"S": {"A1": 1}}))


def test_a_missing_package_is_told_with_the_way_out(monkeypatch, book):
    monkeypatch.setattr("importlib.util.find_spec", lambda name, package=None: None)
    reason = "the Python package ironcalc is not installed: pip install 'sheetgen[engines]'"
    assert IronCalc().why_not() == reason
    with pytest.raises(EngineError, match="ironcalc is not installed"):
        IronCalc().evaluate(book({"S": {"A1": 1}}))
