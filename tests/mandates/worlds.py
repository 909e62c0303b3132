"""Small cities for the rule: agencies by letter, who followed whom, and what each holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from app.agencies.bodies import Body, Edge, Version
from app.mandates.city import City
from app.mandates.progress import Basis, Holding, Progress, Standing, Terms
from app.mandates.spans import FOREVER, Span
from app.models.codes import MandateStatus, SuccessionKind

BEGIN = date(2026, 1, 1)
MERGED, SPLIT, RENAMED = SuccessionKind.MERGED_INTO, SuccessionKind.SPLIT_FROM, SuccessionKind.RENAMED
RUNS, SERVES = MandateStatus.BERJALAN, MandateStatus.MEMAKAI_SETARA
ASKED, EXEMPT, NOTHING = MandateStatus.DIAJUKAN, MandateStatus.DIKECUALIKAN, MandateStatus.BELUM
TERMS = Terms(BEGIN, frozenset({"dinas"}))


def day(number: int) -> date:
    """Return a day by its number from the first on which the mandate obliges."""
    return BEGIN + timedelta(days=number)


def id_of(letter: str) -> UUID:
    return UUID(int=ord(letter))


def body(letter: str, begins: int | None = None, ends: int | None = None, **facts: object) -> Body:
    """Return an agency that is there from one day on, and until before another."""
    version = Version(
        name=f"Dinas {letter.upper()}",
        name_key=f"dinas {letter}",
        kind=str(facts.get("kind", "dinas")),
        valid_from=None if begins is None else day(begins).isoformat(),
        valid_to=None if ends is None else day(ends - 1).isoformat(),
    )
    return Body(id_of(letter), letter, bool(facts.get("external", False)), (version,))


def edge(earlier: str, later: str, kind: SuccessionKind, on: int | None) -> Edge:
    return Edge(id_of(earlier), id_of(later), kind.value, None if on is None else day(on))


def holding(status: MandateStatus, since: int = 0, until: int | None = None, ref: int = 1) -> Holding:
    """Return something that gives an agency a status from one day on, and until before another."""
    basis = Basis.KEPUTUSAN if status in {SERVES, EXEMPT} else Basis.PERMOHONAN
    span = Span(day(since), FOREVER if until is None else day(until))
    return Holding(status, basis, UUID(int=ref + 1000), span, day(since))


@dataclass
class World:
    """A city, and what its agencies hold by letter."""

    bodies: Sequence[Body]
    edges: Sequence[Edge] = ()
    held: Mapping[str, Sequence[Holding]] = field(default_factory=dict)
    terms: Terms = TERMS

    def progress(self) -> Progress:
        held = {id_of(letter): holdings for letter, holdings in self.held.items()}
        return Progress(self.terms, City(self.bodies, self.edges), held)

    def on(self, number: int) -> dict[str, Standing]:
        """Return where each obliged agency is on a day, by letter."""
        return {one.body.slug: one for one in self.progress().standings(day(number))}

    def statuses(self, number: int) -> dict[str, MandateStatus]:
        return {letter: one.status for letter, one in self.on(number).items()}


def merger(held: Mapping[str, Sequence[Holding]], on: int = 10) -> World:
    """Return a city where `a` and `b` merge into `c`, which begins by that."""
    bodies = [body("a", ends=on), body("b", ends=on), body("c", begins=on)]
    return World(bodies, [edge("a", "c", MERGED, on), edge("b", "c", MERGED, on)], held)


def split(held: Mapping[str, Sequence[Holding]], on: int = 10, *, goes_on: bool = False) -> World:
    """Return a city where `p` and `q` are split from `a`, which ends by that unless it goes on."""
    bodies = [body("a", ends=None if goes_on else on), body("p", begins=on), body("q", begins=on)]
    return World(bodies, [edge("a", "p", SPLIT, on), edge("a", "q", SPLIT, on)], held)


def renaming(held: Mapping[str, Sequence[Holding]], on: int = 10) -> World:
    """Return a city where `a` goes on as `c`, another record of the same body."""
    return World([body("a", ends=on), body("c", begins=on)], [edge("a", "c", RENAMED, on)], held)
