"""One operation of the OpenAPI document: what FastAPI derives of it, completed by what its route does."""

from collections.abc import Iterator
from typing import Any

from fastapi.routing import APIRoute

from app.core.errors import (
    AddressTooLong,
    BadRequest,
    Conflict,
    ContentTooLarge,
    DatabaseUnavailable,
    Fact,
    HeadersTooLarge,
    InternalError,
    InvalidCursor,
    InvalidRequest,
    NotAcceptable,
    NotFound,
    NotPermitted,
    TooManyRequests,
    UnsupportedMediaType,
)
from app.core.exporting import ExportRoute
from app.core.openapi_parts import COUNTED, EVERYWHERE, SCHEME, header_refs
from app.core.problems import kinds
from app.core.refusals import NotSignedIn, PreconditionFailed, PreconditionRequired
from app.core.routes import DocumentRoute, ReadRoute
from app.core.security import OPEN, PUBLIC, SIGNED_IN, access_of

# what every operation can answer, whatever it does; credentials that are sent are looked at where none are needed, too
_ALWAYS = (
    NotSignedIn,
    NotPermitted,
    NotAcceptable,
    AddressTooLong,
    InvalidRequest,
    TooManyRequests,
    HeadersTooLarge,
    InternalError,
    DatabaseUnavailable,
)
_WRITTEN = (BadRequest, Conflict, ContentTooLarge, UnsupportedMediaType)
_CONDITIONAL = (PreconditionFailed, PreconditionRequired)
_GENERIC = {fact.status: fact for fact in (*_ALWAYS, *_WRITTEN, *_CONDITIONAL, NotFound)}

_CREATED, _MOVED, _GONE = "201", "308", "410"
_FOR_EVERYONE = frozenset({PUBLIC, OPEN})
_TOLD_TO_KEEPERS = frozenset({"401", "403", _GONE})
_MERGE_PATCH = "application/merge-patch+json"
_JSON = "application/json"
_IF_MATCH = "if-match"
_NULL = {"type": "null"}


class Operation:
    """An operation with the route that serves it; `describe` completes its part of the document in place."""

    def __init__(self, path: str, method: str, described: dict[str, Any], route: APIRoute) -> None:
        self.path = path
        self._method = method
        self._described = described
        self._access = access_of(route.endpoint)
        self._reads = isinstance(route, DocumentRoute | ReadRoute)
        self._exports = isinstance(route, ExportRoute)
        self._writes = method != "get"
        parameters = described.get("parameters", [])
        self._paged = any(parameter["name"] == "cursor" for parameter in parameters)
        self._conditional = any(parameter["name"] == _IF_MATCH for parameter in parameters)

    @property
    def tells_what_is_gone(self) -> bool:
        """Whether it shows a record that can have been archived: one that can also have got another address."""
        return not self._writes and _GONE in self._described["responses"]

    def describe(self, moving: tuple[str, ...]) -> list[type[Fact]]:
        """Complete the operation; below the paths `moving` a record may have got another address.

        Return the facts that it refers to.
        """
        facts = list(self._facts())
        self._tell_access()
        self._complete_parameters()
        self._complete_body()
        responses = self._described["responses"]
        for status in [status for status in responses if status >= "400"]:
            del responses[status]
        for status, response in responses.items():
            self._complete_success(status, response)
        if self._reads:
            responses["304"] = {
                "description": "The client's copy is still right.",
                "headers": self._headers("ETag", "Cache-Control"),
            }
        if self.path.startswith(moving):
            responses[_MOVED] = {
                "description": "The record has another address, or went into another record. Ask there.",
                "headers": self._headers("Location", "Cache-Control"),
            }
        for fact in facts:
            responses[str(fact.status)] = {"$ref": f"#/components/responses/{fact.__name__}"}
        self._described["responses"] = dict(sorted(responses.items()))
        return facts

    @property
    def _takes_credentials(self) -> bool:
        """Whether it has more for whoever signs in.

        A public operation has if it declares what it says to credentials (401), to too few of them (403), or of records
        that are no longer shown (410), which are shown to their keepers.
        """
        return self._access not in _FOR_EVERYONE or not _TOLD_TO_KEEPERS.isdisjoint(self._described["responses"])

    def _facts(self) -> Iterator[type[Fact]]:
        yield from _ALWAYS
        if self._writes:
            yield from _WRITTEN
        if self._conditional:
            yield from _CONDITIONAL
        if self._paged:
            yield InvalidCursor
        if "{" in self.path:
            yield NotFound
        for status in map(int, self._described["responses"]):
            if status >= BadRequest.status:
                yield _GENERIC.get(status) or _only_fact_of(status)

    def _tell_access(self) -> None:
        signed_in: dict[str, list[str]] = {SCHEME: []}
        if self._access == OPEN:
            self._described["security"] = []
            self._described["description"] += "\n\nNeeds no credentials, and notes nobody's name."
            return
        if self._access == PUBLIC:
            self._described["security"] = [{}, signed_in] if self._takes_credentials else []
            return
        self._described["security"] = [signed_in]
        if self._access == SIGNED_IN:
            needed = "Needs credentials."
        else:
            needed = f"Needs `{self._access}`."
            self._described["x-permission"] = str(self._access)
        self._described["description"] += f"\n\n{needed}"

    def _complete_parameters(self) -> None:
        """Take the condition, which FastAPI describes as optional, from the shared parameters; likewise the key."""
        parameters = [one for one in self._described.get("parameters", []) if one["name"] != _IF_MATCH]
        for parameter in parameters:
            parameter["schema"] = _sendable(parameter["schema"])
        if self._conditional:
            parameters.append({"$ref": "#/components/parameters/IfMatch"})
        if self._method == "post":
            parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
        if parameters:
            self._described["parameters"] = parameters

    def _complete_body(self) -> None:
        content = self._described.get("requestBody", {}).get("content", {})
        for media in content.values():
            # a body that may be absent is one model all the same
            kinds_of_body = [kind for kind in media["schema"].get("anyOf", []) if kind != _NULL]
            if len(kinds_of_body) == 1:
                media["schema"] = kinds_of_body[0]
        if self._method == "patch" and _JSON in content:
            self._described["requestBody"]["content"] = {_MERGE_PATCH: content[_JSON], _JSON: content[_JSON]}

    def _complete_success(self, status: str, response: dict[str, Any]) -> None:
        names = ["Cache-Control"]
        if self._reads or self._conditional or status == _CREATED:
            names.append("ETag")
        if self._paged:
            names.append("Link")
        if self._exports:
            names.append("Content-Disposition")
        if status == _CREATED:
            names.append("Location")
        if self._method == "post":
            names.append("Idempotency-Replayed")
        response["description"] = self._described["summary"]
        response["headers"] = self._headers(*names)

    def _headers(self, *names: str) -> dict[str, dict[str, str]]:
        counted = COUNTED if self.path.startswith("/v1") else ()
        return header_refs(*EVERYWHERE, *counted, *names)


def _sendable(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter without null, which no address can say: one that may be absent is left out."""
    kinds_of_value = [kind for kind in schema.get("anyOf", []) if kind != _NULL]
    if len(kinds_of_value) != 1:
        return schema
    # what a reference stands beside would be about the parameter, which says it, too
    own = {} if "$ref" in kinds_of_value[0] else {name: value for name, value in schema.items() if name != "anyOf"}
    return {**kinds_of_value[0], **own}


def _only_fact_of(status: int) -> type[Fact]:
    """Return the fact of a status that only one has.

    Raises:
        RuntimeError: several have it, so that none stands for all of them.
    """
    found = [fact for fact in kinds() if fact.status == status]
    if len(found) != 1:
        message = f"{len(found)} kinds of problems have the status {status}: choose the one that stands for them"
        raise RuntimeError(message)
    return found[0]


def if_match_of(parameters: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the condition among an operation's parameters as clients are to send it, or None."""
    found = next((one for one in parameters if one["name"] == _IF_MATCH), None)
    if found is None:
        return None
    kinds_of_value = [kind for kind in found["schema"]["anyOf"] if kind != _NULL]
    schema = {**kinds_of_value[0], "examples": found["schema"]["examples"]}
    return {**found, "name": "If-Match", "required": True, "schema": schema}
