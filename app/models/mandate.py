"""Mandates: that every agency of some kinds is to adopt an innovation by a day, and what was decided of single ones."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Kept, Keyed, Slug, one_of
from app.models.agency import Agency
from app.models.codes import AgencyKind, MandateRuling
from app.models.innovation import Innovation

_KINDS = ", ".join(f"'{kind.value}'" for kind in AgencyKind)


class Mandate(Kept, Base):
    """A decree by which agencies are to adopt an innovation: from when, by when, and agencies of which kinds.

    Which agencies that means on a day is not stored: it follows from the agencies that there are on it.
    """

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint(f"kinds <@ ARRAY[{_KINDS}]::text[] AND cardinality(kinds) > 0", name="kinds"),
        CheckConstraint("due_on >= effective_on", name="due_on_order"),
        CheckConstraint("effective_on >= decree_on", name="effective_on_order"),
        CheckConstraint("(revoked_on IS NULL) = (revoked_reason IS NULL)", name="revoked_reason"),
    )

    slug: Mapped[str] = mapped_column(Slug, unique=True)
    title: Mapped[str]
    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"), index=True)
    decree_number: Mapped[str]
    decree_on: Mapped[date]
    effective_on: Mapped[date]
    due_on: Mapped[date]
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Code))
    note: Mapped[str | None]
    revoked_on: Mapped[date | None]
    revoked_reason: Mapped[str | None]

    innovation: Mapped[Innovation] = relationship(lazy="raise")


class MandateDecision(Keyed, Base):
    """What was decided of one agency: that it is exempt, or that what it has serves as well (`equivalent_id`).

    From `decided_on` until before `ended_on` it stands; a later decision, or its withdrawal, ends it.
    """

    __tablename__ = "mandate_decision"
    __table_args__ = (
        one_of("ruling", MandateRuling),
        CheckConstraint("(ruling = 'memakai_setara') = (equivalent_id IS NOT NULL)", name="equivalent_id"),
        CheckConstraint("ended_on >= decided_on", name="ended_on_order"),
        CheckConstraint("(ended_on IS NULL) = (ended_reason IS NULL)", name="ended_reason"),
        Index(
            "uq_mandate_decision_standing",
            "mandate_id",
            "agency_id",
            unique=True,
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    mandate_id: Mapped[UUID] = mapped_column(ForeignKey("mandate.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    ruling: Mapped[str] = mapped_column(Code)
    equivalent_id: Mapped[UUID | None] = mapped_column(ForeignKey("innovation.id"), index=True)
    reason: Mapped[str]
    decided_on: Mapped[date]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    ended_on: Mapped[date | None]
    ended_reason: Mapped[str | None]

    agency: Mapped[Agency] = relationship(lazy="raise")
    equivalent: Mapped[Innovation | None] = relationship(lazy="raise")
