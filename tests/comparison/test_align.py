"""Two sequences aligned."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sheetgen.comparison.align import align

ITEMS = st.lists(st.integers(0, 6), max_size=25)


def never(i, j):
    return 0.0


def align_one(old, new, likeness=never):
    return align([(old, new)], likeness)


@given(ITEMS, ITEMS)
def test_pairs_increase_in_both(old, new):
    pairs = align_one(old, new)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


@given(ITEMS)
def test_a_sequence_is_itself(items):
    assert align_one(items, items) == [(index, index) for index in range(len(items))]


@given(st.lists(st.integers(), unique=True, max_size=30), st.data())
def test_of_distinct_items_an_insertion_is_found_where_it_is(items, data):
    place = data.draw(st.integers(0, len(items)))
    new = [*items[:place], object(), *items[place:]]
    assert align_one(items, new) == [(index, index + (index >= place)) for index in range(len(items))]


def test_the_longest_run_in_order_stays_and_the_rest_moves():
    assert align_one("abcde", "eabcd") == [(0, 1), (1, 2), (2, 3), (3, 4)]


def test_weaker_keys_pair_what_stronger_ones_leave():
    old, new = ["a1", "b1", "c1"], ["a2", "x2", "b2", "c2"]
    weak = [key[0] for key in old], [key[0] for key in new]
    assert align([(old, new), weak], never) == [(0, 0), (1, 2), (2, 3)]


def test_likeness_pairs_what_no_key_does():
    old, new = [{1, 2, 3}, {7, 8, 9}], [{0}, {1, 2, 4}, {7, 8, 10}]

    def likeness(i, j):
        return len(old[i] & new[j]) / 3

    assert align([(["a", "b"], ["c", "d", "e"])], likeness) == [(0, 1), (1, 2)]


def test_as_many_lines_between_two_pairs_were_replaced_one_by_one():
    assert align_one("axyb", "apqb") == [(0, 0), (1, 1), (2, 2), (3, 3)]


def test_a_large_gap_takes_no_square_of_time():
    old, new = [("old", index) for index in range(3000)], [("new", index) for index in range(3001)]
    asked = []
    pairs = align_one(old, new, lambda i, j: asked.append(1) or 0.0)
    assert len(pairs) == 3000
    assert len(asked) <= 40_000
