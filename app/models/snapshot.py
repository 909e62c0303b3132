"""Snapshots: statistics as they stood when they were frozen for a session, and never afterwards changed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, UniqueConstraint, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Base, Code, Keyed, Slug


class Snapshot(Keyed, Base):
    """What was frozen for a session of the council, whom it is for, and who did so when.

    `contents` lists what is in it: key, name, parameters, digest and size of each statistic, in order. What it does not
    list is not in the snapshot. `digest` is that of the list. The creator is named as the audit names the account, and
    one that is somebody's own by its roles.
    """

    __tablename__ = "snapshot"
    __table_args__ = (
        CheckConstraint("audience IN ('public', 'internal')", name="audience"),
        Index("ix_snapshot_session", "session_date", "id"),
    )

    slug: Mapped[str] = mapped_column(Slug, unique=True)
    title: Mapped[str]
    session_date: Mapped[date]
    note: Mapped[str | None]
    audience: Mapped[str] = mapped_column(Code)
    contents: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    digest: Mapped[str] = mapped_column(Code)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class FrozenStatistic(Keyed, Base):
    """A statistic of a snapshot, as the bytes that are given out; `digest` is their SHA-256."""

    __tablename__ = "frozen_statistic"
    __table_args__ = (UniqueConstraint("snapshot_id", "key"),)

    snapshot_id: Mapped[UUID] = mapped_column(ForeignKey("snapshot.id"))
    key: Mapped[str] = mapped_column(Code)
    digest: Mapped[str] = mapped_column(Code)
    document: Mapped[str]


# as of the audit: a right that is not granted could be granted by the owner of the table
REFUSAL = """
CREATE FUNCTION refuse_change_of_snapshot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is frozen: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
END
$$"""
GUARDS = tuple(
    f"""
CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_snapshot()"""
    for table in ("snapshot", "frozen_statistic")
)


def _after(table: Any, statement: str) -> None:
    # a percent sign would be filled in by SQLAlchemy
    event.listen(table, "after_create", DDL(statement.replace("%", "%%")))  # type: ignore[no-untyped-call] # SQLAlchemy's


_after(Snapshot.__table__, REFUSAL)
_after(Snapshot.__table__, GUARDS[0])
_after(FrozenStatistic.__table__, GUARDS[1])
