"""The pytest plugin, by running pytest inside pytest."""

import subprocess
import sys
import xml.etree.ElementTree as ET

import openpyxl
import pytest

from sheetgen.cli import run
from sheetgen.template import find

NAME = "single-neuron-gradients"

ARTICLE = """# Neurons

Words, and a table of something else:

| Country | Area |
|---------|------|
| Chad    | 1284 |

<!-- sheetgen -->
|   | A     | B      | C         |
|---|-------|--------|-----------|
| 1 | Input | Weight | Net       |
| 2 | 0.4   | 0.5    | 0.2 (A*B) |
"""

SECOND = """
## Twice

<!-- sheetgen
[inputs]
rate = "B2"
-->

|   | A    | B    | C         |
|---|------|------|-----------|
| 1 | Name | Rate | Twice     |
| 2 | x    | 0.5  | 1.0 (B*2) |
| 3 | y    | 0.25 | (B*2)     |
"""


class TestCollection:
    def test_it_is_off_unless_asked_for(self, project):
        assert project.runpytest("-q").ret == pytest.ExitCode.NO_TESTS_COLLECTED

    def test_while_it_is_off_nothing_of_sheetgen_is_imported(self, project):
        code = (
            "import sys, pytest; pytest.main(['-q']); print(sorted(m for m in sys.modules if m.startswith('sheetgen')))"
        )
        ran = subprocess.run([sys.executable, "-c", code], cwd=project.path, capture_output=True, text=True, timeout=60)
        assert (
            ran.stdout.splitlines()[-1]
            == "['sheetgen', 'sheetgen.pytest_plugin', 'sheetgen.testing', 'sheetgen.version']"
        )

    def test_every_cell_with_a_witness_is_a_test_named_by_its_place_and_column(self, project):
        result = project.runpytest("--sheetgen", "--collect-only", "-q")
        result.stdout.fnmatch_lines(["article.md::Sheet!C2 (Net)", f"{NAME}.md::Sheet!E2 (Net)"])
        assert result.stdout.str().count("::") == 1 + 52
        assert "README" not in result.stdout.str()

    def test_a_pattern_in_the_configuration_turns_it_on(self, project):
        project.makeini("[pytest]\nsheetgen_files = art*.md")
        assert project.runpytest("-q").parseoutcomes() == {"passed": 1}

    def test_patterns_reach_into_folders(self, project):
        folder = project.mkdir("docs")
        (folder / "deep.md").write_text(ARTICLE, encoding="utf-8")
        project.makeini("[pytest]\nsheetgen_files = docs/**/*.md")
        assert project.runpytest("-q").parseoutcomes() == {"passed": 1}

    def test_tests_are_chosen_by_name(self, project):
        result = project.runpytest("--sheetgen", "-q", "-k", "Loss")
        assert result.parseoutcomes()["passed"] == 6
        assert project.runpytest(f"{NAME}.md::Sheet!E2 (Net)", "--sheetgen").parseoutcomes() == {"passed": 1}

    def test_cells_without_a_witness_are_counted_and_have_no_test(self, project):
        (project.path / "article.md").write_text(ARTICLE + SECOND, encoding="utf-8")
        result = project.runpytest("--sheetgen", "article.md")
        result.assert_outcomes(passed=2)
        result.stdout.fnmatch_lines(["*sheetgen: 1 formula cell has no witness, and no test*"])

    def test_named_files_are_tested_though_testpaths_leads_elsewhere(self, project):
        (project.path / "tests").mkdir()
        (project.path / "tests" / "test_one.py").write_text("def test_one(): pass", encoding="utf-8")
        project.makeini("[pytest]\ntestpaths = tests\nsheetgen_files = article.md")
        assert project.runpytest("-q").parseoutcomes() == {"passed": 2}
        assert project.runpytest("-q", "tests").parseoutcomes() == {"passed": 1}

    @pytest.mark.parametrize("pattern", ["artcle.md", "dosc/*.md", "/tmp/*.md"])
    def test_a_pattern_that_means_no_file_is_a_mistake(self, project, pattern):
        project.makeini(f"[pytest]\nsheetgen_files = {pattern}")
        result = project.runpytest()
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines([f"ERROR: sheetgen_files: '{pattern}' *"])

    def test_a_page_of_another_program_is_no_template(self, project):
        (project.path / "page.md").write_text("+++\ndate = 2024-03-20\n+++\n\n| Word | Sense |\n|---|---|\n| a | b |\n")
        result = project.runpytest("--sheetgen", "--collect-only", "-q")
        assert "article.md::" in result.stdout.str()
        assert "page.md" not in result.stdout.str()

    def test_a_template_whose_header_is_wrong_is_a_test_that_fails(self, project):
        text = (
            find(NAME)
            .read_text(encoding="utf-8")
            .replace("|   | A ", "|   | a ", 1)
            .replace("|    | A ", "|    | a ", 1)
        )
        (project.path / "lower.md").write_text(text, encoding="utf-8")
        project.runpytest("--sheetgen", "lower.md").assert_outcomes(failed=1)

    def test_a_file_in_another_encoding_that_has_nothing_to_do_with_it_is_left_alone(self, project):
        (project.path / "latin.md").write_bytes("# Caf\xe9\n".encode("latin-1"))
        assert "latin.md" not in project.runpytest("--sheetgen", "--collect-only", "-q").stdout.str()

    def test_one_wrong_table_of_a_document_is_one_test(self, project):
        text = f"{ARTICLE}\n\n<!-- sheetgen -->\n\nno table\n{SECOND}"
        (project.path / "article.md").write_text(text, encoding="utf-8")
        result = project.runpytest("--sheetgen", "article.md")
        result.assert_outcomes(passed=2, failed=1)
        result.stdout.fnmatch_lines(["*table 2: template*"])

    def test_sheet_and_code_are_compared_on_inputs_on_request(self, project):
        result = project.runpytest("--sheetgen", "--sheetgen-samples", "30", "-q", f"{NAME}.md")
        assert result.parseoutcomes() == {"passed": 53}
        text = (project.path / f"{NAME}.md").read_text(encoding="utf-8").replace("(B*C+D)", "(B*C+MAX(D,0.5))", 1)
        (project.path / f"{NAME}.md").write_text(text, encoding="utf-8")
        result = project.runpytest("--sheetgen", "--sheetgen-samples", "30", "-q", f"{NAME}.md")
        assert result.parseoutcomes() == {"passed": 52, "failed": 1}
        result.stdout.fnmatch_lines(["Sheet!E2 differs in * samples, such as input = 0.4, weight = 0.5, bias = *"])


class TestFailures:
    def test_a_wrong_figure_is_a_table_of_witnesses_at_its_line(self, project):
        (project.path / "article.md").write_text(ARTICLE.replace("0.2 (", "0.3 ("), encoding="utf-8")
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

    def test_a_document_that_does_not_read_fails_at_its_line_and_the_others_go_on(self, project):
        (project.path / "bad.md").write_text(ARTICLE.replace("(A*B)", "(A**)"), encoding="utf-8")
        (project.path / "none.md").write_text("words\n\n<!-- sheetgen -->\n\nno table\n", encoding="utf-8")
        result = project.runpytest("--sheetgen", "-q")
        assert result.parseoutcomes() == {"failed": 2, "passed": 53}
        result.stdout.fnmatch_lines(["bad.md:13: row 2, column C: *", "none.md:3: no table follows this comment: *"])

    def test_one_bad_table_leaves_the_documents_other_tables(self, project):
        (project.path / "article.md").write_text(ARTICLE.replace("(A*B)", "(A**)") + SECOND, encoding="utf-8")
        result = project.runpytest("--sheetgen", "-v", "article.md")
        result.assert_outcomes(failed=1, passed=1)
        result.stdout.fnmatch_lines(["*table 1: template FAILED*", "*table 2: Sheet!C2 (Twice) PASSED*"])

    def test_the_last_failures_run_again_alone(self, project):
        (project.path / "article.md").write_text(ARTICLE.replace("0.2 (", "0.3 ("), encoding="utf-8")
        project.runpytest("--sheetgen")
        assert project.runpytest("--sheetgen", "--lf").parseoutcomes()["failed"] == 1

    def test_junit_has_a_test_for_each_cell(self, project):
        project.runpytest("--sheetgen", "--junitxml=out.xml", "article.md")
        (case,) = ET.parse(project.path / "out.xml").iter("testcase")
        assert case.get("name") == "Sheet!C2 (Net)"

    def test_a_native_function_is_imported_only_when_trusted(self, project):
        text = ARTICLE.replace("<!-- sheetgen -->", '<!-- sheetgen\nnative = "mine:table"\n-->')
        (project.path / "article.md").write_text(text, encoding="utf-8")
        project.makepyfile(mine="import pathlib\npathlib.Path('imported').touch()\ndef table(): pass")
        project.runpytest("--sheetgen", "article.md")
        assert not (project.path / "imported").exists()
        project.syspathinsert()
        project.runpytest("--sheetgen", "--sheetgen-trust", "article.md")
        assert (project.path / "imported").exists()

    @pytest.mark.ironcalc
    def test_other_calculators_are_asked(self, project):
        pytest.importorskip("ironcalc")
        (project.path / "article.md").write_text(ARTICLE + SECOND, encoding="utf-8")
        result = project.runpytest("--sheetgen", "--sheetgen-engine", "ironcalc", "article.md")
        result.assert_outcomes(passed=3)

    @pytest.mark.ironcalc
    def test_the_configuration_may_ask_as_the_command_line_does(self, project):
        pytest.importorskip("ironcalc")
        (project.path / "article.md").write_text(ARTICLE + SECOND, encoding="utf-8")
        project.makeini("[pytest]\nsheetgen_files = *.md\nsheetgen_engines = ironcalc\nsheetgen_samples = 30")
        assert project.runpytest("-q", "article.md").parseoutcomes() == {"passed": 3}
        assert project.runpytest("-q", f"{NAME}.md").parseoutcomes() == {"passed": 53}
        assert project.runpytest("-q", f"{NAME}.md", "--sheetgen-samples=0").parseoutcomes() == {"passed": 52}

    def test_trust_may_be_given_in_the_configuration(self, project):
        text = ARTICLE.replace("<!-- sheetgen -->", '<!-- sheetgen\nnative = "mine:table"\n-->')
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

    def test_tests_may_be_spread_over_processes(self, project):
        (project.path / "article.md").write_text(ARTICLE.replace("0.2 (", "0.3 ("), encoding="utf-8")
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

    def test_a_cell_without_a_witness_is_skipped_where_the_calculator_cannot_run(self, project, monkeypatch):
        from sheetgen.engines import engine

        monkeypatch.setattr(type(engine("libreoffice")), "why_not", lambda self: "no soffice")
        (project.path / "article.md").write_text(ARTICLE + SECOND, encoding="utf-8")
        result = project.runpytest("--sheetgen", "--sheetgen-engine", "libreoffice", "article.md")
        assert "passed" not in result.parseoutcomes() or result.parseoutcomes()["passed"] == 2

    def test_the_count_of_unwitnessed_cells_comes_back_from_other_processes(self, project):
        (project.path / "article.md").write_text(ARTICLE + SECOND, encoding="utf-8")
        result = project.runpytest_subprocess("--sheetgen", "-n", "2", "article.md", "-p", "no:cacheprovider")
        result.stdout.fnmatch_lines(["*sheetgen: 1 formula cell has no witness, and no test*"])

    def test_a_star_stays_within_a_folder(self, project):
        folder = project.mkdir("docs")
        (folder / "deep").mkdir()
        for path in (folder / "a.md", folder / "deep" / "b.md"):
            path.write_text(ARTICLE, encoding="utf-8")
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


class TestWorkbooks:
    @pytest.fixture
    def model(self, project):
        assert run(["generate", NAME, "-o", str(project.path / "model.xlsx"), "-q"]) == 0
        project.makeini("[pytest]\nsheetgen_files = *.xlsx")
        return project.path / "model.xlsx"

    def test_they_are_tested_when_the_configuration_names_them(self, project, model):
        result = project.runpytest("-q")
        assert result.parseoutcomes() == {"passed": 52}

    def test_a_stored_value_that_is_not_the_formulas_own_fails(self, project, model):
        change_part(model, b"<v>0.8</v>", b"<v>0.9</v>")
        result = project.runpytest()
        result.assert_outcomes(failed=1, passed=51)
        result.stdout.fnmatch_lines(["Sheet!E2  =B2?C2+D2", "  stored        0.9", "  recalculated  0.8 *"])

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


def change_part(path, old, new, part="xl/worksheets/sheet1.xml"):
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


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
