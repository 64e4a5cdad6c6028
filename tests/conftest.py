"""Shared by all tests: a test that needs another program may be skipped, unless that program is required."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

#: Markers whose tests must not be skipped, as `.ci/run` says, which installs what they need.
REQUIRED = {name for name in os.environ.get("SHEETGEN_REQUIRE", "").split(",") if name}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    markers = {marker.name for marker in item.iter_markers()}
    if report.skipped and markers & REQUIRED and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = (
            f"skipped, although {', '.join(sorted(markers & REQUIRED))} is required here: {report.longrepr}"
        )
    return report


@pytest.fixture
def root() -> Path:
    """The checkout's folder."""
    return ROOT
