"""Walking a list: its own route answers page by page, in one snapshot, until there is no next page."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from functools import cached_property
from inspect import signature
from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode

from annotated_types import Le
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.types import Message, Scope

from app.core.errors import Moved
from app.core.exporting import PAGING, CsvForm, Quick, quick_way_of
from app.core.lending import Lent, lend
from app.core.routes import query_names
from app.exports.columns import Column, columns_of

# What of the outer request must not reach the inner one: a page that the client knows is needed all the same, and what
# ends a page is to end the export, so nothing in between may make an answer of it.
_CONDITIONS = frozenset({b"if-none-match", b"if-modified-since", b"range"})
_HANDLERS = "starlette.exception_handlers"


class Listing:
    """A list of the API: the route that gives its pages, and where that is."""

    def __init__(self, route: APIRoute, path: str) -> None:
        self.route = route
        self.path = path
        self.names = query_names(route.endpoint) - PAGING

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of its items."""
        (item,) = get_args(self.route.response_model.model_fields["items"].annotation)
        return columns_of(item)

    @cached_property
    def filters(self) -> type[BaseModel] | None:
        """The model of its query, where that is one."""
        kinds = (
            next(iter(get_args(one.annotation)), None) for one in signature(self.route.endpoint).parameters.values()
        )
        models = (kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel))
        return next((model for model in models if "limit" in model.model_fields), None)

    @cached_property
    def most(self) -> int:
        """How many items a page has at most."""
        marks = self.filters.model_fields["limit"].metadata if self.filters else []
        return next(int(str(mark.le)) for mark in marks if isinstance(mark, Le))


def is_paged(route: APIRoute) -> bool:
    """Whether a route answers with pages of a list."""
    model = route.response_model
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return False
    return {"items", "next", "prev"} <= set(model.model_fields) and "cursor" in query_names(route.endpoint)


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk through a list: for whom and where (`scope`), what is asked, and in which snapshot."""

    listing: Listing
    scope: Scope
    query: str
    lent: Lent
    ending: str

    async def pages(self) -> AsyncIterator[list[dict[str, Any]]]:
        """Yield the items of each page, or many at a time in the list's own quick way; there may be none at all.

        Raises:
            Fact, Moved, RequestValidationError: what the list says to such a request.
        """
        if quick := await self.quickly():
            async with aclosing(quick) as pieces:
                async for piece in pieces:
                    yield json.loads(b"[%b]" % b",".join(piece.splitlines()))
            return
        cursor: str | None = None
        while True:
            page = await self._page(cursor)
            yield page["items"]
            # nothing that was read for a page is needed for the next
            self.lent.session.expunge_all()
            cursor = page["next"]
            if cursor is None:
                return

    async def quickly(self, csv: CsvForm | None = None) -> AsyncGenerator[bytes] | None:
        """Return the items as pieces of NDJSON, or of CSV, in the list's own quick way, or None where it has none.

        Raises:
            Fact, Moved, RequestValidationError: what the list says to such a request.
        """
        way = quick_way_of(self.listing.route.endpoint)
        if way is None or self.listing.filters is None:
            return None
        # what the list refuses, it refuses here
        await self._page(None, limit=1)
        filters = self.listing.filters.model_validate(dict(parse_qsl(self.query, keep_blank_values=True)))
        settings = self.scope["app"].state.settings
        return way(Quick(self.lent, filters, settings.export_timeout, settings.sign_of_life_months, csv))

    async def _page(self, cursor: str | None, limit: int | None = None) -> dict[str, Any]:
        parts: list[bytes] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            parts.append(message.get("body", b""))

        try:
            await self.listing.route.app(self._inner(cursor, limit), receive, send)
        except Moved as moved:
            path = f"{moved.path}.{self.ending}"
            raise Moved(path) from None
        page: dict[str, Any] = json.loads(b"".join(parts))
        return page

    def _inner(self, cursor: str | None, limit: int | None) -> Scope:
        values = {name: value for name, value in self.scope["path_params"].items() if name != "format"}
        path = self.scope["path"].removesuffix(f".{self.ending}")
        inner = {name: value for name, value in self.scope.items() if name != _HANDLERS}
        inner |= {
            "path": path,
            "raw_path": path.encode(),
            "path_params": values,
            "query_string": "&".join(self._query(cursor, limit)).encode(),
            "headers": [header for header in self.scope["headers"] if header[0] not in _CONDITIONS],
        }
        lend(inner, self.lent)
        return inner

    def _query(self, cursor: str | None, limit: int | None) -> Iterator[str]:
        if self.query:
            yield self.query
        yield f"limit={limit or self.listing.most}"
        if cursor:
            yield f"cursor={cursor}"


def split_query(raw: bytes, own: frozenset[str]) -> tuple[dict[str, str], str]:
    """Return the parameters of a query that are an export's `own`, and the rest as a query.

    It has been parsed before, so it is known to be readable, with each name once.
    """
    pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict") if raw else []
    values = {name: value for name, value in pairs if name in own}
    return values, urlencode([pair for pair in pairs if pair[0] not in own])
