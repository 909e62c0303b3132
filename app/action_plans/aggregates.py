"""So many plans as a source counts: read, put on record and corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from app.action_plans.counting import Places, recount
from app.action_plans.inputs import PlanAggregateCreate, PlanAggregateFilters, PlanAggregateUpdate
from app.action_plans.keepers import organiser_of, organises
from app.action_plans.repository import ActionPlanRepository
from app.action_plans.schemas import DocumentBrief, EditionBrief, PlanAggregateRead
from app.audit.service import AuditService, changes_between
from app.core.concealment import Concealment, concealment
from app.core.conditional import Condition, version_tag
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, NotPermitted, Text
from app.core.ids import new_id
from app.core.paging import Cut
from app.core.queries import identity, listing_of
from app.core.security import Principal
from app.core.writing import Work
from app.models import PlanAggregate

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_TAKEN = Text("Alamat ini sudah dipakai.", "This address is taken.")
_NOT_YOURS = Text(
    "Jumlah rencana dicatat oleh penyelenggara kegiatan.", "How many plans there are is said by whoever organised it."
)
_MOST_SLUG = 100
_FACTS = ("slug", "count", "innovators", "source", "phrase", "note")


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of plans, with how many of them are named."""

    aggregate: PlanAggregate
    places: Places

    @property
    def id(self) -> UUID:
        """The id of the record, by which lists are ordered."""
        return self.aggregate.id


class ListedAggregates(NamedTuple):
    """A page: its rows, what is told of them, how many there are if asked, and what its cursors belong to."""

    page: Cut
    items: list[PlanAggregateRead]
    total: int | None
    listing: str


class PlanAggregateDirectory:
    """Numbers of plans within one read: of public editions, and of those that the reader organised."""

    def __init__(self, session: Session, principal: Principal | None) -> None:
        self._session = session
        self._data = ActionPlanRepository(session)
        self._principal = principal

    async def search(self, filters: PlanAggregateFilters) -> ListedAggregates:
        """Return a page of numbers of plans, the last recorded first.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        reader = self._principal.account_id if self._principal else None
        listing = listing_of(f"plan aggregates {reader}", filters)
        page, total = await self._data.aggregates(filters, self._principal, listing)
        rows = [Counted(row[0], Places(row[0].count, row[1])) for row in page.rows]
        clear = await concealment(self._session)
        items = [_told(one, clear) for one in rows]
        return ListedAggregates(Cut(rows, page.has_next, page.has_prev), items, total, listing)

    async def find(self, key: str, *, hold: bool = False) -> Counted:
        """Return a number of plans; `hold` keeps others from naming one of it.

        Raises:
            NotFound: there is none that the reader may know of.
        """
        found = await self._data.aggregate(key, self._principal, hold=hold)
        if found is None:
            raise NotFound
        return Counted(*found)

    async def show(self, one: Counted) -> PlanAggregateRead:
        """Return a number of plans as it is told."""
        return _told(one, await concealment(self._session))


class PlanAggregateService:
    """Numbers of plans within one transaction, in the hands of whoever organised the edition, or of the registrar."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._data = ActionPlanRepository(work.session)
        self._directory = PlanAggregateDirectory(work.session, work.principal)

    async def create(self, told: PlanAggregateCreate) -> PlanAggregateRead:
        """Put on record how many plans a source counts.

        Raises:
            InvalidRequest: it names what does not exist, or its address is taken.
            NotPermitted: the edition is not the caller's.
        """
        edition = await self._data.edition(told.edition, self._work.principal)
        if edition is None:
            raise InvalidRequest([FieldError("#/edition", "unknown_reference", _UNKNOWN)])
        if not organises(self._work.principal, edition):
            raise NotPermitted([FieldError("#/edition", "not_yours", _NOT_YOURS)])
        made = PlanAggregate(
            id=new_id(),
            slug=await self._slug(told.slug, edition.slug),
            edition_id=edition.id,
            document_id=await self._document(told.document),
            version=1,
            created_at=self._work.at,
            updated_at=self._work.at,
            **told.model_dump(include={"count", "innovators", "source", "phrase", "note"}),
        )
        await self._data.add(made)
        return await self._told("create", await self._directory.find(str(made.id)), {})

    async def update(self, key: str, told: PlanAggregateUpdate, condition: Condition) -> PlanAggregateRead:
        """Correct a number of plans.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is none, or another version.
            NotPermitted: the edition is not the caller's.
            AggregateTooSmall: more plans are named than it is to count.
            InvalidRequest: there is no such document.
        """
        one = await self._directory.find(key, hold=True)
        aggregate = one.aggregate
        if not organises(self._work.principal, aggregate.edition):
            raise NotPermitted
        condition.check([version_tag(aggregate.version)])
        before = _snapshot(aggregate)
        if told.count is not None:
            one = Counted(aggregate, recount(one.places, told.count))
        said: dict[str, Any] = told.model_dump(exclude_unset=True, exclude={"document"})
        if "document" in told.model_fields_set:
            said["document_id"] = await self._document(told.document)
        for name, value in said.items():
            setattr(aggregate, name, value)
        await self._data.flush()
        self._work.session.expire_all()
        return await self._told("update", await self._directory.find(key), before)

    async def _told(self, action: str, one: Counted, before: Mapping[str, Any]) -> PlanAggregateRead:
        """Count and write down a change, and return the record."""
        aggregate = one.aggregate
        if changes := changes_between(before, _snapshot(aggregate)):
            if before:
                aggregate.version, aggregate.updated_at = aggregate.version + 1, self._work.at
                await self._data.flush()
            entity = ("plan_aggregate", aggregate.id)
            agency_id = organiser_of(aggregate.edition)
            AuditService(self._work).record(f"plan_aggregate.{action}", entity, changes, agency_id=agency_id)
        return await self._directory.show(one)

    async def _slug(self, wanted: str | None, edition: str) -> str:
        if wanted is not None:
            if identity(wanted) or await self._data.taken(wanted):
                raise InvalidRequest([FieldError("#/slug", "taken", _TAKEN)])
            return wanted
        made = f"rencana-{edition}"[:_MOST_SLUG].rstrip("-")
        return f"{made}-{new_id().hex[-6:]}" if await self._data.taken(made) else made

    async def _document(self, key: str | None) -> UUID | None:
        if key is None:
            return None
        found = await self._data.document(key)
        if found is None:
            raise InvalidRequest([FieldError("#/document", "unknown_reference", _UNKNOWN)])
        return found


def _told(one: Counted, clear: Concealment) -> PlanAggregateRead:
    aggregate = one.aggregate
    told = PlanAggregateRead(
        id=aggregate.id,
        edition=EditionBrief.model_validate(aggregate.edition),
        named=one.places.named,
        unnamed=one.places.unnamed,
        document=DocumentBrief.model_validate(aggregate.document) if aggregate.document else None,
        version=aggregate.version,
        **{name: getattr(aggregate, name) for name in _FACTS},
    )
    return clear.told(told.model_copy(update={"source": clear.text(told.source)}))


def _snapshot(one: PlanAggregate) -> dict[str, Any]:
    """Return a number of plans as the history of changes tells it."""
    facts = {name: getattr(one, name) for name in _FACTS}
    return facts | {"edition": str(one.edition_id), "document": str(one.document_id) if one.document_id else None}
