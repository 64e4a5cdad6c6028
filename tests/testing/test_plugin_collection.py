"""What the pytest plugin makes a test of, by running pytest inside pytest."""

import subprocess
import sys

import pytest

from sheetgen.template import find

NAME = "single-neuron-gradients"


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

    def test_patterns_reach_into_folders(self, project, article):
        folder = project.mkdir("docs")
        (folder / "deep.md").write_text(article, encoding="utf-8")
        project.makeini("[pytest]\nsheetgen_files = docs/**/*.md")
        assert project.runpytest("-q").parseoutcomes() == {"passed": 1}

    def test_tests_are_chosen_by_name(self, project):
        result = project.runpytest("--sheetgen", "-q", "-k", "Loss")
        assert result.parseoutcomes()["passed"] == 6
        assert project.runpytest(f"{NAME}.md::Sheet!E2 (Net)", "--sheetgen").parseoutcomes() == {"passed": 1}

    def test_cells_without_a_witness_are_counted_and_have_no_test(self, project, article, second):
        (project.path / "article.md").write_text(article + second, encoding="utf-8")
        result = project.runpytest("--sheetgen", "article.md")
        result.assert_outcomes(passed=2)
        result.stdout.fnmatch_lines(["*sheetgen: 1 formula cell has no witness, and no test*"])

    def test_a_cell_that_changes_by_itself_has_no_witness(self, project, article):
        (project.path / "article.md").write_text(article.replace("(A*B)", "(RAND())"), encoding="utf-8")
        result = project.runpytest("--sheetgen", "article.md")
        result.assert_outcomes()
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

    def test_one_wrong_table_of_a_document_is_one_test(self, project, article, second):
        text = f"{article}\n\n<!-- sheetgen -->\n\nno table\n{second}"
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
