"""Programmes by which the city learns to innovate, and their editions: when, where, by whom and for whom."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Kept, Partial, Slug, one_of, partial
from app.models.agency import Agency
from app.models.area import Area
from app.models.classification import Classification
from app.models.codes import ProgrammeKind, ProgrammeStatus
from app.models.edition import BenchmarkVisit, EditionPerson, EditionSession, Shortlist


class Programme(Kept, Base):
    """A training, a competition or another activity that may be held again.

    Its organiser is an agency on record, of the city or outside it, or a name alone.
    """

    __tablename__ = "programme"
    __table_args__ = (
        one_of("kind", ProgrammeKind),
        one_of("status", ProgrammeStatus),
        CheckConstraint("organiser_id IS NULL OR organiser_name IS NULL", name="organiser_name"),
        CheckConstraint("status <> 'published' OR published_at IS NOT NULL", name="published_at"),
    )

    slug: Mapped[str] = mapped_column(Slug, unique=True)
    name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    kind: Mapped[str] = mapped_column(Code)
    description: Mapped[str | None]
    organiser_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    organiser_name: Mapped[str | None]
    status: Mapped[str] = mapped_column(Code, default=ProgrammeStatus.DRAFT)
    published_at: Mapped[datetime | None]

    organiser: Mapped[Agency | None] = relationship(lazy="raise")


class ProgrammeEdition(Kept, Base):
    """A programme as it was held once. Its kind may differ from the programme's: the seminar that ends a training.

    `starts_on` is as exact as a source says, down to a year. `participants_declared` is the number that a source gives,
    beside which stand those on record; `audience` says for whom it was, as `seluruh OPD`. `cost_idr` is in whole
    rupiah. `classification_id` is the scheme of the clusters that its results were sorted into.
    """

    __tablename__ = "programme_edition"
    __table_args__ = (
        one_of("kind", ProgrammeKind),
        one_of("status", ProgrammeStatus),
        *partial("starts_on", "ends_on"),
        # an end as exact as a year may lie anywhere in it
        CheckConstraint("ends_on || '~' >= starts_on", name="ends_on_order"),
        CheckConstraint("organiser_id IS NULL OR organiser_name IS NULL", name="organiser_name"),
        CheckConstraint("duration_days > 0", name="duration_days"),
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint("participants_declared >= 0", name="participants_declared"),
        CheckConstraint("participants_declared <= capacity", name="participants_declared_capacity"),
        CheckConstraint("cost_idr BETWEEN 0 AND 1000000000000000", name="cost_idr"),
        CheckConstraint("status <> 'published' OR published_at IS NOT NULL", name="published_at"),
        Index("ix_programme_edition_newest", "starts_on", "id"),
    )

    slug: Mapped[str] = mapped_column(Slug, unique=True)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(Code)
    description: Mapped[str | None]
    starts_on: Mapped[str] = mapped_column(Partial)
    ends_on: Mapped[str | None] = mapped_column(Partial)
    # what the dates rest on, where no source says them outright
    date_basis: Mapped[str | None]
    venue: Mapped[str | None]
    area_id: Mapped[UUID | None] = mapped_column(ForeignKey("area.id"), index=True)
    organiser_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    organiser_name: Mapped[str | None]
    audience: Mapped[str | None]
    duration: Mapped[str | None]
    duration_days: Mapped[int | None]
    capacity: Mapped[int | None]
    participants_declared: Mapped[int | None]
    cost_idr: Mapped[int | None] = mapped_column(BigInteger)
    funding: Mapped[str | None]
    classification_id: Mapped[UUID | None] = mapped_column(ForeignKey("classification.id"), index=True)
    status: Mapped[str] = mapped_column(Code, default=ProgrammeStatus.DRAFT)
    published_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship(lazy="raise")
    organiser: Mapped[Agency | None] = relationship(lazy="raise")
    area: Mapped[Area | None] = relationship(lazy="raise")
    classification: Mapped[Classification | None] = relationship(lazy="raise")
    # written by themselves, because a patch replaces each list whole
    people: Mapped[list[EditionPerson]] = relationship(lazy="raise", viewonly=True, order_by="EditionPerson.position")
    sessions: Mapped[list[EditionSession]] = relationship(
        lazy="raise", viewonly=True, order_by="EditionSession.position"
    )
    visits: Mapped[list[BenchmarkVisit]] = relationship(lazy="raise", viewonly=True, order_by="BenchmarkVisit.position")
    shortlists: Mapped[list[Shortlist]] = relationship(lazy="raise", viewonly=True, order_by="Shortlist.position")
