"""Needs out of surveys: what is proposed, what a person takes up, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from tests import factories
from tests.innovations.keeping import errors_of
from tests.needs.making import BAD, BEST, FAIR, FORM, GOOD, OLD_FORM, Desk, ago, survey


async def on_record(desk: Desk, counts: dict[str, tuple[int, ...]] | None = None, **facts: Any) -> str:
    """Return the slug of a round of the home agency."""
    async with desk.fresh.committing() as session:
        return (await survey(session, desk.home, counts, **facts)).slug


async def proposed(desk: Desk, slug: str) -> dict[str, Any]:
    return await desk.post("/needs/from-survey", {"survey": slug})


async def test_the_lowest_and_each_below_mutu_b_are_proposed_and_nothing_is_written(desk: Desk) -> None:
    slug = await on_record(desk, {"waktu": BAD, "biaya": FAIR, "produk": BEST}, unit="Loket A")
    before = (await desk.get("/needs", "operator", with_total="true"))["total"]
    told = await proposed(desk, slug)
    assert (told["service_unit"], told["basis"], told["accepted"]) == ("Loket A", "dihitung", [])
    assert told["agency"]["slug"] == "dinas-rumah"
    shown = ("unsur", "reasons", "nrr", "index", "mutu", "n", "priority", "need_id")
    assert [{name: item[name] for name in shown} for item in told["items"]] == [
        {
            "unsur": "waktu",
            "reasons": ["terendah", "di_bawah_b"],
            "nrr": "2.5000",
            "index": "62.50",
            "mutu": "D",
            "n": 200,
            "priority": "tinggi",
            "need_id": None,
        },
        {
            "unsur": "biaya",
            "reasons": ["di_bawah_b"],
            "nrr": "2.8000",
            "index": "70.00",
            "mutu": "C",
            "n": 200,
            "priority": "sedang",
            "need_id": None,
        },
    ]
    assert "62.50" in told["items"][0]["statement"]
    assert (await desk.get("/needs", "operator", with_total="true"))["total"] == before


async def test_all_that_are_tied_as_the_lowest_are_weak_though_all_is_good(desk: Desk) -> None:
    told = await proposed(desk, await on_record(desk, {"waktu": BEST, "biaya": BEST}))
    assert [item["unsur"] for item in told["items"]] == [
        *("persyaratan", "prosedur", "produk", "kompetensi", "perilaku", "sarana", "pengaduan"),
    ]
    assert {(*item["reasons"], item["priority"]) for item in told["items"]} == {("terendah", "rendah")}


async def test_where_no_unsur_is_better_than_another_none_is_the_lowest(desk: Desk) -> None:
    assert (await proposed(desk, await on_record(desk, {})))["items"] == []
    told = await proposed(desk, await on_record(desk, dict.fromkeys(FORM.codes, FAIR)))
    assert {tuple(item["reasons"]) for item in told["items"]} == {("di_bawah_b",)}


@pytest.mark.parametrize(("best", "weak"), [(640, True), (641, True), (642, False), (644, False)])
async def test_below_b_is_told_after_rounding_half_up(desk: Desk, best: int, weak: bool) -> None:
    """Of 10000 answers 641 times 4 and else 3 make 76.6025, which is 76.60; 642 make 76.605, which is 76.61 and B."""
    slug = await on_record(desk, {"biaya": (0, 0, 10_000 - best, best), "waktu": BAD})
    assert ("biaya" in {item["unsur"] for item in (await proposed(desk, slug))["items"]}) == weak


async def test_each_form_has_its_own_conversion(desk: Desk) -> None:
    """By the form of 2004 mutu B begins with 62.51."""
    slug = await on_record(desk, {"u1": GOOD}, form=OLD_FORM)
    assert {tuple(item["reasons"]) for item in (await proposed(desk, slug))["items"]} <= {("terendah",)}
    first, second, *_ = OLD_FORM.codes
    slug = await on_record(desk, {first: FAIR, second: BAD}, form=OLD_FORM, unit="Loket 2004")
    told = {item["unsur"]: item for item in (await proposed(desk, slug))["items"]}
    assert (told[second]["mutu"], told[second]["reasons"]) == ("C", ["terendah", "di_bawah_b"])
    assert first not in told


async def test_what_was_only_reported_may_be_taken_up_and_is_said_to_be(desk: Desk) -> None:
    slug = await on_record(desk, reported={"waktu": "2.90", "biaya": "3.40"}, unit="Loket Lapor")
    told = await proposed(desk, slug)
    assert told["basis"] == "dilaporkan"
    assert [(item["unsur"], item["n"], item["nrr"]) for item in told["items"]] == [("waktu", None, "2.9000")]
    need = await desk.taken_up(slug, "waktu")
    assert (need["before"]["basis"], need["before"]["index"]) == ("dilaporkan", "72.50")


async def test_what_a_person_accepts_becomes_needs(desk: Desk) -> None:
    slug = await on_record(desk, {"waktu": BAD, "biaya": FAIR, "sarana": FAIR}, unit="Loket B")
    own = {"unsur": "biaya", "statement": "Warga tidak tahu biayanya.", "priority": "tinggi"}
    body = {"survey": slug, "dry_run": False, "accept": [{"unsur": "waktu"}, own]}
    told = await desk.post("/needs/from-survey", body, "operator", idempotency_key=f'"{slug}"')
    items = {item["unsur"]: item for item in told["items"]}
    assert [need["unsur"] for need in told["accepted"]] == ["waktu", "biaya"]
    assert [items[need["unsur"]]["need_id"] for need in told["accepted"]] == [need["id"] for need in told["accepted"]]
    assert items["sarana"]["need_id"] is None
    first, second = [await desk.get(f"/needs/{need['id']}", "operator") for need in told["accepted"]]
    assert {name: first[name] for name in ("source", "priority", "priority_by_rule", "status", "published")} == {
        "source": "unsur_lemah",
        "priority": "tinggi",
        "priority_by_rule": True,
        "status": "terbuka",
        "published": False,
    }
    assert (first["survey"]["slug"], first["service_unit"]) == (slug, "Loket B")
    assert (second["statement"], second["priority"], second["priority_by_rule"]) == (
        "Warga tidak tahu biayanya.",
        "tinggi",
        False,
    )
    again = await desk.ask("operator", "POST", "/needs/from-survey", body, idempotency_key=f'"{slug}"')
    assert again.json() == told, "sent twice it is done once"
    refused = await desk.ask("operator", "POST", "/needs/from-survey", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "need_taken_up")
    assert {one["unsur"]: one["need_id"] for one in refused.json()["existing"]} == {
        "waktu": first["id"],
        "biaya": second["id"],
    }
    await desk.post(f"/needs/{first['id']}/close", {"reason": "Salah unit yang dicatat."})
    reopened = await desk.post("/needs/from-survey", {**body, "accept": [{"unsur": "waktu"}]})
    assert reopened["accepted"][0]["id"] != first["id"]
    assert [event.action for event in await desk.events(first["id"])] == ["need.create", "need.close"]


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"accept": [{"unsur": "biaya"}]}, ("#/accept/0/unsur", "not_weak")),
        ({"accept": [{"unsur": "tidak_ada"}]}, ("#/accept/0/unsur", "not_weak")),
        ({"accept": [{"unsur": "waktu"}, {"unsur": "waktu"}]}, ("#/accept", "repeated")),
        ({"accept": []}, ("#", "accept_unfit")),
        ({"dry_run": True, "accept": [{"unsur": "waktu"}]}, ("#", "accept_unfit")),
        ({"survey": "tidak-ada", "accept": [{"unsur": "waktu"}]}, ("#/survey", "unknown_reference")),
        ({"accept": [{"unsur": "waktu", "statement": "  "}]}, ("#/accept/0/statement", "too_short")),
        ({"accept": [{"unsur": "waktu", "priority": "genting"}]}, ("#/accept/0/priority", "unknown_code")),
        ({"dry_run": "false", "accept": [{"unsur": "waktu"}]}, ("#/dry_run", "not_boolean")),
    ],
)
async def test_what_cannot_be_taken_up_is_refused(desk: Desk, facts: dict[str, Any], error: tuple[str, str]) -> None:
    slug = await on_record(desk, {"waktu": BAD})
    answer = await desk.ask("operator", "POST", "/needs/from-survey", {"survey": slug, "dry_run": False, **facts})
    assert (answer.status_code, errors_of(answer)) == (422, [error]), answer.text
    assert (await desk.get("/needs", "operator", survey=slug))["items"] == []


async def test_of_several_that_are_accepted_all_or_none_become_needs(desk: Desk) -> None:
    slug = await on_record(desk, {"waktu": BAD, "biaya": FAIR}, unit="Loket Semua")
    await desk.taken_up(slug, "biaya")
    body = {"survey": slug, "dry_run": False, "accept": [{"unsur": "waktu"}, {"unsur": "biaya"}]}
    assert await desk.refused("/needs/from-survey", body) == (409, "need_taken_up")
    assert [one["unsur"] for one in (await desk.get("/needs", "operator", survey=slug))["items"]] == ["biaya"]


@pytest.mark.parametrize("status", ["draft", "open"])
async def test_figures_that_may_still_change_show_no_need(desk: Desk, status: str) -> None:
    slug = await on_record(desk, {"waktu": BAD}, status=status)
    assert await desk.refused("/needs/from-survey", {"survey": slug}) == (409, "survey_not_published")
    assert await desk.refused("/needs/from-survey", {"survey": slug}, "stranger") == (422, "invalid_request")


async def test_only_who_keeps_the_agency_takes_up_its_needs(desk: Desk) -> None:
    slug = await on_record(desk, {"waktu": BAD})
    assert await desk.refused("/needs/from-survey", {"survey": slug}, "stranger") == (403, "not_permitted")
    assert (await desk.post("/needs/from-survey", {"survey": slug}, "registrar"))["items"]


async def test_the_need_of_a_round_tells_its_figure(desk: Desk) -> None:
    from_on = ago(400)
    slug = await on_record(desk, {"waktu": BAD}, from_on=from_on, unit="Loket C")
    need = await desk.taken_up(slug, "waktu")
    assert {name: need["before"][name] for name in ("slug", "nrr", "index", "mutu", "n", "began_on", "ended_on")} == {
        "slug": slug,
        "nrr": "2.5000",
        "index": "62.50",
        "mutu": "D",
        "n": 200,
        "began_on": from_on.isoformat(),
        "ended_on": (from_on + timedelta(days=20)).isoformat(),
    }
    assert (need["remeasured"], need["series"]) == (None, [])


async def test_the_survey_of_a_need_decides_what_it_is_of(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        outside = await factories.agency(session, "Dinas Luar Desk")
        slug = (await survey(session, outside, {"waktu": BAD})).slug
    body = {"survey": slug, "dry_run": False, "accept": [{"unsur": "waktu"}]}
    (made,) = (await desk.post("/needs/from-survey", body, "registrar"))["accepted"]
    assert made["agency"]["id"] == str(outside.id)
    assert await desk.refused(f"/needs/{made['id']}", {"unsur": "biaya"}, "registrar", "PATCH") == (
        422,
        "invalid_request",
    )
