"""`verify --samples`: sheet and code on drawn inputs, for a template and a native function of one's own."""

import json
import math

import pytest

import sheetgen
from sheetgen.cli import run
from sheetgen.errors import TemplateError, UsageError
from sheetgen.samples import compare_samples, drawn
from sheetgen.samples.one_by_one import Comparison
from sheetgen.template import load, parse

TEMPLATE = """+++
title = "Ratio"
native = "ratio:table"
[inputs]
a = {a}
b = "B1"
[rows]
1 = "one"
[columns]
A = "a"
B = "b"
C = "ratio"
+++

|   | A | B | C           |
|---|---|---|-------------|
| 1 | 3 | 4 | = {formula} |
"""

NATIVE = """
import math
import pandas

def table(a, b):
    return pandas.DataFrame([[a, b, {code}]], index=["one"], columns=["a", "b", "ratio"])
"""


@pytest.fixture
def compared(tmp_path, monkeypatch):
    """Compares a formula with the code that should do the same."""
    modules = []

    def compared(formula, code, a='"A1"', samples=300, **options):
        name = f"ratio_{len(modules)}_{tmp_path.name}"
        modules.append(name)
        (tmp_path / f"{name}.py").write_text(NATIVE.format(code=code), encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        path = tmp_path / "ratio.md"
        path.write_text(TEMPLATE.format(a=a, formula=formula).replace("ratio:", f"{name}:"), encoding="utf-8")
        return compare_samples(load(path), samples, seed=1, trust=True, **options)

    return compared


class TestAgreement:
    def test_the_article_agrees_on_a_thousand_inputs(self):
        result = compare_samples(load("single-neuron-gradients"), 1000, seed=1)
        assert result
        assert result.compared > 50_000

    @pytest.mark.parametrize("name", ["single-neuron", "tiny-sweep", "layers"])
    def test_the_other_templates_agree_too(self, name):
        assert compare_samples(load(name), 60, seed=1)

    @pytest.mark.parametrize("activation", ["tanh", "logistic", "relu", "leaky relu", "softplus", "softmax", "linear"])
    def test_a_network_agrees_where_its_numbers_overflow(self, activation, tmp_path):
        chosen = {"shape": [2, 2, 2], "steps": 1, "activation": "relu", "output": activation}
        if activation == "softmax":
            chosen["loss"] = "cross-entropy"
        template = load("layers", chosen)
        # Every input at every edge, and all of them at each.
        assert compare_samples(template, 9 * (len(template.inputs) + 1) + 10, seed=1)

    def test_an_error_in_the_sheet_agrees_with_an_exception_in_the_code(self, compared):
        assert compared("A1/B1", "a / b")

    def test_an_error_in_the_sheet_agrees_with_a_number_that_is_not_finite(self, compared):
        assert compared("A1/B1", "a / b if b else math.nan")

    def test_the_same_guard_on_both_sides_agrees(self, compared):
        assert compared("IF(B1=0,0,A1/B1)", "0.0 if b == 0 else a / b")

    def test_texts_agree_too(self, compared):
        assert compared('IF(A1<B1,"less","more")', '"less" if a < b else "more"')
        assert not compared('IF(A1<B1,"less","more")', '"less" if a <= b else "more"')

    def test_the_training_table_agrees_at_once(self):
        result = compare_samples(load("single-neuron-training", {"steps": 50}), 500, seed=1)
        assert result
        assert result.compared > 300_000


class TestAtOnce:
    """Samples that are equal on arrays are not evaluated by themselves."""

    @pytest.mark.parametrize(
        ("name", "changes"),
        [("single-neuron-gradients", {}), ("single-neuron-training", {"steps": 20}), ("tiny-sweep", {})],
    )
    def test_nearly_all_samples_need_no_closer_look(self, name, changes, monkeypatch):
        template = load(name, changes)
        looked_at = []
        checks = Comparison.checks
        monkeypatch.setattr(Comparison, "checks", lambda self, inputs: looked_at.append(inputs) or checks(self, inputs))
        assert compare_samples(template, 200, seed=1)
        assert len(looked_at) < 20

    def test_few_numbers_at_a_time_give_the_same(self, compared, monkeypatch):
        whole = compared("A1+B1", "a + b if b < 5 else a")
        monkeypatch.setattr("sheetgen.samples.at_once._MOST_NUMBERS", 10)
        pieces = compared("A1+B1", "a + b if b < 5 else a")
        assert (whole.compared, whole.disagreements) == (pieces.compared, pieces.disagreements)


class TestDisagreement:
    def test_a_guard_that_was_dropped_in_the_formula(self, compared):
        (found,) = compared("A1/B1", "0.0 if b == 0 else a / b").disagreements
        assert str(found.place) == "Sheet!C1"
        # All is as published but the divisor.
        assert found.inputs == {"a": 3.0, "b": 0.0}
        assert str(found.sheet) == "#DIV/0!"
        assert found.native == 0.0

    def test_a_guard_that_was_dropped_in_the_code(self, compared):
        (found,) = compared("IF(B1=0,0,A1/B1)", "a / b").disagreements
        assert found.inputs["b"] == 0.0
        assert "ZeroDivisionError" in found.reason

    @pytest.mark.parametrize(
        ("formula", "code"),
        [
            ("A1*B1", "a * b if a != b else 0.0"),
            ("A1+B1", "abs(a) + b"),
            ("A1^2", "a * a if abs(a) < 100 else 10000.0"),
            ("A1*B1+1", "a * b + 1 + 1e-12"),
            ("A1-B1", "a - b if a > 0 else a + b"),
            ("MAX(A1,B1)", "a"),
        ],
    )
    def test_what_shows_on_some_inputs_only(self, compared, formula, code):
        result = compared(formula, code)
        assert not result
        assert result.disagreements[0].count >= 1

    def test_the_inputs_that_are_shown_have_few_digits(self, compared):
        (found,) = compared("A1+B1", "a + b if b < 5 else a").disagreements
        assert all(len(f"{value:g}") <= 5 for value in found.inputs.values())
        assert found.inputs["a"] == 3.0

    def test_mutants_of_the_article_are_found(self):
        for right, wrong in (("B*C+D", "B*C-D"), ("F-G", "G-F"), ("tanh(E)", "E-E^3/3"), ("C3*E", "B3*E")):
            template = load("single-neuron-gradients")
            text = template.text.replace(f"({right})", f"({wrong})", 1)
            mutant = parse(text, template.path)
            assert not compare_samples(mutant, 30, seed=1), right


class TestDrawing:
    def test_a_declared_range_is_kept(self, compared, tmp_path):
        path = tmp_path / "t.md"
        text = TEMPLATE.format(a='{ cell = "A1", range = [1, 2.5] }', formula="A1")
        path.write_text(text, encoding="utf-8")
        template = load(path)
        for inputs in drawn(template, {"a": 3.0, "b": 4.0}, 500, 7):
            assert 1 <= inputs["a"] <= 2.5 or inputs["a"] == 3.0
        assert template.inputs["a"].address == (1, 1)

    def test_edges_come_first_and_the_same_seed_draws_the_same(self):
        template = load("single-neuron-gradients")
        usual = {"input": 0.4, "weight": 0.5}
        first = list(drawn(template, usual, 100, 3))
        assert [repr(inputs) for inputs in first] == [repr(inputs) for inputs in drawn(template, usual, 100, 3)]
        assert first[0] == usual
        assert any(math.copysign(1, inputs["weight"]) < 0 and not inputs["weight"] for inputs in first)
        assert {"input": 1.0, "weight": 1.0} in first

    @pytest.mark.parametrize(
        "declared", ['{ cell = "A1", range = [2, 1] }', "{ range = [1, 2] }", '{ cell = "A1", r = 1 }']
    )
    def test_a_range_that_is_none_is_refused_at_its_line(self, tmp_path, declared):
        path = tmp_path / "t.md"
        path.write_text(TEMPLATE.format(a=declared, formula="A1"), encoding="utf-8")
        with pytest.raises(TemplateError, match=r"t.md:5: "):
            load(path)


class TestCommand:
    def test_it_is_part_of_verify(self, capsys):
        assert run(["verify", "single-neuron-gradients", "--samples", "50", "--seed", "1", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)["samples"]
        assert (found["count"], found["disagreements"]) == (50, [])

    def test_a_difference_is_exit_1_with_the_inputs(self, compared, tmp_path, capsys):
        compared("A1/B1", "0.0 if b == 0 else a / b")
        assert run(["verify", str(tmp_path / "ratio.md"), "--trust", "--samples", "40", "-q"]) == 1
        out = capsys.readouterr().out
        assert "Sheet!C1 differs in" in out
        assert "a = 3, b = 0" in out

    def test_without_a_native_function_it_is_refused(self, tmp_path):
        path = tmp_path / "t.md"
        text = TEMPLATE.format(a='"A1"', formula="A1").replace('native = "ratio:table"\n', "")
        path.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match="has no native function"):
            sheetgen.verify(path, samples=10)


class TestReports:
    @pytest.fixture
    def article(self, tmp_path, monkeypatch):
        """A formula without the guard against division by zero that its code has."""
        (tmp_path / "guarded.py").write_text(NATIVE.format(code="0.0 if b == 0 else a / b"), encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        path = tmp_path / "guarded.md"
        path.write_text(TEMPLATE.format(a='"A1"', formula="A1/B1").replace("ratio:", "guarded:"), encoding="utf-8")
        return ["verify", str(path), "--trust", "--samples", "100"]

    def test_junit_has_a_test_that_fails(self, article, tmp_path):
        assert run([*article, "-q", "--junit", str(tmp_path / "out.xml")]) == 1
        text = (tmp_path / "out.xml").read_text(encoding="utf-8")
        assert 'failures="1"' in text
        assert "b = 0" in text

    def test_markdown_has_the_smallest_inputs(self, article, capsys):
        assert run([*article, "--markdown"]) == 1
        assert "| `a = " in capsys.readouterr().out

    def test_annotations_stand_on_the_formulas_line(self, article, capsys, monkeypatch):
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        assert run([*article, "-q"]) == 1
        assert ",line=17,title=Sheet!C1::sheet and code differ with " in capsys.readouterr().err
