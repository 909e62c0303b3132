"""Addresses of documents: which may be recorded, and which two are one."""

import re
from urllib.parse import SplitResult, urlsplit

# the ports that go without saying, by scheme; an address that is told without one may be of either
_USUAL_PORTS = {"http": {80}, "https": {443}, "": {80, 443}}
# RFC 3986 3.1. In running text a blank follows the colon; before a script it may, and the script runs.
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\s)|(javascript|vbscript|data):", re.IGNORECASE)
# what a browser would take for an address too: a host with a point in it, and perhaps a port, a path, a query
_BARE = re.compile(r"[^\s/?#@:]+(\.[^\s/?#@:]+)+(:\d{1,5})?([/?#]\S*)?")
_WEB = ("http://", "https://")
# what no address holds unescaped (RFC 3986 2)
_UNFIT = re.compile(r"[\s<>\"\\^`{|}]")


def is_address(text: str) -> bool:
    """Whether text in one line may stand as the address of a document.

    It is an address on the web without credentials in it, or plain text that says where the document is kept. Other
    schemes are not let through: somebody may make a link of what stands there.
    """
    return _SCHEME.match(text) is None or _parts(text) is not None


def is_on_the_web(text: str) -> bool:
    """Whether text is an address that a browser opens, with nothing secret in it."""
    return text.lower().startswith(_WEB) and address_key(text) is not None


def address_key(text: str | None) -> str | None:
    """Return what is the same for all spellings of an address on the web, or None for what is none.

    The scheme does not count, nor do the case of the host, a port that goes without saying, a fragment, and slashes at
    the end of the path. Plain text has no key: one archive holds many documents.
    """
    parts = _parts(text) if text else None
    if parts is None:
        return None
    port = f":{parts.port}" if parts.port and parts.port not in _USUAL_PORTS[parts.scheme] else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.hostname}{port}{parts.path.rstrip('/')}{query}"


def _parts(text: str) -> SplitResult | None:
    """Return the parts of an address on the web, with or without its scheme, or None if it is none."""
    bare = _BARE.fullmatch(text)
    try:
        parts = urlsplit(f"//{text}" if bare else text)
        fit = _is_fit(parts)
    except ValueError:
        return None
    known = bare or (parts.scheme and parts.scheme in _USUAL_PORTS)
    return parts if fit and known and not _UNFIT.search(text) else None


def _is_fit(parts: SplitResult) -> bool:
    """Whether there is a host, no credentials before it, and a port only where there can be one.

    Raises:
        ValueError: the port is none.
    """
    return bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
