"""The stages of a round, by the rules alone."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.codes import PassRule, StageKind
from app.rounds.inputs import RoundStageInput
from app.rounds.schedule import in_order, rule_of, shares, wrong_rules, wrong_times

BEGIN = datetime(2026, 12, 1, 1, tzinfo=UTC)


def stage(kind: str, day: int = 0, days: int = 1, **facts: Any) -> RoundStageInput:
    opens = BEGIN + timedelta(days=day)
    closes = opens + timedelta(days=days)
    return RoundStageInput.model_validate(
        {"kind": kind, "opens_at": opens.isoformat(), "closes_at": closes.isoformat(), **facts}
    )


def kinds(stages: Sequence[RoundStageInput]) -> list[str]:
    order, wrong = in_order(stages)
    assert wrong == []
    return [stages[index].kind.value for index in order]


def codes(errors: Any) -> list[tuple[str, str]]:
    return [(error.pointer, error.code) for error in errors]


def test_the_order_is_that_of_the_list() -> None:
    assert kinds([stage("administrasi"), stage("panel"), stage("penetapan")]) == ["administrasi", "panel", "penetapan"]


def test_a_stage_may_say_which_one_it_follows() -> None:
    stages = [
        stage("panel", after="administrasi"),
        stage("penetapan", after="panel"),
        stage("administrasi", after=None),
    ]
    stages[2] = stage("administrasi")
    # the third follows the second unless it is told otherwise, which makes a circle
    order, wrong = in_order(stages)
    assert (order, {code for _, code in codes(wrong)}) == ([], {"cyclic_order"})
    assert kinds([stage("administrasi"), stage("penetapan", after="panel"), stage("panel", after="administrasi")]) == [
        "administrasi",
        "panel",
        "penetapan",
    ]


def test_a_circle_is_told_at_each_stage_in_it() -> None:
    stages = [stage("administrasi"), stage("proposal", after="panel"), stage("panel", after="proposal")]
    order, wrong = in_order(stages)
    assert order == []
    assert codes(wrong) == [("#/stages/1/after", "cyclic_order"), ("#/stages/2/after", "cyclic_order")]
    assert "proposal, panel" in wrong[0].message.in_language("id", **wrong[0].facts)


def test_a_stage_that_follows_itself_is_a_circle() -> None:
    assert codes(in_order([stage("panel", after="panel")])[1]) == [("#/stages/0/after", "cyclic_order")]


def test_a_stage_cannot_follow_what_is_not_there_nor_two_follow_one() -> None:
    assert codes(in_order([stage("panel", after="proposal")])[1]) == [("#/stages/0/after", "unknown_stage")]
    stages = [stage("administrasi"), stage("proposal", after="administrasi"), stage("panel", after="administrasi")]
    assert codes(in_order(stages)[1]) == [("#/stages/2/after", "two_follow")]


def test_no_stage_comes_twice() -> None:
    assert codes(in_order([stage("panel"), stage("panel", 2)])[1]) == [("#/stages/1/kind", "repeated")]


def test_a_stage_closes_after_it_opens_and_opens_when_the_one_before_has_closed() -> None:
    stages = [stage("administrasi"), stage("panel", 1), stage("penetapan", 1, days=0)]
    order, _ = in_order(stages)
    assert codes(wrong_times(stages, order)) == [
        ("#/stages/2/closes_at", "ends_before_begin"),
        ("#/stages/2/opens_at", "overlaps"),
    ]
    assert codes(wrong_times([stage("administrasi"), stage("panel", 1)], [0, 1])) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"kind": "panel"}, []),
        ({"kind": "panel", "pass_rule": "top", "pass_value": 3}, []),
        ({"kind": "panel", "pass_rule": "top"}, [("#/stages/0/pass_value", "unfit")]),
        ({"kind": "panel", "pass_rule": "top", "pass_value": 2.5}, [("#/stages/0/pass_value", "unfit")]),
        ({"kind": "panel", "pass_rule": "top", "pass_value": 0}, [("#/stages/0/pass_value", "unfit")]),
        ({"kind": "panel", "pass_rule": "least_total", "pass_value": 85.5}, []),
        ({"kind": "panel", "pass_rule": "least_total"}, [("#/stages/0/pass_value", "unfit")]),
        ({"kind": "panel", "pass_rule": "all", "pass_value": 3}, [("#/stages/0/pass_value", "unfit")]),
        ({"kind": "panel", "pass_rule": "verified"}, [("#/stages/0/pass_rule", "unfit")]),
        ({"kind": "uji_publik", "pass_rule": "top", "pass_value": 3}, [("#/stages/0/pass_rule", "unfit")]),
        ({"kind": "uji_publik", "instrument": "kipp-2023"}, [("#/stages/0/instrument", "unfit")]),
    ],
)
def test_rules_fit_their_stages(facts: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert codes(wrong_rules([stage(**facts)])) == expected


def test_each_kind_has_its_usual_rule() -> None:
    usual = {kind: rule_of(stage(kind.value)) for kind in StageKind}
    assert usual[StageKind.ADMINISTRASI] is PassRule.DECISION
    assert usual[StageKind.UJI_PUBLIK] is PassRule.NO_UPHELD_OBJECTION
    assert usual[StageKind.VERIFIKASI_LAPANGAN] is PassRule.VERIFIED
    assert {usual[kind] for kind in (StageKind.PROPOSAL, StageKind.PANEL, StageKind.PENETAPAN)} == {PassRule.ALL}


def test_a_single_scored_stage_has_the_whole_total() -> None:
    assert shares([stage("administrasi"), stage("panel")]) == ([Decimal(0), Decimal(100)], [])


def test_shares_of_scored_stages_sum_to_the_whole() -> None:
    assert shares([stage("proposal", weight=60), stage("wawancara", weight=40)])[0] == [Decimal(60), Decimal(40)]
    assert shares([stage("proposal", weight=33.3), stage("panel", weight=66.7)])[1] == []
    assert codes(shares([stage("proposal", weight=60), stage("panel", weight=39)])[1]) == [("#/stages", "not_whole")]
    assert codes(shares([stage("proposal"), stage("panel", weight=40)])[1]) == [("#/stages/0/weight", "required")]
    assert codes(shares([stage("uji_publik", weight=10), stage("panel")])[1]) == [("#/stages/0/weight", "unfit")]


@given(st.permutations(["administrasi", "proposal", "panel", "wawancara", "penetapan"]), st.randoms())
def test_any_order_can_be_told_by_what_follows_what(order: list[str], random: Any) -> None:
    """Whichever way the list stands, stages that say what they follow come out in that order."""
    chain = [stage(order[0])] + [stage(kind, after=before) for before, kind in pairwise(order)]
    rest = chain[1:]
    random.shuffle(rest)
    assert kinds([chain[0], *rest]) == order
