"""The page as a witness: in a real browser its values are those of recalculation, except where Math differs."""

from __future__ import annotations

import base64
import math
from array import array
from dataclasses import replace

import pytest

from sheetgen.generation import build
from sheetgen.recalc import recalculate
from sheetgen.recalc.functions.registry import _FUNCTIONS, find
from sheetgen.recalc.plan import make_plan
from sheetgen.samples import drawn
from sheetgen.sheet import Address, Place
from sheetgen.template import available, load
from sheetgen.tolerance import ulps
from sheetgen.workbook.read import read

pytestmark = pytest.mark.chromium

SAMPLES = 200

#: Notes what the browser's Math gives, once for each argument.
LISTEN = """
window.heard = new Map();
for (const name of ["tanh", "exp", "log", "pow"]) {
  const own = Math[name];
  Math[name] = (...numbers) => {
    const value = own(...numbers);
    heard.set(name + " " + numbers.join(" "), [name, numbers, value]);
    return value;
  };
}
"""

#: Sets inputs again and again, and packs all values into one text: numbers as doubles, what is none as a text beside.
DRIVE = """
(samples) => {
  const numbers = [], others = [];
  samples.forEach((sample, n) => {
    sheetgen.set(sample);
    sheetgen.values().forEach((value, m) => {
      const isNumber = typeof value === "number";
      numbers.push(isNumber ? value : NaN);
      if (!isNumber) others.push([n, m, String(value)]);
    });
  });
  const bytes = new Uint8Array(new Float64Array(numbers).buffer), parts = [];
  for (let at = 0; at < bytes.length; at += 32768) parts.push(String.fromCharCode(...bytes.subarray(at, at + 32768)));
  return { numbers: btoa(parts.join("")), others, heard: [...heard.values()] };
}
"""


def _samples(template):
    usual = {
        name: cell.value
        for name, place in template.inputs.items()
        if (cell := template.cell(place)) and isinstance(cell.value, float)
    }
    return list(drawn(template, usual, SAMPLES, seed=0))


def _said(heard, call):
    """What the browser's Math gave; a zero keeps its sign, which no key of a dict has."""
    return lambda number: heard[call, (number,)] if number else getattr(math, call)(number)


@pytest.mark.parametrize("name", available())
def test_on_drawn_inputs_every_cell_has_the_bits_of_recalculation_once_both_have_the_same_math(
    name, opened, monkeypatch
):
    """First each value of Math is held against Python's, then every cell of the sheet, calculated with the page's."""
    template = load(name)
    samples = _samples(template)
    page = opened(name, before=LISTEN)
    formulas = page.evaluate("sheetgen.formulas()")
    answer = page.evaluate(DRIVE, samples)
    heard = {(call, tuple(map(float, numbers))): float(value) for call, numbers, value in answer["heard"]}
    for (call, numbers), value in heard.items():
        try:
            own = getattr(math, call)(*numbers)
        except OverflowError:
            own = math.inf
        assert value == own or ulps(value, own) <= 1, (call, numbers)

    for function, call in (("TANH", "tanh"), ("EXP", "exp"), ("LN", "log")):
        monkeypatch.setitem(_FUNCTIONS, function, replace(find(function), call=_said(heard, call)))
    numbers = array("d", base64.b64decode(answer["numbers"]))
    others = {(sample, cell): text for sample, cell, text in answer["others"]}
    grid = read(build(template)[0], template.name)
    plan = make_plan(grid)
    places = [Place(sheet, Address.parse(address)) for sheet, address in formulas]
    for number, sample in enumerate(samples):
        for input_name, value in sample.items():
            place = template.inputs[input_name]
            grid.sheets[place.sheet].values[place.address] = value
        values = recalculate(grid, plan)
        theirs = numbers[number * len(places) : (number + 1) * len(places)]
        own = [values.at(place) for place in places]
        # Compared as bytes, so that a zero has its sign; what is no number stands in the other list.
        assert (
            array("d", [value if isinstance(value, float) else math.nan for value in own]).tobytes() == theirs.tobytes()
        )
        told = {cell: str(value) for cell, value in enumerate(own) if not isinstance(value, float)}
        assert told == {cell: text for (at, cell), text in others.items() if at == number}


@pytest.mark.parametrize("name", available())
def test_what_the_page_shows_first_stays_when_its_script_has_run(name, opened, page_file):
    """The numbers in the file are those that the script writes: nothing flickers."""
    page = opened(name)
    shown = page.evaluate(
        "[...document.querySelectorAll('table[data-sheet] td:not(.spacer)')].map(cell => cell.textContent)"
    )
    written = page.evaluate(
        """(source) => {
          const parsed = new DOMParser().parseFromString(source, "text/html");
          return [...parsed.querySelectorAll("table[data-sheet] td")].map(cell => cell.textContent);
        }""",
        page_file(name).read_text(encoding="utf-8"),
    )
    assert shown == written
    again = page.evaluate(
        """() => {
          const tables = [...document.querySelectorAll("table[data-sheet]")];
          sheetgen.repaint();
          dispatchEvent(new Event("beforeprint"));
          return tables.flatMap(table => [...table.querySelectorAll("td:not(.spacer)")].map(cell => cell.textContent));
        }"""
    )
    assert again == written
