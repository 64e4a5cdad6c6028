"""Turn a published table of calculations into a live spreadsheet, and prove every number in it."""
