"""Conflicts as the tables have them: each rule from its rows, and what that costs."""

import asyncio
from dataclasses import replace
from time import monotonic
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from app.conflicts.service import ConflictService, unattended
from app.core.ids import new_id
from app.core.text import search_key
from app.models import (
    Assessment,
    DeclaredConflict,
    Innovation,
    InnovationPerson,
    InnovationRelation,
    Person,
)
from tests import factories, signing
from tests.conflicts.panel import Panel, now, post
from tests.conftest import Fresh


async def kinds(session: AsyncSession, person: Person, innovation: Innovation) -> list[str]:
    """Return the kinds of the conflicts of a person with an innovation."""
    found = await ConflictService(unattended(session)).between([person.id], [innovation.id])
    return [conflict.kind.value for conflict in found.get((person.id, innovation.id), [])]


async def test_each_rule_is_found_in_the_tables(session: AsyncSession) -> None:
    city = await factories.agency(session, "Pemerintah Kota Medan")
    own = await factories.agency(session, "Dinas Arsip", parent_id=city.id)
    part = await factories.agency(session, "Bidang Arsip", parent_id=own.id)
    old = await factories.agency(session, "Kantor Arsip", parent_id=city.id)
    await factories.succession(session, old, own)
    far = await factories.agency(session, "Dinas Jauh", parent_id=city.id)
    names = ("Asesor", "Pemilik", "Mentor", "Pereplikasi", "Asal", "Atasan", "Rekan", "Dinyatakan", "Wali", "Pembuat")
    people = {name: await factories.person(session, name) for name in names}
    entry = await factories.innovation(session, "E-Arsip", agency_id=own.id)
    others = [await factories.innovation(session, name, agency_id=far.id) for name in ("Satu", "Dua", "Tiga", "Empat")]
    await factories.part(session, entry, people["Pembuat"], agency_id=part.id)
    await factories.relation(session, others[0], entry, "adapts")
    await factories.relation(session, entry, others[1], "adapts")
    await factories.relation(session, others[2], entry, "possibly_same_as")
    await factories.part(session, others[0], people["Pereplikasi"])
    await factories.part(session, others[1], people["Asal"], "anggota_tim")
    await factories.part(session, others[2], people["Mentor"], "coach")
    await factories.part(session, others[2], people["Pembuat"], "anggota_tim")
    await factories.part(session, others[3], people["Rekan"])
    await factories.part(session, others[3], people["Pembuat"])
    await factories.part(session, others[3], people["Asesor"], "penguji", far.id)
    for name, agency, valid_to in (("Atasan", own, "2099"), ("Asesor", own, "2020-01"), ("Wali", city, None)):
        await post(session, people[name], agency, valid_to=valid_to)
    await signing.account(session, "operator", agency_id=old.id, person_id=people["Pemilik"].id)
    await signing.account(session, "operator", agency_id=own.id, person_id=people["Asesor"].id, active=False)
    session.add(
        DeclaredConflict(
            person_id=people["Dinyatakan"].id, innovation_id=entry.id, reason="Bertetangga.", declared_at=now()
        )
    )
    await session.flush()
    expected = {
        "Asesor": [],
        "Pemilik": ["same_agency"],
        "Mentor": ["mentor"],
        "Pereplikasi": ["replicator"],
        "Asal": ["original_owner"],
        "Atasan": ["same_agency", "superior"],
        "Rekan": ["co_author"],
        "Dinyatakan": ["declared"],
        "Wali": ["same_agency", "replicator", "original_owner", "superior"],
        "Pembuat": ["own_innovation", "same_agency"],
    }
    assert {name: await kinds(session, person, entry) for name, person in people.items()} == expected
    together = await ConflictService(unattended(session)).between(
        [person.id for person in people.values()], [entry.id, *(one.id for one in others)]
    )
    for name, person in people.items():
        assert [one.kind.value for one in together.get((person.id, entry.id), [])] == expected[name]


async def test_a_withdrawn_name_is_told_in_no_reason(session: AsyncSession) -> None:
    person = await factories.person(session, "Budi Santoso", concealed_at=now())
    other = await factories.person(session, "Citra Lestari", concealed_at=now())
    entry, beside = await factories.innovation(session, "E-Arsip"), await factories.innovation(session, "Si-Surat")
    for who in (person, other):
        await factories.part(session, beside, who)
    await factories.part(session, entry, other)
    found = await ConflictService(unattended(session)).between([person.id], [entry.id])
    (reason,) = found[person.id, entry.id]
    told = "inovator dirahasiakan made Si-Surat together with inovator dirahasiakan, an innovator of it."
    assert reason.explanation_en == told


async def test_nobody_and_nothing_are_no_pairs(session: AsyncSession) -> None:
    conflicts = ConflictService(unattended(session))
    entry = await factories.innovation(session)
    assert await conflicts.between([], [entry.id]) == {}
    assert await conflicts.between([new_id()], [entry.id, new_id()]) == {}


def fill(session: AsyncSession, people: int, innovations: int) -> tuple[list[UUID], list[UUID]]:
    """People and innovations with a few ties between them."""
    who = [
        Person(id=new_id(), slug=f"orang-{people}-{number}", name=f"Orang {number}", name_key=f"orang {number}")
        for number in range(people)
    ]
    what = [
        Innovation(
            id=new_id(),
            slug=f"inovasi-{innovations}-{number}",
            name=f"Inovasi {number}",
            name_key=search_key(f"Inovasi {number}"),
            status="published",
            published_at=now(),
        )
        for number in range(innovations)
    ]
    session.add_all([*who, *what])
    parts = [
        InnovationPerson(innovation_id=one.id, person_id=who[number % people].id, position=0, role="inovator")
        for number, one in enumerate(what)
    ]
    relations = [
        InnovationRelation(innovation_id=one.id, related_id=other.id, kind="adapts")
        for one, other in zip(what[1::7], what[::7], strict=False)
    ]
    session.add_all([*parts, *relations])
    return [one.id for one in who], [one.id for one in what]


async def test_facts_take_as_many_statements_for_two_thousand_innovations_as_for_two(session: AsyncSession) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    small, large = fill(session, 2, 3), fill(session, 50, 2_000)
    await session.flush()
    connection = await session.connection()
    engine = connection.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    counts, found = [], {}
    try:
        for people, innovations in (small, large):
            del statements[:]
            begin = monotonic()
            found = await ConflictService(unattended(session)).between(people, innovations)
            spent = monotonic() - begin
            counts.append(len(statements))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert counts[0] == counts[1] == 10
    assert len(found) > 2_000
    # 100,000 pairs; generous, because the machine is shared
    assert spent < 20


async def test_a_look_at_everything_costs_the_same_however_much_is_assessed(panel: Panel) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    counts = []
    engine = panel.fresh.app.state.database.engine.sync_engine
    for more in (1, 12):
        async with panel.fresh.committing() as session:
            seat = (await session.get_one(Assessment, panel.assessment_id)).assessor_id
            for _ in range(more):
                one = await factories.innovation(session)
                await factories.part(session, one, panel.people["budi"])
                entry = type(panel.entry)(round_id=panel.round.id, innovation_id=one.id, name=one.name)
                session.add(entry)
                await session.flush()
                stage = panel.round.stages[0]
                session.add(
                    Assessment(
                        round_id=panel.round.id,
                        stage_id=stage.id,
                        entry_id=entry.id,
                        assessor_id=seat,
                        status="accepted",
                    )
                )
        event.listen(engine, "before_cursor_execute", note)
        try:
            async with panel.fresh.committing() as session:
                del statements[:]
                assert await ConflictService(unattended(session)).recheck() == more
                counts.append(len(statements))
        finally:
            event.remove(engine, "before_cursor_execute", note)
    assert counts[0] == counts[1] < 20


async def test_a_fact_and_an_assignment_at_the_same_time_see_each_other(panel: Panel) -> None:
    """Whoever assigns waits for whoever changes facts, and the other way round."""
    async with panel.fresh.committing() as session:
        (await session.get_one(Assessment, panel.assessment_id)).status = "invited"
    body = {"people": [{"person": "budi-santoso", "role": "inovator"}]}
    path = f"/v1/innovations/{panel.innovation.id}"
    async with panel.fresh.committing() as assigning:
        conflicts = ConflictService(unattended(assigning))
        await conflicts.hold()
        assert await conflicts.between([panel.people["budi"].id], [panel.innovation.id]) == {}
        change = asyncio.create_task(panel.done("registrar", "PATCH", path, body, if_match="*"))
        await asyncio.sleep(0.3)
        assert not change.done()
    await change
    assert [kind for kind, _ in await panel.reasons()] == ["own_innovation"]


async def test_facts_are_those_of_the_day_of_the_request(panel: Panel, fresh: Fresh) -> None:
    async with fresh.committing() as session:
        await post(session, panel.people["budi"], panel.agencies["own"], valid_to="2025-06")
        work = unattended(session)
        pair = ([panel.people["budi"].id], [panel.innovation.id])
        assert await ConflictService(work).between(*pair) == {}
        # noon in Medan: late in the evening of UTC it is the next day there
        earlier = replace(work, at=work.at.replace(year=2025, month=6, day=30, hour=5))
        assert len(await ConflictService(earlier).between(*pair)) == 1
