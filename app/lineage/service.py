"""Lineages, and who uses an innovation, as one reader may see them."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.core.clock import today
from app.core.concealment import Concealment, concealment
from app.core.database import Session
from app.core.errors import Language, NotFound
from app.core.security import Principal
from app.innovations.parts import AgencyBrief, InnovationBrief
from app.innovations.whereabouts import whereabouts
from app.lineage.graph import Edge, Lineage
from app.lineage.picture import picture_of
from app.lineage.repository import LineageRepository, Node
from app.lineage.schemas import (
    MOST_NODES,
    MOST_USES,
    InnovationUse,
    InnovationUseRead,
    LineageChange,
    LineageCounts,
    LineageEdge,
    LineageNode,
    LineageRead,
    UseCountsRead,
    UseEvidence,
)
from app.lineage.standing import Owner, Replica, UseCounts, count, in_use
from app.models.codes import Permission


class Replication(NamedTuple):
    """How far an innovation is replicated on a day: by how many it is used, and how many replicas are in use."""

    counts: UseCounts
    in_date: int


class LineageService:
    """Lineages within one read; `months` are those within which an innovation owes a sign of life."""

    def __init__(self, session: Session, months: int, reader: Principal | None = None) -> None:
        self._session = session
        self._months = months
        self._lineages = LineageRepository(session)
        self._reader = reader if reader and reader.may(Permission.RECORDS_READ) else None

    async def lineage(self, key: str, tail: str) -> LineageRead:
        """Return the lineage of an innovation; `tail` is what follows its own address in the request.

        Raises:
            NotFound, Moved, Archived: the record is not here, or the reader may not see it.
        """
        root = await self._find(key, tail)
        reached = await self._lineages.reached(root, MOST_NODES + 2, self._reader)
        edges = await self._lineages.edges(reached)
        on = today()
        nodes = await self._lineages.nodes(reached, self._reader, on)
        told = _lineage_read(root, nodes, edges, lambda node: _node(node, on, self._months))
        clear = await concealment(self._session)
        return _without_names(told, clear)

    async def drawing(self, key: str, tail: str, language: Language) -> bytes:
        """Return the lineage of an innovation as a drawing (SVG).

        Raises:
            NotFound, Moved, Archived: as for the lineage.
        """
        return picture_of(await self.lineage(key, tail), language)

    async def uses(self, key: str, tail: str, on: date | None) -> InnovationUseRead:
        """Return who uses an innovation on a day, today where that is None.

        Raises:
            NotFound, Moved, Archived: as for the lineage.
        """
        origin = await self._find(key, tail)
        day = on or today()
        counted, others = in_use(await self._lineages.replicas(origin, day), day, self._months)
        told = InnovationUseRead(
            as_of=day,
            items=self._uses(counted, day),
            total=len(counted),
            not_counted=self._uses(others, day),
            total_not_counted=len(others),
            counts=UseCountsRead.model_validate(count(counted)),
        )
        return (await concealment(self._session)).told(told)

    async def replication(self, innovation_id: UUID, on: date) -> Replication:
        """Return how far an innovation is replicated on a day; who may read it is not asked."""
        counted, _ = in_use(await self._lineages.replicas(innovation_id, on), on, self._months)
        return Replication(count(counted), len(counted))

    async def _find(self, key: str, tail: str) -> UUID:
        found = await self._lineages.find(key, self._reader)
        if found is None:
            await whereabouts(self._session, key, self._reader, tail)
            raise NotFound
        return found

    def _uses(self, replicas: Iterable[Replica], on: date) -> list[InnovationUse]:
        return [_use(one, on, self._months) for one in list(replicas)[:MOST_USES]]


def _lineage_read(
    root: UUID, nodes: dict[UUID, Node], edges: list[Edge], told: Callable[[Node], dict[str, object]]
) -> LineageRead:
    """Return a lineage out of all that was reached, of which the reader may not know everything."""
    graph = Lineage(root, edges)
    # each statement sees what was committed before it: what is not joined to the others any more is left out
    every = graph.nearest(one for one in nodes if one in graph.depths)
    shown = [one for one in every if one == root or nodes[one].shown]
    kept = shown[:MOST_NODES]
    among = set(kept)
    sides = [sum(depth < 0 for depth in graph.depths.values()), sum(depth > 0 for depth in graph.depths.values())]
    return LineageRead(
        root=root,
        nodes=[LineageNode(**told(nodes[one]), depth=graph.depths[one]) for one in kept],
        edges=[_edge(edge) for edge in edges if edge.descendant in among and edge.ancestor in among],
        counts=LineageCounts(
            ancestors=sum(graph.depths[one] < 0 for one in kept),
            descendants=sum(graph.depths[one] > 0 for one in kept),
            archived=len(every) - len(shown),
        ),
        truncated=len(shown) > len(kept) or max(sides) > MOST_NODES,
    )


def _node(node: Node, on: date, months: int) -> dict[str, object]:
    return {
        "id": node.id,
        "slug": node.slug,
        "name": node.name,
        "agency": _brief(node.owner) if node.owner else None,
        "external": bool(node.owner and node.owner.external),
        "region_code": node.owner.region_code if node.owner else None,
        "kind": node.kind,
        "vitality": node.standing.vitality(on, months),
        "since": node.standing.since,
    }


def _edge(edge: Edge) -> LineageEdge:
    return LineageEdge(
        descendant=edge.descendant,
        ancestor=edge.ancestor,
        kind=edge.kind,
        since=edge.since,
        changes=[LineageChange.model_validate(change) for change in edge.changes],
        note=edge.note,
    )


def _use(one: Replica, on: date, months: int) -> InnovationUse:
    return InnovationUse(
        replica=InnovationBrief(id=one.id, slug=one.slug, name=one.name),
        agency=_brief(one.owner),
        external=one.owner.external,
        region_code=one.owner.region_code,
        relation=one.relation,
        since=one.standing.since,
        status=one.vitality(on, months),
        verified_on=one.standing.last_sign,
        evidence=UseEvidence.model_validate(one.sign) if one.sign else None,
    )


def _brief(owner: Owner) -> AgencyBrief:
    return AgencyBrief.model_validate(owner)


def _without_names(told: LineageRead, clear: Concealment) -> LineageRead:
    """Return a lineage without the names that are concealed, also where a changed part is called after somebody."""
    for edge in told.edges:
        edge.changes = [change.model_copy(update={"part": clear.text(change.part)}) for change in edge.changes]
    return clear.told(told)
