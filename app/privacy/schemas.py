"""What clients ask of personal data and what they get."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from app.core.inputs import passage
from app.core.paging import NextCursor, PrevCursor, Total
from app.core.schema import (
    Cursor,
    Id,
    Input,
    Limit,
    Moment,
    Name,
    Output,
    Prose,
    Reference,
    Slug,
    Small,
    Text,
    open_codes,
)
from app.innovators.identifiers import NipOddity
from app.models.codes import IdentifierKind, RequestAnswer, RequestKind

KindCode = Annotated[str, open_codes(IdentifierKind, "What sort of value it is.")]
RequestKindCode = Annotated[str, open_codes(RequestKind, "What is asked for.")]


class RequestState(StrEnum):
    """Whether a request has its answer."""

    OPEN = "open"
    ANSWERED = "answered"


Purpose = Annotated[
    Text,
    AfterValidator(passage),
    Field(min_length=10, max_length=500, examples=["Mencocokkan penerima penghargaan dengan data kepegawaian."]),
]
Statement = Annotated[
    Text,
    AfterValidator(passage),
    Field(min_length=10, max_length=5000, examples=["Nama saya dieja keliru pada halaman inovasi."]),
]
Note = Annotated[
    Text,
    AfterValidator(passage),
    Field(min_length=10, max_length=2000, examples=["Ejaan nama sudah diperbaiki menurut SK."]),
]
Spelling = Annotated[Text, AfterValidator(passage), Field(min_length=3, max_length=200, examples=["B. S. Siregar"])]
Masked = Annotated[
    str,
    Field(
        max_length=60,
        description="The value with all but its last three characters hidden.",
        examples=["•••••••••••••••001"],
    ),
]


class IdentifierCreate(Input):
    """A civil-service number or contact of a person. An earlier value of the kind gives way."""

    kind: IdentifierKind
    # left out of what an input shows of itself, wherever that may be written
    value: Annotated[Text, Field(min_length=1, max_length=400, repr=False, examples=["196608011988031001"])]


class IdentifierRead(Output):
    """A value that is kept, as far as it may be shown."""

    model_config = ConfigDict(title="Identifier")

    kind: KindCode
    masked: Masked
    findings: list[
        Annotated[str, open_codes(NipOddity, "What is odd about the value, which is kept all the same.")]
    ] = Field(max_length=10)
    updated_at: Moment


class IdentifierList(Output):
    """What is kept of a person, one value of each kind."""

    items: list[IdentifierRead] = Field(max_length=10)


class DisclosureCreate(Input):
    """Which value is to be read, and for what."""

    kind: IdentifierKind
    purpose: Purpose = Field(description="What the value is needed for; the subject's agency reads this.")


class DisclosureRead(Output):
    """One reading of one value."""

    model_config = ConfigDict(title="Disclosure")

    id: Id
    kind: KindCode
    purpose: Prose
    account_name: Name = Field(description="Who read it, by the name of that day.")
    request_id: str = Field(
        max_length=64, description="Leads to the request in the log.", examples=["019ab3f2c8d07d5e"]
    )
    at: Moment


class DisclosedValue(DisclosureRead):
    """A value in full, with the record of its being read."""

    model_config = ConfigDict(title="DisclosedValue")

    value: str = Field(max_length=400, repr=False, examples=["196608011988031001"])


class DisclosureFilters(Input):
    """How many readings at a time; the newest first."""

    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class DisclosurePage(Output):
    """A page of readings."""

    items: list[DisclosureRead] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class RequestCreate(Input):
    """What the subject of personal data asks for."""

    person: Reference = Field(description="Id or slug of the subject.", examples=["bayu-sogara-siregar"])
    kind: RequestKind
    statement: Statement = Field(description="In the subject's own words.", repr=False)


class RequestFilters(Input):
    """Which requests, and how many at a time; what is due first comes first."""

    state: RequestState | None = Field(None, description="Whether they are answered.")
    overdue: bool | None = Field(None, description="Whether they wait for an answer that was due.")
    kind: RequestKind | None = Field(None, description="What is asked for.")
    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")


class SubjectBrief(Output):
    """The person whom it is about."""

    id: Id
    slug: Slug
    name: Name


class RequestItem(Output):
    """A request, and how it stands with its time."""

    id: Id
    person: SubjectBrief
    kind: RequestKindCode
    state: Annotated[str, open_codes(RequestState, "Whether it is answered.")]
    opened_at: Moment
    due_at: Moment = Field(description="3 x 24 hours after it was opened.")
    overdue: bool = Field(description="Whether it waits for an answer that was due.")
    answer: Annotated[str, open_codes(RequestAnswer, "How it was answered.")] | None
    answered_at: Moment | None
    version: Small = Field(ge=1, description="Counts the changes of the record.")


class RequestPage(Output):
    """A page of requests."""

    items: list[RequestItem] = Field(max_length=200)
    next: NextCursor
    prev: PrevCursor
    total: Total


class RequestRead(RequestItem):
    """A request in the subject's words, and the words of the answer."""

    model_config = ConfigDict(title="PersonalDataRequest")

    statement: Prose
    answer_note: Prose | None


class AnswerCreate(Input):
    """The answer to a request."""

    answer: RequestAnswer
    note: Note = Field(description="What was done, or why not.", repr=False)
    spellings: list[Spelling] = Field(
        [],
        max_length=20,
        description="For a granted withdrawal: further spellings that texts have of the name, to be hidden too. Its "
        "present one and those of before are hidden in any case.",
    )
