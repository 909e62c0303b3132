"""The recognitions that the examples of the document lead to: two kecamatan that the city honoured for 2025."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Agency, Recognition

RECOGNITION = UUID("019ab3c1-0400-7d3e-9a51-3c8f1f1d2b61")


async def add_recognitions(session: AsyncSession) -> None:
    """Add the recognitions to a registry that has the reference data."""
    slugs = ("kecamatan-medan-denai", "kecamatan-medan-kota")
    agencies = await session.scalars(select(Agency).where(Agency.slug.in_(slugs)).order_by(Agency.slug))
    for number, agency in enumerate(agencies):
        told = {} if number else {"id": RECOGNITION}
        session.add(
            Recognition(
                code="iga_kota_medan",
                level="kota",
                year=2025,
                given_on="2026-02",
                agency_id=agency.id,
                source="Analisa, 12 Februari 2026",
                recorded_at=datetime.now(UTC),
                **told,
            )
        )
    await session.flush()
