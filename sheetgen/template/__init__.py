"""A template file, as data: front matter, Jinja2, tables, cells. The language is described in docs/templates.md."""

from sheetgen.template.find import available, find
from sheetgen.template.load import load, parse

__all__ = ["available", "find", "load", "parse"]
