"""The formula of the index: worked figures, each with its computation, and what must hold whatever the numbers."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.innovation_index.facts import DivisorUnknown
from app.innovation_index.index import Estimate, estimate, latest_year, predicate_of, share_of
from app.innovation_index.simulation import points_of
from app.reference.files import read_reference
from app.reference.instrument_files import read_instruments
from tests.innovation_index.making import SIX, WEIGHTS, formula_of, index, indicators_of

FORMULA = formula_of(index())
THRESHOLDS = indicators_of(index()).thresholds
POINTS = st.integers(0, 111).map(Decimal)
CITIES = st.lists(POINTS, max_size=30)


def of(points: list[int] | list[Decimal], government: int | None = 0, without: int = 0, year: int = 2026) -> Estimate:
    """The estimate of a city whose innovations have these points, and leave out some basic services."""
    known = None if government is None else Fraction(government)
    return estimate(FORMULA, year, known, [Decimal(one) for one in points], SIX[: len(SIX) - without])


def index_of(one: Estimate) -> Fraction:
    assert one.index is not None
    return one.index


def test_all_terms_at_their_most_are_250_points_and_an_index_of_100() -> None:
    """Weights of 37 x 3 = 111; 21 x 3 = 63; 200 x 0.38 = 76; 63 + 111 + 76 = 250."""
    assert sum(weight for _, weight, _ in WEIGHTS) == 37
    city = of([111] * 200, 63)
    assert (city.government, city.quality, city.count) == (63, 111, 76)
    assert (city.total, city.index) == (250, 100)
    # the term of the number grows no more
    assert of([111] * 500, 63).total == 250


def test_the_shipped_edition_has_the_same_figures() -> None:
    """63 + 111 + 76 = 250; of 2024 no divisor is known; a value of 2025 under 65.01 has no predicate."""
    shipped = next(one for one in read_instruments() if one.slug == "iid-2026")
    indicators, formula = indicators_of(shipped), formula_of(shipped)
    most = points_of(indicators, {one.code: one.most for one in indicators.indicators})
    assert (len(indicators.indicators), most, shipped.official) == (20, 111, False)
    whole = estimate(formula, 2026, Fraction(63), [most] * 200, formula.basic_services)
    assert (whole.quality, whole.count, whole.total, whole.index) == (111, 76, 250, 100)
    lacking = estimate(formula, 2026, Fraction(63), [most] * 200, formula.basic_services[1:])
    assert index_of(whole) - index_of(lacking) == Fraction("30.4")
    before, after = (estimate(formula, 2023, Fraction(0), [most] * number, formula.basic_services) for number in (3, 4))
    assert after.innovations - before.innovations == Fraction(111, 10) + Fraction("0.38")
    with pytest.raises(DivisorUnknown):
        estimate(formula, 2024, None, [], ())
    # Medan: 44.77 in 2023 was called Inovatif; 58.16 in 2025 lies where the thresholds of that year were not found
    called = [
        predicate_of(indicators.thresholds, *one) for one in ((2023, Fraction("44.77")), (2025, Fraction("58.16")))
    ]
    assert [one.code if one else None for one in called] == ["inovatif", None]


def test_the_basic_services_of_the_shipped_edition_are_terms_of_the_shipped_classification() -> None:
    formula = formula_of(next(one for one in read_instruments() if one.slug == "iid-2026"))
    terms = {
        term.slug
        for scheme in read_reference().classifications
        if scheme.slug == formula.scheme
        for term in scheme.terms
    }
    assert set(formula.basic_services) <= terms


def test_fewer_innovations_than_the_divisor_are_divided_by_the_divisor() -> None:
    """D = 12: (40.5 + (111 + 60 + 30) / 12 + 0.38 x 3) / 250 x 100 = (40.5 + 16.75 + 1.14) / 2.5 = 23.356."""
    city = estimate(FORMULA, 2026, Fraction("40.5"), [Decimal(111), Decimal(60), Decimal(30)], SIX)
    assert (city.quality, city.count, city.total) == (Fraction("16.75"), Fraction("1.14"), Fraction("58.39"))
    assert city.index == Fraction("23.356")
    # by the rules of 2023 the divisor is 10: 201 / 10 = 20.1
    assert of([111, 60, 30], year=2023).quality == Fraction("20.1")


@pytest.mark.parametrize("number", [0, 1, 5, 11])
@pytest.mark.parametrize("quality", [0, 37, 63, 111])
def test_one_more_below_the_divisor_adds_its_share_and_never_dilutes(number: int, quality: int) -> None:
    """With n < D one more innovation of quality q adds q / D + 0.38 points of 250."""
    before, after = of([80] * number), of([80] * number + [quality])
    assert after.innovations - before.innovations == Fraction(quality, 12) + Fraction("0.38")
    # not covering the six services, it adds q / D alone
    before, after = of([80] * number, without=1), of([80] * number + [quality], without=1)
    assert after.innovations - before.innovations == Fraction(quality, 12)


@pytest.mark.parametrize("number", [12, 13, 40])
def test_one_more_at_the_divisor_or_above_moves_the_mean(number: int) -> None:
    """With n >= D: (n x 80 + q) / (n + 1) - 80 = (q - 80) / (n + 1), and 0.38 for its number."""
    for quality in (0, 80, 111):
        before, after = of([80] * number), of([80] * number + [quality])
        assert after.innovations - before.innovations == Fraction(quality - 80, number + 1) + Fraction("0.38")


def test_a_basic_service_that_is_lost_costs_the_whole_term_of_the_number() -> None:
    """Up to 76 of 250 points: 30.4 points of the index."""
    whole, lacking = of([111] * 200, 63), of([111] * 200, 63, without=1)
    assert index_of(whole) - index_of(lacking) == Fraction("30.4")
    assert (lacking.count, lacking.worth) == (0, 76)
    assert lacking.missing == ("sosial",)
    # a second one costs nothing more
    assert of([111] * 200, 63, without=2).index == lacking.index
    # with 12 innovations it is 12 x 0.38 = 4.56 points, 1.824 of the index
    assert index_of(of([111] * 12, 63)) - index_of(of([111] * 12, 63, without=6)) == Fraction("1.824")


def test_a_city_without_innovations_has_the_points_of_its_government() -> None:
    assert of([], 63).index == Fraction("25.2")
    assert of([], 0).index == 0


def test_without_the_points_of_the_government_the_index_is_not_known() -> None:
    city = of([60] * 12, None)
    assert (city.innovations, city.total, city.index) == (Fraction("64.56"), None, None)


def test_a_year_without_divisor_is_refused() -> None:
    for year in (2022, 2024, 2027):
        with pytest.raises(DivisorUnknown) as caught:
            of([1], year=year)
        assert caught.value.facts == {"years": [2023, 2026]}
        assert [(error.pointer, error.code) for error in caught.value.errors] == [("query/year", "divisor_unknown")]


def test_the_year_is_the_latest_whose_divisor_is_known() -> None:
    assert [latest_year(FORMULA, year) for year in (2020, 2023, 2025, 2026, 2030)] == [2023, 2023, 2023, 2026, 2026]
    empty = FORMULA.model_copy(update={"divisors": ()})
    assert latest_year(empty, 2026) == 2026


@pytest.mark.parametrize(
    ("year", "value", "code"),
    [
        (2026, "65.01", "sangat_inovatif"),
        (2026, "65.005", "sangat_inovatif"),
        (2026, "65.0049", "inovatif"),
        (2026, "65", "inovatif"),
        (2026, "40.01", "inovatif"),
        (2026, "40.005", "inovatif"),
        (2026, "40", "kurang_inovatif"),
        (2026, "0.005", "kurang_inovatif"),
        (2026, "0.0049", "tidak_dapat_dinilai"),
        (2026, "0", "tidak_dapat_dinilai"),
        (2025, "70", "sangat_inovatif"),
        (2025, "58.16", None),
        (2024, "70", None),
    ],
)
def test_an_index_is_called_by_the_thresholds_of_its_year_or_not_at_all(
    year: int, value: str, code: str | None
) -> None:
    found = predicate_of(THRESHOLDS, year, Fraction(value))
    assert (found.code if found else None) == code


@given(CITIES, st.integers(0, 63), st.integers(0, 6))
def test_no_index_leaves_the_hundred(points: list[Decimal], government: int, without: int) -> None:
    assert 0 <= index_of(of(points, government, without)) <= 100


@given(CITIES, st.randoms(use_true_random=False))
def test_the_order_of_innovations_does_not_matter(points: list[Decimal], random: object) -> None:
    mixed = list(points)
    random.shuffle(mixed)  # type: ignore[attr-defined] # a `random.Random`
    assert of(mixed).index == of(points).index


@given(CITIES.filter(bool), st.integers(0, 111))
def test_more_points_of_one_innovation_never_lower_the_index(points: list[Decimal], more: int) -> None:
    better = [max(points[0], Decimal(more)), *points[1:]]
    assert index_of(of(better)) >= index_of(of(points))


@given(CITIES, POINTS)
def test_one_more_adds_exactly_what_the_formula_says(points: list[Decimal], quality: Decimal) -> None:
    number, total = len(points), sum(points, Decimal(0))
    gained = index_of(of([*points, quality])) - index_of(of(points))
    mean = Fraction(total + quality) / max(12, number + 1) - Fraction(total) / max(12, number)
    assert gained == share_of(FORMULA, mean + Fraction("0.38"))
    if number < 12:
        assert gained > 0
