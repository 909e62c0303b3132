"""Two kinds of GET route: documents that are served as they are stored, and reads that are composed for each request.

Both refuse unknown and repeated parameters and answer conditional requests (RFC 9110 13.1.2) with strong validators.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from inspect import signature
from typing import Annotated, Any, get_args
from urllib.parse import parse_qsl

from fastapi import Depends, FastAPI, Request, Response, params
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.types import Scope
from typing_extensions import override

from app.core.errors import FieldError, InvalidRequest, NotFound
from app.core.lending import lent_to
from app.core.problems import field_errors
from app.core.reading import Reader
from app.core.security import OPEN, Principal, access_of, admit, principal_of

# a cache lays these over the answer that it has (RFC 9111 4.3.4), so they must be those of the whole answer
_KEPT_BY_304 = ("etag", "cache-control", "vary", "content-language", "content-security-policy")
# Anyone may keep an answer, and must ask whether it still holds: no stale read after a commit.
PUBLIC_CACHE = "public, no-cache"
PRIVATE_CACHE = "private, no-cache"
# what a client may send unescaped in a query and a Link header must not repeat
_UNSAFE_IN_LINK = str.maketrans({character: f"%{ord(character):02X}" for character in "<>\"' "})


def _cache_of(*, private: bool) -> str:
    """Return the Cache-Control of an answer; what whoever is signed in gets is for them alone."""
    return PRIVATE_CACHE if private else PUBLIC_CACHE


def parse_query(raw: bytes, known: frozenset[str]) -> tuple[dict[str, str], list[FieldError]]:
    """Return the known parameters of a query string, and an error for each that is unknown or given twice.

    Raises:
        InvalidRequest: the query cannot be read, because it is not UTF-8 or has too many parameters.
    """
    if not raw:
        return {}, []
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=50)
    except ValueError:
        raise InvalidRequest(field_errors([{"type": "query_unreadable", "loc": ("query", "")}])) from None
    values = dict(pairs)
    if len(values) != len(pairs) or not known.issuperset(values):
        return {name: value for name, value in values.items() if name in known}, _wrong_names(pairs, known)
    return values, []


def _wrong_names(pairs: list[tuple[str, str]], known: frozenset[str]) -> list[FieldError]:
    names = [name for name, _ in pairs]
    unknown = [
        {"type": "extra_forbidden", "loc": ("query", name)} for name in dict.fromkeys(names) if name not in known
    ]
    repeated = [
        {"type": "repeated", "loc": ("query", name)}
        for name in dict.fromkeys(names)
        if name in known and names.count(name) > 1
    ]
    return field_errors(unknown + repeated)


def known_tags(header: str) -> frozenset[str]:
    """Return the opaque tags of an If-None-Match header, compared weakly (RFC 9110 13.1.2); `*` stands for any."""
    return frozenset(tag.strip().removeprefix("W/") for tag in header.split(",")) if header else frozenset()


def other_page(address: str, raw_query: str) -> str:
    """Return the address of another page of a list up to its cursor: every other parameter is kept."""
    raw = raw_query.translate(_UNSAFE_IN_LINK)
    kept = [pair for pair in raw.split("&") if pair and not pair.startswith("cursor=")]
    return f"{address}?{'&'.join([*kept, 'cursor='])}"


def link_pages(request: Request, response: Response, cursors: dict[str, str | None]) -> None:
    """Set the Link header (RFC 8288) to the neighbouring pages of a list."""
    address = f"{request.app.state.settings.public_url}{request.scope['path']}"
    page = other_page(address, request.scope["query_string"].decode("latin-1"))
    links = [f'<{page}{cursor}>; rel="{name}"' for name, cursor in cursors.items() if cursor]
    if links:
        response.headers["link"] = ", ".join(links)


@dataclass(slots=True)
class Asked:
    """What the handler of a document may know about a request besides its parameters.

    `primary` reads what was committed last, `reader` from the replica for the public. `sign_months` are those within
    which an innovation owes a sign of life.
    """

    reader: Reader
    primary: Reader
    principal: Principal | None
    known: frozenset[str]
    path: str
    raw_query: str
    base_url: str
    sign_months: int

    def knows(self, etag: str) -> bool:
        """Whether the client already has the representation with this tag."""
        return etag in self.known or "*" in self.known

    def other_page(self) -> str:
        """Return the public address of another page of the same list, every other parameter kept, up to its cursor."""
        return other_page(f"{self.base_url}{self.path}", self.raw_query)


@dataclass(slots=True)
class Document:
    """The answer of a document's handler: bytes as stored, and their strong tag. No body: the client has it."""

    etag: str
    body: bytes | None
    links: list[str] = field(default_factory=list)


async def asked(request: Request) -> Asked:
    """Return what a document's handler may know about a request."""
    return asked_of(request.scope)


AskedDep = Annotated[Asked, Depends(asked)]


def asked_of(scope: Scope) -> Asked:
    """Return what a document's handler may know, from the bare scope."""
    known = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"if-none-match"), "")
    state, principal, lent = scope["app"].state, principal_of(scope), lent_to(scope)
    return Asked(
        lent.reader if lent else state.database.reader_for(signed_in=principal is not None),
        state.database.reader,
        principal,
        known_tags(known),
        scope["path"],
        scope["query_string"].decode("latin-1"),
        state.settings.public_url,
        state.settings.sign_of_life_months,
    )


Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class DocumentRoute(APIRoute):
    """A route whose handler finds stored bytes; declared and documented like any other.

    FastAPI's own way to a handler (dependency graph, exit stacks, validation into fields, serialisation) costs several
    times what the read itself does. Here the query goes straight into its model and the stored bytes straight out; the
    gateway calls `answer` without passing through the framework's stack. Dependencies other than `AskedDep` do not run.
    """

    def __init__(self, path: str, endpoint: Callable[..., Awaitable[Document]], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self._query = next(((name, kind) for name, kind in _query_parameters(endpoint).items() if kind), None)
        self._known = query_names(endpoint)
        self._path = {
            name: TypeAdapter(parameter.annotation)
            for name, parameter in signature(endpoint).parameters.items()
            if any(isinstance(mark, params.Path) for mark in get_args(parameter.annotation)[1:])
        }
        self._document = endpoint
        self._access = access_of(endpoint)

    async def answer(self, scope: Scope, path_values: dict[str, str]) -> Answer:
        """Return status, headers and body for a request.

        Raises:
            Fact: the request cannot be answered.
        """
        admit(scope, self._access)
        arguments: dict[str, Any] = {}
        values, errors = parse_query(scope["query_string"], self._known)
        for name, value in path_values.items():
            try:
                arguments[name] = self._path[name].validate_python(value)
            except ValidationError as error:
                errors += field_errors(error.errors(include_url=False, include_input=False), "path", name)
        if self._query is not None:
            name, model = self._query
            try:
                arguments[name] = model.model_validate(values)
            except ValidationError as error:
                errors += field_errors(error.errors(include_url=False, include_input=False), "query")
        if errors:
            raise InvalidRequest(errors)
        request = asked_of(scope)
        document = await self._document(asked=request, **arguments)
        headers = [
            (b"etag", document.etag.encode()),
            (b"cache-control", _cache_of(private=request.principal is not None).encode()),
        ]
        if document.body is None:
            return 304, headers, b""
        if document.links:
            headers.append((b"link", ", ".join(document.links).encode()))
        headers.append((b"content-type", b"application/json"))
        headers.append((b"content-length", str(len(document.body)).encode()))
        return 200, headers, document.body

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        async def handle(request: Request) -> Response:
            status, headers, body = await self.answer(request.scope, request.path_params)
            response = Response(body, status)
            response.raw_headers = headers
            return response

        return handle


class ReadRoute(APIRoute):
    """A route that composes its answer; the tag is a digest of the bytes, so it changes when and only when they do.

    Where the handler gives the tag of the record's version, that stands in front: `"v3-…"` serves as If-Match too.
    """

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        known, access = query_names(self.endpoint), access_of(self.endpoint)

        async def conditional(request: Request) -> Response:
            admit(request.scope, access)
            _, errors = parse_query(request.scope["query_string"], known)
            if errors:
                raise InvalidRequest(errors)
            for value in request.path_params.values():
                if "\x00" in str(value):
                    raise NotFound
            response = await handle(request)
            if response.status_code == 200:  # noqa: PLR2004 - OK
                etag = response.headers["etag"] = _tag_of(response)
                response.headers.setdefault("cache-control", _cache_of(private=principal_of(request.scope) is not None))
                tags = known_tags(request.headers.get("if-none-match", ""))
                if etag in tags or "*" in tags:
                    return _not_modified(response)
            return response

        return conditional


def _tag_of(response: Response) -> str:
    digest = blake2b(response.body, digest_size=12).hexdigest()
    version = response.headers.get("etag", "").strip('"')
    return f'"{version}-{digest}"' if version else f'"{digest}"'


def _query_parameters(endpoint: Callable[..., Any]) -> dict[str, type[BaseModel] | None]:
    """Return the names of an endpoint's query parameters, each with its model if it is one."""
    found: dict[str, type[BaseModel] | None] = {}
    for name, parameter in signature(endpoint).parameters.items():
        kind, *marks = get_args(parameter.annotation) or (None,)
        if any(isinstance(mark, params.Query) for mark in marks):
            found[name] = kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
    return found


def query_names(endpoint: Callable[..., Any]) -> frozenset[str]:
    """Return the names of an endpoint's query parameters."""
    names: set[str] = set()
    for name, model in _query_parameters(endpoint).items():
        names |= {part.alias or own for own, part in model.model_fields.items()} if model else {name}
    return frozenset(names)


def _not_modified(response: Response) -> Response:
    kept = {name: response.headers[name] for name in _KEPT_BY_304 if name in response.headers}
    return Response(status_code=304, headers=kept)


def routes_of(app: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    """Yield every API route of the application with its whole path."""
    for context in iter_route_contexts(app.routes):
        route = getattr(context, "original_route", context)
        path = getattr(context, "path", None)
        if isinstance(route, APIRoute) and path is not None:
            yield path, route


def open_routes(app: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    """Yield the routes through which everyone may change something."""
    for path, route in routes_of(app):
        if access_of(route.endpoint) == OPEN:
            yield path, route


def document_routes(app: FastAPI) -> Iterator[tuple[str, DocumentRoute]]:
    """Yield the routes that the gateway answers without the framework's stack."""
    for path, route in routes_of(app):
        if isinstance(route, DocumentRoute):
            yield path, route
