"""The SQL of a list of cards: its orders, its conditions, and the statements made of them.

A list differs from another in a few ways (order, direction, which conditions); each way has one statement, compiled
once and prepared by each connection. The values are bound.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Function,
    Label,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect

from app.core.errors import InvalidCursor
from app.core.paging import keyset
from app.innovations.schemas import InnovationSort
from app.models import AgencyLineage, InnovationCard, InnovationPerson, Person

# PostgreSQL counts microseconds from here, and sends them so
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# How many rows a statement asks for. The number is written into it, because a LIMIT that is a parameter hides the row
# count from the planner; a few numbers serve every `limit`, so that few statements are prepared.
SIZES = (20, 50, 100, 200)


def _moment(raw: bytes) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=int.from_bytes(raw, "big", signed=True))
    except OverflowError:
        raise InvalidCursor from None


def _name(raw: bytes) -> str:
    try:
        return raw.decode().replace("\x00", "")
    except UnicodeDecodeError:
        raise InvalidCursor from None


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the list: the column before the id, and how its bytes in a cursor are read.

    A row tells its place as the bytes that the database itself sends for the two keys: a cursor is made of them without
    turning dates and ids into objects, row by row.
    """

    column: ColumnElement[Any]
    send: Function[Any]
    read: Callable[[bytes], Any]
    descending: bool = False


_NEWEST = InnovationCard.published_at.expression
_UPDATED = InnovationCard.updated_at.expression
_NAME = InnovationCard.name_key.expression
ORDERS = {
    InnovationSort.NEWEST: Order(_NEWEST, func.timestamptz_send(_NEWEST), _moment, descending=True),
    InnovationSort.OLDEST: Order(_NEWEST, func.timestamptz_send(_NEWEST), _moment),
    InnovationSort.UPDATED: Order(_UPDATED, func.timestamptz_send(_UPDATED), _moment, descending=True),
    InnovationSort.NAME: Order(_NAME, func.textsend(_NAME), _name),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything about a listing that changes its SQL; the rest are values."""

    sort: InnovationSort
    filters: frozenset[str]
    placed: bool = False
    backwards: bool = False
    size: int = 20
    bodies: bool = True


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL for the driver, and the names of its values in their order."""

    sql: str
    names: tuple[str, ...]

    def values(self, values: dict[str, Any]) -> list[Any]:
        """Return the values in the order of the SQL's parameters."""
        return [values[name] for name in self.names]


def compiled(statement: Select[Any]) -> Statement:
    """Return a statement as SQL for the driver."""
    compiled = statement.compile(dialect=asyncpg_dialect())  # type: ignore[no-untyped-call] # SQLAlchemy's
    return Statement(compiled.string, tuple(compiled.positiontup or ()))


def conditions_of(filters: frozenset[str]) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter on cards but that on agencies, whose values are bound by their names."""
    card = InnovationCard
    # a person has a part in few innovations, which the planner knows of this table and not of words in an array
    shown = (Person.id == InnovationPerson.person_id) & Person.concealed_at.is_(None)
    parts = select(InnovationPerson.innovation_id).join(Person, shown)
    by_id = parts.where(Person.id == bindparam("innovator_id", type_=Uuid))
    by_slug = parts.where(Person.slug == bindparam("innovator", type_=Text))
    conditions: dict[str, ColumnElement[bool]] = {
        "innovator_id": card.innovation_id.in_(by_id),
        "innovator": card.innovation_id.in_(by_slug),
        "kind": card.kind == bindparam("kind", type_=Text),
        "stage": card.stage == bindparam("stage", type_=Text),
        "form": card.form == bindparam("form", type_=Text),
        "facets": card.facets.contains(bindparam("facets", type_=ARRAY(Text))),
        "q": card.names.contains(bindparam("q", type_=Text)) | card.names.contains(bindparam("q_compact", type_=Text)),
    }
    # those of other regions are a list of their own; few as they are, leaving them out costs no order of an index
    region = card.external.expression if "external" in filters else ~card.external
    return [region, *(condition for name, condition in conditions.items() if name in filters)]


def owners() -> Select[Any]:
    """Return the ids of an agency with its predecessors and successors."""
    return select(AgencyLineage.member_id).where(AgencyLineage.key == bindparam("agency", type_=Text))


@lru_cache(maxsize=2048)
def listing(shape: Shape) -> Statement:
    """Return the statement for a page of cards, or for what its tag is made of: revisions, and which are in use.

    With an agency it takes the first rows of each member of the lineage by its own index and merges them: a join would
    lose the order of the index and sort everything the agencies have.
    """
    card, order = InnovationCard, ORDERS[shape.sort]
    identity = card.innovation_id.expression
    in_use = func.cardinality(card.used_signs) > literal_column("0")
    told: list[Label[Any]] = [card.revision.expression.label("revision")]
    if shape.bodies:
        # most have none, and what is null is neither sent nor read
        told.append(case((in_use, card.used_signs)).label("signs"))
        told.append(order.send.op("||")(func.uuid_send(identity)).label("place"))
        told.append(func.convert_to(card.card, literal_column("'UTF8'")).label("body"))
    else:
        told.append(in_use.label("in_use"))

    def whole(statement: Select[Any]) -> Statement:
        if shape.bodies:
            return compiled(statement)
        rows_in_order = statement.subquery("page")
        every: list[Any] = [func.array_agg(rows_in_order.c[name]) for name in ("revision", "in_use")]
        return compiled(select(*every).select_from(rows_in_order))

    after = (
        [bindparam("after_key", type_=order.column.type), bindparam("after_id", type_=Uuid)] if shape.placed else None
    )
    rows: ColumnElement[int] = literal_column(str(shape.size + 1))

    def page(statement: Select[Any], keys: Sequence[ColumnElement[Any]]) -> Select[Any]:
        ordered = keyset(statement, keys, descending=order.descending, after=after, backwards=shape.backwards)
        return ordered.limit(rows)

    cards = select(*told).where(*conditions_of(shape.filters))
    if "agency" not in shape.filters:
        return whole(page(cards, (order.column, identity)))
    members = owners().subquery("owners")
    keyed = cards.add_columns(order.column.label("key"), identity.label("id"))
    own = page(keyed.where(card.agency_id == members.c.member_id), (order.column, identity)).lateral("own")
    merged = select(*(own.c[column.key] for column in told)).select_from(members.join(own, true()))
    return whole(page(merged, (own.c.key, own.c.id)))


@lru_cache(maxsize=512)
def counting(filters: frozenset[str]) -> Statement:
    """Return the statement for the number of cards on all pages.

    All cards but the few of other regions are counted as the difference, which indexes alone can tell.
    """
    counted = select(func.count()).select_from(InnovationCard)
    if not filters:
        elsewhere = counted.where(InnovationCard.external.expression)
        return compiled(select(counted.scalar_subquery() - elsewhere.scalar_subquery()))
    statement = counted.where(*conditions_of(filters))
    if "agency" in filters:
        statement = statement.where(InnovationCard.agency_id.in_(owners()))
    return compiled(statement)
