"""Short names and paths of templates, and the way out where there is none."""

import re

import pytest

from sheetgen.errors import TemplateError
from sheetgen.template import available, find
from sheetgen.template.find import shipped


def refused(name):
    with pytest.raises(TemplateError) as caught:
        find(name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_shipped_templates_are_found_by_their_short_names():
    assert available() == sorted(available())
    assert "single-neuron-gradients" in available()
    for name in available():
        assert find(name) == shipped() / f"{name}.md"
        assert find(name).is_file()


@pytest.mark.parametrize("name", ["own.md", "folder/own.md", "own"])
def test_a_path_is_taken_as_it_is(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("", encoding="utf-8")
    assert find(name).samefile(path)
    assert find(str(path)) == path


def test_a_short_name_stands_before_a_file_of_that_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "single-neuron-gradients").write_text("", encoding="utf-8")
    assert find("single-neuron-gradients").parent == shipped()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "single-neuron-gradient",
            "there is no template 'single-neuron-gradient'; did you mean single-neuron-gradients",
        ),
        ("qqq", "there is no template 'qqq'; there are: "),
        ("", "there is no template ''; there are: "),
        ("no.md", "there is no file no.md: check the path, or name one of: "),
        ("no/such", "there is no file no/such: check the path, or name one of: "),
        ("a\0b", r"there is no template 'a\x00b'"),
    ],
)
def test_what_is_not_there_is_named_with_the_way_out(name, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert refused(name).startswith(message)
    if "; there are" in message or "name one of" in message:
        assert refused(name).endswith(", ".join(available()))


def test_a_folder_is_no_template(tmp_path):
    assert refused(str(tmp_path)) == f"{tmp_path} is a folder: name a template file in it"


def test_a_name_that_no_file_can_have_is_refused_in_one_sentence():
    assert re.fullmatch("a{5000} cannot be read: .+", refused("a" * 5000))
