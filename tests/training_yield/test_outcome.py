"""What is known of what came out of an edition."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.action_plans.counting import PlanCount
from app.signs_of_life.stops import Entered
from app.signs_of_life.vitality import Life
from app.survival.cohort import Known
from app.training_yield.costs import Cost, Lack, cost_for_each, cost_for_survivor
from app.training_yield.outcome import Answer, Become, Looked, Output, Plan, Tally, tally
from app.training_yield.outputs import OutputCount, count_outputs

EDITION, TODAY, MONTHS = date(2017, 8, 21), date(2026, 11, 28), 6
LOOK = Looked(EDITION, TODAY, MONTHS)
YES, NO, UNKNOWN, EARLY = Answer.YES, Answer.NO, Answer.UNKNOWN, Answer.TOO_EARLY


def innovation(*stages: tuple[str, str | None], last_sign: date | None = None, on: date = TODAY) -> Become:
    """Return an innovation that was published when the edition was held; what was seen after the day is left out."""
    entered = [Entered(code, day, EDITION) for code, day in stages]
    seen = last_sign if last_sign and last_sign <= on else None
    return Become(Known(entered, None, Life(EDITION, seen)))


def asked(one: Output, look: Looked = LOOK) -> Sequence[Answer]:
    """Return whether it started, is alive, and was alive after 1, 2 and 3 years, and whether it was replicated."""
    after = [look.alive_after(one, years) for years in (1, 2, 3)]
    return [look.started(one), look.alive(one), *after, look.replicated(one)]


BEGAN = ("inisiatif", "2017-08-21")
USED = ("penerapan", "2018-01-01")


@pytest.mark.parametrize(
    ("one", "answers"),
    [
        (Output(), [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
        (Output(Plan(EDITION)), [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
        (Output(Plan(EDITION, date(2018, 1, 1))), [YES, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
        (Output(Plan(EDITION, date(2027, 1, 1))), [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
        (Output(Plan(EDITION, None, date(2018, 1, 1))), [NO, NO, NO, NO, NO, NO]),
        (Output(Plan(EDITION, date(2017, 9, 1), date(2018, 1, 1))), [YES, NO, NO, NO, NO, NO]),
        # began this year: nobody can know of more than that
        (Output(Plan(date(2026, 1, 1))), [UNKNOWN, UNKNOWN, EARLY, EARLY, EARLY, UNKNOWN]),
        (Output(Plan(date(2025, 1, 1))), [UNKNOWN, UNKNOWN, UNKNOWN, EARLY, EARLY, UNKNOWN]),
        # a plan that has become an innovation is what is known of that, also if the plan was stopped
        (Output(Plan(EDITION), innovation(BEGAN)), [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, NO]),
        (
            Output(Plan(EDITION, None, EDITION), innovation(BEGAN)),
            [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, NO],
        ),
        (Output(None, innovation(USED, last_sign=TODAY)), [YES, YES, YES, YES, YES, NO]),
        (Output(None, innovation(BEGAN, last_sign=date(2018, 12, 1))), [YES, NO, YES, YES, NO, NO]),
        (Output(None, innovation(BEGAN, ("berhenti", "2019"))), [NO, NO, YES, YES, NO, NO]),
        (Output(None, innovation(USED, ("berhenti", "2018-06-01"))), [YES, NO, NO, NO, NO, NO]),
        (Output(None, innovation(USED, ("berhenti", None))), [YES, NO, UNKNOWN, UNKNOWN, UNKNOWN, NO]),
        # overdue, and not dormant yet: known to have lived until its last sign
        (
            Output(None, innovation(("penerapan", "2025-01-01"), last_sign=date(2026, 3, 1))),
            [YES, UNKNOWN, YES, UNKNOWN, UNKNOWN, NO],
        ),
        (
            Output(None, innovation(("penerapan", "2025-06-01"), last_sign=date(2026, 11, 1))),
            [YES, YES, YES, EARLY, EARLY, NO],
        ),
        # nothing says when it began
        (Output(None, innovation(("inisiatif", None))), [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, NO]),
    ],
)
def test_what_is_known_of_an_output(one: Output, answers: list[Answer]) -> None:
    assert asked(one) == answers


def test_a_look_at_a_past_day_knows_nothing_of_what_came_later() -> None:
    stages = (BEGAN, ("uji_coba", "2018-03-01"), ("berhenti", "2024"))
    before = Looked(EDITION, date(2018, 2, 1), MONTHS)
    one = Output(Plan(EDITION, date(2018, 3, 1)), innovation(*stages, on=before.on))
    assert asked(one, before) == [UNKNOWN, UNKNOWN, EARLY, EARLY, EARLY, NO]
    assert before.started(Output(Plan(EDITION, None, date(2018, 2, 2)))) is UNKNOWN
    assert before.started(Output(Plan(EDITION, None, date(2018, 2, 1)))) is NO


DAYS = st.dates(date(2010, 1, 1), TODAY)
STAGES = st.lists(
    st.tuples(st.sampled_from(["inisiatif", "uji_coba", "penerapan", "berhenti"]), st.none() | DAYS.map(str)),
    max_size=4,
)
OUTPUTS = st.builds(
    lambda plan, stages, sign: Output(plan, innovation(*stages, last_sign=sign) if stages is not None else None),
    st.none() | st.builds(Plan, DAYS, st.none() | DAYS, st.none() | DAYS),
    st.none() | STAGES,
    st.none() | DAYS,
)


@given(st.lists(OUTPUTS, max_size=30), st.integers(0, 5))
def test_every_output_is_counted_once_and_what_is_not_known_is_never_no(outputs: list[Output], bare: int) -> None:
    every = [*outputs, *(bare * [Output()])]
    looks = [LOOK.started, LOOK.alive, LOOK.replicated, *(lambda one, k=k: LOOK.alive_after(one, k) for k in (1, 2, 3))]
    for look in looks:
        counted = tally(map(look, every))
        assert counted.yes + counted.no + counted.unknown == len(every)
        assert bare <= counted.unknown
        assert 0 <= counted.too_early <= counted.unknown


@given(OUTPUTS)
def test_who_lived_for_longer_lived_for_less_and_who_ended_does_not_come_back(one: Output) -> None:
    first, second, third = (LOOK.alive_after(one, years) for years in (1, 2, 3))
    for shorter, longer in ((first, second), (second, third)):
        assert longer is not YES or shorter is YES
        assert shorter is not NO or longer is NO
        assert shorter is not EARLY or longer is EARLY


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        # 37 plans without a name, of which two are named by now
        ((PlanCount(37, 0), 0, 0, 0, 0), OutputCount(0, 37)),
        ((PlanCount(37, 2), 2, 1, 0, 0), OutputCount(2, 35)),
        # six best without a plan on record
        ((PlanCount(0, 0), 0, 0, 6, 0), OutputCount(6, 0)),
        # six best among 37 plans without a name
        ((PlanCount(37, 0), 0, 0, 6, 0), OutputCount(6, 31)),
        ((PlanCount(4, 0), 0, 0, 6, 0), OutputCount(6, 0)),
        # six best, of whom four are named
        ((PlanCount(0, 0), 0, 0, 4, 2), OutputCount(4, 2)),
        ((PlanCount(37, 0), 0, 0, 4, 2), OutputCount(4, 33)),
        # these two may be two of the plans that have not become an innovation
        ((PlanCount(5, 5), 5, 2, 4, 2), OutputCount(9, 0)),
        ((PlanCount(5, 5), 5, 1, 4, 2), OutputCount(9, 1)),
    ],
)
def test_nothing_is_counted_twice(told: tuple[PlanCount, int, int, int, int], counted: OutputCount) -> None:
    assert count_outputs(*told) == counted


@pytest.mark.parametrize(
    ("cost", "alive", "each"),
    [
        (None, Tally(2, 0, 0, 0), Cost(None, Lack.COST_UNKNOWN)),
        (100, Tally(3, 0, 0, 0), Cost(33, None, 33, 33)),
        # half a rupiah is rounded up
        (5, Tally(2, 1, 0, 0), Cost(3, None, 3, 3)),
        (100, Tally(0, 3, 0, 0), Cost(None, Lack.NO_SURVIVORS)),
        (100, Tally(0, 0, 37, 0), Cost(None, Lack.SURVIVORS_UNKNOWN, 3, None)),
        (100, Tally(2, 0, 1, 0), Cost(None, Lack.SURVIVORS_UNKNOWN, 33, 50)),
        (None, Tally(0, 0, 37, 0), Cost(None, Lack.COST_UNKNOWN)),
        (10**15, Tally(1, 0, 0, 0), Cost(10**15, None, 10**15, 10**15)),
    ],
)
def test_what_each_that_lives_cost(cost: int | None, alive: Tally, each: Cost) -> None:
    assert cost_for_survivor(cost, alive) == each


@given(st.integers(0, 10**15), st.integers(1, 10**6))
def test_a_cost_is_divided_exactly_and_rounded_half_up(cost: int, count: int) -> None:
    each = cost_for_each(cost, count, Lack.NO_PLANS).idr
    assert each == (2 * cost + count) // (2 * count)


def test_a_year_has_365_days_and_a_quarter() -> None:
    one = Output(Plan(TODAY - timedelta(days=365)))
    assert LOOK.alive_after(one, 1) is EARLY
    assert LOOK.alive_after(Output(Plan(TODAY - timedelta(days=366))), 1) is UNKNOWN
