"""A template file, as data: front matter, Jinja2, tables, cells. The language is described in docs/templates.md."""

from sheetgen.template.assemble import load, parse, tables_of
from sheetgen.template.find import available, find

__all__ = ["available", "find", "load", "parse", "tables_of"]
