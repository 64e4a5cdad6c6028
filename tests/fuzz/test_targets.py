"""Whatever the input, the answer is a result or one sentence: tried on inputs drawn from grammars, and mutated ones.

The targets are those of coverage-guided fuzzing (fuzz/README.md); here each has a few seconds.
"""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz import grammar, targets
from fuzz.mutate import mutation
from fuzz.package import packed, pieces, unpacked
from fuzz.seeds import seeds, small_workbook

CASES = Path(__file__).parent / "cases"

#: Chance that hypothesis draws, so that it can make what failed simpler.
RANDOM = st.randoms(use_true_random=False)


def mutated(target):
    """Seeds of a target, mutated up to four times."""
    first, change = seeds(target), mutation(target)

    def several(random, count):
        data = random.choice(first)
        for _ in range(count):
            data = change(data, random)
        return data

    return st.builds(several, RANDOM, st.integers(0, 4))


@pytest.mark.parametrize("target", targets.TARGETS)
@given(data=st.binary(max_size=200))
@settings(max_examples=20)
def test_any_bytes_have_an_answer(target, data):
    targets.TARGETS[target](data)


@pytest.mark.parametrize("target", targets.TARGETS)
def test_every_seed_has_an_answer(target):
    for data in seeds(target)[:20]:
        targets.TARGETS[target](data)


@given(text=RANDOM.map(lambda random: grammar.formula(random, 4)))
@settings(max_examples=300)
def test_formulas_of_the_grammar_have_an_answer(text):
    targets.formula(text.encode())


@given(data=mutated("formula") | st.text(max_size=60).map(str.encode))
@settings(max_examples=150)
def test_mutated_formulas_have_an_answer(data):
    targets.formula(data)


@given(data=mutated("functions") | st.text(max_size=60).map(str.encode))
@settings(max_examples=60)
def test_number_formats_criteria_and_patterns_have_an_answer(data):
    targets.functions(data)


@given(data=RANDOM.map(lambda random: grammar.template(random).encode()) | mutated("template"))
@settings(max_examples=200)
def test_templates_have_an_answer(data):
    targets.template(data)


@given(data=RANDOM.map(lambda random: grammar.template(random).encode()))
@settings(max_examples=15)
def test_generated_workbooks_carry_their_template_and_can_be_verified(data):
    targets.generated(data)


@given(data=mutated("front_matter"))
@settings(max_examples=200)
def test_front_matter_has_an_answer(data):
    targets.front_matter(data)


@given(data=mutated("workbook"))
@settings(max_examples=100)
def test_mutated_workbooks_have_an_answer(data):
    targets.workbook(data)


@given(data=mutated("columns"))
@settings(max_examples=60)
def test_mutated_workbooks_are_the_same_in_columns(data):
    targets.columns(data)


@given(data=mutated("audited"))
@settings(max_examples=20)
def test_mutated_workbooks_can_be_audited_imported_and_compared(data):
    targets.audited(data)


SHEET = "xl/worksheets/sheet1.xml"
PIECES = pieces(unpacked(small_workbook())[SHEET])


@given(order=st.lists(st.integers(0, len(PIECES) - 1), min_size=1, max_size=40), text=st.text(max_size=20))
@settings(max_examples=100)
def test_sheets_of_tags_in_any_order_have_an_answer(order, text):
    parts = unpacked(small_workbook())
    shuffled = "".join(PIECES[index] if index % 7 else text for index in order)
    content = parts[SHEET].decode().replace("</sheetData>", f"{shuffled}</sheetData>")
    parts[SHEET] = content.encode("utf-8", "surrogatepass")
    targets.workbook(packed(parts))


@pytest.mark.parametrize("target", ["html", "document", "csv"])
@given(data=st.data())
@settings(max_examples=80)
def test_imported_texts_have_an_answer(target, data):
    targets.TARGETS[target](data.draw(mutated(target)))


@pytest.mark.parametrize("case", sorted(CASES.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_fuzzing_found_stays_fixed(case):
    targets.TARGETS[case.parent.name](case.read_bytes())


@pytest.mark.parametrize("target", ["columns", "audited"])
@pytest.mark.parametrize("case", sorted(CASES.glob("workbook/*")), ids=lambda path: path.name)
def test_what_was_found_in_workbooks_stays_fixed_however_they_are_read(target, case):
    targets.TARGETS[target](case.read_bytes())
