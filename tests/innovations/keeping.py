"""Keeping innovations over HTTP, as operators and the registrar do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import func, select, text

from app.agencies.service import AgencyService
from app.core.ids import new_id
from app.core.settings import Settings
from app.models import Agency, AuditEvent, Classification, IdempotentRequest, Innovation, Person, Term
from app.models.codes import RecordStatus
from tests import factories
from tests.conftest import UNLIMITED, Fresh, Server, client_of, new_database, running
from tests.signing import sign

_numbers = count(1)
# the steps that lead from a draft to each status
WAY = {
    RecordStatus.DRAFT: (),
    RecordStatus.SUBMITTED: ("submit",),
    RecordStatus.RETURNED: ("submit", "return"),
    RecordStatus.VERIFIED: ("submit", "verify"),
    RecordStatus.PUBLISHED: ("submit", "verify", "publish"),
    RecordStatus.ARCHIVED: ("submit", "verify", "publish", "archive"),
}
REASON = {"reason": "Alasan untuk pengujian"}


def errors_of(answer: httpx.Response) -> list[tuple[str, str]]:
    """Return pointer and code of each wrong part."""
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def unlike() -> str:
    """Return a name that no other is like."""
    letters = Random(next(_numbers)).choices("abcdefghijklmnopqrstuvwxyz", k=14)  # noqa: S311 - no secret
    return "".join(letters).capitalize()


@dataclass(frozen=True)
class Keeper:
    """Somebody with credentials, who names the version that is on record unless told otherwise."""

    fresh: Fresh
    headers: dict[str, str]

    @property
    def client(self) -> httpx.AsyncClient:
        return self.fresh.client

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Send a POST below `/v1/innovations`; header names are written with underscores."""
        return await self._send("POST", path, body, headers)

    async def patch(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """Send a PATCH below `/v1/innovations`."""
        return await self._send("PATCH", path, body, headers)

    async def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> httpx.Response:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        sent: dict[str, Any] = {} if body is None else {"json": body}
        return await self.client.request(method, f"/v1/innovations{path}", headers={**self.headers, **told}, **sent)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Read below `/v1/innovations`."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(f"/v1/innovations{path}", headers={**self.headers, **told})

    async def create(self, name: str | None = None, **facts: Any) -> dict[str, Any]:
        """Register a record, and return the receipt."""
        answer = await self.post("", {"name": name or unlike(), **facts})
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    async def read(self, key: str) -> dict[str, Any]:
        """Return a record that the keeper may read."""
        answer = await self.get(f"/{key}")
        assert answer.status_code == 200, answer.text
        record: dict[str, Any] = answer.json()
        return record

    async def update(self, key: str, body: Any) -> httpx.Response:
        """Correct a record in the version that is on record."""
        return await self.patch(f"/{key}", body, if_match="*")

    async def corrected(self, key: str, body: Any) -> dict[str, Any]:
        """Correct a record, and return it as it reads then."""
        answer = await self.update(key, body)
        assert answer.status_code == 200, answer.text
        return await self.read(key)

    async def act(self, key: str, action: str, body: Any = None) -> httpx.Response:
        """Take an action, with a reason where none is told."""
        return await self.post(f"/{key}/{action}", body or REASON, if_match="*")

    async def move(self, key: str, *actions: str) -> dict[str, Any]:
        """Take actions that must succeed; return the last receipt."""
        receipt: dict[str, Any] = {}
        for action in actions:
            answer = await self.act(key, action)
            assert answer.status_code == 200, (action, answer.text)
            receipt = answer.json()
        return receipt


@dataclass(frozen=True)
class Registry:
    """A registry with two agencies that know nothing of each other, and a registrar above them."""

    fresh: Fresh
    agency: Agency
    other_agency: Agency
    operator: Keeper
    other_operator: Keeper
    registrar: Keeper
    public: Keeper
    person: Person
    second_person: Person

    async def made(self, status: RecordStatus = RecordStatus.DRAFT, **facts: Any) -> dict[str, Any]:
        """Return the receipt of a record of the operator's agency in a status."""
        receipt = await self.operator.create(**facts)
        return await self.registrar.move(receipt["id"], *WAY[status]) or receipt

    async def published(self, **facts: Any) -> dict[str, Any]:
        """Return the receipt of a published record of the operator's agency."""
        return await self.made(RecordStatus.PUBLISHED, **facts)

    async def events(self, innovation_id: str) -> list[AuditEvent]:
        """Return what is on record of an innovation, the oldest first."""
        async with self.fresh.committing() as session:
            found = await session.scalars(
                select(AuditEvent).where(AuditEvent.entity_id == UUID(innovation_id)).order_by(AuditEvent.id)
            )
            return list(found)

    async def last_event(self, innovation_id: str) -> AuditEvent:
        """Return the last thing on record of an innovation."""
        return (await self.events(innovation_id))[-1]

    async def count(self) -> tuple[int, int, int]:
        """Return how many innovations, audit rows and kept answers there are."""
        async with self.fresh.committing() as session:
            tables = (Innovation, AuditEvent, IdempotentRequest)
            first, second, third = [await session.scalar(select(func.count()).select_from(one)) or 0 for one in tables]
            return first, second, third

    async def run(self, sql: str, **values: Any) -> Any:
        """Run a statement on the database, and return its first value if it has rows."""
        async with self.fresh.committing() as session:
            done = await session.execute(text(sql), values)
            return done.scalar() if done.returns_rows else None  # type: ignore[attr-defined] # a cursor's result


@asynccontextmanager
async def served(server: Server, template: str, **more: Any) -> AsyncIterator[Fresh]:
    """The service on a copy of a database, without limits on how often it is asked."""
    async with new_database(server, template.partition("?")[0].rsplit("/", 1)[1]) as url:
        # the machine may be busy: nobody is sent away for waiting, unless a test is about that
        usual = {"log_level": "error", "pool_size": 4, "read_pool_size": 4, "pool_timeout": 10, "lock_timeout": 10}
        usual |= {"base_url": "https://inovasi.example.go.id", "statement_timeout": 15}
        settings = Settings(database_url=url, **{**usual, **UNLIMITED, **more})
        async with running(settings) as app, client_of(app) as client:
            yield Fresh(url, app, client)


async def furnished(fresh: Fresh) -> Registry:
    """Return a registry with what records need to name, on an empty database."""
    async with fresh.committing() as session:
        agency = await factories.agency(session, "Dinas Perhubungan")
        other = await factories.agency(session, "Dinas Kesehatan")
        await AgencyService(session).refresh_lineage()
        city = await factories.area(session, "12.71", "kota")
        await factories.area(session, "12.71.01", "kecamatan", city)
        scheme = Classification(slug="skema", name="Skema", edition="2017", declared_size=2)
        scheme.terms += [Term(slug="satu", name="Satu", position=0), Term(slug="dua", name="Dua", position=1)]
        session.add(scheme)
        people = [await factories.person(session, name) for name in ("Bayu Sogara", "Citra Lestari")]
        heads = [
            await sign(session, "operator", agency_id=agency.id),
            await sign(session, "operator", agency_id=other.id),
            await sign(session, "registrar"),
        ]
    operator, other_operator, registrar = (Keeper(fresh, headers) for headers in heads)
    return Registry(fresh, agency, other, operator, other_operator, registrar, Keeper(fresh, {}), *people)


def unknown_id() -> str:
    """Return an id that nothing has."""
    return str(new_id())
