"""The files of pages: found by exact name, so no request ever becomes a file path, and read at the first need."""

from dataclasses import dataclass
from functools import cached_property
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


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    file: Traversable
    media_type: str

    @cached_property
    def body(self) -> bytes:
        """What it holds; a service that nobody reads the pages of does without."""
        return self.file.read_bytes()


def _found_in(folder: Traversable, prefix: str = "") -> dict[str, Asset]:
    found: dict[str, Asset] = {}
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            found |= _found_in(entry, f"{name}/")
        else:
            _, dot, suffix = entry.name.rpartition(".")
            # a kind of file nobody decided on fails here, at the start, and is not sent with a guessed type
            found[name] = Asset(entry, _TYPES[f"{dot}{suffix}" if dot else ""])
    return found


ASSETS = _found_in(files("app.portal") / "static")
