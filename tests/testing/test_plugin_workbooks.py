"""Workbooks as tests, and workbooks for tests, by the pytest plugin."""

import openpyxl
import pytest

from sheetgen.cli import run

NAME = "single-neuron-gradients"


class TestWorkbooks:
    @pytest.fixture
    def model(self, project):
        assert run(["generate", NAME, "-o", str(project.path / "model.xlsx"), "-q"]) == 0
        project.makeini("[pytest]\nsheetgen_files = *.xlsx")
        return project.path / "model.xlsx"

    def test_they_are_tested_when_the_configuration_names_them(self, project, model):
        result = project.runpytest("-q")
        assert result.parseoutcomes() == {"passed": 53}

    def test_a_stored_value_that_is_not_the_formulas_own_fails(self, project, model, edit):
        edit(model, rb"<v>0\.8</v>", b"<v>0.9</v>")
        result = project.runpytest()
        result.assert_outcomes(failed=1, passed=52)
        result.stdout.fnmatch_lines(["Sheet!E2  =B2?C2+D2", "  stored        0.9", "  recalculated  0.8"])

    def test_a_formula_that_was_replaced_fails_though_its_value_is_the_same(self, project, model, edit):
        edit(model, rb"<f>G2</f>", b"<f>0.7</f>")
        result = project.runpytest()
        result.assert_outcomes(failed=1, passed=52)
        result.stdout.fnmatch_lines(["Sheet!G6  the template has the formula =G2 here, the workbook =0.7"])

    def test_another_calculator_is_asked_only_where_it_is_named(self, project, monkeypatch):
        from sheetgen.engines import Evaluation
        from sheetgen.engines.ironcalc import IronCalc
        from sheetgen.sheet import Address, Place
        from sheetgen.workbook.stamp import stamp

        asked = []

        def evaluate(self, path, data):
            asked.append(path.name)
            return Evaluation({Place("Sheet", Address(1, 1)): 6.0})

        monkeypatch.setattr(IronCalc, "why_not", lambda self: None)
        monkeypatch.setattr(IronCalc, "evaluate", evaluate)
        book = openpyxl.Workbook()
        book.active["A1"] = "=NOSUCHFUNCTION(1)"
        path = project.path / "model.xlsx"
        book.save(path)
        path.write_bytes(stamp(path, {"Sheet": {Address(1, 1): 6.0}}))
        project.makeini("[pytest]\nsheetgen_files = *.xlsx")
        project.runpytest().assert_outcomes(skipped=1, passed=1)
        assert asked == []
        project.makeini("[pytest]\nsheetgen_files = *.xlsx\nsheetgen_engines = ironcalc")
        project.runpytest().assert_outcomes(passed=2)
        assert asked == ["model.xlsx"]

    def test_a_file_that_is_no_workbook_fails_in_one_sentence(self, project, model):
        model.write_bytes(b"no workbook")
        result = project.runpytest()
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines(["*model.xlsx is not an .xlsx workbook"])

    def test_a_large_sheet_is_one_test(self, project, tmp_path):
        book = openpyxl.Workbook()
        for row in range(1, 1_502):
            book.active[f"A{row}"] = f"={row}*2"
        book.save(tmp_path / "bare.xlsx")
        assert run(["recalc", str(tmp_path / "bare.xlsx"), "-o", str(project.path / "large.xlsx"), "-q"]) == 0
        project.makeini("[pytest]\nsheetgen_files = *.xlsx")
        result = project.runpytest("-v")
        result.assert_outcomes(passed=2)
        result.stdout.fnmatch_lines(["large.xlsx::Sheet PASSED*", "large.xlsx::audit PASSED*"])


class TestFixtures:
    def test_a_template_is_generated_for_a_test(self, project):
        project.makepyfile(
            f"""
            def test_it(sheetgen_workbook):
                found = sheetgen_workbook("{NAME}", input=0.5)
                assert found["Sheet!E2"] == 0.85
                assert found.book["Sheet"]["E2"].value == "=B2*C2+D2"
                assert found.path != sheetgen_workbook("{NAME}").path
            """
        )
        assert project.runpytest("-q").parseoutcomes() == {"passed": 1}
