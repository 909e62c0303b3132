"""What happened: written in the transaction of each change, and never changed afterwards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DDL, Index, event, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Base, Code, Keyed


class AuditEvent(Keyed, Base):
    """One action on one record: who, through what, when, in which request, and each changed field before and after.

    The name of the account is the one of that day. No row refers to another table, so that what happened stays told
    whatever becomes of it. `changes` maps a field to `[before, after]`; people stand in it by id and identifiers
    masked, so that what is private need not be taken out of it later.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_entity", "entity_id", "id"),
        Index("ix_audit_event_account", "account_id", "id"),
    )

    at: Mapped[datetime] = mapped_column(server_default=func.now())
    account_id: Mapped[UUID | None]
    account_name: Mapped[str]
    via: Mapped[str] = mapped_column(Code)
    credential: Mapped[str | None]
    request_id: Mapped[str | None]
    action: Mapped[str] = mapped_column(Code)
    entity_kind: Mapped[str] = mapped_column(Code)
    entity_id: Mapped[UUID]
    agency_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB)


# A right that is not granted could be granted by the owner of the table, which the service may be. A trigger refuses
# everybody, whichever role the service has; the SQLSTATE is that of a missing privilege.
REFUSAL = """
CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_event is append-only: % refused', TG_OP USING ERRCODE = '42501';
END
$$"""
GUARD = """
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit()"""

for _statement in (REFUSAL, GUARD):
    # a percent sign would be filled in by SQLAlchemy
    event.listen(AuditEvent.__table__, "after_create", DDL(_statement.replace("%", "%%")))  # type: ignore[no-untyped-call] # SQLAlchemy's
