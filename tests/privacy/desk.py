"""The service with keys of personal data, two agencies, a person, and everybody who may ask."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import Settings
from app.core.writing import Work
from app.models import Agency, Person
from app.models.codes import Role
from tests import factories
from tests.conftest import UNLIMITED, Fresh, Server, client_of, new_database, running
from tests.signing import sign

FIRST_KEY = "satu:" + base64.b64encode(bytes(range(32))).decode()
SECOND_KEY = "dua:" + base64.b64encode(bytes(range(32, 64))).decode()
MATCHING_KEY = base64.b64encode(bytes(range(64, 96))).decode()
NIP = "196608011988031001"


@asynccontextmanager
async def serving(server: Server, template: str, **settings: Any) -> AsyncIterator[Fresh]:
    """The service on a database of its own, with keys of personal data unless told otherwise."""
    keys = {"field_keys": FIRST_KEY, "matching_key": MATCHING_KEY, "log_level": "warning"}
    async with new_database(server, template.partition("?")[0].rsplit("/", 1)[1]) as url:
        told = Settings(database_url=url, pool_size=3, read_pool_size=4, **UNLIMITED, **(keys | settings))
        async with running(told) as app, client_of(app) as client:
            yield Fresh(url, app, client)


@dataclass(frozen=True)
class Desk:
    """Two agencies with an operator each, the roles without one, and a person whom the first agency keeps."""

    fresh: Fresh
    own: Agency
    other: Agency
    person: Person
    headers: dict[str, dict[str, str]]

    async def ask(self, who: str | None, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Ask as somebody; None has no credentials."""
        sent = {
            **(self.headers[who] if who else {}),
            **{name.replace("_", "-"): told for name, told in headers.items()},
        }
        return await self.fresh.client.request(method, path, json=body, headers=sent)

    async def get(self, who: str | None, path: str, **headers: str) -> httpx.Response:
        """Read as somebody."""
        return await self.ask(who, "GET", path, **headers)

    async def post(self, who: str | None, path: str, body: Any, **headers: str) -> httpx.Response:
        """Write as somebody."""
        return await self.ask(who, "POST", path, body, **headers)

    def of_person(self, part: str = "", person: UUID | None = None) -> str:
        """Return the address of a person's record, or of a part of it."""
        return f"/v1/innovators/{person or self.person.id}{part and f'/{part}'}"


async def set_up(fresh: Fresh, name: str = "Bayu Sogara Siregar") -> Desk:
    """Make the agencies, the person and the accounts."""
    async with fresh.committing() as session:
        own, other = await factories.agency(session, "Dinas Sendiri"), await factories.agency(session, "Dinas Lain")
        person = await factories.person(session, name, agency_id=own.id, degrees="SE, MM")
        headers = {
            "operator": await sign(session, Role.OPERATOR, agency_id=own.id),
            "secretariat": await sign(session, Role.SECRETARIAT, agency_id=own.id),
            "stranger": await sign(session, Role.OPERATOR, agency_id=other.id),
            **{role.value: await sign(session, role) for role in Role if role.value not in {"operator", "secretariat"}},
        }
    return Desk(fresh, own, other, person, headers)


async def work_at(desk: Desk, session: AsyncSession, who: str, at: datetime) -> Work:
    """Return the work of somebody at a moment, as a request of that moment would have it."""
    principal = await desk.fresh.app.state.authenticator.authenticate(desk.headers[who]["authorization"].encode())
    return Work(session, principal, "permintaan-uji", at)
