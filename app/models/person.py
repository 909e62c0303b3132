"""People with a public part in the registry: innovators, mentors, and officials in their office."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Kept, Keyed, Partial, Slug, partial
from app.models.agency import Agency


class Person(Kept, Base):
    """A person by public name; degrees and titles stand apart so that they do not make two people of one."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_name_like", "name_key", postgresql_using="gin", postgresql_ops={"name_key": "gin_trgm_ops"}),
    )

    slug: Mapped[str] = mapped_column(Slug, unique=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    title_prefix: Mapped[str | None]
    degrees: Mapped[str | None]
    note: Mapped[str | None]
    # the agency that keeps the record; null for the shipped ones, which the registrar keeps
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), sort_order=93)
    # since when the public name is withdrawn
    concealed_at: Mapped[datetime | None] = mapped_column(sort_order=94)

    positions: Mapped[list["Position"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Position.first_stated_on, Position.title"
    )


class Position(Keyed, Base):
    """An office or post of a person at an agency.

    Begin and end are set only where a source says them; otherwise the days on which a source names the person in the
    post are.
    """

    __tablename__ = "position"
    __table_args__ = (
        *partial("valid_from", "valid_to", "first_stated_on", "last_stated_on"),
        CheckConstraint("valid_to >= valid_from", name="valid_to_order"),
        CheckConstraint("last_stated_on >= first_stated_on", name="last_stated_on_order"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    title: Mapped[str | None]
    valid_from: Mapped[str | None] = mapped_column(Partial)
    valid_to: Mapped[str | None] = mapped_column(Partial)
    first_stated_on: Mapped[str | None] = mapped_column(Partial)
    last_stated_on: Mapped[str | None] = mapped_column(Partial)
    note: Mapped[str | None]

    person: Mapped[Person] = relationship(lazy="raise", overlaps="positions")
    agency: Mapped[Agency] = relationship(lazy="raise")
