"""Provenance: documents, and for each field of each record the phrase that it rests on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Kept, Keyed, Partial, Slug, one_of, partial
from app.models.codes import Confidence, SourceKind, Subject


class Source(Kept, Base):
    """A document that facts were taken from; whoever cites it shares the one record of it.

    `title_key` and `address_key` are what it is compared by. They are not unique: a later edition of the shipped data
    may bring a document that somebody has recorded meanwhile, and must load all the same.
    """

    __tablename__ = "source"
    __table_args__ = (one_of("kind", SourceKind), *partial("published_on"))

    slug: Mapped[str] = mapped_column(Slug, unique=True)
    kind: Mapped[str] = mapped_column(Code)
    title: Mapped[str]
    publisher: Mapped[str | None]
    published_on: Mapped[str | None] = mapped_column(Partial)
    address: Mapped[str | None]
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1", sort_order=90)
    title_key: Mapped[str] = mapped_column(Code, server_default="", index=True, sort_order=93)
    address_key: Mapped[str | None] = mapped_column(Code, index=True, sort_order=94)


class Citation(Keyed, Base):
    """One field of one record, with the exact words it was taken from, and the doubt there may be.

    One that was withdrawn proves nothing any more: it is neither shown to everyone nor counted, and stays on record.
    """

    __tablename__ = "citation"
    __table_args__ = (
        one_of("subject_kind", Subject),
        one_of("confidence", Confidence),
        CheckConstraint("disputed OR dispute_note IS NULL", name="dispute_note"),
        Index("ix_citation_subject", "subject_kind", "subject_id", "field"),
    )

    subject_kind: Mapped[str] = mapped_column(Code)
    subject_id: Mapped[UUID]
    field: Mapped[str] = mapped_column(Code)
    source_id: Mapped[UUID] = mapped_column(ForeignKey("source.id"), index=True)
    phrase: Mapped[str | None]
    confidence: Mapped[str] = mapped_column(Code)
    note: Mapped[str | None]
    disputed: Mapped[bool] = mapped_column(default=False)
    dispute_note: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    source: Mapped[Source] = relationship(lazy="raise")


class Ambiguity(Keyed, Base):
    """What the sources leave open about a record: noted, never decided by guessing."""

    __tablename__ = "ambiguity"
    __table_args__ = (
        one_of("subject_kind", Subject),
        Index("ix_ambiguity_subject", "subject_kind", "subject_id"),
    )

    subject_kind: Mapped[str] = mapped_column(Code)
    subject_id: Mapped[UUID]
    field: Mapped[str | None] = mapped_column(Code)
    position: Mapped[int]
    note_id: Mapped[str]
    note_en: Mapped[str]
    source_id: Mapped[UUID | None] = mapped_column(ForeignKey("source.id"), index=True)

    source: Mapped[Source | None] = relationship(lazy="raise")
