"""Takes pictures of live pages, on a screen and on a phone, to docs/page*.png.

Needs chromium, playwright and Pillow.
"""

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from sheetgen.report.page import template_page
from sheetgen.template import load

DOCS = Path(__file__).resolve().parent
SCREEN = {"viewport": {"width": 1180, "height": 960}}
PHONE = {"viewport": {"width": 360, "height": 960}, "is_mobile": True, "has_touch": True}
#: For each picture the template, the colours, and the row and column of the cell that is selected.
PAGES = {
    "page": ("single-neuron-gradients", "light", 2, 5),
    "page-training-dark": ("single-neuron-training", "dark", 4, 7),
}
#: Between the two, in pixels.
GAP = 24


def taken(browser: Browser, path: Path, scheme: str, row: int, column: int, *, phone: bool) -> Image.Image:
    """The page with a changed weight and a selected cell."""
    context = browser.new_context(color_scheme=scheme, **(PHONE if phone else SCREEN))
    page = context.new_page()
    page.goto(path.as_uri() + "#weight=0.25")
    page.locator("table[data-sheet] tbody tr:not([aria-hidden])").nth(row - 1).locator("td").nth(column - 1).click()
    page.locator("#cell summary").click()
    page.evaluate("document.activeElement.blur()")
    if phone:
        page.locator("#inputs summary").click()
    page.evaluate("scrollTo(0, 0)")
    picture = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    return picture.convert("RGB")


def main() -> None:
    """Every picture, the screen on its left and the phone on its right."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for picture, (name, scheme, row, column) in PAGES.items():
            path = Path(folder) / f"{name}.html"
            path.write_text(template_page(load(name)), encoding="utf-8")
            screen, phone = (taken(browser, path, scheme, row, column, phone=phone) for phone in (False, True))
            both = Image.new("RGB", (screen.width + GAP + phone.width, screen.height), "#8a94a6")
            both.paste(screen, (0, 0))
            both.paste(phone, (screen.width + GAP, 0))
            both.quantize(64).save(DOCS / f"{picture}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
