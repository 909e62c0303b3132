"""What every table shares: the naming of constraints, keys, and the column types of this house."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKeyConstraint, MetaData, Text, UniqueConstraint, Uuid, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.core.ids import new_id
from app.core.partial_date import PATTERN

# A constraint's name leads to the field it speaks of (see `field_of`), so names are made here and nowhere else.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text(), datetime: DateTime(timezone=True), UUID: Uuid()}  # noqa: RUF012 - read by SQLAlchemy


class Keyed:
    """A row with a UUIDv7 of its own."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-10)


class Kept(Keyed):
    """A record that people keep: versioned for optimistic locking, with the times of its making and last change."""

    version: Mapped[int] = mapped_column(default=1, sort_order=90)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=91)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=92)


# Codes, slugs and dates are compared bytewise: the same order on every machine, whatever its locale data.
Code = Text(collation="C")
Slug = Text(collation="C")
Partial = Text(collation="C")


def one_of(column: str, codes: type[StrEnum]) -> CheckConstraint:
    """Return the CHECK that holds a column to the codes of a vocabulary."""
    values = ", ".join(f"'{code.value}'" for code in codes)
    return CheckConstraint(f"{column} IN ({values})", name=column)


def partial(*columns: str) -> list[CheckConstraint]:
    """Return the CHECKs that hold columns to the shape of a partial date."""
    return [CheckConstraint(f"{column} ~ '{PATTERN}'", name=column) for column in columns]


def field_of(table: str, constraint: str) -> str | None:
    """Return the column that a violated constraint speaks of, or None if that is no single one.

    A unique constraint speaks of its last column, which the ones before it only place; a CHECK is named after its
    column, with a word after it where the column has more than one.
    """
    found = Base.metadata.tables.get(table)
    if found is None:
        return None
    for known in found.constraints:
        if known.name == constraint and isinstance(known, UniqueConstraint | ForeignKeyConstraint):
            return list(known.columns)[-1].name
    word = constraint.removeprefix(f"ck_{table}_")
    fitting = [column.name for column in found.columns if word == column.name or word.startswith(f"{column.name}_")]
    return max(fitting, key=len, default=None)
