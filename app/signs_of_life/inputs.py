"""What clients send of signs of life. Unknown and read-only names are refused."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from app.core.inputs import kept_number, one_line, passage, written_day
from app.core.schema import Cursor, Id, Input, Limit, Text
from app.models.codes import SignKind

# so many digits before the point and four after it are exact in the binary number that JSON readers make of it
_MOST_FIGURE = 99_999_999_999

Day = Annotated[date, BeforeValidator(written_day), Field(examples=["2026-11-20"])]
Figure = Annotated[
    float,
    Field(ge=0, le=_MOST_FIGURE, allow_inf_nan=False, json_schema_extra={"format": "double"}, examples=[1284]),
    BeforeValidator(kept_number),
]
Unit = Annotated[Text, AfterValidator(one_line), Field(min_length=1, max_length=60, examples=["permohonan"])]
Reference = Annotated[
    Text, AfterValidator(passage), Field(min_length=1, max_length=1000, examples=["Laporan bulanan 800/12/2026"])
]
Note = Annotated[Text, AfterValidator(passage), Field(min_length=1, max_length=5000)]


class SignOfLifeCreate(Input):
    """What shows that the innovation was in use on a day."""

    kind: SignKind
    observed_on: Day = Field(description="The day on which it was seen; not in the future, nor before 2000.")
    figure: Figure | None = Field(
        None, description="How much it was used, with up to four decimals. Needed for `pemakaian`."
    )
    unit: Unit | None = Field(None, description="What the figure counts. Needed with it, and only with it.")
    evidence: Id | None = Field(None, description="Id of evidence of this innovation that shows it.")
    reference: Reference | None = Field(
        None, description="What else shows it: a document's number, an address. `bukti` needs this or `evidence`."
    )
    note: Note | None = Field(None, description="For those who keep the record.")


class SignOfLifeWithdrawal(Input):
    """Why a sign of life is withdrawn; kept beside it."""

    reason: Annotated[
        Text,
        AfterValidator(passage),
        Field(min_length=1, max_length=2000, examples=["Angka ini tentang layanan lain."]),
    ]


class SignOfLifeFilters(Input):
    """How many signs of life at a time, the last observed first."""

    limit: Limit = 50
    cursor: Cursor = None
    with_total: bool = Field(default=False, description="Whether to count all pages in `total`.")
