"""Who asks, and who may call what: every endpoint declares it, and one that does not fails the tests and the start."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from starlette.types import Scope

from app.core.errors import NotPermitted
from app.core.refusals import NotSignedIn

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

# what an endpoint may declare beside the permissions of the domain
PUBLIC = "public"
SIGNED_IN = "signed_in"
OPEN = "open"

CREDENTIALS = b"authorization"
_PRINCIPAL = "inovasi.principal"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: an account, through a key, a token or the command line.

    `territory` are the agencies whose records the account keeps; None stands for all of them. `credential` is the key's
    id or the token's subject, never a secret.
    """

    account_id: UUID | None
    name: str
    roles: frozenset[str]
    permissions: frozenset[str]
    agency_id: UUID | None
    territory: frozenset[UUID] | None
    via: str
    credential: str | None

    def may(self, permission: str) -> bool:
        """Whether the account, through this credential, has a permission."""
        return permission in self.permissions

    def may_everywhere(self, permission: str) -> bool:
        """Whether it has a permission, and for the whole city: what a key that is bound to an agency has not."""
        return self.may(permission) and self.territory is None

    def keeps(self, agency_id: UUID | None) -> bool:
        """Whether records of an agency are the account's to keep; those of no agency are only whoever keeps all."""
        return self.territory is None or agency_id in self.territory


# Who does what is open to everyone: somebody without an account, who may nothing and keeps nothing. It stands also for
# those who sign in, so that neither the audit nor a kept answer tells who it was.
NAMELESS = Principal(
    account_id=None,
    name="publik",
    roles=frozenset(),
    permissions=frozenset(),
    agency_id=None,
    territory=frozenset(),
    via=OPEN,
    credential=None,
)


def principal_of(scope: Scope) -> Principal | None:
    """Return who asks, or None if the request has no credentials."""
    principal: Principal | None = scope.get(_PRINCIPAL)
    return principal


def sign_in(scope: Scope, principal: Principal) -> None:
    """Note who asks."""
    scope[_PRINCIPAL] = principal


def credentials_of(scope: Scope) -> bytes | None:
    """Return the Authorization header of a request, or None."""
    return next((value for name, value in scope["headers"] if name == CREDENTIALS), None)


def public(endpoint: Endpoint) -> Endpoint:
    """Declare that everyone may call this endpoint: it shows published records and nothing else."""
    return _declare(endpoint, PUBLIC)


def open_to_all(endpoint: Endpoint) -> Endpoint:
    """Declare that everyone may change something through this endpoint, in nobody's name and within a limit of its own.

    It is no shorter word for `public`: through it is written what nobody answers for.
    """
    return _declare(endpoint, OPEN)


def asked_of_all(endpoint: Endpoint) -> Endpoint:
    """Declare that everyone is asked to send something through this endpoint: `open_to_all`, within a wider limit.

    Many people come by one address, where a counter has a tablet or a mobile network one way out for all.
    """
    endpoint.__asked__ = True  # type: ignore[attr-defined] # read by `is_asked_of_all`
    return open_to_all(endpoint)


def is_asked_of_all(endpoint: Callable[..., Any]) -> bool:
    """Whether everyone is asked to send something through an endpoint."""
    return getattr(endpoint, "__asked__", False)


def signed_in(endpoint: Endpoint) -> Endpoint:
    """Declare that whoever has credentials may call this endpoint."""
    return _declare(endpoint, SIGNED_IN)


def needs(permission: str) -> Callable[[Endpoint], Endpoint]:
    """Declare which permission an endpoint needs; which records it lets the caller at is the service's to say."""

    def declare(endpoint: Endpoint) -> Endpoint:
        return _declare(endpoint, permission)

    return declare


def _declare(endpoint: Endpoint, access: str) -> Endpoint:
    endpoint.__access__ = access  # type: ignore[attr-defined] # read by `access_of`
    return endpoint


def access_of(endpoint: Callable[..., Any]) -> str | None:
    """Return what an endpoint declared, or None if it declared nothing."""
    access: str | None = getattr(endpoint, "__access__", None)
    return access


def admit(scope: Scope, access: str | None) -> None:
    """Let a request through to an endpoint that declared `access`.

    Raises:
        NotSignedIn: it has no credentials.
        NotPermitted: they do not go so far.
    """
    if access in {PUBLIC, OPEN}:
        return
    principal = principal_of(scope)
    if principal is None:
        raise NotSignedIn
    if access != SIGNED_IN and (access is None or access not in principal.permissions):
        raise NotPermitted
