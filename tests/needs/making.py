"""A desk where needs are kept over HTTP, with rounds of surveys put on record as they come out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.service import AgencyService
from app.core.clock import today
from app.core.text import search_key
from app.models import Agency, AuditEvent, Innovation, Survey, SurveyInstrument, SurveyReport, SurveyTally
from app.models.codes import Role
from app.reference.instrument_files import read_forms
from tests import factories, signing
from tests.conftest import Fresh

_numbers = count(1)
FORM = next(one for one in read_forms() if one.slug == "skm-permenpan-14-2017")
OLD_FORM = next(one for one in read_forms() if one.slug == "skm-kep-25-2004")
# of 200 answers each: NRR 3.3 (mutu B), 2.5 (D), 2.8 (C) and 3.6 (A)
GOOD, BAD, FAIR, BEST = (0, 20, 100, 80), (20, 80, 80, 20), (10, 50, 110, 30), (0, 0, 80, 120)
EVIDENCE = {"title": "Risalah Reses II", "address": None, "reference": "170/12/2026", "date": "2026-02-03"}
REASON = "Dicatat dua kali dari rapat yang sama."
NOBODY = "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"


def day(number: int) -> date:
    """Return a day of 2026 by its number, from the first of January."""
    return date(2026, 1, 1) + timedelta(days=number)


def ago(days: int) -> date:
    """Return a day of the past."""
    return today() - timedelta(days=days)


async def instrument(session: AsyncSession, form: Any = FORM) -> SurveyInstrument:
    """Return the form of a survey on record."""
    found = await session.scalar(select(SurveyInstrument).where(SurveyInstrument.slug == form.slug))
    if found is None:
        told = {"slug": form.slug, "code": form.code, "edition": form.edition, "title": form.title.id}
        found = SurveyInstrument(**told, official=form.official, definition=form.as_json(), digest=form.digest())
        session.add(found)
        await session.flush()
    return found


async def survey(
    session: AsyncSession,
    agency: Agency,
    counts: Mapping[str, tuple[int, ...]] | None = None,
    **facts: Any,
) -> Survey:
    """A published round with so many answers of 1 to 4 for each unsur; those that are not told are good."""
    form = facts.pop("form", FORM)
    reported: dict[str, str] = facts.pop("reported", {})
    unit: str | None = facts.pop("unit", None)
    from_on: date = facts.pop("from_on", ago(300))
    until_on: date = facts.pop("until_on", from_on + timedelta(days=20))
    status: str = facts.pop("status", "published")
    published = datetime.combine(facts.pop("published_on", until_on + timedelta(days=1)), time(5), tzinfo=UTC)
    number = next(_numbers)
    made = Survey(
        slug=f"survei-{number}",
        title=f"Survei {number}",
        agency_id=agency.id,
        unit=unit,
        unit_key=search_key(unit or ""),
        audience=facts.pop("audience", "masyarakat"),
        instrument_id=(await instrument(session, form)).id,
        from_on=from_on,
        until_on=until_on,
        mode="terbuka",
        channels=["kertas"],
        status=status,
        published_at=published if status == "published" else None,
        **facts,
    )
    session.add(made)
    await session.flush()
    if reported:
        told = {"index": 80, "index_decimals": 2, "respondents": 150, "nrr": reported, "nrr_decimals": 2}
        session.add(SurveyReport(survey_id=made.id, **told, reference="Laporan SKM"))
    else:
        tally(session, made, [*(counts or {}).items()], form)
    await session.flush()
    return made


def tally(session: AsyncSession, of: Survey, counts: list[tuple[str, tuple[int, ...]]], form: Any) -> None:
    """Put answers on record in two shards, as writers at once do."""
    given = dict(counts)
    whole = [number for code in form.codes for number in given.get(code, GOOD)]
    halves = [number // 2 for number in whole]
    for shard, part in enumerate((halves, [one - half for one, half in zip(whole, halves, strict=True)])):
        session.add(
            SurveyTally(
                survey_id=of.id,
                dimension="semua",
                value="",
                shard=shard,
                responses=sum(part),
                counts=part,
                complete=0,
                complete_sum=0,
                complete_squares=0,
            )
        )


async def in_use(
    session: AsyncSession, of: Agency | None, on: str | None = "2026-03", name: str | None = None, **facts: Any
) -> Innovation:
    """A published innovation that is in use since a partial date."""
    made = await factories.innovation(session, name, agency_id=of.id if of else None, **facts)
    await factories.stage(session, made, "penerapan", on=on)
    return made


@dataclass(frozen=True)
class Desk:
    """The service with an account for each role, `operator` and `secretariat` being of one agency.

    `stranger` keeps the records of another one.
    """

    fresh: Fresh
    headers: dict[str, dict[str, str]]
    home: Agency
    other: Agency

    async def ask(self, who: str | None, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Ask as somebody below `/v1`, naming the version on record unless another is told."""
        told = {name.replace("_", "-"): value for name, value in {"if_match": "*", **headers}.items() if value}
        signed = self.headers[who] if who else {}
        return await self.fresh.client.request(method, f"/v1{path}", json=body, headers={**signed, **told})

    async def get(self, path: str, who: str | None = None, **query: str) -> dict[str, Any]:
        """Return what somebody reads."""
        answer = await self.ask(who, "GET", f"{path}?{httpx.QueryParams(query)}" if query else path)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def post(self, path: str, body: Any = None, who: str = "operator", **headers: str) -> dict[str, Any]:
        """Return what somebody is answered who must not be refused."""
        answer = await self.ask(who, "POST", path, body, **headers)
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def refused(
        self, path: str, body: Any = None, who: str = "operator", method: str = "POST"
    ) -> tuple[int, str]:
        """Return status and code of what is refused."""
        answer = await self.ask(who, method, path, body)
        return answer.status_code, answer.json()["code"]

    def told(self, **facts: Any) -> dict[str, Any]:
        """Return the body of a need that the council told of."""
        body = {"kind": "komisi", "name": "Komisi II DPRD Kota Medan"}
        need = {"source": "aspirasi_dprd", "statement": "Undangan rapat sering terlambat sampai.", "priority": "sedang"}
        return {**need, "evidence": [EVIDENCE], "body": body, **facts}

    async def need(self, *, publish: bool = True, **facts: Any) -> dict[str, Any]:
        """Record a need of the home agency, and publish it."""
        made = await self.post("/needs", self.told(**facts))
        return await self.post(f"/needs/{made['id']}/publish", who="registrar") if publish else made

    async def taken_up(self, slug: str, *unsur: str, **facts: Any) -> dict[str, Any]:
        """Take up weak unsur of a survey, publish the needs, and return the first of them."""
        accept = [{"unsur": one} for one in unsur]
        told = await self.post("/needs/from-survey", {"survey": slug, "dry_run": False, "accept": accept, **facts})
        for one in told["accepted"]:
            await self.post(f"/needs/{one['id']}/publish", who="registrar")
        return await self.get(f"/needs/{told['accepted'][0]['id']}")

    async def answered(self, need: dict[str, Any], innovation: str, **facts: Any) -> dict[str, Any]:
        """Put an innovation against a need."""
        return await self.post(f"/needs/{need['id']}/answers", {"innovation": innovation, **facts})

    async def events(self, entity_id: str) -> list[AuditEvent]:
        """Return what the audit tells of a record, the oldest first."""
        async with self.fresh.committing() as session:
            found = select(AuditEvent).where(AuditEvent.entity_id == UUID(entity_id)).order_by(AuditEvent.id)
            return list(await session.scalars(found))

    async def run(self, sql: str, **values: Any) -> None:
        """Run a statement on the database."""
        async with self.fresh.committing() as session:
            await session.execute(text(sql), values)


async def opened(fresh: Fresh, home: str = "dinas-rumah") -> Desk:
    """Make the accounts; the home agency is made where it is not on record."""
    headers = {}
    async with fresh.committing() as session:
        own = await session.scalar(select(Agency).where(Agency.slug == home))
        own = own or await factories.agency(session, "Dinas Rumah", slug=home)
        other = await factories.agency(session, "Dinas Tetangga Desk")
        for role in Role:
            bound = own.id if role in {Role.OPERATOR, Role.SECRETARIAT} else None
            headers[role.value] = await signing.sign(session, role, agency_id=bound)
        headers["stranger"] = await signing.sign(session, "operator", agency_id=other.id)
        await AgencyService(session).refresh_lineage()
    return Desk(fresh, headers, own, other)
