"""The final total of a round out of the results of its stages."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.instruments.parts import WeightedForm
from app.models.codes import PassRule
from app.results.combining import EntryState, RoundInputs, StagePart, round_result
from app.results.document import Inputs, stage_result
from app.results.engine import Sheet
from app.results.ranking import Reason, Rule
from tests.results.worked import sheet
from tests.rounds.making import form

OWN, OTHER = "d" * 64, "e" * 64
IN = EntryState(active=True)


def part(stage: str, weight: int, *sheets: Sheet, entries: str = "abc", digest: str = OWN, **facts: Any) -> StagePart:
    told: dict[str, Any] = {"rule": Rule(PassRule.ALL), "form": form(60, 40).form if sheets else None, **facts}
    inputs = Inputs(
        round_id="putaran",
        stage=stage,
        instrument="uji-2026",
        instrument_digest=digest,
        weight=Decimal(weight),
        entries=frozenset(entries),
        sheets=sheets,
        **told,
    )
    return StagePart.of(stage, Decimal(weight) if sheets else None, stage_result(inputs).text)


def whole(*parts: StagePart, by: WeightedForm | None = None, **states: EntryState) -> RoundInputs:
    return RoundInputs(
        round_id="putaran",
        instrument="uji-2026",
        instrument_digest=OWN,
        form=by or form(60, 40).form,
        parts=parts,
        entries=states or dict.fromkeys("abc", IN),
    )


def rows_of(inputs: RoundInputs) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = round_result(inputs).content["entries"]
    return rows


PROPOSAL = part("proposal", 70, sheet("p", "a", 80, 80), sheet("p", "b", 60, 60), sheet("p", "c", 50, 50))
INTERVIEW = part("wawancara", 30, sheet("p", "a", 50, 50), sheet("p", "b", 100, 100), sheet("p", "c", 100, 100))


def test_the_final_total_by_hand() -> None:
    """0.7 x proposal + 0.3 x interview.

    a: 56 + 15 = 71, b: 42 + 30 = 72, c: 35 + 30 = 65.
    """
    rows = rows_of(whole(PROPOSAL, INTERVIEW))
    assert [(row["entry"], row["rank"], row["total"]) for row in rows] == [
        ("b", 1, {"exact": "72/1", "shown": "72.00"}),
        ("a", 2, {"exact": "71/1", "shown": "71.00"}),
        ("c", 3, {"exact": "65/1", "shown": "65.00"}),
    ]
    assert [(stage["stage"], stage["weight"], stage["total"]["shown"]) for stage in rows[0]["stages"]] == [
        ("proposal", "70", "60.00"),
        ("wawancara", "30", "100.00"),
    ]
    assert rows[0]["sheets"] == 2


def test_weights_in_proportion_are_the_same_weights() -> None:
    proposal, interview = replace(PROPOSAL, weight=Decimal(7)), replace(INTERVIEW, weight=Decimal(3))
    assert [row["total"] for row in rows_of(whole(proposal, interview))] == [
        row["total"] for row in rows_of(whole(PROPOSAL, INTERVIEW))
    ]


def test_a_stage_without_a_weight_only_lets_pass() -> None:
    gate = part("proposal", 0, sheet("p", "a", 1, 1), sheet("p", "b", 2, 2), sheet("p", "c", 3, 3))
    rows = rows_of(whole(gate, replace(INTERVIEW, weight=Decimal(100))))
    assert [(row["entry"], row["rank"], row["tied"]) for row in rows] == [
        ("b", 1, True),
        ("c", 1, True),
        ("a", 3, False),
    ]


def test_the_others_follow_by_the_stage_where_they_went_out() -> None:
    one = part("administrasi", 0, entries="abcdwy", rule=Rule(PassRule.DECISION), failing={"d": Reason.DECIDED})
    two = part(
        "proposal",
        70,
        sheet("p", "a", 80, 80),
        sheet("p", "b", 10, 10),
        sheet("p", "c", 50, 50),
        sheet("p", "y", 60, 60),
        entries="abcy",
        rule=Rule(PassRule.TOP, Decimal(2)),
    )
    three = part("wawancara", 30, sheet("p", "a", 50, 50), sheet("p", "y", 90, 90), entries="ay")
    states = {
        "a": IN,
        "b": EntryState(active=False, out_stage="proposal"),
        "c": EntryState(active=False, out_stage="proposal"),
        "d": EntryState(active=False, out_stage="administrasi"),
        "w": EntryState(active=False),
        "y": IN,
    }
    rows = rows_of(whole(one, two, three, **states))
    # a: 0.7 x 80 + 0.3 x 50 = 71, y: 0.7 x 60 + 0.3 x 90 = 69
    assert [(row["entry"], row["rank"], row["passed"], row["out_stage"], row["reason"]) for row in rows] == [
        ("a", 1, True, None, None),
        ("y", 2, True, None, None),
        ("c", None, False, "proposal", "below_cut"),
        ("b", None, False, "proposal", "below_cut"),
        ("d", None, False, "administrasi", "decided"),
        ("w", None, False, None, "withdrawn"),
    ]
    assert [row["total"] and row["total"]["shown"] for row in rows] == ["71.00", "69.00", None, None, None, None]


def test_an_entry_that_a_stage_has_no_total_of_is_incomplete_and_not_ranked() -> None:
    thin = part("wawancara", 30, sheet("p", "a", 50, 50), sheet("p", "b", 100, 100))
    rows = rows_of(whole(PROPOSAL, thin))
    assert [(row["entry"], row["rank"], row["incomplete"]) for row in rows] == [
        ("b", 1, False),
        ("a", 2, False),
        ("c", None, True),
    ]
    assert rows[2]["total"] is None
    assert rows[2]["passed"]


def test_too_few_sheets_at_a_stage_are_no_total_of_it() -> None:
    least = form(60, 40, form={"least_sheets": 2}).form
    thin = part("panel", 100, sheet("p", "a", 50, 50), sheet("q", "a", 60, 60), sheet("p", "b", 90, 90), form=least)
    rows = rows_of(whole(thin))
    assert [(row["entry"], row["rank"], row["incomplete"]) for row in rows] == [
        ("a", 1, False),
        ("b", None, True),
        ("c", None, True),
    ]


@pytest.mark.parametrize(("digest", "first"), [(OWN, "b"), (OTHER, None)])
def test_a_tie_is_broken_by_the_rounds_own_instrument_alone(digest: str, first: str | None) -> None:
    """Both come to 60; b has more of k2, which decides where the stage was scored by the instrument of the round."""
    tied = part("panel", 100, sheet("p", "a", 100, 0), sheet("p", "b", 0, 150), entries="ab", digest=digest)
    by = form(60, 40, form={"tie_break": ["k2"]}).form
    rows = rows_of(whole(tied, by=by, a=IN, b=IN))
    assert [row["rank"] for row in rows] == ([1, 2] if first else [1, 1])
    assert rows[0]["entry"] == (first or "a")


def test_a_round_that_nobody_scored_has_no_ranks() -> None:
    gate = part("administrasi", 0, rule=Rule(PassRule.DECISION), failing={"c": Reason.DECIDED})
    rows = rows_of(whole(gate, a=IN, b=IN, c=EntryState(active=False, out_stage="administrasi")))
    assert [(row["entry"], row["rank"], row["passed"], row["incomplete"]) for row in rows] == [
        ("a", None, True, False),
        ("b", None, True, False),
        ("c", None, False, False),
    ]


def test_a_round_of_an_instrument_without_a_form_shows_two_decimals() -> None:
    inputs = replace(whole(PROPOSAL, INTERVIEW), form=None)
    assert rows_of(inputs)[0]["total"] == {"exact": "72/1", "shown": "72.00"}
    assert rows_of(inputs)[0]["criteria"] == {}


def test_the_inputs_of_a_round_are_the_results_of_its_stages() -> None:
    inputs = whole(PROPOSAL, INTERVIEW)
    other = part("wawancara", 30, sheet("p", "a", 51, 50), sheet("p", "b", 100, 100), sheet("p", "c", 100, 100))
    changed = [
        whole(PROPOSAL, other),
        whole(PROPOSAL, replace(INTERVIEW, weight=Decimal(31))),
        whole(INTERVIEW, PROPOSAL),
        whole(PROPOSAL, INTERVIEW, a=IN, b=IN, c=EntryState(active=False)),
        replace(inputs, instrument_digest=OTHER),
    ]
    assert len({one.digest() for one in [inputs, *changed]}) == 6
    turned = replace(inputs, entries=dict(reversed(inputs.entries.items())))
    assert round_result(turned).text == round_result(inputs).text
