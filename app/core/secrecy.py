"""What must not be repeated, wherever it turns up: keys and tokens that somebody put into an address."""

import re

_HINTS = ("inovasi_", "eyJ")
# an API key from its secret on, and what has the form of a signed token (RFC 7515 7.1)
_KEY = re.compile(r"(inovasi_[A-Za-z0-9]{1,20}_)[A-Za-z0-9_%-]+")
_TOKEN = re.compile(r"eyJ[A-Za-z0-9_%-]+\.[A-Za-z0-9_%-]+(\.[A-Za-z0-9_%-]*)?")


def without_secrets(text: str) -> str:
    """Return a path without the secret half of a key and without tokens."""
    if not any(hint in text for hint in _HINTS):
        return text
    return _TOKEN.sub("(token)", _KEY.sub(r"\1(secret)", text))
