"""The fixture `workbook_regression`, by running pytest inside pytest."""

import json

import pytest

REGRESSION = """
    import pandas
    import sheetgen

    def test_workbook(workbook_regression, tmp_path):
        sheetgen.load("single-neuron-gradients", input={input}).generate(tmp_path / "a.xlsx")
        workbook_regression.check(tmp_path / "a.xlsx")

    def test_frame(workbook_regression):
        workbook_regression.check(pandas.DataFrame({{"x": [1, {number}], "y": ["a", None]}}))
"""


class TestRegression:
    @pytest.fixture
    def accepted(self, project):
        project.makepyfile(REGRESSION.format(input=0.4, number=0.1))
        assert project.runpytest("-q", "--sheetgen-update").parseoutcomes() == {"passed": 2}
        return project

    def golden(self, project, name):
        return next(project.path.glob(f"*/{name}.golden.json"))

    def test_a_golden_file_that_is_missing_fails_and_says_how_to_create_it(self, project):
        project.makepyfile(REGRESSION.format(input=0.4, number=0.1))
        result = project.runpytest()
        result.assert_outcomes(failed=2)
        result.stdout.fnmatch_lines(["there is no golden file *: create it with pytest --sheetgen-update"])
        assert not list(project.path.glob("*/*.golden.json"))

    def test_what_was_accepted_passes(self, accepted):
        assert accepted.runpytest("-q").parseoutcomes() == {"passed": 2}

    def test_the_golden_file_has_a_line_for_each_cell(self, accepted):
        lines = self.golden(accepted, "test_workbook").read_text(encoding="utf-8").splitlines()
        assert '"E2": [0.8, "=B2*C2+D2"],' in lines
        json.loads("\n".join(lines))

    def test_a_changed_value_fails_with_the_difference(self, accepted):
        accepted.makepyfile(REGRESSION.format(input=0.5, number=0.2))
        result = accepted.runpytest()
        result.assert_outcomes(failed=2)
        result.stdout.fnmatch_lines(
            ["-B2  0.4", "+B2  0.5", "*values that follow*; pytest --sheetgen-update accepts it"]
        )
        result.stdout.fnmatch_lines(["-B3  0.1", "+B3  0.2"])

    def test_rounding_that_the_formulas_explain_passes_and_a_constant_to_the_bit(self, accepted):
        path = self.golden(accepted, "test_workbook")
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("[0.6640367702678491, ", "[0.6640367702678490, "), encoding="utf-8")
        assert accepted.runpytest("-q").parseoutcomes() == {"passed": 2}
        path.write_text(text.replace('"B2": [0.4]', '"B2": [0.4000000000000001]'), encoding="utf-8")
        assert accepted.runpytest("-q").parseoutcomes() == {"passed": 1, "failed": 1}

    def test_a_golden_file_of_a_newer_version_says_so(self, accepted):
        path = self.golden(accepted, "test_frame")
        text = path.read_text(encoding="utf-8").replace('"golden": 1, "sheetgen": "', '"golden": 2, "sheetgen": "9.')
        path.write_text(text, encoding="utf-8")
        result = accepted.runpytest()
        result.assert_outcomes(failed=1, passed=1)
        result.stdout.fnmatch_lines(["*.golden.json was written by sheetgen 9.*, which is newer than this one *"])

    def test_a_file_that_is_no_golden_file_says_so(self, accepted):
        self.golden(accepted, "test_frame").write_text("[]", encoding="utf-8")
        accepted.runpytest().stdout.fnmatch_lines(["*is no golden file: create it anew with pytest --sheetgen-update*"])
        assert accepted.runpytest("-q", "--sheetgen-update").parseoutcomes() == {"passed": 2}
        assert accepted.runpytest("-q").parseoutcomes() == {"passed": 2}

    def test_two_checks_do_not_share_a_golden_file(self, project):
        project.makepyfile(
            """
            import pandas

            def test_it(workbook_regression):
                workbook_regression.check(pandas.DataFrame({"x": [1]}))
                workbook_regression.check(pandas.DataFrame({"x": [2]}))
            """
        )
        result = project.runpytest("--sheetgen-update")
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines(["*is another check's golden file: give this one a name=*"])

    @pytest.mark.parametrize(
        "text",
        [
            '{"golden": 1}',
            '{"golden": "x"}',
            '{"golden": 1, "names": [], "sheets": {"S": {"nowhere": [1]}}}',
            "{",
            "\xff",
        ],
    )
    def test_a_golden_file_that_was_damaged_says_so(self, accepted, text):
        self.golden(accepted, "test_frame").write_text(text, encoding="latin-1")
        result = accepted.runpytest()
        result.assert_outcomes(failed=1, passed=1)
        result.stdout.fnmatch_lines(["*is no golden file: create it anew with pytest --sheetgen-update"])
        assert "Traceback" not in result.stdout.str()
        assert "Error" not in result.stdout.str()
        assert accepted.runpytest("-q", "--sheetgen-update").parseoutcomes() == {"passed": 2}

    @pytest.mark.parametrize(
        ("what", "sentence"),
        [("'gone.xlsx'", "there is no file gone.xlsx"), ("42", "int is neither a workbook's path nor a DataFrame")],
    )
    def test_what_cannot_be_compared_is_one_sentence(self, project, what, sentence):
        project.makepyfile(f"def test_it(workbook_regression): workbook_regression.check({what})")
        result = project.runpytest()
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines([f"workbook_regression.check: {sentence}"])

    def test_tests_of_one_name_have_a_golden_file_each(self, project):
        project.makepyfile(
            """
            import pandas, pytest

            class TestA:
                def test_it(self, workbook_regression):
                    workbook_regression.check(pandas.DataFrame({"x": [1]}))

            class TestB:
                @pytest.mark.parametrize("name", ["a/b", "a-b", "a b"])
                def test_it(self, workbook_regression, name):
                    workbook_regression.check(pandas.DataFrame({"x": [name]}))
            """
        )
        update = project.runpytest_subprocess("-n", "2", "--sheetgen-update", "-p", "no:cacheprovider")
        assert update.parseoutcomes() == {"passed": 4}
        assert len(list(project.path.glob("*/*.golden.json"))) == 4
        assert project.runpytest("-q").parseoutcomes() == {"passed": 4}
