"""Replications, signs of life and mandates for tests, put into the tables: right in all that a test does not say."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.models import (
    Agency,
    Innovation,
    Mandate,
    MandateDecision,
    ReplicationDocument,
    ReplicationRequest,
    ReplicationStep,
    SignOfLife,
)
from tests import factories

_numbers = count(1)
# the day that the tests look at, unless one says another
DAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 5, tzinfo=UTC)


def before(days: int) -> date:
    """Return the day so many days before the one that tests look at."""
    return DAY - timedelta(days=days)


async def innovation(
    session: AsyncSession, owner: Agency, name: str | None = None, published: date | None = None, **facts: Any
) -> Innovation:
    """An innovation of an agency that was published a month ago."""
    published = published or before(30)
    made = await factories.innovation(session, name, agency_id=owner.id, **facts)
    made.published_at = datetime(published.year, published.month, published.day, 5, tzinfo=UTC)
    await session.flush()
    return made


async def sign(session: AsyncSession, of: Innovation, on: date, **facts: Any) -> SignOfLife:
    """The word of its owner that an innovation was alive on a day."""
    made = SignOfLife(innovation_id=of.id, kind="konfirmasi", observed_on=on, recorded_at=NOON, **facts)
    session.add(made)
    await session.flush()
    return made


async def replication(
    session: AsyncSession, origin: Innovation, agency: Agency, status: str = "pelaksanaan", **facts: Any
) -> ReplicationRequest:
    """A request of an agency to replicate an innovation, in a status for half a month."""
    contact = facts.pop("contact", None) or await factories.person(session, f"Kontak {next(_numbers)}")
    told = {
        "model": "mandiri",
        "scope": "dalam_kota",
        "step": status,
        "requested_on": before(20),
        "entered_on": facts.get("requested_on", before(15)),
        "problem": "Surat tercecer.",
        "adaptation": "Nama disesuaikan.",
        "compatibility": {},
        **facts,
    }
    made = ReplicationRequest(
        id=new_id(), origin_id=origin.id, agency_id=agency.id, status=status, contact_id=contact.id, **told
    )
    session.add(made)
    await session.flush()
    return made


async def step(session: AsyncSession, of: ReplicationRequest, number: int, status: str, on: date) -> None:
    """A step that a replication entered on a day."""
    made = ReplicationStep(
        request_id=of.id,
        number=number,
        step=status,
        status=status,
        entered_on=on,
        actor="penerima",
        recorded_at=NOON,
    )
    session.add(made)
    await session.flush()


async def replica(session: AsyncSession, origin: Innovation, owner: Agency, **facts: Any) -> Innovation:
    """A published replica that an agency has of an innovation."""
    made = await innovation(session, owner, **facts)
    await factories.relation(session, made, origin, "copies")
    return made


async def document(session: AsyncSession, of: ReplicationRequest, **facts: Any) -> ReplicationDocument:
    """An agreement of a replication that was signed a year ago and ends in ten days."""
    told = {
        "kind": "pks",
        "number": f"PKS/{next(_numbers)}/2025",
        "issued_on": before(365),
        "valid_from": before(365),
        "valid_until": DAY + timedelta(days=10),
        "signatories": [],
        "added_at": NOON,
        **facts,
    }
    made = ReplicationDocument(id=new_id(), request_id=of.id, **told)
    session.add(made)
    await session.flush()
    return made


async def mandate(session: AsyncSession, of: Innovation, *kinds: str, **facts: Any) -> Mandate:
    """A decree by which agencies of some kinds are to replicate an innovation within a month."""
    number = next(_numbers)
    told = {
        "slug": f"kewajiban-{number}",
        "title": f"Kewajiban {number}",
        "decree_number": f"{number}/2026",
        "decree_on": before(100),
        "effective_on": before(100),
        "due_on": DAY + timedelta(days=30),
        **facts,
    }
    made = Mandate(id=new_id(), innovation_id=of.id, kinds=list(kinds), **told)
    session.add(made)
    await session.flush()
    return made


async def decision(session: AsyncSession, of: Mandate, agency: Agency, **facts: Any) -> None:
    """The decision that an agency is exempt from a mandate."""
    told = {"ruling": "dikecualikan", "reason": "Tidak melayani warga.", "decided_on": before(10), **facts}
    session.add(MandateDecision(mandate_id=of.id, agency_id=agency.id, recorded_at=NOON, **told))
    await session.flush()
