"""Records that name a person in every way there is, and the withdrawal of that name."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.writing import Work
from app.innovations.service import InnovationService
from app.models import (
    Account,
    Agency,
    Ambiguity,
    Award,
    Citation,
    Classification,
    ConflictFinding,
    DeclaredConflict,
    DossierSection,
    Evidence,
    FieldVerification,
    Innovation,
    Instrument,
    Objection,
    Person,
    Position,
    Round,
    RoundEntry,
    Score,
    ScoreRevision,
    SelfAssessment,
    SignOfLife,
    Source,
)
from app.results.schemas import Decree
from app.results.service import ResultService
from tests import factories, signing
from tests.eligibility.telling import edition
from tests.innovation_index.making import index
from tests.privacy.desk import Desk
from tests.rounds import making
from tests.rounds.example import ANY, ENTRY, registrar

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
    await assess(desk, session, own, second)
    await InnovationService(session).publish(None)
    return {"own": own, "second": second, "spoken": spoken}


async def hear(session: AsyncSession, innovation: Innovation) -> None:
    """Make a round where the name stands in what is objected to, in the answer, and in what was seen on a visit."""
    stages = [making.stage(kind, weight=0) for kind in ("uji_publik", "verifikasi_lapangan")]
    heard = await making.round_of(session, await making.instrument(session), *stages, slug="lokakarya-2019")
    entry, now = await entered(session, heard, innovation, f"Karya {NAME}"), datetime.now(UTC)
    answered = {"status": "dismissed", "summary": SPOKEN, "answer": SPOKEN, "answered_at": now}
    for number, told in enumerate(({}, answered), 1):
        facts = {"round_id": heard.id, "entry_id": entry.id, "number": number, "statement": SPOKEN, "received_at": now}
        session.add(Objection(**facts, **told))
    seen = {"place": SPOKEN, "note": SPOKEN, "reference": SPOKEN, "finding": "sebagian"}
    session.add(FieldVerification(entry_id=entry.id, visited_at=now, recorded_at=now, **seen))
    await session.flush()


async def assess(desk: Desk, session: AsyncSession, own: Innovation, other: Innovation) -> None:
    """Let the name stand wherever people write when they assess; its bearer is on the panel, too."""
    by = await making.instrument(session, making.form(code="lomba"))
    people = [desk.person, *[await factories.person(session, f"Penilai {name}") for name in ("Kedua", "Ketiga")]]
    panel = [(await signing.account(session, "assessor"), person) for person in people]
    desk.headers["bearer"] = await signing.key(session, panel[0][0])
    facts = {"person_id": people[1].id, "innovation_id": own.id}
    session.add(DeclaredConflict(**facts, reason=SPOKEN, declared_at=datetime.now(UTC)))
    await claim(session, own, by)
    await making.round_of(session, by, status="cancelled", remark=SPOKEN)
    # two of them, to be held against each other
    for slug, told in (("lokakarya-2017", {}), ("lokakarya-2018", {"id": ENTRY})):
        held = await making.round_of(session, by, making.stage("panel", -3, -1), slug=slug, note=SPOKEN)
        # entries keep the names of the day of opening, whatever the innovations are called since
        entry = await entered(session, held, own, f"{NAME} Berkarya", **told)
        left = await entered(session, held, other, f"Karya {NAME}", status="withdrawn", out_reason=SPOKEN)
        await judge(session, held, panel, entry, left)
        results = ResultService(Work(session, registrar(), "contoh", datetime.now(UTC)))
        await results.conclude(slug, "panel")
        await results.determine(slug, Decree(decree_number="800/1/2018", decree_on="2018-06-18"), ANY)
        await results.publish(slug, ANY)


async def entered(session: AsyncSession, held: Round, innovation: Innovation, name: str, **facts: Any) -> RoundEntry:
    """Let an innovation be in a round under a name."""
    made = await making.entry(session, held, innovation, **facts)
    made.name = name
    return made


async def judge(
    session: AsyncSession, held: Round, panel: list[tuple[Account, Person]], entry: RoundEntry, left: RoundEntry
) -> None:
    """Let two of the panel score an entry, which is suspended once, and the third be taken off."""
    now, stage = datetime.now(UTC), held.stages[0]
    *seated, gone = panel
    assessors = [await making.assessor(session, held, *one) for one in seated]
    await making.assessor(session, held, *gone, removed_at=now, removed_reason=SPOKEN)
    for assessor in assessors:
        made = await making.assessment(session, stage, entry, assessor, [80, 70], comment=SPOKEN)
        was = {"value": Decimal(60), "reason": SPOKEN, "scored_at": now, "replaced_at": now}
        session.add(ScoreRevision(assessment_id=made.id, criterion="k1", revision=1, **was))
    await session.execute(update(Score).values(reason=SPOKEN))
    await making.assessment(session, stage, left, assessors[0], status="declined", reason=SPOKEN)
    reason = {"kind": "declared", "details": {}, "id": SPOKEN, "en": SPOKEN}
    decided = {"verdict": "allowed", "note": SPOKEN, "decided_at": now}
    session.add(ConflictFinding(assessment_id=made.id, reasons=[reason], found_at=now, **decided))
    await session.flush()


async def claim(session: AsyncSession, own: Innovation, by: Instrument) -> None:
    """Let the owner claim something by a form, and by the indicators of the index."""
    measured = await making.instrument(session, index())
    first = measured.definition["indicators"]["indicators"][0]["code"]
    whole = {"basis": None, "reason": SPOKEN, "evidence": []}
    claims = (
        (by, {"criterion": "k1", "value": "80", "level": None, **whole}),
        (measured, {"criterion": first, "value": None, "level": 1, **whole}),
    )
    for instrument, one in claims:
        told = {"scores": [one], "note": SPOKEN, "assessed_at": datetime.now(UTC), "number": 1}
        session.add(SelfAssessment(innovation_id=own.id, instrument_id=instrument.id, **told))
    await session.flush()


async def show(session: AsyncSession, innovation: Innovation) -> None:
    """Let the name stand in evidence, in what tells of an award, in the text of a proposal, and in signs of life."""
    form = making.form().as_json()["form"]
    by = await making.instrument(session, edition("kipp", "2023", form=form))
    now = datetime.now(UTC)
    of = {"innovation_id": innovation.id}
    session.add_all(
        [
            Evidence(**of, kind="surat", title=SPOKEN, reference=SPOKEN, note=SPOKEN, added_at=now),
            Award(**of, code="kipp_top_99", year=2021, source=SPOKEN, recorded_at=now),
            DossierSection(**of, instrument_id=by.id, section="k1", body=SPOKEN, written_at=now),
        ]
    )
    seen = {**of, "kind": "pemakaian", "observed_on": now.date(), "figure": 1, "recorded_at": now}
    spoken = dict.fromkeys(("unit", "reference", "note"), SPOKEN)
    session.add_all(
        [SignOfLife(**seen, **spoken), SignOfLife(**seen, **spoken, withdrawn_at=now, withdrawn_reason=SPOKEN)]
    )
    await session.flush()
