"""The page of the article and of 1,000 rows of training: how large, how fast an edit is calculated and painted.

    python benchmarks/page.py            # needs chromium on the PATH and the Python package playwright

An edit is measured in the browser, from the change to the end of the layout and the drawing that it causes, charts
in view included; the frame of a display with 60 Hz lasts 16 ms.
"""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from sheetgen.report.page import template_page
from sheetgen.template import load

EDITS = 60

MEASURE = """
async (edits) => {
  const [name] = sheetgen.names().filter((one) => one === "weight" || one.startsWith("w["));
  const script = [], whole = [];
  for (let edit = 0; edit < edits; edit++) {
    await new Promise((done) => setTimeout(done, 40));
    // A frame begins, the edit happens in it, and the next task after its painting ends it.
    await new Promise((done) => requestAnimationFrame(() => {
      const start = performance.now();
      sheetgen.set({ [name]: 0.3 + edit / 200 });
      script.push(performance.now() - start);
      requestAnimationFrame(() => 0);
      document.body.getBoundingClientRect();
      const channel = new MessageChannel();
      channel.port1.onmessage = () => { whole.push(performance.now() - start); done(); };
      channel.port2.postMessage(0);
    }));
  }
  return [script, whole];
}
"""


def main() -> None:
    """Prints a row for each page."""
    titles = f"{'kB':>6} {'without workbook':>17} {'edit, median ms':>16} {'95th':>6} {'with layout':>12} {'95th':>6}"
    print(f"{'page':<32} {titles}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name in ("single-neuron-gradients", "single-neuron-training", "layers"):
            text = template_page(load(name))
            path = Path(folder) / f"{name}.html"
            path.write_text(text, encoding="utf-8")
            bare = re.sub(r'<script type="application/json" id="workbook">.*?</script>', "", text)
            for view in ("top", "rows"):
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(path.as_uri())
                if view == "rows":
                    page.locator(".frame").last.scroll_into_view_if_needed()
                    page.wait_for_timeout(300)
                script, whole = page.evaluate(MEASURE, EDITS)
                print(
                    f"{name + ', ' + view:<32} {len(text.encode()) / 1000:>6.1f} {len(bare.encode()) / 1000:>17.1f}"
                    f" {statistics.median(script):>16.2f} {_worst(script):>6.2f}"
                    f" {statistics.median(whole):>12.2f} {_worst(whole):>6.2f}"
                )
                page.close()
        browser.close()


def _worst(times: list[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[int(0.95 * len(times))]


if __name__ == "__main__":
    main()
