"""The stored documents are what the tables say, always and for every record."""

from uuid import UUID

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.service import AgencyService
from app.innovations.schemas import InnovationHead, InnovationRead
from app.innovations.service import InnovationService
from app.models import (
    Agency,
    Citation,
    Classification,
    Innovation,
    InnovationCard,
    InnovationDocument,
    InnovationLine,
    InnovationPlace,
    InnovationResource,
    InnovationTerm,
    LegalBasis,
    Source,
    Term,
)
from app.reference.files import read_reference
from app.reference.service import ReferenceService
from tests import factories
from tests.innovations.rendering import render


async def stored(session: AsyncSession, innovation_id: UUID) -> tuple[InnovationHead, InnovationRead]:
    """Return the stored documents of a record; they validate against their models, with nothing over."""
    card = await session.scalar(select(InnovationCard.card).where(InnovationCard.innovation_id == innovation_id))
    whole = await session.scalar(
        select(InnovationDocument.document).where(InnovationDocument.innovation_id == innovation_id)
    )
    assert card
    assert whole
    return (
        InnovationHead.model_validate_json(card, extra="forbid"),
        InnovationRead.model_validate_json(whole, extra="forbid"),
    )


async def revisions(session: AsyncSession) -> dict[UUID, tuple[int, int]]:
    rows = await session.execute(
        select(InnovationCard.innovation_id, InnovationCard.revision, InnovationDocument.revision).join(
            InnovationDocument, InnovationDocument.innovation_id == InnovationCard.innovation_id
        )
    )
    return {row[0]: (row[1], row[2]) for row in rows}


async def test_every_shipped_record_reads_as_its_tables_say(session: AsyncSession) -> None:
    await ReferenceService(session).load(read_reference(), lambda _kind, _done, _total: None)
    ids = (await session.scalars(select(Innovation.id))).all()
    assert len(ids) == 32
    for innovation_id in ids:
        assert await stored(session, innovation_id) == await render(session, innovation_id)


async def rich(session: AsyncSession) -> Innovation:
    """An innovation that has one of everything."""
    owner = await factories.agency(session, "Dinas Contoh", short_name="DC", first_stated_on="2019")
    other = await factories.agency(session, "Dinas Lain")
    platform = await factories.innovation(session, "Platform")
    made = await factories.innovation(
        session,
        "Contoh (Cara “Nyata”)",
        agency_id=owner.id,
        summary='Ringkasan dengan "kutip", \\ dan\nbaris baru',
        first_known_on="2019-06",
        first_known_by="kegiatan",
        kind="digital",
        platform_id=platform.id,
        platform_relation="bagian_platform",
        problem="Masalah",
        result_after="Sesudah",
    )
    city = await factories.area(session, "12.71", "kota")
    ward = await factories.area(session, "12.71.01.1001", "kelurahan", city)
    scheme = Classification(slug="skema", name="Skema", edition="2017", declared_size=7)
    scheme.terms.append(Term(slug="satu", name="Satu", position=0))
    source = Source(slug="berita", kind="berita", title="Berita")
    session.add_all([scheme, source])
    await session.flush()
    who = await factories.person(session, "Bayu")
    await factories.alias(session, made, "CCN")
    await factories.stage(session, made, "uji_coba", on="2019")
    await factories.stage(session, made, "penerapan", 1, "2020-01-31")
    await factories.part(session, made, who)
    await factories.place(session, made, ward.id)
    session.add_all(
        [
            InnovationPlace(innovation_id=made.id, position=1, name="Balai Kota", latitude=3.5897, longitude=98.6738),
            InnovationTerm(innovation_id=made.id, term_id=scheme.terms[0].id),
            LegalBasis(innovation_id=made.id, position=0, level="perwal", number="28/2018", issued_on="2018"),
            InnovationResource(innovation_id=made.id, year=2019, budget_idr=10**15, people=3),
            Citation(
                subject_kind="innovation", subject_id=made.id, field="name", source_id=source.id, confidence="disebut"
            ),
        ]
    )
    await factories.relation(session, made, await factories.innovation(session, "Asal"), "adapts")
    await factories.relation(session, await factories.innovation(session, "Kembar"), made, "possibly_same_as")
    await factories.relation(session, made, await factories.innovation(session, "Konsep", status="draft"), "succeeds")
    assert other
    return made


async def test_a_record_with_one_of_everything(session: AsyncSession) -> None:
    made = await rich(session)
    await InnovationService(session).publish([made.id])
    card, whole = await stored(session, made.id)
    assert (card, whole) == await render(session, made.id)
    assert [relation.innovation.name for relation in whole.relations] == ["Asal", "Kembar"]
    assert whole.counts.relations == 2
    assert whole.stage == "penerapan"
    assert whole.agency_name_then == "Dinas Contoh"


async def test_an_unchanged_record_keeps_its_revision(session: AsyncSession) -> None:
    made = await rich(session)
    service = InnovationService(session)
    await service.publish(None)
    before = await revisions(session)
    assert await service.publish(None) == 0
    assert await service.publish([made.id]) == 0
    assert await revisions(session) == before


@pytest.mark.parametrize("status", ["draft", "archived", "returned"])
async def test_a_record_that_is_no_longer_published_disappears_everywhere(session: AsyncSession, status: str) -> None:
    made = await rich(session)
    service = InnovationService(session)
    await service.publish(None)
    neighbour = (await session.scalars(select(Innovation).where(Innovation.name == "Asal"))).one()
    _, before = await stored(session, neighbour.id)
    assert [relation.innovation.id for relation in before.relations] == [made.id]
    made.status = status
    await service.publish([made.id])
    assert made.id not in await revisions(session)
    _, after = await stored(session, neighbour.id)
    assert after.relations == []
    assert after.counts.relations == 0


async def test_a_change_reaches_the_record_and_those_that_name_it(session: AsyncSession) -> None:
    made = await rich(session)
    service = InnovationService(session)
    await service.publish(None)
    before = await revisions(session)
    made.name, made.name_key = "Nama Baru", "nama baru"
    changed = await service.publish([made.id])
    after = await revisions(session)
    names = {row.id: row.name for row in await session.execute(select(Innovation.id, Innovation.name))}
    moved = {names[id_] for id_ in after if after[id_][1] != before[id_][1]}
    assert moved == {"Nama Baru", "Asal", "Kembar"}
    assert changed == 3


async def test_a_renamed_agency_is_renamed_in_every_document(session: AsyncSession) -> None:
    made = await rich(session)
    await InnovationService(session).publish(None)
    owner = await session.get_one(Agency, made.agency_id)
    await session.refresh(owner, ["versions"])
    owner.versions[-1].name = "Dinas Baru"
    await InnovationService(session).publish(None)
    card, _ = await stored(session, made.id)
    assert card.agency
    assert card.agency.name == "Dinas Baru"


async def test_rebuilding_mends_what_was_lost_or_spoilt(session: AsyncSession) -> None:
    made = await rich(session)
    service = InnovationService(session)
    await service.publish(None)
    await session.execute(delete(InnovationCard).where(InnovationCard.innovation_id == made.id))
    spoilt = (await session.scalars(select(InnovationDocument).limit(1))).one()
    spoilt.document = "{}"
    assert await service.publish(None) in {1, 2}
    assert await stored(session, made.id) == await render(session, made.id)
    line = (await session.scalars(select(InnovationLine).where(InnovationLine.innovation_id == made.id))).one()
    told, line.line = line.line, "keliru"
    left_over = InnovationLine(innovation_id=(await factories.innovation(session, status="draft")).id, line="sisa")
    session.add(left_over)
    await session.flush()
    assert await service.publish(None) == 2
    lines = dict((await session.execute(select(InnovationLine.innovation_id, InnovationLine.line))).all())
    assert lines[made.id] == told
    assert left_over.innovation_id not in lines
    assert await service.publish(None) == 0


async def test_lineages_follow_the_successions(session: AsyncSession) -> None:
    first, second = await factories.agency(session, "Dinas Satu"), await factories.agency(session, "Dinas Dua")
    merged = await factories.agency(session, "Dinas Gabungan")
    await factories.succession(session, first, merged)
    await factories.succession(session, second, merged)
    agencies = AgencyService(session)
    assert await agencies.refresh_lineage() > 0
    assert await agencies.refresh_lineage() == 0
