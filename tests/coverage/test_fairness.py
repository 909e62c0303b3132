"""How agencies compare: the rule alone."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.coverage.city import City
from app.coverage.counting import Known
from app.coverage.fairness import CoverageMeasure, Fairness, Rated
from tests.coverage.test_counting import peopled
from tests.coverage.worlds import MONTHS, World, body, end_of, known, merger, split

LASTS, KEPT = CoverageMeasure.YEARS_COVERED, CoverageMeasure.KEPT_ALIVE
DENSE, UNITS = CoverageMeasure.PER_YEAR, CoverageMeasure.UNITS_COVERED


def rated(city: World, measure: CoverageMeasure, since: int = 2019, until: int = 2024) -> list[Rated]:
    """Return the agencies of the last year in their order."""
    town = City(city.roll, city.innovations, city.signs, MONTHS)
    days = [town.on(end_of(year)) for year in range(since, until + 1)]
    return Fairness(city.roll, days).rated(measure, days[-1].placed)


def told(city: World, measure: CoverageMeasure, **years: int) -> list[tuple[str, int | None, int, int]]:
    """Return each agency with its rank, numerator and denominator."""
    return [
        (one.placed.present.body.slug, one.rank, one.numerator, one.denominator)
        for one in rated(city, measure, **years)
    ]


def stopped(number: int, of: str) -> Known:
    return known(number, of, ("penerapan", "2019-01-01"), ("berhenti", "2020-06"))


def test_many_innovations_at_once_earn_no_rank() -> None:
    many = [known(number, "a", ("penerapan", "2023-01-01")) for number in range(22)]
    city = World([body("a"), body("b")], (), [*many, known(50, "b")])
    assert told(city, LASTS) == [("b", 1, 6, 6), ("a", 2, 2, 6)]
    assert told(city, KEPT) == [("a", 1, 22, 22), ("b", 1, 1, 1)]
    assert told(city, DENSE) == [("a", 1, 22, 6), ("b", 2, 1, 6)]


def test_a_young_agency_is_not_behind_for_being_young() -> None:
    city = World([body("a"), body("b", begins=2022)], (), [known(1, "b", ("penerapan", "2022-01-01")), stopped(2, "a")])
    assert told(city, LASTS) == [("b", 1, 3, 3), ("a", 2, 1, 6)]
    assert [one.small for one in rated(city, LASTS)] == [True, False]


def test_a_merger_earns_nothing() -> None:
    # three years of each, two of them covered; then three of what they became
    assert told(merger([known(1, "a")], on=2022), LASTS) == [("c", 1, 6, 9)]
    assert told(merger([known(1, "a"), known(2, "b")], on=2022), LASTS) == [("c", 1, 9, 9)]
    assert told(merger([known(1, "a"), known(2, "b")], on=2022), DENSE) == [("c", 1, 2, 9)]


def test_parts_have_the_years_of_the_whole() -> None:
    assert told(split([known(1, "a")], on=2022), LASTS) == [("p", 1, 6, 6), ("q", 1, 6, 6)]
    goes_on = split([known(1, "a")], on=2022, goes_on=True)
    assert told(goes_on, LASTS) == [("a", 1, 6, 6), ("p", 2, 0, 3), ("q", 2, 0, 3)]


def test_equals_share_a_rank_and_come_by_name() -> None:
    city = World([body(one) for one in "dcba"], (), [known(1, "b"), known(2, "d"), known(3, "c", ("uji_coba", "2022"))])
    assert told(city, LASTS) == [("b", 1, 6, 6), ("d", 1, 6, 6), ("c", 3, 3, 6), ("a", 4, 0, 6)]


def test_whoever_never_had_one_has_no_rank_among_those_that_kept_theirs() -> None:
    city = World([body(one) for one in "abc"], (), [known(1, "b", replica=True), stopped(2, "b"), stopped(3, "c")])
    assert told(city, KEPT) == [("b", 1, 1, 2), ("c", 2, 0, 1), ("a", None, 0, 0)]
    assert [one.rate for one in rated(city, KEPT)] == [Fraction(1, 2), Fraction(0), None]


def test_an_agency_may_be_measured_by_what_is_part_of_it() -> None:
    parts = [body(one, kind="kelurahan", parent="k") for one in "lmno"]
    city = World([body("k", kind="kecamatan"), *parts], (), [known(1, "l"), known(2, "m", replica=True), known(3, "k")])
    assert told(city, UNITS)[0] == ("k", 1, 2, 4)
    assert {(rank, denominator) for _, rank, _, denominator in told(city, UNITS)[1:]} == {(None, 0)}


@given(peopled(), st.sampled_from(CoverageMeasure), st.integers(2016, 2026))
def test_ranks_follow_the_rates_and_nothing_else(city: World, measure: CoverageMeasure, until: int) -> None:
    rows = rated(city, measure, since=2015, until=until)
    rates = [one.rate for one in rows if one.rate is not None]
    assert rates == sorted(rates, reverse=True)
    assert [one.order for one in rows] == sorted(one.order for one in rows)
    for one in rows:
        assert one.rank == (None if one.rate is None else 1 + sum(rate > one.rate for rate in rates))
        if measure is not DENSE:
            assert 0 <= one.numerator <= one.denominator
    assert [one.rate is None for one in rows] == sorted(one.rate is None for one in rows)


@given(st.integers(0, 400), st.integers(0, 200), st.integers(0, 400), st.integers(0, 200))
def test_the_order_of_pages_is_that_of_the_rates(first: int, of: int, second: int, of_second: int) -> None:
    placed = rated(World([body("a")]), LASTS)[0].placed
    one, other = Rated(placed, first, of), Rated(placed, second, of_second)
    if one.rate is None or other.rate is None:
        assert (one.order < other.order) == (one.rate is not None and other.rate is None)
    else:
        assert (one.order < other.order) == (one.rate > other.rate)


@given(st.integers(1, 5), st.integers(0, 5), st.integers(0, 5))
def test_a_merged_agency_has_the_years_of_both_and_what_was_covered_of_them(
    years: int, first: int, second: int
) -> None:
    """A year later, with nothing that still lives, it stands no better than the better of the two did."""
    on = 2015 + years
    covered = {"a": min(first, years), "b": min(second, years)}
    innovations = [
        known(number, of, ("penerapan", "2015-01-01"), ("berhenti", f"{2015 + some}-01-01"))
        for number, (of, some) in enumerate(covered.items())
    ]
    (both,) = rated(merger(innovations, on=on), LASTS, since=2015, until=on)
    assert (both.numerator, both.denominator) == (sum(covered.values()), 2 * years + 1)
    assert both.rate is not None
    assert both.rate <= Fraction(max(covered.values()), years)
