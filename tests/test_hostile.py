"""Whatever the file, the answer is a result or one sentence: every hostile file of the catalogue, by the command line.

What each is and says is in benchmarks/hostile; the page docs/reliability.md measures the same files.
"""

import pytest

from benchmarks.hostile import catalogue
from benchmarks.hostile.trial import run

#: What a command may hold at once. Only a few cases need more than half of it: those whose whole result is that large.
MOST_MIB = 150

CASES = list(catalogue())


def test_the_catalogue_has_every_kind():
    assert len(CASES) > 200
    assert len({(case.kind, case.name) for case in CASES}) == len(CASES)
    assert {case.kind for case in CASES} == {
        *("archive", "XML", "parts", "large arrays", "deep formulas", "patterns", "names and chains", "active content"),
        *("templates", "functions", "front matter", "other files", "imports"),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}: {case.name}".replace("/", " "))
def test_the_answer_is_a_result_or_one_sentence(case, tmp_path):
    # Within the guard of `run`, past which a process is ended and its status negative.
    trial = run(case, tmp_path)
    assert trial.problem is None
    assert trial.memory < MOST_MIB
    # What a file names ran nowhere.
    assert not list(tmp_path.rglob("ran"))
