"""Records that name a person in every way there is, and the withdrawal of that name."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.innovations.service import InnovationService
from app.models import Agency, Ambiguity, Citation, Classification, Innovation, Position, Source
from tests import factories
from tests.privacy.desk import Desk

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
    await InnovationService(session).publish(None)
    return {"own": own, "second": second, "spoken": spoken}
