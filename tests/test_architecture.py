"""Rules of the house that a machine remembers."""

import json
import re
from pathlib import Path

import pytest
import yaml
from fastapi import APIRouter, FastAPI
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from starlette.routing import Mount, Route

from app.core import openapi
from app.core.gateway import Service
from app.core.openapi_text import as_json, as_yaml
from app.core.problems import MEDIA_TYPE, catalogue
from app.core.routes import ReadRoute, routes_of
from app.core.security import OPEN, PUBLIC, SIGNED_IN, access_of, open_to_all, public
from app.core.settings import Settings
from app.main import create_app
from tests.migrating import ROOT

DOCUMENT = ROOT / "openapi" / "openapi.json"
DOCUMENT_IN_YAML = DOCUMENT.with_suffix(".yaml")
NAME = re.compile(r"(list|get|create|update|delete|[a-z]+)_[a-z_]+")
# what everyone may change without credentials: one is added here by somebody who has thought about it
OPEN_TO_ALL = {"create_objection", "answer_survey"}


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(database_url="postgresql://nowhere/none"))


@pytest.fixture(scope="module")
def document(app: FastAPI) -> dict:
    return openapi.describe(app)


def operations(document: dict) -> list[tuple[str, str, dict]]:
    return [(path, method, operation) for path, item in document["paths"].items() for method, operation in item.items()]


def test_the_committed_document_is_what_the_code_says(document: dict) -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == as_json(document), "run `make openapi`"
    assert DOCUMENT_IN_YAML.read_text(encoding="utf-8") == as_yaml(document), "run `make openapi`"


def test_the_document_is_the_same_in_yaml(document: dict) -> None:
    text = as_yaml(document)
    assert yaml.safe_load(text) == document
    # sentences stand in lines of their own, not with escaped line ends
    assert "\n  description: |\n    One record of every" in text


def test_the_document_is_valid_openapi(document: dict) -> None:
    validate(document)
    assert document["openapi"].startswith("3.1")


def test_operation_ids_are_unique_and_read_as_verb_and_noun(document: dict) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    assert all(NAME.fullmatch(name) for name in ids)


def test_every_route_declares_who_may_call_it(app: FastAPI) -> None:
    assert [path for path, route in routes_of(app) if access_of(route.endpoint) is None] == []


def test_a_route_without_a_declaration_stops_the_start() -> None:
    router = APIRouter(route_class=ReadRoute)

    @router.get("/open")
    async def get_open() -> None: ...

    service = Service(openapi_url=None)
    service.include_router(router)
    with pytest.raises(RuntimeError, match="/open does not declare"):
        openapi.check_routes(service)


def test_two_operations_of_one_name_stop_the_start() -> None:
    router = APIRouter(route_class=ReadRoute)
    for path in ("/one", "/two"):
        router.add_api_route(path, public(lambda: None), name="get_thing")
    service = Service(openapi_url=None)
    service.include_router(router)
    with pytest.raises(RuntimeError, match="get_thing"):
        openapi.check_routes(service)


def test_a_route_that_does_not_hold_requests_to_our_rules_stops_the_start() -> None:
    service = Service(openapi_url=None)
    service.add_api_route("/plain", public(lambda: None))
    with pytest.raises(RuntimeError, match="/plain is no DocumentRoute, ReadRoute or WriteRoute"):
        openapi.check_routes(service)
    for strange in (Mount("/files", FastAPI()), Route("/bare", lambda _: None)):
        service = Service(openapi_url=None)
        service.router.routes.append(strange)
        with pytest.raises(RuntimeError, match="is no DocumentRoute"):
            openapi.check_routes(service)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_change_outside_of_a_transaction_stops_the_start(method: str) -> None:
    router = APIRouter(route_class=ReadRoute)
    router.add_api_route("/thing", public(lambda: None), methods=[method])
    service = Service(openapi_url=None)
    service.include_router(router)
    with pytest.raises(RuntimeError, match="/thing changes something"):
        openapi.check_routes(service)


def test_a_read_that_is_open_to_all_stops_the_start() -> None:
    router = APIRouter(route_class=ReadRoute)
    router.add_api_route("/thing", open_to_all(lambda: None), name="get_thing")
    service = Service(openapi_url=None)
    service.include_router(router)
    with pytest.raises(RuntimeError, match="/thing is open to all and changes nothing"):
        openapi.check_routes(service)


def test_every_operation_says_what_it_is_and_who_may_call_it(document: dict) -> None:
    for path, method, operation in operations(document):
        assert operation.get("summary"), (path, method)
        assert operation.get("description"), (path, method)
        assert operation.get("tags"), (path, method)
        assert "security" in operation, (path, method)


def answer_of(document: dict, response: dict) -> dict:
    """Return an answer as it is described, here or among the shared ones."""
    return document["components"]["responses"].get(response.get("$ref", "").rsplit("/", 1)[-1], response)


def parameters_of(document: dict, operation: dict) -> dict[str, dict]:
    shared = document["components"]["parameters"]
    every = [shared.get(one.get("$ref", "").rsplit("/", 1)[-1], one) for one in operation.get("parameters", [])]
    return {one["name"]: one for one in every}


def is_streamed(document: dict, path: str) -> bool:
    """Whether a path is that of a whole list as a file, which is sent while it is read and has no validator."""
    listing = document["paths"].get(path.removesuffix(".{format}"), {}) if path.endswith(".{format}") else {}
    return "cursor" in {one.get("name") for one in listing.get("get", {}).get("parameters", [])}


def problems_of(path: str, method: str, parameters: dict[str, dict]) -> set[str]:
    """Return the statuses of the problems that an operation must document."""
    expected = {"401", "403", "406", "414", "422", "429", "431", "500", "503"}
    expected |= {"404"} if "{" in path else set()
    expected |= {"400"} if parameters.keys() & {"cursor", "after"} else set()
    expected |= {"412", "428"} if "If-Match" in parameters else set()
    return expected | ({"400", "409", "413", "415"} if method != "get" else set())


def test_every_operation_documents_its_problems(document: dict) -> None:
    for path, method, operation in operations(document):
        statuses = set(operation["responses"])
        expected = problems_of(path, method, parameters_of(document, operation))
        assert expected <= statuses, (path, method)
        # what a router declares beside that: a record that is gone, versions that are named in the body, and of a read
        # what an instrument does not say
        assert {status for status in statuses - expected if status >= "400"} <= {"409", "410", "412"}, (path, method)
        assert ("304" in statuses) == (method == "get" and not is_streamed(document, path)), (path, method)
        assert len([status for status in statuses if status < "300"]) == 1, (path, method)
        for status, response in operation["responses"].items():
            if status >= "400":
                assert list(answer_of(document, response)["content"]) == [MEDIA_TYPE], (path, method, status)


def test_every_answer_documents_its_headers(document: dict) -> None:
    for path, method, operation in operations(document):
        expected = {"200": {"Cache-Control"}, "201": {"Location", "Cache-Control"}, "308": {"Location"}}
        expected |= {"304": {"ETag", "Cache-Control"}, "401": {"WWW-Authenticate"}, "429": {"Retry-After"}}
        expected |= {"412": {"ETag"}, "428": {"ETag"}, "503": {"Retry-After"}}
        if method == "get":
            expected["200"] |= {"Content-Disposition"} if is_streamed(document, path) else {"ETag"}
        if method == "post":
            expected["200"] |= {"Idempotency-Replayed"}
            expected["201"] |= {"Idempotency-Replayed"}
        for status, response in operation["responses"].items():
            headers = set(answer_of(document, response)["headers"])
            always = {"API-Version", "X-Request-Id"} | (
                {"RateLimit", "RateLimit-Policy"} if path.startswith("/v1") else set()
            )
            assert always | expected.get(status, set()) <= headers, (path, method, status)


def test_every_operation_says_which_credentials_it_needs(app: FastAPI, document: dict) -> None:
    declared = {route.name: access_of(route.endpoint) for _, route in routes_of(app)}
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    for path, method, operation in operations(document):
        access = declared[operation["operationId"]]
        if access == PUBLIC:
            assert operation["security"] in ([], [{}, {"bearer": []}]), (path, method)
            assert method == "get", "nobody changes anything without credentials, but for what is open to all"
            continue
        if access == OPEN:
            assert operation["security"] == [], (path, method)
            assert (method, operation["operationId"] in OPEN_TO_ALL) == ("post", True), (path, method)
            assert operation["description"].endswith("\n\nNeeds no credentials, and notes nobody's name."), path
            continue
        assert operation["security"] == [{"bearer": []}], (path, method)
        if access == SIGNED_IN:
            assert operation["description"].endswith("\n\nNeeds credentials."), (path, method)
        else:
            assert operation["x-permission"] == access, (path, method)
            assert operation["description"].endswith(f"\n\nNeeds `{access}`."), (path, method)


def test_what_is_open_to_all_is_written_down_here(app: FastAPI) -> None:
    assert {route.name for _, route in routes_of(app) if access_of(route.endpoint) == OPEN} == OPEN_TO_ALL


def test_what_is_hidden_from_the_public_is_said_to_take_credentials(document: dict) -> None:
    for path in (
        "/v1/innovations",
        "/v1/innovations/{key}",
        "/v1/innovations/{key}/citations",
        "/v1/innovators/{key}",
        "/v1/citations/{citation_id}",
    ):
        assert document["paths"][path]["get"]["security"] == [{}, {"bearer": []}]
    assert document["paths"]["/v1/areas"]["get"]["security"] == []


def test_every_write_can_be_repeated_or_says_what_it_changes(document: dict) -> None:
    for path, method, operation in operations(document):
        parameters = parameters_of(document, operation)
        assert ("Idempotency-Key" in parameters) == (method == "post"), (path, method)
        assert "if-match" not in parameters, (path, method)
        if method == "patch":
            assert parameters["If-Match"]["required"] is True, (path, method)
            assert list(operation["requestBody"]["content"]) == ["application/merge-patch+json", "application/json"]
        for media in operation.get("requestBody", {}).get("content", {}).values():
            schema = document["components"]["schemas"][media["schema"]["$ref"].rsplit("/", 1)[1]]
            assert schema["additionalProperties"] is False, (path, method)


def test_a_record_that_can_be_gone_can_also_have_moved(document: dict) -> None:
    answers = document["paths"]["/v1/innovations/{key}"]["get"]["responses"]
    assert {"308", "410"} <= set(answers)
    assert answers["410"]["$ref"].endswith("/Archived")
    for path, method, operation in operations(document):
        below = path.startswith("/v1/innovations/{key}")
        assert ("308" in operation["responses"]) is below, (path, method)


def test_examples_of_problems_are_problems(document: dict) -> None:
    schema = {**document["components"]["schemas"]["Problem"], "components": document["components"]}
    for name, response in document["components"]["responses"].items():
        Draft202012Validator(schema).validate(response["content"][MEDIA_TYPE]["example"]), name


def test_every_problem_has_words_in_both_languages() -> None:
    entries = catalogue()
    assert len({entry.code for entry in entries}) == len(entries) > 10
    for entry in entries:
        for text in (entry.title, entry.meaning):
            assert text.id, entry.code
            assert text.en, entry.code
            assert text.id != text.en, entry.code
            assert "{" not in text.id + text.en, entry.code


def test_locks_name_no_place_to_download_from() -> None:
    locks = [*ROOT.glob("**/*.lock"), *ROOT.glob(".ci/*-lock.json"), *ROOT.glob("tests/**/package-lock.json")]
    locks = [path for path in locks if not {"node_modules", ".venv", "build"} & set(path.relative_to(ROOT).parts)]
    assert len(locks) >= 5
    for path in locks:
        text = path.read_text(encoding="utf-8")
        assert '"resolved"' not in text, path
        if path.suffix == ".lock":
            assert "://" not in text, path


def test_nothing_names_the_folder_it_stands_in() -> None:
    for pattern in ("*", ".ci/*", "app/**/*.py", "app/**/*.yaml", "bench/*", "deploy/**/*", "docs/*", "tests/**/*.py"):
        for path in ROOT.glob(pattern):
            if path.is_file() and path.suffix != ".pyc":
                assert f"{ROOT}/" not in path.read_text(encoding="utf-8"), path


def test_every_setting_is_documented() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"`{name.upper()}`" in readme, f"{name.upper()} is missing in the README"


def test_files_stay_readable() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in Path(ROOT / "app").rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}


def test_the_document_has_no_inline_unions_but_null(document: dict) -> None:
    def walk(node: object, at: str) -> None:
        if isinstance(node, dict):
            kinds = [part for part in node.get("anyOf", []) if part != {"type": "null"}]
            assert len(kinds) <= 1, at
            for name, part in node.items():
                walk(part, f"{at}/{name}")
        elif isinstance(node, list):
            for index, part in enumerate(node):
                walk(part, f"{at}/{index}")

    walk(json.loads(json.dumps(document)), "#")
