"""A desk where action plans are named: an edition of a training, agencies that take part, and somebody for each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.service import AgencyService
from app.core.clock import today
from app.core.ids import new_id
from app.models import (
    ActionPlan,
    ActionPlanPerson,
    ActionPlanStep,
    Agency,
    Classification,
    PlanAggregate,
    PlanMilestone,
    Programme,
    ProgrammeEdition,
    Term,
)
from tests import factories
from tests.conftest import Fresh
from tests.innovations.keeping import Keeper, unlike
from tests.signing import sign

_numbers = count(1)
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PARTIES = ("peserta", "mentor", "penguji")


def ago(days: int) -> str:
    """Return a day of the past as it is sent."""
    return (today() - timedelta(days=days)).isoformat()


async def edition(session: AsyncSession, starts_on: str = "2017-08-21", **facts: Any) -> ProgrammeEdition:
    """A published edition of a programme of its own; `organiser_id` is that of the programme."""
    number = next(_numbers)
    public = {"status": "published", "published_at": MOMENT}
    programme = Programme(slug=f"diklat-{number}", name=f"Diklat {number}", kind="diklat", aliases=[], **public)
    programme.organiser_id = facts.pop("organiser_id", None)
    session.add(programme)
    await session.flush()
    told = {"slug": f"seminar-{number}", "name": f"Seminar {number}", "kind": "seminar", **public, **facts}
    made = ProgrammeEdition(programme_id=programme.id, starts_on=starts_on, **told)
    session.add(made)
    await session.flush()
    return made


async def aggregate(session: AsyncSession, of: ProgrammeEdition, many: int = 3, **facts: Any) -> PlanAggregate:
    """So many plans of an edition as a source counts."""
    told = {"slug": f"rencana-{next(_numbers)}", "source": "Berita", **facts}
    made = PlanAggregate(edition_id=of.id, count=many, **told)
    session.add(made)
    await session.flush()
    return made


async def plan(
    session: AsyncSession,
    of: ProgrammeEdition,
    agency: Agency,
    *,
    starts_on: date = date(2017, 8, 21),
    stage: str = "drum_up",
    people: Sequence[ActionPlanPerson] = (),
    milestones: Sequence[PlanMilestone] = (),
    **facts: Any,
) -> ActionPlan:
    """A plan that is in a stage since the day on which it began, unless told otherwise."""
    title = facts.pop("title", None) or unlike()
    told = {"entered_on": starts_on, **facts}
    made = ActionPlan(
        id=new_id(), edition_id=of.id, agency_id=agency.id, title=title, title_key=title.lower(), stage=stage, **told
    )
    made.starts_on = starts_on
    session.add(made)
    await session.flush()
    order = ("drum_up", "diagnose", "design", "deliver", "display", "documentation")
    for number, code in enumerate(order[: order.index(stage) + 1], 1):
        on = made.entered_on if code == stage else starts_on
        session.add(ActionPlanStep(plan_id=made.id, number=number, stage=code, entered_on=on, recorded_at=MOMENT))
    for part in (*people, *milestones):
        part.plan_id = made.id
        session.add(part)
    await session.flush()
    return made


@dataclass(frozen=True)
class Desk:
    """The service with accounts of every side. `who` is a name of `headers`; None has no credentials."""

    fresh: Fresh
    headers: dict[str, dict[str, str]]
    agencies: dict[str, Agency]
    edition: ProgrammeEdition
    people: dict[str, UUID] = field(default_factory=dict)

    async def ask(self, who: str | None, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Ask as somebody, below `/v1`; the version on record is named unless another is."""
        told = {name.replace("_", "-"): value for name, value in {"if_match": "*", **headers}.items() if value}
        sent: dict[str, Any] = {} if body is None else {"json": body}
        own = self.headers[who] if who else {}
        return await self.fresh.client.request(method, f"/v1{path}", headers={**own, **told}, **sent)

    async def post(self, who: str | None, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """Post what must succeed."""
        answer = await self.ask(who, "POST", path, body if body is not None else {}, **headers)
        assert answer.is_success, (path, answer.text)
        made: dict[str, Any] = answer.json()
        return made

    async def patch(self, who: str | None, path: str, body: Any) -> dict[str, Any]:
        """Change what must be changed."""
        answer = await self.ask(who, "PATCH", path, body)
        assert answer.is_success, (path, answer.text)
        changed: dict[str, Any] = answer.json()
        return changed

    async def get(self, who: str | None, path: str) -> dict[str, Any]:
        """Read what must be there."""
        answer = await self.ask(who, "GET", path)
        assert answer.status_code == 200, (path, answer.text)
        read: dict[str, Any] = answer.json()
        return read

    def keeper(self, who: str) -> Keeper:
        """Return somebody as who keeps innovations."""
        return Keeper(self.fresh, self.headers[who])

    def wish(self, agency: str = "kota", **facts: Any) -> dict[str, Any]:
        """Return the body of a plan; what is None is left out."""
        told = {"edition": self.edition.slug, "title": unlike(), "agency": self.agencies[agency].slug, **facts}
        return {name: value for name, value in told.items() if value is not None}

    async def named(self, who: str = "kota", agency: str = "kota", **facts: Any) -> dict[str, Any]:
        """Return a plan that was named just now."""
        return await self.post(who, "/action-plans", self.wish(agency, **facts))

    async def counted(self, many: int, **facts: Any) -> dict[str, Any]:
        """Return so many plans as a source counts."""
        told = {"edition": self.edition.slug, "slug": f"hitungan-{next(_numbers)}", "count": many, "source": "Laporan"}
        return await self.post("registrar", "/plan-aggregates", {**told, **facts})

    async def act(self, who: str | None, one: dict[str, Any], action: str, body: Any, **headers: str) -> httpx.Response:
        """Take an action on a plan."""
        return await self.ask(who, "POST", f"/action-plans/{one['id']}/{action}", body, **headers)

    async def acted(self, who: str, one: dict[str, Any], action: str, **body: Any) -> dict[str, Any]:
        """Take an action that must succeed."""
        return await self.post(who, f"/action-plans/{one['id']}/{action}", body)

    async def published(self, one: dict[str, Any]) -> dict[str, Any]:
        """Let a plan be public."""
        return await self.patch("registrar", f"/action-plans/{one['id']}", {"published": True})

    async def run(self, sql: str, **values: Any) -> Any:
        """Run a statement on the database, and return its first value if it has rows."""
        async with self.fresh.committing() as session:
            done = await session.execute(text(sql), values)
            return done.scalar() if done.returns_rows else None  # type: ignore[attr-defined] # a cursor's result


async def opened(fresh: Fresh) -> Desk:
    """Return a desk on an empty database."""
    async with fresh.committing() as session:
        agencies = {
            "kota": await factories.agency(session, "Kecamatan Medan Kota"),
            "penerus": await factories.agency(session, "Kecamatan Medan Kota Baru"),
            "lain": await factories.agency(session, "Dinas Kesehatan"),
            "penyelenggara": await factories.agency(session, "BKPSDM"),
            "lan": await factories.agency(session, "LAN RI", external=True),
            "kelak": await factories.agency(session, "Dinas Kelak", valid_from="2023-01-01"),
        }
        await factories.succession(session, agencies["kota"], agencies["penerus"])
        await AgencyService(session).refresh_lineage()
        scheme = Classification(slug="klaster", name="Klaster", edition="2017", declared_size=7)
        scheme.terms.append(Term(slug="kearsipan", name="Kearsipan", position=1))
        other = Classification(slug="urusan", name="Urusan", edition="2017")
        other.terms.append(Term(slug="kesehatan", name="Kesehatan", position=1))
        session.add_all([scheme, other])
        await session.flush()
        held = await edition(
            session, organiser_id=agencies["penyelenggara"].id, slug="seminar-uji", classification_id=scheme.id
        )
        headers = {
            name: await sign(session, "operator", agency_id=agencies[name].id)
            for name in ("kota", "lain", "penyelenggara")
        }
        headers["registrar"] = await sign(session, "registrar")
        people = {
            name: (await factories.person(session, public)).id
            for name, public in (("peserta", "Bayu Sogara"), ("mentor", "Citra Lestari"), ("penguji", "Dewi Anggraini"))
        }
    return Desk(fresh, headers, agencies, held, people)
