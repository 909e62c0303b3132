"""Recognitions of people and of units. Those of innovations are awards (`app.models.evidence`)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Keyed, Partial, one_of, partial
from app.models.agency import Agency
from app.models.codes import AwardLevel
from app.models.person import Person
from app.models.programme import ProgrammeEdition


class Recognition(Keyed, Base):
    """That a person or an agency was recognised: by which award, for which year, by whom, and what says so.

    One that was withdrawn proves nothing any more, and stays on record.
    """

    __tablename__ = "recognition"
    __table_args__ = (
        one_of("level", AwardLevel),
        *partial("given_on"),
        CheckConstraint("year BETWEEN 1990 AND 2100", name="year"),
        CheckConstraint("(person_id IS NULL) <> (agency_id IS NULL)", name="agency_id"),
        CheckConstraint("given_by_id IS NULL OR given_by_name IS NULL", name="given_by_name"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_reason"),
        Index(
            "uq_recognition_standing",
            "code",
            "year",
            "person_id",
            "agency_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_recognition_newest", "year", "id"),
    )

    code: Mapped[str] = mapped_column(Code)
    name: Mapped[str | None]
    level: Mapped[str] = mapped_column(Code)
    year: Mapped[int] = mapped_column(SmallInteger)
    given_on: Mapped[str | None] = mapped_column(Partial)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    given_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    given_by_name: Mapped[str | None]
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("programme_edition.id"), index=True)
    source: Mapped[str]
    note: Mapped[str | None]
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    person: Mapped[Person | None] = relationship(lazy="raise")
    agency: Mapped[Agency | None] = relationship(lazy="raise", foreign_keys=[agency_id])
    given_by: Mapped[Agency | None] = relationship(lazy="raise", foreign_keys=[given_by_id])
    edition: Mapped[ProgrammeEdition | None] = relationship(lazy="raise")
