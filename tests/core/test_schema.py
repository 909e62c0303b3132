"""What inputs refuse and what outputs keep."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.core.schema import Cursor, Input, Limit, Output, Slug, Text, full_date, open_codes
from app.models.codes import Stage


def accepts(kind: Any, value: object) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("value", ["", "teks", "dua\nbaris\tdan tab", "مدان", "\N{GRINNING FACE}", "\ufffd"])
def test_text_that_can_be_stored(value: str) -> None:
    assert TypeAdapter(Text).validate_python(value) == value


@pytest.mark.parametrize(
    "value", ["\x00", "a\rb", "\x1b[31m", "\x7f", "\x85", "\ud800", "a\udfffb", "\ufffe", "\uffff"]
)
def test_text_that_cannot_be_stored_or_shown(value: str) -> None:
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(Text).validate_python(value)
    assert raised.value.errors()[0]["type"] in {"control_character", "string_unicode"}


def test_two_spellings_of_one_letter_become_one() -> None:
    assert TypeAdapter(Text).validate_python("Cafe\N{COMBINING ACUTE ACCENT}") == "Café"


@given(st.text())
def test_text_is_storable_or_refused(value: str) -> None:
    if accepts(Text, value):
        kept = TypeAdapter(Text).validate_python(value)
        assert unicodedata.is_normalized("NFC", kept)
        assert "\x00" not in kept.encode().decode()


@pytest.mark.parametrize("value", ["1", "20", "200"])
def test_limits(value: str) -> None:
    assert TypeAdapter(Limit).validate_python(value) == int(value)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "0",
            "-1",
            "201",
            "1000000000",
            "1e9",
            "1e3",
            "01",
            "001",
            "-0",
            "--1",
            "+5",
            " 5",
            "5 ",
            "1_0",
            "5.0",
            "0x10",
        ),
        *("true", "", "-", "\u0665", "\uff15", "1\n", str(2**31), str(2**63), "9" * 5000, "NaN", "Infinity"),
    ],
)
def test_numbers_that_are_no_limit(value: str) -> None:
    assert not accepts(Limit, value)


@pytest.mark.parametrize("value", ["2019-06-18", "0001-01-01"])
def test_a_full_date_passes(value: str) -> None:
    assert full_date(value) == value


@pytest.mark.parametrize("value", ["1560816000", "2019-6-18", "2019-06-18 ", "2019-06-18T00:00:00Z", "٢٠١٩-06-18"])
def test_other_spellings_of_a_date_do_not(value: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        full_date(value)


@pytest.mark.parametrize(
    ("value", "good"), [("e-reses", True), ("a", True), ("-a", False), ("a--b", False), ("A", False)]
)
def test_slugs(value: str, good: bool) -> None:
    assert accepts(Slug, value) == good


@pytest.mark.parametrize(
    ("value", "good"), [("aZ09_-", True), (None, True), ("", False), ("a=", False), ("a" * 3001, False)]
)
def test_cursors(value: str | None, good: bool) -> None:
    assert accepts(Cursor, value) == good


def test_an_input_refuses_what_it_does_not_know() -> None:
    class Asked(Input):
        name: str = ""

    for unknown in ("status", "version", "created_at"):
        assert not accepts(Asked, {"name": "x", unknown: "published"})
    assert accepts(Asked, {"name": "x"})


def test_an_output_is_read_from_a_record() -> None:
    class Told(Output):
        name: str

    class Record:
        name = "Verolin"
        note = "x"

    assert Told.model_validate(Record()).model_dump() == {"name": "Verolin"}


def test_codes_are_documented_as_open() -> None:
    schema = open_codes(Stage, "How far.").json_schema
    assert schema
    assert "enum" not in schema
    assert schema["x-extensible-enum"] == [stage.value for stage in Stage]
