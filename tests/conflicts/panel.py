"""A registry in which one innovation is assessed by one person, and the people who change things around them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.service import AgencyService
from app.models import (
    Account,
    Agency,
    Assessment,
    AuditEvent,
    ConflictFinding,
    Innovation,
    Person,
    Position,
    Round,
    RoundEntry,
)
from tests import factories, signing
from tests.conftest import Fresh
from tests.rounds import making


async def post(session: AsyncSession, person: Person, agency: Agency, **facts: Any) -> None:
    """A post of a person."""
    session.add(Position(person_id=person.id, agency_id=agency.id, **{"title": "Kepala", **facts}))
    await session.flush()


@dataclass(frozen=True)
class Panel:
    """Budi, who assesses an innovation that Citra made at her agency, and has nothing to do with either."""

    fresh: Fresh
    heads: dict[str, dict[str, str]]
    agencies: dict[str, Agency]
    people: dict[str, Person]
    account: Account
    innovation: Innovation
    other: Innovation
    round: Round
    entry: RoundEntry
    assessment_id: UUID

    async def ask(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Ask as somebody."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {} if body is None else {"json": body}
        return await self.fresh.client.request(method, path, headers={**self.heads[who], **told}, **sent)

    async def done(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """Ask for something that must succeed, and return the answer."""
        answer = await self.ask(who, method, path, body, **headers)
        assert answer.status_code in {200, 201}, (path, answer.text)
        told: dict[str, Any] = answer.json()
        return told

    async def correct(self, one: Innovation, **body: Any) -> dict[str, Any]:
        """Correct an innovation as the registrar."""
        return await self.done("registrar", "PATCH", f"/v1/innovations/{one.id}", body, if_match="*")

    async def happens(self, agency: str, event: str, **body: Any) -> dict[str, Any]:
        """Let something happen to an agency."""
        told = {"effective_on": "2026-01-01", "decree": "Keputusan uji", **body}
        return await self.done("registrar", "POST", f"/v1/agencies/{agency}/{event}", told, if_match="*")

    async def assessment(self) -> Assessment:
        """Return the assessment as it stands."""
        async with self.fresh.committing() as session:
            return await session.get_one(Assessment, self.assessment_id)

    async def findings(self) -> list[ConflictFinding]:
        """Return what was found of it, the oldest first."""
        async with self.fresh.committing() as session:
            return list(await session.scalars(select(ConflictFinding).order_by(ConflictFinding.id)))

    async def events(self, action: str) -> list[AuditEvent]:
        """Return what is on record of an action, the oldest first."""
        async with self.fresh.committing() as session:
            found = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)
            return list(await session.scalars(found))

    async def reasons(self) -> list[tuple[str, str]]:
        """Return kind and English sentence of each reason for which the assessment is suspended."""
        found = [one for one in await self.findings() if one.verdict is None]
        assert ((await self.assessment()).suspended_at is not None) == bool(found)
        return [(reason["kind"], reason["en"]) for one in found for reason in one.reasons]

    async def decide(self, verdict: str, note: str = "Sudah diperiksa.") -> dict[str, Any]:
        """Decide about the assessment in its present version."""
        path = f"/v1/assessments/{self.assessment_id}/decide"
        return await self.done("registrar", "POST", path, {"verdict": verdict, "note": note}, if_match="*")


async def set_up(fresh: Fresh) -> Panel:
    """Make the registry."""
    async with fresh.committing() as session:
        city = await factories.agency(session, "Pemerintah Kota Medan")
        own = await factories.agency(session, "Dinas Arsip", parent_id=city.id)
        part = await factories.agency(session, "Bidang Arsip", parent_id=own.id)
        far = await factories.agency(session, "Dinas Jauh", parent_id=city.id)
        await AgencyService(session).refresh_lineage()
        names = ("Budi Santoso", "Citra Lestari", "Dewi Anggraini")
        people = {name.split()[0].lower(): await factories.person(session, name) for name in names}
        innovation = await factories.innovation(session, "E-Arsip", agency_id=own.id)
        other = await factories.innovation(session, "Si-Surat", agency_id=far.id)
        await factories.part(session, innovation, people["citra"], agency_id=part.id)
        account = await signing.account(session, "assessor")
        heads = {
            "budi": await signing.key(session, account),
            "registrar": await signing.sign(session, "registrar"),
            "admin": await signing.sign(session, "admin"),
            "operator": await signing.sign(session, "operator", agency_id=own.id),
            "controller": await signing.sign(session, "controller"),
            "bound": await signing.key(session, await signing.account(session, "registrar"), agency_id=own.id),
            "other assessor": await signing.sign(session, "assessor"),
        }
        one = await making.round_of(session, await making.instrument(session))
        entry = await making.entry(session, one, innovation)
        seat = await making.assessor(session, one, account, people["budi"])
        made = await making.assessment(session, one.stages[0], entry, seat, [80, 70])
    agencies = {"city": city, "own": own, "part": part, "far": far}
    return Panel(fresh, heads, agencies, people, account, innovation, other, one, entry, made.id)


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)
