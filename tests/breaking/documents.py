"""Small documents to compare."""

from typing import Any

Json = dict[str, Any]


def document(operation: Json | None = None, schemas: Json | None = None, **more: Any) -> Json:
    """A document with one operation, `update_thing`, unless another is given as the whole of `paths`."""
    base = {"operationId": "update_thing", "responses": {}}
    return {
        "info": {"version": "1.4.0"},
        "paths": {"/v1/things/{key}": {"patch": base | (operation or {})}},
        "components": {"schemas": schemas or {}},
    } | more


def taking(schema: Json, schemas: Json | None = None) -> Json:
    """A document whose operation takes what the schema describes."""
    return document({"requestBody": {"content": {"application/json": {"schema": schema}}}}, schemas)


def giving(schema: Json, schemas: Json | None = None) -> Json:
    """A document whose operation answers what the schema describes."""
    return document({"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}, schemas)


def having(name: str, schema: Json, *, required: bool = False) -> Json:
    """The schema of an object with one member."""
    return {"type": "object", "properties": {name: schema}, "required": [name] if required else []}
