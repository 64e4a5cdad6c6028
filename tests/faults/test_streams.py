"""Standard streams that are closed, full, or whose reader has gone."""

import json
import os
import subprocess
import sys

import pytest

NAME = "single-neuron-gradients"

#: Every command that prints, with what it is given.
PRINTING = {
    "help": ["--help"],
    "version": ["--version"],
    "list": ["list"],
    "list --json": ["list", "--json"],
    "show": ["show", NAME],
    "show --json": ["show", NAME, "--json"],
    "verify": ["verify", NAME],
    "verify --json": ["verify", NAME, "--json"],
    "verify --markdown": ["verify", NAME, "--markdown"],
    "explain": ["explain", NAME, "I2"],
    "explain --graph": ["explain", NAME, "I2", "--graph", "dot"],
    "gradient": ["gradient", NAME, "--of", "I2"],
    "diff": ["diff", NAME, "single-neuron"],
    "diff --unified": ["diff", NAME, "single-neuron", "--unified"],
    "selftest --json": ["selftest", "single-neuron", "--json"],
    "reproduce": ["reproduce", "-o", "output"],
    "recalc": ["recalc", "book.xlsx"],
    "recalc -o -": ["recalc", "book.xlsx", "-o", "-"],
    "audit": ["audit", "book.xlsx", "--jobs", "1"],
    "audit --json": ["audit", "book.xlsx", "--jobs", "1", "--json"],
    "import": ["import", "book.xlsx"],
    "generate -o -": ["generate", NAME, "-o", "-"],
    "generate --data -o -": ["generate", NAME, "--data", "rows.csv", "-o", "-"],
    "page -o -": ["page", NAME, "-o", "-"],
}


@pytest.fixture(autouse=True)
def inputs(book, tmp_path):
    (tmp_path / "rows.csv").write_text("input,weight,bias,target\n0.1,0.2,0.3,0.4\n")


@pytest.mark.parametrize("title", PRINTING)
def test_a_reader_that_has_gone_ends_a_command_quietly(start, title):
    reader, writer = os.pipe()
    os.close(reader)
    process = start(*PRINTING[title], stdout=writer)
    os.close(writer)
    _, err = process.communicate(timeout=300)
    # 128 and SIGPIPE, as the shell says of others; neither 0 nor 1, since nobody has seen the answer.
    assert (process.returncode, err) == (141, b"")


def test_head_takes_one_line_and_that_is_all():
    command = f"set -o pipefail; {sys.executable} -m sheetgen verify {NAME} --json | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_the_files_that_were_asked_for_are_written_all_the_same(start, tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    process = start("verify", NAME, "--junit", "v.xml", "--html", "v.html", stdout=writer)
    os.close(writer)
    process.communicate(timeout=300)
    assert (tmp_path / "v.xml").read_bytes().endswith(b"</testsuites>")
    assert (tmp_path / "v.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no /dev/full")  # noqa: PTH110
@pytest.mark.parametrize("title", PRINTING)
def test_a_full_standard_output_is_one_sentence(start, title):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        process = start(*PRINTING[title], stdout=full)
    _, err = process.communicate(timeout=300)
    told = b"sheetgen: standard output cannot be written: No space left on device\n"
    assert (process.returncode, err) == (2, told)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_place_for_an_output(tmp_path, closed):
    """The next file that is opened gets the number of a closed stream: what is printed must not end up in it."""
    command = f"{sys.executable} -m sheetgen verify {NAME} --junit v.xml {closed}"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "v.xml").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "v.xml").read_bytes().endswith(b"</testsuites>")


def test_a_closed_standard_input_is_an_empty_one(tmp_path):
    command = f"{sys.executable} -m sheetgen generate {NAME} --data - -o out.xlsx <&-"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        2,
        "sheetgen: standard input is empty: its first line must name the columns\n",
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_an_output_that_lacks_signs_shows_their_numbers_and_json_stays_json(ended, encoding):
    environment = {"PYTHONIOENCODING": encoding}
    status, out, err = ended("verify", NAME, environment=environment)
    assert (status, err) == (0, "")
    assert ("\\u2713" in out) == (encoding != "utf-8")
    status, out, err = ended("verify", NAME, "--json", environment=environment)
    assert (status, err) == (0, "")
    assert json.loads(out) == json.loads(ended("verify", NAME, "--json")[1])
