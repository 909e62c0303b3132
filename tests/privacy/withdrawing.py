"""Records that name a person in every way there is, and the withdrawal of that name."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.innovations.service import InnovationService
from app.models import (
    Agency,
    Ambiguity,
    Award,
    Citation,
    Classification,
    DossierSection,
    Evidence,
    FieldVerification,
    Innovation,
    Objection,
    Position,
    Source,
)
from tests import factories
from tests.eligibility.telling import edition
from tests.privacy.desk import Desk
from tests.rounds import making

NAME = "Bayu Sogara Siregar"
SPOKEN = f"Oleh {NAME}, SE., MM. dan BAYU SOGARA SIREGAR"
HIDDEN = "Oleh [dirahasiakan]. dan [dirahasiakan]"
SHOWN = "inovator dirahasiakan"


async def conceal(desk: Desk, who: str = "operator", **more: Any) -> None:
    """Withdraw the name of the desk's person, by request and answer."""
    body = {"person": str(desk.person.id), "kind": "withdrawal", "statement": "Saya menarik nama saya."}
    opened = await desk.post(who, "/v1/personal-data-requests", body)
    assert opened.status_code == 201, opened.text
    answer = {"answer": "granted", "note": "Nama ditarik atas permintaan."} | more
    path = f"/v1/personal-data-requests/{opened.json()['id']}/answer"
    answered = await desk.post("controller", path, answer, if_match='"v1"')
    assert answered.status_code == 200, answered.text


async def furnish(desk: Desk, session: AsyncSession) -> dict[str, Innovation]:
    """Make records that name the person: by a part, by a post, and in every sort of sentence."""
    prose = ("summary", "problem", "goal", "novelty", "how_it_works", "benefit", "result_before", "result_after")
    own = await factories.innovation(
        session,
        "Verolin",
        slug="verolin",
        agency_id=desk.own.id,
        first_known_on="2019",
        first_known_by="kegiatan",
        **dict.fromkeys(prose, SPOKEN),
    )
    second = await factories.innovation(session, "Kedua", slug="kedua")
    spoken = await factories.innovation(session, "Tanpa Bagian", slug="tanpa-bagian", summary=f"{SPOKEN}\nbaris")
    other = await factories.person(session, "Rekan Kerja", note=SPOKEN)
    await factories.part(session, own, desk.person, agency_id=desk.own.id)
    await factories.part(session, own, other, "mentor")
    await factories.part(session, second, desk.person, "mentor")
    await factories.alias(session, own, "VRL")
    await factories.stage(session, own, "uji_coba", on="2019")
    session.add(Position(person_id=desk.person.id, agency_id=desk.own.id, title=f"Ajudan {NAME}", note=SPOKEN))
    source = Source(
        slug="bayu-sogara-siregar-ciptakan-verolin",
        kind="berita",
        title=f"{NAME} Ciptakan Verolin",
        address="https://berita.example/bayu-sogara-siregar-ciptakan-verolin",
        note=SPOKEN,
    )
    second_source = Source(slug="berita-lain", kind="berita", title="Berita Lain")
    await factories.area(session, "12.71", "kota")
    scheme = Classification(slug="skema", name="Skema", note=SPOKEN)
    session.add_all([source, second_source, scheme])
    await session.execute(update(Agency).where(Agency.id == desk.own.id).values(note=SPOKEN))
    await session.flush()
    for kind, subject in (
        ("innovation", own.id),
        ("agency", desk.own.id),
        ("person", other.id),
        ("person", desk.person.id),
    ):
        facts = {"subject_kind": kind, "subject_id": subject, "source_id": source.id}
        session.add(
            Citation(
                **facts,
                field="name",
                phrase=SPOKEN,
                note=SPOKEN,
                confidence="disebut",
                disputed=True,
                dispute_note=SPOKEN,
            )
        )
        session.add(Ambiguity(**facts, field="name", position=1, note_id=SPOKEN, note_en=SPOKEN))
    await session.flush()
    await hear(session, own)
    await show(session, own)
    await InnovationService(session).publish(None)
    return {"own": own, "second": second, "spoken": spoken}


async def hear(session: AsyncSession, innovation: Innovation) -> None:
    """Make a round where the name stands in what is objected to, in the answer, and in what was seen on a visit."""
    stages = [making.stage(kind, weight=0) for kind in ("uji_publik", "verifikasi_lapangan")]
    heard = await making.round_of(session, await making.instrument(session), *stages, slug="lokakarya-2019")
    entry, now = await making.entry(session, heard, innovation), datetime.now(UTC)
    answered = {"status": "dismissed", "summary": SPOKEN, "answer": SPOKEN, "answered_at": now}
    for number, told in enumerate(({}, answered), 1):
        facts = {"round_id": heard.id, "entry_id": entry.id, "number": number, "statement": SPOKEN, "received_at": now}
        session.add(Objection(**facts, **told))
    seen = {"place": SPOKEN, "note": SPOKEN, "reference": SPOKEN, "finding": "sebagian"}
    session.add(FieldVerification(entry_id=entry.id, visited_at=now, recorded_at=now, **seen))
    await session.flush()


async def show(session: AsyncSession, innovation: Innovation) -> None:
    """Let the name stand in evidence, in what tells of an award, and in the text of a proposal."""
    form = making.form().as_json()["form"]
    by = await making.instrument(session, edition("kipp", "2023", form=form))
    now = datetime.now(UTC)
    of = {"innovation_id": innovation.id}
    session.add_all(
        [
            Evidence(**of, kind="surat", title=SPOKEN, reference="1", note=SPOKEN, added_at=now),
            Award(**of, code="kipp_top_99", year=2021, source=SPOKEN, recorded_at=now),
            DossierSection(**of, instrument_id=by.id, section="k1", body=SPOKEN, written_at=now),
        ]
    )
    await session.flush()
