"""Rounds of assessment: which innovations, by which instrument, in which stages, by whom, and what came out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Kept, Keyed, Slug, one_of
from app.models.account import Account
from app.models.codes import EntryStatus, PassRule, RoundStatus, StageKind
from app.models.innovation import Innovation
from app.models.instrument import Instrument
from app.models.person import Person


class Round(Kept, Base):
    """A round: an edition of an instrument, a scope, stages in order, a panel.

    `scope` is a filter over innovations or a list of them; what it meant on the day of opening stands in the entries.
    `closes_on` is the last day of registration, from which ages are counted back. `group` is the group of the edition's
    eligibility rules that the round admits by.
    """

    __tablename__ = "assessment_round"
    __table_args__ = (
        one_of("status", RoundStatus),
        CheckConstraint("per_entry BETWEEN 1 AND 25", name="per_entry"),
        CheckConstraint("max_load >= 1", name="max_load"),
        CheckConstraint("(decree_number IS NULL) = (decree_on IS NULL)", name="decree_on"),
        CheckConstraint("status NOT IN ('determined', 'published') OR decree_number IS NOT NULL", name="decree_number"),
    )

    slug: Mapped[str] = mapped_column(Slug, unique=True)
    name: Mapped[str]
    note: Mapped[str | None]
    instrument_id: Mapped[UUID] = mapped_column(ForeignKey("instrument.id"), index=True)
    scope: Mapped[dict[str, Any]] = mapped_column(JSONB)
    group: Mapped[str | None] = mapped_column("eligibility_group", Code)
    closes_on: Mapped[date | None]
    per_entry: Mapped[int] = mapped_column(SmallInteger)
    max_load: Mapped[int]
    status: Mapped[str] = mapped_column(Code, default=RoundStatus.DRAFT)
    opened_at: Mapped[datetime | None]
    decree_number: Mapped[str | None]
    decree_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    # why the round was cancelled
    remark: Mapped[str | None]

    instrument: Mapped[Instrument] = relationship(lazy="raise")
    stages: Mapped[list["RoundStage"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="RoundStage.position"
    )


class RoundStage(Keyed, Base):
    """A stage of a round, open from one moment until before another. `weight` is its share of the final total, of 100.

    `instrument_id` is that of the stage where it is not the round's. What was decided on concluding it stands in the
    newest of its results.
    """

    __tablename__ = "round_stage"
    __table_args__ = (
        UniqueConstraint("round_id", "position"),
        UniqueConstraint("round_id", "kind"),
        one_of("kind", StageKind),
        one_of("pass_rule", PassRule),
        CheckConstraint("closes_at > opens_at", name="closes_at_order"),
        CheckConstraint("weight BETWEEN 0 AND 100", name="weight"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_round.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(Code)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    pass_rule: Mapped[str] = mapped_column(Code)
    pass_value: Mapped[Decimal | None] = mapped_column(Numeric(9, 4))
    weight: Mapped[Decimal] = mapped_column(Numeric(7, 4))
    instrument_id: Mapped[UUID | None] = mapped_column(ForeignKey("instrument.id"), index=True)
    concluded_at: Mapped[datetime | None]

    instrument: Mapped[Instrument | None] = relationship(lazy="raise")


class RoundEntry(Keyed, Base):
    """An innovation in a round, by the name and owner that it had when the round was opened.

    `out_stage_id` is the stage after which it did not go on, `out_reason` why, in words. `decided_stage_id` is the
    stage where people decided that it does not, `decided_reason` why: that stands when an earlier stage comes out
    otherwise.
    """

    __tablename__ = "round_entry"
    __table_args__ = (
        UniqueConstraint("round_id", "innovation_id"),
        one_of("status", EntryStatus),
        CheckConstraint("status = 'active' OR out_reason IS NOT NULL", name="out_reason"),
        CheckConstraint("(decided_stage_id IS NULL) = (decided_reason IS NULL)", name="decided_reason"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_round.id"))
    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"), index=True)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str]
    status: Mapped[str] = mapped_column(Code, default=EntryStatus.ACTIVE)
    eligibility: Mapped[str | None] = mapped_column(Code)
    out_stage_id: Mapped[UUID | None] = mapped_column(ForeignKey("round_stage.id"))
    out_reason: Mapped[str | None]
    decided_stage_id: Mapped[UUID | None] = mapped_column(ForeignKey("round_stage.id"))
    decided_reason: Mapped[str | None]

    innovation: Mapped[Innovation] = relationship(lazy="raise")


class RoundAssessor(Keyed, Base):
    """An account on the panel of a round, and the person behind it: one person is on a panel once.

    One that was taken off stays on record; what was assigned to it is reassigned.
    """

    __tablename__ = "round_assessor"
    __table_args__ = (
        UniqueConstraint("round_id", "account_id"),
        Index(
            "uq_round_assessor_person",
            "round_id",
            "person_id",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        CheckConstraint("max_load >= 1", name="max_load"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_round.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    max_load: Mapped[int | None]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_reason: Mapped[str | None]

    account: Mapped[Account] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")


class StageResult(Keyed, Base):
    """What came out of a stage when it was concluded; concluded anew, it gets another number.

    `document` is the whole result as canonical JSON: what is computed again from the same inputs is the same, byte by
    byte. `summary` is what is said of the result as a whole, taken out of the document. A result without a stage is
    that of the whole round.
    """

    __tablename__ = "stage_result"
    __table_args__ = (
        UniqueConstraint("round_id", "stage_id", "number", postgresql_nulls_not_distinct=True),
        CheckConstraint("number >= 1", name="number"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_round.id"))
    stage_id: Mapped[UUID | None] = mapped_column(ForeignKey("round_stage.id"))
    number: Mapped[int]
    document: Mapped[str]
    summary: Mapped[dict[str, Any]] = mapped_column(JSONB)
    digest: Mapped[str] = mapped_column(Code)
    inputs_digest: Mapped[str] = mapped_column(Code)
    engine: Mapped[str] = mapped_column(Code)
    computed_at: Mapped[datetime]


class RankedEntry(Base):
    """A row of the newest result of a stage or, without a stage, of a round: what a page of the ranking shows.

    Derived from the result's document. `place` counts the rows in their order, `rank` is shared by those that tie and
    null for those that are not ranked. Totals are rounded half-up to `decimals` of the instrument.
    """

    __tablename__ = "ranked_entry"
    __table_args__ = (Index("ix_ranked_entry_entry", "entry_id"),)

    result_id: Mapped[UUID] = mapped_column(ForeignKey("stage_result.id"), primary_key=True)
    place: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("round_entry.id"))
    rank: Mapped[int | None]
    tied: Mapped[bool]
    passed: Mapped[bool]
    shown: Mapped[dict[str, Any]] = mapped_column(JSONB)

    entry: Mapped[RoundEntry] = relationship(lazy="raise")
