"""The innovation record and what hangs on it."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Kept, Keyed, Partial, Slug, one_of, partial
from app.models.agency import Agency
from app.models.area import Area
from app.models.classification import Term
from app.models.codes import (
    AliasKind,
    FirstKnown,
    Initiator,
    InnovationForm,
    InnovationKind,
    InnovationRole,
    LegalLevel,
    PlatformRelation,
    RecordStatus,
    RelationKind,
    Stage,
)
from app.models.person import Person


class Innovation(Kept, Base):
    """One innovation, or an aggregate that stands for several which no source names (`represents` says how many)."""

    __tablename__ = "innovation"
    __table_args__ = (
        one_of("kind", InnovationKind),
        one_of("form", InnovationForm),
        one_of("initiator", Initiator),
        one_of("platform_relation", PlatformRelation),
        one_of("status", RecordStatus),
        one_of("first_known_by", FirstKnown),
        *partial("first_known_on"),
        CheckConstraint("represents > 0", name="represents"),
        CheckConstraint("(status = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_id"),
        CheckConstraint("status <> 'published' OR published_at IS NOT NULL", name="published_at"),
        Index("ix_innovation_owner", "agency_id"),
        Index(
            "ix_innovation_name_like",
            "name_key",
            postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
            postgresql_with={"fastupdate": "off"},
        ),
        Index("ix_innovation_problem_key", "problem_key"),
        # an agency has no two records of one name, however it is spelt
        Index(
            "uq_innovation_agency_name",
            "agency_id",
            text("replace(name_key, ' ', '')"),
            unique=True,
            postgresql_where=text("status <> 'merged'"),
        ),
    )

    slug: Mapped[str] = mapped_column(Slug, unique=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    summary: Mapped[str | None]
    problem: Mapped[str | None]
    goal: Mapped[str | None]
    novelty: Mapped[str | None]
    how_it_works: Mapped[str | None]
    benefit: Mapped[str | None]
    result_before: Mapped[str | None]
    result_after: Mapped[str | None]
    kind: Mapped[str] = mapped_column(Code, default=InnovationKind.TIDAK_DIKETAHUI)
    form: Mapped[str] = mapped_column(Code, default=InnovationForm.TIDAK_DIKETAHUI)
    initiator: Mapped[str] = mapped_column(Code, default=Initiator.TIDAK_DIKETAHUI)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    platform_relation: Mapped[str] = mapped_column(Code, default=PlatformRelation.TIDAK_DIKETAHUI)
    platform_name: Mapped[str | None]
    platform_id: Mapped[UUID | None] = mapped_column(ForeignKey("innovation.id"), index=True)
    represents: Mapped[int] = mapped_column(default=1)
    first_known_on: Mapped[str | None] = mapped_column(Partial)
    first_known_by: Mapped[str | None] = mapped_column(Code)
    status: Mapped[str] = mapped_column(Code, default=RecordStatus.DRAFT)
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("innovation.id"), index=True)
    published_at: Mapped[datetime | None]
    # digest of the normalised problem, null for one too short to tell records apart
    problem_key: Mapped[str | None] = mapped_column(Code, sort_order=93)
    # why the record was returned or archived, in the registrar's words
    remark: Mapped[str | None] = mapped_column(sort_order=94)
    archived_at: Mapped[datetime | None] = mapped_column(sort_order=95)

    agency: Mapped[Agency | None] = relationship(lazy="raise")
    aliases: Mapped[list["InnovationAlias"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="InnovationAlias.position"
    )
    stages: Mapped[list["InnovationStage"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="InnovationStage.position"
    )
    people: Mapped[list["InnovationPerson"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="InnovationPerson.position"
    )
    places: Mapped[list["InnovationPlace"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="InnovationPlace.position"
    )
    classifications: Mapped[list["InnovationTerm"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    legal_bases: Mapped[list["LegalBasis"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="LegalBasis.position"
    )
    resources: Mapped[list["InnovationResource"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="InnovationResource.year"
    )
    relations: Mapped[list["InnovationRelation"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="InnovationRelation.id",
        foreign_keys="InnovationRelation.innovation_id",
    )


class InnovationAlias(Keyed, Base):
    """Another name: an alias, an expanded acronym, an acronym, another spelling."""

    __tablename__ = "innovation_alias"
    __table_args__ = (
        UniqueConstraint("innovation_id", "name"),
        one_of("kind", AliasKind),
        Index(
            "ix_innovation_alias_name_like",
            "name_key",
            postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
            postgresql_with={"fastupdate": "off"},
        ),
    )

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"))
    position: Mapped[int]
    name: Mapped[str]
    name_key: Mapped[str]
    kind: Mapped[str] = mapped_column(Code)
    note: Mapped[str | None]


class InnovationStage(Keyed, Base):
    """A stage that an innovation entered, when, and what shows it. `position` is the order in time."""

    __tablename__ = "innovation_stage"
    __table_args__ = (
        UniqueConstraint("innovation_id", "position"),
        one_of("stage", Stage),
        *partial("started_on"),
    )

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"))
    position: Mapped[int]
    stage: Mapped[str] = mapped_column(Code)
    started_on: Mapped[str | None] = mapped_column(Partial)
    evidence: Mapped[str | None]
    note: Mapped[str | None]


class InnovationPerson(Keyed, Base):
    """A person's part in an innovation, at the agency of that time."""

    __tablename__ = "innovation_person"
    __table_args__ = (
        UniqueConstraint("innovation_id", "person_id", "role"),
        one_of("role", InnovationRole),
        *partial("valid_from", "valid_to"),
        CheckConstraint("valid_to >= valid_from", name="valid_to_order"),
    )

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int]
    role: Mapped[str] = mapped_column(Code)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    valid_from: Mapped[str | None] = mapped_column(Partial)
    valid_to: Mapped[str | None] = mapped_column(Partial)

    person: Mapped[Person] = relationship(lazy="raise")
    agency: Mapped[Agency | None] = relationship(lazy="raise")


class InnovationPlace(Keyed, Base):
    """Where an innovation serves: an area of the city, a named place, or a point in WGS 84 degrees."""

    __tablename__ = "innovation_place"
    __table_args__ = (
        UniqueConstraint("innovation_id", "position"),
        CheckConstraint("area_id IS NOT NULL OR name IS NOT NULL OR latitude IS NOT NULL", name="area_id"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="longitude"),
        CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="latitude"),
    )

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"))
    position: Mapped[int]
    area_id: Mapped[UUID | None] = mapped_column(ForeignKey("area.id"), index=True)
    name: Mapped[str | None]
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(8, 6))
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))

    area: Mapped[Area | None] = relationship(lazy="raise")


class InnovationTerm(Base):
    """An innovation under a term of a classification."""

    __tablename__ = "innovation_term"

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"), primary_key=True)
    term_id: Mapped[UUID] = mapped_column(ForeignKey("term.id"), primary_key=True, index=True)

    term: Mapped[Term] = relationship(lazy="raise")


class LegalBasis(Keyed, Base):
    """A document that gives an innovation its footing."""

    __tablename__ = "legal_basis"
    __table_args__ = (
        UniqueConstraint("innovation_id", "position"),
        one_of("level", LegalLevel),
        *partial("issued_on", "valid_from", "valid_to"),
        CheckConstraint("valid_to >= valid_from", name="valid_to_order"),
    )

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"))
    position: Mapped[int]
    level: Mapped[str] = mapped_column(Code)
    number: Mapped[str | None]
    title: Mapped[str | None]
    issued_on: Mapped[str | None] = mapped_column(Partial)
    valid_from: Mapped[str | None] = mapped_column(Partial)
    valid_to: Mapped[str | None] = mapped_column(Partial)


class InnovationResource(Keyed, Base):
    """What an innovation took in one year: whole rupiah, people, and its line in the RKPD."""

    __tablename__ = "innovation_resource"
    __table_args__ = (
        UniqueConstraint("innovation_id", "year"),
        CheckConstraint("year BETWEEN 1990 AND 2100", name="year"),
        CheckConstraint("budget_idr BETWEEN 0 AND 1000000000000000", name="budget_idr"),
        CheckConstraint("people >= 0", name="people"),
    )

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    budget_idr: Mapped[int | None] = mapped_column(BigInteger)
    people: Mapped[int | None]
    rkpd_line: Mapped[str | None]
    note: Mapped[str | None]


class InnovationRelation(Keyed, Base):
    """An innovation in relation to another; `possibly_same_as` is written once and read from both ends."""

    __tablename__ = "innovation_relation"
    __table_args__ = (
        UniqueConstraint("innovation_id", "related_id", "kind"),
        one_of("kind", RelationKind),
        CheckConstraint("innovation_id <> related_id", name="related_id"),
    )

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"))
    related_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"), index=True)
    kind: Mapped[str] = mapped_column(Code)
    note: Mapped[str | None]

    innovation: Mapped[Innovation] = relationship(lazy="raise", foreign_keys=[innovation_id], overlaps="relations")
    related: Mapped[Innovation] = relationship(lazy="raise", foreign_keys=[related_id])
