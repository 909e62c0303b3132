"""What assessors do over HTTP: accept, score, submit; and what nobody sees before the stage closes."""

import json
from typing import Any

import pytest
from sqlalchemy import event

from app.models.codes import AssessmentStatus
from tests import signing
from tests.conftest import Fresh
from tests.lineage import making as replicas
from tests.rounds import making
from tests.rounds.making import form
from tests.rounds.scene import CAUSE, Assessor, Scene, errors_of, furnished, stage

REASONED = form(form={"reason_below": "40", "reason_above": "90"})
# recognisable values, to be looked for where they must not be
SECRET = {"k1": 73, "k2": 61}


@pytest.fixture
async def scene(fresh: Fresh) -> Scene:
    return await furnished(fresh, innovations=3, assessors=2)


async def begun(scene: Scene, **facts: Any) -> tuple[str, Assessor, str]:
    """Return a round whose panel has its work, an assessor, and the path of an assessment of theirs."""
    slug = await scene.opened(panel=2, **facts)
    await scene.assigned(slug)
    first = scene.assessors[0]
    return slug, first, f"/assessments/{(await scene.of(first))[0]['id']}"


def scores(**values: Any) -> dict[str, Any]:
    return {"scores": [{"criterion": name, "value": value} for name, value in values.items()]}


async def test_an_assessor_accepts_scores_and_submits(scene: Scene) -> None:
    _, first, path = await begun(scene)
    shown = await scene.get(first.headers, path)
    assert (shown["status"], shown["sealed"], shown["scores"], shown["total"]) == ("invited", False, [], None)
    assert [(one["code"], one["weight"], one["most"]) for one in shown["criteria"]] == [
        ("k1", "60", "100"),
        ("k2", "40", "100"),
    ]
    assert (await scene.post(first.headers, f"{path}/accept"))["status"] == "accepted"
    half = await scene.patch(first.headers, path, scores(k1=80))
    assert (half["total"], [one["value"] for one in half["scores"]]) == (None, ["80"])
    missing = await scene.post(first.headers, f"{path}/submit", None, 422)
    assert errors_of(missing) == [("#/scores", "missing")]
    whole = await scene.patch(first.headers, path, {**scores(k2=70), "comment": "Dampaknya terukur."})
    # 0.6 x 80 + 0.4 x 70 = 76
    assert (whole["total"], whole["comment"], whole["version"]) == ("76.00", "Dampaknya terukur.", 4)
    done = await scene.post(first.headers, f"{path}/submit")
    assert (done["status"], done["total"]) == ("submitted", "76.00")


async def test_submitted_twice_is_told_and_changes_nothing(scene: Scene) -> None:
    _, first, path = await begun(scene)
    done = await scene.scored(first, path.rsplit("/", 1)[1], SECRET)
    again = await scene.post(first.headers, f"{path}/submit", None, 409)
    assert (again["code"], again["submitted_at"]) == ("assessment_submitted", done["submitted_at"])
    assert (await scene.get(first.headers, path))["version"] == done["version"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (scores(k1=101), [("#/scores/0/value", "out_of_scale")]),
        (scores(k1=50.5), [("#/scores/0/value", "off_step")]),
        (scores(k1=50.12345), [("#/scores/0/value", "too_precise")]),
        (scores(k1=10**400), [("#/scores/0/value", "not_number")]),
        (scores(k1=-1), [("#/scores/0/value", "too_small")]),
        (scores(k1="80"), [("#/scores/0/value", "not_number")]),
        (scores(k9=50), [("#/scores/0/criterion", "unknown_criterion")]),
        ({"scores": scores(k1=50)["scores"] * 2}, [("#/scores/1/criterion", "repeated")]),
        (scores(k1=50, k2=101), [("#/scores/1/value", "out_of_scale")]),
    ],
)
async def test_wrong_scores_are_told_at_their_place_and_none_is_kept(
    scene: Scene, body: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    _, first, path = await begun(scene)
    await scene.post(first.headers, f"{path}/accept")
    assert errors_of(await scene.patch(first.headers, path, body, 422)) == expected
    assert (await scene.get(first.headers, path))["scores"] == []


async def test_a_criterion_that_is_written_and_not_scored_takes_no_score(fresh: Fresh) -> None:
    scene = await furnished(fresh, by=form(0, 60, 40))
    _, first, path = await begun(scene)
    await scene.post(first.headers, f"{path}/accept")
    problem = await scene.patch(first.headers, path, scores(k1=50), 422)
    assert errors_of(problem) == [("#/scores/0/criterion", "not_scored")]
    assert (await scene.patch(first.headers, path, scores(k2=50, k3=100)))["total"] == "70.00"


async def test_scores_far_from_the_middle_need_a_reason_where_the_instrument_says_so(fresh: Fresh) -> None:
    scene = await furnished(fresh, by=REASONED)
    _, first, path = await begun(scene)
    await scene.post(first.headers, f"{path}/accept")
    problem = await scene.patch(first.headers, path, scores(k1=39, k2=91), 422)
    assert errors_of(problem) == [("#/scores/0/reason", "reason_required"), ("#/scores/1/reason", "reason_required")]
    told = {"scores": [{"criterion": "k1", "value": 39, "reason": "Belum dipakai."}, {"criterion": "k2", "value": 90}]}
    assert len((await scene.patch(first.headers, path, told))["scores"]) == 2


async def test_a_changed_score_keeps_its_earlier_versions(scene: Scene) -> None:
    _, first, path = await begun(scene)
    await scene.scored(first, path.rsplit("/", 1)[1], {"k1": 80, "k2": 70})
    changed = await scene.patch(first.headers, path, scores(k1=85, k2=70))
    assert (changed["status"], changed["total"]) == ("submitted", "79.00")
    assert [(one["criterion"], one["value"], one["revision"]) for one in changed["scores"]] == [
        ("k1", "85", 2),
        ("k2", "70", 1),
    ]
    await scene.patch(first.headers, path, scores(k1=90))
    earlier = (await scene.get(first.headers, f"{path}/revisions"))["items"]
    assert [(one["criterion"], one["revision"], one["value"]) for one in earlier] == [("k1", 1, "80"), ("k1", 2, "85")]
    assert earlier[0]["replaced_at"] == earlier[1]["scored_at"]


async def test_the_same_score_again_changes_nothing(scene: Scene) -> None:
    _, first, path = await begun(scene)
    await scene.post(first.headers, f"{path}/accept")
    once = await scene.patch(first.headers, path, scores(k1=80))
    assert (await scene.patch(first.headers, path, scores(k1=80)))["version"] == once["version"]


async def test_nothing_is_taken_outside_of_the_stage(scene: Scene) -> None:
    slug, first, path = await begun(scene)
    await scene.post(first.headers, f"{path}/accept")
    await scene.shift(slug, "panel", 1, 2)
    early = await scene.patch(first.headers, path, scores(k1=80), 409)
    assert (early["code"], early["phase"]) == ("stage_not_open", "upcoming")
    assert early["opens_at"].endswith("+07:00")
    await scene.shift(slug, "panel", -2, -0.00001)
    for answer in (
        await scene.patch(first.headers, path, scores(k1=80), 409),
        await scene.post(first.headers, f"{path}/submit", None, 409),
        await scene.post(first.headers, f"{path}/decline", CAUSE, 409),
    ):
        assert (answer["code"], answer["phase"]) == ("stage_not_open", "closed")


async def test_only_what_was_accepted_is_scored(scene: Scene) -> None:
    _, first, path = await begun(scene)
    early = await scene.patch(first.headers, path, scores(k1=80), 409)
    assert (early["code"], early["assessment_status"]) == ("assessment_step", "invited")
    await scene.post(first.headers, f"{path}/decline", CAUSE)
    for action in ("accept", "submit"):
        late = await scene.post(first.headers, f"{path}/{action}", None, 409)
        assert (late["code"], late["assessment_status"]) == ("assessment_step", "declined")
    unsaid = await scene.post(first.headers, f"{path}/decline", {"reason": "   "}, 422)
    assert errors_of(unsaid) == [("#/reason", "too_short")]


async def test_a_change_says_of_which_version_it_is(scene: Scene) -> None:
    _, first, path = await begun(scene)
    answer = await scene.ask(first.headers, "POST", f"{path}/accept")
    assert (answer.status_code, answer.headers["etag"]) == (428, '"v1"')
    await scene.post(first.headers, f"{path}/accept", if_match='"v1"')
    await scene.patch(first.headers, path, scores(k1=80), 412, if_match='"v1"')


async def test_an_entry_that_left_the_round_takes_no_scores(scene: Scene) -> None:
    slug, first, path = await begun(scene)
    await scene.post(first.headers, f"{path}/accept")
    name = (await scene.get(first.headers, path))["entry"]["name"]
    entry = (await scene.entries(slug))[name]
    await scene.post(scene.registrar, f"/rounds/{slug}/entries/{entry}/withdraw", CAUSE)
    problem = await scene.patch(first.headers, path, scores(k1=80), 409)
    assert (problem["code"], problem["entry_status"]) == ("entry_not_active", "withdrawn")


async def test_pending_and_done_are_told_apart(scene: Scene) -> None:
    slug, first, path = await begun(scene)
    assert len(await scene.of(first, "&mine=pending")) == 3
    await scene.scored(first, path.rsplit("/", 1)[1], SECRET)
    pending, done = await scene.of(first, "&mine=pending"), await scene.of(first, "&mine=done")
    assert ([one["status"] for one in pending], [one["status"] for one in done]) == (["invited"] * 2, ["submitted"])
    unknown = await scene.get(first.headers, "/assessments?round=tidak-ada", 422)
    assert errors_of(unknown) == [("query/round", "unknown_reference")]
    assert len(await scene.of(first, "&stage=panel&status=invited")) == 2
    assert (await scene.get(scene.registrar, "/assessments?mine=pending"))["items"] == []
    await scene.post(scene.registrar, f"/rounds/{slug}/entries/{pending[0]['entry']['id']}/withdraw", CAUSE)
    assert len(await scene.of(first, "&mine=pending")) == 1
    await scene.shift(slug, "panel", -2, -1)
    assert (await scene.of(first, "&mine=pending"), len(await scene.of(first, "&mine=done"))) == ([], 1)


async def test_nothing_of_a_cancelled_round_waits_for_anybody(scene: Scene) -> None:
    slug, first, _ = await begun(scene)
    await scene.post(scene.registrar, f"/rounds/{slug}/cancel", CAUSE)
    assert (await scene.of(first, "&mine=pending"), len(await scene.of(first))) == ([], 3)


async def test_scores_are_sealed_until_the_stage_closes_and_then_revealed_at_once(scene: Scene) -> None:
    slug, first, path = await begun(scene)
    second = scene.assessors[1]
    await scene.scored(first, path.rsplit("/", 1)[1], SECRET)
    await scene.get(second.headers, path, 404)
    await scene.get(second.headers, f"{path}/revisions", 404)
    sealed = await scene.get(scene.registrar, path)
    assert (sealed["sealed"], sealed["scores"], sealed["total"], sealed["comment"]) == (True, None, None, None)
    await scene.get(scene.registrar, f"{path}/revisions", 404)
    await scene.shift(slug, "panel", -2, 0)
    shown = await scene.get(scene.registrar, path)
    assert (shown["sealed"], [one["value"] for one in shown["scores"]]) == (False, ["73", "61"])
    assert (await scene.get(scene.registrar, f"{path}/revisions"))["items"] == []
    await scene.get(second.headers, path, 404)


async def test_the_audit_tells_that_somebody_scored_and_never_what(scene: Scene) -> None:
    _, first, path = await begun(scene)
    await scene.scored(first, path.rsplit("/", 1)[1], SECRET)
    events = await scene.events(path.rsplit("/", 1)[1])
    assert [one.action for one in events] == ["assessment.accept", "assessment.score", "assessment.submit"]
    assert events[1].changes == {"scored": [None, ["k1", "k2"]]}
    told = json.dumps([one.changes for one in events])
    assert "73" not in told
    assert "61" not in told


async def test_who_runs_the_round_cannot_score_in_an_assessors_place(scene: Scene) -> None:
    _, _, path = await begun(scene)
    async with scene.fresh.committing() as session:
        both = await signing.sign(session, "registrar", "assessor")
    await scene.patch(both, path, scores(k1=80), 404)
    await scene.post(both, f"{path}/accept", None, 404)
    assert (await scene.get(both, path))["sealed"] is True


async def test_what_a_submission_costs_does_not_grow_with_the_round(scene: Scene) -> None:
    """The same statements, by key alone, whether a round has one entry or hundreds."""
    _, first, _ = await begun(scene)
    engine = scene.fresh.app.state.database.engine.sync_engine

    async def counted() -> list[str]:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            statements.append(statement)

        mine = next(one for one in await scene.of(first) if one["status"] == AssessmentStatus.INVITED)
        event.listen(engine, "before_cursor_execute", note)
        try:
            await scene.scored(first, mine["id"], SECRET)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return statements

    few = await counted()
    await scene.run(
        """INSERT INTO assessment (id, round_id, stage_id, entry_id, assessor_id, status, excluded, version, reason)
           SELECT gen_random_uuid(), a.round_id, a.stage_id, a.entry_id, a.assessor_id, 'replaced', false, 1, 'Uji'
           FROM assessment a, generate_series(1, 200)"""
    )
    assert await counted() == few


async def test_levelled_indicators_are_scored_by_their_levels(fresh: Fresh) -> None:
    levels = [{"level": number, "label": {"id": f"Tingkat {number}"}} for number in (1, 2, 3)]
    indicators = [
        {
            "number": number,
            "code": f"i{number}",
            "label": {"id": f"Indikator {number}"},
            "weight": weight,
            "levels": levels,
        }
        for number, weight in ((1, "3"), (2, "2"))
    ]
    levelled = form().model_dump() | {
        "kind": "levelled_indicators",
        "form": None,
        "indicators": {"weights_sum": "5", "indicators": indicators},
    }
    scene = await furnished(fresh, by=form().model_validate(levelled))
    _, first, path = await begun(scene)
    await scene.post(first.headers, f"{path}/accept")
    # 3 x 3 + 2 x 1 = 11 of the 15 points that there are
    assert (await scene.patch(first.headers, path, scores(i1=3, i2=1)))["total"] == "73.33"
    problem = await scene.patch(first.headers, path, scores(i1=4), 422)
    assert errors_of(problem) == [("#/scores/0/value", "out_of_scale")]


async def test_a_stage_may_be_scored_by_an_instrument_of_its_own(scene: Scene) -> None:
    async with scene.fresh.committing() as session:
        await making.instrument(session, form(30, 70, code="wawancara"))
    slug = await scene.opened(
        stage("panel", -3, -2, weight=60), stage("wawancara", -1, 1, weight=40, instrument="wawancara-2026"), panel=2
    )
    await scene.assigned(slug, "wawancara")
    first = scene.assessors[0]
    one = (await scene.of(first, "&stage=wawancara"))[0]
    done = await scene.scored(first, one["id"], {"k1": 100, "k2": 50})
    assert (done["instrument"]["slug"], done["total"]) == ("wawancara-2026", "65.00")


async def test_assessors_read_who_uses_what_they_assess(scene: Scene) -> None:
    _, first, path = await begun(scene)
    key = (await scene.get(first.headers, path))["entry"]["innovation"]
    none = {"agencies": 0, "other_regions": 0, "in_date": 0}
    assert (await scene.get(first.headers, f"{path}/material"))["replication"] == none
    async with scene.fresh.committing() as session:
        origin = next(one for one in scene.innovations if one.slug == key)
        binjai = await replicas.owner(session, "12.75")
        for by, seen in (
            *((binjai, replicas.RECENT), (binjai, replicas.RECENT), (await replicas.owner(session), replicas.RECENT)),
            (await replicas.owner(session, "12.07"), replicas.LONG_AGO),
        ):
            await replicas.replica(session, origin, by, seen)
    used = {"agencies": 2, "other_regions": 1, "in_date": 3}
    assert (await scene.get(first.headers, f"{path}/material"))["replication"] == used


async def test_assessors_read_the_texts_and_the_evidence_of_what_they_assess_and_of_nothing_else(scene: Scene) -> None:
    _, first, path = await begun(scene)
    shown = await scene.get(first.headers, path)
    owner = next(
        scene.operators[place % 3] for place, one in enumerate(scene.innovations) if one.name == shown["entry"]["name"]
    )
    key = shown["entry"]["innovation"]
    proof = {"kind": "laporan_evaluasi", "title": "Laporan evaluasi", "reference": "800/12/2026"}
    await scene.post(owner, f"/innovations/{key}/evidence", proof)
    sections = {"sections": [{"section": "k1", "text": "Satu dua tiga kata."}]}
    await scene.patch(owner, f"/innovations/{key}/dossiers/{scene.instrument.slug}", sections)
    material = await scene.get(first.headers, f"{path}/material")
    assert [one["title"] for one in material["evidence"]] == ["Laporan evaluasi"]
    assert [(one["section"], one["text"], one["words"]) for one in material["dossier"]["sections"]] == [
        ("k1", "Satu dua tiga kata.", 4),
        ("k2", None, 0),
    ]
    assert (await scene.get(scene.registrar, f"{path}/material")) == material
    await scene.get(first.headers, f"/innovations/{key}/evidence", 403)
    await scene.post(first.headers, f"{path}/decline", CAUSE)
    await scene.get(first.headers, f"{path}/material", 404)
