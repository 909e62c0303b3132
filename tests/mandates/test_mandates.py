"""Making, correcting and revoking mandates: by the registrar, with dates in order, of the city's own innovations."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.clock import today
from app.mandates.inputs import EVERY_OPD
from tests import factories
from tests.innovations.keeping import errors_of
from tests.mandates.making import DECREE, NOBODY, REASON, Bureau, innovation
from tests.walking import there_and_back

TODAY = today()
TOMORROW = (TODAY + timedelta(days=1)).isoformat()


async def published(bureau: Bureau, **facts: Any) -> str:
    """Return the slug of a published innovation."""
    async with bureau.fresh.committing() as session:
        return (await innovation(session, bureau.home, **facts)).slug


def body_of(innovation_slug: str, **facts: Any) -> dict[str, Any]:
    return {
        "title": "Penerapan Surat",
        "innovation": innovation_slug,
        "decree": DECREE,
        "due_on": "2026-12-31",
        **facts,
    }


async def test_a_mandate_is_for_everyone_to_read(bureau: Bureau) -> None:
    slug = await published(bureau, name="Si Surat Uji")
    body = body_of(slug, title="  Penerapan  Si Surat ", note="Untuk semua.")
    answer = await bureau.ask("registrar", "POST", "/mandates", body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["etag"] == '"v1"'
    assert answer.headers["location"] == "https://inovasi.example.go.id/v1/mandates/penerapan-si-surat"
    made = answer.json()
    assert {name: made[name] for name in ("title", "slug", "note", "decree", "due_on", "status", "revoked")} == {
        "title": "Penerapan Si Surat",
        "slug": "penerapan-si-surat",
        "note": "Untuk semua.",
        "decree": DECREE,
        "due_on": "2026-12-31",
        "status": "in_force",
        "revoked": None,
    }
    assert made["effective_on"] == DECREE["date"], "it obliges from its decree on"
    assert made["kinds"] == [kind.value for kind in EVERY_OPD]
    assert made["innovation"]["slug"] == slug
    for key in (made["slug"], made["id"]):
        assert await bureau.get(f"/mandates/{key}") == made
    again = await bureau.ask("registrar", "POST", "/mandates", body)
    assert again.json()["slug"].startswith("penerapan-si-surat-"), "an address is given once"


async def test_a_merged_record_stands_for_the_one_that_it_went_into(bureau: Bureau) -> None:
    async with bureau.fresh.committing() as session:
        stays = await innovation(session, bureau.home)
        gone = await innovation(session, bureau.home, status="merged", merged_into_id=stays.id)
    for key in (gone.slug, str(gone.id)):
        assert (await bureau.mandate(key))["innovation"]["slug"] == stays.slug
    page = await bureau.get("/mandates", innovation=gone.slug, with_total="true")
    assert page["total"] == 2


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"decree": {"number": "1", "date": TOMORROW}, "due_on": "2030-01-01"}, ("#/decree/date", "in_future")),
        ({"effective_on": "2026-01-01"}, ("#/effective_on", "too_early")),
        ({"due_on": "2026-01-01"}, ("#/due_on", "too_early")),
        ({"effective_on": "2027-01-01"}, ("#/due_on", "too_early")),
        ({"due_on": "2101-01-01"}, ("#/due_on", "too_large")),
        ({"due_on": "1989-12-31"}, ("#/due_on", "too_small")),
        ({"due_on": "2026-02-30"}, ("#/due_on", "not_date")),
        ({"due_on": 1798675200}, ("#/due_on", "not_date")),
        ({"due_on": None}, ("#/due_on", "not_date")),
        ({"decree": {"number": " ", "date": "2026-01-02"}}, ("#/decree/number", "too_short")),
        ({"kinds": []}, ("#/kinds", "too_short")),
        ({"kinds": ["dinas", "kantor"]}, ("#/kinds/1", "unknown_code")),
        ({"title": "---"}, ("#/title", "nameless")),
        ({"slug": NOBODY}, ("#/slug", "taken")),
        ({"innovation": "tidak-ada"}, ("#/innovation", "unknown_reference")),
        ({"innovation": NOBODY}, ("#/innovation", "unknown_reference")),
        ({"revoked_on": "2026-01-05"}, ("#/revoked_on", "unknown")),
    ],
)
async def test_a_wrong_mandate_is_refused(bureau: Bureau, facts: dict[str, Any], error: tuple[str, str]) -> None:
    before = (await bureau.get("/mandates", with_total="true"))["total"]
    answer = await bureau.ask("registrar", "POST", "/mandates", body_of(await published(bureau), **facts))
    assert (answer.status_code, errors_of(answer)) == (422, [error]), answer.text
    assert (await bureau.get("/mandates", with_total="true"))["total"] == before


async def test_all_that_is_wrong_with_the_days_is_told_at_once(bureau: Bureau) -> None:
    wrong = body_of(
        "tidak-ada", decree={"number": "1", "date": TOMORROW}, effective_on="2026-03-01", due_on="2026-02-01"
    )
    answer = await bureau.ask("registrar", "POST", "/mandates", wrong)
    assert [pointer for pointer, _ in errors_of(answer)] == ["#/decree/date", "#/effective_on", "#/due_on"]


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "verified", "archived"])
async def test_what_is_not_public_cannot_be_mandated(bureau: Bureau, status: str) -> None:
    slug = await published(bureau, status=status)
    answer = await bureau.ask("registrar", "POST", "/mandates", body_of(slug))
    assert (answer.status_code, errors_of(answer)) == (422, [("#/innovation", "not_published")])


async def test_an_innovation_of_another_region_cannot_be_mandated(bureau: Bureau) -> None:
    async with bureau.fresh.committing() as session:
        abroad = await factories.agency(session, "Pemerintah Kota Lain", external=True)
        slug = (await innovation(session, abroad)).slug
    answer = await bureau.ask("registrar", "POST", "/mandates", body_of(slug))
    assert (answer.status_code, errors_of(answer)) == (422, [("#/innovation", "external")])


async def test_only_who_verifies_for_the_whole_city_mandates(bureau: Bureau) -> None:
    slug = await published(bureau)
    made = await bureau.mandate(slug)
    expected = {None: 401} | dict.fromkeys(
        ("operator", "secretariat", "assessor", "controller", "admin", "narrowed"), 403
    )
    wrong = {"tidak": "ada"}
    for who, status in expected.items():
        for method, path, body in (
            ("POST", "/mandates", body_of(slug)),
            ("POST", "/mandates", wrong),
            ("PATCH", f"/mandates/{made['slug']}", {"note": "Lain."}),
            ("POST", f"/mandates/{made['slug']}/revoke", {"on": "2026-02-01", "reason": REASON}),
            ("POST", f"/mandates/{made['slug']}/decisions", wrong),
            ("POST", f"/mandate-decisions/{NOBODY}/withdraw", wrong),
        ):
            answer = await bureau.ask(who, method, path, body, if_match="*")
            assert (answer.status_code, answer.json()["errors"]) == (status, []), (who, path)
    assert await bureau.get(f"/mandates/{made['slug']}") == made


async def test_a_correction_needs_the_present_version_and_leaves_the_rest(bureau: Bureau) -> None:
    made = await bureau.mandate(await published(bureau), note="Lama.", kinds=["dinas"])
    path = f"/mandates/{made['slug']}"
    for headers, status in (({}, 428), ({"if_match": '"v7"'}, 412)):
        refused = await bureau.ask("registrar", "PATCH", path, {"note": None}, **headers)
        assert (refused.status_code, refused.headers["etag"]) == (status, '"v1"')
    answer = await bureau.ask(
        "registrar", "PATCH", path, {"note": None, "kinds": ["badan", "badan"], "title": "Judul Lain"}, if_match='"v1"'
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == '"v2"'
    assert answer.json() == {**made, "note": None, "kinds": ["badan"], "title": "Judul Lain", "version": 2}
    nothing = await bureau.ask("registrar", "PATCH", path, {"kinds": ["badan"]}, if_match='"v2"')
    assert nothing.json()["version"] == 2, "what changes nothing is no change"
    assert [event.action for event in await bureau.events(made["id"])] == ["mandate.create", "mandate.update"]


async def test_another_last_day_needs_a_reason(bureau: Bureau) -> None:
    made = await bureau.mandate(await published(bureau), effective_on="2026-02-01")
    path = f"/mandates/{made['slug']}"
    for body, error in (
        ({"due_on": "2027-01-31"}, ("#/reason", "required")),
        ({"due_on": "2026-01-31", "reason": REASON}, ("#/due_on", "too_early")),
        ({"due_on": None, "reason": REASON}, ("#/due_on", "not_date")),
        ({"title": None}, ("#/title", "not_text")),
        ({"kinds": None}, ("#/kinds", "not_list")),
        ({"decree": DECREE}, ("#/decree", "unknown")),
    ):
        answer = await bureau.ask("registrar", "PATCH", path, body, if_match="*")
        assert (answer.status_code, errors_of(answer)) == (422, [error]), body
    same = await bureau.ask("registrar", "PATCH", path, {"due_on": made["due_on"]}, if_match="*")
    assert (same.status_code, same.json()["version"]) == (200, 1)
    body = {"due_on": "2027-01-31", "reason": "Perlu waktu lebih lama."}
    assert (await bureau.ask("registrar", "PATCH", path, body, if_match="*")).json()["due_on"] == "2027-01-31"
    event = (await bureau.events(made["id"]))[-1]
    assert (event.reason, event.changes) == ("Perlu waktu lebih lama.", {"due_on": ["2026-12-31", "2027-01-31"]})


async def test_a_mandate_is_revoked_once_and_changes_no_more(bureau: Bureau) -> None:
    made = await bureau.mandate(await published(bureau))
    path, body = f"/mandates/{made['slug']}", {"on": "2026-06-01", "reason": "Diganti aturan baru."}
    for wrong, error in (
        ({"on": "2026-01-01"}, ("#/on", "too_early")),
        ({"on": TOMORROW}, ("#/on", "in_future")),
        ({"reason": "x"}, ("#/reason", "too_short")),
    ):
        answer = await bureau.ask("registrar", "POST", f"{path}/revoke", body | wrong, if_match="*")
        assert (answer.status_code, errors_of(answer)) == (422, [error])
    stale = await bureau.ask("registrar", "POST", f"{path}/revoke", body, if_match='"v2"')
    assert stale.status_code == 412
    answer = await bureau.ask("registrar", "POST", f"{path}/revoke", body, if_match='"v1"')
    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["revoked"], answer.headers["etag"]) == ("revoked", body, '"v2"')
    async with bureau.fresh.committing() as session:
        agency = await factories.agency(session, "Dinas Terlambat")
    decision = {"agency": agency.slug, "ruling": "dikecualikan", "reason": REASON}
    for method, place, told in (
        ("POST", f"{path}/revoke", body),
        ("PATCH", path, {"note": "Lain."}),
        ("POST", f"{path}/decisions", decision),
    ):
        refused = await bureau.ask("registrar", method, place, told, if_match="*")
        assert (refused.status_code, refused.json()["code"]) == (409, "mandate_revoked"), place
        assert refused.json()["revoked_on"] == "2026-06-01"


async def test_what_leads_to_nothing(bureau: Bureau) -> None:
    for method, path, body in (
        ("GET", "/mandates/tidak-ada", None),
        ("GET", "/mandates/tidak-ada/decisions", None),
        ("GET", "/mandates/tidak-ada/progress", None),
        ("PATCH", f"/mandates/{NOBODY}", {"note": "Lain."}),
        ("POST", "/mandates/tidak-ada/revoke", {"on": "2026-02-01", "reason": REASON}),
        ("POST", "/mandates/tidak-ada/decisions", {"agency": "a", "ruling": "dikecualikan", "reason": REASON}),
        ("POST", f"/mandate-decisions/{NOBODY}/withdraw", {"on": "2026-02-01", "reason": REASON}),
    ):
        assert (await bureau.ask("registrar", method, path, body, if_match="*")).status_code == 404, path


async def test_lists_are_the_newest_first_by_innovation_and_by_where_they_are(bureau: Bureau) -> None:
    slug = await published(bureau)
    future = (TODAY + timedelta(days=30)).isoformat()
    comes = await bureau.mandate(slug, effective_on=future, due_on="2099-12-31")
    revoked, runs = await bureau.mandate(slug), await bureau.mandate(slug)
    body = {"on": "2026-02-01", "reason": REASON}
    await bureau.post(f"/mandates/{revoked['slug']}/revoke", body, if_match="*")
    wanted = {"upcoming": comes, "revoked": revoked, "in_force": runs}
    for status, one in wanted.items():
        page = await bureau.get("/mandates", innovation=slug, status=status, with_total="true")
        assert ([item["id"] for item in page["items"]], page["total"]) == ([one["id"]], 1), status
        assert page["items"][0]["status"] == status
    there, back = await there_and_back(bureau.fresh.client, "/v1/mandates", [1], innovation=slug)
    assert there == back == [runs["id"], revoked["id"], comes["id"]]
    wrong = await bureau.ask(None, "GET", "/mandates?innovation=tidak-ada")
    assert (wrong.status_code, errors_of(wrong)) == (422, [("query/innovation", "unknown_reference")])


async def test_an_innovation_that_is_public_no_more_is_not_named_unless_it_was_archived(bureau: Bureau) -> None:
    slug = await published(bureau)
    made = await bureau.mandate(slug)
    for status, named in (("archived", True), ("returned", False)):
        await bureau.run("UPDATE innovation SET status = :status WHERE slug = :slug", status=status, slug=slug)
        shown = await bureau.get(f"/mandates/{made['slug']}")
        assert (shown["innovation"] is not None) is named, status
    hidden = await bureau.ask(None, "GET", f"/mandates?innovation={slug}")
    assert hidden.status_code == 422


async def test_a_mandate_goes_with_a_record_that_is_merged(bureau: Bureau) -> None:
    one, into = await published(bureau), await published(bureau)
    made = await bureau.mandate(one)
    merged = await bureau.ask(
        "registrar", "POST", f"/innovations/{one}/merge", {"into": into, "reason": REASON}, if_match="*"
    )
    assert merged.status_code == 200, merged.text
    assert (await bureau.get(f"/mandates/{made['slug']}"))["innovation"]["slug"] == into
