"""Every registered function against Excel's documentation: values, errors, and how many arguments it takes."""

import importlib
import math
from pathlib import Path

import pytest

from sheetgen.errors import FormulaError, UnsupportedError
from sheetgen.recalc import functions
from sheetgen.recalc.functions import registry
from sheetgen.recalc.functions.registry import homes
from sheetgen.values import ErrorValue

#: Numbers, a text that reads as a number, a text, booleans, an error apart from the rest, and blanks (A7:A9).
CELLS = {"A1": 3.0, "A2": "4", "A3": "x", "A4": True, "A5": False, "A6": -5.0, "B1": ErrorValue.NA, "B2": 1.0}
INDEX_HOME = Path(functions.__file__).parent

#: Every file examples_*.py beside this one has some.
EXAMPLES = {}
for path in sorted(Path(__file__).parent.glob("examples_*.py")):
    EXAMPLES.update(importlib.import_module(path.stem).EXAMPLES)


def test_every_registered_function_has_examples():
    assert sorted(set(registry()) - set(EXAMPLES)) == []


def test_the_index_lists_exactly_what_the_files_register():
    everything = registry()
    assert sorted(homes()) == sorted(everything)
    for name, home in homes().items():
        assert everything[name].call is not None
        assert (INDEX_HOME / f"{home}.py").is_file(), name


@pytest.mark.parametrize(
    ("function", "arguments", "value"),
    [(name, arguments, value) for name, examples in EXAMPLES.items() for arguments, value in examples],
)
def test_function(result, function, arguments, value):
    found = result(f"={function}({arguments})", CELLS)
    assert found == value
    # pytest.approx stands for a number of which the documentation has only some digits.
    assert type(found) is (float if hasattr(value, "rel") else type(value))


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_wrong_number_of_arguments_is_an_error_that_names_the_cell(result, name):
    function = registry()[name]
    for count in {function.least - 1, function.most + 1} & set(range(256)):
        with pytest.raises(FormulaError, match=rf"Sheet!Z100: {name} takes .* arguments?, not {count}"):
            result(f"={name}({','.join(['1'] * count)})" if count != 1 else f"={name}(1)")


def test_function_names_are_read_in_any_case(result):
    assert result("=sum(1,Abs(-2))") == 3.0


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("=SUMM(1)", r"Sheet!Z100: the function SUMM is not supported; did you mean SUM\?"),
        ("=1+GETPIVOTDATA(1,A1)", r"Sheet!Z100: the function GETPIVOTDATA is not supported$"),
        ("=IF(FALSE,CUBEVALUE(1),1)", r"Sheet!Z100: the function CUBEVALUE is not supported"),
    ],
)
def test_an_unsupported_function_names_the_cell(result, formula, message):
    with pytest.raises(UnsupportedError, match=message):
        result(formula)


def test_an_unsupported_function_behind_a_name_is_found_too(result):
    with pytest.raises(UnsupportedError, match="Z100: the function GETPIVOTDATA"):
        result("=x+1", names={"x": "GETPIVOTDATA()"})


@pytest.mark.parametrize("number", [0.1, -0.7, 3.3, 1e-9, 20.0])
def test_the_c_librarys_functions_are_taken_as_they_are(result, number):
    for name in ("EXP", "SIN", "COS", "TAN", "SINH", "COSH", "TANH"):
        assert result(f"={name}(A1)", {"A1": number}) == getattr(math, name.lower())(number)
