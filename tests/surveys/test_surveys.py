"""Rounds of one unit: made, changed, announced, published and cancelled by those who keep it, and never two at once."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.models import AgencyVersion, AuditEvent
from tests.innovations.keeping import errors_of
from tests.surveys.desk import NOBODY, OVER, RUNNING, SKM, Desk, day, full, successor

TITLE = "Survei kepuasan"


async def test_a_round_from_draft_to_publication(desk: Desk) -> None:
    agency = await desk.agency("Dinas Kependudukan")
    made = await desk.ask(
        "registrar",
        "POST",
        "/surveys",
        {
            "title": "  SKM   Disdukcapil ",
            "agency": str(agency.id),
            "unit": "Loket Akta",
            "instrument": SKM,
            **OVER,
            "population": 1200,
            "population_basis": "Jumlah pemohon",
            "services": [{"code": "akta", "name": "Akta kelahiran"}],
        },
    )
    assert made.status_code == 201, made.text
    told = made.json()
    assert made.headers["location"].endswith("/v1/surveys/skm-disdukcapil")
    assert (made.headers["etag"], told["version"], told["status"]) == ('"v1"', 1, "draft")
    assert told["title"] == "SKM Disdukcapil"
    assert told["agency"]["name"] == "Dinas Kependudukan"
    assert (told["instrument"], told["audience"], told["mode"]) == (SKM, "masyarakat", "terbuka")
    assert (await desk.ask(None, "GET", "/surveys/skm-disdukcapil")).status_code == 404
    assert (await desk.step(told, "open"))["status"] == "closed"
    assert (await desk.get("/surveys/skm-disdukcapil"))["population"] == 1200
    empty = await desk.ask("registrar", "POST", "/surveys/skm-disdukcapil/publish", if_match="*")
    assert (empty.status_code, empty.json()["code"]) == (409, "survey_empty")
    await desk.enter(told, [{"answers": full()}] * 6)
    published = await desk.step(told, "publish")
    assert (published["status"], published["published_at"] is not None) == ("published", True)
    changed = await desk.ask("registrar", "PATCH", "/surveys/skm-disdukcapil", {"title": "Lain"}, if_match="*")
    assert (changed.status_code, changed.json()["code"]) == (409, "survey_step")
    async with desk.fresh.committing() as session:
        found = select(AuditEvent).where(AuditEvent.entity_id == UUID(told["id"])).order_by(AuditEvent.id)
        events = list(await session.scalars(found))
    assert [one.action.removeprefix("survey.") for one in events] == ["create", "open", "import", "publish"]
    assert {one.agency_id for one in events} == {agency.id}
    assert events[0].changes["instrument"] == [None, SKM]


async def test_what_runs_is_not_published_and_what_is_past_needs_no_announcement(desk: Desk) -> None:
    running = await desk.survey("open")
    await desk.answer(running)
    refused = await desk.ask("registrar", "POST", f"/surveys/{running['slug']}/publish", if_match="*")
    assert (refused.status_code, refused.json()["code"]) == (409, "survey_step")
    assert "publish" not in refused.json()["legal_actions"]
    past = await desk.survey(**OVER)
    await desk.enter(past, [{"answers": full()}])
    assert (await desk.step(past, "publish"))["status"] == "published"


async def test_changes_need_the_version_that_was_seen(desk: Desk) -> None:
    survey = await desk.survey()
    path = f"/surveys/{survey['slug']}"
    for step, body in (("open", None), ("publish", None), ("cancel", {"reason": "Salah catat."})):
        assert (await desk.ask("registrar", "POST", f"{path}/{step}", body)).status_code == 428
    for headers, status in (({}, 428), ({"if_match": '"v9"'}, 412)):
        answer = await desk.ask("registrar", "PATCH", path, {"title": "Lain"}, **headers)
        assert (answer.status_code, answer.headers["etag"]) == (status, '"v1"')
    changed = await desk.ask("registrar", "PATCH", path, {"title": "Nama lain", "unit": None}, if_match='"v1"')
    assert (changed.status_code, changed.json()["title"], changed.headers["etag"]) == (200, "Nama lain", '"v2"')
    same = await desk.ask("registrar", "PATCH", path, {"title": "Nama lain"}, if_match='"v2"')
    assert same.headers["etag"] == '"v2"'


@pytest.mark.parametrize(
    ("told", "errors"),
    [
        ({"from_on": "2026-03-02", "until_on": "2026-03-01"}, [("#/until_on", "too_early")]),
        ({"from_on": "2020-01-01", "until_on": "2026-03-01"}, [("#/until_on", "period_too_long")]),
        ({"from_on": "1999-12-31", "until_on": "2000-03-01"}, [("#/from_on", None)]),
        ({"from_on": 20260101, "until_on": "2026-03-01"}, [("#/from_on", None)]),
        ({"agency": "tidak-ada"}, [("#/agency", "unknown_reference")]),
        ({"instrument": "tidak-ada"}, [("#/instrument", "unknown_reference")]),
        ({"from_on": "2015-01-01", "until_on": "2015-03-01"}, [("#/instrument", "not_in_force")]),
        ({"population": 0}, [("#/population", None)]),
        ({"population": "banyak"}, [("#/population", None)]),
        ({"channels": []}, [("#/channels", None)]),
        ({"channels": ["merpati"]}, [("#/channels/0", None)]),
        ({"mode": "rahasia"}, [("#/mode", None)]),
        ({"title": "--"}, [("#/title", None)]),
        ({"slug": NOBODY}, [("#/slug", "taken")]),
        ({"services": [{"code": "a", "name": "Satu"}] * 2}, [("#/services/1/code", "repeated")]),
        ({"services": [{"code": "tidak_dijawab", "name": "Kosong"}]}, [("#/services/0/code", None)]),
        ({"unit": "\u0000"}, [("#/unit", None)]),
        ({"unit": "---"}, [("#/unit", None)]),
        ({"unit": "市役所"}, [("#/unit", None)]),
    ],
)
async def test_a_round_that_cannot_be_is_told_what_is_wrong(
    desk: Desk, told: dict[str, Any], errors: list[tuple[str, str | None]]
) -> None:
    body = {"title": TITLE, "agency": (await desk.agency()).slug, "instrument": SKM, **RUNNING, **told}
    refused = await desk.ask("registrar", "POST", "/surveys", body)
    assert refused.status_code == 422, refused.text
    assert [pointer for pointer, _ in errors_of(refused)] == [pointer for pointer, _ in errors]
    assert errors[0][1] in {None, errors_of(refused)[0][1]}


async def test_everything_wrong_is_told_at_once(desk: Desk) -> None:
    body = {"title": TITLE, "agency": "tidak-ada", "instrument": "tidak-ada", **RUNNING, "until_on": day(-30)}
    refused = await desk.ask("registrar", "POST", "/surveys", body)
    assert [pointer for pointer, _ in errors_of(refused)] == ["#/until_on", "#/agency", "#/instrument"]


async def test_an_agency_that_did_not_exist_in_the_period_is_not_measured(desk: Desk) -> None:
    agency = await desk.agency(valid_from="2023-01", valid_to="2024-06")
    for from_on, until_on, on in (
        ("2022-11-01", "2023-02-01", "2022-11-01"),
        ("2024-06-01", "2024-07-01", "2024-07-01"),
        ("2021-06-01", "2021-07-01", "2021-06-01"),
    ):
        body = {"title": TITLE, "agency": agency.slug, "instrument": SKM, "from_on": from_on, "until_on": until_on}
        refused = await desk.ask("registrar", "POST", "/surveys", body)
        assert errors_of(refused) == [("#/agency", "agency_not_there")], from_on
        assert on in refused.json()["errors"][0]["message"]
    there = await desk.survey(agency=agency.slug, from_on="2023-01-01", until_on="2024-06-30")
    moved = await desk.ask("registrar", "PATCH", f"/surveys/{there['slug']}", {"until_on": "2024-07-01"}, if_match="*")
    assert errors_of(moved) == [("#/agency", "agency_not_there")]
    outside = await desk.agency(external=True)
    body = {"title": TITLE, "agency": outside.slug, "instrument": SKM, **RUNNING}
    assert errors_of(await desk.ask("registrar", "POST", "/surveys", body)) == [("#/agency", "external")]


async def test_rounds_of_one_unit_share_no_day(desk: Desk) -> None:
    agency = (await desk.agency()).slug
    first = await desk.survey(agency=agency, from_on="2026-01-01", until_on="2026-03-31")

    async def another(**facts: Any) -> Any:
        body = {"title": TITLE, "agency": agency, "instrument": SKM, **facts}
        return await desk.ask("registrar", "POST", "/surveys", body)

    for from_on, until_on in (
        ("2026-03-31", "2026-04-30"),
        ("2025-12-01", "2026-01-01"),
        ("2026-02-01", "2026-02-02"),
        ("2025-01-01", "2026-12-31"),
    ):
        refused = await another(from_on=from_on, until_on=until_on)
        assert (refused.status_code, refused.json()["code"]) == (409, "survey_overlap"), from_on
        assert refused.json()["survey"] == first["slug"]
    after = await another(from_on="2026-04-01", until_on="2026-06-30")
    assert after.status_code == 201
    # another unit, and other people, are measured at the same time; a unit is the same however it is spelt
    loket = {"unit": "Loket  KTP", "from_on": "2026-01-01", "until_on": "2026-03-31"}
    assert (await another(**loket)).status_code == 201
    assert (await another(**loket | {"unit": "loket-ktp"})).json()["code"] == "survey_overlap"
    internal = {"audience": "internal", "from_on": "2026-01-01", "until_on": "2026-03-31"}
    assert (await another(**internal)).status_code == 201
    # one that was cancelled is in nobody's way, and a change is held to the same
    path = f"/surveys/{after.json()['slug']}"
    moved = await desk.ask("registrar", "PATCH", path, {"from_on": "2026-03-01"}, if_match="*")
    assert moved.json()["code"] == "survey_overlap"
    await desk.step(first, "cancel", {"reason": "Periodenya keliru."})
    assert (await desk.ask("registrar", "PATCH", path, {"from_on": "2026-03-01"}, if_match="*")).status_code == 200


async def test_of_two_rounds_at_once_one_is_made(desk: Desk) -> None:
    agency = (await desk.agency()).slug
    bodies = [{"title": f"{TITLE} {number}", "agency": agency, "instrument": SKM, **RUNNING} for number in range(6)]
    answers = await asyncio.gather(*(desk.ask("registrar", "POST", "/surveys", body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"survey_overlap"}


async def test_of_two_moves_at_once_into_one_gap_one_is_made(desk: Desk) -> None:
    agency = (await desk.agency()).slug
    spans = [("2026-01-01", "2026-01-31"), ("2026-05-01", "2026-05-31")]
    rounds = [await desk.survey(agency=agency, from_on=one, until_on=two) for one, two in spans]
    answers = await asyncio.gather(
        desk.ask("registrar", "PATCH", f"/surveys/{rounds[0]['slug']}", {"until_on": "2026-03-31"}, if_match="*"),
        desk.ask("registrar", "PATCH", f"/surveys/{rounds[1]['slug']}", {"from_on": "2026-03-01"}, if_match="*"),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_what_was_answered_stays_what_was_asked(desk: Desk) -> None:
    services = [{"code": "ktp", "name": "KTP"}]
    survey = await desk.survey("open", services=services)
    path = f"/surveys/{survey['slug']}"
    await desk.answer(survey, service="ktp")
    for told in ({"mode": "token"}, {"services": []}):
        refused = await desk.ask("registrar", "PATCH", path, told, if_match="*")
        assert (refused.status_code, refused.json()["code"]) == (409, "survey_answered")
        assert refused.json()["fields"] == list(told)
    same = {"services": services, "mode": "terbuka", "from_on": day(-1), "until_on": day(0)}
    assert (await desk.ask("registrar", "PATCH", path, same, if_match="*")).status_code == 200
    late = await desk.ask("registrar", "PATCH", path, {"from_on": day(1), "until_on": day(2)}, if_match="*")
    assert errors_of(late) == [("#/from_on", "answers_outside")]
    assert (await desk.get(path, "registrar"))["from_on"] == day(-1)


async def test_what_was_cancelled_counts_nowhere(desk: Desk) -> None:
    survey = await desk.survey("open")
    path = f"/surveys/{survey['slug']}"
    assert (await desk.ask("registrar", "POST", f"{path}/cancel", {"reason": ""}, if_match="*")).status_code == 422
    assert (await desk.step(survey, "cancel", {"reason": "Kuesionernya keliru."}))["reason"] == "Kuesionernya keliru."
    assert (await desk.ask(None, "GET", path)).status_code == 404
    for step, body in (("open", None), ("publish", None), ("cancel", {"reason": "Sekali lagi."})):
        refused = await desk.ask("registrar", "POST", f"{path}/{step}", body, if_match="*")
        assert (refused.status_code, refused.json()["legal_actions"]) == (409, [])


async def test_who_keeps_what(desk: Desk) -> None:
    own = await desk.survey(who="operator", agency=desk.bureau.home.slug, unit="Loket uji hak")
    other = await desk.survey()
    body = {"title": TITLE, "agency": other["agency"]["slug"], "instrument": SKM, **OVER}
    assert (await desk.ask("operator", "POST", "/surveys", body)).status_code == 403
    assert (await desk.ask("narrowed", "POST", "/surveys", body)).status_code == 403
    for who, status in (("secretariat", 200), ("narrowed", 200), ("registrar", 200), ("assessor", 404), (None, 404)):
        assert (await desk.ask(who, "GET", f"/surveys/{own['slug']}")).status_code == status, who
    for who, status in (("operator", 404), ("narrowed", 404), ("registrar", 200)):
        assert (await desk.ask(who, "GET", f"/surveys/{other['slug']}")).status_code == status, who
    path = f"/surveys/{other['slug']}"
    assert (await desk.ask("operator", "PATCH", path, {"title": "Lain"}, if_match="*")).status_code == 404
    await desk.step(other, "open")
    assert (await desk.ask("operator", "PATCH", path, {"title": "Lain"}, if_match="*")).status_code == 403
    assert (await desk.ask("assessor", "PATCH", path, {"title": "Lain"}, if_match="*")).status_code == 403


async def test_the_list(desk: Desk) -> None:
    earlier = await desk.agency("Balai Lama")
    later = await successor(desk, earlier, "Balai Baru")
    old = await desk.survey(agency=earlier.slug, from_on="2018-01-10", until_on="2018-02-10")
    await desk.enter(old, [{"answers": full()}])
    await desk.step(old, "publish")
    new = await desk.survey("open", agency=later.slug, audience="internal")
    draft = await desk.survey(agency=later.slug)

    async def listed(who: str | None = None, **query: str) -> list[str]:
        told = await desk.get("/surveys", who, **query, limit="200")
        return [item["slug"] for item in told["items"]]

    for agency in (earlier.slug, str(earlier.id), later.slug):
        assert await listed(agency=agency) == [new["slug"], old["slug"]]
    assert set(await listed("registrar", agency=later.slug)) == {new["slug"], old["slug"], draft["slug"]}
    assert await listed("operator", agency=later.slug) == [new["slug"], old["slug"]]
    assert await listed(agency=later.slug, status="open") == [new["slug"]]
    assert await listed("registrar", agency=later.slug, status="draft") == [draft["slug"]]
    assert await listed(agency=later.slug, status="draft") == []
    assert await listed(agency=later.slug, status="published", year="2018") == [old["slug"]]
    assert await listed(agency=later.slug, year="2017") == []
    assert await listed(agency=later.slug, audience="internal") == [new["slug"]]
    assert await listed(agency=later.slug, instrument="skm-kep-25-2004") == []
    refused = await desk.ask(None, "GET", "/surveys?agency=tidak-ada")
    assert errors_of(refused) == [("query/agency", "unknown_reference")]
    pages = []
    path = f"/surveys?agency={later.slug}&limit=1&with_total=true"
    while path:
        told = (await desk.ask("registrar", "GET", path)).json()
        assert told["total"] == 3
        pages += [item["slug"] for item in told["items"]]
        path = f"/surveys?agency={later.slug}&limit=1&with_total=true&cursor={told['next']}" if told["next"] else ""
    assert pages == await listed("registrar", agency=later.slug)


async def test_the_name_is_that_of_the_time(desk: Desk) -> None:
    agency = await desk.agency("Dinas Bernama Dua", valid_to="2022-12-31")
    async with desk.fresh.committing() as session:
        renamed = AgencyVersion(
            agency_id=agency.id, position=1, name="Dinas Baru", name_key="dinas baru", kind="dinas", valid_from="2023"
        )
        session.add(renamed)
    told = {}
    for year in ("2021", "2024"):
        survey = await desk.survey(agency=agency.slug, from_on=f"{year}-03-01", until_on=f"{year}-04-01")
        told[year] = survey["agency"]["name"]
    assert told == {"2021": "Dinas Bernama Dua", "2024": "Dinas Baru"}


async def test_the_forms(desk: Desk) -> None:
    told = await desk.get("/survey-instruments")
    assert [item["slug"] for item in told["items"]] == ["skm-kep-25-2004", SKM]
    form = await desk.get(f"/survey-instruments/{SKM}")
    assert [one["code"] for one in form["unsur"]][-2:] == ["sarana", "pengaduan"]
    assert {one["code"]: one["unsur"][-2:] for one in form["orders"]} == {
        "kuesioner": ["sarana", "pengaduan"],
        "batang_tubuh": ["pengaduan", "sarana"],
    }
    words = {one["code"]: [answer["id"] for answer in one["answers"]] for one in form["unsur"]}
    assert words["biaya"] == ["Sangat mahal", "Cukup mahal", "Murah", "Gratis"]
    assert [(one["quality"], one["at_least"], one["at_most"]) for one in form["grades"]] == [
        ("A", "88.31", "100"),
        ("B", "76.61", "88.3"),
        ("C", "65", "76.6"),
        ("D", "25", "64.99"),
    ]
    assert {one["code"] for one in form["profile"]} == {"jam", "jenis_kelamin", "usia", "pendidikan", "pekerjaan"}
    old = await desk.get("/survey-instruments/skm-kep-25-2004")
    assert (len(old["unsur"]), old["weight"], old["profile"]) == (14, "0.071", None)
    assert {one["answers"] is None for one in old["unsur"]} == {True}
    assert [one["at_least"] for one in old["grades"]] == ["81.26", "62.51", "43.76", "25"]
    assert (await desk.ask(None, "GET", "/survey-instruments/tidak-ada")).status_code == 404


async def test_a_path_that_is_written_out_is_no_key_of_a_survey(desk: Desk) -> None:
    answer = await desk.ask("operator", "PATCH", "/surveys/trend", {"population": 3})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert (await desk.ask("operator", "PATCH", "/surveys/tidak-ada", {"population": 3})).status_code == 404


async def test_no_survey_takes_an_address_that_the_interface_has_written_out(desk: Desk) -> None:
    body = {"title": "Trend", "agency": str((await desk.agency()).id), "instrument": SKM, **OVER}
    refused = await desk.ask("registrar", "POST", "/surveys", {**body, "slug": "trend"})
    assert errors_of(refused) == [("#/slug", "taken")]
    made = await desk.ask("registrar", "POST", "/surveys", body)
    assert made.json()["slug"].startswith("trend-")
