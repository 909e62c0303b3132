"""The OpenAPI document: what FastAPI derives from the code, made exact about headers, problems, writes and access."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from pydantic.json_schema import models_json_schema

from app.core.exporting import ExportRoute
from app.core.gateway import API_VERSION
from app.core.idempotency import KEPT_HOURS
from app.core.openapi_examples import add_examples
from app.core.openapi_exports import describe_exports
from app.core.openapi_operations import Operation, if_match_of
from app.core.openapi_parts import (
    HEADERS,
    IDEMPOTENCY_KEY,
    LOCAL_SERVER,
    PUBLIC_SERVER,
    SCHEME,
    SECURITY_SCHEME,
    problem_response,
)
from app.core.problems import Problem
from app.core.routes import DocumentRoute, ReadRoute, routes_of
from app.core.security import OPEN, access_of
from app.core.writing import WriteRoute

DESCRIPTION = f"""\
One record of every public-service innovation of Kota Medan: who made it, for which agency, in which stage it is, and
the words of the source that each fact rests on.

* Ids are UUIDv7; a slug is accepted wherever a record is read.
* Lists are pages: `next` and `prev` are cursors for the same list. They belong to its filter and order.
* What no source says is `null`, or the code `tidak_diketahui`; dates may be a year, a month or a day.
* Codes are open: tolerate new ones. `/v1/vocabularies` explains each in Indonesian and English.
* Every error is a problem document (RFC 9457); decide by its `code`. Its sentences are Indonesian or English by
  `Accept-Language`.
* Every read has a strong `ETag`: send it back as `If-None-Match`, and an unchanged answer is a 304 without a body.
* Every list is also a file: its address with `.csv`, `.xlsx` or `.ndjson` at the end takes the same filters and has all
  of it. Files are streamed, and have no `ETag`.
* What is published is read without credentials. Everything else needs `Authorization: Bearer` with an API key of the
  service or a token of its OpenID provider, and the permission that the operation names. A record that is not yours to
  know of is a 404, as if it did not exist. The few changes that everyone may make say so, and note nobody's name.
* A change says which version it is of: send the record's `ETag`, or `"v<version>"`, as `If-Match`. Without it the
  answer is 428, and 412 if somebody else was quicker; both carry the present `ETag`.
* Send an `Idempotency-Key` of your own with each POST: repeated with the same key, body and address it is done once,
  and the first answer comes again, for {KEPT_HOURS} hours, with `Idempotency-Replayed: true`.
* Requests are counted by account, or by address without credentials; changes that everyone may make by address, whoever
  sends them. `RateLimit-Policy` and `RateLimit` tell the limit and what is left of it; a 429 says in `Retry-After` how
  many seconds to wait.
* Bodies are JSON in UTF-8. A member that is not known, or not yours to set, is refused; of one that is repeated the
  last counts.
"""

_ROUTES = (DocumentRoute, ReadRoute, WriteRoute, ExportRoute)


def check_routes(app: FastAPI) -> None:
    """Stop the start if a route is not of our kinds, does not say who may call it, or has the name of another.

    Only our kinds of routes hold requests to what it says: access, unknown parameters, the type of a body.

    Raises:
        RuntimeError: naming the route.
    """
    every = iter_route_contexts(app.routes)
    strangers = [one for one in every if not isinstance(getattr(one, "original_route", one), _ROUTES)]
    if strangers:
        message = f"{getattr(strangers[0], 'path', 'a route')} is no DocumentRoute, ReadRoute or WriteRoute"
        raise RuntimeError(message)
    seen: set[str] = set()
    for path, route in routes_of(app):
        if not isinstance(route, WriteRoute) and route.methods != {"GET"}:
            message = f"{path} changes something without being a WriteRoute"
            raise RuntimeError(message)
        access = access_of(route.endpoint)
        if access is None:
            message = f"{path} does not declare who may call it"
            raise RuntimeError(message)
        if access == OPEN and not isinstance(route, WriteRoute):
            message = f"{path} is open to all and changes nothing: what is read is public"
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
        servers=_servers(server),
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
    components["securitySchemes"] = {SCHEME: SECURITY_SCHEME}
    components["headers"] = HEADERS
    components["parameters"] = _shared_parameters(document)
    describe_exports(app, document)
    operations = _operations(app, document)
    moving = tuple(operation.path for operation in operations if operation.tells_what_is_gone)
    facts = {fact for operation in operations for fact in operation.describe(moving)}
    in_order = sorted(facts, key=lambda fact: (fact.status, fact.__name__))
    components["responses"] = {fact.__name__: problem_response(fact) for fact in in_order}
    add_examples(document)
    return document


def _servers(server: str) -> list[dict[str, Any]]:
    """Return where the service is asked: one that runs knows its address, the committed document names both kinds."""
    known: list[dict[str, Any]] = [{"url": server, "description": "Where this document was served from"}]
    return known if server != LOCAL_SERVER else [*known, PUBLIC_SERVER]


def _operations(app: FastAPI, document: dict[str, Any]) -> list[Operation]:
    routes = {(path, route.name): route for path, route in routes_of(app)}
    return [
        Operation(path, method, described, routes[path, described["operationId"]])
        for path, item in document["paths"].items()
        for method, described in item.items()
    ]


def _shared_parameters(document: dict[str, Any]) -> dict[str, Any]:
    every = (described.get("parameters", []) for item in document["paths"].values() for described in item.values())
    conditions = (condition for parameters in every if (condition := if_match_of(parameters)))
    condition = next(conditions, None)
    return {"IdempotencyKey": IDEMPOTENCY_KEY} | ({"IfMatch": condition} if condition else {})
