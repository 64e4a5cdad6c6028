"""The pytest plugin: templates, tables in Markdown and workbooks are tests. It imports nothing else while it is off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sheetgen.testing import ASKED, GOLDEN, NAMED, UNWITNESSED, Asked

if TYPE_CHECKING:
    from sheetgen.testing.generated import Generate
    from sheetgen.testing.golden import WorkbookRegression

_MARKDOWN = (".md", ".markdown")


def pytest_addoption(parser: pytest.Parser) -> None:
    """--sheetgen and its kin, and `sheetgen_files` for the configuration."""
    group = parser.getgroup("sheetgen", "tables and workbooks (sheetgen)")
    group.addoption("--sheetgen", action="store_true", help="Test the templates and the marked tables in *.md files.")
    group.addoption("--sheetgen-update", action="store_true", help="Accept what workbook_regression finds.")
    group.addoption("--sheetgen-trust", action="store_true", help="Import native functions that are not sheetgen's.")
    group.addoption(
        "--sheetgen-engine", action="append", default=[], metavar="NAME", help="Ask another calculator (repeatable)."
    )
    group.addoption("--sheetgen-samples", metavar="N", help="Compare sheet and code on N inputs, a test more.")
    parser.addini(
        "sheetgen_files", "Markdown files and workbooks to test, as patterns from the root folder", "args", default=[]
    )
    parser.addini("sheetgen_engines", "Other calculators to ask, as --sheetgen-engine", "args", default=[])
    parser.addini(
        "sheetgen_samples", "On how many inputs to compare sheet and code, as --sheetgen-samples", default="0"
    )
    parser.addini("sheetgen_trust", "Import native functions that are not sheetgen's", "bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """The files that the configuration names are tested wherever they are, unless the command line names others."""
    config.stash[ASKED] = _asked(config)
    named = config.stash[NAMED] = {
        path for pattern in config.getini("sheetgen_files") for path in _files(pattern, config)
    }
    if config.args_source != pytest.Config.ArgsSource.ARGS:
        folders = [Path(config.invocation_params.dir, argument) for argument in config.args]
        elsewhere = [path for path in sorted(named) if not any(path.is_relative_to(folder) for folder in folders)]
        config.args += map(str, elsewhere)


def _asked(config: pytest.Config) -> Asked:
    """What the command line asks for, else what the configuration does."""
    option = config.option
    engines = tuple(option.sheetgen_engine or config.getini("sheetgen_engines"))
    if engines:
        from sheetgen.engines import NAMES

        unknown = [name for name in engines if name not in NAMES]
        if unknown:
            raise pytest.UsageError(f"sheetgen: there is no calculator {unknown[0]!r}; there are: {', '.join(NAMES)}")
    given = option.sheetgen_samples
    text = config.getini("sheetgen_samples") if given is None else given
    if not (text.isascii() and text.isdecimal()):
        raise pytest.UsageError(f"sheetgen_samples is {text!r}: give a whole number, such as 1000")
    return Asked(engines, int(text), bool(option.sheetgen_trust or config.getini("sheetgen_trust")))


def _files(pattern: str, config: pytest.Config) -> list[Path]:
    """The files that a pattern means; one that means none is a mistake."""
    try:
        found = [path.resolve() for path in config.rootpath.glob(pattern) if path.is_file()]
    except (ValueError, NotImplementedError) as error:
        raise pytest.UsageError(f"sheetgen_files: {pattern!r} is no pattern from the root folder: {error}") from None
    if not found:
        raise pytest.UsageError(f"sheetgen_files: {pattern!r} matches no file under {config.rootpath}")
    return found


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A Markdown file with a template or marked tables, or a workbook that the configuration names."""
    config = parent.config
    named = file_path in config.stash[NAMED]
    suffix = file_path.suffix.lower()
    if named and suffix not in _MARKDOWN:
        from sheetgen.workbook.kind import is_workbook

        if is_workbook(file_path):
            from sheetgen.testing.workbooks import WorkbookFile

            return WorkbookFile.from_parent(parent, path=file_path)
    if suffix in _MARKDOWN and (named or config.getoption("sheetgen")):
        from sheetgen.testing.tables import TableFile, has_tables

        if named or has_tables(file_path):
            return TableFile.from_parent(parent, path=file_path)
    return None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under pytest-xdist a worker's count goes to where the summary is printed."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["sheetgen_unwitnessed"] = session.config.stash.get(UNWITNESSED, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Every worker collects all tests, so that each has the whole count."""
    count = getattr(node, "workeroutput", {}).get("sheetgen_unwitnessed", 0)
    node.config.stash[UNWITNESSED] = max(count, node.config.stash.get(UNWITNESSED, 0))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says how many formula cells nobody can vouch for: they have no test."""
    count = config.stash.get(UNWITNESSED, 0)
    if count:
        plural = "cell has" if count == 1 else "cells have"
        terminalreporter.write_line(f"sheetgen: {count:,} formula {plural} no witness, and no test")


@pytest.fixture
def sheetgen_workbook(tmp_path: Path) -> Generate:
    """Generates a template's workbook: `sheetgen_workbook("single-neuron-gradients", input=0.5)["E2"]` is a value."""
    from sheetgen.testing.generated import Generate

    return Generate(tmp_path)


@pytest.fixture
def workbook_regression(request: pytest.FixtureRequest) -> WorkbookRegression:
    """Holds a workbook or a DataFrame against a golden file beside the test: `workbook_regression.check(path)`."""
    from sheetgen.testing.golden import WorkbookRegression

    update = bool(request.config.getoption("sheetgen_update"))
    claimed = request.config.stash.setdefault(GOLDEN, set())
    # With its classes: two of them may have a test of the same name.
    name = request.node.nodeid.partition("::")[2] or request.node.name
    return WorkbookRegression(request.path, name, claimed, update=update)
