"""The one spelling of a statistic, and its digest."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.snapshots.freezing import canonical, digest_of, digest_of_all

NUMBERS = st.integers(-(10**15), 10**15) | st.floats(-1e9, 1e9, allow_nan=False).map(lambda one: round(one, 6))
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(), parts, max_size=4),
)


@given(JSON)
def test_it_says_the_same_and_always_in_the_same_way(told: Any) -> None:
    text = canonical(told)
    assert json.loads(text) == told
    assert canonical(json.loads(text)) == text


def test_names_are_sorted_and_whole_numbers_have_no_point() -> None:
    assert canonical({"b": [60.0, 0.6, None], "a": "é", "c": True}) == '{"a":"é","b":[60,0.6,null],"c":true}'


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(float("nan"))


def test_the_digest_of_all_is_that_of_what_sha256sum_prints() -> None:
    one, other = digest_of("{}"), digest_of("[]")
    assert one == hashlib.sha256(b"{}").hexdigest()
    printed = f"{one}  council\n{other}  needs\n"
    assert digest_of_all([("council", one), ("needs", other)]) == hashlib.sha256(printed.encode()).hexdigest()
