"""Two agencies that hold programmes over HTTP, a registrar above them, and what editions need to name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import event, select

from app.agencies.service import AgencyService
from app.models import Agency, AuditEvent, Classification, Innovation, Person, Term
from tests import factories, signing
from tests.conftest import Fresh

_numbers = count(1)
NOBODY = "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"


@dataclass(frozen=True)
class School:
    """The service with an operator of each of two agencies, and a registrar."""

    fresh: Fresh
    headers: dict[str, dict[str, str]]
    home: Agency
    other: Agency
    abroad: Agency
    person: Person
    innovations: list[Innovation]

    async def ask(self, who: str | None, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Ask as somebody below `/v1`; None has no credentials."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        signed = self.headers[who] if who else {}
        return await self.fresh.client.request(method, f"/v1{path}", json=body, headers={**signed, **told})

    async def get(self, path: str, who: str | None = None, **query: str) -> dict[str, Any]:
        """Return what somebody reads."""
        answer = await self.ask(who, "GET", f"{path}?{httpx.QueryParams(query)}" if query else path)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def made(self, path: str, body: Any, who: str = "operator") -> dict[str, Any]:
        """Return what was made."""
        answer = await self.ask(who, "POST", path, body)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def programme(self, who: str = "operator", *, public: bool = True, **facts: Any) -> dict[str, Any]:
        """Make a programme, public unless told otherwise."""
        body = {"name": f"Program {next(_numbers)}", "kind": "pelatihan", **facts}
        made = await self.made("/programmes", body, who)
        return await self.publish(f"/programmes/{made['slug']}") if public else made

    async def edition(self, who: str = "operator", *, public: bool = False, **facts: Any) -> dict[str, Any]:
        """Make an edition of a public programme, a draft unless told otherwise."""
        facts.setdefault("programme", None)
        facts["programme"] = facts["programme"] or (await self.programme(who))["slug"]
        made = await self.made("/programme-editions", self.body(**facts), who)
        return await self.publish(f"/programme-editions/{made['slug']}") if public else made

    def body(self, **facts: Any) -> dict[str, Any]:
        """Return an edition that is right in everything that is not told."""
        return {"name": f"Penyelenggaraan {next(_numbers)}", "starts_on": "2026-03-02", **facts}

    async def publish(self, path: str) -> dict[str, Any]:
        """Let everyone read a record."""
        answer = await self.ask("registrar", "POST", f"{path}/publish", if_match="*")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def patch(self, edition: dict[str, Any], body: Any, who: str = "operator") -> httpx.Response:
        """Correct an edition in the version that is on record."""
        return await self.ask(who, "PATCH", f"/programme-editions/{edition['slug']}", body, if_match="*")

    async def events(self, entity_id: str) -> list[AuditEvent]:
        """Return what the audit tells of a record, the oldest first."""
        async with self.fresh.committing() as session:
            found = select(AuditEvent).where(AuditEvent.entity_id == UUID(entity_id)).order_by(AuditEvent.id)
            return list(await session.scalars(found))

    @asynccontextmanager
    async def counting(self) -> AsyncIterator[list[str]]:
        """Collect the statements that are asked of the database meanwhile."""
        asked: list[str] = []

        def note(*told: Any) -> None:
            asked.append(told[2])

        engine = self.fresh.app.state.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(engine, "before_cursor_execute", note)


async def opened(fresh: Fresh) -> School:
    """Make the accounts and the records."""
    async with fresh.committing() as session:
        home = await factories.agency(session, "Badan Kepegawaian")
        other = await factories.agency(session, "Dinas Lain")
        abroad = await factories.agency(session, "Lembaga Luar", external=True)
        late = await factories.agency(session, "Dinas Baru", valid_from="2023")
        gone = await factories.agency(session, "Dinas Lama", valid_to="2020-06")
        person = await factories.person(session, "Narasumber Uji", agency_id=home.id)
        innovations = [await factories.innovation(session, agency_id=home.id) for _ in range(4)]
        draft = await factories.innovation(session, "Masih Draf", agency_id=home.id, status="draft")
        await factories.area(session, "12.71", "kota")
        scheme = Classification(slug="klaster", name="Klaster", edition="2017", declared_size=3)
        scheme.terms += [Term(slug="satu", name="Satu", position=1), Term(slug="dua", name="Dua", position=2)]
        session.add(scheme)
        headers = {
            "operator": await signing.sign(session, "operator", agency_id=home.id),
            "stranger": await signing.sign(session, "operator", agency_id=other.id),
            "registrar": await signing.sign(session, "registrar"),
        }
        await AgencyService(session).refresh_lineage()
    assert (late.slug, gone.slug) == ("dinas-baru", "dinas-lama")
    return School(fresh, headers, home, other, abroad, person, [*innovations, draft])
