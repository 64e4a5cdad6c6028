"""Fuzzing: what sheetgen is fed, how it is mutated, and what must hold whatever comes of it."""
