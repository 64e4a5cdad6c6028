"""A real browser, and pages in it."""

from __future__ import annotations

import re
import shutil

import pytest

from sheetgen.report.page import template_page
from sheetgen.template import load

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="session")
def browser():
    """Debian's chromium; skipped where it or Playwright is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("chromium is not on the PATH")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def page_file(tmp_path_factory):
    """The path of a template's page; of each template it is written once."""
    folder = tmp_path_factory.mktemp("pages")

    def page_file(name, **changes):
        path = folder / f"{name}{''.join(f'-{key}-{value}' for key, value in changes.items())}.html"
        if not path.exists():
            path.write_text(template_page(load(name, changes)), encoding="utf-8")
        return path

    return page_file


DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def opened(browser, page_file):
    """A page in the browser; what it complains about fails the test."""
    contexts, complaints = [], []

    def opened(name, phone=False, dark=False, fragment="", changes=None, before=None):
        scheme = "dark" if dark else "light"
        context = browser.new_context(color_scheme=scheme, **(PHONE if phone else DESKTOP))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(("file:", "data:", "blob:")) else complaints.append(request.url)
            ),
        )
        if before:
            page.add_init_script(before)
        path = name if "/" in str(name) else page_file(name, **(changes or {}))
        page.goto(f"file://{path}{fragment}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def cell():
    """Finds a cell of a page by its address, in the first table or another."""

    def cell(page, address, table=0):
        column, row = re.fullmatch(r"([A-Z])(\d+)", address).groups()
        rows = page.locator("table[data-sheet]").nth(table).locator("tbody tr:not([aria-hidden])")
        return rows.nth(int(row) - 1).locator("td").nth(ord(column) - ord("A"))

    return cell
