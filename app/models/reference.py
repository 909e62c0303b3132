"""What the shipped reference data last wrote, so that loading it again changes nothing that people changed since."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, func
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Base, Code


class ReferenceItem(Base):
    """One item of a reference file: the digest of its text and the version of the record it made."""

    __tablename__ = "reference_item"

    key: Mapped[str] = mapped_column(Code, primary_key=True)
    record_id: Mapped[UUID]
    digest: Mapped[str] = mapped_column(Code)
    version: Mapped[int]
    loaded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
