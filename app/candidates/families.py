"""Which innovations are one another's replicas: whoever has one of a family has all that matters of the others."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CTE, ColumnElement, Select, Uuid, and_, any_, literal, or_, select

from app.models import Innovation, InnovationRelation, ReplicationRequest
from app.models.codes import REPLICATED, RecordStatus
from app.models.replication import ENDED

_GONE = (RecordStatus.MERGED, RecordStatus.ARCHIVED)


def among(column: Any, ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Return the condition that a column has one of these ids, which are bound as one value."""
    condition: ColumnElement[bool] = column == any_(literal(sorted(ids), ARRAY(Uuid)))
    return condition


def family(seeds: Select[UUID]) -> CTE:
    """Return some innovations (a statement of ids) with all that they replicate, and all replicas of any of these."""
    relation = InnovationRelation
    origins = seeds.cte("origins", recursive=True)
    up = select(relation.related_id).join(origins, origins.c.id == relation.innovation_id)
    origins = origins.union(up.where(relation.kind.in_(REPLICATED)))
    members: CTE = select(origins.c.id).cte("members", recursive=True)
    down = select(relation.innovation_id).join(members, members.c.id == relation.related_id)
    return members.union(down.where(relation.kind.in_(REPLICATED)))


def had_by(lineage: Iterable[UUID]) -> Select[UUID]:
    """Return the statement for the innovations that an agency has, or has asked to replicate."""
    agencies, request = sorted(lineage), ReplicationRequest
    asked = select(request.origin_id).where(among(request.agency_id, agencies), request.status.not_in(ENDED))
    own = and_(among(Innovation.agency_id, agencies), Innovation.status.not_in(_GONE))
    return select(Innovation.id.label("id")).where(or_(own, Innovation.id.in_(asked)))


def having(innovation_id: UUID) -> Select[UUID]:
    """Return the statement for the agencies that have an innovation or one of its family, or have asked for one."""
    members = family(select(literal(innovation_id, Uuid).label("id")))
    related = select(members.c.id)
    own = select(Innovation.agency_id).where(
        Innovation.id.in_(related), Innovation.agency_id.is_not(None), Innovation.status.not_in(_GONE)
    )
    request = ReplicationRequest
    asked = select(request.agency_id).where(request.origin_id.in_(related), request.status.not_in(ENDED))
    every = own.union(asked).subquery("having")
    found: Select[UUID] = select(every.c[0])
    return found
