"""Recalculates workbooks with one calculator, and prints the seconds, the memory and a value: for recalculation.py."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

#: A cell of the article's table that depends on all others: the finite difference of the weight.
SAMPLE = "K9"


def sheetgen() -> Callable[[Path], object]:
    """What this project does."""
    import numpy  # noqa: F401 - imports are not what is measured

    import sheetgen.recalc.at_once
    import sheetgen.workbook.scan.sheet  # noqa: F401
    from sheetgen.recalc.evaluate import recalculate_what_can_be
    from sheetgen.workbook.read import read

    def calculate(path: Path) -> object:
        values, _ = recalculate_what_can_be(read(path))
        return values.cells.get("Sheet", {}).get((9, 11)) if "Sheet" in values.cells else None

    return calculate


def ironcalc() -> Callable[[Path], object]:
    """IronCalc's Python package."""
    import ironcalc as package

    def calculate(path: Path) -> object:
        model = package.load_from_xlsx(str(path), "en", "UTC", "en")
        model.evaluate()
        return model.get_formatted_cell_value(0, 9, 11)

    return calculate


def formualizer() -> Callable[[Path], object]:
    """Formualizer's Python package."""
    import formualizer as package

    def calculate(path: Path) -> object:
        workbook = package.load_workbook(str(path))
        workbook.evaluate_all()
        return workbook.evaluate_cell("Sheet", 9, 11)

    return calculate


def libreoffice() -> Callable[[Path], object]:
    """A conversion by LibreOffice, its start included."""

    def calculate(path: Path) -> object:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [
                    "soffice",
                    f"-env:UserInstallation=file://{folder}/profile",
                    "--headless",
                    "--convert-to",
                    "xlsx",
                    "--outdir",
                    folder,
                    str(path),
                ],
                check=True,
                capture_output=True,
            )
        return None

    return calculate


def formulas() -> Callable[[Path], object]:
    """The package formulas."""
    import formulas as package

    def calculate(path: Path) -> object:
        model = package.ExcelModel().loads(str(path)).finish()
        solution = model.calculate()
        key = next(key for key in solution if str(key).upper().endswith(f"'!{SAMPLE}"))
        return float(solution[key].value[0, 0])

    return calculate


def pycel() -> Callable[[Path], object]:
    """The package pycel; it evaluates what it is asked for."""
    import openpyxl
    from pycel import ExcelCompiler

    def calculate(path: Path) -> object:
        compiler = ExcelCompiler(filename=str(path))
        sheet = openpyxl.load_workbook(path)["Sheet"]
        places = [f"Sheet!{cell.coordinate}" for row in sheet for cell in row if cell.data_type == "f"]
        for place in places:
            compiler.evaluate(place)
        return compiler.evaluate(f"Sheet!{SAMPLE}")

    return calculate


def hyperformula() -> Callable[[Path], object]:
    """HyperFormula in Node: it reads no .xlsx, so that the cells are given to it as JSON, which is not counted."""
    import openpyxl

    def calculate(path: Path) -> object:
        sheet = openpyxl.load_workbook(path)["Sheet"]
        rows = [[cell.value for cell in row] for row in sheet]
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(rows, file)
            file.flush()
            script = Path(__file__).with_name("hyperformula.cjs")
            done = subprocess.run(["node", str(script), file.name], capture_output=True, text=True, check=True)
        answer = json.loads(done.stdout)
        return answer["seconds"], answer["sample"]

    return calculate


def main() -> None:
    """Runs the calculator that is named over the workbooks behind it."""
    peer, *paths = sys.argv[1:]
    calculate = globals()[peer]()
    start = time.perf_counter()
    sample: object = None
    for path in paths:
        try:
            sample = calculate(Path(path))
        except Exception as error:
            # In a folder one workbook that a calculator cannot read does not end the run.
            if len(paths) == 1:
                raise SystemExit(f"{type(error).__name__}: {error}") from None
    seconds = time.perf_counter() - start
    if peer == "hyperformula":
        seconds, sample = sample
    used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    memory = used[1] if peer in ("libreoffice", "hyperformula") else used[0]
    print(json.dumps({"seconds": seconds, "megabytes": memory / 1024, "sample": str(sample)}))


if __name__ == "__main__":
    main()
