"""Assigning assessors over HTTP: looked at first, then carried out as a whole or not at all."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import event

from app.core.ids import new_id
from app.models import InnovationPerson, RoundAssessor, RoundEntry
from tests import factories, signing
from tests.conftest import Fresh
from tests.rounds import making
from tests.rounds.scene import CAUSE, Assessor, Scene, errors_of, furnished, stage


@pytest.fixture
async def scene(fresh: Fresh) -> Scene:
    return await furnished(fresh, innovations=6, assessors=4)


async def mentor(scene: Scene, innovation: int, assessor: int) -> None:
    """Let an assessor have been the mentor of an innovation."""
    async with scene.fresh.committing() as session:
        await factories.part(session, scene.innovations[innovation], scene.assessors[assessor].person, "mentor")


async def test_a_dry_run_shows_the_plan_and_writes_nothing(scene: Scene) -> None:
    slug = await scene.opened(panel=3)
    plan = await scene.post(scene.registrar, f"/rounds/{slug}/assignments", {"stage": "panel"})
    assert (plan["applied"], plan["assigned"], plan["unfilled"], plan["refused"]) == (False, 12, [], [])
    assert Counter(seat["entry"] for seat in plan["seats"]) == dict.fromkeys((await scene.entries(slug)).values(), 2)
    assert [load["load"] for load in plan["loads"]] == [4, 4, 4]
    assert (await scene.get(scene.registrar, "/assessments"))["items"] == []


async def test_what_was_shown_is_carried_out_and_a_second_time_there_is_nothing_to_do(scene: Scene) -> None:
    slug = await scene.opened(panel=3)
    done = await scene.assigned(slug)
    assert (done["applied"], done["assigned"]) == (True, 12)
    page = await scene.get(scene.registrar, "/assessments?limit=200&with_total=true")
    pairs = {(item["entry"]["id"], item["assessor"]["account_id"]) for item in page["items"]}
    assert page["total"] == 12
    assert pairs == {(seat["entry"], seat["account_id"]) for seat in done["seats"]}
    again = await scene.post(scene.registrar, f"/rounds/{slug}/assignments", {"stage": "panel"})
    assert (again["assigned"], again["token"] == done["token"]) == (0, False)


async def test_a_plan_that_would_not_be_the_same_now_is_refused_whole(scene: Scene) -> None:
    slug = await scene.opened(panel=3)
    body = {"stage": "panel"}
    path = f"/rounds/{slug}/assignments"
    plan = await scene.post(scene.registrar, path, body)
    await mentor(scene, 0, 0)
    carried = {**body, "dry_run": False, "token": plan["token"]}
    assert (await scene.post(scene.registrar, path, carried, 409))["code"] == "stale_preview"
    assert (await scene.get(scene.registrar, "/assessments"))["items"] == []
    unnamed = await scene.post(scene.registrar, path, {**body, "dry_run": False}, 422)
    assert errors_of(unnamed) == [("#", "token_missing")]
    made_up = await scene.post(scene.registrar, path, {**body, "dry_run": False, "token": "0" * 64}, 409)
    assert made_up["code"] == "stale_preview"


async def test_two_who_carry_out_one_plan_at_once_do_it_once(scene: Scene) -> None:
    slug = await scene.opened(panel=3)
    path = f"/rounds/{slug}/assignments"
    plan = await scene.post(scene.registrar, path, {"stage": "panel"})
    body = {"stage": "panel", "dry_run": False, "token": plan["token"]}
    answers = await asyncio.gather(*(scene.ask(scene.registrar, "POST", path, body) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert await scene.run("SELECT count(*) FROM assessment") == 12


async def test_nobody_gets_what_they_are_in_conflict_with_and_the_plan_says_why(scene: Scene) -> None:
    await mentor(scene, 0, 0)
    slug = await scene.opened(panel=3)
    done = await scene.assigned(slug)
    first = (await scene.entries(slug))["Inovasi A"]
    barred = scene.assessors[0].key
    assert (first, barred) not in {(seat["entry"], seat["account_id"]) for seat in done["seats"]}
    assert [(pair["entry"], pair["account_id"]) for pair in done["refused"]] == [(first, barred)]
    reason = done["refused"][0]["reasons"][0]
    assert reason["kind"] == "mentor"
    assert reason["explanation"]["id"] != reason["explanation"]["en"]
    assert "Inovasi A" in reason["explanation"]["id"]


async def test_loads_have_limits_and_what_stays_empty_is_told(scene: Scene) -> None:
    slug = await scene.opened(panel=2, max_load=3)
    plan = await scene.assigned(slug)
    assert [load["load"] for load in plan["loads"]] == [3, 3]
    assert sum(one["missing"] for one in plan["unfilled"]) == 12 - 6


async def test_a_filter_narrows_entries_and_assessors(scene: Scene) -> None:
    slug = await scene.opened(panel=4)
    entries = await scene.entries(slug)
    agency = scene.agencies[0].slug
    told = {"filter": {"agency": agency}, "assessors": [scene.assessors[3].person.slug], "per_entry": 1}
    plan = await scene.assigned(slug, **told)
    assert {seat["entry"] for seat in plan["seats"]} == {entries["Inovasi A"], entries["Inovasi D"]}
    assert {seat["account_id"] for seat in plan["seats"]} == {scene.assessors[3].key}
    one = await scene.post(
        scene.registrar,
        f"/rounds/{slug}/assignments",
        {"stage": "panel", "filter": {"entries": [entries["Inovasi B"]]}},
    )
    assert {seat["entry"] for seat in one["seats"]} == {entries["Inovasi B"]}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"stage": "wawancara"}, [("#/stage", "unknown_stage")]),
        ({"stage": "uji_publik"}, [("#/stage", "not_scored")]),
        ({"stage": "final"}, [("#/stage", "unknown_code")]),
        ({"stage": "panel", "assessors": ["tidak-ada"]}, [("#/assessors/0", "not_on_panel")]),
        ({"stage": "panel", "filter": {"agency": "tidak-ada"}}, [("#/filter/agency", "unknown_reference")]),
        (
            {"stage": "panel", "filter": {"entries": ["019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"]}},
            [("#/filter/entries/0", "unknown_reference")],
        ),
        (
            {"stage": "panel", "filter": {"entries": ["019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"], "agency": "dinas-satu"}},
            [("#/filter/entries/0", "unknown_reference")],
        ),
    ],
)
async def test_what_is_wrong_with_an_assignment_is_told_at_its_place(
    scene: Scene, body: dict, expected: list[tuple[str, str]]
) -> None:
    slug = await scene.opened(stage("panel"), stage("uji_publik", 1, 2), panel=2)
    assert errors_of(await scene.post(scene.registrar, f"/rounds/{slug}/assignments", body, 422)) == expected


async def test_nothing_is_assigned_once_the_stage_has_closed_or_before_the_round_is_open(scene: Scene) -> None:
    draft = await scene.prepared(name="Masih disusun")
    problem = await scene.post(scene.registrar, f"/rounds/{draft}/assignments", {"stage": "panel"}, 409)
    assert (problem["code"], problem["round_status"]) == ("stage_not_open", "draft")
    slug = await scene.opened(panel=2)
    await scene.shift(slug, "panel", -2, -1)
    problem = await scene.post(scene.registrar, f"/rounds/{slug}/assignments", {"stage": "panel"}, 409)
    assert (problem["code"], problem["phase"]) == ("stage_not_open", "closed")


async def test_a_seat_that_was_declined_goes_to_somebody_else(scene: Scene) -> None:
    slug = await scene.opened(panel=3, per_entry=1)
    await scene.assigned(slug)
    first = scene.assessors[0]
    mine = (await scene.of(first))[0]
    gone = await scene.post(first.headers, f"/assessments/{mine['id']}/decline", CAUSE)
    assert (gone["status"], gone["reason"]) == ("declined", CAUSE["reason"])
    plan = await scene.assigned(slug)
    assert [seat["entry"] for seat in plan["seats"]] == [mine["entry"]["id"]]
    assert plan["seats"][0]["account_id"] != first.key


async def test_an_assessment_is_given_to_another_and_the_one_before_stays(scene: Scene) -> None:
    slug = await scene.opened(panel=3, per_entry=1)
    await scene.assigned(slug)
    first, spare = scene.assessors[0], scene.assessors[3]
    await scene.post(scene.registrar, f"/rounds/{slug}/panel", {"assessor": spare.key})
    mine = (await scene.of(first))[0]
    await scene.scored(first, mine["id"], {"k1": 90, "k2": 80})
    path = f"/assessments/{mine['id']}/reassign"
    made = await scene.post(scene.registrar, path, {"assessor": spare.key, **CAUSE})
    assert (made["replaces"], made["status"], made["assessor"]["account_id"]) == (mine["id"], "invited", spare.key)
    before = await scene.get(first.headers, f"/assessments/{mine['id']}")
    assert (before["status"], before["reason"], len(before["scores"])) == ("replaced", CAUSE["reason"], 2)
    again = await scene.post(scene.registrar, path, {"assessor": spare.key, **CAUSE}, 409)
    assert (again["code"], again["assessment_status"]) == ("assessment_step", "replaced")
    events = await scene.events(made["id"])
    assert [(one.action, one.reason) for one in events] == [("assessment.reassign", CAUSE["reason"])]


async def second_account(scene: Scene, of: Assessor) -> str:
    """Give a person another account that can assess; return its id."""
    async with scene.fresh.committing() as session:
        return str((await signing.account(session, "assessor", person_id=of.person.id)).id)


async def test_a_person_who_comes_back_by_another_account_counts_once(scene: Scene) -> None:
    """Else one person's scores stand twice in a mean of the panel."""
    slug = await scene.opened(panel=2)
    await scene.assigned(slug)
    first, second, spare, _ = scene.assessors
    for mine in await scene.of(first):
        await scene.scored(first, mine["id"], {"k1": 90, "k2": 80})
    await scene.post(scene.registrar, f"/rounds/{slug}/panel/remove", {"assessor": first.key, **CAUSE})
    other = await second_account(scene, first)
    await scene.post(scene.registrar, f"/rounds/{slug}/panel", {"assessor": other})
    plan = await scene.assigned(slug, per_entry=3)
    assert (plan["assigned"], sum(one["missing"] for one in plan["unfilled"])) == (0, 6)
    # what they submitted is theirs, and counts towards what they may have
    assert {load["account_id"]: load["load"] for load in plan["loads"]} == {other: 6, second.key: 6}
    theirs = (await scene.of(second))[0]
    told = {"assessor": other, **CAUSE}
    taken = await scene.post(scene.registrar, f"/assessments/{theirs['id']}/reassign", told, 409)
    assert taken["code"] == "seat_taken"
    await scene.post(scene.registrar, f"/rounds/{slug}/panel", {"assessor": spare.key})
    assert (await scene.assigned(slug, per_entry=3))["assigned"] == 6


async def test_who_comes_back_gets_what_nobody_took_over(scene: Scene) -> None:
    slug = await scene.opened(panel=2)
    await scene.assigned(slug)
    first = scene.assessors[0]
    gone = await scene.post(scene.registrar, f"/rounds/{slug}/panel/remove", {"assessor": first.key, **CAUSE})
    assert (gone["released"], gone["assigned"]) == (6, 0)
    await scene.post(scene.registrar, f"/rounds/{slug}/panel", {"assessor": first.key})
    plan = await scene.assigned(slug)
    assert ({seat["account_id"] for seat in plan["seats"]}, plan["assigned"], plan["unfilled"]) == ({first.key}, 6, [])
    assert len(await scene.of(first, "&mine=pending")) == 6


async def test_nothing_is_assigned_to_an_account_that_cannot_assess_any_more(scene: Scene) -> None:
    slug = await scene.opened(panel=3, per_entry=1)
    first, second, _, _ = scene.assessors
    await scene.run("UPDATE account SET active = false WHERE id = :id", id=first.account.id)
    await scene.run("UPDATE account SET roles = '{registrar}' WHERE id = :id", id=second.account.id)
    panel = (await scene.get(scene.registrar, f"/rounds/{slug}/panel"))["items"]
    assert [member["can_assess"] for member in panel] == [False, False, True]
    path = f"/rounds/{slug}/assignments"
    named = {"stage": "panel", "assessors": [first.key, "tidak-ada", second.person.slug]}
    assert errors_of(await scene.post(scene.registrar, path, named, 422)) == [
        ("#/assessors/0", "no_account"),
        ("#/assessors/1", "not_on_panel"),
        ("#/assessors/2", "no_account"),
    ]
    plan = await scene.assigned(slug)
    assert {seat["account_id"] for seat in plan["seats"]} == {scene.assessors[2].key}
    one = (await scene.get(scene.registrar, "/assessments"))["items"][0]
    told = {"assessor": first.key, **CAUSE}
    refused = await scene.post(scene.registrar, f"/assessments/{one['id']}/reassign", told, 422)
    assert errors_of(refused) == [("#/assessor", "no_account")]


async def test_what_was_declined_is_given_to_one_other(scene: Scene) -> None:
    slug = await scene.opened(panel=1, per_entry=1)
    await scene.assigned(slug)
    first, *others = scene.assessors
    for assessor in others:
        await scene.post(scene.registrar, f"/rounds/{slug}/panel", {"assessor": assessor.key})
    path = f"/assessments/{(await scene.of(first))[0]['id']}"
    await scene.post(first.headers, f"{path}/decline", CAUSE)
    made = await scene.post(scene.registrar, f"{path}/reassign", {"assessor": others[0].key, **CAUSE})
    again = await scene.post(scene.registrar, f"{path}/reassign", {"assessor": others[1].key, **CAUSE}, 409)
    assert (again["code"], again["replaced_by"]) == ("already_reassigned", made["id"])


async def test_a_seat_that_a_plan_filled_is_not_given_away_again(scene: Scene) -> None:
    slug = await scene.opened(panel=4, per_entry=1)
    await scene.assigned(slug)
    first = scene.assessors[0]
    mine = (await scene.of(first))[0]
    await scene.post(first.headers, f"/assessments/{mine['id']}/decline", CAUSE)
    taken = (await scene.assigned(slug))["seats"][0]["account_id"]
    other = next(one.key for one in scene.assessors[1:] if one.key != taken)
    told = {"assessor": other, **CAUSE}
    refused = await scene.post(scene.registrar, f"/assessments/{mine['id']}/reassign", told, 409)
    assert (refused["code"], refused["per_entry"]) == ("seats_filled", 1)


async def test_an_excluded_sheet_leaves_its_seat_to_somebody_else(scene: Scene) -> None:
    slug = await scene.opened(panel=2, per_entry=2)
    await scene.assigned(slug)
    first, spare = scene.assessors[0], scene.assessors[2]
    mine = (await scene.of(first))[0]
    path = f"/assessments/{mine['id']}"
    await scene.scored(first, mine["id"], {"k1": 90, "k2": 80})
    told = {"innovation": mine["entry"]["innovation"], "reason": "Pernah membimbing timnya."}
    await scene.post(first.headers, f"/rounds/{slug}/conflicts", told)
    await scene.post(scene.registrar, f"{path}/decide", {"verdict": "excluded", "note": "Memang benar."})
    refused = await scene.patch(first.headers, path, {"scores": [{"criterion": "k1", "value": 50}]}, 409)
    assert refused["code"] == "assessment_excluded"
    await scene.get(first.headers, f"{path}/material", 404)
    await scene.post(scene.registrar, f"/rounds/{slug}/panel", {"assessor": spare.key})
    plan = await scene.assigned(slug)
    assert [(seat["entry"], seat["account_id"]) for seat in plan["seats"]] == [(mine["entry"]["id"], spare.key)]


async def test_who_left_the_panel_changes_nothing_any_more(scene: Scene) -> None:
    slug = await scene.opened(panel=2)
    await scene.assigned(slug)
    first = scene.assessors[0]
    path = f"/assessments/{(await scene.of(first))[0]['id']}"
    await scene.scored(first, path.rsplit("/", 1)[1], {"k1": 90, "k2": 80})
    await scene.get(first.headers, f"{path}/material")
    await scene.post(scene.registrar, f"/rounds/{slug}/panel/remove", {"assessor": first.key, **CAUSE})
    refused = await scene.patch(first.headers, path, {"scores": [{"criterion": "k1", "value": 50}]}, 409)
    assert refused["code"] == "assessor_removed"
    await scene.get(first.headers, f"{path}/material", 404)
    assert [one["value"] for one in (await scene.get(first.headers, path))["scores"]] == ["90", "80"]
    assert await scene.of(first, "&mine=pending") == []


async def test_whoever_assigns_does_not_undo_what_an_assessor_does_at_the_same_time(scene: Scene) -> None:
    """Either the assessor comes first, whose version is then the one that was not seen, or too late."""
    slug = await scene.opened(panel=1, per_entry=1)
    await scene.assigned(slug)
    first, spare = scene.assessors[0], scene.assessors[1]
    await scene.post(scene.registrar, f"/rounds/{slug}/panel", {"assessor": spare.key})
    for mine in await scene.of(first):
        path, told = f"/assessments/{mine['id']}", {"assessor": spare.key, **CAUSE}
        accepted, given = await asyncio.gather(
            scene.ask(first.headers, "POST", f"{path}/accept", if_match='"v1"'),
            scene.ask(scene.registrar, "POST", f"{path}/reassign", told, if_match='"v1"'),
        )
        assert sorted((accepted.status_code, given.status_code)) in ([200, 412], [201, 412]), mine
        shown = await scene.get(scene.registrar, path)
        assert shown["status"] == ("accepted" if accepted.status_code == 200 else "replaced")
        assert shown["version"] == 2


async def test_whatever_comes_at_once_nobody_has_an_entry_twice(scene: Scene) -> None:
    slug = await scene.opened(panel=3)
    await scene.assigned(slug)
    first, _, third, _ = scene.assessors
    for _ in range(3):
        plan = await scene.post(scene.registrar, f"/rounds/{slug}/assignments", {"stage": "panel"})
        body = {"stage": "panel", "dry_run": False, "token": plan["token"]}
        asked = [
            scene.ask(scene.registrar, "POST", f"/rounds/{slug}/assignments", body),
            scene.ask(scene.registrar, "POST", f"/rounds/{slug}/panel/remove", {"assessor": first.key, **CAUSE}),
            scene.ask(scene.registrar, "POST", f"/rounds/{slug}/panel", {"assessor": first.key}),
        ]
        for who in (first, third):
            for item in (await scene.of(who))[:2]:
                path = f"/assessments/{item['id']}"
                asked.append(scene.ask(who.headers, "POST", f"{path}/accept", if_match="*"))
                given = {"assessor": third.key, **CAUSE}
                asked.append(scene.ask(scene.registrar, "POST", f"{path}/reassign", given, if_match="*"))
        assert max(answer.status_code for answer in await asyncio.gather(*asked)) < 500
    twice = await scene.run(
        """SELECT count(*) FROM (
             SELECT entry_id, person_id FROM assessment a JOIN round_assessor m ON m.id = a.assessor_id
             WHERE status NOT IN ('declined', 'replaced') GROUP BY 1, 2 HAVING count(*) > 1) pairs"""
    )
    assert twice == 0


async def test_nobody_takes_over_in_conflict_over_the_limit_or_twice(scene: Scene) -> None:
    await mentor(scene, 0, 3)
    slug = await scene.opened(panel=2)
    await scene.assigned(slug)
    entry = (await scene.entries(slug))["Inovasi A"]
    page = await scene.get(scene.registrar, "/assessments?limit=200")
    one = next(item for item in page["items"] if item["entry"]["id"] == entry)
    path = f"/assessments/{one['id']}/reassign"
    for assessor, limit in ((scene.assessors[3], None), (scene.assessors[2], 1)):
        told = {"assessor": assessor.key} | ({"max_load": limit} if limit else {})
        await scene.post(scene.registrar, f"/rounds/{slug}/panel", told)
    conflict = await scene.post(scene.registrar, path, {"assessor": scene.assessors[3].key, **CAUSE}, 409)
    assert (conflict["code"], conflict["reasons"][0]["kind"]) == ("conflict_of_interest", "mentor")
    other = next(key.key for key in scene.assessors[:2] if key.key != one["assessor"]["account_id"])
    taken = await scene.post(scene.registrar, path, {"assessor": other, **CAUSE}, 409)
    assert taken["code"] == "seat_taken"
    await scene.post(scene.registrar, path, {"assessor": scene.assessors[2].key, **CAUSE})
    another = next(item for item in page["items"] if item["entry"]["id"] != entry)
    full = await scene.post(
        scene.registrar,
        f"/assessments/{another['id']}/reassign",
        {"assessor": scene.assessors[2].key, **CAUSE},
        409,
    )
    assert (full["code"], full["most"]) == ("load_exceeded", 1)


async def test_two_thousand_entries_times_five_take_a_fixed_number_of_statements(scene: Scene) -> None:
    """The bulk assignment of a whole competition, all rules on conflicts included."""
    async with scene.fresh.committing() as session:
        one = await making.round_of(session, scene.instrument, per_entry=5, max_load=1000)
        innovations = [await factories.innovation(session, f"Ajang {number}") for number in range(2000)]
        session.add_all(
            RoundEntry(id=new_id(), round_id=one.id, innovation_id=made.id, name=made.name) for made in innovations
        )
        for number in range(25):
            person = await factories.person(session, f"Anggota {number}")
            account = await signing.account(session, "assessor", person_id=person.id)
            session.add(
                RoundAssessor(round_id=one.id, account_id=account.id, person_id=person.id, added_at=one.created_at)
            )
            session.add(
                InnovationPerson(innovation_id=innovations[number].id, person_id=person.id, position=0, role="inovator")
            )
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engine = scene.fresh.app.state.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        done = await scene.assigned(str(one.id))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert (done["assigned"], done["unfilled"]) == (10_000, [])
    assert {(pair["entry"], pair["account_id"]) for pair in done["refused"]}.isdisjoint(
        {(seat["entry"], seat["account_id"]) for seat in done["seats"]}
    )
    assert len(done["refused"]) == 25
    assert [load["load"] for load in done["loads"]] == [400] * 25
    # the plan and its carrying out together
    assert len(statements) < 100, len(statements)
