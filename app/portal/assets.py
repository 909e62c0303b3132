"""The files that pages need: read once into memory, found by exact name, so no request ever becomes a file path."""

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    "": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    body: bytes
    media_type: str


def _read(folder: Traversable, prefix: str = "") -> dict[str, Asset]:
    found: dict[str, Asset] = {}
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            found |= _read(entry, f"{name}/")
        else:
            _, dot, suffix = entry.name.rpartition(".")
            # a kind of file nobody decided on fails here, at the start, and is not sent with a guessed type
            found[name] = Asset(entry.read_bytes(), _TYPES[f"{dot}{suffix}" if dot else ""])
    return found


ASSETS = _read(files("app.portal") / "static")
