"""What hangs on an edition of a programme: who took part, what was taught, what was visited, and what came out."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Keyed, Partial, one_of, partial
from app.models.agency import Agency
from app.models.codes import EditionRole
from app.models.innovation import Innovation
from app.models.person import Person


class EditionPerson(Keyed, Base):
    """A part in an edition: of a person, of somebody from an institution whom no source names, or of an agency.

    The institution is an agency on record, of the city or outside it, or a name alone. `title` is the post in which
    somebody took part, as the source words it; `on_behalf_of_id` is who was represented, as the mayor by an assistant.
    """

    __tablename__ = "edition_person"
    __table_args__ = (
        UniqueConstraint("edition_id", "position"),
        one_of("role", EditionRole),
        CheckConstraint(
            "person_id IS NOT NULL OR agency_id IS NOT NULL OR institution_name IS NOT NULL", name="person_id"
        ),
        CheckConstraint("agency_id IS NULL OR institution_name IS NULL", name="institution_name"),
        CheckConstraint("on_behalf_of_id <> person_id", name="on_behalf_of_id"),
        Index("uq_edition_person_part", "edition_id", "person_id", "role", unique=True),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("programme_edition.id"))
    position: Mapped[int]
    role: Mapped[str] = mapped_column(Code)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    institution_name: Mapped[str | None]
    title: Mapped[str | None]
    on_behalf_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    note: Mapped[str | None]

    person: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[person_id])
    on_behalf_of: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[on_behalf_of_id])
    agency: Mapped[Agency | None] = relationship(lazy="raise")


class EditionSession(Keyed, Base):
    """A session: what was taught, and when, as exactly as a source says."""

    __tablename__ = "edition_session"
    __table_args__ = (UniqueConstraint("edition_id", "position"), *partial("held_on"))

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("programme_edition.id"))
    position: Mapped[int]
    held_on: Mapped[str | None] = mapped_column(Partial)
    title: Mapped[str]
    material: Mapped[str | None]


class BenchmarkVisit(Keyed, Base):
    """A visit to see how others do it. Host and place are unknown where no source has them.

    `adopted` says what was taken over from there, `adopted_by_id` in which innovation.
    """

    __tablename__ = "benchmark_visit"
    __table_args__ = (
        UniqueConstraint("edition_id", "position"),
        *partial("visited_on", "visited_until"),
        CheckConstraint("visited_until || '~' >= visited_on", name="visited_until_order"),
        CheckConstraint("visited_until IS NULL OR visited_on IS NOT NULL", name="visited_until_alone"),
        CheckConstraint("host_id IS NULL OR host_name IS NULL", name="host_name"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("programme_edition.id"))
    position: Mapped[int]
    name: Mapped[str]
    visited_on: Mapped[str | None] = mapped_column(Partial)
    visited_until: Mapped[str | None] = mapped_column(Partial)
    place: Mapped[str | None]
    host_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    host_name: Mapped[str | None]
    adopted: Mapped[str | None]
    adopted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("innovation.id"), index=True)
    note: Mapped[str | None]

    host: Mapped[Agency | None] = relationship(lazy="raise")
    adopted_by: Mapped[Innovation | None] = relationship(lazy="raise")


class Shortlist(Keyed, Base):
    """Innovations that came out of an edition ahead of others. `declared_size` may exceed those that are named.

    `parent_id` is the longer list of the same edition that it was drawn from: three of the six best.
    """

    __tablename__ = "shortlist"
    __table_args__ = (
        UniqueConstraint("edition_id", "name"),
        CheckConstraint("declared_size > 0", name="declared_size"),
        CheckConstraint("parent_id <> id", name="parent_id"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("programme_edition.id"))
    position: Mapped[int]
    name: Mapped[str]
    declared_size: Mapped[int | None]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("shortlist.id"), index=True)
    note: Mapped[str | None]

    entries: Mapped[list["ShortlistEntry"]] = relationship(lazy="raise", order_by="ShortlistEntry.position")


class ShortlistEntry(Keyed, Base):
    """An innovation on a shortlist, in the order in which the source names them."""

    __tablename__ = "shortlist_entry"
    __table_args__ = (UniqueConstraint("shortlist_id", "innovation_id"),)

    shortlist_id: Mapped[UUID] = mapped_column(ForeignKey("shortlist.id"))
    position: Mapped[int]
    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"), index=True)

    innovation: Mapped[Innovation] = relationship(lazy="raise")
