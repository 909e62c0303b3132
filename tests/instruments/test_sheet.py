"""Sheets held against a form: each thing that is wrong at its place, and exact totals."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import FieldError
from app.instruments.definition import Definition, LevelledIndicators
from app.instruments.parts import WeightedForm
from app.instruments.rounding import half_up
from app.instruments.sheet import Claimed, Scored, check_levels, check_scores, decimal_of, total_of
from tests.rounds.making import form


def weighted(*weights: int, **facts: Any) -> WeightedForm:
    """A form on a scale from 0 to 100, or another."""
    made = form(*weights, form=facts).form
    assert made is not None
    return made


def said(errors: list[FieldError]) -> list[tuple[str, str]]:
    """Pointer and code of each error."""
    return [(error.pointer, error.code) for error in errors]


def scores(**values: str) -> list[Scored]:
    """Scores in order."""
    return [Scored(code, Decimal(value)) for code, value in values.items()]


OWN_SCALE = {"scale": {"min": "1", "max": "5", "step": "0.5"}}


def test_a_right_sheet_has_nothing_wrong_with_it() -> None:
    assert check_scores(weighted(60, 40), scores(k1="0", k2="100"), complete=True) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("0.5", "out_of_scale"),
        ("5.5", "out_of_scale"),
        ("5.0001", "out_of_scale"),
        ("99999999", "out_of_scale"),
        ("1.2", "off_step"),
        ("4.9999", "off_step"),
        ("1.00000000000000002", "off_step"),
    ],
)
def test_a_value_outside_the_scale_or_off_the_step_is_told_at_its_place(value: str, code: str) -> None:
    found = check_scores(weighted(60, 40, **OWN_SCALE), scores(k2="5", k1=value))
    assert said(found) == [("#/scores/1/value", code)]


@pytest.mark.parametrize("value", ["1", "1.5", "2", "4.5", "5", "5.0"])
def test_every_step_of_a_scale_can_be_given(value: str) -> None:
    assert check_scores(weighted(60, 40, **OWN_SCALE), scores(k1=value)) == []


def test_what_is_unknown_repeated_or_not_scored_is_told() -> None:
    by = weighted(60, 40, 0)
    sheet = [Scored(code, Decimal(1)) for code in ("k1", "k9", "k3", "k1")]
    assert said(check_scores(by, sheet, "#/lembar")) == [
        ("#/lembar/1/criterion", "unknown_criterion"),
        ("#/lembar/3/criterion", "repeated"),
        ("#/lembar/2/criterion", "not_scored"),
    ]


def test_a_complete_sheet_lacks_no_criterion_that_counts() -> None:
    by = weighted(60, 30, 10, 0)
    assert said(check_scores(by, scores(k1="1"))) == []
    found = check_scores(by, scores(k1="1"), complete=True)
    assert said(found) == [("#/scores", "missing")] * 2
    assert [error.message.in_language("en", **error.facts) for error in found] == [
        f"The criterion {code} has no score yet." for code in ("k2", "k3")
    ]


def optional(missing: str) -> WeightedForm:
    """A form of 60 and 40 whose second criterion is optional."""
    told = form(60, 40).model_dump(mode="json")
    told["form"]["missing"] = missing
    told["form"]["criteria"][1]["optional"] = True
    made = Definition.model_validate(told).form
    assert made is not None
    return made


def test_an_optional_criterion_may_be_left_out_if_the_form_says_what_then() -> None:
    assert check_scores(optional("leave_out"), scores(k1="80"), complete=True) == []
    assert said(check_scores(optional("refuse"), scores(k1="80"), complete=True)) == [("#/scores", "missing")]
    # its 40 go to the other: 60 x 80/100 over 60
    assert total_of(optional("leave_out"), {"k1": Decimal(80)}) == 80
    assert total_of(optional("refuse"), {"k1": Decimal(80)}) is None


def test_a_score_beyond_the_thresholds_needs_a_reason() -> None:
    by = weighted(60, 40, reason_below="40", reason_above="90")
    assert check_scores(by, scores(k1="40", k2="90")) == []
    assert said(check_scores(by, scores(k1="39", k2="91"))) == [
        ("#/scores/0/reason", "reason_required"),
        ("#/scores/1/reason", "reason_required"),
    ]
    told = [Scored("k1", Decimal(39), "Bukti kurang."), Scored("k2", Decimal(91), "Hasil nyata.")]
    assert check_scores(by, told) == []
    assert check_scores(by, scores(k1="39", k2="91"), reasons=False) == []


def test_a_criterion_s_own_thresholds_go_before_those_of_the_form() -> None:
    told = form(60, 40, form={"reason_below": "40"}).model_dump(mode="json")
    told["form"]["criteria"][0]["reason_below"] = "10"
    by = Definition.model_validate(told).form
    assert by is not None
    assert said(check_scores(by, scores(k1="10", k2="39"))) == [("#/scores/1/reason", "reason_required")]


def test_a_scale_that_no_source_says_takes_no_score() -> None:
    by = weighted(60, 40, scale="unknown")
    assert said(check_scores(by, scores(k1="1"))) == [("#/scores/0/criterion", "scale_unknown")]
    assert total_of(by, {"k1": Decimal(1), "k2": Decimal(1)}) is None


def test_a_total_is_the_weighted_share_of_the_highest_scores() -> None:
    """60 x 80/100 + 40 x 55/100 = 48 + 22 = 70; on 1 to 5: 60 x 4/5 + 40 x 2.5/5 = 48 + 20 = 68."""
    assert total_of(weighted(60, 40), {"k1": Decimal(80), "k2": Decimal(55)}) == 70
    assert total_of(weighted(60, 40, **OWN_SCALE), {"k1": Decimal(4), "k2": Decimal("2.5")}) == 68
    # three equal weights of scores 100, 0, 0 are a third, and not 33.33
    assert total_of(weighted(1, 1, 1), dict.fromkeys(("k1",), Decimal(100)) | {"k2": Decimal(0), "k3": Decimal(0)}) == (
        Fraction(100, 3)
    )
    assert total_of(weighted(60, 40), {"k1": Decimal(80)}) is None


@given(st.lists(st.integers(0, 100), min_size=2, max_size=2), st.integers(0, 100))
def test_no_total_leaves_the_hundred_or_falls_when_a_score_rises(values: list[int], more: int) -> None:
    by = weighted(60, 40)
    one = total_of(by, {"k1": Decimal(values[0]), "k2": Decimal(values[1])})
    other = total_of(by, {"k1": Decimal(max(values[0], more)), "k2": Decimal(values[1])})
    assert one is not None
    assert other is not None
    assert 0 <= one <= other <= 100


@pytest.mark.parametrize(
    ("number", "decimal"), [(0.1, "0.1"), (80, "80"), (80.0, "80"), (2.675, "2.675"), (1e-7, "1E-7"), (-0.0, "0")]
)
def test_a_json_number_is_read_as_it_was_written(number: float, decimal: str) -> None:
    assert decimal_of(number) == Decimal(decimal)
    assert not decimal_of(number).is_signed()


LEVELS = [{"level": level, "label": {"id": f"Tingkat {level}"}} for level in (1, 2, 3)]
INDICATORS = LevelledIndicators.model_validate(
    {
        "weights_sum": "5",
        "indicators": [
            {"number": 31, "code": "replikasi", "label": {"id": "Replikasi"}, "weight": "3", "levels": LEVELS},
            {
                "number": 33,
                "code": "kemanfaatan",
                "label": {"id": "Kemanfaatan"},
                "weight": "2",
                "bases": [{"code": code, "label": {"id": code}, "levels": LEVELS} for code in ("orang", "unit")],
            },
        ],
    }
)


@pytest.mark.parametrize(
    ("claim", "errors"),
    [
        (Claimed("replikasi", 1), []),
        (Claimed("replikasi", 3), []),
        (Claimed("replikasi", 4), [("level", "out_of_scale")]),
        (Claimed("replikasi", 0), [("level", "out_of_scale")]),
        (Claimed("replikasi", 1, "orang"), [("basis", "unknown_basis")]),
        (Claimed("kemanfaatan", 2, "unit"), []),
        (Claimed("kemanfaatan", 2), [("basis", "basis_required")]),
        (Claimed("kemanfaatan", 9), [("level", "out_of_scale"), ("basis", "basis_required")]),
        (Claimed("kemanfaatan", 2, "produk"), [("basis", "unknown_basis")]),
        (Claimed("video", 1), [("criterion", "unknown_criterion")]),
    ],
)
def test_levels_are_those_of_the_indicator_by_its_basis(claim: Claimed, errors: list[tuple[str, str]]) -> None:
    found = check_levels(INDICATORS, [claim])
    assert said(found) == [(f"#/scores/0/{name}", code) for name, code in errors]
    for error in found:
        assert error.message.in_language("id", **error.facts) != error.message.in_language("en", **error.facts)


def test_an_indicator_is_claimed_once() -> None:
    twice = [Claimed("replikasi", 1), Claimed("replikasi", 2)]
    assert said(check_levels(INDICATORS, twice)) == [("#/scores/1/criterion", "repeated")]


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(2, 3), 4, "0.6667"),
        (Fraction(0), 2, "0.00"),
        (Fraction(65005, 1000), 2, "65.01"),
        (Fraction(5, 2), 0, "3"),
    ],
)
def test_numbers_are_rounded_half_up(value: Fraction, decimals: int, shown: str) -> None:
    assert f"{half_up(value, decimals):f}" == shown
