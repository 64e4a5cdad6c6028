"""Results that are kept: a run goes on where it was killed, at whatever moment, and no other file is written to."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetgen.audits import audit_all
from sheetgen.audits.record import conditions, content_hash, encode, key
from sheetgen.audits.store import HEADER, open_store
from sheetgen.cli import run
from sheetgen.errors import UsageError
from sheetgen.workbook_audit import WorkbookAudit


def lines_of(path):
    return path.read_bytes().count(b"\n") if path.exists() else 0


class TestResuming:
    def test_a_run_that_is_killed_again_and_again_ends_as_an_undisturbed_one_does(self, books, report, tmp_path):
        folder, kept, moments = books(40), tmp_path / "kept.jsonl", random.Random(1)
        (folder / "broken.xlsx").write_bytes(b"PK\x03\x04, and no more")
        undisturbed = report(folder)
        command = [
            sys.executable,
            "-m",
            "sheetgen",
            "audit",
            str(folder),
            "--jobs",
            "2",
            "--resume",
            str(kept),
            "--json",
        ]
        kills = 0
        while True:
            before = lines_of(kept)
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            with process:
                # At any moment, but not before it got anywhere.
                while process.poll() is None and lines_of(kept) <= before + 1:
                    time.sleep(0.001)
                time.sleep(moments.uniform(0, 0.05))
                if process.poll() is None:
                    process.kill()
                    kills += 1
                out = process.communicate(timeout=120)[0]
            if process.returncode >= 0:
                break
        assert kills > 0
        assert (json.loads(out), process.returncode) == undisturbed
        # The first line, and one for each workbook: nothing was audited twice that had been written down.
        assert lines_of(kept) == 1 + 41

    def test_what_is_known_is_not_audited_again(self, books, report, tmp_path, monkeypatch):
        from sheetgen.audits import task

        folder, kept = books(4), tmp_path / "kept.jsonl"
        first = report(folder, "--resume", kept)
        monkeypatch.setattr(task, "audit", None)
        assert report(folder, "--resume", kept) == first

    def test_content_counts_and_not_the_name(self, books, report, tmp_path):
        folder, kept = books(3), tmp_path / "kept.jsonl"
        report(folder, "--resume", kept)
        (folder / "0001.xlsx").rename(folder / "other.xlsx")
        (folder / "0002.xlsx").write_bytes((folder / "0000.xlsx").read_bytes())
        again = report(folder, "--resume", kept)
        assert lines_of(kept) == 4
        assert again == report(folder)

    def test_other_conditions_are_another_audit(self, books, report, tmp_path, monkeypatch):
        folder, kept = books(2), tmp_path / "kept.jsonl"
        report(folder, "--resume", kept)
        report(folder, "--resume", kept, "--engine", "sheetgen")
        assert lines_of(kept) == 1 + 4
        monkeypatch.setattr("sheetgen.audits.record.VERSION", "0.0.1")
        report(folder, "--resume", kept)
        assert lines_of(kept) == 1 + 6
        monkeypatch.setenv("SHEETGEN_MAX_CELLS", "5")
        report(folder, "--resume", kept)
        assert lines_of(kept) == 1 + 8
        monkeypatch.setenv("SHEETGEN_MAX_STEPS", "50")
        report(folder, "--resume", kept)
        assert lines_of(kept) == 1 + 10

    def test_what_took_too_many_steps_is_tried_again_with_more(self, many_steps, report, tmp_path, monkeypatch):
        kept = tmp_path / "kept.jsonl"
        monkeypatch.setenv("SHEETGEN_MAX_STEPS", "1000")
        assert report(many_steps, "--resume", kept)[0]["total"]["unsupported"] == 1
        monkeypatch.delenv("SHEETGEN_MAX_STEPS")
        assert report(many_steps, "--resume", kept)[0]["total"]["agree"] == 1

    def test_a_failure_is_tried_again_and_written_down_once(self, books, report, tmp_path):
        folder, kept = books(1), tmp_path / "kept.jsonl"
        good = (folder / "0000.xlsx").read_bytes()
        (folder / "0000.xlsx").write_bytes(good[:1000])
        assert report(folder, "--resume", kept)[1] == 2
        assert report(folder, "--resume", kept)[1] == 2
        assert lines_of(kept) == 2
        (folder / "0000.xlsx").write_bytes(good)
        assert report(folder, "--resume", kept) == report(folder)


RESULTS = [WorkbookAudit(f"{number}.xlsx", agree=number) for number in range(4)]
LINES = [encode(result, content_hash(result.path.encode()), conditions("sheetgen")) for result in RESULTS]
WHOLE = HEADER + "".join(line + "\n" for line in LINES).encode()


class TestFile:
    @given(st.integers(0, len(WHOLE)), st.binary(max_size=30).filter(lambda more: b"\n" not in more))
    def test_a_torn_end_is_cut_off_wherever_it_was_torn(self, tmp_path_factory, size, garbage):
        kept = tmp_path_factory.mktemp("torn") / "kept.jsonl"
        torn = WHOLE[:size]
        # What a failing computer leaves behind a whole line need not be the beginning of another.
        kept.write_bytes(torn + garbage if torn.endswith(b"\n") else torn)
        whole = max(torn.count(b"\n") - 1, 0)
        with open_store(kept) as store:
            for number, line in enumerate(LINES):
                record = json.loads(line)
                place = store.place(key(record["content"], record["conditions"]))
                assert (place is not None) == (number < whole)
                if place is not None:
                    assert store.at(place) == record
            for line in LINES[whole:]:
                store.add(line)
        assert kept.read_bytes() == WHOLE

    @pytest.mark.parametrize("content", [b"a,b\n1,2\n", b'{"path": "x"}\n', b"PK\x03\x04", b"\n", HEADER[:-1] + b" \n"])
    def test_a_file_of_something_else_is_refused_and_left_alone(self, tmp_path, content):
        other = tmp_path / "other"
        other.write_bytes(content)
        with pytest.raises(UsageError, match="is no file that --resume wrote, and is left alone"), open_store(other):
            pass
        assert other.read_bytes() == content

    def test_a_damaged_line_within_is_told_and_left_alone(self, tmp_path):
        kept = tmp_path / "kept.jsonl"
        damaged = WHOLE.replace(LINES[1].encode(), LINES[1].encode()[:50])
        kept.write_bytes(damaged)
        with pytest.raises(UsageError, match=r"kept\.jsonl is damaged in line 3"), open_store(kept):
            pass
        assert kept.read_bytes() == damaged

    @pytest.mark.parametrize("name", ["", "/dev/null", "no/such/folder/kept.jsonl"])
    def test_what_cannot_keep_results_is_refused(self, books, refused, tmp_path, name):
        assert refused(books(1), "--resume", tmp_path / name)

    def test_the_same_file_cannot_be_an_output_too(self, books, tmp_path, capsys):
        kept = tmp_path / "kept.jsonl"
        assert run(["audit", str(books(1)), "--resume", str(kept), "--csv", str(kept)]) == 2
        assert "--csv would write over" in capsys.readouterr().err

    def test_two_at_a_time_are_refused_until_the_first_has_ended_however(self, books, report, tmp_path, capsys):
        folder, kept = books(1), tmp_path / "kept.jsonl"
        holding = "import sys; from pathlib import Path; from sheetgen.audits.store import open_store\n"
        holding += "with open_store(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
        with subprocess.Popen(
            [sys.executable, "-c", holding, str(kept)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as holder:
            assert holder.stdout.readline() == "held\n"
            assert run(["audit", str(folder), "--resume", str(kept)]) == 2
            assert capsys.readouterr().err == (
                f"sheetgen: {kept} is in use by another audit: wait for its end, or name another file\n"
            )
            holder.kill()
        assert report(folder, "--resume", kept) == report(folder)


def test_results_are_read_from_disk_in_the_order_of_their_names(books):
    names = sorted(str(path) for path in books(5).iterdir())[::-1]
    with audit_all(names, jobs=2) as results:
        assert [result.path for result in results] == names
        assert [result.path for result in results[1:3]] == names[1:3]
        assert [bool(result) for result in results] == [int(Path(name).stem) % 3 != 0 for name in names]
