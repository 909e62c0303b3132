"""Innovations under terms, and what would fit whom, over HTTP."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Agency, Classification, Innovation, InnovationTerm, Need, NeedAnswer, NeedStep, Term
from tests.reminders.desk import Desk
from tests.reminders.making import before

_numbers = count(1)
# whoever has not signed in
ANYONE: dict[str, str] = {}


async def terms(session: AsyncSession, size: int = 2) -> list[Term]:
    """The terms of a new scheme: `istilah-0`, `istilah-1` and so on."""
    number = next(_numbers)
    scheme = Classification(slug=f"skema-{number}", name=f"Skema {number}")
    made = [Term(slug=f"istilah-{place}", name=f"Istilah {place}", position=place) for place in range(size)]
    scheme.terms += made
    session.add(scheme)
    await session.flush()
    return made


async def under(session: AsyncSession, one: Innovation, *classified: Term) -> Innovation:
    """Put an innovation under terms."""
    session.add_all(InnovationTerm(innovation_id=one.id, term_id=term.id) for term in classified)
    await session.flush()
    return one


async def need(
    session: AsyncSession, of: Agency, unsur: str | None, status: str = "terbuka", *answers: Innovation, **facts: Any
) -> Need:
    """A public need of an agency, opened and come to its status 40 days before, with what answers it since then."""
    opened = before(40)
    at = datetime(opened.year, opened.month, opened.day, 5, tzinfo=UTC)
    told = {"source": "pengaduan", "priority": "sedang", "statement": f"Kurang {unsur}.", "published_at": at, **facts}
    made = Need(agency_id=of.id, unsur=unsur, opened_on=opened, status=status, **told)
    session.add(made)
    await session.flush()
    way = ["terbuka", *(["dijawab"] if status in {"terbukti", "tidak_terbukti"} else []), status]
    session.add_all(
        NeedStep(need_id=made.id, number=number, status=entered, entered_on=opened, recorded_at=at)
        for number, entered in enumerate(dict.fromkeys(way), 1)
    )
    session.add_all(
        NeedAnswer(need_id=made.id, innovation_id=one.id, basis="milik", in_use_from=opened, linked_at=at)
        for one in answers
    )
    await session.flush()
    return made


async def for_agency(desk: Desk, agency: Agency, **query: object) -> list[dict[str, Any]]:
    """Return the innovations that would fit an agency."""
    page = await desk.page(f"/v1/agencies/{agency.slug}/candidates", ANYONE, **{"limit": 200, **query})
    found: list[dict[str, Any]] = page["items"]
    return found


async def for_innovation(desk: Desk, one: Innovation, **query: object) -> list[dict[str, Any]]:
    """Return the agencies that an innovation would fit."""
    page = await desk.page(f"/v1/innovations/{one.slug}/candidates", ANYONE, **{"limit": 200, **query})
    found: list[dict[str, Any]] = page["items"]
    return found


def named(items: list[dict[str, Any]]) -> list[str]:
    """Return the names of innovations, or of agencies."""
    return [one["innovation"]["name"] if "innovation" in one else one["agency"]["name"] for one in items]


def weighed(item: dict[str, Any]) -> dict[str, int]:
    """Return what each reason of a candidate weighs; together they are its score."""
    found = {reason["code"]: reason["weight"] for reason in item["reasons"]}
    assert sum(found.values()) == item["score"]
    assert list(found.values()) == sorted(found.values(), reverse=True)
    return found


def facts(item: dict[str, Any], code: str) -> dict[str, Any]:
    """Return what a reason of a candidate rests on."""
    [reason] = [one for one in item["reasons"] if one["code"] == code]
    found: dict[str, Any] = reason["facts"]
    return found
