"""The replications that the examples of the document lead to."""

from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Agency, Innovation, Person, ReplicationDocument, ReplicationRequest, ReplicationStep

REQUEST, DOCUMENT = (UUID(f"019ab3c1-0400-7d3e-9a51-3c8f1f1d2b{n}") for n in (41, 42))
_DAY = date(2026, 11, 2)


async def add_replications(session: AsyncSession) -> None:
    """Add two requests for Verolin, so that the list has more than a page of one, to the reference data."""
    origin = (await session.scalars(select(Innovation).where(Innovation.slug == "verolin"))).one()
    contact = (await session.scalars(select(Person).where(Person.slug == "adisti-maritadinda-admar"))).one()
    now = datetime.now(UTC)
    for slug, id_ in (("dinas-sosial", REQUEST), ("dinas-pariwisata", None)):
        agency = (await session.scalars(select(Agency).where(Agency.slug == slug))).one()
        one = ReplicationRequest(
            origin_id=origin.id,
            agency_id=agency.id,
            model="mandiri",
            scope="dalam_kota",
            status="diajukan",
            step="diajukan",
            requested_on=_DAY,
            entered_on=_DAY,
            due_on=date(2026, 11, 16),
            problem="Izin reklame diperiksa satu per satu.",
            adaptation="Jenis izinnya lain.",
            compatibility={},
            contact_id=contact.id,
            changes=[],
            **({"id": id_} if id_ else {}),
        )
        session.add(one)
        await session.flush()
        step = {"step": "diajukan", "status": "diajukan", "entered_on": _DAY, "due_on": one.due_on}
        session.add(ReplicationStep(request_id=one.id, number=1, actor="penerima", recorded_at=now, **step))
    for id_ in (DOCUMENT, None):
        session.add(
            ReplicationDocument(
                request_id=REQUEST,
                kind="surat",
                number="800/1234/2026",
                issued_on=_DAY,
                valid_from=_DAY,
                signatories=[],
                added_at=now,
                **({"id": id_} if id_ else {}),
            )
        )
    await session.flush()
