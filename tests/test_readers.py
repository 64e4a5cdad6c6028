"""Other programs open the generated workbook, find nothing wrong with it, and read the same values."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sheetgen
from sheetgen import embedded
from sheetgen.blocks.generate import generate_with_data, load_with_data
from sheetgen.generation import generate
from sheetgen.sheet import Address
from sheetgen.template import load
from sheetgen.workbook.read import read
from sheetgen.workbook_audit import audit

NAME = "single-neuron-gradients"


@pytest.fixture(scope="module", params=["as published", "what-if", "with data"])
def path(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("readers") / "workbook.xlsx"
    if request.param == "with data":
        data = path.with_name("data.csv")
        data.write_text("input,weight,bias,target\n" + "".join(f"0.{n},-0.5,{n}e-3,0.{n}5\n" for n in range(1, 8)))
        # On three sheets, as few rows as a sheet may have here.
        generate_with_data(*load_with_data(NAME, str(data), {"tiny": "1e-6"}, limit=30), path)
        return path
    changes = {"input": "0.30000000000000004", "tiny": "1e-6"} if request.param == "what-if" else {}
    generate(load(NAME, changes), path)
    return path


@pytest.fixture(scope="module")
def expected(path):
    """The values of the first sheet's formulas."""
    found = sheetgen.recalculate(path).formulas()
    return {str(place.address): value for place, value in found.items() if place.sheet == "Sheet"}


def test_openxml_audit_has_no_finding(path):
    program = Path(sys.executable).with_name("openxml-audit")
    audit = subprocess.run([program, "--output", "json", str(path)], capture_output=True, text=True, check=False)
    (report,) = json.loads(audit.stdout)
    assert report["verdict"]["prediction"] == "opens-clean", audit.stdout
    assert (report["error_count"], report["warning_count"]) == (0, 0), audit.stdout
    assert audit.returncode == 0


def test_calamine_reads_the_same_values(path, expected):
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Sheet").to_python(skip_empty_area=False)
    for cell, value in expected.items():
        address = Address.parse(cell)
        assert rows[address.row - 1][address.column - 1] == value, cell


@pytest.mark.node
def test_sheetjs_reads_the_same_values(path, expected, root):
    node = shutil.which("node")
    if node is None or not (root / "node_modules" / "xlsx").is_dir():
        pytest.skip("Node.js or npm's xlsx is not installed: npm install --no-save xlsx")
    script = (
        "const xlsx = require('xlsx');"
        "const sheet = xlsx.readFile(process.argv[1]).Sheets['Sheet'];"
        "const cells = {};"
        "for (const key of Object.keys(sheet)) if (sheet[key].f) cells[key] = [sheet[key].v, sheet[key].w];"
        "console.log(JSON.stringify(cells));"
    )
    run = subprocess.run([node, "-e", script, str(path)], capture_output=True, text=True, check=True, cwd=root)
    cells = json.loads(run.stdout)
    assert {cell: value for cell, (value, _) in cells.items()} == expected


@pytest.mark.node
def test_sheetjs_shows_every_cell_as_the_article_prints_it(root, tmp_path):
    node = shutil.which("node")
    if node is None or not (root / "node_modules" / "xlsx").is_dir():
        pytest.skip("Node.js or npm's xlsx is not installed: npm install --no-save xlsx")
    path = tmp_path / "published.xlsx"
    template = load(NAME)
    generate(template, path)
    script = (
        "const xlsx = require('xlsx');"
        "const sheet = xlsx.readFile(process.argv[1], {cellNF: true}).Sheets['Sheet'];"
        "const cells = {};"
        "for (const key of Object.keys(sheet)) if (sheet[key].t === 'n') cells[key] = sheet[key].w;"
        "console.log(JSON.stringify(cells));"
    )
    run = subprocess.run([node, "-e", script, str(path)], capture_output=True, text=True, check=True, cwd=root)
    shown = json.loads(run.stdout)
    printed = {str(cell.address): cell.figure.text for cell in template.sheets[0].cells.values() if cell.figure}
    assert {cell: shown[cell] for cell in printed} == printed


@pytest.mark.ironcalc
@pytest.mark.libreoffice
@pytest.mark.parametrize("engine", ["ironcalc", "libreoffice"])
def test_other_calculators_agree_on_every_cell(engine, path):
    from sheetgen.engines import engine as find

    why = find(engine).why_not()
    if why:
        pytest.skip(why)
    if "data" in embedded.template(read(path)).settings:
        audited = audit(path, engine)
        assert (audited.engine, audited.agree, audited.differ, audited.error) == (engine, 7 * 51, 0, None)
        return
    result = sheetgen.verify(path, engines=[engine])
    assert result, [cell.reason for cell in result.failed]
    checks = [check for cell in result.cells for check in cell.checks if check.witness == engine]
    assert len(checks) == 51
