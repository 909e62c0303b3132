"""From what is on record to what agencies hold under a mandate: requests, records, decisions, the origin. No I/O."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from app.core.partial_date import first_day
from app.mandates.progress import Basis, Holding
from app.mandates.spans import FOREVER, Signs, Span, active, alive, joined, within
from app.models.codes import MandateStatus, ReplicationStatus, Stage

# a request that is here is on the way no more
_CLOSED = frozenset(
    {
        ReplicationStatus.DITOLAK,
        ReplicationStatus.DIBATALKAN,
        ReplicationStatus.BERHENTI,
        ReplicationStatus.BERJALAN,
    }
)


class Step(NamedTuple):
    """That a request entered a status, and on which day."""

    status: str
    entered_on: date


@dataclass(frozen=True, slots=True)
class Request:
    """A request for the mandated innovation, with its steps in their order, and the record that came of it."""

    id: UUID
    agency_id: UUID
    replica_id: UUID | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """A stage that an innovation entered, and when, as far as a source says."""

    stage: str
    started_on: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """An innovation that a mandate is about, or that came of it; `descends` where it adapts or copies the origin."""

    id: UUID
    slug: str
    name: str
    agency_id: UUID | None
    published: bool
    published_on: date | None
    descends: bool
    stages: tuple[Entered, ...]
    signs: tuple[date, ...]

    def life(self, began_on: date) -> Signs:
        """Return what tells whether it is alive; one that was never published owes signs since it began."""
        owes = self.published_on or began_on
        return Signs(owes, self.signs, _stopped(self.stages, owes))


class Ruled(NamedTuple):
    """A decision on an agency, from a day on until before another."""

    id: UUID
    agency_id: UUID
    ruling: str
    span: Span


def holdings_of(
    origin_id: UUID,
    records: Mapping[UUID, Record],
    requests: Iterable[Request],
    decisions: Iterable[Ruled],
    months: int,
) -> dict[UUID, list[Holding]]:
    """Return what each agency holds, by its id; innovations owe a sign of life every so many months."""
    found: dict[UUID, list[Holding]] = defaultdict(list)
    for one in decisions:
        status = MandateStatus(one.ruling)
        found[one.agency_id].append(Holding(status, Basis.KEPUTUSAN, one.id, one.span, one.span.since))
    asked_for: dict[UUID, UUID] = {}
    for request in requests:
        if request.replica_id is not None:
            asked_for[request.replica_id] = request.id
        replica = records.get(request.replica_id) if request.replica_id else None
        found[request.agency_id] += [*_running(request, replica, months), *_on_the_way(request)]
    for record in records.values():
        if record.agency_id is not None:
            # under the id of its request it is told once, also where both speak for it
            ref = asked_for.get(record.id, record.id)
            found[record.agency_id] += _recorded(record, ref, months, origin=record.id == origin_id)
    return found


def _recorded(record: Record, ref: UUID, months: int, *, origin: bool) -> Iterator[Holding]:
    """Yield what an agency holds by a record alone: the origin, or a published replica that is in use."""
    if origin:
        spans = alive(record.life(date.min), months)
        yield from _over(MandateStatus.BERJALAN, Basis.ASAL, record.id, spans)
    elif record.descends and record.published:
        spans = active(record.life(date.min), months)
        yield from _over(MandateStatus.BERJALAN, Basis.REPLIKA, ref, spans)


def _running(request: Request, replica: Record | None, months: int) -> Iterator[Holding]:
    """Yield the days on which a replica ran by the steps of its request, and its record was alive, if it has one."""
    began = _first(request.steps, ReplicationStatus.BERJALAN)
    if began == FOREVER:
        return
    window = Span(began, _first(request.steps, ReplicationStatus.BERHENTI))
    spans = within(alive(replica.life(began), months), window) if replica else joined([window])
    for span in spans:
        yield Holding(MandateStatus.BERJALAN, Basis.PERMOHONAN, request.id, span, began)


def _on_the_way(request: Request) -> Iterator[Holding]:
    ends = [*request.steps, Step(ReplicationStatus.BERHENTI, FOREVER)]
    spans = joined(Span(one.entered_on, then.entered_on) for one, then in pairwise(ends) if one.status not in _CLOSED)
    yield from _over(MandateStatus.DIAJUKAN, Basis.PERMOHONAN, request.id, spans)


def _over(status: MandateStatus, basis: Basis, ref: UUID, spans: Sequence[Span]) -> Iterator[Holding]:
    return (Holding(status, basis, ref, span, spans[0].since) for span in spans)


def _first(steps: Iterable[Step], status: str) -> date:
    return next((step.entered_on for step in steps if step.status == status), FOREVER)


def _stopped(stages: Sequence[Entered], owes_from: date) -> date | None:
    """Return the first day on which an innovation may have stopped, where its last stage says that it did.

    Where no source has the day, it was not before the stage that it was in until then.
    """
    if not stages or stages[-1].stage != Stage.BERHENTI:
        return None
    known = next((one.started_on for one in reversed(stages) if one.started_on is not None), None)
    return first_day(known) if known else owes_from
