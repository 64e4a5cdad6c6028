"""Where templates live, and how a short name becomes a file."""

from __future__ import annotations

import difflib
import stat
from pathlib import Path

from sheetgen.errors import TemplateError


def shipped() -> Path:
    """The folder of the templates that come with sheetgen: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def ships(body: str) -> bool:
    """Whether the body of a template, all that follows its front matter, is that of one that comes with sheetgen."""
    return any(path.read_text(encoding="utf-8").endswith(f"\n+++\n{body}") for path in shipped().glob("*.md"))


def available() -> list[str]:
    """The short names of the templates that come with sheetgen, sorted."""
    return sorted(path.stem for path in shipped().glob("*.md"))


def find(name: str) -> Path:
    """The template of that short name, or at that path; TemplateError with the nearest names where there is none."""
    if name in available():
        return shipped() / f"{name}.md"
    if name.startswith("="):
        raise TemplateError(f"{name!r} is a formula: name a template or a workbook there")
    path = Path(name)
    try:
        # Not is_file(), which from Python 3.14 on says no where it cannot tell.
        mode = path.stat().st_mode if name else 0
    except (FileNotFoundError, NotADirectoryError, ValueError):
        mode = 0
    except OSError as error:
        raise TemplateError(f"{name} cannot be read: {error.strerror}") from None
    if stat.S_ISDIR(mode):
        raise TemplateError(f"{name} is a folder: name a template file in it")
    if stat.S_ISREG(mode) or stat.S_ISFIFO(mode) or stat.S_ISCHR(mode):
        return path
    if path.suffix or len(path.parts) > 1:
        raise TemplateError(f"there is no file {name}: check the path, or name one of: {', '.join(available())}")
    nearest = difflib.get_close_matches(name, available(), n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(nearest)}?" if nearest else f"there are: {', '.join(available())}"
    raise TemplateError(f"there is no template {name!r}; {hint}")
