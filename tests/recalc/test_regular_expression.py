"""Regular expressions mean what Python's mean, and take time for the text alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.recalc.functions.wildcards import anywhere, wildcards
from sheetgen.recalc.regular_expression import Expression, Refused

ATOMS = st.sampled_from(
    ["a", "b", "c", ".", "[ab]", "[^a]", r"\w", r"\d", r"\s", "-", r"\.", "^", "$", r"\b", r"\B", "(?:)", "()"]
)
SIGNS = st.sampled_from(["", "*", "+", "?", "*?", "+?", "??", "{0}", "{2}", "{1,2}", "{0,3}?", "{2,}"])


def _grow(inner):
    return st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("|".join).map("({})".format),
        st.tuples(inner, SIGNS).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        st.tuples(inner, SIGNS).map(lambda pair: f"({pair[0]}){pair[1]}"),
    )


PATTERNS = st.recursive(st.tuples(ATOMS, SIGNS).map("".join), _grow, max_leaves=8)
TEXTS = st.text("aabbc1 -.A", max_size=12)


def _read(pattern, any_case):
    try:
        return Expression(pattern, any_case=any_case)
    except Refused:
        return None


@given(PATTERNS, TEXTS, st.booleans())
def test_every_match_is_the_one_that_python_finds(pattern, text, any_case):
    own = _read(pattern, any_case)
    if own is None:
        return
    if not text:
        # Before 3.14, Python's \B finds nothing in an empty text, where what (?!\b) says is true.
        pattern = pattern.replace(r"\B", r"(?!\b)")
    theirs = re.compile(pattern, re.ASCII | (re.IGNORECASE if any_case else 0))
    assert own.groups == theirs.groups
    found = own.search(text)
    expected = theirs.search(text)
    if expected is None:
        assert found is None
    else:
        assert (found.start, found.end, found.groups) == (*expected.span(), (expected[0], *expected.groups()))


@pytest.mark.parametrize(
    "pattern", [r"(\w+)@(\w+)\.com", r"[A-Z]{2}\d{3,5}", "(a|ab)(c|bcd)(d*)", "x*?y", r"\bword\b", "(?:ab)+c?"]
)
def test_ordinary_expressions_are_read(pattern):
    for text in ("me@home.com, you@work.com", "AB1234 XY99", "abcd", "xxxy xy", "a word, words", "ababc ab"):
        expected = [match.span() for match in re.finditer(pattern, text)]
        assert [(found.start, found.end) for found in Expression(pattern, any_case=False).finditer(text)] == expected


@pytest.mark.parametrize("pattern", ["(?:)?", "(?:)??", "(?:){0}", "(?:b{0})?", "(?:|){1}", "()?", "(?:(a){0})?"])
def test_a_part_of_nothing_may_be_there_or_not(pattern):
    found, expected = Expression(pattern, any_case=False).search("a"), re.search(pattern, "a")
    assert (found.start, found.end, found.groups) == (*expected.span(), (expected[0], *expected.groups()))


def test_an_empty_text_has_no_edge_of_a_word():
    assert Expression(r"^\B$", any_case=False).search("") is not None
    assert Expression(r"\b", any_case=False).search("") is None


@pytest.mark.parametrize(
    "pattern", ["(a?)*", "(a*)+", "(|a){2}", "(a{999}){999}", "a{3,2}", "(^)*", "{2}", "a|{1,}b", "(^a){0}b"]
)
def test_what_may_mean_several_things_or_is_too_large_is_refused(pattern):
    with pytest.raises(Refused):
        Expression(pattern, any_case=False)


@given(st.text("ab*?~", max_size=8), st.text("ab~*?", max_size=8))
def test_wildcards_mean_what_the_plain_expression_for_them_means(wanted, text):
    parts = re.findall(r"~[?*~]|.", wanted)
    signs = {"?": ".", "*": ".*?"}
    plain = re.compile("".join(signs.get(part) or re.escape(part[-1]) for part in parts))
    pattern = wildcards(wanted)
    if pattern is not None:
        assert bool(pattern.fullmatch(text)) == bool(plain.fullmatch(text))
    parts = re.findall(r"~(?:.|\Z)|.", wanted)
    plain = re.compile("".join(signs.get(part) or re.escape(part.removeprefix("~")) for part in parts))
    expected, found = plain.search(text), anywhere(wanted).match(text)
    assert (expected and expected.start()) == (found and found.start(1))
