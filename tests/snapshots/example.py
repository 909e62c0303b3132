"""The snapshots that the examples of the document lead to, of what the examples put on record."""

from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import Settings
from app.models import FrozenStatistic, Snapshot
from app.snapshots.freezing import canonical, digest_of, digest_of_all
from app.statistics.registry import Inquiry
from app.statistics.service import StatisticsService

_SETTINGS = Settings(database_url="postgresql://nowhere/none")


async def add_snapshots(session: AsyncSession, title: str = "Rapat Paripurna") -> None:
    """Add two snapshots, so that the list has more than a page of one, to the reference data."""
    told = await StatisticsService(Inquiry(session, None, _SETTINGS)).compute("council", {})
    document = canonical(told.model_dump(mode="json"))
    digest = digest_of(document)
    for slug in ("rapat-paripurna-2-desember-2026", "rapat-paripurna-3-desember-2026"):
        part = {"key": "council", "name": "council", "parameters": {}, "digest": digest, "size": len(document.encode())}
        made = Snapshot(
            slug=slug,
            title=title,
            note=title,
            session_date=date(2026, 12, int(slug.split("-")[2])),
            audience="public",
            contents=[part],
            digest=digest_of_all([("council", digest)]),
            created_by="Bagian Organisasi",
            created_at=datetime.now(UTC),
        )
        session.add(made)
        await session.flush()
        session.add(FrozenStatistic(snapshot_id=made.id, key="council", digest=digest, document=document))
    await session.flush()
