"""Reads a large sheet's XML with NumPy, a piece of whole rows at a time.

Spreadsheet programs write sheets in one regular way; that way, and nothing else, is read here. Whatever a piece has
that is not known raises `Irregular`, and the caller gives the same bytes to a real parser.
"""
