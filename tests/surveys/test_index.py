"""The index in exact numbers, against definitions written out and against the traps of rounded weights."""

from decimal import Decimal
from fractions import Fraction
from statistics import mean, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.instruments.rounding import half_up
from app.reference.instrument_files import read_forms
from app.surveys import index
from app.surveys.definition import SurveyDefinition, lowest, weak
from app.surveys.index import Completes, Histogram

FORMS = {one.slug: one for one in read_forms()}
SKM = FORMS["skm-permenpan-14-2017"]
OLD = FORMS["skm-kep-25-2004"]

histograms = st.lists(st.integers(0, 400), min_size=4, max_size=4).map(lambda counts: Histogram(tuple(counts)))
answered = histograms.filter(lambda one: one.n > 0)


def spread(total: int, people: int) -> Histogram:
    """Answers of so many people that sum to a total."""
    low, more = divmod(total, people)
    counts = [0, 0, 0, 0]
    counts[low - 1] += people - more
    if more:
        counts[low] += more
    return Histogram(tuple(counts))


def test_the_exact_ninth_against_the_rounded_weights() -> None:
    # 29 respondents, answers that sum to 955 over nine unsur (domain: 91.48, 90.56 and 91.38)
    totals = [106] * 8 + [107]
    assert sum(totals) == 955
    unsur = [spread(total, 29) for total in totals]
    exact = index.index(unsur)
    assert exact is not None
    assert half_up(exact, 2) == Decimal("91.48")
    values = sum(index.nrr(one) or 0 for one in unsur)
    assert half_up(values * Fraction("0.11") * 25, 2) == Decimal("90.56")
    assert half_up(values * Fraction("0.111") * 25, 2) == Decimal("91.38")


def test_all_best_is_a_hundred_which_no_rounded_weight_reaches() -> None:
    best = [Histogram((0, 0, 0, 7))] * 9
    assert index.index(best) == 100
    assert half_up(36 * Fraction("0.111") * 25, 2) == Decimal("99.90")


def test_an_unsur_that_nobody_answered_leaves_no_index() -> None:
    some = [Histogram((1, 2, 3, 4))] * 8
    assert index.index([*some, Histogram((0, 0, 0, 0))]) is None
    assert index.nrr(Histogram((0, 0, 0, 0))) is None
    assert index.index([]) is None


def test_each_unsur_is_the_mean_of_those_who_answered_it() -> None:
    three, one = Histogram((0, 0, 3, 0)), Histogram((0, 0, 0, 1))
    assert index.index([three, one]) == Fraction(7, 2) * 25


@given(st.lists(answered, min_size=1, max_size=14))
def test_the_index_is_the_mean_of_the_means(unsur: list[Histogram]) -> None:
    means = [Fraction(sum(a * c for a, c in enumerate(one.counts, 1)), sum(one.counts)) for one in unsur]
    assert index.index(unsur) == sum(means) / len(means) * 25
    assert 25 <= (index.index(unsur) or 0) <= 100


@given(st.lists(st.integers(1, 4), min_size=2, max_size=60))
def test_the_variance_is_that_of_the_answers(answers: list[int]) -> None:
    told = Histogram(tuple(answers.count(answer) for answer in (1, 2, 3, 4)))
    assert index.variance(told) == variance([Fraction(answer) for answer in answers])
    assert index.nrr(told) == mean([Fraction(answer) for answer in answers])


@given(st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=2, max_size=40))
def test_the_variance_of_the_index_holds_what_goes_together(people: list[list[int]]) -> None:
    sums = [sum(answers) for answers in people]
    whole = Completes(len(sums), sum(sums), sum(one * one for one in sums))
    own = [Fraction(25 * one, 9) for one in sums]
    assert index.index_variance(whole, 9) == variance(own) / len(own)
    # the same by the covariances of all pairs of unsur, written out
    n = len(people)
    means = [Fraction(sum(column), n) for column in zip(*people, strict=True)]
    pairs = sum(
        (answers[one] - means[one]) * (answers[two] - means[two])
        for answers in people
        for one in range(9)
        for two in range(9)
    )
    assert index.index_variance(whole, 9) == Fraction(pairs, (n - 1) * n) * Fraction(25, 9) ** 2


def test_of_one_answer_nothing_is_known_of_the_spread() -> None:
    alone = Histogram((0, 0, 1, 0))
    assert index.variance(alone) is None
    assert index.nrr_interval(alone) is None
    assert index.index_variance(Completes(1, 27, 729), 9) is None
    assert index.index_interval(Fraction(75), Completes(1, 27, 729), 9) is None


def test_the_interval_by_hand() -> None:
    # 1, 2, 3, 4: mean 2.5, s² 5/3, margin 1.96 √(5/12) = 1.26517…
    found = index.nrr_interval(Histogram((1, 1, 1, 1)))
    assert found is not None
    assert [half_up(part, 4) for part in found] == [Decimal("1.2652"), Decimal("1.2348"), Decimal("3.7652")]


def test_it_ends_at_what_is_possible() -> None:
    found = index.nrr_interval(Histogram((1, 0, 0, 1)))
    assert found is not None
    assert (found.low, found.high) == (1, 4)
    whole = index.index_interval(Fraction(90), Completes(2, 45, 1053), 9)
    assert whole is not None
    assert whole.low >= 25
    assert whole.high <= 100


def test_who_asks_everyone_knows_it_exactly() -> None:
    answers = Histogram((2, 3, 10, 5))
    assert index.nrr_variance(answers, 20) == 0
    half = index.nrr_variance(answers, 40)
    assert half == (index.nrr_variance(answers) or 0) / 2
    # a population that is smaller than the answers is wrong, and corrects nothing
    assert index.nrr_variance(answers, 19) == index.nrr_variance(answers)


@given(st.fractions(0, 10_000, max_denominator=10**6))
def test_the_reach_is_the_root_to_twelve_decimals(value: Fraction) -> None:
    found = index.reach(value)
    assert found**2 <= index.CRITICAL**2 * value < (found + Fraction(1, 10**12)) ** 2


@pytest.mark.parametrize(
    ("value", "quality"),
    [
        ("100", "A"),
        ("88.31", "A"),
        ("88.305", "A"),
        ("88.304999", "B"),
        ("88.30", "B"),
        ("76.61", "B"),
        ("76.605", "B"),
        ("76.604", "C"),
        ("65", "C"),
        ("64.995", "C"),
        ("64.994", "D"),
        ("25", "D"),
    ],
)
def test_the_quality_is_that_of_two_decimals_half_up(value: str, quality: str) -> None:
    grade = SKM.grade(Fraction(value))
    assert grade is not None
    assert grade.quality == quality


@pytest.mark.parametrize(
    ("value", "quality"),
    [("81.26", "A"), ("81.25", "B"), ("62.51", "B"), ("62.50", "C"), ("43.76", "C"), ("43.75", "D")],
)
def test_the_limits_of_2004_are_others(value: str, quality: str) -> None:
    grade = OLD.grade(Fraction(value))
    assert grade is not None
    assert grade.quality == quality


@given(st.sampled_from([SKM, OLD]), st.integers(2500, 10000))
def test_every_index_has_one_quality(form: SurveyDefinition, hundredths: int) -> None:
    assert form.grade(Fraction(hundredths, 100)) is not None
    assert form.grade(None) is None


def test_the_weak_unsur() -> None:
    def told(**values: str) -> frozenset[str]:
        return weak(SKM, {code: Fraction(value) for code, value in values.items()})

    # 3.0642 x 25 = 76.605, which is shown as 76.61: B
    assert told(waktu="3.0642", biaya="3.0641", sarana="3.5") == {"biaya"}
    assert told(waktu="3.0641", biaya="3.05", sarana="3.5") == {"waktu", "biaya"}
    # the lowest is weak, however good it is
    assert told(waktu="3.9", biaya="3.8", sarana="3.95") == {"biaya"}
    assert told(waktu="3.8", biaya="3.8", sarana="3.95") == {"waktu", "biaya"}
    # where none is better than another, none stands out
    assert told(waktu="3.8", biaya="3.8") == frozenset()
    assert told(waktu="2.8", biaya="2.8") == {"waktu", "biaya"}
    assert weak(SKM, {"waktu": None}) == frozenset()
    values = {"waktu": Fraction(2), "biaya": Fraction(2), "sarana": Fraction(3), "produk": None}
    assert lowest(values) == {"waktu", "biaya"}
    assert lowest({"waktu": Fraction(2), "biaya": None}) == frozenset()


def test_both_orders_name_the_nine_unsur_and_differ_in_the_last_two() -> None:
    asked, body = SKM.order("kuesioner"), SKM.order("batang_tubuh")
    assert asked is not None
    assert body is not None
    assert (asked[7], asked[8]) == ("sarana", "pengaduan")
    assert (body[7], body[8]) == ("pengaduan", "sarana")
    assert asked[:7] == body[:7]
    assert SKM.order("lain") is None
    assert len(OLD.codes) == 14
