"""Conflicts that come to light after the assignment: what changes over HTTP, and the assessment that it stops."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from app.agencies.service import AgencyService
from app.core.clock import today
from app.models import AgencyVersion, Assessment, ConflictFinding, DeclaredConflict, RoundAssessor
from tests import factories, signing
from tests.conflicts.panel import Panel, post
from tests.rounds import making


def part(person: str, role: str = "inovator", **facts: Any) -> dict[str, Any]:
    return {"person": person, "role": role, **facts}


CITRA = part("citra-lestari", agency="bidang-arsip")


async def test_nothing_is_suspended_while_there_is_no_conflict(panel: Panel) -> None:
    await panel.correct(panel.innovation, people=[CITRA, part("dewi-anggraini")])
    await panel.happens("dinas-jauh", "rename", name="Dinas Jauh Sekali")
    assert await panel.reasons() == []
    assert (await panel.assessment()).version == 1
    assert await panel.events("assessment.suspend") == []


async def test_an_assessor_who_turns_out_to_be_an_innovator_is_suspended(panel: Panel) -> None:
    await panel.correct(panel.innovation, people=[CITRA, part("budi-santoso", "anggota_tim")])
    assert await panel.reasons() == [("own_innovation", "Budi Santoso is a member of the team of E-Arsip.")]
    assessment = await panel.assessment()
    assert (assessment.status, assessment.excluded, assessment.version) == ("submitted", False, 2)
    (written,) = await panel.events("assessment.suspend")
    assert (written.entity_kind, written.entity_id) == ("assessment", panel.assessment_id)
    assert written.agency_id == panel.agencies["own"].id
    assert written.changes["suspended_at"] == [None, assessment.suspended_at and assessment.suspended_at.isoformat()]
    told = {"kind": "own_innovation", "innovation": str(panel.innovation.id)}
    assert written.changes["conflicts"] == [None, [told]]
    (read,) = (await panel.done("admin", "GET", "/v1/audit?action=assessment.suspend"))["items"]
    assert read["entity_id"] == str(panel.assessment_id)


async def test_a_mentor_and_a_co_author_are_found_through_another_innovation(panel: Panel) -> None:
    await panel.correct(panel.other, people=[part("budi-santoso", "mentor"), part("citra-lestari")])
    told = "Budi Santoso guided Citra Lestari, an innovator of it, on Si-Surat."
    assert await panel.reasons() == [("mentor", told)]
    await panel.correct(panel.other, people=[part("budi-santoso"), part("citra-lestari")])
    again = "Budi Santoso made Si-Surat together with Citra Lestari, an innovator of it."
    # one finding: there is more to decide of
    assert await panel.reasons() == [("mentor", told), ("co_author", again)]
    assert len(await panel.findings()) == 1


async def test_a_relation_makes_somebody_a_replicator_or_owner_of_the_original(panel: Panel) -> None:
    await panel.correct(panel.other, people=[part("budi-santoso")])
    assert await panel.reasons() == []
    await panel.correct(panel.other, relations=[{"kind": "adapts", "innovation": str(panel.innovation.id)}])
    assert [kind for kind, _ in await panel.reasons()] == ["replicator"]
    await panel.correct(panel.other, relations=[])
    await panel.decide("allowed")
    await panel.correct(panel.innovation, relations=[{"kind": "adapts", "innovation": str(panel.other.id)}])
    told = "Budi Santoso had a part in making Si-Surat. E-Arsip adapts Si-Surat."
    assert await panel.reasons() == [("original_owner", told)]


async def test_another_owner_brings_the_conflicts_of_the_same_agency(panel: Panel) -> None:
    await panel.correct(panel.other, people=[part("budi-santoso", "penguji", agency="dinas-jauh")])
    await panel.correct(panel.innovation, agency="dinas-jauh")
    # an examiner's part says nothing of where somebody works
    assert await panel.reasons() == []
    await panel.correct(panel.other, people=[part("budi-santoso", agency="dinas-jauh")])
    assert [kind for kind, _ in await panel.reasons()] == ["same_agency"]


async def test_what_is_published_counts_from_then_on(panel: Panel) -> None:
    made = await panel.done(
        "registrar",
        "POST",
        "/v1/innovations",
        {"name": "Ular", "people": [part("budi-santoso"), part("citra-lestari")]},
    )
    for action in ("submit", "verify"):
        await panel.done(
            "registrar", "POST", f"/v1/innovations/{made['id']}/{action}", {"reason": "Uji coba."}, if_match="*"
        )
    assert await panel.reasons() == []
    await panel.done(
        "registrar", "POST", f"/v1/innovations/{made['id']}/publish", {"reason": "Uji coba."}, if_match="*"
    )
    assert [kind for kind, _ in await panel.reasons()] == ["co_author"]


async def test_a_merger_of_records_brings_their_conflicts_together(panel: Panel) -> None:
    async with panel.fresh.committing() as session:
        twin = await factories.innovation(session, "E-Arsip Lama", agency_id=panel.agencies["far"].id)
        await factories.part(session, twin, panel.people["budi"])
    path = f"/v1/innovations/{twin.id}/merge"
    into = {"into": str(panel.innovation.id), "reason": "Rekaman yang sama."}
    await panel.done("registrar", "POST", path, into, if_match="*")
    assert [kind for kind, _ in await panel.reasons()] == ["own_innovation"]


async def test_an_entry_that_was_merged_away_keeps_its_conflicts(panel: Panel) -> None:
    path = f"/v1/innovations/{panel.innovation.id}/merge"
    await panel.done("registrar", "POST", path, {"into": str(panel.other.id), "reason": "Sama."}, if_match="*")
    assert await panel.reasons() == []
    await panel.correct(panel.other, people=[part("citra-lestari"), part("budi-santoso")])
    assert [kind for kind, _ in await panel.reasons()] == ["own_innovation"]


async def test_agencies_that_merge_or_move_bring_their_conflicts_together(panel: Panel) -> None:
    async with panel.fresh.committing() as session:
        await post(session, panel.people["budi"], panel.agencies["far"])
    await panel.happens("dinas-jauh", "move", parent="dinas-arsip")
    told = "Budi Santoso works for Dinas Jauh (post: Kepala), which is part of Dinas Arsip, the owner of E-Arsip."
    assert await panel.reasons() == [("same_agency", told)]


async def test_a_renaming_brings_nothing_and_a_merger_of_agencies_does(panel: Panel) -> None:
    async with panel.fresh.committing() as session:
        await post(session, panel.people["budi"], panel.agencies["far"])
    await panel.happens("dinas-jauh", "rename", name="Dinas Dekat")
    assert await panel.reasons() == []
    versions = {
        one: (await panel.done("registrar", "GET", f"/v1/agencies/{one}/history"))["version"]
        for one in ("dinas-jauh", "dinas-arsip")
    }
    body = {
        "predecessors": [{"agency": one, "version": version} for one, version in versions.items()],
        "successor": {"new": {"name": "Dinas Arsip dan Perpustakaan", "kind": "dinas"}},
        "effective_on": "2026-02-01",
        "decree": "Perda uji",
    }
    await panel.done("registrar", "POST", "/v1/agencies/merge", body)
    same, superior = await panel.reasons()
    assert same[0] == "same_agency"
    assert "by now one agency with Dinas Arsip, the owner of E-Arsip" in same[1]
    # what was part of the one is part of what both became
    assert superior[0] == "superior"
    assert "above Bidang Arsip, where Citra Lestari, an innovator of it, works" in superior[1]


async def test_a_decree_suspends_on_its_day_and_not_before(panel: Panel) -> None:
    async with panel.fresh.committing() as session:
        await post(session, panel.people["budi"], panel.agencies["far"])
    soon = today() + timedelta(days=3)
    await panel.happens("dinas-jauh", "move", parent="dinas-arsip", effective_on=soon.isoformat())
    assert await panel.reasons() == []
    async with panel.fresh.committing() as session:
        await AgencyService(session).catch_up(today())
    assert await panel.reasons() == []
    await _let_days_pass(panel, soon.isoformat())
    async with panel.fresh.committing() as session:
        await AgencyService(session).catch_up(today())
    assert [kind for kind, _ in await panel.reasons()] == ["same_agency"]
    (written,) = await panel.events("assessment.suspend")
    assert (written.via, written.account_name, written.account_id) == ("chore", "inovasi", None)


async def _let_days_pass(panel: Panel, day: str) -> None:
    """Bring the day of a decree to today."""
    async with panel.fresh.committing() as session:
        for version in await session.scalars(select(AgencyVersion).where(AgencyVersion.valid_from == day)):
            version.valid_from = today().isoformat()


async def test_a_second_account_of_the_same_person_is_the_same_person(panel: Panel) -> None:
    async with panel.fresh.committing() as session:
        second = await signing.account(session, "operator", agency_id=panel.agencies["own"].id)
    path = f"/v1/accounts/{second.id}"
    await panel.done("admin", "PATCH", path, {"person": "budi-santoso"}, if_match="*")
    told = "Budi Santoso works for Dinas Arsip (by their account), the owner of E-Arsip."
    assert await panel.reasons() == [("same_agency", told)]
    # an account that is switched off says nothing any more, and one that comes back says it again
    await panel.decide("allowed")
    await panel.done("admin", "PATCH", path, {"active": False}, if_match="*")
    await panel.done("admin", "PATCH", path, {"agency": "bidang-arsip"}, if_match="*")
    assert await panel.reasons() == []
    await panel.done("admin", "PATCH", path, {"active": True}, if_match="*")
    assert [kind for kind, _ in await panel.reasons()] == ["same_agency"]


async def test_a_new_account_of_the_same_person_counts_at_once(panel: Panel) -> None:
    body = {"name": "Dua", "roles": ["operator"], "agency": "bidang-arsip", "person": "budi-santoso"}
    await panel.done("admin", "POST", "/v1/accounts", body)
    assert [kind for kind, _ in await panel.reasons()] == ["same_agency"]


async def test_the_agency_of_an_innovators_account_counts_for_their_superiors(panel: Panel) -> None:
    async with panel.fresh.committing() as session:
        await post(session, panel.people["budi"], panel.agencies["far"])
        below = await factories.agency(session, "Bidang Jauh", parent_id=panel.agencies["far"].id)
        account = await signing.account(session, "operator", agency_id=below.id)
    await panel.done("admin", "PATCH", f"/v1/accounts/{account.id}", {"person": "citra-lestari"}, if_match="*")
    told = "Budi Santoso is Kepala at Dinas Jauh, above Bidang Jauh, where Citra Lestari, an innovator of it, works."
    assert await panel.reasons() == [("superior", told)]


async def test_a_seat_follows_its_account_to_another_person(panel: Panel) -> None:
    await panel.done("admin", "PATCH", f"/v1/accounts/{panel.account.id}", {"person": "citra-lestari"}, if_match="*")
    assert [kind for kind, _ in await panel.reasons()] == ["own_innovation", "same_agency"]
    async with panel.fresh.committing() as session:
        assert await session.scalar(select(RoundAssessor.person_id)) == panel.people["citra"].id


async def test_nobody_sits_on_a_panel_twice_and_no_seat_becomes_nobodys(panel: Panel) -> None:
    async with panel.fresh.committing() as session:
        second = await signing.account(session, "assessor")
        await making.assessor(session, panel.round, second, panel.people["dewi"])
    for person in ("budi-santoso", None):
        answer = await panel.ask("admin", "PATCH", f"/v1/accounts/{second.id}", {"person": person}, if_match="*")
        assert (answer.status_code, answer.json()["code"]) == (409, "person_seated"), person
        assert answer.json()["rounds"] == [panel.round.slug]
    async with panel.fresh.committing() as session:
        one = await session.get_one(type(panel.round), panel.round.id)
        one.status = "cancelled"
    await panel.done("admin", "PATCH", f"/v1/accounts/{second.id}", {"person": "budi-santoso"}, if_match="*")
    async with panel.fresh.committing() as session:
        # what is over stays as it was
        assert await session.scalar(select(func.count()).where(RoundAssessor.person_id == panel.people["dewi"].id))


async def leave(panel: Panel) -> None:
    """Let Budi leave the panel, who submitted the one sheet."""
    told = {"assessor": str(panel.account.id), "reason": "Berhalangan."}
    await panel.done("registrar", "POST", f"/v1/rounds/{panel.round.slug}/panel/remove", told, if_match="*")


async def test_scores_that_somebody_left_follow_the_account_to_another_person(panel: Panel) -> None:
    await leave(panel)
    await panel.done("admin", "PATCH", f"/v1/accounts/{panel.account.id}", {"person": "citra-lestari"}, if_match="*")
    assert [kind for kind, _ in await panel.reasons()] == ["own_innovation", "same_agency"]


async def test_scores_that_somebody_left_are_not_joined_by_those_of_another_account(panel: Panel) -> None:
    await leave(panel)
    async with panel.fresh.committing() as session:
        second = await signing.account(session, "assessor")
        await making.assessor(session, panel.round, second, panel.people["dewi"])
    answer = await panel.ask("admin", "PATCH", f"/v1/accounts/{second.id}", {"person": "budi-santoso"}, if_match="*")
    assert (answer.status_code, answer.json()["code"]) == (409, "person_seated")


async def test_a_conflict_of_somebody_who_left_is_still_declared_and_shown(panel: Panel) -> None:
    await leave(panel)
    told = {
        "assessor": str(panel.account.id),
        "innovation": panel.innovation.slug,
        "reason": "Pernah membimbing timnya.",
    }
    made = await panel.done("registrar", "POST", f"/v1/rounds/{panel.round.slug}/conflicts", told)
    assert made["suspended"] == 1
    shown = await panel.done("registrar", "GET", f"/v1/rounds/{panel.round.slug}/conflicts")
    assert [one["account_id"] for one in shown["items"]] == [str(panel.account.id)]


async def test_an_allowed_reason_is_not_found_again_and_a_new_one_is(panel: Panel) -> None:
    await panel.correct(panel.other, people=[part("budi-santoso"), part("citra-lestari")])
    await panel.decide("allowed")
    assert (await panel.assessment()).suspended_at is None
    await panel.correct(panel.other, people=[part("budi-santoso"), part("citra-lestari"), part("dewi-anggraini")])
    assert await panel.reasons() == []
    await panel.correct(panel.innovation, people=[CITRA, part("dewi-anggraini")])
    told = "Budi Santoso made Si-Surat together with Dewi Anggraini, an innovator of it."
    assert await panel.reasons() == [("co_author", told)]


async def test_what_was_excluded_stays_so_and_is_not_looked_at_again(panel: Panel) -> None:
    await panel.correct(panel.innovation, people=[CITRA, part("budi-santoso")])
    await panel.decide("excluded")
    await panel.correct(panel.innovation, people=[CITRA, part("budi-santoso", "mentor")])
    assert await panel.reasons() == []
    assessment = await panel.assessment()
    assert (assessment.excluded, assessment.suspended_at, assessment.version) == (True, None, 3)


@pytest.mark.parametrize(
    ("field", "value"),
    [("status", "declined"), ("entry", "withdrawn"), ("round", "published"), ("round", "cancelled")],
)
async def test_what_does_not_count_any_more_is_left_alone(panel: Panel, field: str, value: str) -> None:
    async with panel.fresh.committing() as session:
        if field == "status":
            one = await session.get_one(Assessment, panel.assessment_id)
            one.status, one.reason = value, "Berhalangan."
        elif field == "entry":
            entry = await session.get_one(type(panel.entry), panel.entry.id)
            entry.status, entry.out_reason = value, "Ditarik."
        else:
            round_ = await session.get_one(type(panel.round), panel.round.id)
            round_.status, round_.decree_number, round_.decree_on = value, "1", today()
    await panel.correct(panel.innovation, people=[CITRA, part("budi-santoso")])
    assert await panel.reasons() == []


async def test_where_nothing_is_assessed_a_change_asks_one_small_question_and_a_draft_none(panel: Panel) -> None:
    async with panel.fresh.committing() as session:
        replaced = await session.get_one(Assessment, panel.assessment_id)
        replaced.status, replaced.reason = "replaced", "Diganti."
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    engine = panel.fresh.app.state.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        await panel.correct(panel.innovation, people=[CITRA, part("budi-santoso")])
        assert sum("assessment" in statement for statement in asked) == 1
        del asked[:]
        await panel.done("registrar", "POST", "/v1/innovations", {"name": "Draf", "people": [part("budi-santoso")]})
        assert sum("assessment" in statement for statement in asked) == 0
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_findings_and_declarations_are_all_that_is_written(panel: Panel) -> None:
    await panel.correct(panel.innovation, people=[CITRA, part("budi-santoso")])
    async with panel.fresh.committing() as session:
        counts = [
            await session.scalar(select(func.count()).select_from(table))
            for table in (ConflictFinding, DeclaredConflict)
        ]
    assert counts == [1, 0]
    # the same facts again write nothing
    await panel.correct(panel.innovation, people=[CITRA, part("budi-santoso"), part("dewi-anggraini")])
    assert (await panel.assessment()).version == 2
    assert len(await panel.events("assessment.suspend")) == 1
