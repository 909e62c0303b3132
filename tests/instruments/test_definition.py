"""An instrument in itself: what it does not know, and the digest that a change shows by."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from app.instruments.definition import Definition, unknowns
from app.reference.instrument_files import read_instruments


def told(**facts: Any) -> dict[str, Any]:
    """What the file of a form says."""
    return {
        "code": "uji",
        "edition": "2026",
        "title": {"id": "Formulir uji"},
        "kind": "weighted_form",
        "official": "false",
        "confidence": "low",
        "sources": [{"title": "Uji", "confidence": "low"}],
        "form": criteria("60", "40"),
        **facts,
    }


def criteria(*weights: Any, **facts: Any) -> dict[str, Any]:
    """A form of which only the criteria differ."""
    rows = [{"code": f"k{number}", "label": {"id": "K"}, "weight": weight} for number, weight in enumerate(weights, 1)]
    scale = {"min": "0", "max": "100", "step": "1"}
    return {"weights_sum": "100", "scale": scale, "criteria": rows, **facts}


def test_the_digest_is_that_of_what_is_said_and_not_of_how() -> None:
    plain = Definition.model_validate(told())
    spelt = told()
    spelt["form"]["weights_sum"] = "100.00"
    spelt["form"]["decimals"] = "2"
    spelt["form"]["criteria"][0]["weight"] = "60.0"
    spelt = dict(reversed(spelt.items()))
    assert Definition.model_validate(spelt).digest() == plain.digest()
    assert plain.digest() == Definition.model_validate(plain.as_json()).digest()


def test_the_digest_does_not_change_with_the_release() -> None:
    """What was loaded is compared with what ships later, so this figure must stay."""
    assert (
        Definition.model_validate(told()).digest() == "9c87ab2a982be071a8a4fb66481551f21652d87ea71d9cdabbccb6c1ca0fd080"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"title": {"id": "Formulir lain"}},
        {"edition": "2027"},
        {"official": True},
        {"valid_to": "2026"},
        {"assumptions": ["Skala dipilih."]},
        {"form": criteria("60", "40", decimals="3")},
        {"form": criteria("59.9999", "40.0001")},
        {"form": "unknown"},
    ],
)
def test_any_change_shows_in_the_digest(change: dict[str, Any]) -> None:
    assert Definition.model_validate(told(**change)).digest() != Definition.model_validate(told()).digest()


def test_every_shipped_definition_is_the_same_after_the_database_held_it() -> None:
    for one in read_instruments():
        again = Definition.model_validate(one.as_json())
        assert again == one
        assert again.digest() == one.digest()


def test_what_is_unknown_is_pointed_at() -> None:
    assert unknowns(Definition.model_validate(told())) == []
    assert unknowns(Definition.model_validate(told(form="unknown"))) == ["/form"]
    bare = criteria("unknown", "40", scale="unknown", weights_sum="unknown")
    assert unknowns(Definition.model_validate(told(form=bare))) == [
        "/form/weights_sum",
        "/form/criteria/0/weight",
        "/form/criteria/0/scale",
        "/form/criteria/1/scale",
    ]


def test_what_is_not_scored_needs_no_scale() -> None:
    written = criteria("0", "100", scale="unknown")
    written["criteria"][1]["scale"] = {"min": "1", "max": "5", "step": "0.5"}
    assert unknowns(Definition.model_validate(told(form=written))) == []


def test_absent_is_not_unknown() -> None:
    silent = told()
    del silent["form"]
    with pytest.raises(ValidationError, match="say `form: unknown`"):
        Definition.model_validate(silent)
    without = criteria("60", "40")
    del without["criteria"][0]["weight"]
    with pytest.raises(ValidationError, match="Field required"):
        Definition.model_validate(told(form=without))


def test_with_unknown_weights_the_known_ones_must_still_fit() -> None:
    assert Definition.model_validate(told(form=criteria("unknown", "100"))).form is not None
    with pytest.raises(ValidationError, match="the weights sum to 101, not to 100"):
        Definition.model_validate(told(form=criteria("unknown", "101")))
    with pytest.raises(ValidationError, match="must be said where every weight is known"):
        Definition.model_validate(told(form=criteria("60", "40", weights_sum="unknown")))


def test_numbers_are_exact() -> None:
    thirds = Definition.model_validate(told(form=criteria("33.3333", "33.3333", "33.3334")))
    assert thirds.form is not None
    assert [one.weight for one in thirds.form.criteria] == [Decimal("33.3333"), Decimal("33.3333"), Decimal("33.3334")]
    # as binary fractions these would not sum to it
    tenths = criteria("0.1", "0.2", weights_sum="0.3")
    assert Definition.model_validate(told(form=tenths)).form is not None
