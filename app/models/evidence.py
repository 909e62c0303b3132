"""What an innovation is assessed by beside its record: evidence, awards, and the texts of a proposal."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Base, Code, Keyed


class Evidence(Keyed, Base):
    """A document, address or picture that shows something of an innovation; one serves many instruments.

    `kind` is a code that instruments ask for (`surat_pernyataan_implementasi`). One that was withdrawn shows nothing
    any more, and stays on record.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix_evidence_innovation", "innovation_id", "id"),
        CheckConstraint("valid_until >= issued_on", name="valid_until_order"),
        CheckConstraint("address IS NOT NULL OR reference IS NOT NULL", name="reference"),
    )

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"))
    kind: Mapped[str] = mapped_column(Code)
    title: Mapped[str]
    address: Mapped[str | None]
    reference: Mapped[str | None]
    issued_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    note: Mapped[str | None]
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]


class Award(Keyed, Base):
    """An award that an innovation won: which (`kipp_top_99`), in which year, and what says so."""

    __tablename__ = "award"
    __table_args__ = (
        UniqueConstraint("innovation_id", "code", "year"),
        CheckConstraint("year BETWEEN 1990 AND 2100", name="year"),
    )

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"))
    code: Mapped[str] = mapped_column(Code, index=True)
    year: Mapped[int] = mapped_column(SmallInteger)
    source: Mapped[str]
    recorded_at: Mapped[datetime]


class DossierSection(Base):
    """The text of one section of an instrument's form, for one innovation; a later text takes its place."""

    __tablename__ = "dossier_section"

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"), primary_key=True)
    instrument_id: Mapped[UUID] = mapped_column(ForeignKey("instrument.id"), primary_key=True, index=True)
    section: Mapped[str] = mapped_column(Code, primary_key=True)
    body: Mapped[str]
    written_at: Mapped[datetime]
