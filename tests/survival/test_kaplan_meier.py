"""The survival curve: the rule alone, against published figures and what must hold of any."""

from collections.abc import Iterable
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.instruments.rounding import half_up
from app.survival.kaplan_meier import Subject, at, curve

# Freireich and others (1963), Blood 21(6), 699-716: weeks of remission of the 21 patients on 6-mercaptopurine, as in
# Cox and Oakes (1984), Analysis of Survival Data, table 1.1; the estimates are those of R's `survfit`
EVENTS = (6, 6, 6, 7, 10, 13, 16, 22, 23)
CENSORED = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
FREIREICH = [Subject(days, event=True) for days in EVENTS] + [Subject(days, event=False) for days in CENSORED]
PUBLISHED = {
    6: (21, 3, "0.857", "0.0764", "0.720", "1.000"),
    7: (17, 1, "0.807", "0.0869", "0.653", "0.996"),
    10: (15, 1, "0.753", "0.0963", "0.586", "0.968"),
    13: (12, 1, "0.690", "0.1068", "0.510", "0.935"),
    16: (11, 1, "0.627", "0.1141", "0.439", "0.896"),
    22: (7, 1, "0.538", "0.1282", "0.337", "0.858"),
    23: (6, 1, "0.448", "0.1346", "0.249", "0.807"),
}
subjects = st.lists(st.builds(Subject, st.integers(0, 40), st.booleans()), max_size=40)


def rounded(value: Fraction, decimals: int = 3) -> str:
    return f"{half_up(value, decimals):f}"


def survivals(told: Iterable[Subject]) -> list[Fraction]:
    return [point.share.survival for point in curve(told)]


def test_the_remissions_of_freireich() -> None:
    found = {}
    for point in curve(FREIREICH):
        assert point.share.variance is not None
        assert point.share.bounds is not None
        if point.events:
            error = Fraction(float(point.share.variance) ** 0.5)
            bounds = [rounded(bound) for bound in point.share.bounds]
            told = (point.at_risk, point.events, rounded(point.share.survival), rounded(error, 4), *bounds)
            found[point.days] = told
    assert found == PUBLISHED
    assert [point.censored for point in curve(FREIREICH)] == [1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 2, 1, 1]


def test_shares_are_exact() -> None:
    point = next(point for point in curve(FREIREICH) if point.days == 7)
    assert point.share.survival == Fraction(18, 21) * Fraction(16, 17)
    assert point.share.hazard == Fraction(3, 21 * 18) + Fraction(1, 17 * 16)


def test_who_is_lost_at_the_time_of_an_event_was_at_risk() -> None:
    points = curve([Subject(5, event=True), Subject(5, event=False)])
    assert [(point.at_risk, point.events, point.censored, point.share.survival) for point in points] == [
        (2, 1, 1, Fraction(1, 2))
    ]


def test_once_nobody_is_left_there_is_no_interval() -> None:
    last = curve([Subject(5, event=True), Subject(8, event=True)])[-1].share
    assert (last.survival, last.variance, last.bounds) == (0, None, None)


def test_the_curve_of_nobody_is_empty() -> None:
    assert curve([]) == []
    assert at([], Fraction(1)) is None


def test_it_is_not_defined_beyond_the_last_time() -> None:
    alive = curve([Subject(10, event=True), Subject(20, event=False)])
    assert [
        (one and (one.at_risk, one.share.survival)) for one in (at(alive, Fraction(days)) for days in (9, 10, 20, 21))
    ] == [
        (2, 1),
        (2, Fraction(1, 2)),
        (1, Fraction(1, 2)),
        None,
    ]
    gone = curve([Subject(10, event=True), Subject(20, event=True)])
    last = at(gone, Fraction(21))
    assert last is not None, "it is known that none is left"
    assert (last.at_risk, last.share.survival) == (0, 0)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=40))
def test_without_anybody_lost_it_is_the_share_that_is_left(days: list[int]) -> None:
    for point in curve(Subject(day, event=True) for day in days):
        assert point.share.survival == Fraction(sum(day > point.days for day in days), len(days))


@given(st.lists(st.integers(0, 40), min_size=1, max_size=40))
def test_without_anybody_lost_the_variance_is_that_of_a_share(days: list[int]) -> None:
    for point in curve(Subject(day, event=True) for day in days):
        share = point.share
        if share.survival:
            assert share.variance == share.survival * (1 - share.survival) / len(days)


@given(subjects)
def test_it_never_rises_and_stays_within_its_bounds(told: list[Subject]) -> None:
    shares = survivals(told)
    assert all(0 <= later <= earlier <= 1 for earlier, later in zip([Fraction(1), *shares], shares, strict=False))
    for point in curve(told):
        if (bounds := point.share.bounds) is not None:
            lower, upper = bounds
            assert 0 < lower <= upper <= 1
            assert half_up(lower, 12) <= half_up(point.share.survival, 12) <= half_up(upper, 12)


@given(subjects, st.integers())
def test_the_order_of_subjects_does_not_matter(told: list[Subject], seed: int) -> None:
    shuffled = list(told)
    Random(seed).shuffle(shuffled)  # noqa: S311 - no secret
    assert curve(shuffled) == curve(told)


@given(subjects)
def test_everybody_is_counted_once(told: list[Subject]) -> None:
    points = curve(told)
    assert sum(point.events + point.censored for point in points) == len(told)
    assert sum(point.events for point in points) == sum(subject.event for subject in told)
    assert [point.at_risk for point in points] == [sum(one.days >= point.days for one in told) for point in points]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=40))
def test_when_all_are_lost_nobody_is_known_to_have_ended(days: list[int]) -> None:
    assert set(survivals(Subject(day, event=False) for day in days)) == {Fraction(1)}


@given(subjects, subjects)
def test_whoever_is_lost_after_the_last_event_changes_nothing(told: list[Subject], others: list[Subject]) -> None:
    last = max((subject.days for subject in told if subject.event), default=0)
    held = [Subject(last + 1 + one.days, event=False) for one in others]
    without = [Subject(last + 1, event=False)] * len(held)
    assert (
        survivals(told + held)[: len({one.days for one in told if one.days <= last})]
        == (survivals(told + without)[: len({one.days for one in told if one.days <= last})])
    )
