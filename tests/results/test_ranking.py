from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.codes import PassRule
from app.results.ranking import Outcome, Reason, Rule, passing, ranked

F = Fraction
TOTALS = {"a": F(90), "b": F(80), "c": F(70), "d": F(60), "e": F(60), "f": F(10)}


def ranks(totals: dict[str, Fraction], *tie_break: str, **means: dict[str, Fraction]) -> dict[str, tuple[int, bool]]:
    return {one.entry: (one.rank, one.tied) for one in ranked(totals, means, tie_break)}


def pass_by(code: PassRule, value: str | None = None, **failing: Reason) -> Outcome:
    rule = Rule(code, Decimal(value) if value else None)
    return passing(rule, {*TOTALS, "x"}, ranked(TOTALS, {}, ()), TOTALS, failing)


def test_ranks_of_a_competition() -> None:
    assert [rank for rank, _ in ranks(TOTALS).values()] == [1, 2, 3, 4, 4, 6]
    assert ranks(TOTALS)["d"] == ranks(TOTALS)["e"] == (4, True)
    assert ranks(TOTALS)["c"] == (3, False)


def test_a_difference_that_is_not_shown_decides_all_the_same() -> None:
    totals = {"a": F(215, 3), "b": F(215, 3) + F(1, 10**12)}
    assert ranks(totals) == {"b": (1, False), "a": (2, False)}


def test_a_tie_is_broken_by_the_criteria_of_the_instrument_in_their_order() -> None:
    totals = dict.fromkeys("abcd", F(60))
    means = {
        "a": {"k1": F(10), "k2": F(5)},
        "b": {"k1": F(20), "k2": F(1)},
        "c": {"k1": F(10), "k2": F(7)},
        "d": {"k1": F(10), "k2": F(5)},
    }
    assert ranks(totals, **means) == dict.fromkeys("abcd", (1, True))
    assert ranks(totals, "k1", **means) == {"b": (1, False), "a": (2, True), "c": (2, True), "d": (2, True)}
    assert ranks(totals, "k1", "k2", **means) == {"b": (1, False), "c": (2, False), "a": (3, True), "d": (3, True)}


def test_a_criterion_that_one_of_them_was_not_scored_by_decides_nothing() -> None:
    totals = dict.fromkeys("ab", F(60))
    assert ranks(totals, "k1", a={"k1": F(10)}, b={}) == dict.fromkeys("ab", (1, True))
    assert ranks(totals, "k1", "k2", a={"k1": F(10), "k2": F(1)}, b={"k2": F(2)})["b"] == (1, False)


def test_top_takes_all_who_tie_at_the_cut_and_says_so() -> None:
    assert pass_by(PassRule.TOP, "3") == Outcome(
        frozenset("abc"),
        dict.fromkeys("def", Reason.BELOW_CUT) | {"x": Reason.INCOMPLETE},
        cut_tied=False,
    )
    tied = pass_by(PassRule.TOP, "4")
    assert (tied.passed, tied.cut_tied) == (frozenset("abcde"), True)
    assert (pass_by(PassRule.TOP, "5").passed, pass_by(PassRule.TOP, "5").cut_tied) == (frozenset("abcde"), False)
    assert pass_by(PassRule.TOP, "50").passed == frozenset("abcdef")


def test_a_least_total_is_held_against_the_exact_total() -> None:
    totals = {"a": F(215, 3), "b": F(7167, 100)}
    standings = ranked(totals, {}, ())
    outcome = passing(Rule(PassRule.LEAST_TOTAL, Decimal("71.67")), set("abx"), standings, totals, {})
    # 215/3 is shown as 71.67, and is less
    assert (outcome.passed, outcome.reasons) == (
        frozenset("b"),
        {"a": Reason.BELOW_LEAST, "x": Reason.INCOMPLETE},
    )


@pytest.mark.parametrize("code", [PassRule.DECISION, PassRule.NO_UPHELD_OBJECTION, PassRule.VERIFIED])
def test_other_rules_go_by_who_fails(code: PassRule) -> None:
    outcome = pass_by(code, a=Reason.DECIDED, lain=Reason.DECIDED)
    assert outcome == Outcome(frozenset("bcdefx"), {"a": Reason.DECIDED})


def test_all_are_all() -> None:
    assert pass_by(PassRule.ALL, a=Reason.DECIDED) == Outcome(frozenset("abcdefx"))


@pytest.mark.parametrize("code", [PassRule.TOP, PassRule.LEAST_TOTAL])
def test_a_rule_without_its_value_is_no_rule(code: PassRule) -> None:
    with pytest.raises(ValueError, match="needs a value"):
        pass_by(code)


MANY = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.fractions(0, 9, max_denominator=3), max_size=15)


@given(MANY, st.randoms())
def test_the_order_of_the_entries_changes_nothing(totals: dict[str, Fraction], shuffler: Any) -> None:
    shuffled = list(totals.items())
    shuffler.shuffle(shuffled)
    assert ranked(dict(shuffled), {}, ()) == ranked(totals, {}, ())


@given(MANY)
def test_a_rank_is_one_more_than_there_are_better_ones(totals: dict[str, Fraction]) -> None:
    for one in ranked(totals, {}, ()):
        assert one.rank == 1 + sum(total > totals[one.entry] for total in totals.values())
        assert one.tied == (sum(total == totals[one.entry] for total in totals.values()) > 1)


@given(MANY, st.fractions(-9, 9), st.fractions(1, 9))
def test_the_same_for_everyone_more_or_times_moves_nobody(
    totals: dict[str, Fraction], more: Fraction, times: Fraction
) -> None:
    moved = {entry: total * times + more for entry, total in totals.items()}
    assert ranked(moved, {}, ()) == ranked(totals, {}, ())


@given(MANY, st.integers(1, 9))
def test_top_passes_at_least_as_many_as_it_names_and_nobody_behind_them(totals: dict[str, Fraction], n: int) -> None:
    outcome = passing(Rule(PassRule.TOP, Decimal(n)), totals, ranked(totals, {}, ()), totals, {})
    assert len(outcome.passed) >= min(n, len(totals))
    assert outcome.cut_tied == (len(outcome.passed) > n)
    assert all(totals[one] > totals[other] for one in outcome.passed for other in totals if other not in outcome.passed)


@given(MANY, st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.fractions(0, 3, max_denominator=2)))
def test_breaking_ties_never_turns_two_totals_round(totals: dict[str, Fraction], means: dict[str, Fraction]) -> None:
    broken = ranked(totals, {entry: {"k1": mean} for entry, mean in means.items()}, ("k1",))
    found = [totals[one.entry] for one in broken]
    assert found == sorted(found, reverse=True)
    assert sorted(one.entry for one in broken) == sorted(totals)
