"""What is heard and seen of an entry: objections of the public, and visits to the place."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Kept, Keyed, one_of
from app.models.codes import Finding, ObjectionStatus
from app.models.round import RoundEntry


class Objection(Kept, Base):
    """An objection in the window of a public hearing, numbered within its round.

    No name and no contact of whoever objects is asked for or kept. `statement` is read by those who run the round;
    everyone reads `summary`, in the words of whoever answered.
    """

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        one_of("status", ObjectionStatus),
        CheckConstraint("(status = 'open') = (answer IS NULL)", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_at"),
        CheckConstraint("(answer IS NULL) = (summary IS NULL)", name="summary"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_round.id"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("round_entry.id"), index=True)
    number: Mapped[int]
    statement: Mapped[str]
    status: Mapped[str] = mapped_column(Code, default=ObjectionStatus.OPEN)
    summary: Mapped[str | None]
    answer: Mapped[str | None]
    received_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    entry: Mapped[RoundEntry] = relationship(lazy="raise")


class FieldVerification(Keyed, Base):
    """A visit: when, where, what was found, and what shows it. Never changed; a second visit is another record.

    Of several to an entry the last one decides: by `visited_at`, then by `recorded_at`.
    """

    __tablename__ = "field_verification"
    __table_args__ = (
        one_of("finding", Finding),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="longitude"),
        CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="latitude"),
        CheckConstraint("finding = 'sesuai' OR note IS NOT NULL", name="note"),
        CheckConstraint("evidence_id IS NOT NULL OR reference IS NOT NULL", name="reference"),
    )

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("round_entry.id"), index=True)
    visited_at: Mapped[datetime]
    place: Mapped[str]
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(8, 6))
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    finding: Mapped[str] = mapped_column(Code)
    note: Mapped[str | None]
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence.id"))
    reference: Mapped[str | None]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]

    entry: Mapped[RoundEntry] = relationship(lazy="raise")
