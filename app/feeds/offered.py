"""What the service offers to everybody: the paths that are read without credentials and without saying more."""

from functools import lru_cache
from inspect import Parameter, signature
from typing import get_args

from fastapi import FastAPI, params
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.core.accepting import JSON, media_routes
from app.core.routes import routes_of
from app.core.security import PUBLIC, access_of


@lru_cache(maxsize=4)
def offered_by(service: FastAPI) -> dict[str, str]:
    """Return the paths in their order, each with the media type of its answers."""
    others = dict(media_routes(service))
    open_paths = (
        path for path, route in routes_of(service) if access_of(route.endpoint) == PUBLIC and _asks_none(route)
    )
    return {path: others.get(path, JSON) for path in sorted(open_paths)}


def _asks_none(route: APIRoute) -> bool:
    """Whether a route answers without any parameter in the query."""
    return not any(_is_asked(parameter) for parameter in signature(route.endpoint).parameters.values())


def _is_asked(parameter: Parameter) -> bool:
    kind, *marks = get_args(parameter.annotation) or (None,)
    if not any(isinstance(mark, params.Query) for mark in marks):
        return False
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return any(part.is_required() for part in kind.model_fields.values())
    return parameter.default is Parameter.empty
