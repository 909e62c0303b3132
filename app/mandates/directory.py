"""Mandates, and decisions under them, as everyone reads them."""

from datetime import date
from typing import NamedTuple

from app.agencies.atlas import bodies
from app.agencies.bodies import Body
from app.agencies.schemas import AgencyName
from app.core.concealment import Concealment, concealment
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.paging import Cut
from app.core.queries import listing_of
from app.core.timeline import in_force, nearest_day
from app.innovations.parts import InnovationBrief
from app.mandates.phases import phase_of
from app.mandates.repository import MandateRepository
from app.mandates.schemas import (
    DecisionFilters,
    MandateDecisionBrief,
    MandateDecisionRead,
    MandateDecree,
    MandateEnd,
    MandateFilters,
    MandateItem,
    MandateRead,
)
from app.models import Innovation, Mandate, MandateDecision
from app.models.codes import RecordStatus

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
# of a record that was public, its name is told also when it is archived
_NAMED = frozenset({RecordStatus.PUBLISHED, RecordStatus.ARCHIVED})
_OF_ITEM = ("id", "slug", "title", "effective_on", "due_on", "kinds", "version")


class Listed(NamedTuple):
    """A page of mandates: its rows, what is told of them, how many there are if asked, what its cursors belong to."""

    page: Cut
    items: list[MandateItem]
    total: int | None
    listing: str


class ListedDecisions(NamedTuple):
    """A page of decisions, in the same way."""

    page: Cut
    items: list[MandateDecisionRead]
    total: int | None
    listing: str


class MandateDirectory:
    """Mandates within one read, on a day of the city's."""

    def __init__(self, session: Session, today: date) -> None:
        self._session = session
        self._mandates = MandateRepository(session)
        self._today = today

    async def find(self, key: str) -> Mandate:
        """Return a mandate with its innovation.

        Raises:
            NotFound: there is none of this id or slug.
        """
        found = await self._mandates.get(key)
        if found is None:
            raise NotFound
        return found

    async def search(self, filters: MandateFilters) -> Listed:
        """Return a page of mandates, the newest first.

        Raises:
            InvalidRequest: `innovation` names none that is or was public.
            InvalidCursor: the cursor belongs to another list.
        """
        innovation_id = None
        if filters.innovation is not None:
            found = await self._mandates.innovation(filters.innovation)
            if found is None or not _named(found.innovation):
                raise InvalidRequest([FieldError("query/innovation", "unknown_reference", _UNKNOWN)])
            innovation_id = found.innovation.id
        listing = listing_of("mandates", filters)
        page, total = await self._mandates.search(filters, innovation_id, self._today, listing)
        clear = await concealment(self._session)
        return Listed(page, [clear.told(self._item(one)) for one in page.rows], total, listing)

    async def show(self, mandate: Mandate) -> MandateRead:
        """Return a mandate as it is shown, its innovation loaded."""
        shown = MandateRead(**dict(self._item(mandate)), note=mandate.note)
        return (await concealment(self._session)).told(shown)

    def _item(self, mandate: Mandate) -> MandateItem:
        return MandateItem(
            **{name: getattr(mandate, name) for name in _OF_ITEM},
            innovation=public_brief(mandate.innovation),
            decree=MandateDecree(number=mandate.decree_number, date=mandate.decree_on),
            status=phase_of(mandate.effective_on, mandate.revoked_on, self._today).value,
            revoked=revoked_of(mandate),
        )

    async def decisions(self, key: str, filters: DecisionFilters) -> ListedDecisions:
        """Return a page of the decisions under a mandate, the last recorded first.

        Raises:
            NotFound: there is no such mandate.
            InvalidCursor: the cursor belongs to another list.
        """
        mandate = await self.find(key)
        listing = listing_of(f"decisions of {mandate.id}", filters)
        page, total = await self._mandates.decisions(mandate.id, filters, listing)
        return ListedDecisions(page, await self.show_decisions(page.rows), total, listing)

    async def show_decisions(self, decisions: list[MandateDecision]) -> list[MandateDecisionRead]:
        """Return decisions as they are shown, what serves as well loaded."""
        found = {body.id: body for body in await bodies(self._session, {one.agency_id for one in decisions})}
        clear = await concealment(self._session)
        return [_decision(one, found[one.agency_id], clear) for one in decisions]


def _decision(decision: MandateDecision, body: Body, clear: Concealment) -> MandateDecisionRead:
    ended = decision.ended_reason
    shown = MandateDecisionRead(
        **dict(decision_brief(decision)),
        mandate_id=decision.mandate_id,
        agency=named_on(body, decision.decided_on),
        recorded_at=decision.recorded_at,
        ended_on=decision.ended_on,
        ended_reason=None if ended is None else clear.text(ended),
    )
    return clear.told(shown)


def decision_brief(decision: MandateDecision) -> MandateDecisionBrief:
    """Return a decision, what serves as well loaded; names that were withdrawn are still in its reason."""
    equivalent = decision.equivalent
    return MandateDecisionBrief(
        id=decision.id,
        ruling=decision.ruling,
        equivalent=public_brief(equivalent) if equivalent else None,
        reason=decision.reason,
        decided_on=decision.decided_on,
    )


def named_on(body: Body, on: date) -> AgencyName:
    """Return an agency by its name on a day, or on the nearest one on which it existed."""
    found = in_force(body.versions, nearest_day(body.versions, on))
    version = found.version if found else body.versions[-1]
    return AgencyName(id=body.id, slug=body.slug, name=version.name)


def revoked_of(mandate: Mandate) -> MandateEnd | None:
    """Return that a mandate was revoked; names that were withdrawn are still in its reason."""
    if mandate.revoked_on is None:
        return None
    return MandateEnd(on=mandate.revoked_on, reason=mandate.revoked_reason or "")


def _named(innovation: Innovation) -> bool:
    return innovation.status in _NAMED and innovation.published_at is not None


def public_brief(innovation: Innovation) -> InnovationBrief | None:
    """Return an innovation by name, if that is or was public."""
    return InnovationBrief.model_validate(innovation) if _named(innovation) else None
