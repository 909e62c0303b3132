"""The tables that a lineage and the use of an innovation are read from, in a fixed number of statements."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    Integer,
    RowMapping,
    TextClause,
    Uuid,
    bindparam,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import WIB
from app.core.queries import by_key
from app.core.security import Principal
from app.innovations.documents import AGENCY_TODAY
from app.innovations.references import keeps
from app.lineage.graph import DESCENTS, Edge
from app.lineage.standing import Owner, Replica, Sign, Standing
from app.models import Innovation
from app.models.codes import RecordStatus, RelationKind
from app.models.lineage import DESCENT

_KINDS = ", ".join(f"'{kind}'" for kind in DESCENT)


def _bound(sql: str) -> TextClause:
    """Return a statement whose values are sent as what they are."""
    kinds: dict[str, Any] = {"id": Uuid(), "ids": ARRAY(Uuid()), "on": Date(), "most": Integer()}
    kinds |= {"everything": Boolean(), "territory": ARRAY(Uuid())}
    used = [name for name in kinds if re.search(rf":{name}\b", sql)]
    return text(sql).bindparams(*(bindparam(name, type_=kinds[name]) for name in used))


# PostgreSQL takes no more rows of a recursion than are asked for, and finds the nearest first. What went into another
# record has left its place to that one. Nothing is found through what the reader may not know of, for it would show
# that there is something between; what was archived has been public.
_KNOWN = """o.status = 'published' OR (o.status = 'archived' AND o.published_at IS NOT NULL)
    OR (o.status <> 'merged' AND (:everything OR o.agency_id = ANY(:territory)))"""
_WALK = """{name} (id) AS (
  SELECT CAST(:id AS uuid)
  UNION
  SELECT o.id FROM {name} n JOIN innovation_relation r ON r.{near} = n.id AND r.kind IN ({kinds})
    JOIN innovation o ON o.id = r.{far} AND ({known}))"""
_UP = _WALK.format(name="up", near="innovation_id", far="related_id", kinds=_KINDS, known=_KNOWN)
_DOWN = _WALK.format(name="down", near="related_id", far="innovation_id", kinds=_KINDS, known=_KNOWN)
_REACHED = _bound(f"""
WITH RECURSIVE {_UP}, {_DOWN}
(SELECT id FROM up LIMIT :most) UNION (SELECT id FROM down LIMIT :most)""")  # noqa: S608 - constants of this file

# the replication that made a replica, if one did; an origin that went into another record since is that one
_MADE = """LEFT JOIN (replication_request q JOIN innovation g ON g.id = q.origin_id)
  ON q.replica_id = r.innovation_id AND r.related_id IN (g.id, g.merged_into_id)"""
_BEGAN = "(SELECT min(t.entered_on) FROM replication_step t WHERE t.request_id = q.id AND t.status = 'berjalan')"
_EDGES = _bound(f"""
SELECT r.innovation_id, r.related_id, r.kind, r.note, {_BEGAN} AS since,
  CASE WHEN i.status = 'published' THEN q.changes END AS changes
FROM innovation_relation r JOIN innovation i ON i.id = r.innovation_id {_MADE}
WHERE r.innovation_id = ANY(:ids) AND r.related_id = ANY(:ids) AND r.kind IN ({_KINDS})
ORDER BY r.innovation_id, r.related_id, r.kind""")  # noqa: S608 - constants of this file

# of an innovation `i` with its owner `a`: what `Standing` and `Owner` hold
_FACTS = f"""
  i.id, i.slug, i.name, i.kind, i.status, i.published_at, i.first_known_on, a.external, a.region_code,
  {AGENCY_TODAY.format(key="i.agency_id")} AS agency, coalesce(last.stage, 'tidak_diketahui') AS stage,
  last.started_on AS stage_on,
  (SELECT s.started_on FROM innovation_stage s
    WHERE s.innovation_id = i.id AND s.stage = 'penerapan' AND s.started_on IS NOT NULL
    ORDER BY s.position LIMIT 1) AS applied_on,
  (SELECT min(t.entered_on) FROM replication_step t JOIN replication_request q ON q.id = t.request_id
    WHERE q.replica_id = i.id AND t.status = 'berjalan') AS began_on"""  # noqa: S608 - constants of the package
_LAST_STAGE = """LEFT JOIN LATERAL (
  SELECT s.stage, s.started_on FROM innovation_stage s
  WHERE s.innovation_id = i.id ORDER BY s.position DESC LIMIT 1) last ON true"""
_LAST_SIGN = """LEFT JOIN LATERAL (
  SELECT s.kind, s.observed_on, coalesce(s.reference, e.reference) AS reference, e.title, e.address
  FROM sign_of_life s LEFT JOIN evidence e ON e.id = s.evidence_id AND e.withdrawn_at IS NULL
  WHERE s.innovation_id = i.id AND s.withdrawn_at IS NULL AND s.observed_on <= :on
  ORDER BY s.observed_on DESC, s.id DESC LIMIT 1) sign ON true"""
_NODES = _bound(f"""
SELECT {_FACTS}, i.agency_id, sign.observed_on
FROM innovation i LEFT JOIN agency a ON a.id = i.agency_id {_LAST_STAGE} {_LAST_SIGN}
WHERE i.id = ANY(:ids) ORDER BY i.slug""")  # noqa: S608 - constants of this file

# an agency that went before the owner, or came after it, is no other
_REPLICA_ROWS = f"""
SELECT DISTINCT ON (r.related_id, i.id) {_FACTS}, r.related_id, r.kind AS relation,
  sign.observed_on, sign.kind AS sign_kind, sign.reference, sign.title, sign.address
FROM innovation_relation r JOIN innovation o ON o.id = r.related_id
  JOIN innovation i ON i.id = r.innovation_id AND i.status = 'published'
  JOIN agency a ON a.id = i.agency_id {_LAST_STAGE} {_LAST_SIGN}
WHERE {{of}} r.kind IN ('adapts', 'copies') AND i.agency_id IS DISTINCT FROM o.agency_id
  AND NOT EXISTS (SELECT FROM agency_lineage l WHERE l.key = o.agency_id::text AND l.member_id = i.agency_id)
ORDER BY r.related_id, i.id, r.kind"""  # noqa: S608 - constants of this file
_REPLICAS = _bound(_REPLICA_ROWS.replace("{of}", "r.related_id = :id AND"))
_EVERY_REPLICA = _bound(_REPLICA_ROWS.replace("{of}", "o.status = 'published' AND"))


@dataclass(frozen=True, slots=True)
class Node:
    """An innovation in a lineage; `shown` says whether the reader may know of it."""

    id: UUID
    slug: str
    name: str
    kind: str
    owner: Owner | None
    standing: Standing
    shown: bool


class LineageRepository:
    """What descends from what, within one read."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, key: str, principal: Principal | None) -> UUID | None:
        """Return the id of an innovation that is public, or the principal's to keep."""
        shown: ColumnElement[bool] = Innovation.status == RecordStatus.PUBLISHED
        if principal is not None:
            shown |= keeps(principal, Innovation.agency_id) & (Innovation.status != RecordStatus.MERGED)
        found: UUID | None = await self._session.scalar(select(Innovation.id).where(by_key(Innovation, key), shown))
        return found

    async def reached(self, root: UUID, most: int, principal: Principal | None) -> set[UUID]:
        """Return an innovation with the nearest of its ancestors and of its descendants, so many on each side.

        They are those that the principal may know of, and that were public once.
        """
        everything = principal is not None and principal.territory is None
        territory = sorted(principal.territory) if principal and principal.territory else []
        reader = {"everything": everything, "territory": territory}
        rows = await self._session.execute(_REACHED, {"id": root, "most": most, **reader})
        return {row[0] for row in rows}

    async def edges(self, ids: Collection[UUID]) -> list[Edge]:
        """Return what descends from what among some innovations. Of a replica's changes the public ones are told."""
        rows = await self._session.execute(_EDGES, {"ids": list(ids)})
        return [
            Edge(
                descendant=row.innovation_id,
                ancestor=row.related_id,
                kind=DESCENTS[RelationKind(row.kind)],
                note=row.note,
                since=row.since,
                changes=row.changes or (),
            )
            for row in rows
        ]

    async def nodes(self, ids: Collection[UUID], principal: Principal | None, on: date) -> dict[UUID, Node]:
        """Return innovations by id, in the order of their addresses, with what is on record of them by a day."""
        rows = (await self._session.execute(_NODES, {"ids": list(ids), "on": on})).mappings()
        return {
            row["id"]: Node(
                row["id"],
                row["slug"],
                row["name"],
                row["kind"],
                _owner(row),
                _standing(row),
                row["status"] == RecordStatus.PUBLISHED
                or (principal is not None and principal.keeps(row["agency_id"])),
            )
            for row in rows
        }

    async def replicas(self, origin_id: UUID, on: date) -> list[Replica]:
        """Return the published replicas that other agencies have of an innovation, with what there is by a day."""
        rows = (await self._session.execute(_REPLICAS, {"id": origin_id, "on": on})).mappings()
        return [found for row in rows if (found := _replica(row)) is not None]

    async def every_replica(self, on: date) -> list[tuple[UUID, Replica]]:
        """Return the same of every published innovation: the id of the origin with each replica."""
        rows = (await self._session.execute(_EVERY_REPLICA, {"on": on})).mappings()
        return [(row["related_id"], found) for row in rows if (found := _replica(row)) is not None]


def _replica(row: RowMapping) -> Replica | None:
    owner = _owner(row)
    if owner is None:
        return None
    sign = Sign(row["sign_kind"], row["reference"], row["title"], row["address"]) if row["sign_kind"] else None
    return Replica(row["id"], row["slug"], row["name"], owner, row["relation"], _standing(row), sign)


def _owner(row: RowMapping) -> Owner | None:
    agency = row["agency"]
    if agency is None:
        return None
    names = (agency["slug"], agency["name"], agency["short_name"])
    return Owner(UUID(agency["id"]), *names, row["external"], row["region_code"])


def _standing(row: RowMapping) -> Standing:
    public = row["status"] == RecordStatus.PUBLISHED and row["published_at"] is not None
    return Standing(
        published_on=row["published_at"].astimezone(WIB).date() if public else None,
        last_sign=row["observed_on"],
        stage=row["stage"],
        stage_on=row["stage_on"],
        began_on=row["began_on"],
        applied_on=row["applied_on"],
        first_known_on=row["first_known_on"],
    )
