"""The tables of the record as changes need them: locked rows, whole lists replaced, and what may be the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Table, case, delete, insert, not_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.core.queries import by_key
from app.core.security import Principal
from app.core.text import compact_key
from app.innovations import documents, merging
from app.innovations.drafting import PARTS, Row
from app.innovations.kinship import origins_of
from app.innovations.lookalikes import (
    CANDIDATES,
    IN_THE_WAY,
    SURVEY,
    Candidate,
    Clashes,
    candidate_of,
    clashes_of,
    telling,
)
from app.innovations.overlap import Described
from app.innovations.references import keeps
from app.models import (
    DuplicateDecision,
    FormerSlug,
    Innovation,
    InnovationAlias,
    InnovationPerson,
    InnovationRelation,
    Person,
)
from app.models.codes import REPLICATED, RecordStatus, RelationKind

_COLUMNS = (
    *(
        "id",
        "slug",
        "name",
        "name_key",
        "summary",
        "problem",
        "problem_key",
        "goal",
        "novelty",
        "how_it_works",
        "benefit",
    ),
    *("result_before", "result_after", "kind", "form", "initiator", "agency_id", "platform_relation", "platform_name"),
    *("platform_id", "represents", "first_known_on", "first_known_by", "status", "version", "created_at", "updated_at"),
)
_ADD = (
    f"INSERT INTO innovation ({', '.join(_COLUMNS)})"  # noqa: S608 - constants of this file
    f" VALUES ({', '.join(f'${number}' for number in range(1, len(_COLUMNS) + 1))})"
)
_PUBLISH_ALONE = "SELECT pg_advisory_xact_lock(hashtext('inovasi.publish'))"


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as a change finds it, locked until the transaction ends."""

    id: UUID
    slug: str
    name: str
    name_key: str
    status: RecordStatus
    version: int
    agency_id: UUID | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of two records that may be the same."""

    verdict: str
    note: str | None
    decided_at: datetime


class RecordStore:
    """The tables of innovations within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, key: str, principal: Principal, *, hold: bool) -> Kept | None:
        """Return a record that is the principal's to keep, or None; `hold` locks it against other changes."""
        statement = _records().where(by_key(Innovation, key), keeps(principal, Innovation.agency_id))
        if hold:
            statement = statement.with_for_update(key_share=True)
        row = (await self._session.execute(statement)).mappings().one_or_none()
        return _kept(row) if row else None

    async def hold(self, innovation_id: UUID) -> Kept:
        """Return a record, whosever it is, locked against other changes."""
        statement = _records().where(Innovation.id == innovation_id).with_for_update(key_share=True)
        return _kept((await self._session.execute(statement)).mappings().one())

    async def speaking_of(self, innovation_id: UUID, but: UUID) -> list[Kept]:
        """Return the records that relate to this one or have it for a platform, locked, without one of them."""
        related = select(InnovationRelation.innovation_id).where(InnovationRelation.related_id == innovation_id)
        statement = _records().where(
            Innovation.id.in_(related) | (Innovation.platform_id == innovation_id), Innovation.id != but
        )
        ordered = statement.order_by(Innovation.id).with_for_update(key_share=True)
        return [_kept(row) for row in (await self._session.execute(ordered)).mappings()]

    async def clashes(self, agency_id: UUID | None, name: str, slug: str, but: UUID) -> Clashes:
        """Return what stands in the way of a name of an agency, and of an address.

        A name is compared without its blanks: `E-RESES` and `ERESES` are one name of an agency. An address is taken
        while another record has it, or once had it.
        """
        return clashes_of((await self._driven(IN_THE_WAY, but, agency_id, compact_key(name), slug)).one())

    async def survey(self, described: Described, slug: str) -> tuple[Clashes, list[Candidate]]:
        """Return what stands in the way of a new record, and the records that may be the same as it."""
        rows = await self._driven(
            SURVEY, *telling(described), described.agency_id, described.name_key.replace(" ", ""), slug
        )
        found = rows.all()
        return clashes_of(found[0]), [candidate_of(row) for row in found if row.id is not None]

    async def _driven(self, sql: str, *values: Any) -> CursorResult[Any]:
        """Return the rows of a statement of the driver's own, in the transaction."""
        connection = await self._session.connection()
        return await connection.exec_driver_sql(sql, values)

    async def add(self, row: Row) -> None:
        """Insert a record."""
        await self._driven(_ADD, *(row.get(name) for name in _COLUMNS))

    async def change(self, innovation_id: UUID, row: Row) -> None:
        """Set columns of a record."""
        if row:
            await self._session.execute(update(Innovation).where(Innovation.id == innovation_id).values(**row))

    async def replace(self, innovation_id: UUID, field: str, rows: Sequence[Row]) -> None:
        """Write one list of a record anew.

        The parts of people who withdrew their names stay as they are, and so does how a replica stands to its origin,
        as long as a replication says that it came of it.
        """
        table: Any = PARTS[field][0]
        old = delete(table).where(table.innovation_id == innovation_id)
        if table is InnovationPerson:
            old = old.where(table.person_id.in_(select(Person.id).where(Person.concealed_at.is_(None))))
        if table is InnovationRelation:
            origins = (await self._session.scalars(origins_of(innovation_id))).all()
            old = old.where(not_(table.related_id.in_(origins) & table.kind.in_(REPLICATED)))
            rows = [row for row in rows if row["related_id"] not in origins or row["kind"] not in REPLICATED]
        await self._session.execute(old)
        await self.append(field, rows)

    async def append(self, field: str, rows: Sequence[Row]) -> None:
        """Add rows to one list of a record."""
        if rows:
            await self._session.execute(insert(cast("Table", PARTS[field][0].__table__)), list(rows))

    async def snapshot(self, innovation_id: UUID) -> dict[str, Any]:
        """Return the record as the history compares it."""
        found: dict[str, Any] = await self._session.scalar(documents.SNAPSHOT, {"id": innovation_id})
        return found

    async def describe(self, innovation_id: UUID) -> Described:
        """Return what tells a record from others."""
        aliases = select(InnovationAlias.name_key).where(InnovationAlias.innovation_id == innovation_id)
        keys = frozenset((await self._session.scalars(aliases)).all())
        columns = (Innovation.id, Innovation.name_key, Innovation.problem_key, Innovation.agency_id)
        row = (await self._session.execute(select(*columns).where(Innovation.id == innovation_id))).one()
        return Described(row.id, row.name_key, keys, row.problem_key, row.agency_id)

    async def candidates(self, described: Described) -> list[Candidate]:
        """Return the records that may be the same as this one, of whatever status but merged."""
        rows = await self._driven(CANDIDATES, *telling(described))
        return [candidate_of(row) for row in rows]

    async def doubted(self, innovation_id: UUID) -> Sequence[Any]:
        """Return id, slug and name of the published records that somebody noted as possibly the same."""
        one, other = InnovationRelation.innovation_id, InnovationRelation.related_id
        statement = select(Innovation.id, Innovation.slug, Innovation.name).where(
            Innovation.status == RecordStatus.PUBLISHED,
            Innovation.id != innovation_id,
            Innovation.id.in_(
                select(case((one == innovation_id, other), else_=one)).where(
                    InnovationRelation.kind == RelationKind.POSSIBLY_SAME_AS,
                    (one == innovation_id) | (other == innovation_id),
                )
            ),
        )
        return (await self._session.execute(statement)).all()

    async def settle(self, one: UUID, other: UUID) -> None:
        """Take away the doubt that two records may be the same."""
        ends = InnovationRelation.innovation_id, InnovationRelation.related_id
        for first, second in (ends, ends[::-1]):
            await self._session.execute(
                delete(InnovationRelation).where(
                    first == one, second == other, InnovationRelation.kind == RelationKind.POSSIBLY_SAME_AS
                )
            )

    async def publish_alone(self) -> None:
        """Let nobody else publish until the transaction ends: of two records at once neither would see the other."""
        await self._driven(_PUBLISH_ALONE)

    async def decided(self, innovation_id: UUID) -> dict[UUID, Decision]:
        """Return what was decided of records that may be the same as this one, by their id."""
        one, other = DuplicateDecision.first_id, DuplicateDecision.second_id
        said = (DuplicateDecision.verdict, DuplicateDecision.note, DuplicateDecision.decided_at)
        rows = await self._session.execute(
            select(one, other, *said).where((one == innovation_id) | (other == innovation_id))
        )
        return {row[1] if row[0] == innovation_id else row[0]: Decision(*row[2:]) for row in rows}

    async def decide(self, pair: Iterable[UUID], decision: Decision, by: UUID) -> None:
        """Store a decision on two records; an earlier one gives way, and stays in the history."""
        first, second = sorted(pair)
        key = (DuplicateDecision.first_id == first) & (DuplicateDecision.second_id == second)
        await self._session.execute(delete(DuplicateDecision).where(key))
        row = {"first_id": first, "second_id": second, "decided_by_id": by, **asdict(decision)}
        await self._session.execute(insert(DuplicateDecision).values(**row))

    async def merge(self, one: UUID, into: UUID) -> None:
        """Let what hangs on one record go over to another."""
        await self._session.flush()
        for step in merging.STEPS:
            bound = {"one": one, "into": into, "alias": new_id()}
            await self._session.execute(step, {name: bound[name] for name in step.compile().params})

    async def retire_slug(self, slug: str, innovation_id: UUID) -> None:
        """Remember an address that a record had; one that it takes back is its present one again."""
        await self._session.execute(insert(FormerSlug).values(slug=slug, innovation_id=innovation_id))

    async def restore_slug(self, slug: str) -> None:
        """Forget that an address is a former one."""
        await self._session.execute(delete(FormerSlug).where(FormerSlug.slug == slug))


def _records() -> Any:
    columns = (Innovation.id, Innovation.slug, Innovation.name, Innovation.name_key, Innovation.status)
    return select(*columns, Innovation.version, Innovation.agency_id, Innovation.published_at)


def _kept(row: Mapping[Any, Any]) -> Kept:
    return Kept(**{**row, "status": RecordStatus(row["status"])})
