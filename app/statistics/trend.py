"""When innovations came into use: by month, quarter or year of the first dated stage `penerapan`."""

import re
from collections.abc import Sequence
from enum import StrEnum

from pydantic import Field

from app.core.clock import today
from app.core.errors import FieldError, InvalidRequest, Text
from app.statistics.counted import Counted, came
from app.statistics.cubes import audience_of
from app.statistics.dimensions import Place
from app.statistics.innovations import counted_of
from app.statistics.inputs import CountedFilters
from app.statistics.linking import Linking
from app.statistics.registry import Cube, Figure, Inquiry, Key, Row, Statistic
from app.statistics.repository import CountRepository
from app.statistics.schemas import Absence, Words
from app.statistics.wording import label, note, same, words

_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_MONTHS = (
    ("Januari", "January"),
    ("Februari", "February"),
    ("Maret", "March"),
    ("April", "April"),
    ("Mei", "May"),
    ("Juni", "June"),
    ("Juli", "July"),
    ("Agustus", "August"),
    ("September", "September"),
    ("Oktober", "October"),
    ("November", "November"),
    ("Desember", "December"),
)
START = re.compile(r"\d{4}(-(\d{2}|Q[1-4]|XX))?")
_NO_START = Text(
    "Tulislah start:2021, start:2021-06, start:2021-Q2, atau start:2021-XX bila hanya tahunnya diketahui.",
    "Write start:2021, start:2021-06, start:2021-Q2, or start:2021-XX where the year alone is known.",
)


class Period(StrEnum):
    """How long the periods of a trend are."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class TrendFilters(CountedFilters):
    """Which innovations count, and in which periods."""

    per: Period = Field(Period.YEAR, description="How long a period is.")
    cumulative: bool = Field(
        default=False, description="Whether to tell with each period how many there were by its end."
    )


# The first dated stage of use, in the order of the record. On a past day it counts once it has surely come.
_FIRST = """(SELECT s.started_on FROM innovation_stage s WHERE s.innovation_id = r.id AND s.stage = 'penerapan'
  AND s.started_on IS NOT NULL{come} ORDER BY s.position LIMIT 1)"""
# A date that says no month is put into none: XX stands for what it does not say (ISO 8601-2).
_CODES = {
    Period.YEAR: "left({first}, 4)",
    Period.QUARTER: "left({first}, 4) || '-' || CASE WHEN length({first}) = 4 THEN 'XX' "
    "ELSE 'Q' || (substr({first}, 6, 2)::int + 2) / 3 END",
    Period.MONTH: "left({first}, 4) || '-' || CASE WHEN length({first}) = 4 THEN 'XX' ELSE substr({first}, 6, 2) END",
}


def start_code(per: Period, *, past: bool) -> str:
    """Return the expression for the period in which a record `r` came into use, null where no date says it."""
    first = _FIRST.format(come=f" AND {came('s.started_on')}" if past else "")
    code = _CODES[per].format(first="f.first")
    return f"(SELECT {code} FROM (SELECT {first} AS first) f)"  # noqa: S608 - constants of this file


def narrow_to_start(counted: Counted, code: str | None, *, past: bool) -> None:
    """Let only those count that came into use in a period.

    Raises:
        InvalidRequest: the code is that of no period.
    """
    if code is None:
        counted.add(f"{start_code(Period.YEAR, past=past)} IS NULL")
        return
    if not START.fullmatch(code):
        raise InvalidRequest([FieldError("query/cell", "unknown_period", _NO_START)])
    per = Period.YEAR if len(code) == len("2021") else Period.QUARTER if "Q" in code else Period.MONTH
    counted.add(f"{start_code(per, past=past)} = CAST(:cell_start AS text)", cell_start=code)


async def compute(inquiry: Inquiry, filters: TrendFilters) -> Cube:
    """Return how many innovations came into use in each period."""
    counts = CountRepository(inquiry.session)
    counted = await counted_of(inquiry, filters, counts)
    found = await counts.periods(counted, start_code(filters.per, past=filters.as_of is not None))
    link = Linking(inquiry.settings.public_url, filters)
    ordered = sorted(found.rows, key=lambda row: (row.codes[0] is None, row.codes[0] or ""))
    reached = 0
    rows = []
    for row in ordered:
        code = row.codes[0]
        reached += row.innovations if code else 0
        figures = [Figure(row.innovations, link.to([Place("start", code)]))]
        if filters.cumulative:
            figures.append(Figure(reached) if code else Figure(None, reason=Absence.NOT_APPLICABLE))
        rows.append(Row((_key(code),), tuple(figures)))
    total = [Figure(found.total.innovations, link.to(()))]
    return Cube(
        as_of=filters.as_of or today(),
        dimensions=("start",),
        measures=_measures(filters),
        total=[*total, Figure(reached)] if filters.cumulative else total,
        rows=rows,
        audience=audience_of(filters),
        notes=_notes(filters),
    )


def _measures(filters: TrendFilters) -> Sequence[str]:
    return ("innovations", "cumulative") if filters.cumulative else ("innovations",)


def _notes(filters: TrendFilters) -> list[Words]:
    told = [] if filters.per is Period.YEAR else [note("year_alone")]
    return [*told, note("past")] if filters.as_of else told


def _key(code: str | None) -> Key:
    """Return the key of a period, by its name."""
    if code is None:
        none = words().dimensions["start"].none
        return Key(None, none.told() if none else same("-"))
    year, _, part = code.partition("-")
    if part == "XX":
        return Key(code, label("year_alone", year=year))
    if part.startswith("Q"):
        return Key(code, label("quarter", year=year, quarter=_ROMAN[part[1]]))
    if part:
        indonesian, english = _MONTHS[int(part) - 1]
        return Key(code, Words(id=f"{indonesian} {year}", en=f"{english} {year}"))
    return Key(code, same(year))


STATISTIC = Statistic(
    name="trend",
    summary="""How many innovations came into use in each month, quarter or year.

    That is the first dated stage `penerapan`. A date that says only the year is put into no month: such records have a
    row of their own. A period in which none began has no row. With `cumulative=true` each row tells how many there were
    by its end.""",
    parameters=TrendFilters,
    dimensions=("start",),
    measures=("innovations", "cumulative"),
    compute=compute,
)
