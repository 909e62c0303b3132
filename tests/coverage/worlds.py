"""Small cities for the rule: agencies by letter, who followed whom, and what each has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.agencies.bodies import Body, Edge, Version
from app.coverage.city import City, Day
from app.coverage.counting import Known
from app.coverage.roll import Roll
from app.models.codes import CoverageStatus, SuccessionKind
from app.signs_of_life.stops import Entered

MERGED, SPLIT, RENAMED = SuccessionKind.MERGED_INTO, SuccessionKind.SPLIT_FROM, SuccessionKind.RENAMED
# the registry was filled after all that happens here
RECORDED = date(2026, 1, 1)
MONTHS = 6


def end_of(year: int) -> date:
    return date(year, 12, 31)


def id_of(letter: str) -> UUID:
    return UUID(int=ord(letter))


def body(letter: str, begins: int | None = None, ends: int | None = None, **facts: object) -> Body:
    """Return an agency that is there from the first day of a year on, and until before that of another."""
    parent = facts.get("parent")
    version = Version(
        name=f"Dinas {letter.upper()}",
        name_key=f"dinas {letter}",
        kind=str(facts.get("kind", "dinas")),
        valid_from=None if begins is None else f"{begins}-01-01",
        valid_to=None if ends is None else f"{ends - 1}-12-31",
        parent_id=id_of(str(parent)) if parent else None,
    )
    return Body(id_of(letter), letter, bool(facts.get("external", False)), (version,))


def edge(earlier: str, later: str, kind: SuccessionKind, on: int | None = None) -> Edge:
    return Edge(id_of(earlier), id_of(later), kind.value, None if on is None else date(on, 1, 1))


def stages(*told: tuple[str, str | None]) -> tuple[Entered, ...]:
    return tuple(Entered(code, on, RECORDED) for code, on in told)


def known(number: int, of: str | None, *told: tuple[str, str | None], **facts: object) -> Known:
    """Return an innovation of an agency, in use since 2019 unless its stages are told."""
    return Known(
        id=UUID(int=1000 + number),
        slug=f"inovasi-{number}",
        name=f"Inovasi {number}",
        name_key=f"inovasi {number:03}",
        agency_id=id_of(of) if of else None,
        replica=bool(facts.get("replica", False)),
        published_on=RECORDED,
        first_known_on=str(facts["first_known_on"]) if "first_known_on" in facts else None,
        stages=stages(*(told or (("penerapan", "2019-01-01"),))),
    )


@dataclass
class World:
    """A city, and what its agencies have; none of it owes a sign of life before it was recorded."""

    bodies: Sequence[Body]
    edges: Sequence[Edge] = ()
    innovations: Sequence[Known] = ()
    signs: Mapping[date, Mapping[UUID, date]] = field(default_factory=dict)

    @property
    def roll(self) -> Roll:
        return Roll(self.bodies, self.edges)

    def on(self, day: date, *, with_units: bool = False) -> Day:
        return City(self.roll, self.innovations, self.signs, MONTHS, with_units=with_units).on(day)

    def statuses(self, day: date, *, with_units: bool = False) -> dict[str, CoverageStatus]:
        """Return what each agency has on a day, by letter."""
        placed = self.on(day, with_units=with_units).placed
        return {one.present.body.slug: one.has.status for one in placed}


def letters(ids: Iterable[UUID]) -> str:
    return "".join(sorted(chr(one.int) for one in ids))


def there(world: World, day: date) -> str:
    """Return the letters of the agencies of a day."""
    return letters(world.roll.on(day))


def credited(world: World, owner: str, day: date) -> str:
    return letters(world.roll.credited(id_of(owner), day))


def merger(innovations: Sequence[Known] = (), on: int = 2021, *, founded: bool = True) -> World:
    """Return a city where `a` and `b` merge into `c`, which begins by that unless it was there before."""
    bodies = [body("a", ends=on), body("b", ends=on), body("c", begins=on if founded else None)]
    return World(bodies, [edge("a", "c", MERGED, on), edge("b", "c", MERGED, on)], innovations)


def split(innovations: Sequence[Known] = (), on: int = 2021, *, goes_on: bool = False) -> World:
    """Return a city where `p` and `q` are split from `a`, which ends by that unless it goes on."""
    bodies = [body("a", ends=None if goes_on else on), body("p", begins=on), body("q", begins=on)]
    return World(bodies, [edge("a", "p", SPLIT, on), edge("a", "q", SPLIT, on)], innovations)
