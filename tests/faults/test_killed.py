"""Killed at any moment, a command leaves the old file or the whole new one.

benchmarks/reliability/kills.py kills more often.
"""

import pytest

from benchmarks.reliability.killing import Victim, commands, prepare
from sheetgen.template import available

COMMANDS = {command.title: command for command in commands(tuple(available()))}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed")
    prepare(folder, rows=300)
    return folder


@pytest.mark.parametrize("title", COMMANDS)
def test_the_old_file_stands_or_the_new_one_is_whole_and_the_next_run_is_not_disturbed(folder, title):
    victim = Victim(COMMANDS[title], folder)
    phases = set()
    for attempt in range(10):
        phase, wrong = victim.kill(attempt)
        assert not wrong
        phases.add(phase)
    assert phases & {"before", "while"}
    assert victim.in_peace() == []
