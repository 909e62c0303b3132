"""Action plans of programmes: what participants mean to change in their units, and how many plans no source names."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Kept, Keyed, Partial, Slug, one_of, partial
from app.models.agency import Agency
from app.models.classification import Term
from app.models.codes import PlanParty, PlanRole, PlanStage
from app.models.innovation import Innovation
from app.models.person import Person
from app.models.programme import ProgrammeEdition
from app.models.source import Source


class PlanAggregate(Kept, Base):
    """So many plans of an edition as a source counts, whether it names them or not.

    Plans that are named later may belong to it; together they are never more than `count`. `source` says in words where
    the count is from, `phrase` holds the words that it rests on.
    """

    __tablename__ = "plan_aggregate"
    __table_args__ = (
        CheckConstraint("count > 0", name="count"),
        CheckConstraint("innovators > 0", name="innovators"),
    )

    slug: Mapped[str] = mapped_column(Slug, unique=True)
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("programme_edition.id"), index=True)
    count: Mapped[int]
    innovators: Mapped[int | None]
    source: Mapped[str]
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("source.id"), index=True)
    phrase: Mapped[str | None]
    note: Mapped[str | None]

    edition: Mapped[ProgrammeEdition] = relationship(lazy="raise")
    document: Mapped[Source | None] = relationship(lazy="raise")


class ActionPlan(Kept, Base):
    """What a participant of an edition plans to change, and how far it has come.

    `stage` is the one that it is in, since `entered_on`. `aggregate_id` is the number of plans that it is one of,
    `term_id` its cluster, `innovation_id` what became of it. One that was withdrawn was recorded by mistake, counts
    nowhere, and stays on record.
    """

    __tablename__ = "action_plan"
    __table_args__ = (
        one_of("stage", PlanStage),
        CheckConstraint("entered_on >= starts_on", name="entered_on_order"),
        CheckConstraint("stopped_on >= entered_on", name="stopped_on_order"),
        CheckConstraint("(stopped_on IS NULL) = (stopped_reason IS NULL)", name="stopped_reason"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_reason"),
        # what was withdrawn takes no place of an aggregate, and is no innovation's
        CheckConstraint("withdrawn_at IS NULL OR aggregate_id IS NULL", name="aggregate_id"),
        CheckConstraint("withdrawn_at IS NULL OR innovation_id IS NULL", name="innovation_id"),
        Index("ix_action_plan_edition", "edition_id", "id"),
        # nobody records a plan twice
        Index(
            "uq_action_plan_title",
            "edition_id",
            "agency_id",
            "title_key",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("programme_edition.id"))
    aggregate_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan_aggregate.id"), index=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    term_id: Mapped[UUID | None] = mapped_column(ForeignKey("term.id"), index=True)
    title: Mapped[str]
    title_key: Mapped[str]
    problem: Mapped[str | None]
    goal: Mapped[str | None]
    starts_on: Mapped[date]
    stage: Mapped[str] = mapped_column(Code, default=PlanStage.DRUM_UP)
    entered_on: Mapped[date]
    stopped_on: Mapped[date | None]
    stopped_reason: Mapped[str | None]
    agreement_number: Mapped[str | None]
    agreement_address: Mapped[str | None]
    innovation_id: Mapped[UUID | None] = mapped_column(ForeignKey("innovation.id"), unique=True)
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    edition: Mapped[ProgrammeEdition] = relationship(lazy="raise")
    aggregate: Mapped[PlanAggregate | None] = relationship(lazy="raise")
    agency: Mapped[Agency] = relationship(lazy="raise")
    term: Mapped[Term | None] = relationship(lazy="raise")
    innovation: Mapped[Innovation | None] = relationship(lazy="raise")
    people: Mapped[list["ActionPlanPerson"]] = relationship(lazy="raise", order_by="ActionPlanPerson.position")
    steps: Mapped[list["ActionPlanStep"]] = relationship(lazy="raise", order_by="ActionPlanStep.number")
    milestones: Mapped[list["PlanMilestone"]] = relationship(
        lazy="raise", order_by="PlanMilestone.due_on, PlanMilestone.id"
    )
    signatures: Mapped[list["PlanSignature"]] = relationship(lazy="raise", order_by="PlanSignature.party")


class ActionPlanPerson(Keyed, Base):
    """A part in an action plan: of a person, or of an institution that a source names without the person.

    `title` is the post in which the part is taken, as `Camat Medan Kota`.
    """

    __tablename__ = "action_plan_person"
    __table_args__ = (
        UniqueConstraint("plan_id", "position"),
        one_of("role", PlanRole),
        *partial("valid_from", "valid_to"),
        CheckConstraint("valid_to >= valid_from", name="valid_to_order"),
        CheckConstraint(
            "person_id IS NOT NULL OR agency_id IS NOT NULL OR institution_name IS NOT NULL", name="person_id"
        ),
        CheckConstraint("agency_id IS NULL OR institution_name IS NULL", name="institution_name"),
        Index("uq_action_plan_person_part", "plan_id", "person_id", "role", unique=True),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("action_plan.id"))
    position: Mapped[int]
    role: Mapped[str] = mapped_column(Code)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    institution_name: Mapped[str | None]
    title: Mapped[str | None]
    valid_from: Mapped[str | None] = mapped_column(Partial)
    valid_to: Mapped[str | None] = mapped_column(Partial)

    person: Mapped[Person | None] = relationship(lazy="raise")
    agency: Mapped[Agency | None] = relationship(lazy="raise")


class ActionPlanStep(Keyed, Base):
    """A stage that an action plan entered, and when."""

    __tablename__ = "action_plan_step"
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        UniqueConstraint("plan_id", "stage"),
        one_of("stage", PlanStage),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("action_plan.id"))
    number: Mapped[int]
    stage: Mapped[str] = mapped_column(Code)
    entered_on: Mapped[date]
    note: Mapped[str | None]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class PlanMilestone(Keyed, Base):
    """What is to be done of a plan by a day, when it was done, and what shows it."""

    __tablename__ = "plan_milestone"
    __table_args__ = (
        one_of("stage", PlanStage),
        Index("ix_plan_milestone_plan", "plan_id", "due_on"),
        Index("ix_plan_milestone_due", "due_on", postgresql_where=text("done_on IS NULL")),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("action_plan.id"))
    title: Mapped[str]
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    evidence: Mapped[str | None]
    stage: Mapped[str | None] = mapped_column(Code)


class PlanSignature(Keyed, Base):
    """That a party signed the agreement on a plan; on which day, if anybody knows."""

    __tablename__ = "plan_signature"
    __table_args__ = (UniqueConstraint("plan_id", "party"), one_of("party", PlanParty))

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("action_plan.id"))
    party: Mapped[str] = mapped_column(Code)
    signed_on: Mapped[date | None]
    note: Mapped[str | None]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
