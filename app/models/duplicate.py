"""Names that records had once, and what was decided of records that may be the same."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DDL, CheckConstraint, ForeignKey, event, func
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Base, Code, Slug, one_of
from app.models.codes import DuplicateVerdict
from app.models.innovation import InnovationAlias

# Records of which a name is like one of these, from the session's `pg_trgm.similarity_threshold` on. The planner takes
# comparing some thousand names one by one for cheaper than asking their index, which it is not by a wide margin.
NAMED_LIKE = """
CREATE FUNCTION innovations_named_like(keys text[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SET enable_seqscan = off AS $$
  SELECT i.id FROM unnest(keys) AS wanted (key) JOIN innovation i ON i.name_key % wanted.key
  UNION
  SELECT a.innovation_id FROM unnest(keys) AS wanted (key) JOIN innovation_alias a ON a.name_key % wanted.key
$$"""


class FormerSlug(Base):
    """An address that an innovation had once; it leads to the present one."""

    __tablename__ = "former_slug"

    slug: Mapped[str] = mapped_column(Slug, primary_key=True)
    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"), index=True)
    retired_at: Mapped[datetime] = mapped_column(server_default=func.now())


class DuplicateDecision(Base):
    """A decision on two records that look alike; the lesser id comes first, so that a pair has one row."""

    __tablename__ = "duplicate_decision"
    __table_args__ = (
        one_of("verdict", DuplicateVerdict),
        CheckConstraint("first_id < second_id", name="second_id"),
    )

    first_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"), primary_key=True)
    second_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"), primary_key=True, index=True)
    verdict: Mapped[str] = mapped_column(Code)
    note: Mapped[str | None]
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime] = mapped_column(server_default=func.now())


# the names' table is made after that of the records
event.listen(InnovationAlias.__table__, "after_create", DDL(NAMED_LIKE.replace("%", "%%")))  # type: ignore[no-untyped-call] # SQLAlchemy's
