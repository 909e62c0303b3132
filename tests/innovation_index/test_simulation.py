"""What if some innovations reached more: hand-computed cases, and that every gain is what computing anew gives."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import new_id
from app.innovation_index.index import share_of
from app.innovation_index.simulation import City, Reported, Target, points_of, raised
from app.instruments.parts import Indicator
from tests.innovation_index.making import SIX, formula_of, index, indicators_of

INDICATORS = indicators_of(index())
FORMULA = formula_of(index())
ALL = Target()
CODES = [one.code for one in INDICATORS.indicators]
LEVELS = st.dictionaries(st.sampled_from(CODES), st.integers(1, 3))
SERVICES = st.frozensets(st.sampled_from([*SIX, "pangan"]))


def numbered(number: int) -> Indicator:
    """The indicator of a number."""
    return next(one for one in INDICATORS.indicators if one.number == number)


def of(
    levels: dict[str, int] | None = None, services: frozenset[str] = frozenset(), *, counts: bool = True
) -> Reported:
    """An innovation; its name is that of its id."""
    made = new_id()
    return Reported(made, f"inovasi-{made}", levels or {}, services, counts)


def city(*innovations: Reported, government: Fraction | None = None, year: int = 2026) -> City:
    """A city with these innovations."""
    return City(INDICATORS, FORMULA, year, government, innovations)


MADE = st.builds(of, LEVELS, SERVICES, counts=st.booleans())
CITIES = st.lists(MADE, min_size=1, max_size=20)


def test_raising_leaves_no_level_lower_and_goes_no_higher_than_the_highest() -> None:
    levels = {"i31": 2, "i35": 3}
    assert raised(INDICATORS, levels, Target(1)) == {**dict.fromkeys(CODES, 1), "i31": 2, "i35": 3}
    assert raised(INDICATORS, levels, ALL) == dict.fromkeys(CODES, 3)
    assert raised(INDICATORS, levels, Target(9, numbered(31))) == {"i31": 3, "i35": 3}
    assert raised(INDICATORS, levels, Target(None, numbered(20))) == {"i31": 2, "i35": 3, "i20": 3}


def test_one_innovation_from_nothing_to_the_highest_levels() -> None:
    """One of 111 points by D = 12: 111 / 12 = 9.25 of 250 = 3.7 points of the index; its number counts already."""
    one = of()
    town = city(one, government=Fraction(63))
    after = town.after([one], ALL)
    assert (town.before.quality, after.quality) == (0, Fraction("9.25"))
    assert after.index is not None
    assert town.before.index is not None
    assert after.index - town.before.index == town.gain(one, ALL) == Fraction("3.7")


def test_one_indicator_alone() -> None:
    """31 has weight 3: from 1 to 3 adds 6 points, 6 / 12 = 0.5 of 250 = 0.2 points of the index."""
    one = of({"i31": 1})
    assert city(one).gain(one, Target(3, numbered(31))) == Fraction("0.2")
    assert city(one).gain(one, Target(1, numbered(31))) == 0


def test_one_that_was_not_reported_comes_with_its_number_and_services() -> None:
    """Five services are covered by 11 with 12 points each; the twelfth brings the sixth, and 111 points.

    Before: 132 / 12 = 11, and 0 for their number. After: 243 / 12 = 20.25, and 12 x 0.38 = 4.56: 24.81.
    """
    rest = [of({"i35": 3}, frozenset(SIX[:5])) for _ in range(11)]
    draft = of({}, frozenset({SIX[5]}), counts=False)
    town = city(*rest, draft)
    after = town.after([draft], ALL)
    assert (town.before.number, town.before.innovations, town.before.missing) == (11, 11, (SIX[5],))
    assert (after.number, after.innovations, after.missing) == (12, Fraction("24.81"), ())
    assert town.gain(draft, ALL) == share_of(FORMULA, Fraction("13.81"))


def test_what_one_contributes_is_what_is_lost_without_it() -> None:
    """Of 12 that cover six services by turns, two each; and one that alone covers the sixth."""
    pair = [of({"i35": 3}, frozenset({service})) for service in (*SIX, *SIX[:5])]
    town = city(*pair)
    # 12 / 12 = 1 point and 0.38 for its number: 1.38 of 250
    assert town.contribution(pair[0]) == share_of(FORMULA, Fraction("1.38"))
    # without the only one of the sixth service, all 11 x 0.38 are lost with it
    assert town.contribution(pair[5]) == share_of(FORMULA, 1 + Fraction("4.18"))


def test_above_the_divisor_a_weak_innovation_lowers_the_index() -> None:
    """Of 20 with 111 points and one with none: the mean falls from 111 to 2220 / 21, by 5.2857…, for 0.38."""
    strong, weak = [of(dict.fromkeys(CODES, 3), frozenset(SIX)) for _ in range(20)], of()
    lost = city(*strong, weak).contribution(weak)
    assert lost == share_of(FORMULA, Fraction(2220, 21) - 111 + Fraction("0.38"))
    assert lost < 0


def test_the_best_steps_come_first_and_lacking_musts_before_others() -> None:
    one = of({"i35": 3, "i16": 1, "i33": 1})
    steps = city(one).steps([one], 5)
    # after 35, of weight 4, which is at its highest, those of weight 3; no must among them lacks its first level
    assert [(step.indicator.number, step.level) for step in steps[:3]] == [(16, 2), (31, 1), (33, 2)]
    # 3 / 12 of 250 = 0.1 points of the index
    assert {step.gain for step in steps[:3]} == {Fraction("0.1")}
    assert [(step.indicator.number, step.indicator.must) for step in steps[3:]] == [(17, True), (32, True)]
    assert len(city(one).steps([one], 200)) == 19
    assert city(one).steps([], 5) == []


@given(CITIES, st.integers(1, 3), st.sampled_from([None, *CODES]))
def test_every_gain_is_what_computing_anew_gives(innovations: list[Reported], level: int, code: str | None) -> None:
    town = city(*innovations)
    target = Target(level, next((one for one in INDICATORS.indicators if one.code == code), None))
    for one in innovations:
        after = town.after([one], target)
        assert town.gain(one, target) == share_of(FORMULA, after.innovations - town.before.innovations)
        if one.counts:
            without = city(*(other for other in innovations if other is not one))
            lost = town.before.innovations - without.before.innovations
            assert town.contribution(one) == share_of(FORMULA, lost)
            assert town.gain(one, target) >= 0


@given(CITIES)
def test_each_step_adds_what_it_says_and_the_best_is_first(innovations: list[Reported]) -> None:
    town = city(*innovations)
    steps = town.steps(town.counted, 200)
    assert [step.gain for step in steps] == sorted((step.gain for step in steps), reverse=True)
    for step in steps[:3]:
        assert step.level == step.innovation.levels.get(step.indicator.code, 0) + 1
        assert town.gain(step.innovation, Target(step.level, step.indicator)) == step.gain


@given(CITIES)
def test_raising_all_brings_every_innovation_to_111(innovations: list[Reported]) -> None:
    town = city(*innovations, government=Fraction(63))
    after = town.after(innovations, ALL)
    assert after.number == len(innovations)
    assert after.quality == Fraction(111 * len(innovations), max(12, len(innovations)))
    assert all(points_of(INDICATORS, raised(INDICATORS, one.levels, ALL)) == 111 for one in innovations)
