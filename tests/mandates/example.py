"""The mandates that the examples of the document lead to: Si-Surat for every OPD, with a decision under it."""

from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.mandates.inputs import EVERY_OPD
from app.models import Agency, Innovation, Mandate, MandateDecision
from app.models.codes import MandateRuling

MANDATE = "si-surat-semua-opd"
DECISION = UUID("019ab3c1-0400-7d3e-9a51-3c8f1f1d2b31")


async def add_mandates(session: AsyncSession) -> None:
    """Add the mandates to a registry that has the reference data."""
    innovations = select(Innovation).where(Innovation.slug.in_(["si-surat", "e-surat"]))
    by_slug = {one.slug: one for one in await session.scalars(innovations)}
    agency = (await session.scalars(select(Agency).where(Agency.slug == "sekretariat-dprd"))).one()
    facts = {
        "innovation_id": by_slug["si-surat"].id,
        "decree_on": date(2026, 1, 2),
        "effective_on": date(2026, 1, 5),
        "due_on": date(2026, 12, 31),
    }
    kinds = [kind.value for kind in EVERY_OPD]
    title = "Penerapan Si-Surat di seluruh perangkat daerah"
    made = Mandate(slug=MANDATE, title=title, decree_number="100.3.3/512.K/2026", kinds=kinds, **facts)
    # a second one, so that the list has more than a page of one
    session.add(Mandate(slug="si-surat-dinas", title="Si-Surat di dinas", decree_number="2", kinds=["dinas"], **facts))
    session.add(made)
    await session.flush()
    now = datetime.now(UTC)
    for day, ended_on, id_ in ((date(2026, 2, 2), date(2026, 3, 2), None), (date(2026, 3, 2), None, DECISION)):
        serves = id_ is not None
        told = {"id": id_} if serves else {}
        session.add(
            MandateDecision(
                mandate_id=made.id,
                agency_id=agency.id,
                ruling=MandateRuling.MEMAKAI_SETARA if serves else MandateRuling.DIKECUALIKAN,
                equivalent_id=by_slug["e-surat"].id if serves else None,
                reason="Fungsi serupa.",
                decided_on=day,
                recorded_at=now,
                ended_on=ended_on,
                ended_reason="Diganti keputusan berikutnya." if ended_on else None,
                **told,
            )
        )
    await session.flush()
