"""The reference mathematics: what the tables compute, as plain programs that know nothing of cells."""
