"""Two schemas compared: whether the one takes all that the other took, or gives nothing that the other did not give."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from jsonschema import Draft202012Validator

from openapi.breaking.findings import Direction, Finding, Json, Place, found, resolve

_UPPER = ("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties")
_LOWER = ("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties")
# counts, which cannot be below none
_FROM_NONE = ("minLength", "minItems", "minProperties")
_BOUNDS = {*_UPPER, *_LOWER, "pattern", "multipleOf", "uniqueItems"}
_SPLIT = ("anyOf", "oneOf", "allOf", "$ref")
_JUDGED = {
    *_BOUNDS, *_SPLIT, "type", "enum", "const", "format", "items", "properties", "required", "additionalProperties",
    "patternProperties", "propertyNames", "default",
}  # fmt: skip
_ANNOTATIONS = {
    "title", "description", "example", "examples", "deprecated", "readOnly", "writeOnly", "externalDocs", "xml",
    "$comment",
}  # fmt: skip
_ANY: Json = {}


class Schemas:
    """Compares schemas of a released document with those of the present one."""

    def __init__(self, old: Json, new: Json) -> None:
        self._old = old
        self._new = new
        self._told: dict[tuple[str, str, Direction], list[Finding]] = {}
        # pairs that are being compared: a schema that holds itself is as good as its other parts are
        self._open: set[tuple[int, int, Direction]] = set()

    def compare(self, old: Json, new: Json, direction: Direction, place: Place) -> list[Finding]:
        """Return what can break a client that knows the old schema."""
        if _is_name(old) and _is_name(new):
            return _default(old, new, direction, place) + self._named(old, new, direction, place)
        key = (id(old), id(new), direction)
        if key in self._open:
            return []
        self._open.add(key)
        findings = self._alternatives(old, new, direction, place)
        self._open.discard(key)
        return findings

    def _named(self, old: Json, new: Json, direction: Direction, place: Place) -> list[Finding]:
        """Compare what two names stand for, once for all the places where they do."""
        ours, theirs = old["$ref"].rsplit("/", 1)[1], new["$ref"].rsplit("/", 1)[1]
        if ours != theirs and ours not in self._new["components"]["schemas"]:
            findings = found("schema-renamed", Place(ours), f"it is called {theirs} now")
        else:
            findings = []
        key = (ours, theirs, direction)
        if key not in self._told:
            self._told[key] = []
            where = Place(ours) if ours == theirs else place
            one, other = resolve(self._old, old), resolve(self._new, new)
            self._told[key] = self._alternatives(one, other, direction, where)
        return findings + self._told[key]

    def _alternatives(self, old: Json, new: Json, direction: Direction, place: Place) -> list[Finding]:
        olds, news = list(_split(self._old, old)), list(_split(self._new, new))
        findings = _default(old, new, direction, place)
        if len(olds) == len(news) == 1:
            return findings + self._pair(olds[0], news[0], direction, place)
        # each thing that is sent has to be one that is known
        for sent in olds if direction is Direction.REQUEST else news:
            pairs = [(sent, new) for new in news] if direction is Direction.REQUEST else [(old, sent) for old in olds]
            findings += self._closest(pairs, direction, place)
        return findings

    def _closest(self, pairs: list[tuple[Json, Json]], direction: Direction, place: Place) -> list[Finding]:
        every = [self._pair(old, new, direction, place) for old, new in pairs]
        alike = [
            findings
            for (old, new), findings in zip(pairs, every, strict=True)
            if not findings or self._type(self._old, old) == self._type(self._new, new)
        ]
        if alike:
            return min(alike, key=len)
        sent = pairs[0][0] if direction is Direction.REQUEST else pairs[0][1]
        document = self._old if direction is Direction.REQUEST else self._new
        return found(_changed(direction), place.of("type"), f"{self._type(document, sent) or 'any value'}")

    def _type(self, document: Json, schema: Json) -> Any:
        return resolve(document, schema).get("type")

    def _pair(self, old: Json, new: Json, direction: Direction, place: Place) -> list[Finding]:
        if _is_name(old) and _is_name(new):
            return self._named(old, new, direction, place)
        old, new = resolve(self._old, old), resolve(self._new, new)
        sent, known = (old, new) if direction is Direction.REQUEST else (new, old)
        if not _type_known(sent, known):
            return found(_changed(direction), place.of("type"), f"{old.get('type')} became {new.get('type')}")
        findings = [
            finding
            for keyword in _strayed(sent, known)
            for finding in found(_changed(direction), place.of(keyword), _shown(old, new, keyword))
        ]
        for keyword in _unjudged(old, new):
            findings += found(f"{direction}-unjudged", place.of(keyword), _shown(old, new, keyword))
        if old.get("format") != new.get("format"):
            findings += found(f"{direction}-format-changed", place, _shown(old, new, "format"))
        if direction is Direction.REQUEST:
            findings += _codes(old, new, place)
        return findings + self._members(old, new, direction, place)

    def _members(self, old: Json, new: Json, direction: Direction, place: Place) -> list[Finding]:
        findings = [*_required(old, new, direction, place)]
        properties, present = old.get("properties", {}), new.get("properties", {})
        for name, schema in properties.items():
            if name in present:
                findings += self.compare(schema, present[name], direction, place.of(name))
            else:
                findings += found(f"{direction}-property-removed", place.of(name), "it is no longer there", schema)
        rest = old.get("additionalProperties")
        if isinstance(rest, dict):
            # it was one of the others so far
            for name in present.keys() - properties.keys():
                findings += self.compare(rest, present[name], direction, place.of(name))
        for keyword in ("items", "propertyNames"):
            if keyword in old or keyword in new:
                findings += self.compare(old.get(keyword, _ANY), new.get(keyword, _ANY), direction, place.of(keyword))
        return findings + self._rest(old, new, direction, place)

    def _rest(self, old: Json, new: Json, direction: Direction, place: Place) -> list[Finding]:
        """Compare the members that have no name of their own."""
        place = place.of("*")
        findings: list[Finding] = []
        patterns, present = old.get("patternProperties", {}), new.get("patternProperties", {})
        for pattern in sorted({*patterns, *present}):
            before, after = patterns.get(pattern), present.get(pattern)
            if before is None or after is None:
                findings += found(f"{direction}-unjudged", place, f"members called {pattern}")
            else:
                findings += self.compare(before, after, direction, place)
        before, after = old.get("additionalProperties", True), new.get("additionalProperties", True)
        if direction is Direction.REQUEST and before is not False and after is False:
            return findings + found("request-narrowed", place, "other members are refused now")
        if not isinstance(before, dict) and (direction is Direction.RESPONSE or not isinstance(after, dict)):
            # answers may grow
            return findings
        if before is False or after is False:
            return findings
        return findings + self.compare(_schema(before), _schema(after), direction, place)


def _is_name(schema: Json) -> bool:
    return "$ref" in schema and schema.keys() - _ANNOTATIONS <= {"$ref", "default"}


def _schema(rest: Any) -> Json:
    return rest if isinstance(rest, dict) else _ANY


def _split(document: Json, schema: Json) -> Iterator[Json]:
    """Yield the plain schemas of which a value fulfils one; those that have a name keep it."""
    if _is_name(schema) and not {"anyOf", "oneOf", "allOf"} & resolve(document, schema).keys():
        yield schema
        return
    beside = {name: value for name, value in schema.items() if name != "$ref"} if "$ref" in schema else {}
    target = _merged(resolve(document, schema), beside)
    choices = [target[keyword] for keyword in ("anyOf", "oneOf") if keyword in target]
    choices += [[part] for part in target.get("allOf", [])]
    kinds = target.get("type")
    if isinstance(kinds, list):
        choices.append([{"type": kind} for kind in kinds])
    own = {name: value for name, value in target.items() if name not in _SPLIT and name not in _ANNOTATIONS}
    if isinstance(kinds, list):
        own.pop("type")
    split = [[one for part in choice for one in _split(document, part)] for choice in choices]
    for parts in product(*split):
        if len(parts) == 1 and not own.keys() - {"default"}:
            # a choice keeps its name
            yield parts[0]
        else:
            yield _merged(own, *(resolve(document, part) for part in parts))


def _merged(*parts: Json) -> Json:
    merged: Json = {}
    for part in parts:
        for name, value in part.items():
            if name == "properties":
                merged[name] = merged.get(name, {}) | value
            elif name == "required":
                merged[name] = [*merged.get(name, []), *value]
            elif name in _UPPER:
                merged[name] = min(merged.get(name, value), value)
            elif name in _LOWER:
                merged[name] = max(merged.get(name, value), value)
            else:
                merged[name] = value
    return merged


def _changed(direction: Direction) -> str:
    return "request-narrowed" if direction is Direction.REQUEST else "response-widened"


def _shown(old: Json, new: Json, keyword: str) -> str:
    return f"{keyword} was {old.get(keyword, 'not there')}, is {new.get(keyword, 'not there')}"


def _type_known(sent: Json, known: Json) -> bool:
    kinds = {known.get("type"), "integer" if known.get("type") == "number" else None}
    return "type" not in known or sent.get("type") in kinds - {None}


def _values(schema: Json) -> list[Any] | None:
    """Return the values that are all there are, or None."""
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if values is None:
        return None
    bounds = Draft202012Validator({name: value for name, value in schema.items() if name in (*_BOUNDS, "type")})
    return [value for value in values if bounds.is_valid(value)]


def _strayed(sent: Json, known: Json) -> Iterator[str]:
    """Yield the keywords by which something can be sent that is not known."""
    values, allowed = _values(sent), _values(known)
    if allowed is not None and (values is None or any(value not in allowed for value in values)):
        yield "const" if "const" in known else "enum"
    for keyword in known.keys() & _BOUNDS:
        if values is None:
            strayed = _beyond(keyword, sent.get(keyword), known[keyword])
        else:
            # the values are all there is
            bound = Draft202012Validator({keyword: known[keyword]})
            strayed = not all(bound.is_valid(value) for value in values)
        if strayed:
            yield keyword


def _beyond(keyword: str, sent: Any, known: Any) -> bool:
    """Tell whether one bound allows what another does not."""
    if keyword in _UPPER:
        return sent is None or bool(sent > known)
    if keyword in _LOWER:
        least = 0 if keyword in _FROM_NONE else float("-inf")
        return bool((least if sent is None else sent) < known)
    if keyword == "multipleOf":
        return sent is None or sent % known != 0
    if keyword == "uniqueItems":
        return bool(known and not sent)
    return bool(sent != known)


def _unjudged(old: Json, new: Json) -> Iterator[str]:
    """Yield what changed and is beyond this comparison: somebody has to look."""
    for keyword in sorted({*old, *new} - _JUDGED - _ANNOTATIONS):
        if not keyword.startswith("x-") and old.get(keyword) != new.get(keyword):
            yield keyword


def _codes(old: Json, new: Json, place: Place) -> list[Finding]:
    """Compare codes that are open: new ones may always come, but one that was taken is taken."""
    if "x-extensible-enum" not in new:
        return []
    gone = [code for code in old.get("x-extensible-enum", []) if code not in new["x-extensible-enum"]]
    return found("request-narrowed", place.of("x-extensible-enum"), ", ".join(gone)) if gone else []


def _required(old: Json, new: Json, direction: Direction, place: Place) -> Iterator[Finding]:
    before, after = set(old.get("required", [])), set(new.get("required", []))
    if direction is Direction.REQUEST:
        for name in sorted(after - before):
            yield from found("request-property-required", place.of(name), "it has to be sent now")
    else:
        for name in sorted((before - after) & new.get("properties", {}).keys()):
            yield from found("response-property-optional", place.of(name), "it may be missing now")


def _default(old: Json, new: Json, direction: Direction, place: Place) -> list[Finding]:
    if direction is Direction.RESPONSE or "default" not in old or old["default"] == new.get("default", _ANY):
        return []
    return found("request-default-changed", place, _shown(old, new, "default"))
