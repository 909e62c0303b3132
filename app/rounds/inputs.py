"""What clients send to prepare and run a round."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, Strict, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from app.core.clock import WIB
from app.core.inputs import kept_number, passage, written_day, written_moment
from app.core.schema import SLUG_PATTERN, Id, Input, Reference, Text
from app.core.text import search_key
from app.instruments.parts import CODE_PATTERN
from app.models.area import AREA_CODE
from app.models.codes import InnovationForm, InnovationKind, PassRule, Stage, StageKind

MOST_ENTRIES = 5_000
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _named(text: str) -> str:
    """Return a name on one line.

    Raises:
        PydanticCustomError: it has neither letters nor digits.
    """
    if not search_key(text):
        raise PydanticCustomError("nameless", "no letters")
    return " ".join(text.split())


def _in_time(moment: datetime) -> datetime:
    """Return a moment with its offset; without one it is meant in Western Indonesian Time."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=WIB)
    if not _EARLIEST <= aware < _LATEST:
        raise PydanticCustomError("moment_parsing", "out of range")
    return aware.astimezone(UTC)


RoundName = Annotated[Text, AfterValidator(_named), Field(min_length=3, max_length=300, examples=["Lokakarya 2019"])]
RoundSlug = Annotated[str, Field(min_length=3, max_length=100, pattern=SLUG_PATTERN, examples=["lokakarya-2019"])]
Remark = Annotated[Text, AfterValidator(passage), Field(min_length=1, max_length=2000, examples=["Sesuai undangan."])]
Cause = Annotated[
    Text, AfterValidator(passage), Field(min_length=5, max_length=2000, examples=["Berkas tidak lengkap."])
]
WibTime = Annotated[
    datetime,
    BeforeValidator(written_moment),
    AfterValidator(_in_time),
    Field(description="Without an offset it is meant in WIB.", examples=["2026-12-01T08:00:00+07:00"]),
]
Day = Annotated[date, BeforeValidator(written_day), Field(examples=["2026-11-30"])]
Share = Annotated[
    float,
    Field(ge=0, le=100, allow_inf_nan=False, json_schema_extra={"format": "double"}, examples=[60]),
    BeforeValidator(kept_number),
]
Count = Annotated[int, Strict(), Field(ge=1, le=10_000, json_schema_extra={"format": "int32"}, examples=[50])]
PerEntry = Annotated[int, Strict(), Field(ge=1, le=25, json_schema_extra={"format": "int32"}, examples=[3])]
GroupCode = Annotated[str, Field(max_length=60, pattern=CODE_PATTERN, examples=["umum"])]


class ScopeFilter(Input):
    """Which published innovations; every condition narrows."""

    agency: Reference | None = Field(None, description="Id or slug of the owner; predecessors and successors count.")
    kind: InnovationKind | None = None
    stage: Stage | None = Field(None, description="The stage it is in now.")
    form: InnovationForm | None = None
    year: Annotated[str, Field(min_length=4, max_length=4, pattern=r"^(19|20)[0-9]{2}$", examples=["2019"])] | None = (
        Field(None, description="Year of `first_known_on`.")
    )
    classification: (
        Annotated[str, Field(min_length=1, max_length=241, pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)?$", examples=["sdg"])]
        | None
    ) = Field(None, description="A scheme, or a term of it.")
    area: Annotated[str, Field(max_length=13, pattern=AREA_CODE, examples=["12.71.01"])] | None = Field(
        None, description="Kemendagri code of an area that it serves."
    )


class ScopeInput(Input):
    """What is assessed: either a list of published innovations or a filter, which counts on the day of opening."""

    innovations: Annotated[list[Reference], Field(min_length=1, max_length=MOST_ENTRIES)] | None = None
    filter: ScopeFilter | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "ScopeInput":
        if (self.innovations is None) == (self.filter is None):
            raise PydanticCustomError("list_or_filter", "one of both")
        return self


class RoundStageInput(Input):
    """A stage: when it is open, who goes on, and its share of the final total."""

    kind: StageKind
    opens_at: WibTime
    closes_at: WibTime
    pass_rule: PassRule | None = Field(None, description="Where absent the usual rule of the kind.")
    pass_value: Share | None = Field(None, description="How many go on by `top`, or which total by `least_total`.")
    weight: Share | None = Field(None, description="Share of the final total; scored stages sum to 100.")
    instrument: Reference | None = Field(
        None, description="Slug of the stage's own instrument, where it is not the round's.", examples=["kipp-2023"]
    )
    after: StageKind | None = Field(None, description="The stage that it follows; the one above it where absent.")


class RoundCreate(Input):
    """A new round, to be prepared and then opened."""

    name: RoundName
    slug: RoundSlug | None = Field(None, description="Part of the address; made of the name where absent.")
    note: Remark | None = None
    instrument: Reference = Field(description="Slug of the instrument's edition.", examples=["kipp-2023"])
    scope: ScopeInput
    stages: Annotated[list[RoundStageInput], Field(min_length=1, max_length=7)]
    group: GroupCode | None = Field(None, description="Group of the edition's rules of admission to check entries by.")
    closes_on: Day | None = Field(None, description="Last day of registration; ages are counted back from it.")
    per_entry: PerEntry = Field(3, description="How many assessors each entry gets.")
    max_load: Count = Field(50, description="How many entries an assessor gets at most, at each stage.")


class RoundUpdate(Input):
    """What changes of a round before it opens: a merge patch (RFC 7396); `scope` and `stages` are replaced whole."""

    # what cannot be taken away has a default that stands for nothing and is not told: null would be a value
    name: RoundName = Field(default_factory=str)
    note: Remark | None = None
    instrument: Reference = Field(default_factory=str, examples=["kipp-2023"])
    scope: ScopeInput = Field(default_factory=ScopeInput.model_construct)
    stages: Annotated[list[RoundStageInput], Field(min_length=1, max_length=7)] = Field(default_factory=list)
    group: GroupCode | None = None
    closes_on: Day | None = None
    per_entry: PerEntry = Field(default_factory=int, description="How many assessors each entry gets.")
    max_load: Count = Field(
        default_factory=int, description="How many entries an assessor gets at most, at each stage."
    )


class StageUpdate(Input):
    """Other times for a stage that has not closed: a merge patch."""

    opens_at: WibTime = Field(default_factory=lambda: _EARLIEST)
    closes_at: WibTime = Field(default_factory=lambda: _EARLIEST)
    reason: Cause


class PanelInvite(Input):
    """Somebody for the panel."""

    assessor: Reference = Field(
        description="Id of an account with the assessor's role, or id or slug of the person behind one.",
        examples=["bayu-sogara-siregar"],
    )
    max_load: Count | None = Field(None, description="Own limit, where it is not the round's.")


class PanelRemoval(Input):
    """Somebody to be taken off the panel, and why."""

    assessor: Reference = Field(
        description="Id of the account, or id or slug of the person.", examples=["bayu-sogara-siregar"]
    )
    reason: Cause


class EntryWithdrawal(Input):
    """Why an entry leaves the round."""

    reason: Cause


class Cancellation(Input):
    """Why a round is not carried on."""

    reason: Cause


class StageDecision(Input):
    """What was decided of one entry; one that does not pass needs a reason."""

    entry: Id
    passes: StrictBool = Field(description="Whether it goes on.")
    reason: Cause | None = None


class StageDecisions(Input):
    """Decisions on entries at a stage; a later one takes the place of an earlier one until the stage is concluded."""

    decisions: Annotated[list[StageDecision], Field(min_length=1, max_length=MOST_ENTRIES)]
