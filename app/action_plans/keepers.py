"""Who keeps an action plan: the rule, and nothing else.

Whoever keeps the records of the agency that it is for; whoever keeps those of the organiser of its edition, which is
the edition's own, else the programme's; and the registrar. A plan is public once the registrar has said so and its
edition is; how many plans there are is public with the edition alone.
"""

from uuid import UUID

from app.core.security import Principal
from app.models import ActionPlan, ProgrammeEdition
from app.models.codes import Permission


def organiser_of(edition: ProgrammeEdition) -> UUID | None:
    """Return the agency that organised an edition, whose programme is loaded; None for one that is none on record."""
    if edition.organiser_id is not None or edition.organiser_name is not None:
        return edition.organiser_id
    return edition.programme.organiser_id


def organises(principal: Principal | None, edition: ProgrammeEdition) -> bool:
    """Whether the principal keeps the records of whoever organised an edition."""
    return principal is not None and principal.keeps(organiser_of(edition))


def keeps_plan(principal: Principal | None, plan: ActionPlan) -> bool:
    """Whether a plan is the principal's to change."""
    if principal is None or not principal.may(Permission.RECORDS_WRITE):
        return False
    return principal.keeps(plan.agency_id) or organises(principal, plan.edition)
