"""Who may call what: every endpoint declares it, and one that does not fails the tests and the start."""

from collections.abc import Callable
from typing import Any, TypeVar

from starlette.types import Scope

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

PUBLIC = "public"


CREDENTIALS = b"authorization"


def signed_in(scope: Scope) -> bool:
    """Whether a request carries credentials."""
    return any(name == CREDENTIALS for name, _ in scope["headers"])


def public(endpoint: Endpoint) -> Endpoint:
    """Declare that everyone may call this endpoint: it shows published records and nothing else."""
    endpoint.__access__ = PUBLIC  # type: ignore[attr-defined] # read by `access_of`
    return endpoint


def access_of(endpoint: Callable[..., Any]) -> str | None:
    """Return what an endpoint declared, or None if it declared nothing."""
    access: str | None = getattr(endpoint, "__access__", None)
    return access
