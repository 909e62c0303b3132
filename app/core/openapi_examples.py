"""Examples of whole bodies, put together from those of their parts, so that each is valid wherever it is used."""

from typing import Any

_SCHEMAS = "#/components/schemas/"
_EXAMPLES = "#/components/examples/"
# an example shows what a thing looks like; what lies deeper is left out where it may be
_DEEPEST = 3
_NULL = {"type": "null"}
_FORMATS = {
    "date": "2026-11-28",
    "date-time": "2026-11-21T17:00:00Z",
    "uuid": "019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11",
    "uri": "https://inovasi.example.go.id/v1/innovations/verolin",
}


def add_examples(document: dict[str, Any]) -> None:
    """Give every JSON body of the document an example, in place; those of one schema share theirs."""
    examples = document["components"].setdefault("examples", {})
    makers = {True: _Maker(document, whole=True), False: _Maker(document, whole=False)}
    for sent, media in _bodies(document):
        reference = media["schema"].get("$ref", "")
        if not reference:
            media.setdefault("example", makers[not sent].make(media["schema"]))
            continue
        name = reference.removeprefix(_SCHEMAS)
        if name not in examples:
            examples[name] = {"value": makers[not sent].make(media["schema"])}
        media["examples"] = {"plain": {"$ref": f"{_EXAMPLES}{name}"}}


def _bodies(document: dict[str, Any]) -> list[tuple[bool, dict[str, Any]]]:
    """Return the JSON bodies of all operations, and whether a client sends them."""
    bodies = []
    for item in document["paths"].values():
        for operation in item.values():
            contents = [(True, operation.get("requestBody", {}))]
            contents += [(False, answer) for status, answer in operation["responses"].items() if status < "300"]
            bodies += [
                (sent, media)
                for sent, part in contents
                for kind, media in part.get("content", {}).items()
                if kind == "application/json" or kind.endswith("+json")
            ]
    return bodies


class _Maker:
    """Makes examples: `whole` ones of answers, which have every member, or ones of what is the least to send."""

    def __init__(self, document: dict[str, Any], *, whole: bool) -> None:
        self._schemas = document["components"]["schemas"]
        self._whole = whole

    def make(self, schema: dict[str, Any], depth: int = 0) -> Any:
        """Return an example of the schema."""
        for given in (schema.get("examples"), schema.get("enum")):
            if given:
                return given[0]
        if "const" in schema or "default" in schema:
            return schema.get("const", schema.get("default"))
        if "$ref" in schema:
            return self.make(self._schemas[schema["$ref"].removeprefix(_SCHEMAS)], depth)
        if "anyOf" in schema:
            deep = depth > _DEEPEST and _NULL in schema["anyOf"]
            return None if deep else self.make(next(one for one in schema["anyOf"] if one != _NULL), depth)
        return self._typed(schema, depth)

    def _typed(self, schema: dict[str, Any], depth: int) -> Any:
        kind = schema.get("type")
        if kind == "object":
            return {name: self.make(schema["properties"][name], depth + 1) for name in self._members(schema)}
        if kind == "array":
            shown = depth <= _DEEPEST or schema.get("minItems", 0) > 0
            return [self.make(schema["items"], depth + 1)] if shown else []
        if kind in {"integer", "number"}:
            return schema.get("minimum", 0)
        if kind == "string":
            return _FORMATS.get(schema.get("format", ""), "Verolin"[: schema.get("maxLength")])
        return kind == "boolean" or None

    def _members(self, schema: dict[str, Any]) -> list[str]:
        members = list(schema.get("properties", {}))
        if self._whole:
            return members
        # a patch needs nothing, and would change nothing
        return schema.get("required", []) or members[:1]
