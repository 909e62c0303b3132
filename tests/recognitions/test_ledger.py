"""The ledger over HTTP: people, agencies and innovations in one list, and what is refused."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from app.agencies.service import AgencyService
from app.core.clock import today
from app.models import Award, Innovation
from tests import factories
from tests.conftest import Server
from tests.innovations.keeping import errors_of, served
from tests.privacy.desk import Desk, serving, set_up
from tests.privacy.withdrawing import HIDDEN, NAME, SHOWN, SPOKEN, conceal
from tests.programmes.making import NOBODY, School, opened
from tests.recognitions.example import RECOGNITION
from tests.walking import there_and_back

SOURCE = "Keputusan Wali Kota 12 Februari 2026"
REASON = {"reason": "Penerimanya instansi lain."}


@pytest.fixture(scope="module")
async def school(server: Server, migrated: str) -> AsyncIterator[School]:
    async with served(server, migrated) as fresh:
        yield await opened(fresh)


def body(**facts: Any) -> dict[str, Any]:
    return {"award": "iga_kota_medan", "year": 2025, "source": SOURCE, **facts}


async def record(school: School, **facts: Any) -> dict[str, Any]:
    return await school.made("/recognitions", body(**facts), "registrar")


async def award(school: School, innovation: Innovation, code: str, year: int) -> str:
    """Let an innovation win an award, and return its id."""
    async with school.fresh.committing() as session:
        won = Award(innovation_id=innovation.id, code=code, year=year, source="Kepmen", recorded_at=datetime.now(UTC))
        session.add(won)
        await session.flush()
        return str(won.id)


async def test_an_agency_is_recognised_and_everyone_reads_it(school: School) -> None:
    told = body(agency=school.home.slug, given_on="2026-02", note="Peringkat pertama.")
    answer = await school.ask("registrar", "POST", "/recognitions", told)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["location"].endswith(f"/v1/recognitions/{made['id']}")
    assert made["recipient"] == {
        "kind": "agency",
        "person": None,
        "agency": {"id": str(school.home.id), "slug": school.home.slug, "name": "Badan Kepegawaian"},
        "innovation": None,
    }
    assert made["award"] == {
        "code": "iga_kota_medan",
        "name": {
            "id": "Innovative Government Award Kota Medan",
            "en": "Innovative Government Award of Medan",
        },
        "level": "kota",
    }
    assert (made["year"], made["given_on"], made["given_by"]) == (
        2025,
        "2026-02",
        {"agency": None, "name": "Pemerintah Kota Medan"},
    )
    assert (made["source"], made["note"], made["edition"]) == (SOURCE, "Peringkat pertama.", None)
    assert await school.get(f"/recognitions/{made['id']}") == made
    again = await school.ask("registrar", "POST", "/recognitions", told)
    assert (again.status_code, again.json()["code"]) == (409, "recognition_recorded")
    assert [event.action for event in await school.events(made["id"])] == ["recognition.record"]


async def test_a_person_is_recognised_in_words_that_nobody_has_yet(school: School) -> None:
    held = await school.edition(public=True)
    told = {"award": "insan_inovatif", "name": "Insan Inovatif", "edition": held["slug"], "year": 2024}
    made = await record(school, person=school.person.slug, given_by={"agency": school.abroad.slug}, **told)
    assert (made["recipient"]["kind"], made["recipient"]["person"]["slug"]) == ("person", school.person.slug)
    assert (made["award"]["name"], made["award"]["level"]) == (
        {"id": "Insan Inovatif", "en": "Insan Inovatif"},
        "tidak_diketahui",
    )
    assert (made["given_by"]["name"], made["edition"]["slug"]) == ("Lembaga Luar", held["slug"])
    page = await school.get("/recognitions", edition=held["slug"])
    assert [item["id"] for item in page["items"]] == [made["id"]]
    known = await school.ask(None, "GET", f"/innovators/{school.person.slug}")
    assert known.status_code == 200, "who is recognised is known to everyone"


async def test_the_awards_of_innovations_stand_in_the_same_list(school: School) -> None:
    first, second = school.innovations[:2]
    won = await award(school, first, "kipp_top_99", 2031)
    other = await award(school, second, "kipp_top_45", 2030)
    hidden = await award(school, school.innovations[-1], "kipp_top_99", 2032)
    own = await record(school, agency=school.other.slug, year=2020)
    page = await school.get("/recognitions", limit="200", with_total="true")
    ids = [item["id"] for item in page["items"]]
    assert (ids[:2], page["total"]) == ([won, other], len(ids)), "the latest year first"
    assert own["id"] in ids
    assert hidden not in ids, "its innovation is a draft"
    item = page["items"][0]
    assert (item["recipient"]["kind"], item["recipient"]["innovation"]["slug"]) == ("innovation", first.slug)
    assert (item["award"]["level"], item["given_by"]["name"], item["source"]) == (
        "nasional",
        "Kementerian PANRB",
        "Kepmen",
    )
    assert await school.get(f"/recognitions/{won}") == item
    assert (await school.ask(None, "GET", f"/recognitions/{hidden}")).status_code == 404
    listed = (await school.get(f"/innovations/{first.slug}/awards"))["items"]
    assert won in {one["id"] for one in listed}, "it is the same row"
    there, back = await there_and_back(school.fresh.client, "/v1/recognitions", [1, 2])
    assert there == back == ids


async def test_the_ledger_is_narrowed_by_each_condition(school: School) -> None:
    async with school.fresh.committing() as session:
        home = await factories.agency(session, "Dinas Tersaring")
        await AgencyService(session).refresh_lineage()
        mine = await factories.innovation(session, agency_id=home.id)
    won = await award(school, mine, "kipp_terpuji", 2016)
    unit = (await record(school, agency=home.slug, year=2017, award="iga"))["id"]
    person = (await record(school, person=school.person.slug, year=2018, award="iga"))["id"]

    async def ids(**query: str) -> list[str]:
        return [item["id"] for item in (await school.get("/recognitions", limit="200", **query))["items"]]

    assert await ids(agency=home.slug) == [unit, won], "itself, and through an innovation of its own"
    assert await ids(agency=home.slug, recipient="agency") == [unit]
    assert await ids(innovation=mine.slug) == [won]
    assert await ids(year="2016") == [won]
    assert await ids(award="iga") == [person, unit]
    assert await ids(award="iga", year="2018") == [person]
    assert person in await ids(person=school.person.slug)
    assert unit not in await ids(person=school.person.slug)
    assert await ids(recipient="innovation", award="iga") == []
    for kind in ("person", "agency", "innovation"):
        items = (await school.get("/recognitions", limit="200", recipient=kind))["items"]
        assert {item["recipient"]["kind"] for item in items} == {kind}
    for name in ("agency", "person", "innovation", "edition"):
        answer = await school.ask(None, "GET", f"/recognitions?{name}=tidak-ada")
        assert (answer.status_code, errors_of(answer)) == (422, [(f"query/{name}", "unknown_reference")])


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({}, [("#", "one_recipient")]),
        ({"person": "narasumber-uji", "agency": "dinas-lain"}, [("#", "one_recipient")]),
        ({"person": "tidak-ada"}, [("#/person", "unknown_reference")]),
        ({"agency": NOBODY}, [("#/agency", "unknown_reference")]),
        ({"agency": "dinas-baru", "year": 2022}, [("#/agency", "agency_not_there")]),
        ({"agency": "dinas-lama", "year": 2021}, [("#/agency", "agency_not_there")]),
        ({"agency": "dinas-lain", "year": today().year + 1}, [("#/year", "in_future")]),
        ({"agency": "dinas-lain", "year": 1989}, [("#/year", "too_small")]),
        ({"agency": "dinas-lain", "year": "2025"}, [("#/year", "not_integer")]),
        ({"agency": "dinas-lain", "given_on": str(today().year + 1)}, [("#/given_on", "in_future")]),
        ({"agency": "dinas-lain", "award": "Top 99"}, [("#/award", "invalid_form")]),
        ({"agency": "dinas-lain", "level": "dunia"}, [("#/level", "unknown_code")]),
        ({"agency": "dinas-lain", "source": " "}, [("#/source", "too_short")]),
        ({"agency": "dinas-lain", "edition": "tidak-ada"}, [("#/edition", "unknown_reference")]),
        ({"agency": "dinas-lain", "given_by": {}}, [("#/given_by", "record_or_name")]),
    ],
)
async def test_a_wrong_recognition_is_refused(
    school: School, facts: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    answer = await school.ask("registrar", "POST", "/recognitions", body(**facts))
    assert (answer.status_code, errors_of(answer)) == (422, errors), answer.text


async def test_a_draft_of_an_edition_is_not_named(school: School) -> None:
    draft = await school.edition()
    answer = await school.ask("registrar", "POST", "/recognitions", body(agency="dinas-lain", edition=draft["slug"]))
    assert errors_of(answer) == [("#/edition", "unknown_reference")]
    filtered = await school.ask(None, "GET", f"/recognitions?edition={draft['slug']}")
    assert filtered.status_code == 422


async def test_a_wrong_one_is_withdrawn_once_and_may_be_recorded_anew(school: School) -> None:
    made = await record(school, agency=school.other.slug, year=2015)
    path = f"/recognitions/{made['id']}"
    for who, status in ((None, 401), ("operator", 403)):
        assert (await school.ask(who, "POST", f"{path}/withdraw", REASON)).status_code == status
        assert (await school.ask(who, "POST", "/recognitions", body(agency="dinas-lain"))).status_code == status
    answer = await school.ask("registrar", "POST", f"{path}/withdraw", REASON)
    assert (answer.status_code, answer.json()) == (200, made)
    assert (await school.ask(None, "GET", path)).status_code == 404
    again = await school.ask("registrar", "POST", f"{path}/withdraw", REASON)
    assert (again.status_code, again.json()["code"]) == (409, "recognition_withdrawn")
    assert (await record(school, agency=school.other.slug, year=2015))["id"] != made["id"]
    events = await school.events(made["id"])
    assert [(event.action, event.reason) for event in events] == [
        ("recognition.record", None),
        ("recognition.withdraw", REASON["reason"]),
    ]
    won = await award(school, school.innovations[2], "kipp_top_99", 2014)
    assert (await school.ask("registrar", "POST", f"/recognitions/{won}/withdraw", REASON)).status_code == 404


async def test_the_ledger_takes_a_few_statements_however_long_it_is(school: School) -> None:
    for year in range(2001, 2006):
        await record(school, agency=school.home.slug, year=year)
    counts = []
    for limit in ("1", "200"):
        async with school.counting() as asked:
            page = await school.get("/recognitions", recipient="agency", limit=limit)
        counts.append(len(asked))
        assert page["items"]
    assert counts[0] == counts[1] <= 5


async def test_what_the_document_shows_is_there(catalogue: httpx.AsyncClient) -> None:
    told = (await catalogue.get(f"/v1/recognitions/{RECOGNITION}")).json()
    assert told["recipient"]["agency"]["name"] == "Kecamatan Medan Denai"
    page = (await catalogue.get("/v1/recognitions", params={"agency": "kecamatan-medan-denai"})).json()
    assert [item["id"] for item in page["items"]] == [str(RECOGNITION)]


@pytest.fixture
async def desk(server: Server, migrated: str) -> AsyncIterator[Desk]:
    async with serving(server, migrated) as fresh:
        yield await set_up(fresh)


async def test_who_withdrew_the_public_name_is_not_named(desk: Desk) -> None:
    known = await desk.post(
        "registrar", "/v1/recognitions", body(person=str(desk.person.id), source=SPOKEN, note=SPOKEN)
    )
    assert known.status_code == 201, known.text
    path = f"/v1/recognitions/{known.json()['id']}"
    assert (await desk.get(None, path)).json()["recipient"]["person"]["name"] == NAME
    await conceal(desk)
    told = (await desk.get(None, path)).json()
    assert told["recipient"]["person"] == {"id": None, "slug": "dirahasiakan", "name": SHOWN}
    assert (told["source"], told["note"]) == (HIDDEN, HIDDEN)
    listed = await desk.get(None, "/v1/recognitions")
    assert NAME.lower() not in json.dumps(listed.json()).lower()
    assert (await desk.get(None, f"/v1/recognitions?person={desk.person.slug}")).status_code == 422
