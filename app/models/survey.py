"""Satisfaction surveys: the form, a round of one unit, each answer, and the tallies that figures are read from."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.tables import Base, Code, Kept, Keyed, Partial, Slug, one_of, partial
from app.models.agency import Agency
from app.models.codes import SurveyAudience, SurveyChannel, SurveyMode
from app.models.source import Source

_CHANNELS = ", ".join(f"'{channel.value}'" for channel in SurveyChannel)


class SurveyInstrument(Keyed, Base):
    """One edition of a survey's form; `definition` is its whole content as its file says it, `digest` that of it.

    What a survey uses is never changed: a change is a new edition.
    """

    __tablename__ = "survey_instrument"
    __table_args__ = (
        UniqueConstraint("code", "edition"),
        *partial("valid_from", "valid_to"),
        CheckConstraint("valid_to >= valid_from", name="valid_to_order"),
    )

    slug: Mapped[str] = mapped_column(Slug, unique=True)
    code: Mapped[str] = mapped_column(Code)
    edition: Mapped[str] = mapped_column(Code)
    title: Mapped[str]
    official: Mapped[bool]
    valid_from: Mapped[str | None] = mapped_column(Partial)
    valid_to: Mapped[str | None] = mapped_column(Partial)
    definition: Mapped[dict[str, Any]] = mapped_column(JSONB)
    digest: Mapped[str] = mapped_column(Code)
    loaded_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Survey(Kept, Base):
    """A round of measuring one unit: an agency or, with `unit`, a service unit of it that is known by name alone.

    `unit_key` is the name as it is compared, empty for the agency itself. Rounds of one unit and one audience do not
    overlap: whoever writes one holds the agency. `population` is how many are served, unknown where null. `services`
    are {code, name}; an answer names one of them, if there are any. That a survey began or ended follows from its
    dates; `status` holds what people decided: draft, open, published or cancelled.
    """

    __tablename__ = "survey"
    __table_args__ = (
        one_of("audience", SurveyAudience),
        one_of("mode", SurveyMode),
        CheckConstraint("status IN ('draft', 'open', 'published', 'cancelled')", name="status"),
        CheckConstraint(f"channels <@ ARRAY[{_CHANNELS}]::text[] AND cardinality(channels) > 0", name="channels"),
        CheckConstraint("until_on >= from_on", name="until_on_order"),
        CheckConstraint("population >= 1", name="population"),
        CheckConstraint("(unit IS NULL) = (unit_key = '')", name="unit"),
        CheckConstraint("(status = 'published') = (published_at IS NOT NULL)", name="published_at"),
        CheckConstraint("(status = 'cancelled') = (cancelled_reason IS NOT NULL)", name="cancelled_reason"),
        Index("ix_survey_unit", "agency_id", "unit_key", "audience", "from_on"),
        Index("ix_survey_newest", "from_on", "id"),
    )

    slug: Mapped[str] = mapped_column(Slug, unique=True)
    title: Mapped[str]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    unit: Mapped[str | None]
    unit_key: Mapped[str] = mapped_column(Code)
    audience: Mapped[str] = mapped_column(Code)
    instrument_id: Mapped[UUID] = mapped_column(ForeignKey("survey_instrument.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    population: Mapped[int | None] = mapped_column(BigInteger)
    population_basis: Mapped[str | None]
    mode: Mapped[str] = mapped_column(Code)
    channels: Mapped[list[str]] = mapped_column(ARRAY(Code))
    services: Mapped[list[dict[str, str]]] = mapped_column(JSONB, default=list)
    status: Mapped[str] = mapped_column(Code)
    published_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str | None]

    agency: Mapped[Agency] = relationship(lazy="raise")
    instrument: Mapped[SurveyInstrument] = relationship(lazy="raise")
    report: Mapped["SurveyReport | None"] = relationship(lazy="raise")


class SurveyToken(Keyed, Base):
    """The right to answer a survey once. Only the digest of a token is kept, and whether it was used: not by which."""

    __tablename__ = "survey_token"
    __table_args__ = (UniqueConstraint("survey_id", "digest"),)

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("survey.id"))
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    used: Mapped[bool] = mapped_column(default=False)
    issued_on: Mapped[date]


class SurveyResponse(Keyed, Base):
    """An answer to a survey as it was given: from 1 to 4 for each unsur that was answered, by slug.

    Nothing here tells who answered: `profile` holds brackets of the form, and the time is the day alone, in the id too.
    The figures are read from the tallies, and can be counted anew from these rows.
    """

    __tablename__ = "survey_response"
    __table_args__ = (
        CheckConstraint("jsonb_typeof(answers) = 'object' AND answers <> '{}'::jsonb", name="answers"),
        Index("ix_survey_response_day", "survey_id", "answered_on"),
    )

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("survey.id"))
    answers: Mapped[dict[str, int]] = mapped_column(JSONB)
    profile: Mapped[dict[str, str]] = mapped_column(JSONB)
    service: Mapped[str | None] = mapped_column(Code)
    channel: Mapped[str | None] = mapped_column(Code)
    answered_on: Mapped[date]


class SurveyTally(Base):
    """Derived: a cell of the figures of a survey, in one of several shards so that writers seldom wait for each other.

    `dimension` is `semua`, `layanan`, `bulan`, or a dimension of the form's profile; `value` is one of its values,
    empty for `semua`. `counts` holds, for each unsur in the order of the instrument, how often 1, 2, 3 and 4 were
    answered. `complete` counts the responses that answer every unsur, `complete_sum` the sum of all their answers and
    `complete_squares` the sum of the squares of each one's own sum: the variance of the index follows from these.
    """

    __tablename__ = "survey_tally"
    __table_args__ = (CheckConstraint("responses >= complete AND complete >= 0", name="complete"),)

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(Code, primary_key=True)
    value: Mapped[str] = mapped_column(Code, primary_key=True)
    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    responses: Mapped[int] = mapped_column(BigInteger)
    counts: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    complete: Mapped[int] = mapped_column(BigInteger)
    complete_sum: Mapped[int] = mapped_column(BigInteger)
    complete_squares: Mapped[int] = mapped_column(BigInteger)


class SurveyReport(Kept, Base):
    """What a published report says of a survey, kept as it says it beside what was computed.

    `nrr` holds the value of each unsur that the report tells, as text with the decimals that it gives; `weight` is the
    one that it multiplies by, as `0.11` or `1/9`, null where it does not say.
    """

    __tablename__ = "survey_report"
    __table_args__ = (
        UniqueConstraint("survey_id"),
        CheckConstraint("index BETWEEN 0 AND 100", name="index"),
        CheckConstraint("respondents >= 1", name="respondents"),
        CheckConstraint("index_decimals BETWEEN 0 AND 4", name="index_decimals"),
        CheckConstraint("nrr_decimals BETWEEN 0 AND 6", name="nrr_decimals"),
        CheckConstraint("source_id IS NOT NULL OR reference IS NOT NULL", name="reference"),
    )

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("survey.id"))
    index: Mapped[Decimal] = mapped_column(Numeric(7, 4))
    index_decimals: Mapped[int] = mapped_column(SmallInteger)
    respondents: Mapped[int] = mapped_column(BigInteger)
    weight: Mapped[str | None] = mapped_column(Code)
    nrr: Mapped[dict[str, str]] = mapped_column(JSONB)
    nrr_decimals: Mapped[int] = mapped_column(SmallInteger)
    source_id: Mapped[UUID | None] = mapped_column(ForeignKey("source.id"), index=True)
    reference: Mapped[str | None]
    note: Mapped[str | None]

    source: Mapped[Source | None] = relationship(lazy="raise")
