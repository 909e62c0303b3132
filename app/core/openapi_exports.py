"""The exports of lists in the OpenAPI document: what a list takes but its paging, and a file of each format.

They are told from what is said of their lists, so nothing is said twice in the code and no model is made for them.
"""

from copy import deepcopy
from typing import Any

from fastapi import FastAPI

from app.core.exporting import FORMATS, PAGING, ExportRoute
from app.core.routes import routes_of

# bytes; more than any registry of a city has
_MOST = 2**31 - 1
_FORMAT: dict[str, Any] = {
    "name": "format",
    "in": "path",
    "required": True,
    "description": "`csv` for spreadsheets and everything else, `xlsx` for Excel, `ndjson` for programs: one object a "
    "line, exactly as the list tells it.",
    "schema": {"$ref": "#/components/schemas/ExportFormat"},
}
_CSV: list[dict[str, Any]] = [
    {
        "name": "bom",
        "in": "query",
        "required": False,
        "description": "Whether a CSV file begins with a byte order mark, by which Excel knows that it is UTF-8.",
        # no default: clients send what they have one for, and the other formats take neither
        "schema": {"type": "boolean", "examples": [True]},
    },
    {
        "name": "delimiter",
        "in": "query",
        "required": False,
        "description": "What stands between the cells of a CSV file. With `;`, which an Indonesian Excel expects, "
        "decimal numbers have a comma.",
        "schema": {"$ref": "#/components/schemas/CsvDelimiter"},
    },
]
# by name, so that generated clients have one class for all lists
_SCHEMAS: dict[str, dict[str, Any]] = {
    "ExportFormat": {
        "type": "string",
        "title": "ExportFormat",
        "description": "What kind of file.",
        "enum": list(FORMATS),
        "examples": ["csv"],
    },
    "CsvDelimiter": {
        "type": "string",
        "title": "CsvDelimiter",
        "description": "What stands between cells: a comma where nothing is said.",
        "enum": [",", ";"],
        # signs make no names
        "x-enum-varnames": ["COMMA", "SEMICOLON"],
        "examples": [";"],
    },
}
_TOLD = """\
Everything that `{listing}` lists for the same filters, in its order, as a file: of one moment, however long it takes.

What an object holds has a column each (`agency.slug`), a list of values has them with `; ` between, and a list of
objects is JSON. In CSV a text that a spreadsheet would run as a formula has an apostrophe in front; NDJSON has every
text exactly. A file that could not be finished ends with the connection, and never as if it were whole."""


def describe_exports(app: FastAPI, document: dict[str, Any]) -> None:
    """Complete the operations of the exports in place, before what all operations have in common is told."""
    document["components"]["schemas"].update(deepcopy(_SCHEMAS))
    for path, route in routes_of(app):
        if isinstance(route, ExportRoute):
            _describe(document["paths"][path]["get"], document["paths"][route.listed_at]["get"])


def _describe(export: dict[str, Any], listing: dict[str, Any]) -> None:
    taken = [one for one in listing.get("parameters", []) if one["in"] == "path" or one["name"] not in PAGING]
    in_path = [one for one in taken if one["in"] == "path"]
    asked = [one for one in taken if one["in"] != "path"]
    export["parameters"] = deepcopy([*in_path, _FORMAT, *asked, *_CSV])
    export["description"] = _TOLD.format(listing=listing["operationId"])
    refused = {status: answer for status, answer in listing["responses"].items() if status >= "400"}
    export["responses"] = {
        "200": {
            "description": "",
            "content": {
                media_type: {"schema": {"type": "string", "maxLength": _MOST, "format": "binary"}}
                for media_type in FORMATS.values()
            },
        },
        **deepcopy(refused),
    }
