"""The statistic `innovators`: how many people have a part in public innovations, by role and agency.

Cells of fewer than five people are not told, nor as many more as it takes that they cannot be had back by taking away
from the whole what is told: the rule is that of the breakdowns of surveys. So there are no filters, which would let
somebody take one number from another, and a row is of one dimension.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.atlas import Atlas, atlas
from app.core.clock import today
from app.core.schema import Input
from app.models import Innovation, InnovationPerson, Person
from app.models.codes import InnovationRole, RecordStatus
from app.statistics.registry import Cube, Figure, Inquiry, Key, Row, Statistic
from app.statistics.schemas import Absence, Words
from app.statistics.wording import label_of, note, same, words
from app.surveys.suppression import LEAST, hidden

DIMENSIONS = ("role", "agency")
MEASURES = ("people",)
LIST = "/v1/innovators"


class InnovatorsBy(StrEnum):
    """What a row is of."""

    ROLE = "role"
    AGENCY = "agency"


class InnovatorStatisticFilters(Input):
    """By what people are told apart."""

    by: InnovatorsBy = Field(InnovatorsBy.ROLE, description="The part that they have, or the agency they worked for.")


class Part(NamedTuple):
    """Somebody's part in a public innovation, and for whom they worked."""

    person_id: UUID
    role: str
    agency_id: UUID | None


async def _parts(session: AsyncSession) -> list[Part]:
    part = InnovationPerson
    statement = (
        select(part.person_id, part.role, part.agency_id)
        .join(Innovation, Innovation.id == part.innovation_id)
        .join(Person, Person.id == part.person_id)
        .where(Innovation.status == RecordStatus.PUBLISHED, Person.concealed_at.is_(None))
        .distinct()
    )
    return [Part(*row) for row in await session.execute(statement)]


def suppressed(sizes: Mapping[str, int], total: int) -> tuple[frozenset[str], bool]:
    """Return the groups that are not told, of sizes that make up a total, and whether that is not told either."""
    away = hidden(sizes)
    return away, 0 < total < LEAST or (bool(away) and len(away) == len(sizes) and total < LEAST)


def _groups(parts: Sequence[Part], by: InnovatorsBy, agencies: Atlas) -> dict[str, int]:
    """Return how many people there are in each group; an empty code stands for no agency."""
    found: dict[str, set[UUID]] = defaultdict(set)
    for one in parts:
        agency = agencies.agencies[one.agency_id].slug if one.agency_id else ""
        found[one.role if by is InnovatorsBy.ROLE else agency].add(one.person_id)
    return {code: len(people) for code, people in found.items()}


def _led_to(inquiry: Inquiry, by: InnovatorsBy, code: str, agencies: Atlas) -> str | None:
    """Return the list of a group; that of an agency holds its line too, so one with a line has none."""
    if by is InnovatorsBy.AGENCY:
        found = agencies.find(code) if code else None
        if found is None or len(found.lineage) > 1:
            return None
    return inquiry.list_at(LIST, f"{by.value}={code}")


async def compute(inquiry: Inquiry, filters: InnovatorStatisticFilters) -> Cube:
    """Return how many people have a part in public innovations today."""
    on = today()
    agencies, parts = await atlas(inquiry.session, on), await _parts(inquiry.session)
    sizes, total = _groups(parts, filters.by, agencies), len({one.person_id for one in parts})
    away, nothing = suppressed(sizes, total)

    def label(code: str) -> Words:
        if filters.by is InnovatorsBy.ROLE:
            return label_of("innovation_role", code)
        found = agencies.find(code) if code else None
        none = words().dimensions["agency"].none
        return same(found.name) if found else none.told() if none else same("")

    def order(code: str) -> tuple[bool, str, str]:
        roles = [one.value for one in InnovationRole]
        return (not code, f"{roles.index(code):03d}" if code in roles else label(code).id, code)

    rows = [
        Row(
            (Key(code or None, label(code)),),
            (
                Figure(None, reason=Absence.SUPPRESSED)
                if code in away
                else Figure(sizes[code], _led_to(inquiry, filters.by, code, agencies)),
            ),
        )
        for code in sorted(sizes, key=order)
    ]
    whole = Figure(None, reason=Absence.SUPPRESSED) if nothing else Figure(total, inquiry.list_at(LIST))
    return Cube(
        as_of=on,
        dimensions=(filters.by.value,),
        measures=MEASURES,
        total=(whole,),
        rows=rows,
        notes=[note("few_people", least=LEAST), note("people_today")],
        multiple=frozenset(DIMENSIONS),
    )


STATISTIC = Statistic(
    name="innovators",
    summary="How many people have a part in public innovations, by role or by agency.\n\nCells of fewer than five "
    "people are not told, nor others by which they could be worked out. Who withdrew the public name is not counted. "
    "Of past days nothing is told: parts have no day on which they were put on record.",
    parameters=InnovatorStatisticFilters,
    dimensions=DIMENSIONS,
    measures=MEASURES,
    compute=compute,
    multiple=frozenset(DIMENSIONS),
)
