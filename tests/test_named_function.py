"""Only sheetgen's own functions run unasked: the name alone does not make a function sheetgen's own."""

import pytest

from sheetgen.errors import NativeError
from sheetgen.named_function import find, trusted


@pytest.mark.parametrize("name", ["sheetgen.native.neuron:gradients", "sheetgen.native.layers:layers"])
def test_its_own_are_trusted(name, tmp_path):
    assert trusted(name)
    assert callable(find(name, tmp_path / "t.md"))


@pytest.mark.parametrize(
    "name",
    [
        "os:system",
        "sheetgen.native",
        "sheetgen.native.:system",
        "sheetgen.native.nothing:run",
        "sheetgen.native.neuron:numpy.save",
        "sheetgen.native.neuron:__builtins__",
        "sheetgen.native.../evil:run",
        "sheetgen.nativeevil:run",
        "sheetgen.native.neuron.x:run",
    ],
)
def test_no_other_name_is(name):
    assert not trusted(name)


def test_what_a_module_imports_is_not_its_own(tmp_path, monkeypatch):
    import os

    from sheetgen.native import neuron

    monkeypatch.setattr(neuron, "borrowed", os.system, raising=False)
    with pytest.raises(NativeError, match=r"is no function of sheetgen\.native\.neuron itself"):
        find("sheetgen.native.neuron:borrowed", tmp_path / "t.md")


def test_a_folder_of_that_name_beside_the_template_is_not_looked_into(tmp_path, monkeypatch):
    folder = tmp_path / "sheetgen" / "native"
    folder.mkdir(parents=True)
    (folder / "evil.py").write_text("def run(): pass\n")
    monkeypatch.chdir(tmp_path)
    assert not trusted("sheetgen.native.evil:run")
