"""Protection from CSV injection: cells that a spreadsheet would run as a formula. Pure."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Source: OWASP, https://owasp.org/www-community/attacks/CSV_Injection."""


def escape_formula(cell: str) -> str:
    """Put an apostrophe before a formula, so that it stays text: "=1+1" -> "'=1+1"."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
