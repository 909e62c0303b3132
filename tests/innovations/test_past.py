"""Records as they were on a date, over HTTP: what each date shows, and to whom."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.core.clock import WIB, today
from app.core.conditional import Condition
from app.core.ids import new_id
from app.core.writing import Work
from app.innovations.inputs import InnovationCreate, InnovationUpdate
from app.innovations.service import RecordService
from app.innovations.workflow import Action
from app.models import AgencyVersion
from app.models.codes import RecordStatus
from app.reference.files import read_reference
from app.reference.service import ReferenceService
from tests import factories
from tests.asking import errors_of
from tests.conftest import Server
from tests.history.scene import REASON, Scene, opened, unlike

ANY_VERSION = Condition(frozenset({"*"}))
PUBLISHING = (Action.SUBMIT, Action.VERIFY, Action.PUBLISH)


@pytest.fixture(scope="module")
async def scene(server: Server, migrated: str) -> AsyncIterator[Scene]:
    async with opened(server, migrated) as scene:
        yield scene


@asynccontextmanager
async def records_at(scene: Scene, day: str, who: str = "registrar") -> AsyncIterator[RecordService]:
    """What somebody does with records at noon of a day, as a request of that day would have done it."""
    credentials = scene.people[who].headers["authorization"].encode()
    principal = await scene.fresh.app.state.authenticator.authenticate(credentials)
    noon = datetime.combine(date.fromisoformat(day), datetime.min.time(), WIB) + timedelta(hours=12)
    async with scene.fresh.committing() as session:
        yield RecordService(Work(session, principal, "permintaan-uji", noon.astimezone(UTC)))


async def register(scene: Scene, day: str, *actions: Action, who: str = "operator", **facts: Any) -> str:
    """Register a record on a day, and let steps be taken the same day; return its id."""
    async with records_at(scene, day, who) as records:
        receipt = await records.register(InnovationCreate(**{"name": unlike(), **facts}))
    await act(scene, day, str(receipt.id), *actions)
    return str(receipt.id)


async def act(scene: Scene, day: str, key: str, *actions: Action) -> None:
    """Let the registrar take steps with a record on a day."""
    for action in actions:
        async with records_at(scene, day) as records:
            await records.act(key, action, REASON, ANY_VERSION)


async def correct(scene: Scene, day: str, key: str, **facts: Any) -> None:
    """Let the registrar correct a record on a day."""
    async with records_at(scene, day) as records:
        await records.update(key, InnovationUpdate(**facts), ANY_VERSION)


async def on(scene: Scene, key: str, day: str, who: str | None = None) -> dict[str, Any]:
    """Return a record as somebody sees it as of a date."""
    return await scene.get(who, f"/innovations/{key}", as_of=day)


# What is dated follows its dates


async def test_a_stage_counts_from_its_day_however_late_it_was_recorded(scene: Scene) -> None:
    key = await register(scene, "2024-05-02", *PUBLISHING)
    stages = [{"stage": "inisiatif", "started_on": "2019-03-04"}, {"stage": "uji_coba", "started_on": "2020"}]
    await correct(scene, "2025-06-02", key, stages=stages)
    async with records_at(scene, "2025-06-03", "operator") as records:
        await records.enter_stage(key, InnovationUpdate(stages=[{"stage": "penerapan"}]).stages[0], ANY_VERSION)
    seen = {
        day: (await on(scene, key, day))["stage"]
        for day in (
            "2019-03-03",
            "2019-03-04",
            "2020-12-30",
            "2020-12-31",
            "2025-06-02",
            "2025-06-03",
        )
    }
    assert seen == {
        "2019-03-03": "tidak_diketahui",
        "2019-03-04": "inisiatif",
        "2020-12-30": "inisiatif",
        "2020-12-31": "uji_coba",
        # a stage without a date counts from the day on which it was recorded
        "2025-06-02": "uji_coba",
        "2025-06-03": "penerapan",
    }
    assert [stage["stage"] for stage in (await on(scene, key, "2020-06-01"))["stages"]] == ["inisiatif"]


async def test_people_resources_and_legal_bases_follow_their_periods(scene: Scene) -> None:
    early, late = await scene.person("Perintis Awal"), await scene.person("Penerus Kemudian")
    people = [
        {"person": early["id"], "role": "inovator", "valid_from": "2019", "valid_to": "2021-06-30"},
        {"person": late["id"], "role": "inovator", "valid_from": "2021-07-01"},
    ]
    resources = [{"year": year, "budget_idr": year} for year in (2019, 2020, 2021)]
    bases = [{"level": "perwal", "number": "9", "issued_on": "2020-02", "valid_from": "2020-01-01"}]
    facts = {"people": people, "resources": resources, "legal_bases": bases}
    key = await register(scene, "2024-05-02", *PUBLISHING, **facts)

    async def then(day: str) -> tuple[list[Any], list[int], int]:
        seen = await on(scene, key, day)
        named = [(part["person"]["name"], part["valid_to"]) for part in seen["people"]]
        return named, [entry["year"] for entry in seen["resources"]], len(seen["legal_bases"])

    assert await then("2019-12-30") == ([], [], 0)
    assert await then("2019-12-31") == ([("Perintis Awal", None)], [2019], 0)
    assert await then("2020-02-29") == ([("Perintis Awal", None)], [2019], 1)
    assert await then("2021-06-30") == ([("Perintis Awal", "2021-06-30")], [2019, 2020], 1)
    both = [("Perintis Awal", "2021-06-30"), ("Penerus Kemudian", None)]
    assert await then("2021-07-01") == (both, [2019, 2020], 1)
    assert await then("2021-12-31") == (both, [2019, 2020, 2021], 1)


async def test_the_agency_has_the_name_that_the_city_used_on_the_date(server: Server, migrated: str) -> None:
    async with opened(server, migrated) as city:
        async with city.fresh.committing() as session:
            await ReferenceService(session).load(read_reference(), lambda _kind, _done, _total: None)
        person = await city.person("Pegawai Badan", "registrar")
        people = [{"person": person["id"], "role": "inovator", "agency": "bkpsdm"}]
        facts = {"agency": "bkpsdm", "people": people, "first_known_on": "2018", "first_known_by": "kegiatan"}
        key = await register(city, "2024-05-02", *PUBLISHING, who="registrar", **facts)
        names = {
            "2017-08-21": "Badan Kepegawaian Daerah Pengembangan Sumber Daya Manusia Kota Medan",
            "2019-06-17": "Badan Kepegawaian Daerah Pengembangan Sumber Daya Manusia Kota Medan",
            "2019-06-18": "Badan Kepegawaian Daerah dan Pengembangan Sumber Daya Manusia Kota Medan",
            "2023-07-11": "Badan Kepegawaian Daerah dan Pengembangan Sumber Daya Manusia Kota Medan",
            "2023-07-12": "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Kota Medan",
        }
        for day, name in names.items():
            seen = await on(city, key, day)
            assert (seen["agency"]["slug"], seen["agency"]["name"]) == ("bkpsdm", name), day
            assert [part["agency"]["name"] for part in seen["people"]] == [name], day
        assert (await on(city, key, "2019-06-18"))["agency_name_then"] == names["2017-08-21"]
        shipped = await city.get(None, "/innovations/verolin")
        now = await on(city, "verolin", today().isoformat())
        assert now == shipped


async def test_the_owner_of_a_date_has_its_name_of_that_date(scene: Scene) -> None:
    async with scene.fresh.committing() as session:
        first = await factories.agency(session, "Dinas Pertama", first_stated_on="2018")
        for position, (name, begin) in enumerate((("Dinas Kedua", "2022"), ("Dinas Ketiga", "2025-12-01")), 1):
            facts = {"name": name, "name_key": name.lower(), "kind": "dinas", "first_stated_on": begin}
            session.add(AgencyVersion(agency_id=first.id, position=position, **facts))
    key = await register(scene, "2021-05-02", *PUBLISHING, who="registrar", agency="dinas-pertama")
    await correct(scene, "2025-06-02", key, agency="dinas-sendiri")
    seen = [
        (await on(scene, key, day))["agency"]["name"]
        for day in (
            "2019-01-01",
            "2021-12-31",
            "2022-01-01",
            "2025-06-01",
            "2025-06-02",
            today().isoformat(),
        )
    ]
    assert seen == [
        "Dinas Pertama",
        "Dinas Pertama",
        "Dinas Kedua",
        "Dinas Kedua",
        "Dinas Sendiri",
        "Dinas Sendiri",
    ]


# What has no date follows what was recorded


async def test_what_has_no_date_is_told_as_it_was_recorded_by_the_end_of_the_day(scene: Scene) -> None:
    key = await register(scene, "2023-05-02", *PUBLISHING, name="Nama Dahulu Sekali", summary="Satu.")
    await correct(scene, "2023-08-17", key, summary="Dua.")
    await correct(scene, "2024-01-01", key, summary="Tiga.", name="Nama Kini Saja")
    seen = {
        day: [(await on(scene, key, day))[name] for name in ("name", "summary")]
        for day in (
            "2000-01-01",
            "2023-05-02",
            "2023-08-16",
            "2023-08-17",
            "2023-12-31",
            "2024-01-01",
        )
    }
    assert seen == {
        # the earliest that is recorded stands in for the days before
        "2000-01-01": ["Nama Dahulu Sekali", "Satu."],
        "2023-05-02": ["Nama Dahulu Sekali", "Satu."],
        "2023-08-16": ["Nama Dahulu Sekali", "Satu."],
        "2023-08-17": ["Nama Dahulu Sekali", "Dua."],
        "2023-12-31": ["Nama Dahulu Sekali", "Dua."],
        "2024-01-01": ["Nama Kini Saja", "Tiga."],
    }


async def test_every_field_without_a_date_comes_back_as_it_was(scene: Scene) -> None:
    async with scene.fresh.committing() as session:
        await factories.area(session, "12.71", "kota")
    prose = ("summary", "problem", "goal", "novelty", "how_it_works", "benefit", "result_before", "result_after")
    first = {name: f"{name} semula" for name in prose} | {
        "kind": "digital",
        "form": "tata_kelola",
        "initiator": "asn",
        "represents": 3,
        "first_known_on": "2020-01-02",
        "first_known_by": "kegiatan",
        "aliases": [{"name": unlike(), "kind": "alias", "note": "Dari spanduk."}],
        "places": [{"area": "12.71"}, {"name": "Balai Kota", "latitude": 3.589665, "longitude": 98.673826}],
        "platform": {"relation": "bagian_platform", "name": "Medan Satu"},
    }
    key = await register(scene, "2022-05-02", *PUBLISHING, **first)
    before = {who: await scene.get(who, f"/innovations/{key}") for who in (None, "operator")}
    after = {name: f"{name} kemudian" for name in prose} | {
        "name": unlike(),
        "slug": unlike().lower(),
        "kind": "non_digital",
        "form": "lainnya",
        "initiator": "masyarakat",
        "represents": 1,
        "first_known_on": "2021",
        "first_known_by": "peresmian",
        "aliases": [],
        "places": [],
        "platform": {"relation": "aplikasi_baru"},
    }
    await correct(scene, "2022-05-04", key, **after)
    # what speaks of the record of today, and not of the innovation of then
    record = ("slug", "version", "updated_at")
    for who, earlier in before.items():
        present = await scene.get(who, f"/innovations/{key}")
        assert all(present[name] != earlier[name] for name in after), who
        seen = await on(scene, key, "2022-05-03", who)
        assert seen == earlier | {name: present[name] for name in record}
        assert await on(scene, key, "2022-05-04", who) == present | {"agency_name_then": None}


@pytest.mark.parametrize("day", ["0001-01-01", "1970-01-01", "2021-12-31"])
async def test_before_everything_there_is_nothing_that_is_dated(scene: Scene, day: str) -> None:
    person = await scene.person(f"Belum Ada {day}")
    facts: dict[str, Any] = {
        "stages": [{"stage": "penerapan", "started_on": "2022-01"}],
        "people": [{"person": person["id"], "role": "inovator", "valid_from": "2022"}],
        "resources": [{"year": 2022, "people": 1}],
        "legal_bases": [{"level": "perda", "valid_from": "2022-02-02"}],
        "first_known_on": "2022-01-01",
        "first_known_by": "penerapan",
    }
    key = await register(scene, "2022-05-02", *PUBLISHING, **facts)
    seen = await on(scene, key, day)
    assert [seen[name] for name in ("stages", "people", "resources", "legal_bases")] == [[], [], [], []]
    assert (seen["stage"], seen["first_known_on"], seen["first_known_by"]) == ("tidak_diketahui", None, None)


@pytest.mark.parametrize("day", ["9999-12-31", "2100-01-01"])
async def test_in_the_far_future_a_record_is_as_it_is_today(scene: Scene, day: str) -> None:
    key = await register(scene, "2022-05-02", *PUBLISHING, stages=[{"stage": "penerapan", "started_on": "2021"}])
    await correct(scene, "2022-06-02", key, summary="Kini.")
    assert await on(scene, key, day) == await scene.get(None, f"/innovations/{key}")


# Who sees what of the past


async def test_the_words_of_a_draft_are_seen_by_its_keepers_alone(scene: Scene) -> None:
    key = await register(scene, "2023-01-02", name="Nama Rancangan Rahasia", summary="Rancangan rahasia.")
    await correct(scene, "2023-02-02", key, name="Nama Resmi Terbit", summary="Yang diterbitkan.")
    await act(scene, "2023-03-02", key, *PUBLISHING)
    for day in ("2022-01-01", "2023-01-02", "2023-02-01", "2023-02-02", "2023-03-01", "2023-03-02"):
        for who in (None, "stranger", "controller", "admin", "assessor"):
            seen = await on(scene, key, day, who)
            assert (seen["name"], seen["summary"]) == ("Nama Resmi Terbit", "Yang diterbitkan."), (day, who)
            assert (seen["status"], seen["remark"]) == ("published", None)
    for who in ("operator", "secretariat", "registrar"):
        seen = await on(scene, key, "2023-02-01", who)
        assert (seen["name"], seen["summary"]) == ("Nama Rancangan Rahasia", "Rancangan rahasia.")
        assert (seen["status"], (await on(scene, key, "2023-03-01", who))["status"]) == ("draft", "draft")


async def test_what_was_written_while_a_record_was_returned_is_seen_from_when_it_was_public_again(
    scene: Scene,
) -> None:
    key = await register(scene, "2023-01-02", *PUBLISHING, summary="Terbit pertama.")
    await correct(scene, "2023-02-02", key, summary="Terbit kedua.")
    await act(scene, "2023-03-02", key, Action.RETURN)
    await correct(scene, "2023-04-02", key, summary="Rahasia selagi dikembalikan.")
    await correct(scene, "2023-05-02", key, summary="Terbit ketiga.")
    await act(scene, "2023-06-02", key, *PUBLISHING)
    await correct(scene, "2023-07-02", key, summary="Terbit keempat.")
    days = ("2023-01-31", "2023-02-02", "2023-03-02", "2023-04-02", "2023-05-02", "2023-06-02", "2023-07-02")
    public = [await on(scene, key, day, "stranger") for day in days]
    assert [seen["summary"] for seen in public] == [
        *("Terbit pertama.", "Terbit kedua.", "Terbit kedua.", "Terbit kedua.", "Terbit kedua."),
        *("Terbit ketiga.", "Terbit keempat."),
    ]
    assert {(seen["status"], seen["remark"]) for seen in public} == {("published", None)}
    own = [await on(scene, key, day, "operator") for day in days]
    assert [seen["summary"] for seen in own[2:5]] == [
        *("Terbit kedua.", "Rahasia selagi dikembalikan.", "Terbit ketiga."),
    ]
    assert [(seen["status"], seen["remark"]) for seen in own[1:4]] == [
        *(("published", None), ("returned", REASON), ("returned", REASON)),
    ]


async def test_a_withdrawn_name_is_not_told_of_any_day(scene: Scene) -> None:
    person = await scene.person("Torang Manurung")
    text = "Digagas Torang Manurung."
    facts: dict[str, Any] = {
        "name": "Torang Manurung Menyapa",
        "summary": text,
        "aliases": [{"name": "Sapaan Torang Manurung", "kind": "alias"}],
        "stages": [{"stage": "inisiatif", "started_on": "2020", "evidence": text}],
        "people": [{"person": person["id"], "role": "inovator", "valid_from": "2020"}],
    }
    key = await register(scene, "2023-01-02", *PUBLISHING, **facts)
    await correct(scene, "2024-01-02", key, name=unlike(), slug=unlike().lower(), summary="Lain.", aliases=[])
    assert "Torang Manurung" in str(await on(scene, key, "2023-06-02"))
    await scene.withdraw(person)
    for who in (None, "stranger", "operator", "registrar", "controller"):
        for day in ("2019-01-01", "2023-06-02", "2024-06-02"):
            assert "manurung" not in str(await on(scene, key, day, who)).lower(), (who, day)
    seen = await on(scene, key, "2023-06-02")
    assert seen["name"] == "[dirahasiakan] Menyapa"
    assert seen["summary"] == "Digagas [dirahasiakan]."
    assert seen["aliases"][0]["name"] == "Sapaan [dirahasiakan]"
    assert [part["person"]["name"] for part in seen["people"]] == ["inovator dirahasiakan"]


async def test_another_agency_s_draft_does_not_show_in_the_past(scene: Scene) -> None:
    shown = await scene.published("stranger")
    platform = {"relation": "bagian_platform", "innovation": shown["id"]}
    key = await register(scene, "2023-01-02", *PUBLISHING, platform=platform)
    await correct(scene, "2024-01-02", key, platform={"relation": "aplikasi_baru"})
    await scene.move(shown["id"], "return")
    for who in (None, "operator", "registrar"):
        seen = await on(scene, key, "2023-06-02", who)
        assert seen["platform"] == {"relation": "bagian_platform", "name": None, "innovation": None}
        assert not any(shown[part] in str(seen) for part in ("id", "slug", "name")), who


# Addresses, and what is refused


async def test_a_record_that_is_not_public_is_not_found_whatever_the_day(scene: Scene) -> None:
    draft = await scene.innovation()
    unknown = await scene.ask("stranger", "GET", f"/innovations/{new_id()}?as_of=2021-07-01")
    for who in (None, "stranger"):
        answer = await scene.ask(who, "GET", f"/innovations/{draft['id']}?as_of=2021-07-01")
        assert answer.status_code == unknown.status_code == 404
        hidden = ("instance", "request_id")
        assert {**answer.json(), **dict.fromkeys(hidden)} == {**unknown.json(), **dict.fromkeys(hidden)}
    assert (await on(scene, draft["id"], "2021-07-01", "operator"))["status"] == RecordStatus.DRAFT


async def test_a_record_that_was_archived_says_so_whatever_the_day(scene: Scene) -> None:
    made = await scene.published()
    await scene.move(made["id"], "archive")
    answer = await scene.ask(None, "GET", f"/innovations/{made['id']}?as_of=2021-07-01")
    assert (answer.status_code, answer.json()["code"]) == (410, "archived")


@pytest.mark.parametrize("who", [None, "operator", "registrar"])
async def test_another_address_keeps_the_date(scene: Scene, who: str | None) -> None:
    into, one = await scene.published(), await scene.published()
    slug = unlike().lower()
    await scene.patch("registrar", f"/innovations/{into['id']}", {"slug": slug})
    await scene.post("registrar", f"/innovations/{one['id']}/merge", {"into": into["id"], "reason": REASON})
    for key in (one["id"], one["slug"], into["slug"]):
        moved = await scene.ask(who, "GET", f"/innovations/{key}?as_of=2021-07-01")
        assert moved.status_code == 308, key
        assert moved.headers["location"] == f"http://127.0.0.1:8000/v1/innovations/{slug}?as_of=2021-07-01"
        plain = await scene.ask(who, "GET", f"/innovations/{key}")
        assert plain.headers["location"] == f"http://127.0.0.1:8000/v1/innovations/{slug}"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("as_of=2021-02-30", "not_date"),
        ("as_of=2021-7-1", "not_date"),
        ("as_of=2021", "not_date"),
        ("as_of=20210701", "not_date"),
        ("as_of=1625097600", "not_date"),
        ("as_of=2021-07-01T00:00:00Z", "not_date"),
        ("as_of=0000-01-01", "not_date"),
        ("as_of=-2021-07-01", "not_date"),
        ("as_of=", "not_date"),
        ("as_of=kemarin", "not_date"),
        ("as_of=%D9%A2%D9%A0%D9%A2%D9%A1-07-01", "not_date"),
        ("as_of=2021-07-01&as_of=2021-07-02", "repeated"),
        ("as_off=2021-07-01", "unknown"),
    ],
)
async def test_a_wrong_date_is_named(scene: Scene, query: str, code: str) -> None:
    made = await scene.innovation()
    for key, who in ((made["id"], "operator"), (str(new_id()), None)):
        answer = await scene.ask(who, "GET", f"/innovations/{key}?{query}")
        pointer = f"query/{query.partition('=')[0]}"
        assert (answer.status_code, errors_of(answer)) == (422, {(pointer, code)}), who


async def test_a_past_that_is_known_is_not_sent_again(scene: Scene) -> None:
    key = await register(scene, "2023-01-02", *PUBLISHING, summary="Satu.")
    path = f"/innovations/{key}?as_of=2023-06-01"
    first = await scene.ask(None, "GET", path)
    assert (await scene.ask(None, "GET", path, if_none_match=first.headers["etag"])).status_code == 304
    assert (await scene.ask("operator", "GET", path)).headers["cache-control"] == "private, no-cache"
    await correct(scene, "2024-01-02", key, summary="Dua.")
    again = await scene.ask(None, "GET", path, if_none_match=first.headers["etag"])
    # version and time of the record are told as they are
    assert (again.status_code, again.json()["summary"]) == (200, "Satu.")
