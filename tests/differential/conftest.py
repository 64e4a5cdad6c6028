"""Calculators that are skipped where they are absent."""

import pytest

from sheetgen.engines import engine


def pytest_runtest_setup(item):
    for name in ("ironcalc", "libreoffice"):
        if item.get_closest_marker(name) and (reason := engine(name).why_not()):
            pytest.skip(reason)
