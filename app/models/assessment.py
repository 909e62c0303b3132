"""Assessments: one assessor's work on one entry at one stage, its scores with their earlier versions, and conflicts."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Kept, Keyed, one_of
from app.models.codes import AssessmentStatus, ConflictVerdict
from app.models.instrument import Instrument
from app.models.round import Round, RoundAssessor, RoundEntry, RoundStage


class Assessment(Kept, Base):
    """The work of one assessor on one entry at one stage.

    `suspended_at` is set from the moment a conflict comes to light until that is decided; `excluded` then says whether
    the scores count. `replaces_id` is the assessment whose place it took.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        one_of("status", AssessmentStatus),
        CheckConstraint("(status = 'submitted') <= (submitted_at IS NOT NULL)", name="submitted_at"),
        CheckConstraint("status NOT IN ('declined', 'replaced') OR reason IS NOT NULL", name="reason"),
        # nobody assesses an entry twice at a stage, whichever of their accounts they use
        Index(
            "uq_assessment_seat",
            "stage_id",
            "entry_id",
            "assessor_id",
            unique=True,
            postgresql_where=text("status NOT IN ('declined', 'replaced')"),
        ),
        Index("ix_assessment_assessor", "assessor_id", "status"),
        Index("ix_assessment_round", "round_id", "id"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_round.id"))
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("round_stage.id"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("round_entry.id"), index=True)
    assessor_id: Mapped[UUID] = mapped_column(ForeignKey("round_assessor.id"))
    status: Mapped[str] = mapped_column(Code, default=AssessmentStatus.INVITED)
    reason: Mapped[str | None]
    comment: Mapped[str | None]
    submitted_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    excluded: Mapped[bool] = mapped_column(default=False)
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment.id"))

    round: Mapped[Round] = relationship(lazy="raise")
    stage: Mapped[RoundStage] = relationship(lazy="raise")
    entry: Mapped[RoundEntry] = relationship(lazy="raise")
    assessor: Mapped[RoundAssessor] = relationship(lazy="raise")


class Score(Base):
    """The present score of an assessment by one criterion."""

    __tablename__ = "score"

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(Code, primary_key=True)
    value: Mapped[Decimal] = mapped_column(Numeric(12, 4))
    reason: Mapped[str | None]
    revision: Mapped[int] = mapped_column(SmallInteger)
    scored_at: Mapped[datetime]


class ScoreRevision(Base):
    """An earlier score: what it was, until when. Never changed, and sealed as long as the present one is."""

    __tablename__ = "score_revision"

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(Code, primary_key=True)
    revision: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    value: Mapped[Decimal] = mapped_column(Numeric(12, 4))
    reason: Mapped[str | None]
    scored_at: Mapped[datetime]
    replaced_at: Mapped[datetime]


class DeclaredConflict(Keyed, Base):
    """A conflict that somebody declared by hand: of the person with the innovation, in every round."""

    __tablename__ = "declared_conflict"
    __table_args__ = (Index("uq_declared_conflict_pair", "person_id", "innovation_id", unique=True),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"), index=True)
    reason: Mapped[str]
    declared_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    declared_at: Mapped[datetime]


class ConflictFinding(Keyed, Base):
    """Conflicts that came to light after an assignment, and what was decided of them.

    `reasons` are those of that moment, each with its kind and what explains it. A decision covers these reasons: a new
    one suspends the assessment again.
    """

    __tablename__ = "conflict_finding"
    __table_args__ = (
        one_of("verdict", ConflictVerdict),
        CheckConstraint("(verdict IS NULL) = (decided_at IS NULL)", name="decided_at"),
        Index("uq_conflict_finding_open", "assessment_id", unique=True, postgresql_where=text("verdict IS NULL")),
    )

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    found_at: Mapped[datetime]
    verdict: Mapped[str | None] = mapped_column(Code)
    note: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class SelfAssessment(Keyed, Base):
    """What the owner claims of an innovation by an instrument (penilaian mandiri); a later one takes its place.

    `scores` are a list: criterion or indicator, value or level, basis, reason, ids of evidence.
    """

    __tablename__ = "self_assessment"
    __table_args__ = (
        Index("uq_self_assessment_number", "innovation_id", "instrument_id", "number", unique=True),
        CheckConstraint("number >= 1", name="number"),
    )

    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"))
    instrument_id: Mapped[UUID] = mapped_column(ForeignKey("instrument.id"), index=True)
    number: Mapped[int]
    scores: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    note: Mapped[str | None]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    assessed_at: Mapped[datetime]

    instrument: Mapped[Instrument] = relationship(lazy="raise")
