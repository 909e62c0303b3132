"""The statistic `replication_requests`: what became of requests of which whoever asks keeps the records of a side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.agencies.atlas import atlas
from app.core.schema import Reference, Year
from app.core.security import Principal
from app.innovations.references import keeps
from app.models import Innovation, ReplicationRequest, ReplicationStep
from app.models.codes import Permission, RefusalReason, ReplicationModel, ReplicationScope, ReplicationStatus
from app.statistics.outcomes.asking import By, OutcomeFilters, day_of, divided_by, list_of, wanted_of
from app.statistics.outcomes.families import Families, asked_agency
from app.statistics.outcomes.gathering import Place, Placed, Telling, narrowed, rows_of
from app.statistics.registry import Cube, Figure, Inquiry, Statistic
from app.statistics.schemas import Absence, Audience, Words
from app.statistics.wording import label, label_of, note, same

DIMENSIONS = ("status", "scope", "model", "year", "refusal", "agency")
MEASURES = ("requests", "refused", "running", "stopped")
LIST = "/v1/replication-requests"
_VOCABULARIES = {
    "status": "replication_status",
    "scope": "replication_scope",
    "model": "replication_model",
    "refusal": "refusal_reason",
}
_ORDER = {
    "status": ReplicationStatus,
    "scope": ReplicationScope,
    "model": ReplicationModel,
    "refusal": RefusalReason,
}
# what the list can be narrowed by
_LISTED = frozenset({"status", "scope", "model", "agency"})
_OF_STATUS = (ReplicationStatus.DITOLAK, ReplicationStatus.BERJALAN, ReplicationStatus.BERHENTI)


class RequestStatisticFilters(OutcomeFilters):
    """Which requests, and by what they are told apart."""

    by: By = Field(
        "status", description=f"One or two of {', '.join(f'`{one}`' for one in DIMENSIONS)}.", examples=["status"]
    )
    status: ReplicationStatus | None = Field(None, description="Where they were on their way on the day.")
    scope: ReplicationScope | None = Field(None, description="Whether another region is a side of them.")
    model: ReplicationModel | None = Field(None, description="Which of the actors take part.")
    refusal: RefusalReason | None = Field(None, description="Why they were refused.")
    year: Year | None = Field(
        None,
        description="The year of the request.",
        examples=["2026"],
    )
    agency: Reference | None = Field(
        None,
        description="Id or slug of the agency that receives, with those that it followed or that followed it.",
        examples=["dinas-kesehatan"],
    )


@dataclass(frozen=True, slots=True)
class Wished:
    """A request with its status on the day."""

    request: ReplicationRequest
    status: str


async def _requests(session: AsyncSession, principal: Principal, on: date) -> list[Wished]:
    """Return the requests that were made by a day, of which the principal keeps a side."""
    of, step, owner = ReplicationRequest, ReplicationStep, aliased(Innovation)
    last = select(step.status).where(step.request_id == of.id, step.entered_on <= on)
    status = last.order_by(step.number.desc()).limit(1).scalar_subquery()
    side = keeps(principal, of.agency_id) | keeps(principal, of.facilitator_id) | keeps(principal, owner.agency_id)
    statement = (
        select(of, func.coalesce(status, of.status))
        .join(owner, owner.id == of.origin_id)
        .where(side, of.requested_on <= on)
        .order_by(of.id)
    )
    return [Wished(*row) for row in await session.execute(statement)]


def _placed(one: Wished, families: Families) -> Placed[Wished]:
    refused = one.status == ReplicationStatus.DITOLAK
    return Placed(
        one,
        {
            "status": (one.status,),
            "scope": (one.request.scope,),
            "model": (one.request.model,),
            "year": (str(one.request.requested_on.year),),
            "refusal": (one.request.reason_code if refused else None,),
            "agency": families.codes(one.request.agency_id),
        },
    )


class RequestFigures:
    """The figures of requests; `linked` says whether the list shows the state that is looked at."""

    def __init__(self, inquiry: Inquiry, *, linked: bool) -> None:
        self._inquiry = inquiry
        self._linked = linked

    def figures(self, wished: Sequence[Wished], place: Place) -> tuple[Figure, ...]:
        """Return the figures of some requests, which stand at a place."""
        return (
            Figure(len(wished), self._list(place)),
            *(self._of_status(wished, place, status) for status in _OF_STATUS),
        )

    def _of_status(self, wished: Sequence[Wished], place: Place, status: ReplicationStatus) -> Figure:
        if place.get("status", status) != status:
            return Figure(None, reason=Absence.NOT_APPLICABLE)
        address = self._list({**place, "status": status.value})
        return Figure(sum(one.status == status for one in wished), address)

    def _list(self, place: Place) -> str | None:
        if not self._linked or not set(place) <= _LISTED:
            return None
        return list_of(self._inquiry, LIST, place)


async def compute(inquiry: Inquiry, filters: RequestStatisticFilters) -> Cube:
    """Return what became of requests by a day.

    Raises:
        InvalidRequest: the day lies ahead, a dimension is unknown, or `agency` names none.
    """
    on, by = day_of(filters), divided_by(filters.by, DIMENSIONS)
    agencies = await atlas(inquiry.session, on)
    asked = asked_agency(agencies, filters.agency)
    wanted: Mapping[str, str] = wanted_of(filters, DIMENSIONS) | ({"agency": asked} if asked else {})
    wished = await _requests(inquiry.session, inquiry.principal, on) if inquiry.principal else []
    owners: set[UUID | None] = {one.request.agency_id for one in wished}
    families = Families(agencies, owners, asked)

    def tell(dimension: str, code: str | None) -> Words:
        if code is None:
            return label("not_refused")
        if dimension in _VOCABULARIES:
            return label_of(_VOCABULARIES[dimension], code)
        return families.label(code) if dimension == "agency" else same(code)

    def order(dimension: str, code: str | None) -> str:
        if code is None:
            return "~"
        if dimension in _ORDER:
            return f"{[one.value for one in _ORDER[dimension]].index(code):03d}"
        return f"{tell(dimension, code).id} {code}"

    kept = narrowed([_placed(one, families) for one in wished], dict(wanted))
    figures = RequestFigures(inquiry, linked=filters.as_of is None)
    total, rows = rows_of(kept, by, dict(wanted), Telling(figures.figures, tell, order))
    return Cube(
        as_of=on,
        dimensions=by,
        measures=MEASURES,
        total=total,
        rows=rows,
        audience=Audience.INTERNAL,
        notes=[note("own_requests"), note("lineage_rows")],
        multiple=frozenset({"agency"}),
    )


STATISTIC = Statistic(
    name="replication_requests",
    summary="Requests to replicate by status, scope, model, year, receiving agency, and why they were refused.\n\n"
    "Counted are the requests in which you keep the records of a side, as in `GET /v1/replication-requests`; of a past "
    "day those that had been made by then, with their status of that day.",
    parameters=RequestStatisticFilters,
    dimensions=DIMENSIONS,
    measures=MEASURES,
    compute=compute,
    multiple=frozenset({"agency"}),
    access=Permission.RECORDS_READ,
)
