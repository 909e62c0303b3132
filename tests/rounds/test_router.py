"""Rounds over HTTP: prepared, opened, seen by those who may."""

import asyncio
from typing import Any

import pytest

from tests import factories, signing
from tests.conftest import Fresh
from tests.rounds.making import form
from tests.rounds.scene import CAUSE, Scene, errors_of, furnished, moment, stage

TOP_THREE = {"pass_rule": "top", "pass_value": 3}
LEAST = {"pass_rule": "least_total", "pass_value": 80.0001}


@pytest.fixture
async def scene(fresh: Fresh) -> Scene:
    return await furnished(fresh)


async def test_a_round_is_prepared_with_its_stages_in_western_indonesian_time(scene: Scene) -> None:
    body = scene.draft(
        stage("administrasi", 1, 2, opens_at="2026-12-01T08:00:00", closes_at="2026-12-05T17:00:00+07:00"),
        stage("panel", opens_at="2026-12-05T10:00:00Z", closes_at="2026-12-20T10:00:00Z", **TOP_THREE),
        group=None,
        closes_on="2026-11-30",
        note="Uji coba",
    )
    answer = await scene.ask(scene.registrar, "POST", "/rounds", body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"].endswith("/v1/rounds/lokakarya-uji")
    assert answer.headers["etag"] == '"v1"'
    made = answer.json()
    assert [(one["kind"], one["opens_at"], one["closes_at"]) for one in made["stages"]] == [
        ("administrasi", "2026-12-01T08:00:00+07:00", "2026-12-05T17:00:00+07:00"),
        ("panel", "2026-12-05T17:00:00+07:00", "2026-12-20T17:00:00+07:00"),
    ]
    assert [(one["pass_rule"], one["pass_value"], one["weight"]) for one in made["stages"]] == [
        ("decision", None, "0"),
        ("top", "3", "100"),
    ]
    assert made["instrument"]["slug"] == "uji-2026"
    assert made["legal_actions"] == ["open", "cancel"]
    assert [event.action for event in await scene.events(made["id"])] == ["round.create"]


async def test_a_draft_is_known_to_those_who_run_rounds_alone(scene: Scene) -> None:
    slug = await scene.prepared()
    for who in (None, scene.operators[0], scene.assessors[0].headers):
        await scene.get(who, f"/rounds/{slug}", 404)
        await scene.get(who, f"/rounds/{slug}/entries", 404)
        assert (await scene.get(who, "/rounds"))["items"] == []
    assert [item["slug"] for item in (await scene.get(scene.registrar, "/rounds?status=draft"))["items"]] == [slug]
    await scene.post(scene.registrar, f"/rounds/{slug}/open")
    public = await scene.get(None, f"/rounds/{slug}")
    assert (public["status"], public["scope"], public["legal_actions"]) == ("open", None, [])
    assert [item["slug"] for item in (await scene.get(None, "/rounds?with_total=true"))["items"]] == [slug]


WRONG: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    (
        {"stages": [stage("panel", 2, 1), stage("penetapan", 0, 3)]},
        [("#/stages/0/closes_at", "ends_before_begin"), ("#/stages/1/opens_at", "overlaps")],
    ),
    (
        {"stages": [stage("panel", after="penetapan"), stage("penetapan", 1, 2, after="panel")]},
        [("#/stages/0/after", "cyclic_order"), ("#/stages/1/after", "cyclic_order")],
    ),
    ({"stages": [stage("penetapan"), stage("penetapan", 1, 2)]}, [("#/stages/1/kind", "repeated")]),
    ({"stages": [stage("proposal", weight=50), stage("panel", 1, 2, weight=49)]}, [("#/stages", "not_whole")]),
    (
        {"stages": [stage("proposal", weight=33.33333), stage("panel", 1, 2, weight=66.66667)]},
        [("#/stages/0/weight", "too_precise"), ("#/stages/1/weight", "too_precise")],
    ),
    ({"stages": [stage(**LEAST | {"pass_value": 80.00001})]}, [("#/stages/0/pass_value", "too_precise")]),
    ({"stages": [stage(weight=1e-300)]}, [("#/stages/0/weight", "too_precise")]),
    ({"stages": [stage(weight="60")]}, [("#/stages/0/weight", "not_number")]),
    ({"stages": [stage(opens_at="kemarin")]}, [("#/stages/0/opens_at", "not_moment")]),
    ({"stages": [stage(opens_at="2026-02-30T08:00:00")]}, [("#/stages/0/opens_at", "invalid_value")]),
    ({"stages": [stage(opens_at="0001-01-01T00:00:00+14:00")]}, [("#/stages/0/opens_at", "not_moment")]),
    ({"stages": []}, [("#/stages", "too_short")]),
    ({"instrument": "kipp-1999"}, [("#/instrument", "unknown_reference")]),
    ({"stages": [stage(instrument="kipp-1999")]}, [("#/stages/0/instrument", "unknown_reference")]),
    ({"scope": {}}, [("#/scope", "list_or_filter")]),
    ({"scope": {"innovations": ["inovasi-a-1"], "filter": {}}}, [("#/scope", "list_or_filter")]),
    ({"scope": {"innovations": ["tidak-ada"]}}, [("#/scope/innovations/0", "unknown_reference")]),
    (
        {"scope": {"filter": {"agency": "tidak-ada", "area": "99.99", "classification": "tidak/ada"}}},
        [(f"#/scope/filter/{name}", "unknown_reference") for name in ("agency", "area", "classification")],
    ),
    ({"group": "umum"}, [("#/group", "no_eligibility_rules")]),
    ({"per_entry": 0}, [("#/per_entry", "too_small")]),
    ({"slug": "lokakarya--x"}, [("#/slug", "invalid_form")]),
    ({"name": "!!!"}, [("#/name", "nameless")]),
]


@pytest.mark.parametrize(("facts", "expected"), WRONG)
async def test_what_is_wrong_with_a_round_is_told_at_its_place_and_nothing_is_written(
    scene: Scene, facts: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    problem = await scene.post(scene.registrar, "/rounds", scene.draft(**facts), 422)
    assert errors_of(problem) == expected
    assert await scene.run("SELECT count(*) FROM assessment_round") == 0


async def test_stages_that_overlap_are_told_their_times_in_western_indonesian_time(scene: Scene) -> None:
    stages = [
        stage("panel", opens_at="2026-12-05T10:00:00Z", closes_at="2026-12-20T20:00:00Z"),
        stage("penetapan", opens_at="2026-12-20T10:00:00Z", closes_at="2026-12-22T10:00:00Z"),
    ]
    problem = await scene.post(scene.registrar, "/rounds", scene.draft(*stages), 422)
    (error,) = problem["errors"]
    assert error["message"] == "Dibuka sebelum tahap panel ditutup (2026-12-21T03:00:00+07:00)."


async def test_shares_and_pass_values_are_kept_to_four_decimals(scene: Scene) -> None:
    slug = await scene.prepared(stage("proposal", weight=33.3333, **LEAST), stage("panel", 1, 2, weight=66.6667))
    stages = (await scene.get(scene.registrar, f"/rounds/{slug}"))["stages"]
    assert [(one["weight"], one["pass_value"]) for one in stages] == [("33.3333", "80.0001"), ("66.6667", None)]


async def test_two_rounds_of_one_name_have_two_addresses_and_a_taken_one_is_refused(scene: Scene) -> None:
    first, second = await scene.prepared(), await scene.prepared()
    assert first != second
    problem = await scene.post(scene.registrar, "/rounds", scene.draft(slug=first), 422)
    assert errors_of(problem) == [("#/slug", "taken")]


async def test_a_scope_by_filter_means_what_is_published_on_the_day_of_opening(scene: Scene) -> None:
    agency = scene.agencies[0].slug
    slug = await scene.prepared(scope={"filter": {"agency": agency, "kind": "digital"}})
    shown = await scene.get(scene.registrar, f"/rounds/{slug}")
    assert (shown["scope"]["filter"]["agency"], shown["scope"]["filter"]["stage"]) == (agency, None)
    await scene.post(scene.registrar, f"/rounds/{slug}/open")
    assert list(await scene.entries(slug)) == ["Inovasi A"]
    empty = await scene.prepared(scope={"filter": {"kind": "non_digital"}}, name="Kosong")
    assert (await scene.post(scene.registrar, f"/rounds/{empty}/open", None, 409))["code"] == "round_empty"


async def test_an_instrument_that_does_not_know_its_weights_opens_no_round(fresh: Fresh) -> None:
    criteria = [{"code": "k1", "label": {"id": "Kebaruan"}, "weight": "unknown"}]
    unknown = form(form={"weights_sum": "unknown", "scale": "unknown", "criteria": criteria})
    scene = await furnished(fresh, by=unknown)
    slug = await scene.prepared()
    problem = await scene.post(scene.registrar, f"/rounds/{slug}/open", None, 409)
    assert problem["code"] == "instrument_incomplete"
    assert problem["unknowns"] == ["/form/weights_sum", "/form/criteria/0/weight", "/form/criteria/0/scale"]
    assert await scene.run("SELECT count(*) FROM round_entry") == 0


async def test_a_draft_is_corrected_and_an_open_round_is_fixed(scene: Scene) -> None:
    slug = await scene.prepared()
    changed = await scene.patch(
        scene.registrar,
        f"/rounds/{slug}",
        {"name": "Lokakarya Dua", "stages": [stage("proposal"), stage("penetapan", 1, 2)], "note": None},
    )
    assert (changed["name"], [one["kind"] for one in changed["stages"]]) == ("Lokakarya Dua", ["proposal", "penetapan"])
    assert changed["version"] == 2
    stale = await scene.patch(scene.registrar, f"/rounds/{slug}", {"name": "Lain lagi"}, 412, if_match='"v1"')
    assert stale["code"] == "precondition_failed"
    await scene.post(scene.registrar, f"/rounds/{slug}/open", if_match='"v2"')
    problem = await scene.patch(scene.registrar, f"/rounds/{slug}", {"per_entry": 5, "stages": [stage()]}, 409)
    assert (problem["code"], errors_of(problem)) == (
        "round_fixed",
        [("#/per_entry", "round_fixed"), ("#/stages", "round_fixed")],
    )
    assert (await scene.patch(scene.registrar, f"/rounds/{slug}", {"max_load": 7, "note": "Catatan"}))["max_load"] == 7
    again = await scene.post(scene.registrar, f"/rounds/{slug}/open", None, 409)
    assert (again["code"], again["legal_actions"]) == ("round_step", ["determine", "cancel"])


async def test_an_unchanged_round_is_not_counted_as_changed(scene: Scene) -> None:
    slug = await scene.prepared()
    assert (await scene.patch(scene.registrar, f"/rounds/{slug}", {"name": "Lokakarya Uji"}))["version"] == 1


async def test_a_cancelled_round_says_why_and_goes_nowhere(scene: Scene) -> None:
    slug = await scene.opened()
    gone = await scene.post(scene.registrar, f"/rounds/{slug}/cancel", CAUSE)
    assert (gone["status"], gone["remark"], gone["legal_actions"]) == ("cancelled", CAUSE["reason"], [])
    assert (await scene.post(scene.registrar, f"/rounds/{slug}/open", None, 409))["code"] == "round_step"


async def test_a_draft_that_is_cancelled_stays_unknown(scene: Scene) -> None:
    stages = [stage("panel", -3, -2), stage("uji_publik", -1, 1)]
    dropped, known = await scene.prepared(*stages), await scene.opened(*stages)
    entry = (await scene.entries(known))["Inovasi A"]
    for slug in (dropped, known):
        await scene.post(scene.registrar, f"/rounds/{slug}/cancel", CAUSE)
    # an entry that somebody might try: a draft has none of its own
    objection = {"entry": entry, "statement": "Layanan ini sudah tidak berjalan."}
    for who in (None, scene.operators[0], scene.assessors[0].headers):
        assert [one["slug"] for one in (await scene.get(who, "/rounds"))["items"]] == [known]
        assert (await scene.get(who, "/rounds?status=cancelled&with_total=true"))["total"] == 1
        for part in ("", "/entries", "/results", f"/results/{entry}", "/objections"):
            await scene.get(who, f"/rounds/{dropped}{part}", 404)
        await scene.post(who, f"/rounds/{dropped}/objections", objection, 404)
    assert (await scene.post(None, f"/rounds/{known}/objections", objection, 409))["code"] == "stage_not_open"
    assert (await scene.get(None, f"/rounds/{known}"))["remark"] == CAUSE["reason"]
    assert (await scene.get(scene.registrar, f"/rounds/{dropped}"))["remark"] == CAUSE["reason"]


def standing(page: dict[str, Any]) -> list[tuple[str, str, str | None, str | None]]:
    """Return how the entries of a page stand, as it tells."""
    return [(item["name"], item["status"], item["out_stage"], item["out_reason"]) for item in page["items"]]


async def test_entries_are_public_with_the_hearing_and_their_owners_before(scene: Scene) -> None:
    slug = await scene.opened(stage("panel"), stage("uji_publik", 1, 2))
    path = f"/rounds/{slug}/entries"
    assert len(await scene.entries(slug)) == 3
    assert (await scene.get(None, path))["items"] == []
    own = await scene.get(scene.operators[0], f"{path}?with_total=true")
    assert ([item["name"] for item in own["items"]], own["total"]) == (["Inovasi A"], 1)
    await scene.shift(slug, "panel", -3, -2)
    await scene.post(scene.registrar, f"/rounds/{slug}/stages/panel/conclude")
    assert (await scene.get(None, path))["items"] == []
    await scene.shift(slug, "uji_publik", -1, 1)
    assert len((await scene.get(None, path))["items"]) == 3


async def test_until_publication_nobody_is_told_who_is_out_but_where_the_hearing_is_held(scene: Scene) -> None:
    """Which names a hearing lacks tells what the stages before it decided, and nothing may tell what came after."""
    decided = {"pass_rule": "decision"}
    slug = await scene.opened(
        stage("administrasi", -3, -2, **decided), stage("uji_publik", -1, 1), stage("wawancara", 2, 3, **decided)
    )
    path, entries = f"/rounds/{slug}/entries", await scene.entries(slug)
    first = {"entry": entries["Inovasi A"], "passes": False, "reason": "Umur belum cukup."}
    await scene.post(scene.registrar, f"/rounds/{slug}/stages/administrasi/decisions", {"decisions": [first]})
    # decided but not concluded: those who are not out would be told by their names
    assert (await scene.get(None, path))["items"] == []
    assert standing(await scene.get(scene.operators[0], path)) == [("Inovasi A", "active", None, None)]
    await scene.post(scene.registrar, f"/rounds/{slug}/stages/administrasi/conclude")
    b, c = [(f"Inovasi {letter}", "active", None, None) for letter in "BC"]
    assert standing(await scene.get(None, path)) == [b, c]
    assert standing(await scene.get(scene.operators[0], path)) == [("Inovasi A", "out", "administrasi", None), b, c]
    await scene.shift(slug, "uji_publik", -1.5, -1)
    await scene.shift(slug, "wawancara", -0.5, 1)
    await scene.post(scene.registrar, f"/rounds/{slug}/stages/uji_publik/conclude")
    later = {"entry": entries["Inovasi B"], "passes": False, "reason": "Tidak hadir."}
    await scene.shift(slug, "wawancara", -0.5, -0.1)
    await scene.post(scene.registrar, f"/rounds/{slug}/stages/wawancara/decisions", {"decisions": [later]})
    assert standing(await scene.get(None, path)) == [b, c]
    assert standing(await scene.get(scene.operators[1], f"{path}?status=active")) == [b, c]
    assert standing(await scene.get(scene.operators[1], f"{path}?status=out")) == []
    assert standing(await scene.get(scene.registrar, f"{path}?status=out")) == [
        ("Inovasi A", "out", "administrasi", "Umur belum cukup."),
        ("Inovasi B", "out", "wawancara", "Tidak hadir."),
    ]


SAID = "Layanan ini belum dapat dipakai warga."


async def test_nobody_objects_before_it_is_known_who_came_as_far(scene: Scene) -> None:
    slug = await scene.opened(stage("panel", -3, -2), stage("uji_publik", -1, 1))
    path, body = f"/rounds/{slug}/objections", {"entry": (await scene.entries(slug))["Inovasi A"], "statement": SAID}
    early = await scene.post(None, path, body, 409)
    assert (early["code"], early["stages"]) == ("stages_not_concluded", ["panel"])
    await scene.get(None, path, 404)
    await scene.post(scene.registrar, f"/rounds/{slug}/stages/panel/conclude")
    await scene.post(None, path, body, 201)
    assert [item["entry"]["name"] for item in (await scene.get(None, path))["items"]] == ["Inovasi A"]


async def test_an_objection_tells_nobody_what_was_decided_at_the_hearing(scene: Scene) -> None:
    decided = {"pass_rule": "decision"}
    slug = await scene.opened(stage("administrasi", -3, -2, **decided), stage("uji_publik", -1, 1, **decided))
    entries, path = await scene.entries(slug), f"/rounds/{slug}"
    before = {"entry": entries["Inovasi A"], "passes": False, "reason": "Umur belum cukup."}
    await scene.post(scene.registrar, f"{path}/stages/administrasi/decisions", {"decisions": [before]})
    await scene.post(scene.registrar, f"{path}/stages/administrasi/conclude")
    since = {"entry": entries["Inovasi B"], "passes": False, "reason": "Tidak hadir."}
    await scene.post(scene.registrar, f"{path}/stages/uji_publik/decisions", {"decisions": [since]})
    names = [item["name"] for item in (await scene.get(None, f"{path}/entries"))["items"]]
    assert names == ["Inovasi B", "Inovasi C"]
    for name in names:
        await scene.post(None, f"{path}/objections", {"entry": entries[name], "statement": SAID}, 201)
    gone = await scene.post(None, f"{path}/objections", {"entry": entries["Inovasi A"], "statement": SAID}, 422)
    assert errors_of(gone) == [("#/entry", "unknown_reference")]


async def test_an_owner_who_withdraws_learns_of_no_decision(scene: Scene) -> None:
    slug = await scene.opened(stage("administrasi", pass_rule="decision"))  # noqa: S106 - a rule
    entry = (await scene.entries(slug))["Inovasi A"]
    out = {"decisions": [{"entry": entry, "passes": False, "reason": "Umur belum cukup."}]}
    await scene.post(scene.registrar, f"/rounds/{slug}/stages/administrasi/decisions", out)
    path = f"/rounds/{slug}/entries"
    assert standing(await scene.get(scene.operators[0], path)) == [("Inovasi A", "active", None, None)]
    gone = await scene.post(scene.operators[0], f"{path}/{entry}/withdraw", CAUSE)
    assert (gone["status"], gone["out_stage"]) == ("withdrawn", None)
    again = await scene.post(scene.operators[0], f"{path}/{entry}/withdraw", CAUSE, 409)
    assert (again["code"], again["entry_status"]) == ("entry_not_active", "withdrawn")


async def test_a_stage_is_decided_when_it_is_its_turn(scene: Scene) -> None:
    decided = {"pass_rule": "decision"}
    slug = await scene.opened(stage("administrasi", **decided), stage("panel", 1, 2, **decided), panel=1)
    entries = await scene.entries(slug)
    body = {"decisions": [{"entry": entries["Inovasi A"], "passes": True}]}
    panel = f"/rounds/{slug}/stages/panel/decisions"
    early = await scene.post(scene.registrar, panel, body, 409)
    assert (early["code"], early["stages"]) == ("stages_not_concluded", ["administrasi"])
    await scene.shift(slug, "administrasi", -2, -1)
    await scene.post(scene.registrar, f"/rounds/{slug}/stages/administrasi/conclude")
    early = await scene.post(scene.registrar, panel, body, 409)
    assert (early["code"], early["phase"]) == ("stage_not_open", "upcoming")
    await scene.shift(slug, "panel", -0.5, 1)
    early = await scene.post(scene.registrar, panel, body, 409)
    assert early["code"] == "stage_still_open"
    await scene.shift(slug, "panel", -0.5, -0.1)
    assert (await scene.post(scene.registrar, panel, body))["passed"] == 1
    await scene.post(scene.registrar, f"/rounds/{slug}/cancel", CAUSE)
    late = await scene.post(scene.registrar, panel, body, 409)
    assert (late["code"], late["round_status"]) == ("stage_not_open", "cancelled")


async def test_an_agency_withdraws_its_own_entry_and_no_other(scene: Scene) -> None:
    slug = await scene.opened()
    entries = await scene.entries(slug)
    path = f"/rounds/{slug}/entries/{{}}/withdraw"
    gone = await scene.post(scene.operators[0], path.format(entries["Inovasi A"]), CAUSE)
    assert gone["status"] == "withdrawn"
    await scene.post(scene.operators[0], path.format(entries["Inovasi B"]), CAUSE, 404)
    again = await scene.post(scene.operators[0], path.format(entries["Inovasi A"]), CAUSE, 409)
    assert (again["code"], again["entry_status"]) == ("entry_not_active", "withdrawn")


async def test_what_a_round_is_past_is_told_without_parts_that_nobody_sent(scene: Scene) -> None:
    slug = await scene.opened()
    entry = (await scene.entries(slug))["Inovasi A"]
    await scene.post(scene.registrar, f"/rounds/{slug}/cancel", CAUSE)
    problem = await scene.post(scene.operators[0], f"/rounds/{slug}/entries/{entry}/withdraw", CAUSE, 409)
    assert (problem["code"], problem["round_status"], problem["errors"]) == ("round_fixed", "cancelled", [])
    assert "dibuka" not in problem["detail"]
    changed = await scene.patch(scene.registrar, f"/rounds/{slug}/stages/panel", {"closes_at": moment(2), **CAUSE}, 409)
    assert errors_of(changed) == [("#/closes_at", "round_fixed")]


async def test_a_stage_of_a_cancelled_round_is_not_open_because_of_the_round(scene: Scene) -> None:
    slug = await scene.opened(stage("uji_publik"))
    entry = (await scene.entries(slug))["Inovasi A"]
    await scene.post(scene.registrar, f"/rounds/{slug}/cancel", CAUSE)
    objection = {"entry": entry, "statement": "Layanan ini sudah tidak berjalan."}
    problem = await scene.post(None, f"/rounds/{slug}/objections", objection, 409, accept_language="en")
    told = (problem["code"], problem["round_status"], problem["phase"])
    assert told == ("stage_not_open", "cancelled", "open")
    assert problem["detail"].startswith("The round is not open (if round_status is not open), or the stage is not")


async def test_decisions_take_entries_out_until_the_stage_is_concluded(scene: Scene) -> None:
    slug = await scene.opened(stage("administrasi"), stage("panel", 1, 2))
    entries = await scene.entries(slug)
    path = f"/rounds/{slug}/stages/administrasi/decisions"
    first, second = entries["Inovasi A"], entries["Inovasi B"]
    wrong = [
        {"entry": first, "passes": False},
        {"entry": second, "passes": True},
        {"entry": second, "passes": True},
        {"entry": "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11", "passes": True},
    ]
    problem = await scene.post(scene.registrar, path, {"decisions": wrong}, 422)
    assert errors_of(problem) == [
        ("#/decisions/0/reason", "required"),
        ("#/decisions/2/entry", "repeated"),
        ("#/decisions/3/entry", "unknown_reference"),
    ]
    out = {"entry": first, "passes": False, "reason": "Umur belum cukup."}
    assert (await scene.post(scene.registrar, path, {"decisions": [out]}))["out"] == 1
    page = await scene.get(scene.registrar, f"/rounds/{slug}/entries?status=out")
    assert [(item["out_stage"], item["out_reason"]) for item in page["items"]] == [
        ("administrasi", "Umur belum cukup.")
    ]
    back = {"decisions": [{"entry": first, "passes": True}]}
    assert (await scene.post(scene.registrar, path, back))["passed"] == 1
    assert (await scene.get(scene.registrar, f"/rounds/{slug}/entries?status=out"))["items"] == []
    other = await scene.post(scene.registrar, f"/rounds/{slug}/stages/panel/decisions", back, 409)
    assert (other["code"], other["pass_rule"]) == ("not_decided_here", "all")
    await scene.post(scene.registrar, f"/rounds/{slug}/stages/proposal/decisions", back, 404)


async def test_a_stage_gets_other_times_until_it_closes(scene: Scene) -> None:
    slug = await scene.opened(stage("panel", -1, 1), stage("penetapan", 2, 3))
    path = f"/rounds/{slug}/stages/panel"
    assert (await scene.patch(scene.registrar, path, {"closes_at": moment(1.5), **CAUSE}))["version"] == 3
    late = await scene.patch(scene.registrar, path, {"closes_at": moment(2.5), **CAUSE}, 422)
    assert ("#/opens_at", "overlaps") in errors_of(late)
    closed = await scene.patch(scene.registrar, path, {"closes_at": moment(-0.5), **CAUSE})
    assert closed["stages"][0]["phase"] == "closed"
    again = await scene.patch(scene.registrar, path, {"closes_at": moment(1), **CAUSE}, 409)
    assert again["code"] == "stage_closed"
    shown = await scene.get(None, f"/rounds/{slug}")
    assert shown["stages"][0]["closes_at"].endswith("+07:00")


async def test_the_panel_has_one_person_once_by_an_account_that_can_assess(scene: Scene) -> None:
    slug = await scene.prepared()
    path, first = f"/rounds/{slug}/panel", scene.assessors[0]
    made = await scene.post(scene.registrar, path, {"assessor": first.person.slug, "max_load": 4})
    assert (made["account_id"], made["max_load"], made["assigned"]) == (first.key, 4, 0)
    again = await scene.post(scene.registrar, path, {"assessor": first.key}, 409)
    assert (again["code"], again["account_id"]) == ("person_on_panel", first.key)


async def test_a_second_account_of_one_person_is_not_a_second_assessor(scene: Scene) -> None:
    slug = await scene.prepared()
    first = scene.assessors[0]
    async with scene.fresh.committing() as session:
        second = await signing.account(session, "assessor", person_id=first.person.id)
    await scene.post(scene.registrar, f"/rounds/{slug}/panel", {"assessor": first.key})
    problem = await scene.post(scene.registrar, f"/rounds/{slug}/panel", {"assessor": str(second.id)}, 409)
    assert (problem["code"], problem["account_id"]) == ("person_on_panel", first.key)


async def test_who_cannot_assess_or_be_checked_is_refused_with_what_is_missing(scene: Scene) -> None:
    slug = await scene.prepared()
    async with scene.fresh.committing() as session:
        await factories.person(session, "Pakar Tanpa Akun")
        nobody = await signing.account(session, "assessor")
        operator = await signing.account(session, "registrar")
        gone = await signing.account(session, "assessor", active=False, person_id=scene.assessors[0].person.id)
    path = f"/rounds/{slug}/panel"
    for key, code in (
        ("pakar-tanpa-akun", "no_account"),
        (str(nobody.id), "no_person"),
        (str(operator.id), "no_account"),
        (str(gone.id), "no_account"),
        ("tidak-ada", "unknown_reference"),
    ):
        problem = await scene.post(scene.registrar, path, {"assessor": key}, 422)
        assert errors_of(problem) == [("#/assessor", code)], key
    assert (await scene.get(scene.registrar, path))["items"] == []


async def test_who_is_taken_off_the_panel_leaves_what_was_not_submitted(scene: Scene) -> None:
    slug = await scene.opened(panel=2)
    await scene.assigned(slug)
    first = scene.assessors[0]
    mine = await scene.of(first)
    await scene.scored(first, mine[0]["id"], {"k1": 80, "k2": 70})
    gone = await scene.post(scene.registrar, f"/rounds/{slug}/panel/remove", {"assessor": first.key, **CAUSE})
    assert (gone["released"], gone["submitted"], gone["removed_reason"]) == (2, 1, CAUSE["reason"])
    assert sorted(one["status"] for one in await scene.of(first)) == ["replaced", "replaced", "submitted"]
    back = await scene.post(scene.registrar, f"/rounds/{slug}/panel", {"assessor": first.key})
    assert (back["removed_at"], back["submitted"]) == (None, 1)
    problem = await scene.post(scene.registrar, f"/rounds/{slug}/panel/remove", {"assessor": "tidak-ada", **CAUSE}, 422)
    assert errors_of(problem) == [("#/assessor", "not_on_panel")]


async def test_two_who_open_a_round_at_once_open_it_once(scene: Scene) -> None:
    slug = await scene.prepared()
    answers = await asyncio.gather(
        *(scene.ask(scene.registrar, "POST", f"/rounds/{slug}/open", if_match='"v1"') for _ in range(3))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    assert len(await scene.entries(slug)) == 3


async def test_a_key_that_is_bound_to_an_agency_runs_no_rounds(scene: Scene) -> None:
    async with scene.fresh.committing() as session:
        account = await signing.account(session, "registrar")
        narrow = await signing.key(session, account, agency_id=scene.agencies[0].id)
    slug = await scene.prepared()
    await scene.get(narrow, f"/rounds/{slug}", 404)
    await scene.post(narrow, f"/rounds/{slug}/open", None, 404)
    # what everyone may know of tells the key no more than the others
    await scene.post(scene.registrar, f"/rounds/{slug}/open")
    await scene.get(narrow, f"/rounds/{slug}")
    for part in ("panel", "conflicts", "reliability"):
        await scene.get(narrow, f"/rounds/{slug}/{part}", 404)
    await scene.post(narrow, f"/rounds/{slug}/panel", {"assessor": scene.assessors[0].key}, 404)
