"""What the body declares: TOML in code blocks marked `toml sheetgen`, so that loops and parameters reach it too."""

from __future__ import annotations

import re
from typing import Any

from sheetgen.errors import TemplateError
from sheetgen.template.front_matter import DECLARED, FrontMatter, find_line, read_toml
from sheetgen.template.render import Line

_FENCE = re.compile(r" {0,3}(```+|~~~+)\s*(.*?)\s*$")


def declare(lines: list[Line], front: FrontMatter) -> None:
    """Adds the declarations among the rendered lines to the front matter; a key that stands twice is an error."""
    block: list[Line] | None = None
    fence = ""
    for line in lines:
        mark = _FENCE.match(line.text)
        if not fence and mark:
            fence = mark[1]
            block = [] if mark[2] == "toml sheetgen" else None
        elif fence and mark and mark[1].startswith(fence) and not mark[2]:
            if block is not None:
                _add(block, front)
            fence = ""
        elif fence and block is not None:
            block.append(line)


def _add(block: list[Line], front: FrontMatter) -> None:
    data = read_toml(block, front.path, "this declaration")
    front.source.extend(block)
    for name, table in data.items():
        if name not in DECLARED:
            raise TemplateError(
                f"{front.path}:{block[0].number}: a block in the body declares {', '.join(DECLARED)};"
                f" {name} belongs into the front matter"
            )
        if name in front.data:
            _merge(front.data[name], table, name, block, front.path)
        else:
            front.data[name] = table


def _merge(known: Any, more: Any, name: str, block: list[Line], path: str) -> None:
    """Puts the keys of one table into another, and tables within tables likewise."""
    if isinstance(known, list) and isinstance(more, list):
        known.extend(more)
        return
    if not isinstance(known, dict) or not isinstance(more, dict):
        raise TemplateError(f"{path}:{find_line(block, name)}: {name} stands twice")
    for key, value in more.items():
        if key not in known:
            known[key] = value
        elif isinstance(known[key], dict) and isinstance(value, dict):
            _merge(known[key], value, f"{name}.{key}", block, path)
        else:
            raise TemplateError(f"{path}:{find_line(block, key, name)}: [{name}] {key} stands twice")
