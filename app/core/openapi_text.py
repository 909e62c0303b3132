"""The OpenAPI document as the texts that are committed: JSON for programs, YAML for people."""

import json
from typing import Any

import yaml
from typing_extensions import override


class _Dumper(yaml.SafeDumper):
    """Writes every part where it stands, without anchors, and text of several lines as a block."""

    @override
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def as_json(document: dict[str, Any]) -> str:
    """Return the document as JSON."""
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=False) + "\n"


def as_yaml(document: dict[str, Any]) -> str:
    """Return the document as YAML. A line is never folded, so that a diff shows what changed and nothing else."""
    written: str = yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf"))
    return written
