"""What one innovation scores, what is missing to show it, and what comes next."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import new_id
from app.innovation_index.indicators import Claim, IndicatorScore, OnHand, Proof, score, state_of
from tests.innovation_index.making import WEIGHTS, index, indicators_of

ON = date(2026, 6, 1)
DAY = timedelta(days=1)
INDICATORS = indicators_of(index())
CODES = [one.code for one in INDICATORS.indicators]


def by_number(claims: dict[str, Claim], number: int, *evidence: OnHand) -> IndicatorScore:
    """How an innovation stands by the indicator of a number."""
    return next(one for one in score(INDICATORS, claims, evidence, ON).indicators if one.indicator.number == number)


def piece(kind: str, *, issued: date | None = None, until: date | None = None, withdrawn: bool = False) -> OnHand:
    """A piece of evidence."""
    return OnHand(new_id(), kind, issued, until, datetime(2026, 1, 1, tzinfo=UTC) if withdrawn else None)


def test_every_indicator_at_its_highest_level_is_111_points() -> None:
    highest = {code: Claim(3) for code in CODES}
    assert score(INDICATORS, highest, (), ON).points == score(INDICATORS, highest, (), ON).most == 111
    assert score(INDICATORS, {}, (), ON).points == 0


def test_points_are_weight_times_level() -> None:
    """31 has weight 3, 35 weight 4, 20 weight 1: 3 x 2 + 4 x 1 + 1 x 3 = 13."""
    claims = {"i31": Claim(2), "i35": Claim(1), "i20": Claim(3)}
    found = score(INDICATORS, claims, (), ON)
    assert found.points == 13
    assert {one.indicator.number: one.points for one in found.indicators if one.points} == {31: 6, 35: 4, 20: 3}


def test_musts_without_a_level_are_named_and_take_nothing_away() -> None:
    found = score(INDICATORS, {"i31": Claim(1), "i16": Claim(1)}, (), ON)
    assert [one.number for one in found.missing_musts] == [17, 32, 33, 35]
    assert found.points == 6


def test_the_next_level_says_what_it_needs_and_what_it_brings() -> None:
    step = by_number({"i31": Claim(1)}, 31).next
    assert step is not None
    assert (step.level, step.points, [(basis, label.id) for basis, label in step.needs]) == (2, 3, [(None, "31 2")])
    assert by_number({"i31": Claim(3)}, 31).next is None
    first = by_number({}, 31).next
    assert first is not None
    assert (first.level, first.needs[0][1].en) == (1, "31 at 1")


def test_of_several_bases_the_chosen_one_counts_and_all_are_told_before() -> None:
    open_, chosen = by_number({}, 33).next, by_number({"i33": Claim(1, "unit")}, 33).next
    assert open_ is not None
    assert chosen is not None
    assert [(basis, label.id) for basis, label in open_.needs] == [("orang", "33-orang 1"), ("unit", "33-unit 1")]
    assert [(basis, label.id) for basis, label in chosen.needs] == [("unit", "33-unit 2")]


def test_evidence_that_is_not_there_is_missing_by_kind() -> None:
    assert by_number({}, 31).missing == ("surat_replikasi", "pks")
    assert by_number({}, 31, piece("pks")).missing == ("surat_replikasi",)
    assert by_number({}, 31, piece("pks"), piece("surat_replikasi")).missing == ()
    assert by_number({}, 16).missing == ()


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (piece("pks"), Proof.VALID),
        (piece("pks", until=ON), Proof.VALID),
        (piece("pks", until=ON - DAY), Proof.LAPSED),
        (piece("pks", issued=ON), Proof.VALID),
        (piece("pks", issued=ON + DAY), Proof.LAPSED),
        (piece("pks", withdrawn=True), Proof.WITHDRAWN),
    ],
)
def test_evidence_is_looked_at_on_the_day(one: OnHand, state: Proof) -> None:
    assert state_of(one, ON) is state
    found = by_number({"i31": Claim(1, None, (one.id,))}, 31, one)
    assert [cited.state for cited in found.cited] == [state]
    assert ("pks" in found.missing) == (state is not Proof.VALID)
    # what was withdrawn is as if it were not there
    kind = next(kind for kind in found.kinds if kind.kind == "pks")
    assert kind.state is (Proof.MISSING if state is Proof.WITHDRAWN else state)


def test_of_several_pieces_the_one_that_counts_longest_stands_for_the_kind() -> None:
    lapsed, short, long = (
        piece("pks", until=ON - DAY),
        piece("pks", until=ON),
        piece("pks", until=ON + DAY),
    )
    kinds = by_number({}, 31, short, long, lapsed).kinds
    assert [kind.piece for kind in kinds if kind.kind == "pks"] == [long]
    assert by_number({}, 31, short, piece("pks"), long).kinds[1].piece not in {short, long}


@given(st.dictionaries(st.sampled_from(CODES), st.integers(1, 3)), st.sampled_from(CODES))
def test_a_level_more_adds_the_weight_of_its_indicator(levels: dict[str, int], code: str) -> None:
    before = score(INDICATORS, {one: Claim(level) for one, level in levels.items()}, (), ON)
    assert before.points == sum(weight * levels.get(f"i{number}", 0) for number, weight, _ in WEIGHTS)
    assert 0 <= before.points <= before.most
    step = next(one.next for one in before.indicators if one.indicator.code == code)
    if step is None:
        assert levels[code] == 3
        return
    raised = score(INDICATORS, {one: Claim(level) for one, level in (levels | {code: step.level}).items()}, (), ON)
    assert raised.points - before.points == step.points > Decimal(0)
