"""Loading: everything once, nothing twice, and what people changed is theirs."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import derived_id
from app.core.tables import Base
from app.models import (
    Agency,
    AgencyAlias,
    AgencyLineage,
    AgencySuccession,
    AgencyVersion,
    Ambiguity,
    Area,
    AreaAlias,
    Citation,
    Classification,
    EditionPerson,
    Innovation,
    InnovationAlias,
    InnovationCard,
    InnovationPerson,
    InnovationRelation,
    InnovationTerm,
    Person,
    Position,
    ProgrammeEdition,
    ReferenceItem,
    Shortlist,
    ShortlistEntry,
    Source,
    Term,
)
from app.reference.files import ReferenceFiles, read_reference
from app.reference.service import LoadReport, ReferenceService

Edit = Callable[[str, str, str], int]

# the beginning of 22 November 2026 in Medan
EDITION = datetime(2026, 11, 21, 17, tzinfo=UTC)
TABLES: Sequence[type[Base]] = (
    Agency,
    AgencyAlias,
    AgencyLineage,
    AgencySuccession,
    AgencyVersion,
    Ambiguity,
    Area,
    AreaAlias,
    Citation,
    Classification,
    Innovation,
    InnovationAlias,
    InnovationPerson,
    InnovationRelation,
    InnovationTerm,
    Person,
    Position,
    ReferenceItem,
    Source,
    Term,
)


async def load(session: AsyncSession, files: ReferenceFiles | None = None) -> LoadReport:
    return await ReferenceService(session).load(files or read_reference(), lambda _kind, _done, _total: None)


async def counts(session: AsyncSession) -> dict[str, int]:
    return {table.__tablename__: await session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}


async def innovation(session: AsyncSession, slug: str) -> Innovation:
    statement = select(Innovation).where(Innovation.slug == slug).execution_options(populate_existing=True)
    return (await session.scalars(statement)).one()


async def cited(session: AsyncSession, record_id: UUID, field: str) -> set[str | None]:
    statement = select(Citation.phrase).where(Citation.subject_id == record_id, Citation.field == field)
    return set((await session.scalars(statement)).all())


async def test_the_first_load_writes_everything(session: AsyncSession) -> None:
    files = read_reference()
    report = await load(session, files)
    assert (report.total("created"), report.total("changed"), report.total("kept")) == (report.total("total"), 0, 0)
    rows = await counts(session)
    assert rows["area"] == 173
    assert rows["innovation"] == 32
    assert rows["person"] == 18
    assert rows["agency_version"] == sum(len(entry.versions) for entry in files.agencies)
    assert rows["reference_item"] == report.total("total")
    assert "351 new" in report.sentence


async def test_records_are_published_at_the_edition_with_the_same_id_everywhere(session: AsyncSession) -> None:
    await load(session)
    verolin = await innovation(session, "verolin")
    assert verolin.id == derived_id(EDITION, "innovation:verolin")
    assert (verolin.status, verolin.published_at, verolin.version) == ("published", EDITION, 1)
    assert verolin.name_key == "verolin"
    secretariat = await session.scalar(select(Agency.id).where(Agency.slug == "sekretariat-dprd"))
    assert secretariat == derived_id(EDITION, "agency:sekretariat-dprd")
    assert await session.scalar(select(func.count()).select_from(InnovationCard)) == 32


async def test_facts_lead_to_their_phrases(session: AsyncSession) -> None:
    await load(session)
    verolin = await innovation(session, "verolin")
    name = await cited(session, verolin.id, "name")
    assert len(name) == 1
    assert (name.pop() or "").startswith("Verolin (sistem untuk verifikasi reklame secara online) dengan inovator")


async def test_an_area_is_part_of_the_one_above(session: AsyncSession) -> None:
    await load(session)
    areas = (await session.scalars(select(Area))).all()
    parents = {area.code: area.parent_id for area in areas}
    ids = {area.code: area.id for area in areas}
    assert parents["12.71"] is None
    assert parents["12.71.15"] == ids["12.71"]
    assert parents["12.71.15.1001"] == ids["12.71.15"]


async def test_loading_twice_changes_nothing_and_says_so(session: AsyncSession) -> None:
    await load(session)
    before = await counts(session)
    stamps = (await session.execute(select(ReferenceItem.key, ReferenceItem.loaded_at))).all()
    report = await load(session)
    assert not report.wrote
    assert (report.total("unchanged"), report.total("total")) == (351, 351)
    assert report.sentence == "Reference data of 2026-11-28: nothing to change in 351 items."
    assert await counts(session) == before
    assert (await session.execute(select(ReferenceItem.key, ReferenceItem.loaded_at))).all() == stamps


async def test_progress_names_each_kind_from_none_to_all(session: AsyncSession) -> None:
    told: list[tuple[str, int, int]] = []
    await ReferenceService(session).load(read_reference(), lambda *step: told.append(step))
    assert ("area", 0, 173) in told
    assert told[-1] == ("plan_aggregate", 1, 1)


async def test_a_changed_item_replaces_what_hangs_on_its_record(
    session: AsyncSession, folder: Path, edit: Edit
) -> None:
    await load(session)
    edit(
        "innovations.yaml", "aliases: [{name: RINDU, kind: singkatan}, ", "aliases: [{name: Rindu kita, kind: alias}, "
    )
    report = await load(session, read_reference(folder))
    assert (report.total("changed"), report.total("created"), report.total("unchanged")) == (1, 0, 350)
    rindu = await innovation(session, "rindu")
    assert rindu.version == 2
    assert rindu.published_at == EDITION
    names = (
        select(InnovationAlias.name).where(InnovationAlias.innovation_id == rindu.id).order_by(InnovationAlias.position)
    )
    assert (await session.scalars(names)).all() == ["Rindu kita", "Ruang Inovatif Terpadu"]
    assert await cited(session, rindu.id, "aliases") == {"RUANG INOVATIF TERPADU (RINDU)"}
    assert (await load(session, read_reference(folder))).total("unchanged") == 351


async def test_a_record_that_people_changed_is_left_to_them(session: AsyncSession, folder: Path, edit: Edit) -> None:
    await load(session)
    theirs = update(Innovation).where(Innovation.slug == "verolin").values(summary="Milik kami.", version=2)
    await session.execute(theirs)
    edit("innovations.yaml", "summary: Sistem untuk verifikasi reklame secara online.", "summary: Versi baru.")
    report = await load(session, read_reference(folder))
    assert report.tallies["innovation"].kept == 1
    assert not report.wrote
    assert report.sentence.endswith("1 stay as people changed them.")
    assert (await innovation(session, "verolin")).summary == "Milik kami."


async def test_a_record_that_people_made_first_is_left_to_them(session: AsyncSession) -> None:
    session.add(Agency(slug="dpmptsp", note="Dicatat lebih dahulu"))
    await session.flush()
    report = await load(session)
    assert report.tallies["agency"].kept == 1
    agency_id, note = (await session.execute(select(Agency.id, Agency.note).where(Agency.slug == "dpmptsp"))).one()
    assert note == "Dicatat lebih dahulu"
    assert (await innovation(session, "verolin")).agency_id == agency_id


async def test_terms_are_renamed_in_place(session: AsyncSession, folder: Path, edit: Edit) -> None:
    await load(session)
    used = (await session.scalars(select(InnovationTerm.term_id))).all()
    edit(
        "classifications.yaml",
        "{slug: sarana-prasarana, name: Sarana Prasarana}",
        "{slug: sarana-prasarana, name: Sarana}",
    )
    report = await load(session, read_reference(folder))
    assert report.tallies["classification"].changed == 1
    assert set((await session.scalars(select(InnovationTerm.term_id))).all()) == set(used)
    assert await session.scalar(select(Term.name).where(Term.slug == "sarana-prasarana")) == "Sarana"


async def test_what_a_later_edition_adds_and_moves_is_written(session: AsyncSession, folder: Path, edit: Edit) -> None:
    await load(session)
    edit(
        "innovations.yaml",
        "      - slug: aladin\n",
        "      - slug: baru\n        since: 2027-01-04\n        name: Baru\n        citations:\n"
        "          - {fields: [name], phrase: Baru}\n\n      - slug: aladin\n",
    )
    edit(
        "agencies.yaml",
        "kind: renamed, note: Hari dan dasar hukum pergantian tidak diketahui.}\n  - {pred",
        "kind: renamed}\n  - {pred",
    )
    edit("areas.yaml", "{code: 12.71.14.1007, name: Bantan Timur}", "{code: 12.71.14.1007, name: Bantan Timur Baru}")
    report = await load(session, read_reference(folder))
    assert (report.total("created"), report.total("changed")) == (1, 2)
    new = await innovation(session, "baru")
    assert new.published_at == datetime(2027, 1, 3, 17, tzinfo=UTC)
    assert await session.scalar(select(Area.name_key).where(Area.code == "12.71.14.1007")) == "bantan timur baru"


async def test_predecessors_are_derived(session: AsyncSession) -> None:
    await load(session)
    brida = derived_id(EDITION, "agency:brida")
    members = (await session.scalars(select(AgencyLineage.member_id).where(AgencyLineage.key == "brida"))).all()
    assert set(members) == {brida, derived_id(EDITION, "agency:balitbang")}


async def test_an_edition_that_changed_is_written_anew_with_all_that_hangs_on_it(
    session: AsyncSession, folder: Path, edit: Edit
) -> None:
    await load(session)
    edit(
        "programmes.yaml",
        "          - name: Tiga yang paling baik, dipaparkan pada penutupan\n            declared_size: 3\n"
        "            parent: Enam inovasi terbaik\n",
        "          - name: Tiga yang dipaparkan\n            declared_size: 3\n"
        "            parent: Enam inovasi terbaik\n"
        "            innovations: [verolin]\n",
    )
    report = await load(session, read_reference(folder))
    assert (report.tallies["programme_edition"].changed, report.total("changed")) == (1, 1)
    held = await session.scalar(select(ProgrammeEdition).where(ProgrammeEdition.slug == "workshop-2019"))
    assert held is not None
    assert (held.version, held.status) == (2, "published")
    lists = await session.execute(
        select(Shortlist.name, func.count(ShortlistEntry.id))
        .outerjoin(ShortlistEntry, ShortlistEntry.shortlist_id == Shortlist.id)
        .where(Shortlist.edition_id == held.id)
        .group_by(Shortlist.name)
    )
    assert {one.name: one[1] for one in lists} == {"Enam inovasi terbaik": 6, "Tiga yang dipaparkan": 1}
    parts = select(func.count()).select_from(EditionPerson).where(EditionPerson.edition_id == held.id)
    assert await session.scalar(parts) == 8


async def test_an_edition_that_people_changed_is_left_to_them(session: AsyncSession, folder: Path, edit: Edit) -> None:
    await load(session)
    theirs = update(ProgrammeEdition).where(ProgrammeEdition.slug == "workshop-2019")
    await session.execute(theirs.values(venue="Milik kami", version=2))
    edit("programmes.yaml", "venue: Le Polonia Hotel Medan", "venue: Hotel Lain")
    report = await load(session, read_reference(folder))
    assert (report.tallies["programme_edition"].kept, report.wrote) == (1, False)
    venue = select(ProgrammeEdition.venue).where(ProgrammeEdition.slug == "workshop-2019")
    assert await session.scalar(venue) == "Milik kami"
