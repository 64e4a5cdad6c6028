"""The page for everyone: by a screen reader's rules, on a phone, by touch, on paper, without a script."""

from __future__ import annotations

import pytest

from sheetgen.template import available

pytestmark = pytest.mark.chromium

NAME = "single-neuron-gradients"


@pytest.mark.parametrize("name", available())
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_axe_finds_nothing(name, dark, phone, opened, root):
    axe = root / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("axe-core is not installed: npm install --no-save axe-core")
    page = opened(name, phone=phone, dark=dark, changes={"steps": 30} if "training" in name else {})
    page.evaluate(axe.read_text(encoding="utf-8") + ";0")
    for _ in range(2):
        violations = page.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.map(one =>"
            " [one.id, one.nodes.map(node => node.html.slice(0, 200))]))"
        )
        assert violations == []
        page.evaluate("sheetgen.set({[sheetgen.names()[1]]: 0.25})")
        page.locator("table[data-sheet] td.input").first.click()


@pytest.mark.parametrize("name", available())
def test_on_a_phone_the_page_never_scrolls_sideways_and_its_targets_are_44_pixels(name, opened):
    page = opened(name, phone=True, changes={"steps": 30} if "training" in name else {})
    page.locator("table[data-sheet] td.input").first.tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, a, input, td.input")]
          .filter(one => one.getClientRects().length)
          .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
          .filter(([, box]) => box.height < 44 || box.width < 44)
          .map(([text, box]) => [text, box.width, box.height])"""
    )
    assert small == []
    assert page.evaluate(
        "[...document.querySelectorAll('input:not([type=range])')].every(one => one.inputMode === 'decimal')"
    )


def test_on_a_phone_row_headers_stay_in_view_while_the_table_scrolls_within_its_frame(opened):
    page = opened(NAME, phone=True)
    frame = page.locator(".frame").last
    before = frame.locator("tbody th").nth(3).bounding_box()["x"]
    frame.evaluate("frame => frame.scrollLeft = 300")
    assert frame.locator("tbody th").nth(3).bounding_box()["x"] == before
    assert frame.evaluate("frame => frame.scrollLeft") > 0


def test_on_a_phone_an_input_is_edited_by_touch_alone(opened, cell):
    page = opened(NAME, phone=True)
    cell(page, "C2").tap()
    cell(page, "C2").tap()
    assert page.evaluate("document.activeElement.inputMode") == "decimal"
    page.keyboard.type("0.3")
    cell(page, "D2").tap()
    assert page.evaluate("sheetgen.value('C2')") == 0.3
    page.get_by_label("Change the sign of weight").tap()
    assert page.evaluate("sheetgen.value('C2')") == -0.3


def test_without_a_script_the_numbers_are_there(browser, page_file, cell):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file(NAME).as_uri())
    assert cell(page, "K9").inner_text() == "-0.0080"
    assert page.locator("#tools").is_hidden()
    context.close()


def test_a_printed_page_has_the_whole_table_and_no_buttons(opened):
    page = opened("single-neuron-training", changes={"steps": 60})
    page.emulate_media(media="print")
    assert page.locator("#tools").is_hidden()
    frame = page.locator(".frame").evaluate("frame => [frame.clientHeight, frame.scrollHeight]")
    assert frame[0] == frame[1]
