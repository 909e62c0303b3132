"""Whole documents, and what the public tools overlook."""

import copy
import json
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from openapi.breaking.operations import compare
from tests.breaking.documents import Json, document, giving, having, taking
from tests.migrating import ROOT

TEXT = {"type": "string"}
RELEASED = json.loads((ROOT / "openapi" / "released" / "1.4.0.json").read_text(encoding="utf-8"))


def parameter(**more: Any) -> Json:
    return document({"parameters": [{"name": "year", "in": "query", "schema": TEXT} | more]})


def secured(*alternatives: Json) -> Json:
    return document({"security": list(alternatives)})


def body(**more: Any) -> Json:
    return document({"requestBody": {"content": {"application/json": {"schema": {}}}} | more})


def header(**more: Any) -> Json:
    return document({"responses": {"200": {"headers": {"ETag": {"schema": TEXT} | more}}}})


BEARER, OTHER = {"bearer": []}, {"other": []}
NOTHING = document()
CHANGES: list[tuple[str, Json, Json, str | None, str | None]] = [
    ("operation", NOTHING, NOTHING | {"paths": {}}, "operation-removed /", None),
    ("its id", NOTHING, document({"operationId": "change_thing"}), "operation-id-changed /", "operation-id-changed /"),
    ("parameter", parameter(), NOTHING, "parameter-removed /parameters/query/year", None),
    ("parameter that has to be sent", NOTHING, parameter(required=True), "parameter-required /parameters/query/year",
     "parameter-removed /parameters/query/year"),
    ("parameter that has to be sent now", parameter(), parameter(required=True),
     "parameter-required /parameters/query/year", None),
    ("place of a parameter", parameter(), parameter(**{"in": "header"}), "parameter-moved /parameters/query/year",
     "parameter-moved /parameters/header/year"),
    ("style of a parameter", parameter(), parameter(style="pipeDelimited", explode=False),
     "parameter-style-changed /parameters/query/year", "parameter-style-changed /parameters/query/year"),
    ("the usual style, said", parameter(), parameter(style="form", explode=True), None, None),
    ("bound of a parameter", parameter(), parameter(schema=TEXT | {"maxLength": 4}),
     "request-narrowed /parameters/query/year/maxLength", None),
    ("default of a parameter", parameter(schema=TEXT | {"default": "2017"}), parameter(schema=TEXT | {"default": ""}),
     "request-default-changed /parameters/query/year", "request-default-changed /parameters/query/year"),
    ("null in an address", parameter(schema={"anyOf": [TEXT, {"type": "null"}]}), parameter(), None, None),
    ("body that has to be sent", body(), body(required=True), "body-required /requestBody", None),
    ("body", body(), NOTHING, "body-removed /requestBody", None),
    ("body that has to be sent, where there was none", NOTHING, body(required=True), "body-required /requestBody",
     "body-removed /requestBody"),
    ("media type that is taken", body(), body(content={"text/csv": {}}),
     "request-media-type-removed /requestBody/application~1json", "request-media-type-removed /requestBody/text~1csv"),
    ("media type that is given", giving({}), document({"responses": {"200": {}}}),
     "response-media-type-removed /responses/200/application~1json", None),
    ("status of a refusal", document({"responses": {"404": {}}}), NOTHING, "response-removed /responses/404", None),
    ("status of success", document({"responses": {"202": {}}}), NOTHING, "response-removed /responses/202",
     "response-added /responses/202"),
    ("header", header(), document({"responses": {"200": {}}}),
     "response-header-removed /responses/200/headers/etag", None),
    ("header that is always sent", header(required=True), header(),
     "response-header-optional /responses/200/headers/etag", None),
    ("form of a header", header(schema=TEXT | {"maxLength": 9}), header(),
     "response-widened /responses/200/headers/etag/maxLength", None),
    ("credentials", secured(), secured(BEARER), "security-added /security", None),
    ("credentials that are no longer a choice", secured({}, BEARER), secured(BEARER), "security-added /security", None),
    ("other credentials", secured(BEARER), secured(OTHER), "security-added /security", "security-added /security"),
    ("a choice of credentials", secured(BEARER), secured(BEARER, OTHER), None, "security-added /security"),
    ("more of the credentials", secured({"bearer": ["a"]}), secured({"bearer": ["a", "b"]}), "security-added /security",
     None),
    ("credentials of all operations", NOTHING, NOTHING | {"security": [BEARER]}, "security-added /security", None),
    ("permission", NOTHING, document({"x-permission": "a"}), "security-added /x-permission", None),
]  # fmt: skip


def ids(old: Json, new: Json) -> list[str]:
    return [finding.id for finding in compare(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "there", "back"), [change[1:] for change in CHANGES], ids=[c[0] for c in CHANGES]
)
def test_every_rule_in_both_directions(old: Json, new: Json, there: str | None, back: str | None) -> None:
    def told(old: Json, new: Json) -> str | None:
        found = compare(old, new)
        assert len(found) < 2
        return f"{found[0].rule} {found[0].pointer or '/'}" if found else None

    assert told(old, new) == there
    assert told(new, old) == back


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (taking(having("a", TEXT)), taking(having("a", TEXT, required=True)), "request-property-required"),
        (taking(TEXT | {"maxLength": 9}), taking(TEXT | {"maxLength": 8}), "request-narrowed"),
        (taking({"type": "integer", "maximum": 9}), taking({"type": "integer", "maximum": 8}), "request-narrowed"),
        (secured(), secured(BEARER), "security-added"),
    ],
    ids=["newly required member", "narrowed maxLength", "narrowed maximum", "credentials added"],
)
def test_what_a_public_tool_overlooks_is_found(old: Json, new: Json, rule: str) -> None:
    assert [finding.rule for finding in compare(old, new)] == [rule]


def test_the_name_of_a_placeholder_is_an_argument_of_every_client() -> None:
    def at(path: str, name: str) -> Json:
        taken = [{"name": name, "in": "path", "required": True, "schema": TEXT}]
        return document(paths={path: {"get": {"operationId": "get_thing", "parameters": taken}}})

    old, new = at("/v1/things/{key}", "key"), at("/v1/things/{thing_key}", "thing_key")
    assert ids(old, new) == [
        "parameter-removed get_thing /parameters/path/key",
        "parameter-required get_thing /parameters/path/thing_key",
    ]


def test_what_operations_share_is_told_once() -> None:
    def sharing(**header: Any) -> Json:
        answer = {"200": {"$ref": "#/components/responses/Ok"}}
        paths = {f"/v1/{name}": {"get": {"operationId": name, "responses": answer}} for name in ("a", "b")}
        responses = {"Ok": {"headers": {"ETag": {"$ref": "#/components/headers/ETag"}}}}
        components = {"responses": responses, "headers": {"ETag": {"schema": TEXT} | header}, "schemas": {}}
        return document(paths=paths, components=components)

    assert ids(sharing(required=True), sharing()) == ["response-header-optional headers/ETag /"]


def test_the_released_document_breaks_nothing_of_itself() -> None:
    assert compare(RELEASED, RELEASED) == []
    assert compare(RELEASED, copy.deepcopy(RELEASED)) == []


SCHEMAS = RELEASED["components"]["schemas"]
OBJECTS = sorted(name for name, schema in SCHEMAS.items() if "properties" in schema)
# where members of any name have a schema, one that gets a name is no addition
EXTENSIBLE = [name for name in OBJECTS if not isinstance(SCHEMAS[name].get("additionalProperties"), dict)]
ADDRESSES = [(path, method) for path, item in RELEASED["paths"].items() for method in item]


# a failure is as readable as it is found; making it smaller takes minutes
@settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
@given(st.lists(st.sampled_from(EXTENSIBLE)), st.lists(st.sampled_from(ADDRESSES)), st.booleans())
def test_what_may_be_left_out_may_be_added(names: list[str], addresses: list[tuple[str, str]], more: bool) -> None:
    new = copy.deepcopy(RELEASED)
    for name in names:
        new["components"]["schemas"][name]["properties"]["extra_word"] = TEXT
    for path, method in addresses:
        operation = new["paths"][path][method]
        operation.setdefault("parameters", []).append({"name": "extra_word", "in": "query", "schema": TEXT})
        operation["responses"]["418"] = {"description": "I'm a teapot"}
        next(iter(operation["responses"].values())).setdefault("headers", {})["Extra-Word"] = {"schema": TEXT}
    if more:
        new["paths"]["/v1/extra-words"] = {"get": {"operationId": "list_extra_words", "responses": {}}}
    assert compare(RELEASED, new) == []


def test_a_member_of_every_schema_is_missed() -> None:
    new = copy.deepcopy(RELEASED)
    removed = set()
    for name in OBJECTS:
        members = new["components"]["schemas"][name]["properties"]
        # one that leads to no other schema, which would not be seen any more
        plain = [member for member, schema in sorted(members.items()) if "$ref" not in json.dumps(schema)]
        if plain:
            del members[plain[0]]
            removed.add((name, f"/{plain[0]}"))
    assert len(removed) > 500
    assert {(finding.subject, finding.pointer) for finding in compare(RELEASED, new)} == removed
