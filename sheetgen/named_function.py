"""Python functions that templates name, as "module:function"."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sheetgen.ending import give_way
from sheetgen.errors import NativeError

_PACKAGE = "sheetgen.native."
#: A function of a module of the package, no attribute of an attribute.
_OWN = re.compile(r"sheetgen\.native\.([a-z][a-z0-9_]*):([A-Za-z][A-Za-z0-9_]*)")


def trusted(name: str) -> bool:
    """Whether a function is sheetgen's own; any other is imported only when the user says so.

    Its module must be a file of the installed package, and `find` sees to it that the function was written there: a
    module's name alone says nothing of what it imports.
    """
    match = _OWN.fullmatch(name)
    return match is not None and (Path(__file__).parent / "native" / f"{match[1]}.py").is_file()


def find(name: str, path: Path, key: str = "native") -> Callable[..., Any]:
    """The function that the template at a path names under a key; NativeError where there is none."""
    module_name, colon, attribute = name.partition(":")
    if not colon:
        raise NativeError(f'{path}: {key} = "{name}" must read "module:function"')
    folder = str(path.resolve().parent)
    # The module of a user's template may lie beside it.
    extend = not trusted(name) and folder not in sys.path
    if extend:
        sys.path.insert(0, folder)
    try:
        function = getattr(importlib.import_module(module_name), attribute, None)
    except Exception as error:
        give_way()
        text = f"{type(error).__name__}: {error}".splitlines()[0]
        raise NativeError(f"{path}: the {key} module {module_name} cannot be imported: {text}") from None
    finally:
        if extend:
            sys.path.remove(folder)
    own = getattr(function, "__module__", None) or ""
    if trusted(name) and not (inspect.isfunction(function) and own.startswith(_PACKAGE)):
        raise NativeError(f'{path}: {key} = "{name}" is no function of {module_name} itself')
    if not callable(function):
        raise NativeError(f"{path}: the {key} module {module_name} has no function {attribute!r}")
    return function  # type: ignore[no-any-return]
