"""Numbers and shares as people write them: `1.234,5` in Indonesian, `1,234.5` in English. No I/O."""

from decimal import ROUND_HALF_UP, Decimal

_SWAP = str.maketrans(",.", ".,")


def number(value: float | Decimal, language: str, decimals: int = 0) -> str:
    """Return a number with so many decimals, rounded half up, and its thousands apart."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    told = f"{rounded:,f}"
    # what rounds to nothing is not below it
    told = told.removeprefix("-") if not rounded else told.replace("-", "\N{MINUS SIGN}")
    return told.translate(_SWAP) if language == "id" else told


def percent(value: float | Decimal, language: str, decimals: int = 1) -> str:
    """Return a share of a hundred: `85,7%` in Indonesian, `85.7%` in English."""
    return f"{number(value, language, decimals)}%"


def shortest(value: float, language: str) -> str:
    """Return a number without decimals that say nothing: what stands at an axis."""
    decimals = max(0, -int(Decimal(f"{value:.6g}").normalize().as_tuple().exponent))
    return number(value, language, decimals)
