"""The statistic `replication`: replicas that other agencies have, which are in use, where, and how long they last.

Who uses what follows from replicas and their signs of life, as `used_by` tells it; nobody declares it. For how long
replicas live is what survival says of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.atlas import atlas
from app.core.schema import Reference, Year
from app.instruments.rounding import half_up
from app.lineage.repository import LineageRepository
from app.lineage.standing import CITY, Replica, count, in_use
from app.models import Innovation
from app.signs_of_life.repository import SignOfLifeRepository
from app.statistics.outcomes.asking import By, OutcomeFilters, day_of, divided_by, wanted_of
from app.statistics.outcomes.families import Families, asked_agency
from app.statistics.outcomes.gathering import Place, Placed, Telling, narrowed, rows_of
from app.statistics.registry import Cube, Figure, Inquiry, Statistic
from app.statistics.schemas import Absence, Words
from app.statistics.wording import label, note, same
from app.survival.cohort import Known, Member, member_of
from app.survival.kaplan_meier import at, curve
from app.survival.repository import SurvivalRepository
from app.survival.schemas import YEARS

DIMENSIONS = ("origin", "agency", "region", "year")
MEASURES = (
    *("replicas", "in_use", "not_in_use", "using_agencies", "using_regions", "other_regions"),
    *("origins", "origins_in_other_regions"),
    *(f"survival_{years}" for years in YEARS),
)
_DAYS_A_YEAR = Fraction(1461, 4)
_DECIMALS = 4


class ReplicationStatisticFilters(OutcomeFilters):
    """Which replicas, and by what they are told apart."""

    by: By = Field(
        "origin", description=f"One or two of {', '.join(f'`{one}`' for one in DIMENSIONS)}.", examples=["origin"]
    )
    origin: Reference | None = Field(None, description="Slug of the innovation that was replicated.")
    agency: Reference | None = Field(
        None,
        description="Id or slug of the agency that has the replica, with those that it followed or that followed it.",
        examples=["dinas-kesehatan"],
    )
    region: str | None = Field(
        None,
        max_length=13,
        pattern=r"^[0-9]{2}(\.[0-9]{2,4})*$",
        description="Kemendagri code of the region of that agency; the city's is `12.71`.",
        examples=["36.71"],
    )
    year: Year | None = Field(
        None,
        description="The year in which the replica began, by the rule of survival.",
        examples=["2026"],
    )


@dataclass(frozen=True, slots=True)
class Copied:
    """A replica with what it is of, whether it is in use, and its place in the cohort of its year."""

    origin: UUID
    replica: Replica
    used: bool
    member: Member | None


async def _copied(session: AsyncSession, on: date, months: int) -> list[Copied]:
    every = await LineageRepository(session).every_replica(on)
    used = {one.id for one in in_use([one for _, one in every], on, months)[0]}
    ids = {one.id for _, one in every}
    stages = await SurvivalRepository(session).stages(ids)
    lives = await SignOfLifeRepository(session).lives(ids, on)
    return [
        Copied(
            origin,
            one,
            one.id in used,
            member_of(Known(stages.get(one.id, []), one.standing.first_known_on, lives[one.id]), on, months),
        )
        for origin, one in every
    ]


async def _named(session: AsyncSession, ids: set[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return slug and name of innovations."""
    statement = select(Innovation.id, Innovation.slug, Innovation.name).where(Innovation.id.in_(sorted(ids)))
    return {id_: (slug, name) for id_, slug, name in await session.execute(statement)}


def _figures(copied: Sequence[Copied], _place: Place) -> tuple[Figure, ...]:
    replicas = {one.replica.id: one for one in copied}
    used = [one.replica for one in replicas.values() if one.used]
    counts = count(used)
    origins: dict[UUID, list[Replica]] = {}
    for one in copied:
        origins.setdefault(one.origin, []).extend([one.replica] if one.used else [])
    return (
        Figure(len(replicas)),
        Figure(len(used)),
        Figure(len(replicas) - len(used)),
        Figure(counts.agencies),
        Figure(counts.regions),
        Figure(counts.other_regions),
        Figure(len(origins)),
        Figure(sum(count(each).other_regions > 0 for each in origins.values())),
        *_survival([one.member for one in replicas.values() if not one.replica.owner.external]),
    )


def _survival(members: Sequence[Member | None]) -> list[Figure]:
    """Return the share of replicas that is alive after some years; none where nobody was watched for so long."""
    points = curve(one.subject for one in members if one is not None)
    found = []
    for years in YEARS:
        standing = at(points, years * _DAYS_A_YEAR)
        if standing is None:
            found.append(Figure(None, reason=Absence.UNKNOWN))
        else:
            found.append(Figure(float(half_up(standing.share.survival, _DECIMALS)), of=standing.at_risk))
    return found


def _placed(one: Copied, families: Families, names: Mapping[UUID, tuple[str, str]]) -> Placed[Copied]:
    owner = one.replica.owner
    return Placed(
        one,
        {
            "origin": (names[one.origin][0],),
            "agency": families.codes(owner.id),
            "region": (owner.region_code if owner.external else CITY,),
            "year": (str(one.member.year) if one.member else None,),
        },
    )


async def compute(inquiry: Inquiry, filters: ReplicationStatisticFilters) -> Cube:
    """Return which replicas there are of what is public, and which of them were in use on a day.

    Raises:
        InvalidRequest: the day lies ahead, a dimension is unknown, or `agency` names none.
    """
    on, by = day_of(filters), divided_by(filters.by, DIMENSIONS)
    agencies = await atlas(inquiry.session, on)
    asked = asked_agency(agencies, filters.agency)
    wanted = wanted_of(filters, DIMENSIONS) | ({"agency": asked} if asked else {})
    copied = await _copied(inquiry.session, on, inquiry.settings.sign_of_life_months)
    names = await _named(inquiry.session, {one.origin for one in copied})
    families = Families(agencies, {one.replica.owner.id for one in copied}, asked)
    called = dict(names.values())

    def tell(dimension: str, code: str | None) -> Words:
        if code is None:
            return label("not_known")
        if dimension == "origin":
            return same(called[code])
        if dimension == "region" and code == CITY:
            return label("own_city")
        return families.label(code) if dimension == "agency" else same(code)

    def order(dimension: str, code: str | None) -> str:
        return "~" if code is None else f"{tell(dimension, code).id} {code}"

    kept = narrowed([_placed(one, families, names) for one in copied], wanted)
    total, rows = rows_of(kept, by, wanted, Telling(_figures, tell, order))
    notes = [note("replicas_public"), note("lineage_rows")]
    return Cube(on, by, MEASURES, total, rows, notes=notes, multiple=frozenset({"agency", "origin"}))


STATISTIC = Statistic(
    name="replication",
    summary="Replicas of public innovations: how many are in use, by how many agencies and regions, and how long they "
    "last.\n\nThe numbers of an origin are those of `GET /v1/innovations/{key}/used-by`: what indicator 31 of the "
    "Indeks Inovasi Daerah asks for is `other_regions`. Survival is that of `GET /v1/survival?replicas=true`; `of` "
    "says how many were watched for so long.",
    parameters=ReplicationStatisticFilters,
    dimensions=DIMENSIONS,
    measures=MEASURES,
    compute=compute,
    multiple=frozenset({"agency", "origin"}),
)
