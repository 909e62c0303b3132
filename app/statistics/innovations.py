"""Innovations by kind, stage, form, agency, year, cluster, urusan and area, one or two at a time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from app.core.clock import today
from app.core.errors import FieldError, InvalidRequest, NotPermitted, Text
from app.core.partial_date import first_day
from app.models.codes import Permission, RecordStatus
from app.reference.files import vocabularies
from app.statistics.counted import PAST, PUBLISHED, Counted, day_values, narrow, of_status
from app.statistics.dimensions import DIMENSIONS, MULTIPLE, Place, dimensions_of, written
from app.statistics.inputs import CountedFilters, InnovationStatisticFilters
from app.statistics.registry import Cube, Figure, Inquiry, Key, Row, Statistic
from app.statistics.repository import Count, CountRepository, Counts, Named, Scheme
from app.statistics.schemas import Audience, Words
from app.statistics.wording import label_of, note, same, words

MEASURES = ("innovations", "represented")
_VOCABULARIES = {"kind": "innovation_kind", "stage": "stage", "form": "innovation_form"}
# what /v1/innovations calls a value of a dimension
_LISTED = {"kind": "kind", "stage": "stage", "form": "form", "year": "year", "area": "area"}

_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
_BEFORE = Text(
    "Sebelum {first} tidak ada inovasi yang diketahui registri ini.",
    "Before {first} this registry knows of no innovation.",
)
_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_EITHER = Text(
    "Keadaan pada tanggal lampau hanya ada untuk rekaman yang terbit.", "A past day is told of published records alone."
)


async def counted_of(inquiry: Inquiry, filters: CountedFilters, counts: CountRepository) -> Counted:
    """Return which records count by filters.

    Raises:
        InvalidRequest: a filter names what does not exist, or a day that nothing can be said of.
        NotPermitted: records that are not published were asked for.
    """
    wrong = [FieldError(f"query/{name}", "unknown_reference", _UNKNOWN) for name in await counts.unknown(filters)]
    if wrong:
        raise InvalidRequest(wrong)
    return narrow(await _source(inquiry, filters, counts), filters)


async def _source(inquiry: Inquiry, filters: CountedFilters, counts: CountRepository) -> Counted:
    kept = filters.status not in {None, RecordStatus.PUBLISHED}
    if filters.as_of is not None:
        if kept:
            raise InvalidRequest([FieldError("query/status", "either_or", _EITHER)])
        return await _past(filters.as_of, counts)
    if not kept:
        return Counted(PUBLISHED)
    principal = inquiry.principal
    if principal is None or not principal.may(Permission.RECORDS_READ):
        raise NotPermitted
    return of_status(str(filters.status), principal)


async def _past(on: date, counts: CountRepository) -> Counted:
    if on > today():
        raise InvalidRequest([FieldError("query/as_of", "in_future", _AHEAD)])
    first = await counts.first_fact()
    if first is None or on < first_day(first):
        raise InvalidRequest([FieldError("query/as_of", "before_records", _BEFORE, {"first": first or today()})])
    return Counted(PAST, values={**day_values(on), "undone": await counts.undone(on)})


async def compute(inquiry: Inquiry, filters: InnovationStatisticFilters) -> Cube:
    """Return how many innovations there are, and of which sorts."""
    dimensions = dimensions_of(filters.by) if filters.by else ()
    counts, scheme = CountRepository(inquiry.session), Scheme(filters.scheme, filters.area_level)
    found = await _counts(inquiry, filters, dimensions, counts, scheme)
    link = Linking(inquiry, filters)
    names = {name: await _names(name, dimensions, found, counts, scheme) for name in dimensions}
    keys = {name: _keys(name, names[name]) for name in dimensions}
    rows = [_row(dimensions, count, keys, link) for count in found.rows]
    rows.sort(key=lambda row: [_place(name, key) for name, key in zip(dimensions, row.keys, strict=True)])
    kept = filters.status not in {None, RecordStatus.PUBLISHED}
    return Cube(
        as_of=filters.as_of or today(),
        dimensions=dimensions,
        measures=MEASURES,
        total=_figures(found.total, link, ()),
        rows=rows,
        audience=Audience.INTERNAL if kept else Audience.PUBLIC,
        notes=_notes(filters, dimensions),
        multiple=frozenset(MULTIPLE) & set(dimensions),
    )


async def _counts(
    inquiry: Inquiry,
    filters: InnovationStatisticFilters,
    dimensions: Sequence[str],
    counts: CountRepository,
    scheme: Scheme,
) -> Counts:
    counted = await counted_of(inquiry, filters, counts)
    if counted.source == PUBLISHED and counted.conditions == narrow(Counted(PUBLISHED), CountedFilters()).conditions:
        return await counts.tallied(dimensions, scheme)
    return await counts.count(counted, dimensions, scheme)


async def _names(
    name: str, dimensions: Sequence[str], found: Counts, counts: CountRepository, scheme: Scheme
) -> Mapping[str, Named]:
    """Return what the values of a dimension are called, if they are records."""
    if name in _VOCABULARIES or name == "year":
        return {}
    at = dimensions.index(name)
    return await counts.names(name, {code for row in found.rows if (code := row.codes[at])}, scheme)


def _keys(name: str, names: Mapping[str, Named]) -> Callable[[str | None], Key]:
    """Return what makes keys of the codes that the tables have."""
    none = words().dimensions[name].none

    def key(code: str | None) -> Key:
        if code is None:
            return Key(None, none.told() if none else same("-"))
        if name in _VOCABULARIES:
            return Key(code, label_of(_VOCABULARIES[name], code))
        named = names.get(code)
        return Key(named.code, same(named.name)) if named else Key(code, same(code))

    return key


def _row(
    dimensions: Sequence[str], count: Count, keys: Mapping[str, Callable[[str | None], Key]], link: "Linking"
) -> Row:
    told = tuple(keys[name](code) for name, code in zip(dimensions, count.codes, strict=True))
    places = [Place(name, key.code) for name, key in zip(dimensions, told, strict=True)]
    return Row(told, _figures(count, link, places))


def _figures(count: Count, link: "Linking", places: Sequence[Place]) -> tuple[Figure, Figure]:
    address = link.to(places)
    return Figure(count.innovations, address), Figure(count.represented)


def _place(name: str, key: Key) -> tuple[bool, int, str]:
    """Return where a key stands: codes in the order of their vocabulary, years by time, the rest by name, none last."""
    if name in _VOCABULARIES:
        return key.code is None, _order(_VOCABULARIES[name]).get(key.code or "", 0), key.code or ""
    return key.code is None, 0, (key.code or "") if name == "year" else key.label.id.casefold()


def _order(vocabulary: str) -> Mapping[str, int]:
    found = next(one for one in vocabularies() if one.name == vocabulary)
    return {code.code: at for at, code in enumerate(found.codes)}


def _notes(filters: InnovationStatisticFilters, dimensions: Sequence[str]) -> list[Words]:
    told = [note("represents")]
    if filters.as_of is not None:
        told.append(note("past"))
    told += [note("several_rows")] if set(dimensions) & set(MULTIPLE) else []
    told += [note("owner_as_recorded")] if "agency" in dimensions else []
    return told


class Linking:
    """The addresses of the lists that are counted: that of all innovations where it can say it, else the items."""

    def __init__(self, inquiry: Inquiry, filters: InnovationStatisticFilters) -> None:
        self._inquiry = inquiry
        told = filters.model_dump(mode="json", exclude_none=True, exclude={"by"}, exclude_defaults=True)
        self._asked = {name: str(value).lower() if isinstance(value, bool) else value for name, value in told.items()}
        self._scheme = filters.scheme

    def to(self, places: Sequence[Place]) -> str:
        """Return the address of the list of a row."""
        plain = {} if "as_of" in self._asked else self._plain(places)
        if plain is not None and "as_of" not in self._asked:
            return self._inquiry.list_at("/v1/innovations", urlencode(plain))
        query = {**self._asked, **({"cell": written(places)} if places else {})}
        return self._inquiry.list_at("/v1/statistics/innovations/items", urlencode(query, safe=":,"))

    def _plain(self, places: Sequence[Place]) -> dict[str, Any] | None:
        """Return what the list of innovations has to be asked, None where it cannot be."""
        query = {name: value for name, value in self._asked.items() if name not in {"scheme", "area_level"}}
        for place in places:
            said = self._parameter(place)
            if said is None or query.get(said[0], said[1]) != said[1]:
                return None
            query[said[0]] = said[1]
        return query

    def _parameter(self, place: Place) -> tuple[str, str] | None:
        if place.code is None:
            return None
        if place.dimension in _LISTED:
            return _LISTED[place.dimension], place.code
        schemes = {"cluster": self._scheme, "urusan": "urusan"}
        if place.dimension in schemes:
            return "classification", f"{schemes[place.dimension]}/{place.code}"
        return None


STATISTIC = Statistic(
    name="innovations",
    summary="""How many innovations there are, by kind, stage, form, agency, year, cluster, urusan or area.

    `by` takes one of these or two; without it there is the total alone. Every filter of the list of innovations narrows
    what counts, and `as_of` asks for a past day. Each figure leads to the list that it counts.""",
    parameters=InnovationStatisticFilters,
    dimensions=DIMENSIONS,
    measures=MEASURES,
    compute=compute,
    multiple=frozenset(MULTIPLE),
)
