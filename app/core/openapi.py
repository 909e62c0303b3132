"""The OpenAPI document: what FastAPI derives from the code, made exact about headers, problems and access."""

import json
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from app.core.errors import (
    AddressTooLong,
    DatabaseUnavailable,
    Fact,
    HeadersTooLarge,
    InternalError,
    InvalidCursor,
    InvalidRequest,
    NotAcceptable,
    NotFound,
    NotPermitted,
)
from app.core.gateway import API_VERSION
from app.core.problems import MEDIA_TYPE, Problem
from app.core.routes import routes_of
from app.core.security import PUBLIC, access_of

LOCAL_SERVER = "http://127.0.0.1:8000"
_EXAMPLE_ID = "019ab3f2c8d07d5e9f1b2a3c4d5e6f70"

# what every operation can answer, whatever it does
_ALWAYS: tuple[type[Fact], ...] = (
    NotAcceptable,
    AddressTooLong,
    InvalidRequest,
    HeadersTooLarge,
    InternalError,
    DatabaseUnavailable,
)

# what an operation declares itself, by `responses=answers(…)`
_ON_OCCASION: tuple[type[Fact], ...] = (NotPermitted,)

_HEADERS: dict[str, dict[str, Any]] = {
    "API-Version": {
        "description": "Version of this interface (semantic versioning); the path carries its major part.",
        "required": True,
        "schema": {"type": "string", "maxLength": 20, "pattern": r"^\d+\.\d+\.\d+$", "examples": [API_VERSION]},
    },
    "X-Request-Id": {
        "description": "Leads to this request in the log; a sensible one sent by the client is kept.",
        "required": True,
        "schema": {"type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9._-]+$", "examples": [_EXAMPLE_ID]},
    },
    "ETag": {
        "description": "Strong validator of this representation, for If-None-Match.",
        "schema": {"type": "string", "maxLength": 80, "pattern": '^".*"$', "examples": ['"r42"']},
    },
    "Cache-Control": {
        "description": "Whether and for how long the answer may be kept.",
        "schema": {"type": "string", "maxLength": 80, "pattern": "^[a-z0-9, =-]+$", "examples": ["public, no-cache"]},
    },
    "Link": {
        "description": "The neighbouring pages (RFC 8288); `next` and `prev` in the body say the same.",
        "schema": {
            "type": "string",
            "maxLength": 20000,
            "pattern": "^<.*$",
            "examples": [f'<{LOCAL_SERVER}/v1/innovations?limit=20&cursor=q83vASNFZ4mrze8>; rel="next"'],
        },
    },
    "Retry-After": {
        "description": "Seconds to wait before trying again.",
        "schema": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 86400, "examples": [2]},
    },
}
_EVERYWHERE = ("API-Version", "X-Request-Id")

DESCRIPTION = """\
One record of every public-service innovation of Kota Medan: who made it, for which agency, in which stage it is, and
the words of the source that each fact rests on.

* Ids are UUIDv7; a slug is accepted wherever a record is read.
* Lists are pages: `next` and `prev` are cursors for the same list. They belong to its filter and order.
* What no source says is `null`, or the code `tidak_diketahui`; dates may be a year, a month or a day.
* Codes are open: tolerate new ones. `/v1/vocabularies` explains each in Indonesian and English.
* Every error is a problem document (RFC 9457); decide by its `code`. Its sentences are Indonesian or English by
  `Accept-Language`.
* Every answer has a strong `ETag`: send it back as `If-None-Match`, and an unchanged answer is a 304 without a body.
"""


def check_routes(app: FastAPI) -> None:
    """Stop the start if an endpoint does not say who may call it, or two have the same operation id.

    Raises:
        RuntimeError: naming the endpoint.
    """
    seen: set[str] = set()
    for path, route in routes_of(app):
        if access_of(route.endpoint) is None:
            message = f"{path} does not declare who may call it"
            raise RuntimeError(message)
        if route.name in seen:
            message = f"two operations are called {route.name}"
            raise RuntimeError(message)
        seen.add(route.name)


def describe(app: FastAPI, server: str = LOCAL_SERVER) -> dict[str, Any]:
    """Return the OpenAPI document of the application."""
    document = get_openapi(
        title="Inovasi Medan",
        version=API_VERSION,
        summary="The registry of public-service innovations of Kota Medan",
        description=DESCRIPTION,
        routes=app.routes,
        tags=app.openapi_tags,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": server, "description": "Where this document was served from"}],
    )
    # set here, because FastAPI would ask for another package to look at the e-mail address
    document["info"]["contact"] = {
        "name": "Inovasi Medan",
        "url": f"{LOCAL_SERVER}/",
        "email": "inovasi@example.go.id",
    }
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _, problems = models_json_schema([(Problem, "serialization")], ref_template="#/components/schemas/{model}")
    schemas.update(problems["$defs"])
    components["headers"] = _HEADERS
    every = (*_ALWAYS, InvalidCursor, NotFound, *_ON_OCCASION)
    components["responses"] = {fact.__name__: _problem_response(fact) for fact in every}
    access = {(path, route.name): access_of(route.endpoint) for path, route in routes_of(app)}
    for path, item in document["paths"].items():
        for operation in item.values():
            _complete(operation, path, access[path, operation["operationId"]])
    return document


def _complete(operation: dict[str, Any], path: str, access: str | None) -> None:
    """Add to an operation what every one has: headers, conditional answers, problems and access."""
    if access == PUBLIC:
        operation["security"] = []
    responses = operation["responses"]
    responses.pop("422", None)
    paged = any(parameter["name"] == "cursor" for parameter in operation.get("parameters", []))
    ok = responses["200"]
    ok["description"] = operation["summary"]
    ok["headers"] = _header_refs(*_EVERYWHERE, "ETag", "Cache-Control", *(["Link"] if paged else []))
    responses["304"] = {
        "description": "The client's copy is still right.",
        "headers": _header_refs(*_EVERYWHERE, "ETag", "Cache-Control"),
    }
    facts: list[type[Fact]] = [*_ALWAYS, *([InvalidCursor] if paged else []), *([NotFound] if "{" in path else [])]
    facts += [fact for fact in _ON_OCCASION if str(fact.status) in responses]
    for fact in sorted(facts, key=lambda fact: fact.status):
        responses[str(fact.status)] = {"$ref": f"#/components/responses/{fact.__name__}"}
    operation["responses"] = dict(sorted(responses.items()))


def _header_refs(*names: str) -> dict[str, dict[str, str]]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problem_response(fact: type[Fact]) -> dict[str, Any]:
    extra = ["Retry-After"] if fact.retry_after is not None else []
    return {
        "description": f"{HTTPStatus(fact.status).phrase}: {fact.title.en.lower()}",
        "headers": _header_refs(*_EVERYWHERE, "Cache-Control", *extra),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": {
                    "type": f"{LOCAL_SERVER}/problems#{fact.code}",
                    "title": fact.title.id,
                    "status": fact.status,
                    "detail": fact.meaning.id,
                    "instance": "/v1/innovations",
                    "code": fact.code,
                    "request_id": _EXAMPLE_ID,
                    "errors": [],
                },
            }
        },
    }


def render(app: FastAPI) -> str:
    """Return the document as the text that is committed and published."""
    return json.dumps(describe(app), ensure_ascii=False, indent=2, sort_keys=False) + "\n"
