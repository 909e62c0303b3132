"""How wide words are about, and how they are broken so that they fit a box. No I/O.

A drawing cannot ask which typeface it will be shown in, so widths are those of a wide one, in parts of the size.
"""

import unicodedata

_NARROW, _USUAL, _CAPITAL, _WIDE, _FULL = 0.34, 0.6, 0.74, 0.95, 1.05
_THIN = frozenset("iljtfr.,:;'|!()[]/ -")
_BROAD = frozenset("mwMW@%")
_ELLIPSIS = "…"


def _width_of(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return _FULL
    if character in _THIN:
        return _NARROW
    if character in _BROAD:
        return _WIDE
    return _CAPITAL if character.isupper() else _USUAL


def width_of(text: str) -> float:
    """Return how wide a text is about, in parts of the size of its letters."""
    return sum(map(_width_of, text))


def lines_of(text: str, width: float, most: int) -> list[str]:
    """Return a text in at most so many lines of a width, in parts of the size of its letters.

    Words are kept whole where they fit a line; what is left over ends in an ellipsis.
    """
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest and len(lines) < most:
        line, rest = _first_line(rest, width)
        lines.append(line)
    if rest:
        last = lines[-1]
        while last and width_of(last + _ELLIPSIS) > width:
            last = last[:-1]
        lines[-1] = last.rstrip() + _ELLIPSIS
    return lines


def _first_line(text: str, width: float) -> tuple[str, str]:
    """Return the first line of a text, and what is left of it."""
    if width_of(text) <= width:
        return text, ""
    fitting, used = 0, 0.0
    while used + _width_of(text[fitting]) <= width:
        used += _width_of(text[fitting])
        fitting += 1
    end = max(fitting, 1)
    blank = text.rfind(" ", 0, end + 1)
    if blank > 0:
        return text[:blank], text[blank + 1 :]
    return text[:end], text[end:]
