"""What a witness may import: a list of the few modules it needs, so that a new module is not shared by oversight."""

import ast

import pytest

#: By package, what of sheetgen it may import besides itself: names of things (cells, values, errors) and how a run
#: ends, no arithmetic.
ALLOWED = {
    "native": set(),
    "engines": {"sheetgen.ending", "sheetgen.errors", "sheetgen.scratch", "sheetgen.sheet", "sheetgen.values"},
}


def imported(path):
    """The modules of sheetgen that a file imports, wherever it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names = [node.module]
        yield from (name for name in names if name.partition(".")[0] == "sheetgen")


@pytest.mark.parametrize("package", ALLOWED)
def test_a_witness_imports_itself_and_names_of_things(root, package):
    files = list((root / "sheetgen" / package).rglob("*.py"))
    assert files
    own = f"sheetgen.{package}"
    found = {name for path in files for name in imported(path)}
    assert {name for name in found if name != own and not name.startswith(f"{own}.")} <= ALLOWED[package]
