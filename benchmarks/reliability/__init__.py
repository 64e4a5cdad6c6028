"""What docs/reliability.md says, measured: each part a module with `TITLE`, `measure()` and `lines(result)`."""
