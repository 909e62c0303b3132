"""Signs of life: what shows that an innovation was in use on a day."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Base, Code, Keyed, one_of
from app.models.codes import SignKind


class SignOfLife(Keyed, Base):
    """A sign that an innovation was alive on a day: how much it was used, what shows it, or the word of its owner.

    Whether the innovation is alive is never stored: it follows from the last of these and the days since. One that was
    withdrawn shows nothing any more, and stays on record.
    """

    __tablename__ = "sign_of_life"
    __table_args__ = (
        one_of("kind", SignKind),
        CheckConstraint("kind <> 'pemakaian' OR (figure IS NOT NULL AND unit IS NOT NULL)", name="figure"),
        CheckConstraint("(figure IS NULL) = (unit IS NULL)", name="unit"),
        CheckConstraint("figure >= 0", name="figure_least"),
        CheckConstraint("kind <> 'bukti' OR evidence_id IS NOT NULL OR reference IS NOT NULL", name="reference"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_reason"),
        Index(
            "ix_sign_of_life_last",
            "innovation_id",
            "observed_on",
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_sign_of_life_innovation", "innovation_id", "id"),
    )

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"))
    kind: Mapped[str] = mapped_column(Code)
    observed_on: Mapped[date]
    figure: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    unit: Mapped[str | None]
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    reference: Mapped[str | None]
    note: Mapped[str | None]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
