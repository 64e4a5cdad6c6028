"""Files made to do harm, each with the command that meets it: what the tests try, and what the page on reliability
measures. Every file is built here; none is kept."""

from benchmarks.hostile.case import Case
from benchmarks.hostile.catalogue import catalogue

__all__ = ["Case", "catalogue"]
