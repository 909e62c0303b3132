"""A city hall with three agencies, their innovations, a registrar, and people who can assess."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select, text

from app.agencies.service import AgencyService
from app.innovations.service import InnovationService
from app.instruments.definition import Definition
from app.models import Account, Agency, AuditEvent, Innovation, Instrument, Person
from tests import factories, signing
from tests.conftest import Fresh
from tests.rounds import making

DAY = timedelta(days=1)
CAUSE = {"reason": "Alasan untuk pengujian."}


def moment(days: float) -> str:
    """Return the moment so many days from now, as a client writes it."""
    return (datetime.now(UTC) + days * DAY).isoformat()


def stage(kind: str = "panel", opens: float = -1, closes: float = 1, **facts: Any) -> dict[str, Any]:
    """Return a stage as a client sends it."""
    return {"kind": kind, "opens_at": moment(opens), "closes_at": moment(closes), **facts}


@dataclass(frozen=True)
class Assessor:
    """Somebody who can assess: an account, the person behind it, and credentials."""

    account: Account
    person: Person
    headers: dict[str, str]

    @property
    def key(self) -> str:
        return str(self.account.id)


@dataclass(frozen=True)
class Scene:
    """The registry, and whoever asks."""

    fresh: Fresh
    agencies: list[Agency]
    innovations: list[Innovation]
    instrument: Instrument
    registrar: dict[str, str]
    operators: list[dict[str, str]]
    assessors: list[Assessor] = field(default_factory=list)

    async def ask(
        self, who: dict[str, str] | None, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        """Ask as somebody; header names are written with underscores."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.fresh.client.request(method, f"/v1{path}", json=body, headers={**(who or {}), **told})

    async def get(self, who: dict[str, str] | None, path: str, status: int = 200) -> Any:
        """Read as somebody, who gets an answer of a status."""
        answer = await self.ask(who, "GET", path)
        assert answer.status_code == status, (path, answer.text)
        return answer.json()

    async def post(
        self, who: dict[str, str] | None, path: str, body: Any = None, status: int | None = None, **headers: str
    ) -> Any:
        """Write as somebody, whose answer has a status: 200 or 201 where none is told."""
        answer = await self.ask(who, "POST", path, body, **{"if_match": "*", **headers})
        assert answer.status_code in ({200, 201} if status is None else {status}), (path, answer.text)
        return answer.json()

    async def patch(self, who: dict[str, str] | None, path: str, body: Any, status: int = 200, **headers: str) -> Any:
        """Change as somebody."""
        answer = await self.ask(who, "PATCH", path, body, **{"if_match": "*", **headers})
        assert answer.status_code == status, (path, answer.text)
        return answer.json()

    def draft(self, *stages: dict[str, Any], **facts: Any) -> dict[str, Any]:
        """Return a round as a client sends it: all innovations of the scene, by the scene's instrument."""
        told = {
            "name": "Lokakarya Uji",
            "instrument": self.instrument.slug,
            "scope": {"innovations": [one.slug for one in self.innovations]},
            "stages": list(stages) or [stage()],
            "per_entry": 2,
        }
        return told | facts

    async def prepared(self, *stages: dict[str, Any], **facts: Any) -> str:
        """Prepare a round; return its slug."""
        made = await self.post(self.registrar, "/rounds", self.draft(*stages, **facts))
        slug: str = made["slug"]
        return slug

    async def opened(self, *stages: dict[str, Any], panel: int = 0, **facts: Any) -> str:
        """Prepare and open a round with the first so many assessors on its panel; return its slug."""
        slug = await self.prepared(*stages, **facts)
        for assessor in self.assessors[:panel]:
            await self.post(self.registrar, f"/rounds/{slug}/panel", {"assessor": assessor.key})
        await self.post(self.registrar, f"/rounds/{slug}/open")
        return slug

    async def entries(self, slug: str) -> dict[str, str]:
        """Return the ids of a round's entries by name."""
        page = await self.get(self.registrar, f"/rounds/{slug}/entries?limit=200")
        return {item["name"]: item["id"] for item in page["items"]}

    async def assigned(self, slug: str, kind: str = "panel", **facts: Any) -> dict[str, Any]:
        """Plan and carry out an assignment of a stage; return the plan."""
        body = {"stage": kind, **facts}
        plan = await self.post(self.registrar, f"/rounds/{slug}/assignments", body)
        done: dict[str, Any] = await self.post(
            self.registrar, f"/rounds/{slug}/assignments", {**body, "dry_run": False, "token": plan["token"]}
        )
        return done

    async def of(self, assessor: Assessor, query: str = "") -> list[dict[str, Any]]:
        """Return what is assigned to somebody."""
        page = await self.get(assessor.headers, f"/assessments?limit=200{query}")
        items: list[dict[str, Any]] = page["items"]
        return items

    async def scored(
        self, assessor: Assessor, assessment_id: str, values: dict[str, float], *, submit: bool = True
    ) -> dict[str, Any]:
        """Accept where that is still to be done, score, and submit an assessment; return it."""
        path = f"/assessments/{assessment_id}"
        shown: dict[str, Any] = await self.get(assessor.headers, path)
        if shown["status"] == "invited":
            await self.post(assessor.headers, f"{path}/accept")
        scores = [{"criterion": name, "value": value} for name, value in values.items()]
        shown = await self.patch(assessor.headers, path, {"scores": scores})
        return await self.post(assessor.headers, f"{path}/submit") if submit else shown

    async def shift(self, slug: str, kind: str, opens: float, closes: float) -> None:
        """Let a stage open and close so many days from now, as if time had passed."""
        await self.run(
            """UPDATE round_stage SET opens_at = now() + :opens * interval '1 day',
                 closes_at = now() + :closes * interval '1 day'
               WHERE kind = :kind AND round_id = (SELECT id FROM assessment_round WHERE slug = :slug)""",
            opens=opens,
            closes=closes,
            kind=kind,
            slug=slug,
        )

    async def run(self, sql: str, **values: Any) -> Any:
        """Run a statement on the database; return its first value if it has rows."""
        async with self.fresh.committing() as session:
            done = await session.execute(text(sql), values)
            return done.scalar() if done.returns_rows else None  # type: ignore[attr-defined] # a cursor's result

    async def events(self, entity_id: str) -> list[AuditEvent]:
        """Return what is on record of something, the oldest first."""
        async with self.fresh.committing() as session:
            found = await session.scalars(
                select(AuditEvent).where(AuditEvent.entity_id == UUID(entity_id)).order_by(AuditEvent.id)
            )
            return list(found)


async def furnished(fresh: Fresh, *, innovations: int = 3, assessors: int = 3, by: Definition | None = None) -> Scene:
    """Return a scene: three agencies in turn have so many published innovations; the assessors are from outside."""
    async with fresh.committing() as session:
        agencies = [await factories.agency(session, f"Dinas {name}") for name in ("Satu", "Dua", "Tiga")]
        await AgencyService(session).refresh_lineage()
        made = [
            await factories.innovation(session, f"Inovasi {letter}", agency_id=agencies[number % 3].id, kind="digital")
            for number, letter in enumerate("ABCDEFGHIJKLMNOP"[:innovations])
        ]
        await InnovationService(session).publish([one.id for one in made])
        instrument = await making.instrument(session, by)
        registrar = await signing.sign(session, "registrar")
        operators = [await signing.sign(session, "operator", agency_id=agency.id) for agency in agencies]
        people = []
        for number in range(1, assessors + 1):
            person = await factories.person(session, f"Penilai Luar {number}")
            account = await signing.account(session, "assessor", person_id=person.id)
            people.append(Assessor(account, person, await signing.key(session, account)))
    return Scene(fresh, agencies, made, instrument, registrar, operators, people)


def errors_of(problem: dict[str, Any]) -> list[tuple[str, str]]:
    """Return pointer and code of each wrong part of a problem."""
    return [(error["pointer"], error["code"]) for error in problem["errors"]]
