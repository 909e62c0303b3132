"""What the comparison finds, and where."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class Direction(StrEnum):
    """Who sends what a schema describes."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True)
class Place:
    """A part of an operation, or of a component that operations share, so that it is told once."""

    subject: str
    pointer: str = ""

    def of(self, *names: str) -> "Place":
        """Return the place of a part of this one."""
        steps = (name.replace("~", "~0").replace("/", "~1").replace(" ", "") for name in names)
        return replace(self, pointer="/".join((self.pointer, *steps)))


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that can break a client."""

    rule: str
    subject: str
    pointer: str
    said: str = field(compare=False, default="")
    # the day from which what was removed was said to be gone, if it was
    sunset: date | None = field(compare=False, default=None)

    @property
    def id(self) -> str:
        """What the changelog announces it by."""
        return f"{self.rule} {self.subject} {self.pointer or '/'}"


def found(rule: str, place: Place, said: str, removed: Json | None = None) -> list[Finding]:
    """Return one finding as a list; `removed` is the description of what is no longer there."""
    told = removed.get("x-sunset") if removed and removed.get("deprecated") else None
    return [Finding(rule, place.subject, place.pointer, said, date.fromisoformat(told) if told else None)]


def resolve(document: Json, part: Json) -> Json:
    """Return what a part refers to, or the part itself."""
    while "$ref" in part:
        target: Any = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        part = target
    return part
