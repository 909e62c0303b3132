"""Changes: one request, one transaction, committed before the answer leaves, and once however often it is sent."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError
from typing_extensions import override

from app.core.bodies import check_media_type
from app.core.crypto import Vault
from app.core.database import Database, ReadSession, Session
from app.core.errors import BadRequest, InvalidRequest, NotFound
from app.core.idempotency import EVERYONE, HEADER, Claim, fingerprint, read_key
from app.core.refusals import NotSignedIn
from app.core.routes import PRIVATE_CACHE, parse_query, query_names
from app.core.security import NAMELESS, OPEN, Principal, access_of, admit, principal_of

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

_JSON = frozenset({b"application/json"})
# RFC 7396; plain JSON is taken for the same, because most clients say no more
_PATCH = frozenset({b"application/merge-patch+json", b"application/json"})
_WORK = "inovasi.work"
_MOST_PATH = 400
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# What another request committed meanwhile ended this one: 23505 something is there already, 40001 and 40P01 the two
# stood in each other's way. Done once more, the work sees it, and says what there is to say of it.
_OVERTAKEN = frozenset({"23505", "40001", "40P01"})


@dataclass(frozen=True, slots=True)
class Work:
    """What a change is done with: the transaction, who asks, and in which request.

    Where everyone may ask, nobody is known to. `at` is the moment of the request in UTC: everything that it changes
    bears the same time. `path` is the one that was asked for, empty where no request was.
    """

    session: Session
    principal: Principal
    request_id: str
    at: datetime
    path: str = ""


def secret_answer(endpoint: Endpoint) -> Endpoint:
    """Declare that the answer of an endpoint holds a secret and must not be kept to be repeated."""
    endpoint.__secret__ = True  # type: ignore[attr-defined] # read by `answers_secret`
    return endpoint


def answers_secret(endpoint: Callable[..., Any]) -> bool:
    """Whether an endpoint's answer holds a secret."""
    return getattr(endpoint, "__secret__", False)


class WriteRoute(APIRoute):
    """A route that changes something: its handler works within a transaction that this route begins and commits.

    A transaction that another one overtook is done once more from its beginning, before anything was answered; so a
    handler must leave nothing behind but what it does in the transaction.
    """

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        access, secret = access_of(self.endpoint), answers_secret(self.endpoint)
        known = query_names(self.endpoint)

        async def work(request: Request, principal: Principal, claim: Claim | None) -> Response:
            scope = request.scope
            database: Database = request.app.state.database
            async with database.sessions.begin() as session:
                response = await claim.earlier(session) if claim else None
                if response is None:
                    scope[_WORK] = _work_of(request, session, principal)
                    response = await handle(request)
                    if claim:
                        await claim.keep(session, response, secret=secret)
            response.headers.setdefault("cache-control", "no-store" if secret else PRIVATE_CACHE)
            return response

        async def write(request: Request) -> Response:
            admit(request.scope, access)
            body = await _read(request, known)
            principal = NAMELESS if access == OPEN else principal_of(request.scope)
            if principal is None:
                raise NotSignedIn
            claim = _claim(request, principal, body)
            try:
                return await work(request, principal, claim)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _OVERTAKEN:
                    raise
            return await work(request, principal, claim)

        return write


async def _read(request: Request, known: frozenset[str]) -> bytes:
    """Return the body of a request for a change.

    Raises:
        InvalidRequest: it has query parameters that the operation does not know.
        NotFound: its path cannot be anything's.
        UnsupportedMediaType: its body is of another type.
        BadRequest: its body is no text in UTF-8, which JSON always is (RFC 8259 8.1).
    """
    _, errors = parse_query(request.scope["query_string"], known)
    if errors:
        raise InvalidRequest(errors)
    if any("\x00" in str(value) for value in request.path_params.values()):
        raise NotFound
    body = await request.body()
    if body:
        check_media_type(request.scope, _PATCH if request.method == "PATCH" else _JSON)
        _check_text(body)
    return body


def _check_text(body: bytes) -> None:
    """Refuse what Python's parser would read by guessing: other encodings, a byte order mark, encoded surrogates."""
    try:
        body.decode()
    except UnicodeDecodeError:
        raise BadRequest from None
    if b"\x00" in body or body.startswith(_BYTE_ORDER_MARK):
        raise BadRequest


def _work_of(request: Request, session: Session, principal: Principal) -> Work:
    return Work(session, principal, request.scope["inovasi.request_id"], datetime.now(UTC), request.scope["path"])


def _claim(request: Request, principal: Principal, body: bytes) -> Claim | None:
    """Return the claim that a POST with an Idempotency-Key makes; one of nobody's is a claim of everyone together.

    Raises:
        InvalidRequest: the key has the wrong form.
    """
    header = request.headers.get(HEADER)
    if header is None or request.method != "POST":
        return None
    if len(request.scope["path"]) > _MOST_PATH:
        # no record has such an address, as the operation will say; the index of kept answers could not hold it
        return None
    content = fingerprint(request.scope["query_string"], body)
    vault: Vault | None = request.app.state.vault
    if vault is not None:
        # a digest without a key would let whoever gets hold of it try out every civil-service number
        content = vault.matching.digest("request", content.hex())
    whose = principal.account_id or EVERYONE
    return Claim(whose, request.method, request.scope["path"], read_key(header), content)


async def current_work(request: Request) -> Work:
    """Return the work of the request, which its route began."""
    work: Work = request.scope[_WORK]
    return work


WorkDep = Annotated[Work, Depends(current_work)]


async def look(request: Request, session: ReadSession) -> Work:
    """Return what a read is done with that goes by the same rules as the changes it leads to.

    Raises:
        NotSignedIn: nobody asks.
    """
    principal = principal_of(request.scope)
    if principal is None:
        raise NotSignedIn
    return _work_of(request, session, principal)


LookDep = Annotated[Work, Depends(look)]
