import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.codes import PassRule
from app.results.document import Inputs, Result, stage_result
from app.results.engine import Sheet
from app.results.ranking import Reason, Rule
from tests.results.worked import SCORES, sheet, six
from tests.rounds.making import form


def inputs(*weights: int, **facts: Any) -> Inputs:
    told: dict[str, Any] = {
        "round_id": "putaran",
        "stage": "panel",
        "instrument": "uji-2026",
        "instrument_digest": "d" * 64,
        "form": form(*(weights or (60, 40))).form,
        "rule": Rule(PassRule.TOP, Decimal(3)),
        "weight": Decimal(100),
        "entries": frozenset(SCORES),
        "sheets": six(),
    }
    return Inputs(**{**told, **facts})


def rows_of(result: Result) -> dict[str, dict[str, Any]]:
    return {row["entry"]: row for row in json.loads(result.text)["entries"]}


def test_the_document_of_the_six() -> None:
    result = stage_result(inputs())
    document = json.loads(result.text)
    assert [row["entry"] for row in document["entries"]] == list("abcdef")
    assert [row["rank"] for row in document["entries"]] == [1, 2, 3, 4, 4, 6]
    assert [row["total"]["shown"] for row in document["entries"]] == [
        "85.00",
        "80.00",
        "73.00",
        "71.67",
        "71.67",
        "55.00",
    ]
    assert document["entries"][3]["total"]["exact"] == "215/3"
    assert document["entries"][1]["deviation"] == {"variance": "16/1", "shown": "4.00"}
    assert [row["passed"] for row in document["entries"]] == [True] * 3 + [False] * 3
    assert [row["reason"] for row in document["entries"]] == [None] * 3 + ["below_cut"] * 3
    assert document["assessors"][1] == {
        "assessor": "p2",
        "sheets": 6,
        "leniency": {"exact": "-13/12", "shown": "-1.08"},
    }
    assert document["instrument"] == {"slug": "uji-2026", "digest": "d" * 64}
    assert (document["engine"], document["weight"], document["pass_value"]) == ("1", "100", "3")
    assert result.summary == {"cut_tied": False, "entries": 6, "ranked": 6, "passed": 3, "incomplete": 0}


def test_it_is_the_one_json_text_of_its_content() -> None:
    result = stage_result(inputs(entries=frozenset({*SCORES, "é"})))
    content = json.loads(result.text)
    assert result.text == json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert "é" in result.text
    assert result.digest == hashlib.sha256(result.text.encode()).hexdigest()
    assert content["inputs_digest"] == result.inputs_digest


def test_the_same_scores_by_other_weights_are_another_result_of_other_inputs() -> None:
    heavy, light = stage_result(inputs(60, 40)), stage_result(inputs(20, 80, instrument_digest="e" * 64))
    assert [row["entry"] for row in light.content["entries"]] == list("abdcef")
    assert [row["tied"] for row in light.content["entries"]] == [False] * 6
    assert heavy.inputs_digest != light.inputs_digest


@given(st.randoms())
def test_inputs_in_any_order_are_the_same_bytes(shuffler: Any) -> None:
    sheets = six()
    shuffler.shuffle(sheets)
    turned = [Sheet(one.assessor, one.entry, dict(reversed(one.scores.items()))) for one in sheets]
    excluded = [sheet("p4", "b", 1, 2), sheet("p4", "a", 3, 4)]
    failing = {"a": Reason.DECIDED, "b": Reason.NOT_VISITED}
    plain = stage_result(inputs(excluded=excluded, failing=failing))
    other = stage_result(
        inputs(
            sheets=turned,
            excluded=excluded[::-1],
            failing=dict(reversed(failing.items())),
            entries=frozenset(reversed(SCORES)),
        )
    )
    assert (other.text, other.inputs_digest) == (plain.text, plain.inputs_digest)


def test_zeros_behind_the_point_are_no_other_score() -> None:
    longer = [
        Sheet(one.assessor, one.entry, {code: value.quantize(Decimal("0.0001")) for code, value in one.scores.items()})
        for one in six()
    ]
    assert stage_result(inputs(sheets=longer)).text == stage_result(inputs()).text


@pytest.mark.parametrize(
    "change",
    [
        {"sheets": [*six()[:-1], sheet("p3", "f", 55, 56)]},
        {"sheets": six()[:-1]},
        {"excluded": [sheet("p4", "a", 1, 1)]},
        {"weight": Decimal(50)},
        {"rule": Rule(PassRule.TOP, Decimal(2))},
        {"rule": Rule(PassRule.ALL)},
        {"entries": frozenset({*SCORES, "g"})},
        {"failing": {"a": Reason.DECIDED}},
        {"instrument_digest": "e" * 64},
        {"round_id": "lain"},
        {"stage": "wawancara"},
    ],
)
def test_whatever_a_result_depends_on_is_in_the_digest_of_its_inputs(change: dict[str, Any]) -> None:
    assert replace(inputs(), **change).digest() != inputs().digest()


def test_an_excluded_sheet_is_listed_and_does_not_count() -> None:
    result = stage_result(inputs(excluded=[sheet("p4", "f", 100, 100)]))
    assert result.content["excluded"] == [{"entry": "f", "assessor": "p4"}]
    assert rows_of(result)["f"]["total"]["shown"] == "55.00"


def test_what_is_not_ranked_follows_and_whoever_goes_on_comes_first() -> None:
    result = stage_result(inputs(entries=frozenset({*SCORES, "g"}), rule=Rule(PassRule.ALL)))
    last = result.content["entries"][-1]
    assert (last["entry"], last["place"], last["rank"], last["incomplete"]) == ("g", 7, None, True)
    assert (last["total"], last["passed"], last["sheets"]) == (None, True, 0)


def test_a_stage_that_nobody_scores_has_rows_without_figures() -> None:
    failing = {"b": Reason.OBJECTION_UPHELD}
    rule = Rule(PassRule.NO_UPHELD_OBJECTION)
    result = stage_result(inputs(form=None, sheets=(), rule=rule, failing=failing, weight=Decimal(0)))
    assert [row["entry"] for row in result.content["entries"]] == list("acdefb")
    row = rows_of(result)["b"]
    assert (row["passed"], row["reason"], row["total"], row["incomplete"]) == (False, "objection_upheld", None, False)
    assert result.summary["ranked"] == 0
