"""Programmes, editions and recognitions that name a person in every sort of sentence."""

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.models import (
    Ambiguity,
    BenchmarkVisit,
    Citation,
    EditionPerson,
    EditionSession,
    Innovation,
    Programme,
    ProgrammeEdition,
    Recognition,
    Shortlist,
    ShortlistEntry,
    Source,
)
from tests.privacy.desk import Desk
from tests.privacy.withdrawing import SPOKEN

PROGRAMME, EDITION = "workshop-inovasi-pelayanan-publik", "workshop-2019"


async def train(desk: Desk, session: AsyncSession, records: dict[str, Innovation]) -> ProgrammeEdition:
    """Hold a public edition in which the person has every part there is, with a draft beside it."""
    now = datetime.now(UTC)
    public = {"status": "published", "published_at": now}
    programme = Programme(
        slug=PROGRAMME,
        name="Workshop",
        kind="workshop",
        description=SPOKEN,
        organiser_name=SPOKEN,
        aliases=[],
        **public,
    )
    session.add(programme)
    await session.flush()
    said = dict.fromkeys(
        ("description", "date_basis", "venue", "organiser_name", "audience", "duration", "funding"), SPOKEN
    )
    facts = {"programme_id": programme.id, "kind": "workshop", "starts_on": "2019", **said}
    held = ProgrammeEdition(slug=EDITION, name="Workshop 2019", **facts, **public)
    session.add_all([held, ProgrammeEdition(slug="workshop-draf", name="Workshop Draf", **facts)])
    await session.flush()
    listed = new_id()
    of = {"edition_id": held.id}
    parts = [
        EditionPerson(**of, position=1, role="narasumber", person_id=desk.person.id, title=SPOKEN, note=SPOKEN),
        EditionPerson(
            **of, position=2, role="pembuka", institution_name=SPOKEN, on_behalf_of_id=desk.person.id, note=SPOKEN
        ),
        EditionPerson(**of, position=3, role="peserta", person_id=desk.person.id, agency_id=desk.own.id),
        EditionSession(**of, position=1, title=SPOKEN, material=SPOKEN),
        BenchmarkVisit(**of, position=1, name=SPOKEN, place=SPOKEN, host_name=SPOKEN, adopted=SPOKEN, note=SPOKEN),
        Shortlist(**of, id=listed, position=1, name=SPOKEN, note=SPOKEN),
    ]
    session.add_all(parts)
    await session.flush()
    session.add(Shortlist(**of, position=2, name="Kedua", parent_id=listed))
    session.add(ShortlistEntry(shortlist_id=listed, position=1, innovation_id=records["own"].id))
    source = Source(slug="berita-pelatihan", kind="berita", title=SPOKEN)
    session.add(source)
    await session.flush()
    for kind, subject in (("programme", programme.id), ("programme_edition", held.id)):
        about = {"subject_kind": kind, "subject_id": subject, "source_id": source.id}
        session.add(Citation(**about, field="name", phrase=SPOKEN, note=SPOKEN, confidence="disebut"))
        session.add(Ambiguity(**about, position=1, note_id=SPOKEN, note_en=SPOKEN))
    praise = {"code": "insan_inovatif", "level": "kota", "year": 2020, "edition_id": held.id, "recorded_at": now}
    said = dict.fromkeys(("name", "given_by_name", "source", "note"), SPOKEN)
    session.add_all(
        [Recognition(person_id=desk.person.id, **praise, **said), Recognition(agency_id=desk.own.id, **praise, **said)]
    )
    await session.flush()
    return held
