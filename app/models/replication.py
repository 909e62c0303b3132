"""Replications: from the request of an agency to its own record of what it made, with each step and document."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Kept, Keyed, one_of
from app.models.agency import Agency
from app.models.codes import (
    ReplicationActor,
    ReplicationDocumentKind,
    ReplicationModel,
    ReplicationScope,
    ReplicationStatus,
)
from app.models.innovation import Innovation
from app.models.person import Person

# the statuses in which nothing of a replication goes on, nor may go on
ENDED = (ReplicationStatus.DITOLAK, ReplicationStatus.DIBATALKAN, ReplicationStatus.BERHENTI)
_ENDED = ", ".join(f"'{status.value}'" for status in ENDED)


class ReplicationRequest(Kept, Base):
    """The wish of an agency to replicate an innovation, and what came of it.

    `agency_id` is the one that receives, the owner of `origin_id` the one that gives. `step` is the step that the
    request is in, of the path of its model, and `status` the phase that this belongs to; `entered_on` is the day on
    which it came there, `due_on` the one by which it is to leave. `compatibility` holds the answer to each item of the
    agency's check of itself, `terms` what the sides agreed, `changes` what was kept, changed and dropped.
    """

    __tablename__ = "replication_request"
    __table_args__ = (
        one_of("model", ReplicationModel),
        one_of("scope", ReplicationScope),
        one_of("status", ReplicationStatus),
        CheckConstraint("(model = 'fasilitasi') = (facilitator_id IS NOT NULL)", name="facilitator_id"),
        CheckConstraint("facilitator_id <> agency_id", name="facilitator_id_itself"),
        CheckConstraint(f"status NOT IN ({_ENDED}) OR reason IS NOT NULL", name="reason"),
        CheckConstraint("status NOT IN ('ditolak', 'berhenti') OR reason_code IS NOT NULL", name="reason_code"),
        CheckConstraint("entered_on >= requested_on", name="entered_on_order"),
        CheckConstraint("due_on >= entered_on", name="due_on_order"),
        CheckConstraint("replica_id <> origin_id", name="replica_id"),
        # one at a time for each pair
        Index(
            "uq_replication_request_open",
            "origin_id",
            "agency_id",
            unique=True,
            postgresql_where=text(f"status NOT IN ({_ENDED})"),
        ),
        Index("ix_replication_request_agency", "agency_id", "id"),
        Index("ix_replication_request_origin", "origin_id", "id"),
        Index("ix_replication_request_due", "due_on", "id", postgresql_where=text("due_on IS NOT NULL")),
    )

    origin_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    facilitator_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    model: Mapped[str] = mapped_column(Code)
    scope: Mapped[str] = mapped_column(Code)
    status: Mapped[str] = mapped_column(Code)
    step: Mapped[str] = mapped_column(Code)
    requested_on: Mapped[date]
    entered_on: Mapped[date]
    due_on: Mapped[date | None]
    problem: Mapped[str]
    adaptation: Mapped[str]
    compatibility: Mapped[dict[str, Any]] = mapped_column(JSONB)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    mentor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    terms: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    reason_code: Mapped[str | None] = mapped_column(Code)
    reason: Mapped[str | None]
    replica_id: Mapped[UUID | None] = mapped_column(ForeignKey("innovation.id"), unique=True)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)

    origin: Mapped[Innovation] = relationship(lazy="raise", foreign_keys=[origin_id])
    replica: Mapped[Innovation | None] = relationship(lazy="raise", foreign_keys=[replica_id])
    agency: Mapped[Agency] = relationship(lazy="raise", foreign_keys=[agency_id])
    facilitator: Mapped[Agency | None] = relationship(lazy="raise", foreign_keys=[facilitator_id])
    contact: Mapped[Person] = relationship(lazy="raise", foreign_keys=[contact_id])
    mentor: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[mentor_id])
    steps: Mapped[list["ReplicationStep"]] = relationship(lazy="raise", order_by="ReplicationStep.number")
    documents: Mapped[list["ReplicationDocument"]] = relationship(lazy="raise", order_by="ReplicationDocument.id")


class ReplicationStep(Keyed, Base):
    """A step that a replication entered: when, until when it is to take, and the side in whose name it was taken.

    Only `due_on` of the last one may be moved.
    """

    __tablename__ = "replication_step"
    __table_args__ = (
        UniqueConstraint("request_id", "number"),
        one_of("status", ReplicationStatus),
        one_of("actor", ReplicationActor),
        CheckConstraint("due_on >= entered_on", name="due_on_order"),
    )

    request_id: Mapped[UUID] = mapped_column(ForeignKey("replication_request.id"))
    number: Mapped[int]
    step: Mapped[str] = mapped_column(Code)
    status: Mapped[str] = mapped_column(Code)
    entered_on: Mapped[date]
    due_on: Mapped[date | None]
    actor: Mapped[str] = mapped_column(Code)
    note: Mapped[str | None]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class ReplicationDocument(Keyed, Base):
    """An instrument of the agreement, or what a step rests on: number, date, who signed, from when until when.

    `signatories` are {side, title, name}. One that was withdrawn shows nothing any more, and stays on record.
    """

    __tablename__ = "replication_document"
    __table_args__ = (
        one_of("kind", ReplicationDocumentKind),
        CheckConstraint("valid_until >= valid_from", name="valid_until_order"),
        CheckConstraint("address IS NOT NULL OR reference IS NOT NULL OR number IS NOT NULL", name="reference"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_reason"),
        Index("ix_replication_document_request", "request_id", "id"),
        Index("ix_replication_document_expiry", "valid_until", postgresql_where=text("withdrawn_at IS NULL")),
    )

    request_id: Mapped[UUID] = mapped_column(ForeignKey("replication_request.id"))
    kind: Mapped[str] = mapped_column(Code)
    number: Mapped[str | None]
    title: Mapped[str | None]
    issued_on: Mapped[date]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    signatories: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    address: Mapped[str | None]
    reference: Mapped[str | None]
    note: Mapped[str | None]
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
