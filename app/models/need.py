"""Needs: what service lacks and where that shows, what is planned against it, and what answers it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Kept, Keyed, one_of
from app.models.action_plan import ActionPlan
from app.models.agency import Agency
from app.models.codes import AnswerBasis, CouncilBody, NeedPriority, NeedSource, NeedStatus
from app.models.innovation import Innovation
from app.models.person import Person
from app.models.programme import ProgrammeEdition
from app.models.survey import Survey

_CONSENT = "(member_id IS NULL) = (consent_on IS NULL) AND (member_id IS NULL) = (consent_document IS NULL)"


class Need(Kept, Base):
    """What an agency's service lacks.

    `survey_id` and `unsur` are the round and the element whose weakness shows it, `edition_id` the training in which it
    was found. `body_kind` and `body_name` are the body of the council whose need it is; `member_id` names one of its
    members, only while there is a consent, with its day and document. `evidence` are {title, address, reference, date}.
    `measured_by_id` is the round that decided whether it was met, `verification` {evidence, note} what did otherwise.
    """

    __tablename__ = "need"
    __table_args__ = (
        one_of("source", NeedSource),
        one_of("priority", NeedPriority),
        one_of("status", NeedStatus),
        one_of("body_kind", CouncilBody),
        CheckConstraint("(source = 'unsur_lemah') = (survey_id IS NOT NULL)", name="survey_id"),
        CheckConstraint("source <> 'unsur_lemah' OR unsur IS NOT NULL", name="unsur"),
        CheckConstraint("(source = 'identifikasi_pelatihan') = (edition_id IS NOT NULL)", name="edition_id"),
        CheckConstraint("source <> 'aspirasi_dprd' OR body_kind IS NOT NULL", name="body_kind_source"),
        CheckConstraint("(body_kind IS NULL) = (body_name IS NULL)", name="body_name"),
        CheckConstraint("member_id IS NULL OR body_kind IS NOT NULL", name="member_id"),
        CheckConstraint(_CONSENT, name="consent_document"),
        CheckConstraint("(status = 'ditutup') = (closed_reason IS NOT NULL)", name="closed_reason"),
        CheckConstraint("measured_by_id IS NULL OR status IN ('terbukti', 'tidak_terbukti')", name="measured_by_id"),
        CheckConstraint("verification IS NULL OR status IN ('terbukti', 'tidak_terbukti')", name="verification"),
        # what a round shows is taken up once, unless it was closed
        Index(
            "uq_need_survey_unsur",
            "survey_id",
            "unsur",
            unique=True,
            postgresql_where=text("survey_id IS NOT NULL AND status <> 'ditutup'"),
        ),
        Index("ix_need_agency", "agency_id", "id"),
        Index("ix_need_council", "id", postgresql_where=text("body_kind IS NOT NULL")),
    )

    source: Mapped[str] = mapped_column(Code)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    survey_id: Mapped[UUID | None] = mapped_column(ForeignKey("survey.id"))
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("programme_edition.id"), index=True)
    unsur: Mapped[str | None] = mapped_column(Code)
    statement: Mapped[str]
    priority: Mapped[str] = mapped_column(Code)
    # whether the rule gave the priority; otherwise somebody did
    priority_by_rule: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    body_kind: Mapped[str | None] = mapped_column(Code)
    body_name: Mapped[str | None]
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    consent_on: Mapped[date | None]
    consent_document: Mapped[str | None]
    consent_withdrawn_on: Mapped[date | None]
    opened_on: Mapped[date]
    status: Mapped[str] = mapped_column(Code, default=NeedStatus.TERBUKA)
    closed_reason: Mapped[str | None]
    measured_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("survey.id"), index=True)
    verification: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    published_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship(lazy="raise")
    survey: Mapped[Survey | None] = relationship(lazy="raise", foreign_keys=[survey_id])
    edition: Mapped[ProgrammeEdition | None] = relationship(lazy="raise")
    member: Mapped[Person | None] = relationship(lazy="raise")
    steps: Mapped[list["NeedStep"]] = relationship(lazy="raise", order_by="NeedStep.number")
    answers: Mapped[list["NeedAnswer"]] = relationship(lazy="raise", order_by="NeedAnswer.id")
    plans: Mapped[list["NeedPlan"]] = relationship(lazy="raise", order_by="NeedPlan.id")


class NeedStep(Keyed, Base):
    """A status that a need entered, and the day on which that was recorded."""

    __tablename__ = "need_step"
    __table_args__ = (UniqueConstraint("need_id", "number"), one_of("status", NeedStatus))

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"))
    number: Mapped[int]
    status: Mapped[str] = mapped_column(Code)
    entered_on: Mapped[date]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class NeedAnswer(Keyed, Base):
    """An innovation put against a need. `in_use_from` is the first day on which the agency surely used it.

    One whose day is not known is not in use yet, and only planned. One that was withdrawn answers nothing any more, and
    stays on record.
    """

    __tablename__ = "need_answer"
    __table_args__ = (
        one_of("basis", AnswerBasis),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_reason"),
        Index(
            "uq_need_answer_standing",
            "need_id",
            "innovation_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_need_answer_need", "need_id", "id"),
    )

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"))
    innovation_id: Mapped[UUID] = mapped_column(ForeignKey("innovation.id"), index=True)
    basis: Mapped[str] = mapped_column(Code)
    in_use_from: Mapped[date | None]
    linked_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    innovation: Mapped[Innovation] = relationship(lazy="raise")


class NeedPlan(Keyed, Base):
    """An action plan made against a need; one that was withdrawn stays on record."""

    __tablename__ = "need_plan"
    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_reason"),
        Index(
            "uq_need_plan_standing", "need_id", "plan_id", unique=True, postgresql_where=text("withdrawn_at IS NULL")
        ),
        Index("ix_need_plan_need", "need_id", "id"),
    )

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"))
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("action_plan.id"), index=True)
    linked_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    plan: Mapped[ActionPlan] = relationship(lazy="raise")
