"""What clients send to object, to answer, and to tell of a visit."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, Strict
from pydantic_core import PydanticCustomError

from app.core.inputs import one_line, passage, written_moment
from app.core.schema import Id, Input, Text
from app.models.codes import Finding, ObjectionStatus

# no visit of the registry's is older, and what is far away cannot be told in another time zone by every machine
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _placed(moment: datetime) -> datetime:
    """Return a moment in UTC, so that it reads the same wherever it is told.

    Raises:
        PydanticCustomError: it has no offset, or is too far away.
    """
    if moment.tzinfo is None or not _EARLIEST <= moment < _LATEST:
        raise PydanticCustomError("moment_parsing", "without an offset, or too far away")
    return moment.astimezone(UTC)


class Verdict(StrEnum):
    """How an objection is answered."""

    UPHELD = ObjectionStatus.UPHELD.value
    DISMISSED = ObjectionStatus.DISMISSED.value


class ObjectionCreate(Input):
    """An objection. Who objects is not asked for: leave your name and how to reach you out of the statement too."""

    entry: Id = Field(description="Id of the entry that is objected to.")
    # left out of what an input shows of itself, wherever that may be written
    statement: Annotated[Text, AfterValidator(passage), Field(min_length=20, max_length=5000)] = Field(
        repr=False,
        description="What is objected to, and why. Read by those who run the round, and shown to nobody else.",
        examples=["Aplikasi ini sudah tidak dipakai di kantor kelurahan kami sejak awal tahun."],
    )


class ObjectionAnswer(Input):
    """The answer to an objection. Everyone reads it."""

    status: Verdict
    summary: Annotated[Text, AfterValidator(passage), Field(min_length=10, max_length=2000)] = Field(
        description="What is objected to, in your words, without anything that tells who objects.",
        examples=["Layanan disebut tidak lagi berjalan di satu kelurahan."],
    )
    answer: Annotated[Text, AfterValidator(passage), Field(min_length=10, max_length=5000)] = Field(
        description="What was found, and what follows from it.",
        examples=["Layanan terhenti dua minggu karena perbaikan jaringan dan sudah berjalan kembali."],
    )


class VerificationCreate(Input):
    """A visit to the place: when, where, what was found, and what shows it."""

    entry: Id = Field(description="Id of the entry that was visited.")
    visited_at: Annotated[datetime, BeforeValidator(written_moment), AfterValidator(_placed)] = Field(
        description="When, with an offset; not in the future.", examples=["2026-11-20T09:30:00+07:00"]
    )
    place: Annotated[Text, AfterValidator(one_line), Field(min_length=3, max_length=500)] = Field(
        description="Where, in words.", examples=["Kantor Camat Medan Denai"]
    )
    latitude: (
        Annotated[
            float,
            Strict(),
            Field(ge=-90, le=90, allow_inf_nan=False, json_schema_extra={"format": "double"}, examples=[3.567541]),
        ]
        | None
    ) = Field(None, description="WGS 84 degrees; only with `longitude`.")
    longitude: (
        Annotated[
            float,
            Strict(),
            Field(ge=-180, le=180, allow_inf_nan=False, json_schema_extra={"format": "double"}, examples=[98.722831]),
        ]
        | None
    ) = Field(None, description="WGS 84 degrees; only with `latitude`.")
    finding: Finding
    note: Annotated[Text, AfterValidator(passage), Field(min_length=1, max_length=5000)] | None = Field(
        None,
        description="What was seen. Needed unless the finding is `sesuai`, in at least 10 characters.",
        examples=["Layanan berjalan, tetapi baru di dua dari lima loket."],
    )
    evidence: Id | None = Field(None, description="Id of evidence of this innovation that shows it.")
    reference: Annotated[Text, AfterValidator(passage), Field(min_length=1, max_length=1000)] | None = Field(
        None,
        description="What else shows it: a document's number, an address. Needed without `evidence`.",
        examples=["Berita Acara 12/BA/2026"],
    )
