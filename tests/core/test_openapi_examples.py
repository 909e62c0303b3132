"""What the document shows and promises to those who generate clients from it."""

import copy
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.core import openapi
from app.core.openapi_parts import LOCAL_SERVER
from app.core.settings import Settings
from app.main import create_app
from openapi.for_generators import simplified

Json = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Json:
    return openapi.describe(create_app(Settings(database_url="postgresql://nowhere/none")))


def bodies(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Every body that is sent or comes back where all went well: of which operation, of which type, and what it is."""
    for item in document["paths"].values():
        for operation in item.values():
            parts = [operation.get("requestBody", {})]
            parts += [answer for status, answer in operation["responses"].items() if status < "300"]
            for part in parts:
                for media_type, media in part.get("content", {}).items():
                    yield operation["operationId"], media_type, media


def is_json(media_type: str) -> bool:
    return media_type == "application/json" or media_type.endswith("+json")


def example_of(document: Json, media: Json) -> Any:
    if "example" in media:
        return media["example"]
    [shown] = media["examples"].values()
    return document["components"]["examples"][shown["$ref"].rsplit("/", 1)[1]]["value"]


def test_every_body_has_an_example_that_its_schema_takes(document: Json) -> None:
    checked, wrong = 0, []
    for name, media_type, media in bodies(document):
        if not is_json(media_type):
            continue
        schema = media["schema"] | {"components": document["components"]}
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        checked += 1
        wrong += [
            (name, error.json_path, error.message) for error in validator.iter_errors(example_of(document, media))
        ]
    assert wrong == []
    assert checked > 300


def test_an_answer_is_shown_whole_and_a_patch_changes_something(document: Json) -> None:
    shown = {name: example["value"] for name, example in document["components"]["examples"].items()}
    assert (
        shown["InnovationPage"]["items"][0].keys()
        == document["components"]["schemas"]["InnovationItem"]["properties"].keys()
    )
    assert len(shown["NeedUpdate"]) == 1
    assert shown["InnovationCreate"].keys() == {"name"}


def test_what_is_no_json_is_a_picture_a_text_or_a_file(document: Json) -> None:
    for name, media_type, media in bodies(document):
        if not is_json(media_type):
            assert media["schema"]["type"] == "string", name
            assert "maxLength" in media["schema"], name


def test_no_address_can_say_null(document: Json) -> None:
    for item in document["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                assert {"type": "null"} not in parameter.get("schema", {}).get("anyOf", []), parameter["name"]


def test_no_two_schemas_make_the_same_class(document: Json) -> None:
    schemas = document["components"]["schemas"]
    # generators take the title, and none tells capital letters apart in the names of files
    titles = Counter(schema.get("title", name).lower() for name, schema in schemas.items())
    assert [title for title, times in titles.items() if times > 1] == []


def test_no_schema_has_a_nullable_member_of_its_own_name(document: Json) -> None:
    # the generated code has one variable for both
    for name, schema in document["components"]["schemas"].items():
        own = re.sub(r"(?<!^)(?=[A-Z])", "_", schema.get("title", name)).lower()
        assert "anyOf" not in schema.get("properties", {}).get(own, {}), name


def test_the_committed_document_names_this_machine_and_a_city(document: Json) -> None:
    assert [server["url"] for server in document["servers"]] == [LOCAL_SERVER, "https://{host}"]


def test_generators_are_given_one_way_to_ask_for_each_thing(document: Json) -> None:
    simple = simplified(copy.deepcopy(document))
    update = simple["paths"]["/v1/innovations/{key}"]["patch"]
    assert list(update["requestBody"]["content"]) == ["application/json"]
    assert update["security"] == [{"bearer": []}]
    # what everyone may read is asked without credentials, and what is written is the same in both
    assert simple["paths"]["/v1/innovations"]["get"]["security"] == []
    assert simple["components"] == document["components"]
