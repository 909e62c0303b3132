"""Reading and writing the documents of innovations, and the tables behind them."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import FieldError, InvalidCursor, InvalidRequest, NotPermitted, Text
from app.core.paging import Cursor, Cut, cut, seal, unseal
from app.core.queries import by_key, identity
from app.core.reading import Reader
from app.core.routes import Asked, Document
from app.core.text import compact_key, search_key
from app.innovations import documents
from app.innovations.listing import ORDERS, SIZES, Shape, counting, listing
from app.innovations.schemas import InnovationFilters
from app.models import Innovation, InnovationDocument
from app.models.codes import RecordStatus

_ID_BYTES = 16
_FORWARDS, _BACKWARDS = b"\0", b"\1"

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")

# what a filter names must exist: a misspelt agency is an error, not an empty list
_REFERENCES = {
    "agency": "SELECT 1 FROM agency WHERE slug = $1 OR id::text = $1",
    "area": "SELECT 1 FROM area WHERE code = $1",
    "classification": """SELECT 1 FROM classification c LEFT JOIN term t ON t.classification_id = c.id
        WHERE $1 IN (c.slug, c.slug || '/' || t.slug)""",
    "innovator": "SELECT 1 FROM person WHERE slug = $1 OR id::text = $1",
}


def _values(filters: InnovationFilters) -> dict[str, Any]:
    """Return the conditions of a filter by their names in `_conditions`, with their values."""
    values: dict[str, Any] = {}
    for name in ("kind", "stage", "form"):
        if value := getattr(filters, name):
            values[name] = value.value
    if filters.agency:
        values["agency"] = str(identity(filters.agency) or filters.agency)
    if filters.innovator:
        found = identity(filters.innovator)
        values["innovator_id" if found else "innovator"] = found or filters.innovator
    facets = {
        "area": filters.area,
        "year": filters.year,
        "term": filters.classification,
    }
    if words := [f"{name}:{value}" for name, value in facets.items() if value]:
        values["facets"] = words
    if filters.q is not None:
        values["q"], values["q_compact"] = search_key(filters.q), compact_key(filters.q)
    return values


class InnovationReader:
    """Published innovations as stored documents."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def search(self, filters: InnovationFilters, asked: Asked) -> Document:
        """Return a page of cards.

        Raises:
            NotPermitted: records that are not published were asked for.
            InvalidCursor: the cursor belongs to another list.
            InvalidRequest: a filter names a record that does not exist.
        """
        if filters.status not in {None, RecordStatus.PUBLISHED}:
            raise NotPermitted
        values = _values(filters)
        belongs = f"innovations {filters.sort.value} {sorted(values.items())}" if values else filters.sort.value
        conditions = frozenset(values)
        cursor = self._place(filters, belongs, values)
        shape = Shape(
            filters.sort,
            conditions,
            cursor is not None,
            cursor is not None and cursor.backwards,
            next(size for size in SIZES if size >= filters.limit),
        )
        if values.get("q") == "":
            # nothing but punctuation is looked for, and no name has nothing but that
            await self._check_references(filters)
            nothing = Cut([], has_next=False, has_prev=False)
            return self._page([], nothing, 0 if filters.with_total else None, belongs, asked)
        total = await self._total(shape, values) if filters.with_total else None
        if asked.known:
            revisions = (await self._rows(replace(shape, bodies=False), values))[0][0] or []
            tag = _list_tag(cut(revisions, filters.limit, cursor), total)
            if asked.knows(tag):
                return Document(tag, None)
        page = cut(await self._rows(shape, values), filters.limit, cursor)
        if not page.rows and cursor is None:
            await self._check_references(filters)
        return self._page([row["body"] for row in page.rows], page, total, belongs, asked)

    def _place(self, filters: InnovationFilters, belongs: str, values: dict[str, Any]) -> Cursor | None:
        if filters.cursor is None:
            return None
        payload = unseal(filters.cursor, belongs)
        backwards, key, row = payload[:1], payload[1:-_ID_BYTES], payload[-_ID_BYTES:]
        if len(row) != _ID_BYTES:
            raise InvalidCursor
        values["after_key"], values["after_id"] = ORDERS[filters.sort].read(key), UUID(bytes=row)
        return Cursor((), backwards == _BACKWARDS)

    async def _rows(self, shape: Shape, values: dict[str, Any]) -> Sequence[Any]:
        statement = listing(shape)
        return await self._reader.fetch(statement.sql, *statement.values(values))

    async def _total(self, shape: Shape, values: dict[str, Any]) -> int:
        statement = counting(shape.filters)
        rows = await self._reader.fetch(statement.sql, *statement.values(values))
        total: int = rows[0][0]
        return total

    async def _check_references(self, filters: InnovationFilters) -> None:
        wrong = []
        for name, sql in _REFERENCES.items():
            value = getattr(filters, name)
            if value and not await self._reader.fetch(sql, str(identity(value) or value)):
                wrong.append(FieldError(f"query/{name}", "unknown_reference", _UNKNOWN))
        if wrong:
            raise InvalidRequest(wrong)

    def _page(
        self,
        bodies: list[bytes],
        page: Cut,
        total: int | None,
        belongs: str,
        asked: Asked,
    ) -> Document:
        links, cursors, other_page = [], {}, asked.other_page()
        ends = (("next", page.has_next, _FORWARDS, -1), ("prev", page.has_prev, _BACKWARDS, 0))
        for name, wanted, direction, index in ends:
            cursors[name] = "null"
            if wanted and page.rows:
                token = seal(direction + page.rows[index]["place"], belongs)
                links.append(f'<{other_page}{token}>; rel="{name}"')
                cursors[name] = f'"{token}"'
        tail = f'],"next":{cursors["next"]},"prev":{cursors["prev"]},"total":{"null" if total is None else total}}}'
        body = b'{"items":[' + b",".join(bodies) + tail.encode()
        tag = _list_tag(Cut([row["revision"] for row in page.rows], page.has_next, page.has_prev), total)
        return Document(tag, body, links)

    async def get(self, key: str, asked: Asked) -> Document | None:
        """Return the whole record by id or slug, or None."""
        found = identity(key)
        column, value = ("innovation_id", found) if found else ("slug", key)
        if asked.known:
            known = await self._reader.fetch(_REVISION[column], value)
            if known and asked.knows(tag := f'"r{known[0][0]}"'):
                return Document(tag, None)
        rows = await self._reader.fetch(_DOCUMENT[column], value)
        return Document(f'"r{rows[0][0]}"', rows[0][1]) if rows else None


_REVISION = {
    column: f"SELECT revision FROM {InnovationDocument.__tablename__} WHERE {column} = $1"  # noqa: S608 - two names
    for column in ("innovation_id", "slug")
}
_DOCUMENT = {
    column: sql.replace("revision", "revision, convert_to(document, 'UTF8')", 1) for column, sql in _REVISION.items()
}


def _list_tag(page: Cut, total: int | None) -> str:
    """Return the strong tag of a page of revisions: the numbers of its texts, and what stands around them."""
    state = f"1 {page.rows} {page.has_next} {page.has_prev} {total}"
    return f'"l{blake2b(state.encode(), digest_size=12).hexdigest()}"'


def published() -> Select[Innovation]:
    """Innovations that everyone may see."""
    return select(Innovation).where(Innovation.status == RecordStatus.PUBLISHED)


class InnovationRepository:
    """The tables of innovations, and the writing of their documents."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find_published(self, key: str) -> UUID | None:
        """Return the id of a published innovation by id or slug."""
        statement = published().where(by_key(Innovation, key)).with_only_columns(Innovation.id)
        found: UUID | None = await self._session.scalar(statement)
        return found

    async def relations(self, innovation_id: UUID) -> list[dict[str, Any]]:
        """Return the relations of a record as its document tells them."""
        statement = select(InnovationDocument.document).where(InnovationDocument.innovation_id == innovation_id)
        document = await self._session.scalar(statement)
        relations: list[dict[str, Any]] = json.loads(document)["relations"] if document else []
        return relations

    async def next_ids(self, after: UUID, size: int) -> list[UUID]:
        """Return the ids of up to `size` innovations of any status that follow `after`."""
        rows = await self._session.execute(documents.BATCH, {"after": after, "size": size})
        return [row[0] for row in rows]

    async def neighbours(self, ids: Collection[UUID]) -> set[UUID]:
        """Return the innovations whose documents name one of these."""
        rows = await self._session.execute(documents.NEIGHBOURS, {"ids": list(ids)})
        return {row[0] for row in rows}

    async def write_documents(self, ids: Collection[UUID]) -> int:
        """Bring the documents of these records in line with the tables; return how many records' documents changed."""
        changed: set[UUID] = set()
        await self._session.flush()
        await self._session.execute(documents.LOCK, {"ids": list(ids)})
        for statement in (
            documents.WITHDRAW_CARDS,
            documents.WITHDRAW_DOCUMENTS,
            documents.WRITE_CARDS,
            documents.WRITE_DOCUMENTS,
        ):
            rows = await self._session.execute(statement, {"ids": list(ids)})
            changed |= {row[0] for row in rows}
        return len(changed)
