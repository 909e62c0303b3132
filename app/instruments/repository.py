"""The table of instruments, and what rests on each of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, literal, or_, select, text, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.paging import Cut
from app.core.queries import by_key, page_of, total_of
from app.core.tables import Base
from app.instruments.schemas import InstrumentFilters
from app.models import Instrument, ReferenceItem

# held to the end of a transaction that loads or removes instruments, so that of two the second sees what the first did
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('inovasi.instrument'))")
_SHIPPED = "instrument:"


@dataclass(frozen=True, slots=True)
class Standing:
    """An edition on record, as far as a load has to know."""

    id: UUID
    digest: str


def valid_on(on: date) -> ColumnElement[bool]:
    """Return the condition that an instrument is valid on a date; a date that no source says bounds nothing.

    A partial date ends with its last day, so the day is cut to its precision before it is compared.
    """
    day = literal(on.isoformat())
    begun = or_(Instrument.valid_from.is_(None), Instrument.valid_from <= day)
    ended = or_(Instrument.valid_to.is_(None), Instrument.valid_to >= func.left(day, func.length(Instrument.valid_to)))
    return begun & ended


class InstrumentRepository:
    """Instruments within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, key: str) -> Instrument | None:
        """Return an instrument by id or slug."""
        found: Instrument | None = await self._session.scalar(select(Instrument).where(by_key(Instrument, key)))
        return found

    async def all(self) -> Sequence[Instrument]:
        """Return every instrument by slug."""
        return (await self._session.scalars(select(Instrument).order_by(Instrument.slug))).all()

    async def search(self, filters: InstrumentFilters, listing: str) -> tuple[Cut, int | None]:
        """Return a page of instruments by slug, and how many there are if that was asked.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = select(Instrument)
        if filters.code is not None:
            statement = statement.where(Instrument.code == filters.code)
        if filters.kind is not None:
            statement = statement.where(Instrument.kind == filters.kind)
        if filters.on is not None:
            statement = statement.where(valid_on(filters.on))
        page = await page_of(
            self._session,
            statement,
            [Instrument.slug.expression],
            cursor=filters.cursor,
            listing=listing,
            limit=filters.limit,
        )
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def lock(self) -> None:
        """Let nobody else load or remove instruments until the transaction ends."""
        await self._session.execute(_LOCK)

    async def standing(self, slugs: Collection[str]) -> dict[str, Standing]:
        """Return those of some editions that are on record, by slug."""
        statement = select(Instrument.slug, Instrument.id, Instrument.digest).where(Instrument.slug.in_(slugs))
        return {row.slug: Standing(row.id, row.digest) for row in await self._session.execute(statement)}

    async def hold_uses(self, ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
        """Return what uses some instruments, by the kind of record, and let nothing begin to use them meanwhile.

        Whatever refers to an instrument locks its row first, so it either stands here or waits for this transaction.
        """
        if not ids:
            return {}
        held = select(Instrument.id).where(Instrument.id.in_(ids)).order_by(Instrument.id).with_for_update()
        await self._session.execute(held)
        return await self.uses(ids)

    async def uses(self, ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
        """Return what uses some instruments: how many records of each kind. One that nothing uses is left out."""
        statements = [
            select(column, literal(column.table.name), func.count()).where(column.in_(ids)).group_by(column)
            for column in _references()
        ]
        found: dict[UUID, dict[str, int]] = {}
        for instrument_id, kind, count in await self._session.execute(union_all(*statements)):
            found.setdefault(instrument_id, {})[kind] = count
        return found

    async def put(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert instruments, or put them in the place of those of the same slug."""
        if rows:
            statement = insert(Instrument)
            fresh: dict[str, Any] = {name: statement.excluded[name] for name in rows[0] if name not in {"id", "slug"}}
            fresh["loaded_at"] = func.now()
            statement = statement.on_conflict_do_update(index_elements=["slug"], set_=fresh)
            await self._session.execute(statement, list(rows), execution_options={"render_nulls": True})

    async def delete(self, instrument_id: UUID) -> None:
        """Delete an instrument that nothing uses."""
        await self._session.execute(delete(Instrument).where(Instrument.id == instrument_id))

    async def shipped(self) -> dict[str, str]:
        """Return the digest that each edition had when a release last wrote it, by slug."""
        statement = select(ReferenceItem.key, ReferenceItem.digest).where(ReferenceItem.key.startswith(_SHIPPED))
        return {row.key.removeprefix(_SHIPPED): row.digest for row in await self._session.execute(statement)}

    async def remember(self, editions: Mapping[str, Standing]) -> None:
        """Note what a release wrote, by slug."""
        if editions:
            statement = insert(ReferenceItem)
            fresh: dict[str, Any] = {name: statement.excluded[name] for name in ("record_id", "digest")}
            fresh["loaded_at"] = func.now()
            statement = statement.on_conflict_do_update(index_elements=["key"], set_=fresh)
            rows = [
                {"key": f"{_SHIPPED}{slug}", "record_id": one.id, "digest": one.digest, "version": 1}
                for slug, one in editions.items()
            ]
            await self._session.execute(statement, rows)


def _references() -> list[ColumnElement[UUID]]:
    """Return every column, of whatever table, that refers to an instrument."""
    key = Instrument.__table__.c.id
    return [
        reference.parent
        for table in Base.metadata.sorted_tables
        for reference in sorted(table.foreign_keys, key=lambda one: one.parent.name)
        if reference.column is key
    ]
