"""The needs that the examples of the document lead to: of the council, of which Si-Surat's kin answers one."""

from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Agency, Innovation, Need, NeedAnswer, NeedStep

NEED = UUID("019ab3c1-0400-7d3e-9a51-3c8f1f1d2b51")
_DAY = date(2026, 3, 2)


async def add_needs(session: AsyncSession) -> None:
    """Add two needs of the council, so that the list has more than a page of one, to the reference data."""
    agency = (await session.scalars(select(Agency).where(Agency.slug == "sekretariat-dprd"))).one()
    answer = (await session.scalars(select(Innovation).where(Innovation.slug == "e-surat"))).one()
    now = datetime.now(UTC)
    for id_ in (NEED, None):
        need = Need(
            source="aspirasi_dprd",
            agency_id=agency.id,
            statement="Undangan rapat sampai terlambat.",
            priority="sedang",
            evidence=[{"title": "Notulen", "address": None, "reference": "170/12/2026", "date": "2026-03-02"}],
            body_kind="komisi",
            body_name="Komisi II DPRD Kota Medan",
            opened_on=_DAY,
            status="dijawab",
            published_at=now,
            **({"id": id_} if id_ else {}),
        )
        session.add(need)
        await session.flush()
        for number, status in enumerate(("terbuka", "dijawab"), 1):
            session.add(NeedStep(need_id=need.id, number=number, status=status, entered_on=_DAY, recorded_at=now))
        told = {"basis": "milik", "in_use_from": _DAY, "linked_at": now}
        session.add(NeedAnswer(need_id=need.id, innovation_id=answer.id, **told))
    await session.flush()
