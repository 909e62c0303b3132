"""The statistic `council`: from a need to what answers it, what that took in which year, and what changed for people.

One row a need: no text of it stands in the row, for a row may be frozen, and a name that was withdrawn could not be
taken out of it then. The address of the need follows from its id.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from app.agencies.atlas import atlas
from app.core.schema import Reference
from app.instruments.rounding import half_up
from app.models.codes import CouncilBody, NeedSource, NeedStatus
from app.needs.measuring import Measurement
from app.needs.schemas import UnsurSlug
from app.statistics.outcomes.asking import OutcomeFilters, day_of, list_of, wanted_of
from app.statistics.outcomes.families import Families, asked_agency
from app.statistics.outcomes.gathering import Place, Placed, Telling, narrowed, rows_of
from app.statistics.outcomes.loop import Looked, budgets, looked_at, unsur_words
from app.statistics.outcomes.needs import LOOP, Labels, placed
from app.statistics.registry import Cube, Figure, Inquiry, Statistic
from app.statistics.schemas import Absence, Words
from app.statistics.wording import label, note, same
from app.surveys.index import INDEX_OF_NRR

_FILTERS = ("source", "body", "status", "unsur", "agency")
DIMENSIONS = ("need", "innovation", "budget_year", *_FILTERS)
MEASURES = (
    *(
        "needs",
        "answered",
        "proven",
        "innovations_answering",
        "budget_idr",
        "budget_unknown",
        "budget_from",
        "budget_until",
    ),
    *("index_before", "index_after", "index_change", "nrr_change", "interval_low", "interval_high"),
    "distinguishable",
)
# in whose rows a need may stand beside its own
_MULTIPLE = frozenset({"innovation", "budget_year", "body", "agency"})
# years with their amounts by innovation
Budgets = Mapping[UUID, Mapping[int, int | None]]


class CouncilBy(StrEnum):
    """What a row is of."""

    NEED = "need"
    INNOVATION = "innovation"
    BODY = "body"
    AGENCY = "agency"
    SOURCE = "source"
    STATUS = "status"
    UNSUR = "unsur"


_SHOWN: Mapping[CouncilBy, tuple[str, ...]] = {
    CouncilBy.NEED: ("need", "source", "unsur", "status"),
    CouncilBy.INNOVATION: ("need", "innovation", "budget_year"),
}


class CouncilFilters(OutcomeFilters):
    """Which needs, and what a row is of."""

    by: CouncilBy = Field(
        CouncilBy.NEED,
        description="What a row is of: a need, an innovation that answers one with each of its budget years, or all "
        "needs of a body, agency, source, status or unsur.",
    )
    every_source: bool = Field(default=False, description="Whether also needs that are not the council's.")
    agency: Reference | None = Field(
        None,
        description="Id or slug of the agency whose service it is, with those that it followed or that followed it.",
        examples=["sekretariat-dprd"],
    )
    source: NeedSource | None = Field(None, description="Where they show.")
    body: CouncilBody | None = Field(
        None, description="Of which body of the council they are; `dprd` stands for the council with all its parts."
    )
    status: NeedStatus | None = Field(None, description="How far they have come.")
    unsur: UnsurSlug | None = Field(None, description="Slug of the unsur that is weak.", examples=["waktu"])


@dataclass(frozen=True, slots=True)
class Line:
    """A need, or one of the innovations that answer it in one year: then `innovation` and `year` say which.

    An innovation without a year on record stands in a line of its own, and so does a need without an innovation.
    """

    looked: Looked
    innovation: UUID | None = None
    year: int | None = None


class CouncilFigures:
    """The figures of lines on a day."""

    def __init__(self, inquiry: Inquiry, as_of: str, took: Budgets, beside: Mapping[str, str]) -> None:
        self._inquiry = inquiry
        self._as_of = as_of
        self._took = took
        self._beside = beside

    def figures(self, lines: Sequence[Line], place: Place) -> tuple[Figure, ...]:
        """Return the figures of some lines, which stand at a place."""
        needs = list({one.looked.need.id: one.looked for one in lines}.values())
        proven = sum(one.status == NeedStatus.TERBUKTI for one in needs)
        return (
            Figure(len(needs), self._list(place)),
            Figure(sum(one.answered for one in needs), self._list(place, answered="true")),
            Figure(proven, None if "status" in place else self._list(place, status=NeedStatus.TERBUKTI.value)),
            *self._money(lines),
            *_change(needs),
        )

    def _list(self, place: Place, **more: str) -> str | None:
        if not set(place) <= set(_FILTERS):
            return None
        return list_of(self._inquiry, LOOP, {**self._beside, **place}, as_of=self._as_of, **more)

    def _money(self, lines: Sequence[Line]) -> tuple[Figure, ...]:
        """Return how many innovations there are, what they took together, of how many nobody knows, and the years."""
        wanted = _years_by_innovation(lines)
        told = {
            id_: {year: amount for year, amount in self._took.get(id_, {}).items() if years is None or year in years}
            for id_, years in wanted.items()
        }
        amounts = [amount for years in told.values() for amount in years.values() if amount is not None]
        known = [year for years in told.values() for year, amount in years.items() if amount is not None]
        unknown = sum(all(amount is None for amount in years.values()) for years in told.values())
        return (
            Figure(len(told)),
            _known(sum(amounts) if amounts else None),
            Figure(unknown),
            _known(min(known, default=None)),
            _known(max(known, default=None)),
        )


def _years_by_innovation(lines: Sequence[Line]) -> dict[UUID, set[int] | None]:
    """Return the innovations of lines, each with the years that are told of it; None for all of them."""
    found: dict[UUID, set[int] | None] = {}
    for one in lines:
        if one.innovation is not None:
            if one.year is None:
                found.setdefault(one.innovation, set())
            else:
                found[one.innovation] = (found.get(one.innovation) or set()) | {one.year}
        else:
            found |= {id_: None for id_, _, _ in one.looked.innovations}
    return found


def _known(value: int | None) -> Figure:
    return Figure(None, reason=Absence.UNKNOWN) if value is None else Figure(value)


def _change(needs: Sequence[Looked]) -> tuple[Figure, ...]:
    """Return index before and after, and the change with its interval, of one need; of several how many are sure."""
    found = needs[0].found if len(needs) == 1 else None
    absence = Absence.UNKNOWN if len(needs) == 1 else Absence.NOT_APPLICABLE
    sure = sum(one.distinguishable is True for one in needs)
    return (*(_figure(told, absence) for told in _changed(found)), Figure(sure))


def _changed(found: Measurement | None) -> tuple[Decimal | None, ...]:
    """Return index before and after, their difference, that of the NRR, and the bounds of its interval."""
    if found is None:
        return (None,) * 6
    before = half_up(found.figure.measured.mean * INDEX_OF_NRR, 2)
    if found.shown is None:
        return (before, *(None,) * 5)
    after, change = found.shown.round.measured.mean, found.shown.change
    bounds = (change.interval.low, change.interval.high) if change.interval else (None, None)
    return (
        before,
        half_up(after * INDEX_OF_NRR, 2),
        half_up(change.difference * INDEX_OF_NRR, 2),
        change.shown,
        *bounds,
    )


def _figure(value: Decimal | None, absence: Absence) -> Figure:
    return Figure(None, reason=absence) if value is None else Figure(float(value))


def _lines(needs: Sequence[Placed[Looked]], took: Budgets, by: CouncilBy) -> list[Placed[Line]]:
    """Return needs as lines: one for each, or one for each innovation and year."""
    if by is not CouncilBy.INNOVATION:
        return [Placed(Line(one.record), {**one.at, "need": (str(one.record.need.id),)}) for one in needs]
    found = []
    for one in needs:
        key = str(one.record.need.id)
        for id_, slug, _ in one.record.innovations:
            for year in (*sorted(took.get(id_, {})),) or (None,):
                told = {"need": (key,), "innovation": (slug,), "budget_year": (str(year) if year else None,)}
                found.append(Placed(Line(one.record, id_, year), {**one.at, **told}))
        if not one.record.innovations:
            none = {"need": (key,), "innovation": (None,), "budget_year": (None,)}
            found.append(Placed(Line(one.record), {**one.at, **none}))
    return found


def _telling(
    labels: Labels, needs: Sequence[Looked], figures: Callable[[Sequence[Line], Place], tuple[Figure, ...]]
) -> Telling[Line]:
    by_id = {str(one.need.id): one for one in needs}
    names = {slug: name for one in needs for _, slug, name in one.innovations}

    def tell(dimension: str, code: str | None) -> Words:
        if code is None and dimension in {"innovation", "budget_year"}:
            return label("not_known")
        if dimension == "need":
            return _called(by_id[str(code)], labels)
        if dimension in {"innovation", "budget_year"}:
            return same(names.get(str(code), str(code)))
        return labels.label(dimension, code)

    def order(dimension: str, code: str | None) -> str:
        if dimension == "need":
            return f"{by_id[str(code)].need.opened_on} {code}"
        if dimension in {"innovation", "budget_year"}:
            return "~" if code is None else code
        return labels.order(dimension, code)

    return Telling(figures, tell, order)


def _called(one: Looked, labels: Labels) -> Words:
    """Return what a need is called: what it is about, of whom, and since when; no words of its own."""
    need = one.need
    about = labels.label("unsur", need.unsur) if need.unsur else labels.label("source", need.source)
    whose = labels.name_of(need.agency_id)
    opened = need.opened_on.isoformat()
    return Words(id=f"{about.id}, {whose.id} ({opened})", en=f"{about.en}, {whose.en} ({opened})")


async def compute(inquiry: Inquiry, filters: CouncilFilters) -> Cube:
    """Return what became of the needs of the council by a day, whoever asks.

    Raises:
        InvalidRequest: the day lies ahead, or `agency` names none.
    """
    on = day_of(filters)
    agencies = await atlas(inquiry.session, on)
    asked = asked_agency(agencies, filters.agency)
    wanted = wanted_of(filters, _FILTERS) | ({"agency": asked} if asked else {})
    beside = {} if filters.every_source else {"body": CouncilBody.DPRD.value}
    needs = await looked_at(inquiry.session, on)
    families = Families(agencies, {one.need.agency_id for one in needs}, asked)
    labels = Labels(families, await unsur_words(inquiry.session))
    kept = narrowed(narrowed(placed(needs, families), beside), wanted)
    every = [one.record for one in kept]
    took = await budgets(inquiry.session, [id_ for one in every for id_, _, _ in one.innovations])
    figures = CouncilFigures(inquiry, on.isoformat(), took, beside)
    dimensions = _SHOWN.get(filters.by, (filters.by.value,))
    telling = _telling(labels, every, figures.figures)
    total, rows = rows_of(_lines(kept, took, filters.by), dimensions, wanted, telling)
    notes = [note("needs_public"), note("budget_present")]
    return Cube(on, dimensions, MEASURES, total, rows, notes=notes, multiple=_MULTIPLE)


STATISTIC = Statistic(
    name="council",
    summary="The view of the council: each need with what answers it, the budget years and amounts, and the change of "
    "the index.\n\nEveryone reads the same numbers, and they are those of `GET /v1/needs/loop?body=dprd`. A row is a "
    "need by its id (`GET /v1/needs/{need_id}`); `by=innovation` tells each innovation with its budget years apart. "
    "The index is that of the need's unsur: the mean of the answers times 25.",
    parameters=CouncilFilters,
    dimensions=DIMENSIONS,
    measures=MEASURES,
    compute=compute,
    multiple=_MULTIPLE,
)
