"""How names are compared: one key for spellings that differ only in case, accents or punctuation."""

import re
import unicodedata

_DOTLESS_I = "\N{LATIN SMALL LETTER DOTLESS I}"
_SEPARATORS = re.compile(r"[\W_]+")


def search_key(text: str) -> str:
    """Return `text` folded for comparison: case, accents and width folded, punctuation as single spaces.

    `"E- RESES"` and `"e-reses"` both give `"e reses"`.
    """
    folded = unicodedata.normalize("NFKD", text).casefold().replace(_DOTLESS_I, "i")
    # what only joins, or is not seen at all (zero-width), does not part a word
    bare = "".join(c for c in folded if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return _SEPARATORS.sub(" ", bare).strip()


def compact_key(text: str) -> str:
    """Return the key without its spaces, so that `ereses` finds `E-RESES`."""
    return search_key(text).replace(" ", "")


def slugify(text: str) -> str:
    """Return the name's part of a public address: lower-case ASCII words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", search_key(text)).strip("-")
