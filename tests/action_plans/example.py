"""The plans that the examples of the document lead to."""

from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import ActionPlan, ActionPlanStep, Agency, PlanAggregate, PlanMilestone, ProgrammeEdition

PLAN, MILESTONE = (UUID(f"019ab3c1-0400-7d3e-9a51-3c8f1f1d2b{n}") for n in (61, 62))
_DAY = date(2017, 8, 21)


async def add_action_plans(session: AsyncSession) -> None:
    """Add two public plans and a second number of plans, so that each list has more than a page of one."""
    now = datetime.now(UTC)
    held = (await session.scalars(select(ProgrammeEdition).where(ProgrammeEdition.slug == "pelatihan-2023"))).one()
    agency = (await session.scalars(select(Agency).where(Agency.slug == "dinas-sosial"))).one()
    session.add(PlanAggregate(slug="rencana-2023", edition_id=held.id, count=2, source="Catatan pelatihan"))
    for id_, title in ((PLAN, "Layanan santunan terpadu"), (None, "Antrean santunan daring")):
        plan = ActionPlan(
            edition_id=held.id,
            agency_id=agency.id,
            title=title,
            title_key=title.lower(),
            starts_on=_DAY,
            entered_on=_DAY,
            published_at=now,
            **({"id": id_} if id_ else {}),
        )
        session.add(plan)
        await session.flush()
        step = {"number": 1, "stage": "drum_up", "entered_on": _DAY, "recorded_at": now}
        session.add(ActionPlanStep(plan_id=plan.id, **step))
    session.add(PlanMilestone(id=MILESTONE, plan_id=PLAN, title="Uji coba di dua kelurahan", due_on=date(2026, 12, 20)))
    await session.flush()
