"""Recording and correcting people, over HTTP."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.innovations.service import InnovationService
from app.models import AuditEvent, Person
from tests import factories
from tests.asking import errors_of
from tests.conftest import Fresh
from tests.privacy.desk import Desk, set_up

PEOPLE = "/v1/innovators"


@pytest.fixture
async def desk(fresh: Fresh) -> Desk:
    return await set_up(fresh)


async def create(desk: Desk, who: str | None = "operator", **told: Any) -> httpx.Response:
    return await desk.post(who, PEOPLE, {"name": "Ani Wijaya"} | told)


async def update(
    desk: Desk, patch: Any, who: str | None = "operator", key: object = None, **headers: str
) -> httpx.Response:
    path = f"{PEOPLE}/{key or desk.person.id}"
    return await desk.ask(who, "PATCH", path, patch, **({"if_match": '"v1"'} | headers))


async def test_a_new_person_is_seen_by_the_keepers_alone(desk: Desk) -> None:
    answer = await create(desk, name="  Ani\u00a0 Wijaya ", title_prefix="Dr.", degrees="SE, MM", note="Baru.")
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["slug"], told["name"], told["title_prefix"], told["degrees"]) == (
        "ani-wijaya",
        "Ani Wijaya",
        "Dr.",
        "SE, MM",
    )
    assert told["keeper"] == {"slug": desk.own.slug, "name": "Dinas Sendiri"}
    assert (told["innovations"], told["parts"], told["positions"], told["concealed"]) == (0, [], [], False)
    assert answer.headers["location"].endswith("/v1/innovators/ani-wijaya")
    assert answer.headers["etag"] == '"v1"'
    seen = {who: (await desk.get(who, f"{PEOPLE}/ani-wijaya")).status_code for who in (*desk.headers, None)}
    assert seen == {
        "operator": 200,
        "secretariat": 200,
        "registrar": 200,
        "controller": 200,
        "stranger": 404,
        "assessor": 404,
        "admin": 404,
        None: 404,
    }
    for path in (f"{PEOPLE}/ani-wijaya/citations", "/v1/innovations?innovator=ani-wijaya"):
        assert (await desk.get(None, path)).status_code in {404, 422}
    assert (await desk.get(None, f"{PEOPLE}?q=ani")).json()["items"] == []
    read = await desk.get("operator", f"{PEOPLE}/ani-wijaya")
    assert read.headers["cache-control"] == "private, no-cache"
    assert {name: value for name, value in told.items() if name != "similar"} == read.json()


async def test_with_a_public_part_everybody_sees_the_person(desk: Desk) -> None:
    made = (await create(desk)).json()
    async with desk.fresh.committing() as session:
        shown = await factories.innovation(session, "Terbit")
        await factories.part(session, shown, await session.get_one(Person, made["id"]))
        await InnovationService(session).publish([shown.id])
    assert (await desk.get(None, f"{PEOPLE}/ani-wijaya")).json()["innovations"] == 1


async def test_people_of_similar_names_are_told_of(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        shown = await factories.innovation(session, "Terbit")
        public = await factories.person(session, "Annie Wijaya", agency_id=desk.other.id)
        await factories.part(session, shown, public)
        await factories.person(session, "Ani Wijayanti", agency_id=desk.own.id)
        await factories.person(session, "Ani Wijaya", "ani-rahasia", agency_id=desk.other.id)
        await factories.person(session, "Sama Sekali Lain", agency_id=desk.own.id)
    assert {one["slug"] for one in (await create(desk)).json()["similar"]} == {"annie-wijaya", "ani-wijayanti"}
    seen = {one["slug"] for one in (await create(desk, "registrar")).json()["similar"]}
    assert seen == {"annie-wijaya", "ani-wijayanti", "ani-rahasia", "ani-wijaya"}


async def test_degrees_and_titles_make_no_two_people_of_one(desk: Desk) -> None:
    made = (await create(desk, degrees="SE")).json()
    again = await create(desk, name="ANI  WIJAYA", degrees="SE, MM", title_prefix="Hj.")
    assert (again.status_code, again.json()["code"]) == (409, "duplicate_person")
    assert (again.json()["existing_id"], again.json()["existing_slug"]) == (made["id"], "ani-wijaya")
    assert errors_of(again) == {("#/name", "duplicate_person")}
    elsewhere = await create(desk, "stranger")
    assert (elsewhere.status_code, elsewhere.json()["slug"]) == (201, "ani-wijaya-2")
    namesake = await create(desk, namesake=True)
    assert (namesake.status_code, namesake.json()["slug"]) == (201, "ani-wijaya-3")
    assert [one["slug"] for one in namesake.json()["similar"]] == ["ani-wijaya"]


async def test_of_many_who_record_one_name_at_once_one_does(desk: Desk) -> None:
    answers = await asyncio.gather(*(create(desk) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    others = await asyncio.gather(*(create(desk, name="Budi Santoso", namesake=True) for _ in range(4)))
    slugs = {answer.json()["slug"] for answer in others}
    assert slugs == {"budi-santoso", "budi-santoso-2", "budi-santoso-3", "budi-santoso-4"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [("王 伟", "inovator"), ("Dirahasiakan", "dirahasiakan-2"), ("a" * 200, "a" * 100), ("é" * 32, "e" * 32 + "-")],
)
async def test_every_name_gets_an_address(desk: Desk, name: str, slug: str) -> None:
    made = await create(desk, name=name)
    assert made.status_code == 201, made.text
    assert made.json()["slug"] == (slug if not slug.endswith("-") else "inovator")
    assert (await desk.get("operator", f"{PEOPLE}/{made.json()['slug']}")).json()["name"] == name


async def test_who_keeps_a_new_record(desk: Desk) -> None:
    made = (await create(desk, "registrar")).json()
    assert made["keeper"] is None
    given = await create(desk, "registrar", agency=desk.other.slug)
    assert given.json()["keeper"]["slug"] == desk.other.slug
    own = await create(desk, agency=str(desk.own.id), name="Cici")
    assert own.json()["keeper"]["slug"] == desk.own.slug
    foreign = await create(desk, agency=desk.other.slug, name="Dedi")
    assert (foreign.status_code, errors_of(foreign)) == (403, {("#/agency", "not_yours")})
    unknown = await create(desk, agency="tidak-ada", name="Dedi")
    assert (unknown.status_code, errors_of(unknown)) == (422, {("#/agency", "unknown_reference")})
    for who, status in (("controller", 403), ("assessor", 403), ("admin", 403), (None, 401)):
        assert (await create(desk, who, name="Eka")).status_code == status


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"name": "…"}, ("#/name", "nameless")),
        ({"name": " "}, ("#/name", "nameless")),
        ({"name": "a" * 201}, ("#/name", "too_long")),
        ({"name": "Ani\u0000"}, ("#/name", "control_character")),
        ({"name": None}, ("#/name", "not_text")),
        ({"degrees": "  "}, ("#/degrees", "too_short")),
        ({"slug": "ani"}, ("#/slug", "unknown")),
        ({"id": "x"}, ("#/id", "unknown")),
        ({"version": 7}, ("#/version", "unknown")),
        ({"concealed_at": None}, ("#/concealed_at", "unknown")),
        ({"agency_id": "x"}, ("#/agency_id", "unknown")),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(desk: Desk, told: dict[str, Any], error: tuple[str, str]) -> None:
    for answer in (await create(desk, **told), await update(desk, told)):
        assert answer.status_code == 422
        assert errors_of(answer) == {error}


async def test_a_correction_reaches_every_innovation_at_once(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        shown = await factories.innovation(session, "Terbit", slug="terbit")
        await factories.part(session, shown, await session.get_one(Person, desk.person.id))
        await InnovationService(session).publish([shown.id])
    read = await desk.get("operator", f"{PEOPLE}/{desk.person.id}")
    answer = await update(desk, {"name": "Bayu Siregar", "degrees": None}, if_match=read.headers["etag"])
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == '"v2"'
    assert (answer.json()["name"], answer.json()["degrees"], answer.json()["version"]) == ("Bayu Siregar", None, 2)
    assert answer.json()["slug"] == desk.person.slug
    person = (await desk.get(None, "/v1/innovations/terbit")).json()["people"][0]["person"]
    assert (person["name"], person["degrees"]) == ("Bayu Siregar", None)
    assert (await desk.get(None, f"{PEOPLE}?q=sogara")).json()["items"] == []


async def test_a_correction_names_the_version_that_was_read(desk: Desk) -> None:
    path = f"{PEOPLE}/{desk.person.id}"
    missing = await desk.ask("operator", "PATCH", path, {"note": "x"})
    assert (missing.status_code, missing.headers["etag"]) == (428, '"v1"')
    stale = await update(desk, {"note": "x"}, if_match='"v9"')
    assert (stale.status_code, stale.headers["etag"]) == (412, '"v1"')
    answers = await asyncio.gather(*(update(desk, {"note": f"Catatan {number}"}) for number in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


async def test_an_empty_correction_changes_nothing(desk: Desk) -> None:
    for patch in ({}, {"name": desk.person.name}, {"agency": desk.own.slug}):
        answer = await update(desk, patch)
        assert (answer.status_code, answer.json()["version"]) == (200, 1)
    async with desk.fresh.committing() as session:
        assert (await session.scalars(select(AuditEvent))).all() == []


async def test_only_the_keepers_correct_a_record(desk: Desk) -> None:
    statuses = {who: (await update(desk, {}, who)).status_code for who in (*desk.headers, None)}
    assert statuses == {
        "operator": 200,
        "secretariat": 200,
        "registrar": 200,
        "stranger": 404,
        "controller": 403,
        "assessor": 403,
        "admin": 403,
        None: 401,
    }
    hidden, absent = await update(desk, {}, "stranger"), await update(desk, {}, "stranger", "tidak-ada")
    assert hidden.json()["detail"] == absent.json()["detail"]


async def test_a_shipped_person_is_the_registrars(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        shipped = await factories.person(session, "Dari Berkas")
    assert (await update(desk, {"note": "x"}, key=shipped.id)).status_code == 404
    assert (await update(desk, {"agency": desk.own.slug}, "registrar", shipped.id)).status_code == 200
    assert (await update(desk, {"note": "x"}, key=shipped.id, if_match='"v2"')).status_code == 200
    refused = await update(desk, {"agency": None}, key=shipped.id, if_match='"v3"')
    assert (refused.status_code, errors_of(refused)) == (403, {("#/agency", "not_yours")})
    freed = await update(desk, {"agency": None}, "registrar", shipped.id, if_match='"v3"')
    assert freed.json()["keeper"] is None


async def test_what_happens_to_a_person_is_on_record(desk: Desk) -> None:
    made = (await create(desk, degrees="SE")).json()
    await update(desk, {"degrees": "SE, MM"}, key=made["id"])
    async with desk.fresh.committing() as session:
        events = (await session.scalars(select(AuditEvent).order_by(AuditEvent.id))).all()
    assert [(event.action, event.entity_kind, str(event.entity_id)) for event in events] == [
        ("person.create", "person", made["id"]),
        ("person.update", "person", made["id"]),
    ]
    assert {event.agency_id for event in events} == {desk.own.id}
    assert events[0].changes["name"] == [None, "Ani Wijaya"]
    assert events[1].changes == {"degrees": ["SE", "SE, MM"]}
