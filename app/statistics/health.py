"""Data health: what records lack, which owe a sign of life, and what waits for the registrar."""

from collections.abc import Mapping, Sequence
from typing import Literal
from urllib.parse import urlencode

from pydantic import Field

from app.core.clock import today
from app.core.schema import Input, Reference
from app.core.security import Principal
from app.models.codes import AreaLevel, Permission
from app.statistics.counted import LACKS, PUBLISHED, Counted, day_values, narrow
from app.statistics.gaps import GapRepository
from app.statistics.innovations import refuse_unknown
from app.statistics.inputs import SCHEME, CountedFilters, Lack, Owing
from app.statistics.owing import OWING, owing_values
from app.statistics.registry import Cube, Figure, Inquiry, Key, Row, Statistic
from app.statistics.repository import CountRepository, Named, Scheme
from app.statistics.schemas import Audience
from app.statistics.wording import label, note, same, words

# what waits for somebody, told to those who may read records that are not public
WAITING = ("submitted", "verified", "returned")


class DataHealthFilters(Input):
    """Whose records, and whether to tell agencies apart."""

    agency: Reference | None = Field(
        None, description="Id or slug of the owner. Its predecessors and successors count with it."
    )
    by: Literal["agency"] | None = Field(None, description="Whether to tell agencies apart.")


async def compute(inquiry: Inquiry, filters: DataHealthFilters) -> Cube:
    """Return how many records lack what; the public part for everyone, the rest for who may read it."""
    counts = CountRepository(inquiry.session)
    asked = CountedFilters(agency=filters.agency)
    await refuse_unknown(asked, counts)
    counted = narrow(Counted(PUBLISHED), asked)
    counted.values |= {**day_values(today()), **owing_values(today(), inquiry.settings.sign_of_life_months)}
    apart = filters.by is not None
    gaps = GapRepository(inquiry.session)
    table = await gaps.flagged(counted, {**LACKS, **OWING}, apart=apart)
    waiting: Mapping[str | None, Mapping[str, int]] = {}
    internal = _keeper(inquiry.principal)
    if internal is not None:
        waiting = await gaps.waiting(asked, internal, WAITING, apart=apart)
    named = await _named(counts, {code for code in (*table, *waiting) if code}) if apart else {}
    lines = [*_lines(inquiry, filters, table, named), *_waiting_lines(inquiry, filters, waiting, named)]
    return Cube(
        as_of=today(),
        dimensions=("gap", "agency") if apart else ("gap",),
        measures=("innovations",),
        total=[Figure(sum(row["all"] for row in table.values()), _published(inquiry, filters))],
        rows=lines,
        audience=Audience.INTERNAL if internal else Audience.PUBLIC,
        notes=[note("gaps_overlap"), *([note("gaps_internal")] if internal else [])],
        multiple=frozenset({"gap"}),
    )


def _keeper(principal: Principal | None) -> Principal | None:
    return principal if principal is not None and principal.may(Permission.RECORDS_READ) else None


async def _named(counts: CountRepository, codes: set[str]) -> Mapping[str, Named]:
    return await counts.names("agency", codes, Scheme(SCHEME, AreaLevel.KOTA))


def _lines(
    inquiry: Inquiry,
    filters: DataHealthFilters,
    table: Mapping[str | None, Mapping[str, int]],
    named: Mapping[str, Named],
) -> Sequence[Row]:
    rows = []
    for gap in (*Owing, *Lack):
        parameter = "vitality" if isinstance(gap, Owing) else "lacks"
        for code, row in _ordered(table, named):
            if filters.by and not row[gap.value]:
                continue
            query = _query(filters, code, named) | {parameter: gap.value}
            address = inquiry.list_at("/v1/statistics/innovations/items", urlencode(query, safe=":,"))
            rows.append(Row(_keys(gap.value, filters, code, named), (Figure(row[gap.value], address, of=row["all"]),)))
    return rows


def _waiting_lines(
    inquiry: Inquiry,
    filters: DataHealthFilters,
    waiting: Mapping[str | None, Mapping[str, int]],
    named: Mapping[str, Named],
) -> Sequence[Row]:
    rows = []
    for status in WAITING:
        for code, row in _ordered(waiting, named):
            if filters.by and not row[status]:
                continue
            query = _query(filters, code, named) | {"status": status}
            address = inquiry.list_at("/v1/statistics/innovations/items", urlencode(query, safe=":,"))
            rows.append(Row(_keys(status, filters, code, named), (Figure(row[status], address),)))
    return rows


def _ordered(
    table: Mapping[str | None, Mapping[str, int]], named: Mapping[str, Named]
) -> list[tuple[str | None, Mapping[str, int]]]:
    def place(line: tuple[str | None, Mapping[str, int]]) -> tuple[bool, str]:
        name = named.get(line[0]) if line[0] else None
        return line[0] is None, name.name.casefold() if name else ""

    return sorted(table.items(), key=place)


def _query(filters: DataHealthFilters, code: str | None, named: Mapping[str, Named]) -> dict[str, str]:
    query = {"agency": filters.agency} if filters.agency else {}
    return query | ({"cell": f"agency:{named[code].code if code else ''}"} if filters.by else {})


def _keys(gap: str, filters: DataHealthFilters, code: str | None, named: Mapping[str, Named]) -> tuple[Key, ...]:
    key = Key(gap, label(f"gap_{gap}"))
    if not filters.by:
        return (key,)
    none = words().dimensions["agency"].none
    owner = Key(named[code].code, same(named[code].name)) if code else Key(None, none.told() if none else same("-"))
    return key, owner


def _published(inquiry: Inquiry, filters: DataHealthFilters) -> str:
    return inquiry.list_at("/v1/innovations", urlencode({"agency": filters.agency} if filters.agency else {}))


STATISTIC = Statistic(
    name="data_health",
    summary="""How many published records lack what, and how many owe a sign of life; each with the list behind it.

    Records count in a row for each thing that they lack. Whoever may read records that are not public is also told how
    many of those that they keep wait: submitted and not verified, verified and not published, returned.""",
    parameters=DataHealthFilters,
    dimensions=("gap", "agency"),
    measures=("innovations",),
    compute=compute,
    multiple=frozenset({"gap"}),
)
