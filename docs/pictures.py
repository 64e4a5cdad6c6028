"""Renders the sheets and charts of the workbooks in output/ to docs/*.png, as LibreOffice prints them.

Needs soffice, pdftoppm (poppler-utils), Pillow and a font like Calibri (fonts-crosextra-carlito).
"""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parent.parent

#: The printed pages that show a workbook's sheets, with the ending of each picture's name.
PAGES = {
    "single-neuron": {1: ""},
    "single-neuron-gradients": {1: ""},
    "single-neuron-training": {1: ""},
    "tiny-sweep": {2: ""},
    "layers": {1: "-inputs", 2: "-forward", 3: "-backward", 4: "-faux", 5: "-update", 6: "-training"},
}
DOTS_PER_INCH = 130
#: A sheet that is printed too small to read is enlarged so many times; its left part is enough.
ENLARGED = {"layers-backward": 6}
#: White around the picture, in pixels; and how much of a long or wide page is enough.
MARGIN, HEIGHT, WIDTH = 12, 620, 1240


def trimmed(path: Path) -> Image.Image:
    """A page without the white around what is printed on it."""
    page = Image.open(path).convert("RGB")
    left, top, right, bottom = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
    right, bottom = min(right, left + WIDTH), min(bottom, top + HEIGHT)
    return page.crop((left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN))


def main() -> None:
    """Every workbook, page by page."""
    for name, pages in PAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            profile = f"-env:UserInstallation=file://{folder}/profile"
            convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
            subprocess.run([*convert, str(ROOT / "output" / f"{name}.xlsx")], check=True, stdout=subprocess.DEVNULL)
            for page, ending in pages.items():
                dots = DOTS_PER_INCH * ENLARGED.get(name + ending, 1)
                render = ["pdftoppm", "-r", str(dots), "-f", str(page), "-l", str(page), "-png", "-singlefile"]
                subprocess.run([*render, f"{folder}/{name}.pdf", f"{folder}/page"], check=True)
                target = ROOT / "docs" / f"{name}{ending}.png"
                trimmed(Path(folder) / "page.png").save(target, optimize=True)
                print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
