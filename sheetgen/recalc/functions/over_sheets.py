"""Which functions take 3-D references, `SUM(Sheet1:Sheet3!A1)`; to all others they are #VALUE!.

Source: "Create a reference to the same cell range on multiple worksheets".
"""

from __future__ import annotations

#: Excel's names of these functions.
OVER_SHEETS = frozenset(
    (
        *("SUM", "PRODUCT"),
        *("AVERAGE", "AVERAGEA", "COUNT", "COUNTA", "MAX", "MAXA", "MIN", "MINA"),
        *(
            "STDEV",
            "STDEV.P",
            "STDEV.S",
            "STDEVA",
            "STDEVP",
            "STDEVPA",
            "VAR",
            "VAR.P",
            "VAR.S",
            "VARA",
            "VARP",
            "VARPA",
        ),
        *("HARMEAN", "KURT", "SKEW", "TRIMMEAN"),
        *("LARGE", "SMALL", "MEDIAN", "RANK", "RANK.AVG", "RANK.EQ"),
        *("PERCENTILE", "PERCENTILE.EXC", "PERCENTILE.INC", "PERCENTRANK", "PERCENTRANK.EXC", "PERCENTRANK.INC"),
        *("QUARTILE", "QUARTILE.EXC", "QUARTILE.INC"),
    )
)
