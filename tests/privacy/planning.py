"""Action plans that tell of a person in every text that they hold, and in every part that one may have."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import ActionPlanPerson, PlanMilestone, PlanSignature, ProgrammeEdition
from tests.action_plans.desk import aggregate, plan
from tests.privacy.desk import Desk
from tests.privacy.withdrawing import SPOKEN


async def plan_things(desk: Desk, session: AsyncSession) -> None:
    """Add a number of plans to an edition that is public, a plan of it, and one that was withdrawn."""
    public = select(ProgrammeEdition).where(ProgrammeEdition.status == "published").limit(1)
    held = (await session.scalars(public)).one()
    number = await aggregate(session, held, 37, source=SPOKEN, phrase=SPOKEN, note=SPOKEN)
    now = datetime.now(UTC)
    told = {"problem": SPOKEN, "goal": SPOKEN, "agreement_number": SPOKEN, "published_at": now}
    one = await plan(
        session,
        held,
        desk.own,
        title=SPOKEN,
        aggregate_id=number.id,
        stopped_on=now.date(),
        stopped_reason=SPOKEN,
        people=[
            ActionPlanPerson(position=1, role="peserta", person_id=desk.person.id, title=SPOKEN),
            ActionPlanPerson(position=2, role="mentor", institution_name=SPOKEN, title=SPOKEN),
        ],
        milestones=[PlanMilestone(title=SPOKEN[:180], due_on=now.date(), evidence=SPOKEN)],
        **told,
    )
    session.add(PlanSignature(plan_id=one.id, party="mentor", note=SPOKEN, recorded_at=now))
    gone = {"withdrawn_at": now, "withdrawn_reason": SPOKEN}
    await plan(session, held, desk.own, title=f"{SPOKEN} lagi", **told, **gone)
    await session.flush()
