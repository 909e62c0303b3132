"""A registry with two agencies that know nothing of each other, and somebody of every role."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select

from app.agencies.service import AgencyService
from app.core.settings import Settings
from app.models import Account, Agency, AuditEvent
from app.models.codes import Role
from tests import factories, signing
from tests.conftest import UNLIMITED, Fresh, Server, client_of, new_database, running

_numbers = count(1)
_KEYS = {
    "field_keys": "satu:" + base64.b64encode(bytes(range(32))).decode(),
    "matching_key": base64.b64encode(bytes(range(64, 96))).decode(),
}
REASON = "Alasan untuk pengujian"


def unlike() -> str:
    """Return a name that no other is like."""
    letters = Random(next(_numbers)).choices("abcdefghijklmnopqrstuvwxyz", k=14)  # noqa: S311 - no secret
    return "".join(letters).capitalize()


@dataclass(frozen=True)
class Somebody:
    """An account, and how it signs in."""

    account: Account
    headers: dict[str, str]

    @property
    def key_id(self) -> str:
        return self.headers["authorization"].split("_")[1]


@dataclass(frozen=True)
class Scene:
    """Who there is: an `operator` of the one agency, a `stranger` of the other, and the roles without one."""

    fresh: Fresh
    own: Agency
    other: Agency
    people: dict[str, Somebody] = field(default_factory=dict)

    @property
    def client(self) -> httpx.AsyncClient:
        return self.fresh.client

    async def ask(self, who: str | None, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Ask as somebody, without credentials for None; header names are written with underscores."""
        sent = {name.replace("_", "-"): told for name, told in headers.items()}
        sent |= self.people[who].headers if who else {}
        content = {} if body is None else {"json": body}
        return await self.client.request(method, f"/v1{path}", headers=sent, **content)

    async def get(self, who: str | None, path: str, **query: object) -> dict[str, Any]:
        """Return what somebody reads."""
        asked = httpx.QueryParams({name: str(value) for name, value in query.items()})
        answer = await self.ask(who, "GET", f"{path}?{asked}" if query else path)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def post(self, who: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """Return the answer to a change in whatever version is on record."""
        return await self._change(who, "POST", path, body, headers)

    async def patch(self, who: str, path: str, body: Any) -> dict[str, Any]:
        """Return the answer to a correction of whatever version is on record."""
        return await self._change(who, "PATCH", path, body, {})

    async def _change(self, who: str, method: str, path: str, body: Any, headers: dict[str, str]) -> dict[str, Any]:
        answer = await self.ask(who, method, path, body, **{"if_match": "*", **headers})
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def innovation(self, who: str = "operator", name: str | None = None, **facts: Any) -> dict[str, Any]:
        """Register a draft."""
        return await self.post(who, "/innovations", {"name": name or unlike(), **facts})

    async def published(self, who: str = "operator", name: str | None = None, **facts: Any) -> dict[str, Any]:
        """Register a record and bring it to the public."""
        made = await self.innovation(who, name, **facts)
        return await self.move(made["id"], "submit", "verify", "publish") | {"name": made["name"]}

    async def move(self, key: str, *actions: str) -> dict[str, Any]:
        """Let the registrar take steps with a record; return the last receipt."""
        receipt: dict[str, Any] = {}
        for action in actions:
            receipt = await self.post("registrar", f"/innovations/{key}/{action}", {"reason": REASON})
        return receipt

    async def person(self, name: str, who: str = "operator", **facts: Any) -> dict[str, Any]:
        """Record a person."""
        return await self.post(who, "/innovators", {"name": name, **facts})

    async def withdraw(self, person: dict[str, Any], *spellings: str) -> None:
        """Let a person withdraw the public name, as the controller grants it."""
        asked = {"person": person["id"], "kind": "withdrawal", "statement": "Saya meminta nama saya ditarik."}
        request = await self.post("controller", "/personal-data-requests", asked)
        answer = {"answer": "granted", "note": "Sudah ditarik seluruhnya.", "spellings": list(spellings)}
        await self.post("controller", f"/personal-data-requests/{request['id']}/answer", answer)

    async def history(self, who: str, key: str, kind: str = "innovations", **query: object) -> list[dict[str, Any]]:
        """Return what somebody reads of what happened to a record, the newest first."""
        items: list[dict[str, Any]] = (await self.get(who, f"/{kind}/{key}/history", limit=200, **query))["items"]
        return items

    async def audit(self, who: str, **query: object) -> list[dict[str, Any]]:
        """Return what somebody reads of what happened to whichever records, the newest first."""
        items: list[dict[str, Any]] = (await self.get(who, "/audit", limit=200, **query))["items"]
        return items

    async def events(self) -> list[AuditEvent]:
        """Return every event as it was written down, the oldest first."""
        async with self.fresh.committing() as session:
            return list((await session.scalars(select(AuditEvent).order_by(AuditEvent.id))).all())


@asynccontextmanager
async def opened(server: Server, migrated: str) -> AsyncIterator[Scene]:
    """A scene on a database of its own."""
    async with new_database(server, migrated.partition("?")[0].rsplit("/", 1)[1]) as url:
        settings = Settings(database_url=url, log_level="error", pool_size=4, read_pool_size=4, **(UNLIMITED | _KEYS))
        async with running(settings) as app, client_of(app) as client:
            yield await _furnish(Fresh(url, app, client))


async def _furnish(fresh: Fresh) -> Scene:
    async with fresh.committing() as session:
        own, other = await factories.agency(session, "Dinas Sendiri"), await factories.agency(session, "Dinas Lain")
        await AgencyService(session).refresh_lineage()
        scene = Scene(fresh, own, other)
        places: dict[str, tuple[str, UUID | None]] = {role.value: (role.value, None) for role in Role}
        places |= {"operator": ("operator", own.id), "secretariat": ("secretariat", own.id)}
        places |= {"stranger": ("operator", other.id)}
        for name, (role, agency_id) in places.items():
            account = await signing.account(session, role, agency_id=agency_id)
            scene.people[name] = Somebody(account, await signing.key(session, account))
    return scene


def changed(event: dict[str, Any], name: str) -> dict[str, Any]:
    """Return how an event changed a field."""
    found = [change for change in event["changes"] if change["field"] == name]
    assert len(found) == 1, (name, event["changes"])
    return found[0]
