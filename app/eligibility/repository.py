"""What the rules of eligibility need of the tables, in a fixed number of statements for however many innovations."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, exists, func, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.core.queries import by_key
from app.core.security import Principal
from app.eligibility.known import AwardWon, StageEntered
from app.eligibility.quotas import Entered
from app.innovations.references import keeps
from app.models import (
    Agency,
    AgencyLineage,
    Award,
    Citation,
    Innovation,
    InnovationRelation,
    InnovationStage,
    Instrument,
    Round,
    RoundEntry,
    Source,
)
from app.models.codes import (
    REPLICATED,
    EligibilityAnswer,
    EntryStatus,
    RecordStatus,
    RoundStatus,
    SourceKind,
    Subject,
)

_GONE = (RecordStatus.MERGED, RecordStatus.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An innovation, as far as its own row is looked at."""

    id: UUID
    agency_id: UUID | None
    first_known_on: str | None
    first_known_by: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """An innovation by its name."""

    id: UUID
    slug: str
    name: str


def _among(column: Any, ids: Collection[UUID]) -> ColumnElement[bool]:
    """Return the condition that a column has one of these ids, which are bound as one value."""
    condition: ColumnElement[bool] = column == any_(literal(list(ids), ARRAY(Uuid)))
    return condition


class EligibilityRepository:
    """The record of innovations as rules of eligibility look at it, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def candidates(self, ids: Collection[UUID]) -> list[Candidate]:
        """Return those of the innovations that there are."""
        columns = (Innovation.id, Innovation.agency_id, Innovation.first_known_on, Innovation.first_known_by)
        rows = await self._session.execute(select(*columns).where(_among(Innovation.id, ids)))
        return [Candidate(*row) for row in rows]

    async def stages(self, ids: Collection[UUID]) -> dict[UUID, tuple[StageEntered, ...]]:
        """Return the stages of innovations in their order of time, and whether something shows each.

        That is the evidence noted at the stage, or words about the innovation's stages in a source that is no news, as
        long as they stand and nobody disputes them.
        """
        cited = await self._cited(ids)
        columns = (InnovationStage.innovation_id, InnovationStage.stage, InnovationStage.started_on)
        statement = select(*columns, InnovationStage.evidence.is_not(None)).where(
            _among(InnovationStage.innovation_id, ids)
        )
        ordered = statement.order_by(InnovationStage.innovation_id, InnovationStage.position)
        found: dict[UUID, list[StageEntered]] = defaultdict(list)
        for innovation_id, stage, started_on, shown in await self._session.execute(ordered):
            found[innovation_id].append(StageEntered(stage, started_on, shown or innovation_id in cited))
        return {innovation_id: tuple(stages) for innovation_id, stages in found.items()}

    async def _cited(self, ids: Collection[UUID]) -> set[UUID]:
        statement = (
            select(Citation.subject_id)
            .join(Source, Source.id == Citation.source_id)
            .where(
                Citation.subject_kind == Subject.INNOVATION,
                _among(Citation.subject_id, ids),
                Citation.field == "stages",
                Citation.withdrawn_at.is_(None),
                Citation.disputed.is_(False),
                Source.kind != SourceKind.BERITA,
            )
        )
        return set((await self._session.scalars(statement)).all())

    async def awards(self, ids: Collection[UUID]) -> dict[UUID, tuple[AwardWon, ...]]:
        """Return the awards of innovations by year."""
        columns = (Award.innovation_id, Award.code, Award.year)
        statement = select(*columns).where(_among(Award.innovation_id, ids)).order_by(Award.year, Award.code)
        found: dict[UUID, list[AwardWon]] = defaultdict(list)
        for innovation_id, code, year in await self._session.execute(statement):
            found[innovation_id].append(AwardWon(code, year))
        return {innovation_id: tuple(awards) for innovation_id, awards in found.items()}

    async def originals(self, ids: Collection[UUID]) -> dict[UUID, tuple[tuple[AwardWon, ...], ...]]:
        """Return the awards of each innovation that these adapt or copy."""
        relation = InnovationRelation
        statement = (
            select(relation.innovation_id, relation.related_id, Award.code, Award.year)
            .outerjoin(Award, Award.innovation_id == relation.related_id)
            .where(relation.kind.in_(REPLICATED), _among(relation.innovation_id, ids))
            .order_by(relation.innovation_id, relation.related_id, Award.year, Award.code)
        )
        found: dict[UUID, dict[UUID, list[AwardWon]]] = defaultdict(lambda: defaultdict(list))
        for innovation_id, original, code, year in await self._session.execute(statement):
            awards = found[innovation_id][original]
            if code is not None:
                awards.append(AwardWon(code, year))
        return {
            innovation_id: tuple(tuple(awards) for awards in originals.values())
            for innovation_id, originals in found.items()
        }

    async def twins(self, ids: Collection[UUID], principal: Principal | None) -> dict[UUID, int]:
        """Return how many other records have the name of each innovation, compared without case, accents and blanks.

        With a principal only those count that the principal may know of.
        """
        other = aliased(Innovation)
        seen: ColumnElement[bool] = true()
        if principal is not None:
            seen = or_(other.status == RecordStatus.PUBLISHED, keeps(principal, other.agency_id))
        statement = (
            select(Innovation.id, func.count(other.id))
            .join(other, _compact(other) == _compact(Innovation))
            .where(_among(Innovation.id, ids), other.id != Innovation.id, other.status.not_in(_GONE), seen)
            .group_by(Innovation.id)
        )
        return {row[0]: row[1] for row in await self._session.execute(statement)}

    async def entered(self, edition: str) -> list[Entered]:
        """Return what takes a place in a group of an edition: in rounds that were not cancelled, and not withdrawn.

        An entry that was not eligible when its round opened takes none from others, nor does one of another region.
        """
        statement = (
            select(Round.group, RoundEntry.innovation_id, RoundEntry.agency_id)
            .join(Round, Round.id == RoundEntry.round_id)
            .join(Instrument, Instrument.id == Round.instrument_id)
            .where(
                Instrument.slug == edition,
                Round.group.is_not(None),
                Round.status != RoundStatus.CANCELLED,
                RoundEntry.status != EntryStatus.WITHDRAWN,
                RoundEntry.eligibility.is_distinct_from(EligibilityAnswer.NOT_ELIGIBLE.value),
                ~exists().where(Agency.id == RoundEntry.agency_id, Agency.external),
            )
        )
        return [Entered(row[0] or "", row[1], row[2]) for row in await self._session.execute(statement)]

    async def families(self, agency_ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
        """Return for each agency itself, those that it came from and those that came from it."""
        wanted = {str(agency_id): agency_id for agency_id in agency_ids}
        statement = select(AgencyLineage.key, AgencyLineage.member_id).where(AgencyLineage.key.in_(sorted(wanted)))
        found = {agency_id: {agency_id} for agency_id in wanted.values()}
        for key, member_id in await self._session.execute(statement):
            found[wanted[key]].add(member_id)
        return {agency_id: frozenset(members) for agency_id, members in found.items()}

    async def newest_edition(self) -> str | None:
        """Return the slug of the newest edition that says whom it admits."""
        admits = func.jsonb_typeof(Instrument.definition["eligibility"]) == "object"
        statement = select(Instrument.slug).where(admits).order_by(Instrument.edition.desc(), Instrument.slug)
        found: str | None = await self._session.scalar(statement.limit(1))
        return found

    async def agency_id(self, key: str) -> UUID | None:
        """Return the id of an agency by id or slug."""
        found: UUID | None = await self._session.scalar(select(Agency.id).where(by_key(Agency, key)))
        return found

    async def published_of(self, agencies: Collection[UUID]) -> Sequence[Named]:
        """Return the published innovations of some agencies."""
        columns = (Innovation.id, Innovation.slug, Innovation.name)
        statement = select(*columns).where(
            Innovation.status == RecordStatus.PUBLISHED, _among(Innovation.agency_id, agencies)
        )
        return [Named(*row) for row in await self._session.execute(statement)]


def _compact(record: Any) -> ColumnElement[str]:
    """Return the name of a record as names are compared within an agency."""
    return func.replace(record.name_key, " ", "")
