"""What a client accepts (RFC 9110 12.5.1) against what an address answers with: JSON, unless its route says else."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import FastAPI
from starlette.routing import compile_path

from app.core.exporting import FORMATS
from app.core.routes import routes_of

JSON = "application/json"
_PROBLEM = "application/problem+json"
_REFUSED = re.compile(r"q\s*=\s*0(\.0{0,3})?")


class MediaTypes:
    """The media types of the addresses below `/v1` that answer with something else than JSON."""

    def __init__(self, routes: Iterable[tuple[str, str]]) -> None:
        self._others = [(compile_path(path)[0], media_type) for path, media_type in routes]

    def of(self, path: str) -> str:
        """Return what an address answers with: a table by its ending, whatever the table."""
        if table := FORMATS.get(path.rpartition(".")[2]):
            return table
        return next((media_type for pattern, media_type in self._others if pattern.match(path)), JSON)


def media_routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Yield the paths of routes that declare another response than JSON, each with its media type."""
    for path, route in routes_of(app):
        # what a route leaves to the application is wrapped
        response: Any = getattr(route.response_class, "value", route.response_class)
        if response.media_type and response.media_type != JSON:
            yield path, response.media_type


def accepts(accept: bytes, media_type: str) -> bool:
    """Whether an Accept header lets the answer be of a type: the most specific range that fits decides.

    Problems are JSON whatever an address answers with, so whoever accepts those alone is answered, too.
    """
    if accept == b"*/*":
        return True
    said: dict[str, bool] = {}
    for part in accept.decode("latin-1").split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        said[media_range] = not any(_REFUSED.fullmatch(parameter) for parameter in parameters)
    fitting = (media_type, _PROBLEM, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((said[one] for one in fitting if one in said), False)
