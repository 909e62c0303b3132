"""Replicas for tests, put together in the tables: right in everything that a test does not say."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import today
from app.core.months import months_after
from app.models import Agency, Innovation, Person, ReplicationRequest, ReplicationStep, SignOfLife
from tests import factories

_numbers = count(1)
RECENT = today()
# beyond the first period, and beyond the second
OVERDUE, LONG_AGO = months_after(RECENT, -8), months_after(RECENT, -20)


async def owner(session: AsyncSession, region: str | None = None, *, external: bool | None = None) -> Agency:
    """An agency: of the city, or of another region."""
    elsewhere = region is not None if external is None else external
    made = await factories.agency(session, f"Dinas Uji {next(_numbers)}", external=elsewhere)
    made.region_code = region
    await session.flush()
    return made


async def replica(
    session: AsyncSession, origin: Innovation, by: Agency | None, seen: date | None = RECENT, **facts: Any
) -> Innovation:
    """A published replica of an origin, with a sign of life on a day."""
    kind = facts.pop("relation", "adapts")
    made = await factories.innovation(session, agency_id=by.id if by else None, **facts)
    await factories.relation(session, made, origin, kind)
    if seen is not None:
        await sign(session, made, seen)
    return made


async def sign(session: AsyncSession, of: Innovation, on: date, kind: str = "konfirmasi", **facts: Any) -> SignOfLife:
    """A sign of life."""
    made = SignOfLife(innovation_id=of.id, kind=kind, observed_on=on, recorded_at=datetime.now(UTC), **facts)
    session.add(made)
    await session.flush()
    return made


async def request(
    session: AsyncSession, origin: Innovation, by: Agency, contact: Person, made: Innovation | None = None, **facts: Any
) -> ReplicationRequest:
    """A replication, which began to run on a day if that is told as `began`."""
    began: date | None = facts.pop("began", None)
    day = date(2023, 1, 2)
    told: dict[str, Any] = {"model": "mandiri", "scope": "dalam_kota", "status": "berjalan", "step": "berjalan"}
    told |= {"requested_on": day, "entered_on": day, "problem": "Antrean", "adaptation": "Formulir"}
    told |= {"compatibility": {}, **facts}
    asked = ReplicationRequest(
        origin_id=origin.id,
        agency_id=by.id,
        contact_id=contact.id,
        replica_id=made.id if made else None,
        **told,
    )
    session.add(asked)
    await session.flush()
    if began:
        step = ReplicationStep(
            request_id=asked.id, number=1, step="berjalan", status="berjalan", entered_on=began, actor="penerima"
        )
        step.recorded_at = datetime.now(UTC)
        session.add(step)
        await session.flush()
    return asked
