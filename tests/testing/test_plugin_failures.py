"""What the pytest plugin says of a test that fails, and that nothing passes unchecked."""

import xml.etree.ElementTree as ET

import openpyxl
import pytest

NAME = "single-neuron-gradients"


class TestFailures:
    def test_a_wrong_figure_is_a_table_of_witnesses_at_its_line(self, project, article):
        (project.path / "article.md").write_text(article.replace("0.2 (", "0.3 ("), encoding="utf-8")
        result = project.runpytest("--sheetgen", "article.md")
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines(
            [
                "article.md:13: Sheet!C2 *",
                "  formula  0.2  =A2?B2 is 0.4?0.5",
                "  printed  0.3  ✗ published 0.3 is off by *",
                "  cached   0.2  cached equal (0 ulp)",
            ]
        )
        assert "Traceback" not in result.stdout.str()
        assert ".py" not in result.stdout.str().partition("FAILURES")[2]

    def test_a_document_that_does_not_read_fails_at_its_line_and_the_others_go_on(self, project, article):
        (project.path / "bad.md").write_text(article.replace("(A*B)", "(A**)"), encoding="utf-8")
        (project.path / "none.md").write_text("words\n\n<!-- sheetgen -->\n\nno table\n", encoding="utf-8")
        result = project.runpytest("--sheetgen", "-q")
        assert result.parseoutcomes() == {"failed": 2, "passed": 53}
        result.stdout.fnmatch_lines(["bad.md:13: row 2, column C: *", "none.md:3: no table follows this comment: *"])

    def test_one_bad_table_leaves_the_documents_other_tables(self, project, article, second):
        (project.path / "article.md").write_text(article.replace("(A*B)", "(A**)") + second, encoding="utf-8")
        result = project.runpytest("--sheetgen", "-v", "article.md")
        result.assert_outcomes(failed=1, passed=1)
        result.stdout.fnmatch_lines(["*table 1: template FAILED*", "*table 2: Sheet!C2 (Twice) PASSED*"])

    def test_the_last_failures_run_again_alone(self, project, article):
        (project.path / "article.md").write_text(article.replace("0.2 (", "0.3 ("), encoding="utf-8")
        project.runpytest("--sheetgen")
        assert project.runpytest("--sheetgen", "--lf").parseoutcomes()["failed"] == 1

    def test_junit_has_a_test_for_each_cell(self, project):
        project.runpytest("--sheetgen", "--junitxml=out.xml", "article.md")
        (case,) = ET.parse(project.path / "out.xml").iter("testcase")
        assert case.get("name") == "Sheet!C2 (Net)"

    def test_a_native_function_is_imported_only_when_trusted(self, project, article):
        text = article.replace("<!-- sheetgen -->", '<!-- sheetgen\nnative = "mine:table"\n-->')
        (project.path / "article.md").write_text(text, encoding="utf-8")
        project.makepyfile(mine="import pathlib\npathlib.Path('imported').touch()\ndef table(): pass")
        project.runpytest("--sheetgen", "article.md")
        assert not (project.path / "imported").exists()
        project.syspathinsert()
        project.runpytest("--sheetgen", "--sheetgen-trust", "article.md")
        assert (project.path / "imported").exists()

    @pytest.mark.ironcalc
    def test_other_calculators_are_asked(self, project, article, second):
        pytest.importorskip("ironcalc")
        (project.path / "article.md").write_text(article + second, encoding="utf-8")
        result = project.runpytest("--sheetgen", "--sheetgen-engine", "ironcalc", "article.md")
        result.assert_outcomes(passed=3)

    @pytest.mark.ironcalc
    def test_the_configuration_may_ask_as_the_command_line_does(self, project, article, second):
        pytest.importorskip("ironcalc")
        (project.path / "article.md").write_text(article + second, encoding="utf-8")
        project.makeini("[pytest]\nsheetgen_files = *.md\nsheetgen_engines = ironcalc\nsheetgen_samples = 30")
        assert project.runpytest("-q", "article.md").parseoutcomes() == {"passed": 3}
        assert project.runpytest("-q", f"{NAME}.md").parseoutcomes() == {"passed": 53}
        assert project.runpytest("-q", f"{NAME}.md", "--sheetgen-samples=0").parseoutcomes() == {"passed": 52}

    def test_trust_may_be_given_in_the_configuration(self, project, article):
        text = article.replace("<!-- sheetgen -->", '<!-- sheetgen\nnative = "mine:table"\n-->')
        (project.path / "article.md").write_text(text, encoding="utf-8")
        project.makepyfile(mine="import pathlib\npathlib.Path('imported').touch()\ndef table(): pass")
        project.makeini("[pytest]\nsheetgen_files = article.md\nsheetgen_trust = true")
        project.syspathinsert()
        project.runpytest("article.md")
        assert (project.path / "imported").exists()

    @pytest.mark.parametrize("setting", ["sheetgen_engines = excel", "sheetgen_samples = many"])
    def test_a_setting_that_makes_no_sense_is_a_mistake(self, project, setting):
        project.makeini(f"[pytest]\n{setting}")
        result = project.runpytest()
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["ERROR: sheetgen*"])

    def test_tests_may_be_spread_over_processes(self, project, article):
        (project.path / "article.md").write_text(article.replace("0.2 (", "0.3 ("), encoding="utf-8")
        result = project.runpytest_subprocess("--sheetgen", "-n", "2", "-q", "-p", "no:cacheprovider")
        assert result.parseoutcomes() == {"failed": 1, "passed": 52}


class TestNothingPassesUnchecked:
    def test_a_cell_that_could_not_be_compared_is_skipped(self, project):
        book = openpyxl.Workbook()
        book.active["A1"] = "=RAND()"
        book.active["A2"] = "=1+1"
        book.save(project.path / "bare.xlsx")
        project.makeini("[pytest]\nsheetgen_files = *.xlsx")
        result = project.runpytest("-rs")
        result.assert_outcomes(skipped=2, passed=1)
        result.stdout.fnmatch_lines(["*it changes by itself*"])

    @pytest.mark.parametrize("asked", ["the command line", "the configuration"])
    def test_where_the_calculator_that_was_asked_for_cannot_run_every_test_fails(
        self, project, article, second, monkeypatch, asked
    ):
        from sheetgen.engines import engine

        monkeypatch.setattr(type(engine("libreoffice")), "why_not", lambda self: "no soffice")
        (project.path / "article.md").write_text(article + second, encoding="utf-8")
        if asked == "the configuration":
            project.makeini("[pytest]\nsheetgen_engines = libreoffice")
        options = ("--sheetgen-engine", "libreoffice") if asked == "the command line" else ()
        result = project.runpytest("--sheetgen", *options, "article.md")
        assert result.parseoutcomes() == {"failed": 3}
        result.stdout.fnmatch_lines(["*libreoffice was asked for and cannot run: no soffice*"])

    def test_the_count_of_unwitnessed_cells_comes_back_from_other_processes(self, project, article, second):
        (project.path / "article.md").write_text(article + second, encoding="utf-8")
        result = project.runpytest_subprocess("--sheetgen", "-n", "2", "article.md", "-p", "no:cacheprovider")
        result.stdout.fnmatch_lines(["*sheetgen: 1 formula cell has no witness, and no test*"])

    def test_a_star_stays_within_a_folder(self, project, article):
        folder = project.mkdir("docs")
        (folder / "deep").mkdir()
        for path in (folder / "a.md", folder / "deep" / "b.md"):
            path.write_text(article, encoding="utf-8")
        project.makeini("[pytest]\nsheetgen_files = docs/*.md")
        assert project.runpytest("-q").parseoutcomes() == {"passed": 1}

    def test_a_file_that_is_no_text_fails(self, project):
        (project.path / "article.md").write_bytes(b"\xff\xfe<!-- sheetgen -->")
        assert project.runpytest("-q", "--sheetgen", "article.md").parseoutcomes() == {"failed": 1}

    def test_a_template_that_is_not_there_is_one_sentence(self, project):
        project.makepyfile("def test_it(sheetgen_workbook): sheetgen_workbook('no-such')")
        result = project.runpytest()
        result.stdout.fnmatch_lines(["*there is no template 'no-such'*"])
        assert "Traceback" not in result.stdout.str()
