"""The live page: one HTML file that shows a sheet, calculates it anew where a reader changes it, and says who agrees.

Nothing in it is fetched. The Content-Security-Policy allows the page's own scripts and styles by their hashes and
nothing else, so that a text of a template stays a text.
"""

from sheetgen.report.page.document import EMBED, page, template_page, verified_page, write_page, write_report

__all__ = ["EMBED", "page", "template_page", "verified_page", "write_page", "write_report"]
