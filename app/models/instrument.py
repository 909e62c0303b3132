"""Instruments: what is measured by, as dated data."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Base, Code, Keyed, Partial, Slug, one_of, partial
from app.models.codes import InstrumentKind


class Instrument(Keyed, Base):
    """One edition of an instrument; `definition` is its whole content as its file says it.

    `digest` is that of the definition. What is used by a round is never changed: a change is a new edition. Both
    validity dates are null where no source says them.
    """

    __tablename__ = "instrument"
    __table_args__ = (
        UniqueConstraint("code", "edition"),
        one_of("kind", InstrumentKind),
        *partial("valid_from", "valid_to"),
        CheckConstraint("valid_to >= valid_from", name="valid_to_order"),
    )

    slug: Mapped[str] = mapped_column(Slug, unique=True)
    code: Mapped[str] = mapped_column(Code)
    edition: Mapped[str] = mapped_column(Code)
    kind: Mapped[str] = mapped_column(Code)
    title: Mapped[str]
    official: Mapped[bool]
    valid_from: Mapped[str | None] = mapped_column(Partial)
    valid_to: Mapped[str | None] = mapped_column(Partial)
    definition: Mapped[dict[str, Any]] = mapped_column(JSONB)
    digest: Mapped[str] = mapped_column(Code)
    loaded_at: Mapped[datetime] = mapped_column(server_default=func.now())
