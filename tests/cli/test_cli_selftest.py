"""What `selftest` prints of the errors that it planted."""

import json


def test_survivors_are_exit_1(sheetgen, tmp_path):
    (tmp_path / "t.md").write_text('+++\ntitle = "T"\n+++\n|  | A | B |\n|--|--|--|\n| 1 | 1 | (A*2) |\n')
    status, out, _ = sheetgen("selftest", "t.md")
    assert status == 1
    assert "✗ survived  B1: =A1*2 → =A1/2" in out
    assert "1/3 planted errors caught" in out


def test_json(sheetgen, tmp_path):
    (tmp_path / "t.md").write_text('+++\ntitle = "T"\n+++\n|  | A | B |\n|--|--|--|\n| 1 | 1 | 2 (A*2) |\n')
    status, out, _ = sheetgen("selftest", "t.md", "--json")
    report = json.loads(out)
    assert (status, report["ok"], report["caught"], report["total"]) == (0, True, 5, 5)
    assert {mutant["outcome"] for mutant in report["mutants"]} == {"caught"}
    assert (report["planted"], report["possible"]) == (5, 5)


def test_some_of_the_changes_in_several_processes(sheetgen):
    status, out, err = sheetgen("selftest", "single-neuron-gradients", "--plant", "6", "--jobs", "2")
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == "6/6 planted errors caught (6 of 364 possible changes were planted)"


def test_survivors_name_their_sheet_where_there_are_several(sheetgen, tmp_path):
    tables = "".join(f"\n## {name}\n\n|  | A | B |\n|--|--|--|\n| 1 | 1 | (A*2) |\n" for name in ("One", "Two"))
    (tmp_path / "t.md").write_text(f'+++\ntitle = "T"\n+++\n{tables}')
    assert "✗ survived  Two!B1: =A1*2 → =A1/2" in sheetgen("selftest", "t.md", "-q")[1]
