"""What innovations descend from, in the table of relations."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, exists, select, text, union
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import DESCENT, Innovation, InnovationRelation, ReplicationRequest
from app.models.codes import REPLICATED, RelationKind

# the lock of the trigger that refuses circles (see `app.models.lineage`)
_ALONE = text("SELECT pg_advisory_xact_lock(hashtext('inovasi.descent'))")


class Kinship:
    """The relations of innovations within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def alone(self) -> None:
        """Let nobody else say what descends from what until the transaction ends; to be done before a record is locked.

        The database makes whoever adds such a relation wait for the others. Two that each hold a record which the other
        shows would wait for each other then.
        """
        await self._session.execute(_ALONE)

    async def descend(self, innovation_id: UUID, origin_id: UUID, kind: RelationKind, note: str) -> None:
        """Let a record be a replica of another one in one way; the other way that it was on record is changed."""
        pair = (InnovationRelation.innovation_id == innovation_id, InnovationRelation.related_id == origin_id)
        statement = select(InnovationRelation).where(*pair, InnovationRelation.kind.in_(REPLICATED))
        known = {one.kind: one for one in await self._session.scalars(statement.order_by(InnovationRelation.id))}
        if kind in known:
            return
        if known:
            next(iter(known.values())).kind = kind
        else:
            ends = {"innovation_id": innovation_id, "related_id": origin_id}
            self._session.add(InnovationRelation(**ends, kind=kind, note=note))
        await self._session.flush()

    async def kin(self, innovation_id: UUID) -> frozenset[UUID]:
        """Return the records that this one descends from, that descend from it, and that share an origin with it."""
        one, other = InnovationRelation.innovation_id, InnovationRelation.related_id
        descent = InnovationRelation.kind.in_(DESCENT)
        origins = select(other).where(one == innovation_id, descent)
        found = union(
            origins,
            select(one).where(other == innovation_id, descent),
            select(one).where(other.in_(origins), descent),
        )
        return frozenset((await self._session.scalars(found)).all()) - {innovation_id}

    async def related(self, innovation_id: UUID) -> Sequence[UUID]:
        """Return the records that this one says it relates to."""
        statement = select(InnovationRelation.related_id).where(InnovationRelation.innovation_id == innovation_id)
        return (await self._session.scalars(statement)).all()


def origins_of(innovation_id: UUID) -> Select[UUID]:
    """Return the statement for what a record replicates, by a replication that made it and a relation that tells it.

    An origin that went into another record since is that one.
    """
    came_of = (
        select(ReplicationRequest.id)
        .join(ReplicationRequest.origin)
        .where(
            ReplicationRequest.replica_id == innovation_id,
            InnovationRelation.related_id.in_([Innovation.id, Innovation.merged_into_id]),
        )
    )
    return (
        select(InnovationRelation.related_id)
        .distinct()
        .where(
            InnovationRelation.innovation_id == innovation_id,
            InnovationRelation.kind.in_(REPLICATED),
            exists(came_of),
        )
    )
