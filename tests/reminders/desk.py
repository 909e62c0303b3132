"""Reminders over HTTP: agencies that each test makes for itself, and whoever asks."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.service import AgencyService
from app.models import Agency, Person
from tests import factories, signing
from tests.conftest import Fresh
from tests.reminders.making import DAY

_numbers = count(1)


@dataclass(frozen=True)
class Desk:
    """The service with a registrar."""

    fresh: Fresh
    registrar: dict[str, str]

    @asynccontextmanager
    async def filing(self) -> AsyncIterator[AsyncSession]:
        """A session that commits; who follows whom is derived anew in the end."""
        async with self.fresh.committing() as session:
            yield session
            await AgencyService(session).refresh_lineage()

    async def get(self, path: str, who: dict[str, str] | None = None, **query: object) -> httpx.Response:
        """Read, as the registrar unless told otherwise, as of the day that tests look at unless told otherwise."""
        asked = {"as_of": DAY, **query}
        told = {name: _spelt(value) for name, value in asked.items() if value is not None}
        return await self.fresh.client.get(path, params=told, headers=self.registrar if who is None else who)

    async def page(self, path: str, who: dict[str, str] | None = None, **query: object) -> dict[str, Any]:
        """Read a page that there is."""
        answer = await self.get(path, who, **query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def due(self, agency: Agency, who: dict[str, str] | None = None, **query: object) -> list[dict[str, Any]]:
        """Return the reminders of an agency."""
        found: list[dict[str, Any]] = (await self.page(f"/v1/agencies/{agency.slug}/reminders", who, **query))["items"]
        return found

    async def mentored(self, person: Person, who: dict[str, str] | None = None, **query: object) -> list[Any]:
        """Return the reminders of a mentor."""
        found: list[Any] = (await self.page(f"/v1/innovators/{person.slug}/reminders", who, **query))["items"]
        return found

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """Note each statement that the service puts to the database."""
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            asked.append(statement)

        engine = self.fresh.app.state.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(engine, "before_cursor_execute", note)


def _spelt(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


async def agency(session: AsyncSession, kind: str = "dinas", **facts: Any) -> Agency:
    """An agency of a kind, by a name that no other has."""
    made = await factories.agency(session, f"Perangkat {next(_numbers)}", **facts)
    made.versions[0].kind = kind
    await session.flush()
    return made


async def operator(session: AsyncSession, of: Agency) -> dict[str, str]:
    """The credentials of somebody who keeps the records of an agency."""
    return await signing.sign(session, "operator", agency_id=of.id)


async def linked(session: AsyncSession, person_id: UUID, role: str = "assessor") -> dict[str, str]:
    """The credentials of a person, of whatever role."""
    return await signing.key(session, await signing.account(session, role, person_id=person_id))


async def opened(fresh: Fresh) -> Desk:
    """Make the registrar."""
    async with fresh.committing() as session:
        return Desk(fresh, await signing.sign(session, "registrar"))


def said(items: list[dict[str, Any]]) -> list[tuple[str, str, str, int]]:
    """Return kind, name, day and days of reminders."""
    return [(one["kind"], one["subject"]["name"], one["due_on"], one["days"]) for one in items]
