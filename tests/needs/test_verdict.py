"""What a later round decides: the first that can, for good."""

from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given

from app.agencies.bodies import Edge
from app.models.codes import NeedStatus, SuccessionKind
from app.needs.change import Measured, change_of
from app.needs.succession import goes_on_as
from app.needs.verdict import Later, deciding, in_words, remeasured, verdict_of
from tests.needs.test_change import HISTOGRAMS, measured

BEGIN = date(2026, 1, 1)
BEFORE = measured(10, 40, 40, 10)
BETTER, NOISE, WORSE = measured(0, 10, 40, 50), measured(9, 40, 40, 11), measured(50, 40, 10, 0)
REPORTED = Measured(Fraction(35, 10))
PROVEN, UNPROVEN = NeedStatus.TERBUKTI, NeedStatus.TIDAK_TERBUKTI


def later(number: int, of: Measured) -> Later:
    return Later(UUID(int=number), BEGIN + timedelta(days=number), of)


@pytest.mark.parametrize(
    ("after", "verdict", "says"),
    [
        (BETTER, PROVEN, "Better: up by 0.9000"),
        (NOISE, UNPROVEN, "The change of +0.0300 cannot be told from chance"),
        (BEFORE, UNPROVEN, "The change of +0.0000 cannot be told from chance"),
        (WORSE, UNPROVEN, "Worse: down by 0.9000"),
        (REPORTED, None, "A change of +1.0000; whether it is chance cannot be said"),
        (Measured(Fraction(2)), None, "A change of -0.5000; whether it is chance cannot be said"),
    ],
)
def test_a_round_decides_by_its_change(after: Measured, verdict: NeedStatus | None, says: str) -> None:
    change = change_of(BEFORE, after)
    assert verdict_of(change) is verdict
    told = in_words(change)
    assert told.en.startswith(says)
    assert told.id != told.en


def test_the_first_round_that_decides_does_so_and_later_ones_revise_nothing() -> None:
    series = remeasured(BEFORE, [later(9, WORSE), later(5, BETTER), later(2, REPORTED)])
    assert [one.round.id.int for one in series] == [2, 5, 9]
    assert [one.verdict for one in series] == [None, PROVEN, UNPROVEN]
    found = deciding(series)
    assert found is not None
    assert (found.round.id.int, found.verdict) == (5, PROVEN)
    # a round that comes on record afterwards, though it is earlier, does not undo what was decided
    more = remeasured(BEFORE, [later(9, WORSE), later(5, BETTER), later(3, NOISE)])
    kept = deciding(more, decided_by=UUID(int=5))
    assert kept is not None
    assert kept.verdict is PROVEN
    assert deciding([]) is None


@given(HISTOGRAMS, HISTOGRAMS)
def test_only_an_improvement_that_can_be_told_from_chance_proves(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    change = change_of(measured(*one), measured(*other))
    verdict = verdict_of(change)
    assert (verdict is PROVEN) == (change.difference > 0 and change.distinguishable is True)
    assert (verdict is None) == (change.interval is None)
    if verdict is PROVEN:
        assert verdict_of(change_of(measured(*other), measured(*one))) is UNPROVEN


def edge(earlier: UUID, later: UUID, on: date | None) -> Edge:
    return Edge(earlier, later, SuccessionKind.MERGED_INTO, on)


A, B, C, D = (UUID(int=number) for number in range(1, 5))


def test_an_agency_goes_on_as_those_that_followed_it_by_the_day() -> None:
    edges = [edge(A, B, BEGIN), edge(B, C, None), edge(D, C, BEGIN)]
    assert goes_on_as(A, edges, BEGIN) == {A, B, C}
    assert goes_on_as(A, edges, BEGIN - timedelta(days=1)) == {A}
    assert goes_on_as(C, edges, BEGIN) == {C}, "nobody goes on as a predecessor"
    assert goes_on_as(D, edges, BEGIN) == {D, C}


def test_a_circle_of_successions_comes_to_an_end() -> None:
    assert goes_on_as(A, [edge(A, B, None), edge(B, A, None)], BEGIN) == {A, B}
