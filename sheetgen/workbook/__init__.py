"""The .xlsx file: written by openpyxl, stamped with every value, read back without trusting either."""

import os

# openpyxl writes other bytes where lxml happens to be installed, and a workbook must be the same everywhere. It reads
# this once, when it is first imported.
os.environ.setdefault("OPENPYXL_LXML", "False")
