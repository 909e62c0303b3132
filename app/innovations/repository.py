"""Reading and writing the documents of innovations, and the tables behind them."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
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
from app.innovations.drafts import find_draft, search_drafts
from app.innovations.indexing import write_words
from app.innovations.lines import mend_lines
from app.innovations.listing import ORDERS, SIZES, Shape, counting, listing
from app.innovations.past import record_on
from app.innovations.schemas import InnovationFilters
from app.innovations.uses import in_use_since, items_of
from app.innovations.whereabouts import whereabouts
from app.models import Innovation, InnovationDocument
from app.models.codes import Permission, RecordStatus

_ID_BYTES = 16
_FORWARDS, _BACKWARDS = b"\0", b"\1"

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")

# what a filter names must exist: a misspelt agency is an error, not an empty list
_REFERENCES = {
    "agency": "SELECT 1 FROM agency WHERE slug = $1 OR id::text = $1",
    "area": "SELECT 1 FROM area WHERE code = $1",
    "classification": """SELECT 1 FROM classification c LEFT JOIN term t ON t.classification_id = c.id
        WHERE $1 IN (c.slug, c.slug || '/' || t.slug)""",
    "innovator": """SELECT 1 FROM person p WHERE (p.slug = $1 OR p.id::text = $1) AND p.concealed_at IS NULL AND (
        EXISTS (SELECT FROM position o WHERE o.person_id = p.id) OR EXISTS (
          SELECT FROM innovation_person ip JOIN innovation i ON i.id = ip.innovation_id
          WHERE ip.person_id = p.id AND i.status = 'published'))""",
}


def values_of(filters: InnovationFilters) -> dict[str, Any]:
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
    if filters.external:
        values["external"] = True
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
        values = values_of(filters)
        if filters.status not in {None, RecordStatus.PUBLISHED}:
            if asked.principal is None or not asked.principal.may(Permission.RECORDS_READ):
                raise NotPermitted
            # whether there is such a person is told by what is public alone; a draft may have others
            await self._check_references(filters.model_copy(update={"innovator": None}))
            belongs = f"drafts {filters.sort.value} {sorted(values.items())}"
            return await search_drafts(filters, values, asked.principal, belongs, asked)
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
            return self._page(nothing, 0 if filters.with_total else None, belongs, asked)
        total = await self._total(shape, values) if filters.with_total else None
        if asked.known:
            revisions, in_use = (await self._rows(replace(shape, bodies=False), values))[0]
            since = in_use_since(asked.sign_months) if any((in_use or [])[: filters.limit]) else None
            tag = _list_tag(cut(revisions or [], filters.limit, cursor), since, total)
            if asked.knows(tag):
                return Document(tag, None)
        page = cut(await self._rows(shape, values), filters.limit, cursor)
        if not page.rows and cursor is None:
            await self._check_references(filters)
        return self._page(page, total, belongs, asked)

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

    def _page(self, page: Cut, total: int | None, belongs: str, asked: Asked) -> Document:
        links, cursors, other_page = [], {}, asked.other_page()
        ends = (("next", page.has_next, _FORWARDS, -1), ("prev", page.has_prev, _BACKWARDS, 0))
        for name, wanted, direction, index in ends:
            cursors[name] = "null"
            if wanted and page.rows:
                token = seal(direction + page.rows[index]["place"], belongs)
                links.append(f'<{other_page}{token}>; rel="{name}"')
                cursors[name] = f'"{token}"'
        tail = f'],"next":{cursors["next"]},"prev":{cursors["prev"]},"total":{"null" if total is None else total}}}'
        signs = [row["signs"] for row in page.rows]
        since = in_use_since(asked.sign_months) if any(signs) else None
        body = b'{"items":[' + items_of([row["body"] for row in page.rows], signs, since) + tail.encode()
        revisions = Cut([row["revision"] for row in page.rows], page.has_next, page.has_prev)
        tag = _list_tag(revisions, since, total)
        return Document(tag, body, links)

    async def get(self, key: str, asked: Asked, tail: str = "") -> Document | None:
        """Return the whole record by id or slug, or None; `tail` is what was asked beside it.

        Raises:
            Moved: the record has another address now, or went into another one.
            Archived: it was public once.
        """
        keeper = asked.principal if asked.principal and asked.principal.may(Permission.RECORDS_READ) else None
        found = identity(key)
        statements = _KEPT if keeper else _PUBLIC
        column, value = ("innovation_id", found) if found else ("slug", key)
        if asked.known:
            known = await self._reader.fetch(statements.tag[column], value)
            if known and asked.knows(tag := _tag(known[0])):
                return Document(tag, None)
        rows = await self._reader.fetch(statements.whole[column], value)
        if rows:
            return Document(_tag(rows[0]), rows[0]["body"])
        draft = await find_draft(self._reader, key, keeper) if keeper else None
        if draft is None:
            await whereabouts(self._reader, key, asked.principal, tail)
            return None
        return Document(draft.etag, None) if asked.knows(draft.etag) else draft

    async def get_as_of(self, key: str, on: date, asked: Asked) -> Document | None:
        """Return the whole record as it was on a date, or None.

        Raises:
            Moved, Archived: as for the record of today.
        """
        today = await self.get(key, replace(asked, known=frozenset()), f"?as_of={on.isoformat()}")
        if today is None or today.body is None:
            return None
        keeper = bool(asked.principal and asked.principal.may(Permission.RECORDS_READ)) and await self._keeps(
            key, asked
        )
        body = await record_on(self._reader, today.body, on, keeper=keeper)
        tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
        return Document(tag, None if asked.knows(tag) else body)

    async def _keeps(self, key: str, asked: Asked) -> bool:
        """Whether a record is the caller's to keep."""
        found = identity(key)
        condition = "id = $1::uuid" if found else "slug = $1::text"
        rows = await self._reader.fetch(f"SELECT agency_id FROM innovation WHERE {condition}", found or key)  # noqa: S608 - two names
        return bool(rows) and asked.principal is not None and asked.principal.keeps(rows[0][0])


@dataclass(frozen=True, slots=True)
class _Fetching:
    """The statements for a published record by each of its keys: for its tag alone, and for the whole."""

    tag: dict[str, str]
    whole: dict[str, str]


def _fetching(columns: str) -> _Fetching:
    sql = f"SELECT {columns}{{body}} FROM {InnovationDocument.__tablename__} d WHERE d.{{key}} = $1"  # noqa: S608 - names of this file
    keys = ("innovation_id", "slug")
    body = ", convert_to(d.document, 'UTF8') AS body"
    return _Fetching(
        {key: sql.format(body="", key=key) for key in keys}, {key: sql.format(body=body, key=key) for key in keys}
    )


_PUBLIC = _fetching("d.revision")
# whoever may change the record gets a tag that names its version too, for If-Match
_KEPT = _fetching("d.revision, d.version")


def _tag(row: Any) -> str:
    """Return the strong tag of a stored document: the number of its text, which no other text has."""
    return f'"v{row[1]}-r{row[0]}"' if "version" in row else f'"r{row[0]}"'


def _list_tag(page: Cut, since: date | None, total: int | None) -> str:
    """Return the strong tag of a page of revisions: the numbers of its texts, and what stands in and around them.

    By how many agencies each is used may change from day to day, and no text with it: `since` is the day from which
    signs of life count, None where nothing on the page is used.
    """
    state = f"2 {page.rows} {since} {page.has_next} {page.has_prev} {total}"
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

    async def write_documents(self, ids: Collection[UUID], *, lines: bool = False) -> int:
        """Bring documents in line with the tables, and see to the `lines` of files; return how many records changed."""
        changed: set[UUID] = set()
        await self._session.flush()
        await self._session.execute(documents.LOCK, {"ids": list(ids)})
        for statement in documents.WRITING:
            rows = await self._session.execute(statement, {"ids": list(ids)})
            changed |= {row[0] for row in rows}
        changed |= await write_words(self._session, ids)
        return len(changed | await mend_lines(self._session, ids) if lines else changed)
