"""Schemas are judged by who sends what they describe."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from openapi.breaking.findings import Direction, Place
from openapi.breaking.operations import compare
from openapi.breaking.schemas import Schemas
from tests.breaking.documents import Json, giving, having, taking

TEXT = {"type": "string"}
NULL = {"type": "null"}
THING = {"$ref": "#/components/schemas/Thing"}
BODY = "/requestBody/application~1json"
ANSWER = "/responses/200/application~1json"

# what is narrower in the second schema: wrong where the client sends it, right where it gets it, and turned around
NARROWER = [
    ("type", {}, TEXT),
    ("type", {"type": "number"}, {"type": "integer"}),
    ("type", {"type": ["string", "null"]}, TEXT),
    ("type", {"anyOf": [TEXT, NULL]}, TEXT),
    ("type", {"oneOf": [TEXT, NULL]}, TEXT),
    ("type", {"anyOf": [THING, NULL]}, THING),
    ("enum", TEXT, TEXT | {"enum": ["a"]}),
    ("enum", TEXT | {"enum": ["a", "b"]}, TEXT | {"enum": ["a"]}),
    ("const", TEXT | {"enum": ["a", "b"]}, TEXT | {"const": "a"}),
    ("maxLength", TEXT, TEXT | {"maxLength": 5}),
    ("maxLength", TEXT | {"maxLength": 9}, TEXT | {"maxLength": 5}),
    ("minLength", TEXT, TEXT | {"minLength": 1}),
    ("minLength", TEXT | {"minLength": 1}, TEXT | {"minLength": 2}),
    ("maximum", {"type": "integer", "maximum": 9}, {"type": "integer", "maximum": 8}),
    ("minimum", {"type": "integer"}, {"type": "integer", "minimum": 0}),
    ("exclusiveMaximum", {"type": "number"}, {"type": "number", "exclusiveMaximum": 1}),
    ("exclusiveMinimum", {"type": "number", "exclusiveMinimum": 0}, {"type": "number", "exclusiveMinimum": 1}),
    ("multipleOf", {"type": "integer", "multipleOf": 2}, {"type": "integer", "multipleOf": 4}),
    ("pattern", TEXT, TEXT | {"pattern": "^a"}),
    ("maxItems", {"type": "array", "items": TEXT, "maxItems": 9}, {"type": "array", "items": TEXT, "maxItems": 8}),
    ("minItems", {"type": "array", "items": TEXT}, {"type": "array", "items": TEXT, "minItems": 1}),
    ("uniqueItems", {"type": "array", "items": TEXT}, {"type": "array", "items": TEXT, "uniqueItems": True}),
    ("items/maxLength", {"type": "array", "items": TEXT}, {"type": "array", "items": TEXT | {"maxLength": 5}}),
    ("maxProperties", {"type": "object"}, {"type": "object", "maxProperties": 5}),
    ("minProperties", {"type": "object"}, {"type": "object", "minProperties": 1}),
    ("*/maxLength", {"type": "object", "additionalProperties": TEXT},
     {"type": "object", "additionalProperties": TEXT | {"maxLength": 5}}),
    ("propertyNames/pattern", {"type": "object"}, {"type": "object", "propertyNames": {"pattern": "^a"}}),
    ("a/maxLength", having("a", TEXT), having("a", TEXT | {"maxLength": 5})),
    ("maxLength", TEXT, {"allOf": [TEXT, {"maxLength": 5}, {"maxLength": 9}]}),
    ("maxLength", {"anyOf": [TEXT, NULL]}, {"anyOf": [TEXT | {"maxLength": 5}, NULL]}),
]  # fmt: skip
SCHEMAS = {"Thing": having("a", TEXT)}


def ids(old: Json, new: Json) -> list[str]:
    return [finding.id for finding in compare(old, new)]


@pytest.mark.parametrize(("keyword", "wide", "narrow"), NARROWER)
def test_a_request_is_not_narrowed_and_an_answer_is_not_widened(keyword: str, wide: Json, narrow: Json) -> None:
    assert ids(taking(wide, SCHEMAS), taking(narrow, SCHEMAS)) == [f"request-narrowed update_thing {BODY}/{keyword}"]
    assert ids(taking(narrow, SCHEMAS), taking(wide, SCHEMAS)) == []
    assert ids(giving(wide, SCHEMAS), giving(narrow, SCHEMAS)) == []
    assert ids(giving(narrow, SCHEMAS), giving(wide, SCHEMAS)) == [f"response-widened update_thing {ANSWER}/{keyword}"]


@pytest.mark.parametrize(
    ("old", "new", "request_", "response"),
    [
        # a member that is no longer there is missed by whoever sends it and by whoever reads it
        (having("a", TEXT), {"type": "object"}, "request-property-removed a", "response-property-removed a"),
        # one that is new may be left out, and may be overlooked
        ({"type": "object"}, having("a", TEXT), None, None),
        (having("a", TEXT), having("a", TEXT, required=True), "request-property-required a", None),
        ({"type": "object"}, having("a", TEXT, required=True), "request-property-required a", None),
        (having("a", TEXT, required=True), having("a", TEXT), None, "response-property-optional a"),
        # answers may grow, and what is taken may become more
        ({"type": "object"}, {"type": "object", "additionalProperties": False}, "request-narrowed *", None),
        ({"type": "object", "additionalProperties": False}, {"type": "object"}, None, None),
        ({"type": "object", "additionalProperties": TEXT}, {"type": "object"}, None, "response-widened */type"),
        # a format decides which type a client has
        (TEXT, TEXT | {"format": "date"}, "request-format-changed ", "response-format-changed "),
        (TEXT | {"format": "date"}, TEXT, "request-format-changed ", "response-format-changed "),
        (TEXT | {"pattern": "^[ab]"}, TEXT | {"pattern": "^a"}, "request-narrowed pattern", "response-widened pattern"),
        ({"type": "integer"}, TEXT, "request-narrowed type", "response-widened type"),
        # codes that are open may become more anywhere, and fewer where they are given
        (TEXT | {"x-extensible-enum": ["a"]}, TEXT | {"x-extensible-enum": ["a", "b"]}, None, None),
        (TEXT | {"x-extensible-enum": ["a", "b"]}, TEXT | {"x-extensible-enum": ["b"]},
         "request-narrowed x-extensible-enum", None),
        (TEXT | {"default": "a"}, TEXT | {"default": "b"}, "request-default-changed ", None),
        (TEXT | {"default": "a"}, TEXT, "request-default-changed ", None),
        (TEXT, TEXT | {"default": "a"}, None, None),
        (TEXT | {"enum": ["ab"]}, TEXT | {"maxLength": 2}, None, "response-widened enum"),
        (TEXT | {"enum": ["ab"]}, TEXT | {"maxLength": 1}, "request-narrowed maxLength", "response-widened enum"),
        # what cannot be judged is shown to somebody
        (TEXT, TEXT | {"not": {"const": "a"}}, "request-unjudged not", "response-unjudged not"),
        ({"type": "object", "patternProperties": {"^a": TEXT}}, {"type": "object", "patternProperties": {"^b": TEXT}},
         "request-unjudged *", "response-unjudged *"),
        # words are no promise
        (TEXT | {"title": "A", "description": "a", "examples": ["a"]}, TEXT, None, None),
    ],
)  # fmt: skip
def test_each_direction_has_rules_of_its_own(old: Json, new: Json, request_: str | None, response: str | None) -> None:
    def expected(told: str | None, at: str) -> list[str]:
        if told is None:
            return []
        rule, _, part = told.partition(" ")
        return [f"{rule} update_thing {at}{'/' if part else ''}{part}"]

    assert ids(taking(old), taking(new)) == expected(request_, BODY)
    assert ids(giving(old), giving(new)) == expected(response, ANSWER)


def test_what_is_sent_and_given_alike_is_told_once_by_the_name_of_its_schema() -> None:
    old, new = having("a", TEXT | {"maxLength": 9}), having("a", TEXT | {"maxLength": 5})
    assert ids(taking(THING, {"Thing": old}), taking(THING, {"Thing": new})) == ["request-narrowed Thing /a/maxLength"]
    lists = {"type": "array", "items": THING}
    assert ids(giving(lists, {"Thing": new}), giving(lists, {"Thing": old})) == ["response-widened Thing /a/maxLength"]
    # written out in one document and by name in the other, it is the same
    assert ids(taking(old), taking(THING, {"Thing": old})) == []
    assert ids(taking(old), taking(THING, {"Thing": new})) == [f"request-narrowed update_thing {BODY}/a/maxLength"]


def test_a_schema_that_got_another_name_is_another_class_in_every_client() -> None:
    other = {"$ref": "#/components/schemas/Other"}
    assert ids(giving(THING, SCHEMAS), giving(other, {"Other": SCHEMAS["Thing"]})) == ["schema-renamed Thing /"]


def test_a_schema_that_holds_itself_is_compared_to_its_end() -> None:
    def tree(leaf: Json) -> Json:
        members = {"leaf": leaf, "children": {"type": "array", "items": THING}, "parent": {"anyOf": [THING, NULL]}}
        return {"Thing": {"type": "object", "properties": members}}

    assert ids(giving(THING, tree(TEXT)), giving(THING, tree(TEXT))) == []
    assert ids(giving(THING, tree(TEXT)), giving(THING, tree({"anyOf": [TEXT, NULL]}))) == [
        "response-widened Thing /leaf/type"
    ]
    unrolled = tree(TEXT)["Thing"]
    assert ids(giving(unrolled, tree(TEXT)), giving(THING, tree(TEXT))) == []


def bounded(kind: str, *keywords: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    bounds = st.fixed_dictionaries({}, optional={keyword: st.integers(0, 3) for keyword in keywords})
    fixed = st.one_of(st.just({}), st.lists(values, min_size=1, max_size=3).map(lambda some: {"enum": some}))
    return st.tuples(bounds, fixed).map(lambda parts: {"type": kind} | parts[0] | parts[1])


TEXTS = st.text("ab", max_size=4)
SIMPLE = st.one_of(
    st.just(NULL),
    bounded("string", "minLength", "maxLength", values=TEXTS),
    bounded("integer", "minimum", "maximum", values=st.integers(0, 3)),
    bounded("number", "minimum", "exclusiveMaximum", values=st.integers(0, 3)),
)


def closed(members: Json) -> st.SearchStrategy[Json]:
    required = st.lists(st.sampled_from(sorted(members)), unique=True) if members else st.just([])
    shape = {"type": "object", "properties": members, "additionalProperties": False}
    return required.map(lambda names: shape | {"required": names})


def nested(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda some: {"anyOf": some}),
        st.tuples(inner, st.integers(0, 2)).map(lambda p: {"type": "array", "items": p[0], "maxItems": p[1]}),
        st.dictionaries(st.sampled_from("xy"), inner, max_size=2).flatmap(closed),
    )


ANY_SCHEMA = st.recursive(SIMPLE, nested, max_leaves=5)
ANY_VALUE = st.recursive(
    st.one_of(st.none(), st.integers(-1, 4), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("xyz"), inner, max_size=2)),
    max_leaves=4,
)


def judged(old: Json, new: Json, direction: Direction) -> bool:
    return not Schemas({}, {}).compare(old, new, direction, Place("thing"))


@given(ANY_SCHEMA, ANY_SCHEMA, st.lists(ANY_VALUE, min_size=10, max_size=30))
def test_what_is_found_harmless_takes_all_that_was_taken(old: Json, new: Json, values: list[Any]) -> None:
    before, after = Draft202012Validator(old), Draft202012Validator(new)
    refused = [value for value in values if before.is_valid(value) and not after.is_valid(value)]
    if refused:
        assert not judged(old, new, Direction.REQUEST)


@given(ANY_SCHEMA)
def test_a_schema_breaks_nothing_that_was_made_for_it(schema: Json) -> None:
    for direction in Direction:
        assert judged(schema, schema, direction)
        assert judged(schema, {"anyOf": [schema, NULL]}, Direction.REQUEST)
        assert judged({"anyOf": [schema, NULL]}, schema, Direction.RESPONSE)
