"""Innovations by kind, stage, form, agency, year, cluster, urusan and area, one or two at a time."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.core.clock import today
from app.core.errors import FieldError, InvalidRequest, NotPermitted, Text
from app.core.partial_date import first_day
from app.models.codes import Permission, RecordStatus
from app.statistics.counted import PAST, PUBLISHED, Counted, day_values, narrow, of_status
from app.statistics.cubes import MEASURES, VOCABULARIES, cube_of
from app.statistics.dimensions import DIMENSIONS, MULTIPLE, dimensions_of
from app.statistics.inputs import CountedFilters, InnovationStatisticFilters
from app.statistics.linking import Linking
from app.statistics.registry import Cube, Inquiry, Statistic
from app.statistics.repository import CountRepository, Counts, Named, Scheme

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
    await refuse_unknown(filters, counts)
    return narrow(await _source(inquiry, filters, counts), filters)


async def refuse_unknown(filters: CountedFilters, counts: CountRepository) -> None:
    """Refuse filters that name what there is none of: that is an error, and not an empty table.

    Raises:
        InvalidRequest: one does.
    """
    wrong = [FieldError(f"query/{name}", "unknown_reference", _UNKNOWN) for name in await counts.unknown(filters)]
    if wrong:
        raise InvalidRequest(wrong)


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
    names = {name: await _names(name, dimensions, found, counts, scheme) for name in dimensions}
    return cube_of(found, dimensions, names, filters, Linking(inquiry.settings.public_url, filters))


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
    if name in VOCABULARIES or name == "year":
        return {}
    at = dimensions.index(name)
    return await counts.names(name, {code for row in found.rows if (code := row.codes[at])}, scheme)


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
