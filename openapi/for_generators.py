"""The API description as generators of clients are given it: `python -m openapi.for_generators FILE`.

It says nothing that the committed one does not say, and leaves out what a client has no use for and generators stumble
over: another media type for a body that is taken as JSON, and that credentials may be sent where none are needed.
"""

# ruff: noqa: INP001 - a program beside the documents

import json
import sys
from pathlib import Path
from typing import Any

_JSON = "application/json"
_DOCUMENT = Path(__file__).parent / "openapi.json"


def simplified(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with one way to ask for each thing; the document itself is changed."""
    for item in document["paths"].values():
        for operation in item.values():
            content = operation.get("requestBody", {}).get("content", {})
            if _JSON in content:
                operation["requestBody"]["content"] = {_JSON: content[_JSON]}
            if {} in operation["security"]:
                operation["security"] = []
    return document


if __name__ == "__main__":
    simple = simplified(json.loads(_DOCUMENT.read_text(encoding="utf-8")))
    Path(sys.argv[1]).write_text(json.dumps(simple, ensure_ascii=False), encoding="utf-8")
