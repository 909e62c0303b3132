"""The progress of a mandate as a reader is told it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from app.agencies.schemas import AgencyName
from app.core.concealment import concealment
from app.core.database import Session
from app.core.security import Principal
from app.innovations.parts import InnovationBrief
from app.mandates.directory import decision_brief, named_on, revoked_of
from app.mandates.equivalents import Own, candidates
from app.mandates.gathering import Material, gather
from app.mandates.holdings import holdings_of
from app.mandates.progress import Basis, Had, Lapse, Progress, Standing, Terms, tally
from app.mandates.schemas import (
    MandateBecause,
    MandateCandidate,
    MandateLapse,
    MandateProgressCounts,
    MandateProgressItem,
    MandateProgressRead,
    ProgressFilters,
)
from app.models import Mandate
from app.models.codes import MandateStatus, Permission

# more agencies than a city has; one answer holds them all
_MOST = 1000
# of whom something is still asked
_WAITING = frozenset({MandateStatus.BELUM, MandateStatus.DIAJUKAN})


def terms_of(mandate: Mandate) -> Terms:
    """Return what a mandate says of whom it obliges, and when."""
    return Terms(mandate.effective_on, frozenset(mandate.kinds), mandate.revoked_on)


async def progress_of(
    session: Session, mandate: Mandate, filters: ProgressFilters, today: date, months: int, reader: Principal | None
) -> MandateProgressRead:
    """Return how far agencies are under a mandate; innovations owe a sign of life every so many months."""
    as_of = filters.as_of or today
    shown_on = terms_of(mandate).day_of(as_of)
    standings: list[Standing] = []
    items: list[MandateProgressItem] = []
    if shown_on is not None:
        material = await gather(session, mandate.id, mandate.innovation_id)
        standings = _standings(mandate, material, months, shown_on)
        teller = Teller(material, reader, shown_on)
        wanted = [one for one in standings if filters.status in {None, one.status}]
        items = [teller.item(one) for one in wanted[:_MOST]]
    counted = tally(one.status for one in standings)
    told = MandateProgressRead(
        as_of=as_of,
        shown_on=shown_on,
        due_on=mandate.due_on,
        overdue=shown_on is not None and shown_on > mandate.due_on and counted.waiting,
        revoked=revoked_of(mandate),
        counts=MandateProgressCounts(**{status.value: number for status, number in counted.counts.items()}),
        total=counted.total,
        share=None if counted.share is None else f"{counted.share:f}",
        items=items,
    )
    return (await concealment(session)).told(told)


def _standings(mandate: Mandate, material: Material, months: int, on: date) -> list[Standing]:
    held = holdings_of(mandate.innovation_id, material.records, material.requests.values(), material.rulings(), months)
    return Progress(terms_of(mandate), material.city, held).standings(on)


class Teller:
    """Tells where agencies are on a day, to one reader."""

    def __init__(self, material: Material, reader: Principal | None, on: date) -> None:
        self._material = material
        self._reader = reader if reader is not None and reader.may(Permission.RECORDS_READ) else None
        self._on = on
        self._owned = _by_owner(material.likely)

    def item(self, standing: Standing) -> MandateProgressItem:
        """Return what is told of one agency."""
        body = standing.body
        return MandateProgressItem(
            id=body.id,
            slug=body.slug,
            name=standing.version.name,
            kind=standing.version.kind,
            status=standing.status.value,
            since=standing.since,
            because=self._because(standing.had, body.id) if standing.had else None,
            lapsed=[self._lapsed(one, body.id) for one in standing.lapsed],
            candidates=self._candidates(body.id) if standing.status in _WAITING else [],
        )

    def _because(self, had: Had, agency_id: UUID) -> MandateBecause:
        basis, ref = had.holding.basis, had.holding.ref
        request = self._material.requests.get(ref)
        replica_id = request.replica_id if request else ref if basis is Basis.REPLIKA else None
        asked = request is not None and basis is Basis.PERMOHONAN and self._keeps(request.agency_id)
        return MandateBecause(
            basis=basis.value,
            request_id=ref if asked else None,
            replica=self._replica(replica_id) if replica_id else None,
            decision=decision_brief(self._material.decisions[ref]) if basis is Basis.KEPUTUSAN else None,
            inherited_from=None if had.holder == agency_id else self._name(had.holder),
        )

    def _lapsed(self, lapse: Lapse, agency_id: UUID) -> MandateLapse:
        return MandateLapse(**dict(self._because(lapse.had, agency_id)), since=lapse.on)

    def _keeps(self, agency_id: UUID) -> bool:
        return self._reader is not None and self._reader.keeps(agency_id)

    def _replica(self, innovation_id: UUID) -> InnovationBrief | None:
        record = self._material.records[innovation_id]
        return InnovationBrief(id=record.id, slug=record.slug, name=record.name) if record.published else None

    def _name(self, agency_id: UUID) -> AgencyName:
        return named_on(self._material.city.bodies[agency_id], self._on)

    def _candidates(self, agency_id: UUID) -> list[MandateCandidate]:
        """Return what of its own, and of those that it followed, may serve an agency as well."""
        line = self._material.city.line(agency_id, self._on)
        owned = [own for one in line for own in self._owned.get(one, ())]
        return [
            MandateCandidate(id=own.id, slug=own.slug, name=own.name, reasons=[reason.value for reason in why])
            for own, why in candidates(owned, self._material.words)
        ]


def _by_owner(likely: Sequence[Own]) -> Mapping[UUID, Sequence[Own]]:
    found: dict[UUID, list[Own]] = defaultdict(list)
    for own in likely:
        found[own.agency_id].append(own)
    return found
