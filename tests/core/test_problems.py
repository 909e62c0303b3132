"""How a fact becomes a problem document."""

import json
from datetime import date
from typing import Annotated, Literal

import pytest
from jsonschema import Draft202012Validator
from pydantic import Field, ValidationError

from app.core.errors import (
    AddressTooLong,
    DatabaseBusy,
    Fact,
    FieldError,
    InvalidRequest,
    Language,
    MethodNotAllowed,
    NotFound,
    Text,
)
from app.core.problems import Problem, catalogue, field_errors, preferred_language, render
from app.core.schema import Input, Limit
from app.core.schema import Text as Words
from app.models.codes import AreaLevel


def rendered(fact: Fact, language: Language = "id", path: str = "/v1/x") -> tuple[dict, dict[str, str]]:
    body, headers = render(fact, request_id="abc12345", path=path, language=language, base_url="https://x.example")
    return json.loads(body), headers


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "id"),
        ("id", "id"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("ms-MY", "id"),
        ("in", "id"),
        ("en, id", "id"),
        ("en;q=0.8, id;q=0.9", "id"),
        ("en-US,en;q=0.9,id;q=0.8", "en"),
        ("id;q=0, en;q=0.1", "en"),
        ("fr, de;q=0.5", "id"),
        ("*", "id"),
        ("en;q=banyak", "id"),
        ("en;q=nan", "id"),
        (";;,,;q=", "id"),
        ("en; q = 1", "id"),
    ],
)
def test_the_language_of_a_problem(header: str, language: str) -> None:
    assert preferred_language(header) == language


def test_a_problem_has_every_member_of_its_schema() -> None:
    document, headers = rendered(NotFound(), "en")
    assert document == {
        "type": "https://x.example/problems#not_found",
        "title": "Not found",
        "status": 404,
        "detail": NotFound.meaning.en,
        "instance": "/v1/x",
        "code": "not_found",
        "request_id": "abc12345",
        "errors": [],
    }
    assert headers["content-type"] == "application/problem+json"
    assert (headers["content-language"], headers["cache-control"]) == ("en", "no-store")
    Draft202012Validator(Problem.model_json_schema()).validate(document)


def test_facts_become_members_and_headers() -> None:
    document, _ = rendered(AddressTooLong(limit=8192))
    assert document["limit"] == 8192
    fact = MethodNotAllowed()
    fact.headers["allow"] = "GET, HEAD"
    assert rendered(fact)[1]["allow"] == "GET, HEAD"
    assert rendered(DatabaseBusy())[1]["retry-after"] == "1"
    assert "retry-after" not in rendered(NotFound())[1]


def test_a_path_is_told_as_far_as_the_schema_allows() -> None:
    document, _ = rendered(NotFound(), path="/" + "x" * 9000)
    Draft202012Validator(Problem.model_json_schema()).validate(document)
    assert document["instance"].startswith("/xxx")


def test_what_cannot_be_json_does_not_break_the_answer() -> None:
    document, _ = rendered(InvalidRequest(about=float("nan"), when=date(2019, 6, 18), what=object), path="/\x00\ufffd")
    assert (document["about"], document["when"]) == (None, "2019-06-18")
    assert document["instance"] == "/\x00\ufffd"


def test_every_fact_has_a_code_of_its_own() -> None:
    assert {entry.code: entry.status for entry in catalogue()}.items() >= {
        "bad_request": 400,
        "invalid_cursor": 400,
        "not_permitted": 403,
        "not_found": 404,
        "method_not_allowed": 405,
        "not_acceptable": 406,
        "conflict": 409,
        "content_too_large": 413,
        "address_too_long": 414,
        "unsupported_media_type": 415,
        "invalid_request": 422,
        "headers_too_large": 431,
        "internal_error": 500,
        "database_busy": 503,
        "database_not_migrated": 503,
        "database_unavailable": 503,
    }.items()


class Asked(Input):
    """One of every kind of field."""

    needed: int
    number: Limit = 1
    flag: bool = False
    level: AreaLevel | None = None
    word: Literal["a", "b"] = "a"
    short: Annotated[str, Field(min_length=2, max_length=3, pattern="^[a-z]+$")] = "ab"
    day: date | None = None
    text: Annotated[Words, Field(min_length=1, max_length=100)] = "-"


MARK = "rahasia-7f3a"


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ({}, "query/needed", "required"),
        ({"needed": "1", MARK: "1"}, f"query/{MARK}", "unknown"),
        ({"needed": MARK}, "query/needed", "not_integer"),
        ({"needed": 1.5}, "query/needed", "not_integer"),
        ({"needed": "9" * 5000}, "query/needed", "too_large"),
        ({"needed": "1", "number": MARK}, "query/number", "not_integer"),
        ({"needed": "1", "number": "0"}, "query/number", "too_small"),
        ({"needed": "1", "number": "201"}, "query/number", "too_large"),
        ({"needed": "1", "flag": MARK}, "query/flag", "not_boolean"),
        ({"needed": "1", "level": MARK}, "query/level", "unknown_code"),
        ({"needed": "1", "word": MARK}, "query/word", "unknown_code"),
        ({"needed": "1", "short": "a"}, "query/short", "too_short"),
        ({"needed": "1", "short": MARK}, "query/short", "too_long"),
        ({"needed": "1", "short": "A1"}, "query/short", "invalid_form"),
        ({"needed": "1", "day": MARK}, "query/day", "not_date"),
        ({"needed": "1", "day": "2019-02-30"}, "query/day", "not_date"),
        ({"needed": "1", "text": ""}, "query/text", "too_short"),
        ({"needed": "1", "text": MARK * 20}, "query/text", "too_long"),
        ({"needed": "1", "text": MARK + "\x00"}, "query/text", "control_character"),
        ({"needed": "1", "text": MARK + "\ud800"}, "query/text", "control_character"),
    ],
)
def test_a_wrong_field_is_named_with_a_code_and_without_its_value(
    values: dict[str, object], pointer: str, code: str
) -> None:
    with pytest.raises(ValidationError) as raised:
        Asked.model_validate(values)
    (error,) = field_errors(raised.value.errors(), "query")
    assert (error.pointer, error.code) == (pointer, code)
    for language in ("id", "en"):
        document, _ = rendered(InvalidRequest([error]), language)
        (told,) = document["errors"]
        assert "{" not in told["message"]
        assert MARK not in told["message"] + told["code"]
        Draft202012Validator(Problem.model_json_schema()).validate(document)


@pytest.mark.parametrize(
    ("location", "pointer"),
    [
        (("query", "limit"), "query/limit"),
        (("path", "key"), "path/key"),
        (("body", "stages", 0, "stage"), "#/stages/0/stage"),
        (("body", "a/b~c"), "#/a~1b~0c"),
        (("query", "a\r\nb\x00"), "query/a\ufffd\ufffdb\ufffd"),
        ((), "#"),
        (("body",), "#"),
    ],
)
def test_pointers(location: tuple[str | int, ...], pointer: str) -> None:
    (error,) = field_errors([{"type": "missing", "loc": location}])
    assert error.pointer == pointer


def test_a_long_name_and_an_unknown_kind_of_error_are_told_all_the_same() -> None:
    (error,) = field_errors([{"type": "something_new", "loc": ("query", "x" * 5000)}])
    assert (error.code, len(error.pointer)) == ("invalid_value", 400)


def test_facts_of_a_field_fill_its_sentence() -> None:
    error = FieldError("query/x", "too_large", Text("Paling besar {le}.", "The most is {le}."), {"le": 200})
    assert rendered(InvalidRequest([error]), "en")[0]["errors"][0]["message"] == "The most is 200."


def test_the_codes_to_choose_from_are_listed_without_a_word_of_another_language() -> None:
    context = {"expected": "'digital', 'non_digital' or 'tidak_diketahui'"}
    (error,) = field_errors([{"type": "enum", "loc": ("query", "kind"), "ctx": context}])
    codes = "'digital', 'non_digital', 'tidak_diketahui'"
    assert error.message.in_language("id", **error.facts) == f"Pilihannya: {codes}."
    assert error.message.in_language("en", **error.facts) == f"This must be one of: {codes}."
