"""Replications as one reader may see them."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.core.clock import WIB
from app.core.concealment import Concealment, concealment
from app.core.errors import NotFound
from app.core.paging import Cut
from app.core.queries import listing_of
from app.core.timeline import in_force
from app.core.writing import Work
from app.innovations.parts import AgencyBrief, InnovationBrief
from app.models import Agency, Person, ReplicationDocument, ReplicationRequest, ReplicationStep
from app.models.codes import CompatibilityAnswer, CompatibilityItem
from app.models.concealment import CONCEALED_NAME, CONCEALED_SLUG
from app.models.replication import ENDED
from app.replication.inputs import DocumentFilters, ReplicationFilters
from app.replication.needs import missing, state_of
from app.replication.parties import sides_of
from app.replication.paths import rules
from app.replication.repository import ReplicationRepository
from app.replication.schemas import (
    DocumentRead,
    ReplicationItem,
    ReplicationNextStep,
    ReplicationPerson,
    ReplicationRead,
    ShortfallRead,
    StepRead,
    TermsRead,
    WithdrawnDocument,
)
from app.replication.workflow import legal_actions, next_step, waiting_for


class Listed(NamedTuple):
    """A page: its rows, what is told of them, how many there are if asked, and what its cursors belong to."""

    page: Cut
    items: list[ReplicationItem]
    total: int | None
    listing: str


class ReplicationDirectory:
    """Replications within one read: of whoever keeps a side, or the whole city."""

    def __init__(self, look: Work) -> None:
        self._look = look
        self._data = ReplicationRepository(look.session)
        self._today = look.at.astimezone(WIB).date()

    async def search(self, filters: ReplicationFilters) -> Listed:
        """Return a page of requests, the newest first.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        listing = listing_of(f"replications {self._look.principal.account_id}", filters)
        page, total = await self._data.search(filters, self._look.principal, self._today, listing)
        clear = await concealment(self._look.session)
        return Listed(page, [clear.told(item_of(one, self._today)) for one in page.rows], total, listing)

    async def find(self, request_id: UUID) -> ReplicationRequest:
        """Return a request with its parts.

        Raises:
            NotFound: there is none, or none of its sides is the reader's to keep.
        """
        found = await self._data.get(request_id, self._look.principal)
        if found is None:
            raise NotFound
        return found

    async def show(self, one: ReplicationRequest) -> ReplicationRead:
        """Return a request as it is told; its parts are loaded."""
        clear = await concealment(self._look.session)
        sides = sides_of(self._look.principal, one)
        model = rules().model(one.model)
        told = ReplicationRead(
            **item_of(one, self._today).model_dump(),
            problem=one.problem,
            adaptation=one.adaptation,
            compatibility=compatibility_of(one),
            contact=person_of(one.contact),
            mentor=person_of(one.mentor) if one.mentor else None,
            terms=TermsRead.model_validate({**dict.fromkeys(TermsRead.model_fields), **one.terms})
            if one.terms
            else None,
            changes=one.changes,
            reason_code=one.reason_code,
            reason=one.reason,
            steps=_steps(one.steps, self._today, ended=one.status in ENDED),
            next_step=self._next(one),
            sides=[side.value for side in sides],
            legal_actions=[action.value for action in legal_actions(one.status, one.step, model, sides)],
        )
        return clear.told(told)

    def _next(self, one: ReplicationRequest) -> ReplicationNextStep | None:
        following = next_step(one.status, one.step, rules().model(one.model))
        if following is None:
            return None
        lacking = missing(following, rules().agreement(one.scope), state_of(one), self._today)
        return ReplicationNextStep(
            step=following.step,
            status=following.status,
            label=following.label.model_dump(),
            taken_by=[actor.value for actor in following.taken_by],
            missing=list(lacking.codes),
            agreement=[ShortfallRead.model_validate(link) for link in lacking.agreement],
        )

    async def documents(
        self, request_id: UUID, filters: DocumentFilters
    ) -> tuple[Cut, list[DocumentRead], int | None, str]:
        """Return a page of the documents of a request, its items, how many there are if asked, and its listing.

        Raises:
            NotFound: there is no such request, or none of its sides is the reader's to keep.
            InvalidCursor: the cursor belongs to another list.
        """
        one = await self.find(request_id)
        listing = f"documents of {one.id}"
        page, total = await self._data.documents(one.id, filters, listing)
        clear = await concealment(self._look.session)
        return page, [document_read(row, clear, self._today) for row in page.rows], total, listing


def item_of(one: ReplicationRequest, today: date) -> ReplicationItem:
    """Return a request as lists show it; its agencies and records are loaded."""
    owner = one.origin.agency
    return ReplicationItem(
        id=one.id,
        origin=InnovationBrief.model_validate(one.origin),
        origin_agency=agency_of(owner, today) if owner else None,
        agency=agency_of(one.agency, today),
        facilitator=agency_of(one.facilitator, today) if one.facilitator else None,
        model=one.model,
        scope=one.scope,
        status=one.status,
        step=one.step,
        requested_on=one.requested_on,
        entered_on=one.entered_on,
        due_on=one.due_on,
        overdue=one.due_on is not None and one.due_on < today,
        waiting_for=[side.value for side in waiting_for(one.status, one.step, rules().model(one.model))],
        replica=InnovationBrief.model_validate(one.replica) if one.replica else None,
        version=one.version,
    )


def agency_of(agency: Agency, on: date) -> AgencyBrief:
    """Return an agency by its name of a day; one that is no more has its last name."""
    found = in_force(agency.versions, on)
    version = found.version if found else agency.versions[-1]
    return AgencyBrief(id=agency.id, slug=agency.slug, name=version.name, short_name=version.short_name)


def person_of(person: Person) -> ReplicationPerson:
    """Return a person by public name, or by what stands in its place."""
    if person.concealed_at is not None:
        return ReplicationPerson(id=None, slug=CONCEALED_SLUG, name=CONCEALED_NAME)
    return ReplicationPerson.model_validate(person)


def compatibility_of(one: ReplicationRequest) -> list[dict[str, str | None]]:
    """Return the answer to each item of the check, in the order of the items; what was left out is not known."""
    unknown = {"answer": CompatibilityAnswer.BELUM_DIKETAHUI.value, "note": None}
    return [{"item": item.value, **one.compatibility.get(item.value, unknown)} for item in CompatibilityItem]


def _steps(steps: Sequence[ReplicationStep], today: date, *, ended: bool) -> list[StepRead]:
    """Return the steps with how long each took. The one that a replication ended with takes no time."""
    told = []
    for place, step in enumerate(steps):
        last = place + 1 == len(steps)
        left = None if last else steps[place + 1].entered_on
        until = step.entered_on if last and ended else left or today
        told.append(
            StepRead(
                step=step.step,
                status=step.status,
                entered_on=step.entered_on,
                left_on=left,
                days=max(0, (until - step.entered_on).days),
                due_on=step.due_on,
                overdue=step.due_on is not None and until > step.due_on,
                actor=step.actor,
                note=step.note,
            )
        )
    return told


def document_read(one: ReplicationDocument, clear: Concealment, today: date) -> DocumentRead:
    """Return a document as it is told; a name of an official that was withdrawn is taken out."""
    withdrawn = None
    if one.withdrawn_at is not None:
        withdrawn = WithdrawnDocument(at=one.withdrawn_at, reason=one.withdrawn_reason or "")
    same = DocumentRead.model_fields.keys() - {"valid", "withdrawn", "signatories"}
    begun = max(one.issued_on, one.valid_from) <= today
    valid = withdrawn is None and begun and (one.valid_until is None or today <= one.valid_until)
    told = DocumentRead(
        **{name: getattr(one, name) for name in same},
        valid=valid,
        withdrawn=withdrawn,
        signatories=[
            {**signatory, "name": clear.text(signatory["name"]) if signatory["name"] else None}
            for signatory in one.signatories
        ],
    )
    return clear.told(told)
