"""Rules of the house that a machine remembers."""

import json
import re
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from app.core import openapi
from app.core.gateway import Service
from app.core.problems import MEDIA_TYPE, catalogue
from app.core.routes import routes_of
from app.core.security import access_of, public
from app.core.settings import Settings
from app.main import create_app
from tests.migrating import ROOT

DOCUMENT = ROOT / "openapi" / "openapi.json"
NAME = re.compile(r"(list|get|create|update|delete|[a-z]+)_[a-z_]+")


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(database_url="postgresql://nowhere/none"))


@pytest.fixture(scope="module")
def document(app: FastAPI) -> dict:
    return openapi.describe(app)


def operations(document: dict) -> list[tuple[str, str, dict]]:
    return [(path, method, operation) for path, item in document["paths"].items() for method, operation in item.items()]


def test_the_committed_document_is_what_the_code_says(app: FastAPI) -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == openapi.render(app), "run `make openapi`"


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
    router = APIRouter()

    @router.get("/open")
    async def get_open() -> None: ...

    service = Service()
    service.include_router(router)
    with pytest.raises(RuntimeError, match="/open does not declare"):
        openapi.check_routes(service)


def test_two_operations_of_one_name_stop_the_start() -> None:
    service = Service()
    for path in ("/one", "/two"):
        service.add_api_route(path, public(lambda: None), name="get_thing")
    with pytest.raises(RuntimeError, match="get_thing"):
        openapi.check_routes(service)


def test_every_operation_says_what_it_is_and_who_may_call_it(document: dict) -> None:
    for path, method, operation in operations(document):
        assert operation.get("summary"), (path, method)
        assert operation.get("description"), (path, method)
        assert operation.get("tags"), (path, method)
        assert "security" in operation, (path, method)


def test_every_operation_documents_its_problems(document: dict) -> None:
    for path, method, operation in operations(document):
        statuses = set(operation["responses"])
        assert {"200", "304", "406", "414", "422", "431", "500", "503"} <= statuses, (path, method)
        assert ("404" in statuses) == ("{" in path), (path, method)
        cursor = any(parameter["name"] == "cursor" for parameter in operation.get("parameters", []))
        assert ("400" in statuses) == cursor, (path, method)
        for status, response in operation["responses"].items():
            if status >= "400":
                name = response["$ref"].rsplit("/", 1)[1]
                assert list(document["components"]["responses"][name]["content"]) == [MEDIA_TYPE]


def test_every_answer_documents_its_headers(document: dict) -> None:
    for path, method, operation in operations(document):
        for status, response in operation["responses"].items():
            shared = document["components"]["responses"].get(response.get("$ref", "").rsplit("/", 1)[-1])
            headers = set((shared or response)["headers"])
            assert {"API-Version", "X-Request-Id"} <= headers, (path, method, status)
            if status in {"200", "304"}:
                assert {"ETag", "Cache-Control"} <= headers, (path, method, status)


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
    locks = [*ROOT.glob("**/*.lock"), *ROOT.glob(".ci/*-lock.json")]
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
