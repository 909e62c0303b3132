"""The statistic `needs`: how far needs have come, by where they show and whose they are."""

from collections.abc import Sequence
from fractions import Fraction
from uuid import UUID

from pydantic import Field

from app.agencies.atlas import atlas
from app.core.schema import Reference
from app.instruments.rounding import half_up
from app.models.codes import CouncilBody, NeedSource, NeedStatus
from app.needs.schemas import UnsurSlug
from app.statistics.outcomes.asking import By, OutcomeFilters, day_of, divided_by, list_of, wanted_of
from app.statistics.outcomes.families import Families, asked_agency
from app.statistics.outcomes.gathering import Place, Placed, Telling, narrowed, rows_of
from app.statistics.outcomes.loop import Looked, looked_at, unsur_words
from app.statistics.registry import Cube, Figure, Inquiry, Statistic
from app.statistics.schemas import Absence, Words
from app.statistics.wording import label_of, note, words

DIMENSIONS = ("status", "source", "unsur", "body", "agency")
MEASURES = (
    *("needs", "answered", "proven", "not_proven", "measured_again", "not_distinguishable"),
    *("share_answered", "share_proven"),
)
VOCABULARIES = {"status": "need_status", "source": "need_source", "body": "council_body"}
LOOP = "/v1/needs/loop"
_DECIMALS = 4


class NeedStatisticFilters(OutcomeFilters):
    """Which needs, and by what they are told apart."""

    by: By = Field(
        "status", description=f"One or two of {', '.join(f'`{one}`' for one in DIMENSIONS)}.", examples=["status"]
    )
    agency: Reference | None = Field(
        None,
        description="Id or slug of the agency whose service it is, with those that it followed or that followed it.",
        examples=["disdukcapil"],
    )
    source: NeedSource | None = Field(None, description="Where they show.")
    body: CouncilBody | None = Field(
        None, description="Of which body of the council they are; `dprd` stands for the council with all its parts."
    )
    status: NeedStatus | None = Field(None, description="How far they have come.")
    unsur: UnsurSlug | None = Field(None, description="Slug of the unsur that is weak.", examples=["waktu"])


class NeedFigures:
    """The figures of needs on a day, each with the list of the loop that it counts."""

    def __init__(self, inquiry: Inquiry, as_of: str) -> None:
        self._inquiry = inquiry
        self._as_of = as_of

    def figures(self, needs: Sequence[Looked], place: Place) -> tuple[Figure, ...]:
        """Return the figures of some needs, which stand at a place."""
        answered = [one for one in needs if one.answered]
        unsure = [one for one in needs if one.distinguishable is False]
        asked = sum(one.status != NeedStatus.DITUTUP for one in needs)
        return (
            Figure(len(needs), self._list(place)),
            Figure(len(answered), self._list(place, answered="true")),
            self._of_status(needs, place, NeedStatus.TERBUKTI),
            self._of_status(needs, place, NeedStatus.TIDAK_TERBUKTI),
            Figure(sum(one.measured for one in needs), self._list(place, measured="true")),
            Figure(len(unsure), self._list(place, distinguishable="false")),
            share(len(answered), asked),
            share(sum(one.status == NeedStatus.TERBUKTI for one in needs), asked),
        )

    def _of_status(self, needs: Sequence[Looked], place: Place, status: NeedStatus) -> Figure:
        if place.get("status", status) != status:
            return Figure(None, reason=Absence.NOT_APPLICABLE)
        return Figure(sum(one.status == status for one in needs), self._list({**place, "status": status.value}))

    def _list(self, place: Place, **more: str) -> str | None:
        return list_of(self._inquiry, LOOP, place, as_of=self._as_of, **more)


def share(part: int, whole: int) -> Figure:
    """Return a share of a whole with four decimals, half up; there is none of nothing."""
    if not whole:
        return Figure(None, reason=Absence.NOT_APPLICABLE)
    return Figure(float(half_up(Fraction(part, whole), _DECIMALS)), of=whole)


class Labels:
    """What the codes of the dimensions of needs are called, and in which order they stand."""

    def __init__(self, families: Families, unsur: dict[str, Words]) -> None:
        self._families = families
        self._unsur = unsur

    def label(self, dimension: str, code: str | None) -> Words:
        """Return what a code is called."""
        if code is None:
            none = words().dimensions[dimension].none
            return none.told() if none else words().labels["not_known"].told()
        if dimension in VOCABULARIES:
            return label_of(VOCABULARIES[dimension], code)
        if dimension == "unsur":
            return self._unsur.get(code) or Words(id=code, en=code)
        return self._families.label(code)

    def name_of(self, agency_id: UUID) -> Words:
        """Return the name of an agency on the day."""
        return self._families.name_of(agency_id)

    def order(self, dimension: str, code: str | None) -> str:
        """Return text by which codes are sorted: vocabularies in their order, names by name, what is none last."""
        if code is None:
            return "~"
        order = {"status": NeedStatus, "source": NeedSource, "body": CouncilBody}
        if dimension in order:
            return f"{[one.value for one in order[dimension]].index(code):03d}"
        return f"{self.label(dimension, code).id} {code}"


def placed(needs: Sequence[Looked], families: Families) -> list[Placed[Looked]]:
    """Return needs with where they stand in each dimension."""
    return [
        Placed(
            one,
            {
                "status": (one.status,),
                "source": (one.need.source,),
                "unsur": (one.need.unsur,),
                "body": one.bodies,
                "agency": families.codes(one.need.agency_id),
            },
        )
        for one in needs
    ]


async def compute(inquiry: Inquiry, filters: NeedStatisticFilters) -> Cube:
    """Return how far needs have come by a day, whoever asks.

    Raises:
        InvalidRequest: the day lies ahead, a dimension is unknown, or `agency` names none.
    """
    on, by = day_of(filters), divided_by(filters.by, DIMENSIONS)
    agencies = await atlas(inquiry.session, on)
    asked = asked_agency(agencies, filters.agency)
    wanted = wanted_of(filters, DIMENSIONS) | ({"agency": asked} if asked else {})
    needs = await looked_at(inquiry.session, on)
    families = Families(agencies, {one.need.agency_id for one in needs}, asked)
    labels = Labels(families, await unsur_words(inquiry.session))
    kept = narrowed(placed(needs, families), wanted)
    telling = Telling(NeedFigures(inquiry, on.isoformat()).figures, labels.label, labels.order)
    total, rows = rows_of(kept, by, wanted, telling)
    return Cube(
        as_of=on,
        dimensions=by,
        measures=MEASURES,
        total=total,
        rows=rows,
        notes=[note("needs_public"), note("lineage_rows")],
        multiple=frozenset({"body", "agency"}),
    )


STATISTIC = Statistic(
    name="needs",
    summary="From need to proof: how many needs were answered, measured again, and proven, by status, source and "
    "body.\n\nThe numbers are those of `GET /v1/needs/loop`, whoever asks, and each leads to its part of that list. "
    "`not_distinguishable` counts those of which the change between two rounds may be chance.",
    parameters=NeedStatisticFilters,
    dimensions=DIMENSIONS,
    measures=MEASURES,
    compute=compute,
    multiple=frozenset({"body", "agency"}),
)
