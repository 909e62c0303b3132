"""Milestones of action plans among what is due: for the agency of the plan, and for who mentors it."""

from datetime import date, timedelta

import pytest

from app.core.concealment import pattern_of
from app.core.ids import new_id
from app.models import ActionPlanPerson, ConcealedName, PlanMilestone
from app.reminders.known import Milestone, ReminderKind, SubjectType
from app.reminders.rules import of_milestone
from tests import factories
from tests.action_plans.desk import edition, plan
from tests.reminders.desk import Desk, agency, linked, operator
from tests.reminders.making import DAY

BEGAN = DAY - timedelta(days=400)


def days(many: int) -> date:
    """Return a day so long after the one that tests look at."""
    return DAY + timedelta(days=many)


@pytest.mark.parametrize(
    ("done_on", "ended_on", "told"),
    [
        (None, None, True),
        (days(0), None, False),
        (days(1), None, True),
        (None, days(0), False),
        (None, days(1), True),
    ],
)
def test_a_milestone_is_due_until_it_is_reached_or_the_plan_ends(
    done_on: date | None, ended_on: date | None, *, told: bool
) -> None:
    one = Milestone(new_id(), "Uji coba", days(-3), done_on, new_id(), "Arsip", new_id(), ended_on)
    found = list(of_milestone(one, DAY))
    assert [(each.kind, each.subject_type, each.due_on, each.plan_id, each.name) for each in found] == told * [
        (ReminderKind.TONGGAK_RENCANA, SubjectType.PLAN_MILESTONE, days(-3), one.plan_id, "Uji coba (Arsip)")
    ]


async def test_the_agency_and_the_mentor_are_told_of_the_milestones_of_a_plan(desk: Desk) -> None:
    async with desk.filing() as session:
        own, other = await agency(session), await agency(session)
        await factories.succession(session, own, other)
        held = await edition(session)
        mentor, former = await factories.person(session, "Gita Camat"), await factories.person(session, "Hadi Camat")
        one = await plan(
            session,
            held,
            own,
            title="Arsip Rapi",
            starts_on=BEGAN,
            people=[
                ActionPlanPerson(position=1, role="mentor", person_id=mentor.id),
                ActionPlanPerson(position=2, role="mentor", person_id=former.id, valid_to=str(DAY.year - 1)),
                ActionPlanPerson(position=3, role="coach", person_id=former.id),
            ],
            milestones=[
                PlanMilestone(title="Uji coba", due_on=days(-10)),
                PlanMilestone(title="Laporan", due_on=days(-10)),
                PlanMilestone(title="Pameran", due_on=days(20)),
                PlanMilestone(title="Survei", due_on=days(-300), done_on=days(-1)),
                PlanMilestone(title="Buku", due_on=days(500)),
            ],
        )
        stopped = {"stopped_on": days(-5), "stopped_reason": "Batal."}
        for gone in (stopped, {"withdrawn_at": held.created_at, "withdrawn_reason": "Keliru."}):
            late = [PlanMilestone(title="Batal", due_on=days(-9))]
            await plan(session, held, own, starts_on=BEGAN, milestones=late, **gone)
        keeper, stranger = await operator(session, own), await operator(session, await agency(session))
        camat = await linked(session, mentor.id)
    owed = await desk.due(own, keeper)
    told = [(item["kind"], item["subject"]["name"], item["days"], item["overdue"]) for item in owed]
    assert sorted(told) == [
        ("tonggak_rencana", "Laporan (Arsip Rapi)", -10, True),
        ("tonggak_rencana", "Pameran (Arsip Rapi)", 20, False),
        ("tonggak_rencana", "Uji coba (Arsip Rapi)", -10, True),
    ]
    assert {(item["plan_id"], item["agency"]["slug"], item["request_id"]) for item in owed} == {
        (str(one.id), own.slug, None)
    }
    # whoever follows an agency owes what it owed
    assert await desk.due(other) == owed
    assert await desk.due(own, keeper, kind="tonggak_rencana", overdue=False) == [owed[2]]
    # before it was reached, a milestone was due
    assert len(await desk.due(own, keeper, as_of=days(-2), overdue=True)) == 3
    assert await desk.mentored(mentor, camat) == owed
    assert await desk.mentored(former) == []
    # whoever does not know of the mentor may not ask
    assert (await desk.get(f"/v1/innovators/{mentor.slug}/reminders", stranger)).status_code == 404


async def test_a_name_that_was_withdrawn_is_not_told_in_a_milestone(desk: Desk) -> None:
    async with desk.filing() as session:
        own = await agency(session)
        person = await factories.person(session, "Indah Permatasari Lubis")
        late = [PlanMilestone(title="Serah terima dari Indah Permatasari Lubis", due_on=days(-1))]
        await plan(session, await edition(session), own, title="Loket", starts_on=BEGAN, milestones=late)
        session.add(ConcealedName(person_id=person.id, pattern=pattern_of(person.name)))
    assert [one["subject"]["name"] for one in await desk.due(own)] == ["Serah terima dari [dirahasiakan] (Loket)"]
