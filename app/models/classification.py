"""Classifications: several schemes at once, each with its edition, so that a term keeps the meaning of its year."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Keyed, Slug


class Classification(Keyed, Base):
    """One edition of a scheme. `declared_size` may exceed the terms that are known (seven clusters, six named)."""

    __tablename__ = "classification"
    __table_args__ = (CheckConstraint("declared_size > 0", name="declared_size"),)

    slug: Mapped[str] = mapped_column(Slug, unique=True)
    name: Mapped[str]
    edition: Mapped[str | None]
    declared_size: Mapped[int | None]
    note: Mapped[str | None]

    terms: Mapped[list["Term"]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by="Term.position")


class Term(Keyed, Base):
    """A term of a scheme, in the scheme's own order."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("classification_id", "slug"),)

    classification_id: Mapped[UUID] = mapped_column(ForeignKey("classification.id"))
    slug: Mapped[str] = mapped_column(Slug)
    name: Mapped[str]
    position: Mapped[int]
    note: Mapped[str | None]

    classification: Mapped[Classification] = relationship(lazy="raise", overlaps="terms")
