"""Coverage put together from the agencies, their innovations, the signs of life, and the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.agencies.bodies import Body
from app.core.clock import today
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, Text
from app.core.paging import Cut
from app.core.queries import listing_of, page_among
from app.core.schema import Output
from app.coverage.city import City, Day, day_of_year, first_year_of
from app.coverage.counting import Known
from app.coverage.fairness import Fairness, Rated
from app.coverage.inputs import (
    CoverageAgencyFilters,
    CoverageFilters,
    CoverageInnovationFilters,
    CoverageRankingFilters,
    CoverageTrendFilters,
    PagedCoverageFilters,
)
from app.coverage.levels import counted_of
from app.coverage.repository import CoverageRepository
from app.coverage.roll import Roll
from app.coverage.schemas import (
    CoverageRead,
    CoverageTrend,
    CoverageYear,
)
from app.coverage.telling import Credit, Teller
from app.models.codes import CoverageLevel

AGENCIES = ("name_key", "id")
INNOVATIONS = ("agency_key", "agency_id", "name_key", "id")
RANKING = ("order", "name_key", "id")

_UNKNOWN = Text("Tidak ada perangkat daerah kota dengan nama ini.", "The city has no agency of this name.")
_NOT_THERE = Text(
    "Perangkat daerah ini, pendahulu, dan penerusnya tidak ada pada tanggal itu.",
    "Neither this agency nor one before or after it was there on that date.",
)
_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
_BEFORE = Text(
    "Sebelum {first} tidak ada inovasi yang diketahui registri ini.",
    "Before {first} this registry knows of no innovation.",
)
_EITHER = Text("Sebutkan salah satu: year atau as_of.", "Give one of the two: year or as_of.")
_REVERSED = Text("Tahun akhir mendahului tahun awal.", "The last year lies before the first.")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say: the levels that make up the total, and how often innovations owe a sign of life."""

    levels: str
    months: int
    base_url: str


class Listed(NamedTuple):
    """A page: the day, the first year, its rows, what is told of them, how many there are, what its cursors belong to.

    `total` is None where nobody asked.
    """

    as_of: date
    first_year: int
    page: Cut
    items: list[Output]
    total: int | None
    listing: str


class _Data(NamedTuple):
    roll: Roll
    innovations: Sequence[Known]
    first_year: int


class CoverageService:
    """Coverage within one read."""

    def __init__(self, session: Session, rules: Rules) -> None:
        self._data = CoverageRepository(session)
        self._counted = counted_of(rules.levels)
        self._months = rules.months
        self._teller = Teller(self._counted, rules.months, rules.base_url)

    async def get(self, filters: CoverageFilters) -> CoverageRead:
        """Return how many agencies have what, by level.

        Raises:
            InvalidRequest: the day lies ahead, or before anything is known, or is told in two ways.
        """
        data, day, _ = await self._city_on(filters)
        levels = [filters.level] if filters.level else list(CoverageLevel)
        return CoverageRead(
            year=day.on.year,
            as_of=day.on,
            first_year=data.first_year,
            with_units=filters.with_units,
            total=None if filters.level else self._teller.total(day),
            levels=[self._teller.level(day, level, with_units=filters.with_units) for level in levels],
            unattributed=day.unattributed,
            without_level=day.without_level,
            definition=self._teller.definition(),
        )

    async def agencies(self, filters: CoverageAgencyFilters) -> Listed:
        """Return a page of agencies with what each has.

        Raises:
            InvalidRequest: as in `get`, or `agency` names none that stood for anything on the day.
            InvalidCursor: the cursor belongs to another list.
        """
        data, day, _ = await self._city_on(filters)
        wanted = _wanted(data.roll, filters.agency, day.on)
        rows = [
            one
            for one in day.placed
            if filters.level in {None, one.level}
            and filters.status in {None, one.has.status}
            and (wanted is None or one.id in wanted)
        ]
        page, listing = _page("coverage agencies", day.on, rows, AGENCIES, filters)
        items = [self._teller.agency(one, day.on, with_units=filters.with_units) for one in page.rows]
        return Listed(day.on, data.first_year, page, [*items], _total(rows, filters), listing)

    async def innovations(self, filters: CoverageInnovationFilters) -> Listed:
        """Return a page of the innovations that agencies are credited with.

        Raises:
            InvalidRequest: as in `agencies`.
            InvalidCursor: the cursor belongs to another list.
        """
        data, day, _ = await self._city_on(filters)
        wanted = _wanted(data.roll, filters.agency, day.on)
        rows = [
            Credit(one, counted)
            for one in day.placed
            if filters.level in {None, one.level} and (wanted is None or one.id in wanted)
            for counted in one.counted
        ]
        page, listing = _page("coverage innovations", day.on, rows, INNOVATIONS, filters)
        owners = data.roll.bodies
        items = [self._teller.innovation(one, _owner(one, owners)) for one in page.rows]
        return Listed(day.on, data.first_year, page, [*items], _total(rows, filters), listing)

    async def ranking(self, filters: CoverageRankingFilters) -> Listed:
        """Return a page of agencies by a rate.

        Raises:
            InvalidRequest: as in `get`.
            InvalidCursor: the cursor belongs to another list.
        """
        data, day, days = await self._city_on(filters, every_year=True)
        levels = {filters.level} if filters.level else set(self._counted)
        placed = [one for one in day.placed if one.level in levels]
        rows: list[Rated] = Fairness(data.roll, days).rated(filters.measure, placed)
        page, listing = _page("coverage ranking", day.on, rows, RANKING, filters)
        items = [self._teller.rank(one, day.on, with_units=filters.with_units) for one in page.rows]
        return Listed(day.on, data.first_year, page, [*items], _total(rows, filters), listing)

    async def trend(self, filters: CoverageTrendFilters) -> CoverageTrend:
        """Return how many agencies had what, year by year.

        Raises:
            InvalidRequest: a year lies ahead, or before anything is known, or they are in the wrong order.
        """
        now = today()
        data = await self._gathered(now)
        since, until = filters.since or data.first_year, filters.until or now.year
        _refuse(_years_wrong(since, until, data.first_year, now.year))
        days = [day_of_year(year, now) for year in range(since, until + 1)]
        levels = [filters.level] if filters.level else list(CoverageLevel)
        told = []
        for day in await self._days(data, days, with_units=filters.with_units):
            total = None if filters.level else self._teller.total(day)
            of_levels = [self._teller.of_level(day, level) for level in levels]
            told.append(CoverageYear(year=day.on.year, as_of=day.on, total=total, levels=of_levels))
        return CoverageTrend(
            first_year=data.first_year,
            with_units=filters.with_units,
            years=told,
            definition=self._teller.definition(),
        )

    async def _city_on(self, filters: CoverageFilters, *, every_year: bool = False) -> tuple[_Data, Day, Sequence[Day]]:
        """Return what there is, the day of the filters, and with `every_year` the ends of the years up to it."""
        now = today()
        data = await self._gathered(now)
        _refuse(_day_wrong(filters, data.first_year, now))
        on = filters.as_of or (day_of_year(filters.year, now) if filters.year else now)
        earlier = [date(year, 12, 31) for year in range(data.first_year, on.year)] if every_year else []
        days = await self._days(data, [*earlier, on], with_units=filters.with_units)
        return data, days[-1], days

    async def _gathered(self, now: date) -> _Data:
        roll, innovations = await self._data.roll(), await self._data.innovations()
        return _Data(roll, innovations, first_year_of(innovations, now))

    async def _days(self, data: _Data, days: Sequence[date], *, with_units: bool) -> list[Day]:
        signs = await self._data.signs(days)
        city = City(data.roll, data.innovations, signs, self._months, with_units=with_units)
        return [city.on(day) for day in days]


def _page(
    name: str, on: date, rows: Sequence[object], keys: Sequence[str], filters: PagedCoverageFilters
) -> tuple[Cut, str]:
    # without a date the list is that of today, and another one tomorrow
    listing = listing_of(f"{name} on {on}", filters)
    return page_among(rows, keys, filters, listing), listing


def _total(rows: Sequence[object], filters: PagedCoverageFilters) -> int | None:
    return len(rows) if filters.with_total else None


def _wanted(roll: Roll, key: str | None, on: date) -> set[UUID] | None:
    """Return who stood on a day for the agency of an id or slug; None where nobody asked for one.

    Raises:
        InvalidRequest: there is no such agency of the city, or nobody stood for it.
    """
    if key is None:
        return None
    body = roll.find(key)
    if body is None:
        raise InvalidRequest([FieldError("query/agency", "unknown_reference", _UNKNOWN)])
    found = roll.credited(body.id, on)
    if not found:
        raise InvalidRequest([FieldError("query/agency", "not_in_force", _NOT_THERE)])
    return found


def _owner(credit: Credit, bodies: dict[UUID, Body]) -> Body | None:
    owner_id = credit.counted.known.agency_id
    return bodies.get(owner_id) if owner_id else None


def _day_wrong(filters: CoverageFilters, first_year: int, now: date) -> list[FieldError]:
    if filters.year is not None and filters.as_of is not None:
        return [FieldError("query/as_of", "either_or", _EITHER)]
    if filters.year is not None:
        return _year_wrong("query/year", filters.year, first_year, now.year)
    if filters.as_of is not None and filters.as_of > now:
        return [FieldError("query/as_of", "in_future", _AHEAD)]
    return _year_wrong("query/as_of", filters.as_of.year, first_year, now.year) if filters.as_of else []


def _years_wrong(since: int, until: int, first_year: int, this_year: int) -> list[FieldError]:
    wrong = [
        *_year_wrong("query/since", since, first_year, this_year),
        *_year_wrong("query/until", until, first_year, this_year),
    ]
    return wrong or ([FieldError("query/until", "reversed", _REVERSED)] if until < since else [])


def _year_wrong(pointer: str, year: int, first_year: int, this_year: int) -> list[FieldError]:
    if year > this_year:
        return [FieldError(pointer, "in_future", _AHEAD)]
    return [FieldError(pointer, "before_records", _BEFORE, {"first": first_year})] if year < first_year else []


def _refuse(wrong: list[FieldError]) -> None:
    if wrong:
        raise InvalidRequest(wrong)
