"""Shipped sources beside those that people record and correct."""

from dataclasses import replace

from alembic.script import ScriptDirectory
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.text import search_key
from app.models import ReferenceItem, Source
from app.reference.files import ReferenceFiles, read_reference
from app.reference.service import LoadReport, ReferenceService
from app.sources.addresses import address_key
from tests.migrating import configuration


async def load(session: AsyncSession, files: ReferenceFiles) -> LoadReport:
    return await ReferenceService(session).load(files, lambda _kind, _done, _total: None)


def edited(files: ReferenceFiles, slug: str, **facts: object) -> ReferenceFiles:
    """Return the files of a later edition that says something else of one source."""
    sources = tuple(entry.model_copy(update=facts) if entry.slug == slug else entry for entry in files.sources)
    return replace(files, sources=sources)


async def keys_of(session: AsyncSession) -> dict[str, tuple[int, str, str | None]]:
    rows = await session.execute(select(Source.slug, Source.version, Source.title_key, Source.address_key))
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


async def test_the_migration_finds_what_the_loader_finds(session: AsyncSession) -> None:
    files = read_reference()
    await load(session, files)
    await load(session, edited(files, "lintasmedan-2017", note="Edisi berikut."))
    loaded = await keys_of(session)
    assert loaded["lintasmedan-2017"] == (
        2,
        search_key("Berita LintasMedan tentang apresiasi atas inovasi pelayanan publik Pemko Medan"),
        "lintasmedan.com/inovasi-pelayanan-publik-pemko-medan-diapresiasi",
    )
    assert loaded == {
        entry.slug: (loaded[entry.slug][0], search_key(entry.title), address_key(entry.address))
        for entry in files.sources
    }
    assert sum(key is not None for _, _, key in loaded.values()) > 10
    await session.execute(update(Source).values(version=1, title_key="", address_key=None))
    script = ScriptDirectory.from_config(configuration("postgresql://nowhere/none")).get_revision("version_sources")
    assert script
    await session.execute(text(script.module.FILL.replace(":", r"\:")))
    session.expire_all()
    assert await keys_of(session) == loaded


async def test_what_people_corrected_stays_when_a_later_edition_says_otherwise(session: AsyncSession) -> None:
    files = read_reference()
    await load(session, files)
    both = select(Source).where(Source.slug.in_(("lintasmedan-2017", "radarmedan-2019"))).order_by(Source.slug)
    corrected, other = (await session.scalars(both)).all()
    corrected.note, corrected.version = "Diperbaiki petugas.", 2
    await session.flush()
    later = edited(edited(files, corrected.slug, note="Edisi baru."), other.slug, title="Judul edisi baru")
    report = await load(session, later)
    assert (report.tallies["source"].kept, report.tallies["source"].changed) == (1, 1)
    await session.refresh(corrected)
    await session.refresh(other)
    assert (corrected.note, corrected.version) == ("Diperbaiki petugas.", 2)
    assert (other.title, other.title_key, other.version) == ("Judul edisi baru", "judul edisi baru", 2)
    item = (await session.scalars(select(ReferenceItem).where(ReferenceItem.record_id == other.id))).one()
    assert item.version == 2


async def test_a_later_edition_may_bring_what_somebody_has_recorded(session: AsyncSession) -> None:
    files = read_reference()
    entry = next(entry for entry in files.sources if entry.slug == "lintasmedan-2017")
    session.add(
        Source(slug="dicatat-petugas", kind="berita", title=entry.title, address_key=address_key(entry.address))
    )
    await session.flush()
    assert (await load(session, files)).tallies["source"].created == len(files.sources)
