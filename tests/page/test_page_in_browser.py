"""The page as a reader meets it: by mouse and by keyboard, within another page, with hostile texts in it."""

from __future__ import annotations

import openpyxl
import pytest

from sheetgen.cli import run
from sheetgen.report.page import EMBED, template_page
from sheetgen.template import parse

pytestmark = pytest.mark.chromium

NAME = "single-neuron-gradients"


def focused(page):
    return page.evaluate(
        "(({cellIndex, parentElement: row, tagName}) => [cellIndex, row.rowIndex, tagName])(document.activeElement)"
    )


def test_typing_over_an_input_calculates_the_sheet_anew(opened, cell):
    page = opened(NAME)
    cell(page, "C2").click()
    page.keyboard.type("0.3")
    page.keyboard.press("Enter")
    assert cell(page, "C2").inner_text() == "0.3"
    assert page.evaluate("sheetgen.value('E2')") == 0.4 * 0.3 + 0.6
    assert cell(page, "E2").inner_text() == "0.72"
    assert focused(page) == [3, 3, "TD"]


def test_a_changed_input_says_that_the_published_figures_no_longer_apply_until_it_is_reset(opened, cell):
    page = opened(NAME)
    assert page.locator("#whatif").is_hidden()
    page.get_by_label("weight", exact=True).fill("0.3")
    page.get_by_label("weight", exact=True).press("Enter")
    assert page.locator("#whatif").inner_text() == "A what-if: weight = 0.3. The published figures no longer apply."
    verdict = page.locator(".verdict")
    assert verdict.inner_text() == "✓ 51 formulas and 1 constant: all agree, with the published inputs"
    cell(page, "F2").click()
    assert "✓ agrees with the published inputs" in page.locator("#cell").inner_text()
    assert "0.664, for other inputs" in page.locator("#cell").inner_text()
    page.get_by_role("button", name="Reset").click()
    assert page.locator("#whatif").is_hidden()
    assert verdict.inner_text() == "✓ 51 formulas and 1 constant: all agree"
    assert cell(page, "F2").inner_text() == "0.664"


def test_a_selected_cell_shows_its_formula_its_notation_its_values_and_its_witnesses(opened, cell):
    page = opened(NAME)
    cell(page, "K9").click()
    page.locator("#cell summary").click()
    text = page.locator("#cell").inner_text()
    assert "=(I9-$I$2)/$B$12" in text or "=(I9-I2)/Tiny" in text
    assert "(I - I2)/Tiny" in text
    assert "/0.0001" in text
    for witness in ("native", "printed", "cached", "faux"):
        assert witness in text
    assert cell(page, "I9").get_attribute("class") == "precedent"
    assert "precedent" in cell(page, "B12").get_attribute("class")
    cell(page, "I2").click()
    assert "dependent" in cell(page, "K9").get_attribute("class")


def test_the_keyboard_moves_edits_keeps_and_drops_as_in_a_spreadsheet(opened, cell):
    page = opened(NAME)
    cell(page, "B2").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    assert focused(page)[2] == "INPUT"
    page.keyboard.type("9")
    page.keyboard.press("Escape")
    assert cell(page, "C2").inner_text() == "0.5"
    assert focused(page) == [3, 2, "TD"]
    page.keyboard.press("Enter")
    page.keyboard.type("0.25")
    page.keyboard.press("Tab")
    assert cell(page, "C2").inner_text() == "0.25"
    assert focused(page) == [4, 2, "TD"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    assert focused(page) == [1, 3, "TD"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+z")
    assert cell(page, "C2").inner_text() == "0.5"


def test_what_is_no_number_is_refused_and_said(opened, cell):
    page = opened(NAME)
    cell(page, "C2").click()
    page.keyboard.press("F2")
    page.keyboard.type("1+")
    page.keyboard.press("Enter")
    assert page.locator("#whatif").inner_text() == "1+ is not a number."
    assert focused(page)[2] == "INPUT"
    page.keyboard.press("Escape")
    assert cell(page, "C2").inner_text() == "0.5"


def test_undo_and_redo_go_through_the_changes(opened, cell):
    page = opened(NAME)
    for weight in (0.1, 0.2):
        page.evaluate("(weight) => sheetgen.set({weight})", weight)
    undo, redo = page.get_by_role("button", name="Undo"), page.get_by_role("button", name="Redo")
    undo.click()
    assert cell(page, "C2").inner_text() == "0.1"
    undo.click()
    assert undo.is_disabled()
    assert cell(page, "C2").inner_text() == "0.5"
    redo.click()
    redo.click()
    assert redo.is_disabled()
    assert cell(page, "C2").inner_text() == "0.2"


def test_a_slider_is_one_change_however_far_it_is_moved(opened):
    page = opened(NAME)
    slider = page.get_by_label("weight, slider")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    assert page.evaluate("sheetgen.value('C2')") == 0.54
    page.get_by_role("button", name="Undo").click()
    assert page.evaluate("sheetgen.value('C2')") == 0.5


def test_a_what_if_can_be_linked(opened):
    page = opened(NAME, fragment="#weight=0.3&tiny=1e-6")
    assert page.evaluate("[sheetgen.value('C2'), sheetgen.value('B12')]") == [0.3, 1e-6]
    assert "weight = 0.3, tiny = 1e-06" in page.locator("#whatif").inner_text()
    page.evaluate("sheetgen.set({weight: 0.75})")
    page.wait_for_function("() => location.hash.includes('weight=0.75')")
    assert page.evaluate("location.hash") == "#weight=0.75&tiny=1e-06"


def test_a_link_with_nonsense_in_it_opens_the_published_sheet(opened):
    page = opened(NAME, fragment="#weight=<b>&nothing=1&=&%")
    assert page.evaluate("sheetgen.value('C2')") == 0.5


def test_a_selection_is_copied_as_rows_that_a_spreadsheet_pastes(opened, cell):
    page = opened(NAME)
    cell(page, "B2").click()
    cell(page, "C3").click(modifiers=["Shift"])
    copied = page.evaluate(
        """() => {
          const clipboardData = new DataTransfer();
          const event = new ClipboardEvent("copy", {clipboardData, bubbles: true, cancelable: true});
          document.activeElement.dispatchEvent(event);
          return event.clipboardData.getData("text/plain");
        }"""
    )
    assert copied == "0.4\t0.5\r\n0.5\t0.4\r\n"


def test_the_workbook_that_is_downloaded_is_the_one_that_was_verified(opened, tmp_path):
    from sheetgen import verify

    page = opened(NAME)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download .xlsx").click()
    assert download.value.suggested_filename == f"{NAME}.xlsx"
    path = tmp_path / "downloaded.xlsx"
    download.value.save_as(path)
    assert verify(path)


def test_charts_follow_the_cells(opened):
    page = opened("single-neuron-training", changes={"steps": 50})
    path = page.locator("figure svg path").first
    page.wait_for_selector("figure svg path")
    before = path.get_attribute("d")
    assert before.count("L") == 49
    page.evaluate("sheetgen.set({learning_rate: 0.02})")
    page.wait_for_function(
        "(before) => document.querySelector('figure svg path').getAttribute('d') !== before", arg=before
    )
    assert "The loss while the neuron learns" in page.locator("figure svg").first.get_attribute("aria-label")


def test_rows_out_of_sight_are_painted_when_they_come_into_view(opened, cell):
    page = opened("single-neuron-training")
    page.evaluate("sheetgen.set({bias: 0.25})")
    cell(page, "I3").click()
    page.keyboard.press("Control+ArrowDown")
    assert focused(page)[2] == "TD"
    assert "I1000" in page.locator("#cell").inner_text()
    shown = page.evaluate("document.activeElement.textContent")
    assert float(shown) == pytest.approx(page.evaluate("sheetgen.value('I1000')"), rel=1e-6)
    page.keyboard.press("ArrowUp")
    assert "I999" in page.locator("#cell").inner_text()
    page.keyboard.press("Control+Home")
    assert "A1 " in page.locator("#cell").inner_text()


def test_a_tall_table_is_as_high_as_all_its_rows_wherever_it_is_scrolled_to(opened):
    page = opened("single-neuron-training")
    frame = page.locator(".frame").last
    frame.scroll_into_view_if_needed()
    height = frame.evaluate("frame => frame.scrollHeight")
    for top in (0, 5000, 12345, height, 3000):
        frame.evaluate("(frame, top) => { frame.scrollTop = top; }", top)
        page.wait_for_timeout(100)
        assert frame.evaluate("frame => frame.scrollHeight") == pytest.approx(height, abs=2)
        middle = frame.evaluate(
            """frame => {
              const box = frame.getBoundingClientRect();
              const at = document.elementFromPoint(box.left + 10, box.top + box.height / 2);
              return [Number(at.textContent), (frame.scrollTop + box.height / 2) / (frame.scrollHeight / 1001)];
            }"""
        )
        assert middle[0] == pytest.approx(middle[1], abs=2)


def test_an_article_can_embed_the_page_and_learns_its_height(opened, page_file, tmp_path):
    address = page_file(NAME).as_uri()
    article = tmp_path / "article.html"
    article.write_text(
        f"<!DOCTYPE html><h1>Article</h1>{EMBED.format(address=address, title='Sheet')}", encoding="utf-8"
    )
    page = opened(article)
    page.wait_for_function("document.querySelector('iframe').height !== '600'")
    inside = page.frames[1].evaluate("document.documentElement.scrollHeight")
    assert abs(int(page.evaluate("document.querySelector('iframe').height")) - inside) <= 1


HOSTILE = """+++
title  = "</title><script>window.caught = 1</script>"
source = "javascript:window.caught=2"
[inputs]
"<img src=x onerror=caught=3>" = "B1"
[rows]
1 = "</script><script>window.caught = 4</script>"
[columns]
C = "<b>bold</b>"
+++
## <i>Sheet</i>

|   | A | B | C | D |
|---|---|---|---|---|
| 1 | </script><script>window.caught = 5</script> | 2 | (B1&"</script><script>window.caught=6</script>") | |
| 2 | '"><img src=x onerror="window.caught=7"> | | | |
| 3 | '<!-- <script> | 'javascript:alert(1) | (IF(B1=2,"<!--","\u2028'\\")) | '' |
"""


def test_a_text_of_a_template_never_becomes_script(opened, tmp_path, cell):
    template = parse(HOSTILE, tmp_path / "hostile.md")
    path = tmp_path / "hostile.html"
    path.write_text(template_page(template), encoding="utf-8")
    page = opened(path)
    cell(page, "C1").click()
    page.evaluate("sheetgen.set({[sheetgen.names()[0]]: 3})")
    assert page.evaluate("window.caught") is None
    assert cell(page, "A1").inner_text() == "</script><script>window.caught = 5</script>"
    assert page.evaluate("sheetgen.value('C1')") == "3</script><script>window.caught=6</script>"
    assert page.locator("img, i, a, table b, #inputs b").count() == 0
    assert "<b>bold</b>" in page.locator("#cell").inner_text()


def test_the_policy_lets_no_other_script_run(browser, page_file):
    page = browser.new_page()
    page.goto(page_file(NAME).as_uri())
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.caught = 1";
          document.body.append(script);
          document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.caught = 2'>");
        }"""
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.caught") is None
    page.close()


def test_a_workbook_keeps_its_number_formats_while_it_is_changed(opened, cell, tmp_path, save_book):
    book = save_book(tmp_path / "rates.xlsx", {"A1": 0.301843072, "B1": "=A1*2"})
    stored = openpyxl.load_workbook(book)
    for address in ("A1", "B1"):
        stored.active[address].number_format = "0.0%"
    stored.save(book)
    report = tmp_path / "report.html"
    run(["verify", str(book), "--html", str(report), "-q"])
    page = opened(str(report))
    assert [cell(page, address).inner_text() for address in ("A1", "B1")] == ["30.2%", "60.4%"]
    page.evaluate("sheetgen.set({'Sheet!A1': 0.25})")
    assert cell(page, "B1").inner_text() == "50.0%"
