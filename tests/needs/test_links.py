"""What is put against a need: whose innovation, since when in use, which plan, and that no link takes a status back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.core.clock import today
from app.core.ids import new_id
from app.models import ActionPlan, Agency, Innovation, Person, ProgrammeEdition, ReplicationRequest, ReplicationStep
from app.models.programme import Programme
from tests import factories
from tests.innovations.keeping import errors_of
from tests.needs.making import NOBODY, REASON, Desk, in_use

# far enough that no midnight of the run makes it today
AHEAD = (today() + timedelta(days=2)).isoformat()


async def innovation(desk: Desk, of: Agency | None = None, on: str | None = "2026-03", **facts: Any) -> Innovation:
    async with desk.fresh.committing() as session:
        return await in_use(session, of or desk.home, on, **facts)


async def idea(desk: Desk, stage: str = "inisiatif", **facts: Any) -> Innovation:
    """An innovation of the home agency's that is not in use yet."""
    async with desk.fresh.committing() as session:
        made = await factories.innovation(session, agency_id=desk.home.id, **facts)
        await factories.stage(session, made, stage)
        return made


async def plan(desk: Desk, of: Agency | None = None, **facts: Any) -> str:
    """Return the id of a published plan of an agency."""
    async with desk.fresh.committing() as session:
        moment = datetime.now(UTC)
        programme = Programme(slug=f"p-{new_id()}", name="Diklat", kind="diklat", aliases=[])
        session.add(programme)
        await session.flush()
        edition = ProgrammeEdition(
            slug=f"e-{new_id()}", programme_id=programme.id, name="Diklat", kind="diklat", starts_on="2026"
        )
        session.add(edition)
        await session.flush()
        told = {"title": "Loket Cepat", "title_key": str(new_id()), "published_at": moment, **facts}
        made = ActionPlan(
            edition_id=edition.id,
            agency_id=(of or desk.home).id,
            starts_on=date(2026, 1, 5),
            entered_on=date(2026, 1, 5),
            **told,
        )
        session.add(made)
        await session.flush()
        return str(made.id)


async def running(desk: Desk, origin: Innovation, since: date, status: str = "berjalan") -> None:
    """Let the home agency have a replication of an innovation."""
    async with desk.fresh.committing() as session:
        slug = f"kontak-{new_id()}"
        contact = Person(slug=slug, name="Kontak", name_key="kontak")
        session.add(contact)
        await session.flush()
        one = ReplicationRequest(
            origin_id=origin.id,
            agency_id=desk.home.id,
            model="mandiri",
            scope="dalam_kota",
            status=status,
            step=status,
            requested_on=since,
            entered_on=since,
            problem="Antre.",
            adaptation="Loket.",
            compatibility={},
            contact_id=contact.id,
        )
        session.add(one)
        await session.flush()
        told = {"step": status, "status": status, "entered_on": since, "actor": "penerima"}
        session.add(ReplicationStep(request_id=one.id, number=1, recorded_at=datetime.now(UTC), **told))


async def test_an_innovation_in_use_answers_a_need(desk: Desk) -> None:
    need, answer = await desk.need(), await innovation(desk, name="Jawaban Uji")
    told = await desk.answered(need, answer.slug)
    assert told["status"] == "dijawab"
    (link,) = told["answers"]
    assert (link["innovation"]["slug"], link["basis"], link["in_use_from"]) == (answer.slug, "milik", "2026-03-31")
    assert [step["status"] for step in told["steps"]] == ["terbuka", "dijawab"]
    assert await desk.refused(f"/needs/{need['id']}/answers", {"innovation": answer.slug}) == (409, "answer_stands")
    listed = await desk.get("/needs", innovation=answer.slug)
    assert [one["id"] for one in listed["items"]] == [need["id"]]
    events = await desk.events(need["id"])
    assert events[-1].action == "need.answer"
    assert events[-1].changes["answer"][1]["innovation"] == str(answer.id)
    assert events[-1].changes["status"] == ["terbuka", "dijawab"]


async def test_what_is_not_in_use_yet_is_planned_until_it_is(desk: Desk) -> None:
    need, answer = await desk.need(), await idea(desk)
    path = f"/needs/{need['id']}/answers"
    early = await desk.ask("operator", "POST", path, {"innovation": answer.slug, "in_use_from": "2026-01-01"})
    assert errors_of(early) == [("#/in_use_from", "not_in_use")]
    told = await desk.answered(need, answer.slug)
    assert (told["status"], told["answers"][0]["in_use_from"]) == ("direncanakan", None)
    assert await desk.refused(path, {"innovation": answer.slug}) == (409, "answer_stands")
    async with desk.fresh.committing() as session:
        await factories.stage(session, answer, "penerapan", 1, on="2026-05-04")
    told = await desk.answered(need, answer.slug)
    assert (told["status"], len(told["answers"])) == ("dijawab", 1)
    assert told["answers"][0]["in_use_from"] == "2026-05-04"
    assert [step["status"] for step in told["steps"]] == ["terbuka", "direncanakan", "dijawab"]


@pytest.mark.parametrize(
    ("stage_on", "told", "result"),
    [
        ("2026-03", "2026-03-02", "2026-03-02"),
        ("2026-03", "2026-07-01", "2026-07-01"),
        ("2026-03", "2026-02-28", ("#/in_use_from", "too_early")),
        ("2026-03", AHEAD, ("#/in_use_from", "in_future")),
        (None, None, ("#/in_use_from", "required")),
        (None, "2020-01-01", "2020-01-01"),
    ],
)
async def test_the_day_of_use_is_within_what_the_record_says(
    desk: Desk, stage_on: str | None, told: str | None, result: str | tuple[str, str]
) -> None:
    need, answer = await desk.need(), await innovation(desk, on=stage_on)
    body = {"innovation": answer.slug, **({"in_use_from": told} if told else {})}
    sent = await desk.ask("operator", "POST", f"/needs/{need['id']}/answers", body)
    if isinstance(result, str):
        assert sent.json()["answers"][0]["in_use_from"] == result
    else:
        assert (sent.status_code, errors_of(sent)) == (422, [result])
        assert (await desk.get(f"/needs/{need['id']}"))["status"] == "terbuka"


async def test_only_what_the_agency_has_or_uses_answers_its_needs(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        earlier = await factories.agency(session, "Dinas Pendahulu Desk")
        abroad = await factories.agency(session, "Dinas Asing Desk")
        await factories.succession(session, earlier, desk.home)
        inherited, replica = await in_use(session, earlier), await in_use(session, desk.home)
        foreign, ran, stopped = [await in_use(session, abroad) for _ in range(3)]
        await factories.relation(session, replica, foreign, "adapts")
        nobodys = await in_use(session, None)
    await desk.run(
        "INSERT INTO agency_lineage (key, member_id) VALUES (:key, :id)", key=str(desk.home.id), id=earlier.id
    )
    await running(desk, ran, date(2026, 6, 1))
    await running(desk, stopped, date(2026, 6, 1), "pelaksanaan")
    need = await desk.need()
    for one in (foreign, stopped, nobodys):
        sent = await desk.ask("operator", "POST", f"/needs/{need['id']}/answers", {"innovation": one.slug})
        assert (sent.status_code, errors_of(sent)) == (422, [("#/innovation", "not_used_there")]), one.slug
    for one, basis, day in (
        (inherited, "milik", "2026-03-31"),
        (replica, "replika", "2026-03-31"),
        (ran, "dipakai", "2026-06-01"),
    ):
        told = await desk.answered(need, one.slug)
        found = {link["innovation"]["id"]: link for link in told["answers"]}[str(one.id)]
        assert (found["basis"], found["in_use_from"]) == (basis, day)


async def test_a_draft_is_planned_and_told_to_nobody_else(desk: Desk) -> None:
    need, secret = await desk.need(), await innovation(desk, status="draft", name="Rancangan Rahasia Desk")
    body = {"innovation": secret.slug, "in_use_from": "2026-04-01"}
    sent = await desk.ask("operator", "POST", f"/needs/{need['id']}/answers", body)
    assert errors_of(sent) == [("#/innovation", "not_published")]
    told = await desk.answered(need, secret.slug)
    assert (told["status"], len(told["answers"])) == ("direncanakan", 1)
    for path in (f"/needs/{need['id']}", "/needs/loop?limit=200", f"/needs?innovation={secret.slug}"):
        answer = await desk.ask(None, "GET", path)
        assert answer.status_code == 200
        assert "rancangan-rahasia" not in answer.text
    assert (await desk.get("/needs", innovation=secret.slug))["items"] == []
    async with desk.fresh.committing() as session:
        hidden = await in_use(session, desk.other, status="draft")
    assert errors_of(
        await desk.ask("operator", "POST", f"/needs/{need['id']}/answers", {"innovation": hidden.slug})
    ) == [("#/innovation", "unknown_reference")]


async def test_a_plan_of_the_agency_is_put_against_a_need(desk: Desk) -> None:
    need, one = await desk.need(), await plan(desk)
    path = f"/needs/{need['id']}/plans"
    told = await desk.post(path, {"plan": one})
    assert (told["status"], told["plans"][0]["plan_id"], told["plans"][0]["title"]) == (
        "direncanakan",
        one,
        "Loket Cepat",
    )
    assert await desk.refused(path, {"plan": one}) == (409, "plan_stands")
    for wrong, code in (
        (NOBODY, "unknown_reference"),
        (await plan(desk, desk.other), "not_theirs"),
        (await plan(desk, desk.other, published_at=None), "unknown_reference"),
    ):
        assert errors_of(await desk.ask("operator", "POST", path, {"plan": wrong})) == [("#/plan", code)]
    unpublished = await desk.post(path, {"plan": await plan(desk, published_at=None, title="Rencana Diam")})
    assert [link["title"] for link in unpublished["plans"]] == ["Loket Cepat", "Rencana Diam"]
    assert [link["title"] for link in (await desk.get(f"/needs/{need['id']}"))["plans"]] == ["Loket Cepat", None]
    answered = await desk.answered(need, (await innovation(desk)).slug)
    assert answered["status"] == "dijawab"
    more = await desk.post(path, {"plan": await plan(desk)})
    assert more["status"] == "dijawab", "a further plan takes nothing back"


async def test_a_link_that_a_status_rests_on_is_not_withdrawn_before_another_stands(desk: Desk) -> None:
    need, one = await desk.need(), await plan(desk)
    path = f"/needs/{need['id']}"
    gone = {"plan": one, "reason": REASON}
    assert errors_of(await desk.ask("operator", "POST", f"{path}/plans/withdraw", gone)) == [
        ("#/plan", "unknown_reference")
    ]
    await desk.post(f"{path}/plans", {"plan": one})
    assert await desk.refused(f"{path}/plans/withdraw", gone) == (409, "status_rests_on_link")
    first, second = await innovation(desk), await innovation(desk)
    await desk.answered(need, first.slug)
    told = await desk.post(f"{path}/plans/withdraw", gone)
    assert (told["status"], told["plans"]) == ("dijawab", [])
    wrong = {"innovation": first.slug, "reason": REASON}
    assert await desk.refused(f"{path}/answers/withdraw", wrong) == (409, "status_rests_on_link")
    await desk.answered(need, second.slug)
    told = await desk.post(f"{path}/answers/withdraw", wrong)
    assert [link["innovation"]["id"] for link in told["answers"]] == [str(second.id)]
    assert told["status"] == "dijawab"
    assert errors_of(await desk.ask("operator", "POST", f"{path}/answers/withdraw", wrong)) == [
        ("#/innovation", "unknown_reference")
    ]
    again = await desk.answered(need, first.slug)
    assert len(again["answers"]) == 2, "what was withdrawn may be linked anew"
    last = [event for event in await desk.events(need["id"]) if event.action == "need.withdraw_answer"]
    assert [event.reason for event in last] == [REASON]


async def test_the_answer_goes_with_a_record_that_is_merged(desk: Desk) -> None:
    need, gone, stays = await desk.need(), await innovation(desk), await innovation(desk)
    await desk.answered(need, gone.slug)
    body = {"into": stays.slug, "reason": "Rekaman yang sama dicatat dua kali."}
    merged = await desk.ask("registrar", "POST", f"/innovations/{gone.id}/merge", body)
    assert merged.is_success, merged.text
    (link,) = (await desk.get(f"/needs/{need['id']}"))["answers"]
    assert link["innovation"]["id"] == str(stays.id)


async def test_what_comes_from_no_survey_is_verified_with_evidence(desk: Desk) -> None:
    need, answer = await desk.need(), await innovation(desk)
    path = f"/needs/{need['id']}"
    found = {
        "outcome": "terbukti",
        "evidence": [{"title": "Laporan evaluasi", "reference": "800/9/2026"}],
        "note": "Undangan sampai tiga hari sebelumnya.",
    }
    assert await desk.refused(f"{path}/verify", found) == (409, "need_step")
    await desk.answered(need, answer.slug)
    bare = await desk.ask("operator", "POST", f"{path}/verify", {**found, "evidence": []})
    assert errors_of(bare) == [("#/evidence", "too_short")]
    told = await desk.post(f"{path}/verify", found)
    assert (told["status"], told["verification"]["note"]) == ("terbukti", found["note"])
    assert told["verification"]["evidence"][0]["title"] == "Laporan evaluasi"
    assert await desk.refused(f"{path}/verify", found) == (409, "need_step")
    other = await desk.need()
    await desk.answered(other, answer.slug)
    assert (await desk.post(f"/needs/{other['id']}/verify", {**found, "outcome": "tidak_terbukti"}))["status"] == (
        "tidak_terbukti"
    )
