"""What is due for what a person mentors, over HTTP, and who may ask."""

from datetime import timedelta

import pytest

from app.models import InnovationPerson, Person
from tests import factories
from tests.innovations.keeping import errors_of
from tests.reminders.desk import Desk, agency, linked, operator, said
from tests.reminders.making import DAY, NOON, before, document, innovation, mandate, replica, replication, step
from tests.signing import sign


async def mentored(desk: Desk, name: str) -> tuple[Person, dict[str, str], dict[str, dict[str, str]]]:
    """A mentor of an innovation of one agency, and of a replication between two others, with everybody's credentials.

    The innovation is late by nine days, the step by two.
    """
    async with desk.filing() as session:
        own, origin, receiver, other = [await agency(session) for _ in range(4)]
        person = await factories.person(session, name)
        await factories.part(session, await innovation(session, own, f"Binaan {name}", before(190)), person, "mentor")
        await factories.part(session, await innovation(session, own, f"Karya {name}", before(190)), person)
        offered = await innovation(session, origin, f"Asal {name}", before(190))
        one = await replication(session, offered, receiver, mentor_id=person.id, due_on=before(2))
        await document(session, one, title=f"PKS {name}")
        await mandate(session, offered, "perguruan_tinggi")
        keepers = {
            "owner": await operator(session, own),
            "origin": await operator(session, origin),
            "receiver": await operator(session, receiver),
            "other": await operator(session, other),
            "assessor": await sign(session, "assessor"),
            "admin": await sign(session, "admin"),
        }
        return person, await linked(session, person.id), keepers


async def test_a_mentor_sees_what_is_due_whatever_the_role(desk: Desk) -> None:
    person, self_, _ = await mentored(desk, "Ratna")
    items = await desk.mentored(person, self_)
    assert said(items) == [
        ("tanda_hidup", "Binaan Ratna", "2026-05-23", -9),
        ("langkah_replikasi", "Asal Ratna", "2026-05-30", -2),
        ("perjanjian_berakhir", "PKS Ratna", "2026-06-11", 10),
    ], "an innovator is no mentor, and mandates oblige agencies"
    assert items[1]["waiting_for"] == "penerima"
    assert await desk.mentored(person) == items, "the registrar sees the same"
    in_time = await desk.mentored(person, self_, as_of=before(3))
    assert [one["kind"] for one in in_time] == ["tanda_hidup", "perjanjian_berakhir"], "the step is not overdue"


async def test_keepers_see_what_concerns_their_records_and_others_nothing(desk: Desk) -> None:
    person, _, keepers = await mentored(desk, "Sari")
    kinds = {who: [one["kind"] for one in await desk.mentored(person, keepers[who])] for who in ("owner", "other")}
    assert kinds == {"owner": ["tanda_hidup"], "other": []}
    for side in ("origin", "receiver"):
        items = await desk.mentored(person, keepers[side])
        assert [one["kind"] for one in items] == ["langkah_replikasi", "perjanjian_berakhir"], side
    path = f"/v1/innovators/{person.slug}/reminders"
    for who in ("assessor", "admin"):
        assert (await desk.get(path, keepers[who])).status_code == 404, who
    assert (await desk.get(path, {})).status_code == 401
    async with desk.filing() as session:
        somebody_else = await linked(session, (await factories.person(session, "Orang Lain")).id)
    assert (await desk.get(path, somebody_else)).status_code == 404


async def test_a_person_whom_nobody_knows_of_is_found_by_their_keepers_alone(desk: Desk) -> None:
    async with desk.filing() as session:
        own, other = await agency(session), await agency(session)
        hidden = await factories.person(session, "Calon Mentor", agency_id=own.id)
        gone = await factories.person(session, "Mentor Rahasia", concealed_at=NOON)
        await factories.part(session, await innovation(session, own, published=before(190)), gone, "mentor")
        keeper, stranger = await operator(session, own), await operator(session, other)
        self_ = await linked(session, gone.id, "controller")
    assert await desk.mentored(hidden, keeper) == []
    assert (await desk.get(f"/v1/innovators/{hidden.slug}/reminders", stranger)).status_code == 404
    assert (await desk.get(f"/v1/innovators/{gone.slug}/reminders", keeper)).status_code == 404
    assert len(await desk.mentored(gone, self_)) == 1
    assert (await desk.get("/v1/innovators/tidak-ada/reminders")).status_code == 404


@pytest.mark.parametrize(
    ("begins", "ends", "seen"),
    [
        (None, "2026", True),
        (None, "2026-06", True),
        (None, "2026-06-01", True),
        (None, "2026-05-31", False),
        (None, "2026-05", False),
        (None, "2025", False),
        ("2026-06-02", None, False),
        ("2026", None, True),
    ],
)
async def test_a_mentor_is_one_for_as_long_as_the_record_says(
    desk: Desk, begins: str | None, ends: str | None, *, seen: bool
) -> None:
    async with desk.filing() as session:
        person = await factories.person(session, f"Mentor {begins} {ends}")
        one = await innovation(session, await agency(session), published=before(190))
        session.add(
            InnovationPerson(
                innovation_id=one.id, person_id=person.id, position=0, role="mentor", valid_from=begins, valid_to=ends
            )
        )
    assert bool(await desk.mentored(person)) is seen


async def test_the_replica_of_a_replication_is_looked_after_while_it_runs(desk: Desk) -> None:
    async with desk.filing() as session:
        person = await factories.person(session, "Wulan Mentor")
        origin = await innovation(session, await agency(session))
        receiver = await agency(session)
        made = await replica(session, origin, receiver, name="Replika Wulan", published=before(10))
        one = await replication(session, origin, receiver, "berjalan", replica_id=made.id, mentor_id=person.id)
        await step(session, one, 1, "berjalan", before(180))
    items = await desk.mentored(person, within=365)
    assert [(one["kind"], one["days"]) for one in items] == [
        ("cek_kelangsungan", 2),
        ("tanda_hidup", 174),
        ("cek_kelangsungan", 185),
    ]
    async with desk.filing() as session:
        ended = await session.get_one(type(one), one.id)
        ended.status, ended.reason_code, ended.reason = "berhenti", "lainnya", "Selesai."
    assert await desk.mentored(person, within=365) == []


async def test_pages_filters_and_statements(desk: Desk) -> None:
    people = []
    for size in (1, 12):
        async with desk.filing() as session:
            person = await factories.person(session, f"Mentor {size} inovasi")
            for _ in range(size):
                one = await innovation(session, await agency(session), published=before(190))
                await factories.part(session, one, person, "mentor")
                asked = await replication(session, one, await agency(session), mentor_id=person.id, due_on=before(1))
                await document(session, asked)
        people.append(person)
    counts = []
    for person in people:
        with desk.counting() as asked:
            items = await desk.mentored(person, limit=200)
        counts.append((len(asked), len(items)))
    assert [found for _, found in counts] == [3, 36]
    assert counts[0][0] == counts[1][0] <= 8
    path = f"/v1/innovators/{people[1].id}/reminders"
    page = await desk.page(path, limit=20, with_total=True)
    rest = await desk.page(path, limit=20, cursor=page["next"])
    whole = (await desk.page(path, limit=200))["items"]
    assert (page["total"], page["items"] + rest["items"]) == (36, whole)
    assert (await desk.get(path, cursor=page["next"], within=10)).status_code == 400
    assert (await desk.get(path, cursor=page["next"], as_of=DAY + timedelta(days=1))).status_code == 400
    answer = await desk.get(path, parts=True)
    assert (answer.status_code, errors_of(answer)) == (422, [("query/parts", "unknown")])
