"""The .xlsx file: written by openpyxl, stamped with every value, read back without trusting either."""
