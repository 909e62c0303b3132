"""Two documents compared, operation by operation."""

import re
from collections.abc import Iterator
from typing import Any

from openapi.breaking.findings import Direction, Finding, Json, Place, found, resolve
from openapi.breaking.schemas import Schemas

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# what a parameter is written like where it does not say, by where it stands
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_SUCCESS = "2"


def compare(old: Json, new: Json) -> list[Finding]:
    """Return what can break a client of the document `old` that asks a service of the document `new`, in order."""
    comparison = _Comparison(old, new)
    present = dict(_operations(new))
    findings: list[Finding] = []
    for address, operation in _operations(old):
        place = Place(operation["operationId"])
        if address in present:
            findings += comparison.operation(operation, present[address], place)
        else:
            findings += found("operation-removed", place, " ".join(address), operation)
    return sorted(set(findings))


def _operations(document: Json) -> Iterator[tuple[tuple[str, str], Json]]:
    for path, item in document["paths"].items():
        # the name of a placeholder is no part of an address; it is compared as a parameter
        address = re.sub(r"\{[^}]*\}", "{}", path)
        for method in _METHODS:
            if method in item:
                shared = {"parameters": [*item.get("parameters", []), *item[method].get("parameters", [])]}
                yield (method, address), item[method] | shared


class _Comparison:
    def __init__(self, old: Json, new: Json) -> None:
        self._old = old
        self._new = new
        self._schemas = Schemas(old, new)

    def operation(self, old: Json, new: Json, place: Place) -> list[Finding]:
        findings: list[Finding] = []
        if old["operationId"] != new["operationId"]:
            findings += found("operation-id-changed", place, f"it is {new['operationId']} now")
        findings += self._access(old, new, place)
        findings += self._parameters(old["parameters"], new["parameters"], place.of("parameters"))
        findings += self._body(old.get("requestBody"), new.get("requestBody"), place.of("requestBody"))
        return findings + self._responses(old.get("responses", {}), new.get("responses", {}), place.of("responses"))

    def _access(self, old: Json, new: Json, place: Place) -> list[Finding]:
        before = old.get("security", self._old.get("security")) or [{}]
        after = new.get("security", self._new.get("security")) or [{}]
        findings: list[Finding] = []
        for credentials in before:
            if not any(_serve(credentials, needed) for needed in after):
                findings += found("security-added", place.of("security"), " and ".join(credentials) or "no credentials")
        if new.get("x-permission") not in (None, old.get("x-permission")):
            findings += found("security-added", place.of("x-permission"), str(new["x-permission"]))
        return findings

    def _parameters(self, old: list[Json], new: list[Json], place: Place) -> list[Finding]:
        before, after = _by_name(self._old, old), _by_name(self._new, new)
        findings: list[Finding] = []
        for key, parameter in before.items():
            where = place.of(*key)
            if key in after:
                findings += self._parameter(parameter, after[key], where)
            else:
                moved = next((place_ for place_, name in after if name == key[1]), None)
                said = f"it stands in the {moved} now" if moved else "it is no longer taken"
                findings += found("parameter-moved" if moved else "parameter-removed", where, said, parameter)
        for key in after.keys() - before.keys():
            if after[key].get("required"):
                findings += found("parameter-required", place.of(*key), "it is new, and has to be sent")
        return findings

    def _parameter(self, old: Json, new: Json, place: Place) -> list[Finding]:
        findings: list[Finding] = []
        if new.get("required") and not old.get("required"):
            findings += found("parameter-required", place, "it has to be sent now")
        if _style(old) != _style(new) or ("content" in old) != ("content" in new):
            findings += found("parameter-style-changed", place, f"{_style(old)} became {_style(new)}")
        before, after = old.get("schema"), new.get("schema")
        if before is not None and after is not None:
            findings += self._schemas.compare(_sendable(before), _sendable(after), Direction.REQUEST, place)
        return findings + self._contents(old, new, Direction.REQUEST, place)

    def _body(self, old: Json | None, new: Json | None, place: Place) -> list[Finding]:
        if new is None:
            return found("body-removed", place, "none is taken now") if old else []
        new = resolve(self._new, new)
        before = resolve(self._old, old) if old else {}
        findings: list[Finding] = []
        if new.get("required") and not before.get("required"):
            findings += found("body-required", place, "it has to be sent now")
        return findings + self._contents(before, new, Direction.REQUEST, place)

    def _contents(self, old: Json, new: Json, direction: Direction, place: Place) -> list[Finding]:
        findings: list[Finding] = []
        before, after = old.get("content", {}), new.get("content", {})
        for media, content in before.items():
            where = place.of(media)
            if media in after:
                schemas = content.get("schema", {}), after[media].get("schema", {})
                findings += self._schemas.compare(*schemas, direction, where)
            else:
                findings += found(f"{direction}-media-type-removed", where, "it is no longer there")
        return findings

    def _responses(self, old: Json, new: Json, place: Place) -> list[Finding]:
        findings: list[Finding] = []
        for status, response in old.items():
            where = place.of(status)
            if status in new:
                findings += self._response(response, new[status], where)
            else:
                findings += found("response-removed", where, "it is no longer described")
        for status in new.keys() - old.keys():
            if status.startswith(_SUCCESS):
                findings += found("response-added", place.of(status), "success had no such status")
        return findings

    def _response(self, old: Json, new: Json, place: Place) -> list[Finding]:
        if old.get("$ref") and old.get("$ref") == new.get("$ref"):
            place = Place(old["$ref"].removeprefix("#/components/"))
        old, new = resolve(self._old, old), resolve(self._new, new)
        findings: list[Finding] = []
        before, after = _lower(old.get("headers", {})), _lower(new.get("headers", {}))
        for name, header in before.items():
            where = place.of("headers", name)
            if name in after:
                findings += self._header(header, after[name], where)
            else:
                findings += found("response-header-removed", where, "it is no longer sent")
        return findings + self._contents(old, new, Direction.RESPONSE, place)

    def _header(self, old: Json, new: Json, place: Place) -> list[Finding]:
        if old.get("$ref") and old.get("$ref") == new.get("$ref"):
            place = Place(old["$ref"].removeprefix("#/components/"))
        old, new = resolve(self._old, old), resolve(self._new, new)
        findings = self._schemas.compare(old.get("schema", {}), new.get("schema", {}), Direction.RESPONSE, place)
        if old.get("required") and not new.get("required"):
            findings += found("response-header-optional", place, "it may be missing now")
        return findings


def _serve(credentials: Json, needed: Json) -> bool:
    return needed.keys() <= credentials.keys() and all(set(needed[name]) <= set(credentials[name]) for name in needed)


def _by_name(document: Json, parameters: list[Json]) -> dict[tuple[str, str], Json]:
    resolved = [resolve(document, parameter) for parameter in parameters]
    return {(one["in"], one["name"].lower() if one["in"] == "header" else one["name"]): one for one in resolved}


def _lower(headers: Json) -> Json:
    return {name.lower(): header for name, header in headers.items()}


def _style(parameter: Json) -> tuple[str, bool, bool]:
    style = parameter.get("style", _STYLES[parameter["in"]])
    return style, parameter.get("explode", style == "form"), parameter.get("allowReserved", False)


def _sendable(schema: Json) -> Any:
    """Return the schema without null, which no address and no header can say."""
    if "anyOf" not in schema:
        return schema
    return schema | {"anyOf": [kind for kind in schema["anyOf"] if kind.get("type") != "null"]}
