"""`python -m sheetgen` is the command line."""

from sheetgen.cli import main

main()
