"""What clients send of mandates and of decisions under them."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from app.core.inputs import day_within, once, one_line, passage, written_day
from app.core.schema import SLUG_PATTERN, Input, Reference, Text
from app.core.text import search_key
from app.models.codes import AgencyKind, MandateRuling

# The registry's reading of "khusus untuk inovasi ini bisa direplikasi diseluruh OPD di Kota Medan" (news of June 2019
# on Si-Surat): the agencies by which the city works, without its kelurahan, hospitals and units. It is what a mandate
# begins with where nothing else is said, and each mandate has its own.
EVERY_OPD = (
    AgencyKind.SEKRETARIAT,
    AgencyKind.BAGIAN,
    AgencyKind.INSPEKTORAT,
    AgencyKind.DINAS,
    AgencyKind.BADAN,
    AgencyKind.SATUAN,
    AgencyKind.KECAMATAN,
)

# the city has reorganised its agencies for longer than it has innovations on record, and decrees no further ahead
_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 12, 31)
_IN_REACH = day_within(_EARLIEST, _LATEST)


def _titled(text: str) -> str:
    """Return a title on one line.

    Raises:
        PydanticCustomError: it has neither letters nor digits.
    """
    if not search_key(text):
        raise PydanticCustomError("nameless", "no letters")
    return one_line(text)


Day = Annotated[date, BeforeValidator(written_day), AfterValidator(_IN_REACH), Field(examples=["2026-01-05"])]
Title = Annotated[
    Text,
    AfterValidator(_titled),
    Field(min_length=3, max_length=300, examples=["Penerapan Si-Surat di seluruh perangkat daerah"]),
]
MandateSlug = Annotated[str, Field(min_length=3, max_length=100, pattern=SLUG_PATTERN, examples=["si-surat-semua-opd"])]
Note = Annotated[Text, AfterValidator(passage), Field(min_length=1, max_length=5000)]
Cause = Annotated[
    Text,
    AfterValidator(passage),
    Field(min_length=5, max_length=2000, examples=["Layanan serupa sudah dipakai sejak 2021."]),
]
Kinds = Annotated[
    list[AgencyKind],
    Field(min_length=1, max_length=len(AgencyKind), description="Kinds of the agencies that are obliged."),
    AfterValidator(once),
]


class MandateDecreeInput(Input):
    """The document that obliges."""

    number: Annotated[Text, AfterValidator(one_line), Field(min_length=1, max_length=200)] = Field(
        description="Its number.", examples=["100.3.3/512.K/2026"]
    )
    date: Day = Field(description="The day it was issued; not in the future.", examples=["2026-01-02"])


class MandateCreate(Input):
    """A new mandate. Dates are in order: the decree, from when on it obliges, and by when it is to be done."""

    title: Title
    slug: MandateSlug | None = Field(None, description="Part of the address; made of the title where absent.")
    innovation: Reference = Field(
        description="Id or slug of a published innovation of the city's. One that was merged stands for the record "
        "that it went into.",
        examples=["si-surat"],
    )
    decree: MandateDecreeInput
    effective_on: Day | None = Field(
        None, description="The first day on which it obliges; that of the decree where absent."
    )
    due_on: Day = Field(description="The last day on which it is to be done.", examples=["2026-12-31"])
    kinds: Kinds = Field(
        default_factory=lambda: list(EVERY_OPD),
        description="Kinds of the agencies that are obliged. Where absent, the registry's reading of `seluruh OPD`: "
        "`sekretariat`, `bagian`, `inspektorat`, `dinas`, `badan`, `satuan` and `kecamatan`.",
        examples=[["dinas", "badan"]],
    )
    note: Note | None = None


class MandateUpdate(Input):
    """What changes of a mandate: a merge patch (RFC 7396). `kinds` is replaced whole and counts for every day."""

    # what cannot be taken away has a default that stands for nothing and is not told: null would be a value
    title: Title = Field(default_factory=str)
    note: Note | None = None
    due_on: Day = Field(
        default_factory=lambda: _LATEST, description="The last day on which it is to be done; with `reason`."
    )
    kinds: Kinds = Field(default_factory=list)
    reason: Cause | None = Field(None, description="Why; kept in the history. Needed where `due_on` changes.")


class MandateRevocation(Input):
    """That a mandate obliges no more, and why."""

    on: Day = Field(description="The first day on which it obliges nobody; not in the future, nor before the decree.")
    reason: Cause


class MandateDecisionCreate(Input):
    """What was decided of one agency."""

    agency: Reference = Field(
        description="Id or slug of an agency that is obliged on that day.", examples=["sekretariat-dprd"]
    )
    ruling: MandateRuling
    equivalent: Reference | None = Field(
        None,
        description="Id or slug of the agency's own published innovation that serves as well; with the ruling "
        "`memakai_setara`, and only with that.",
        examples=["e-surat"],
    )
    reason: Cause
    decided_on: Day | None = Field(
        None,
        description="From which day on; today where absent. Not in the future, nor before the mandate obliges, nor "
        "before the last decision on the agency.",
    )


class MandateDecisionWithdrawal(Input):
    """That a decision does not stand any more, and why."""

    on: Day = Field(description="The first day on which it does not; not in the future, nor before it was decided.")
    reason: Cause
