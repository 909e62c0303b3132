"""Requests that were answered once and may be asked again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, SmallInteger, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Base, Code


class IdempotentRequest(Base):
    """A request with an Idempotency-Key and its answer, in the transaction of its work.

    The key belongs to the account, the method and the path; of what is open to everyone to the id of zeros, which no
    account has. `status` is null only within that transaction; `body` is
    null if the answer held a secret, which is not kept.
    """

    __tablename__ = "idempotent_request"
    __table_args__ = (Index("ix_idempotent_request_created", "created_at"),)

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    method: Mapped[str] = mapped_column(Code, primary_key=True)
    path: Mapped[str] = mapped_column(Code, primary_key=True)
    key: Mapped[str] = mapped_column(Code, primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None] = mapped_column(SmallInteger)
    headers: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
