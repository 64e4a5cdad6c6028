"""Which file has which functions: by Excel's categories, so that a workbook imports no more than it uses."""

#: The functions of each file, by its name. A test holds this list against what the files register.
INDEX = {
    "logical": "AND BYCOL BYROW FALSE IF IFERROR IFNA IFS LAMBDA LET MAKEARRAY MAP NOT OR REDUCE SCAN SWITCH TRUE XOR",
    "math_and_trigonometry": """
        ABS COS COSH EXP LN LOG LOG10 PI POWER ROUND SIGN SIN SINH SQRT SUM TAN TANH
    """,
    "statistical": "AVERAGE COUNT MAX MIN",
}
