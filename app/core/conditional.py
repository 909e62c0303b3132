"""Changes on condition (RFC 9110 13.1.1): whoever changes a record says which version of it they have seen."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header

from app.core.errors import Fact
from app.core.refusals import PreconditionFailed, PreconditionRequired

# the tag of a representation, which tells the version of its record and then the text: a change is about the version
_NAMING_VERSION = re.compile(r'^("v\d+)-[A-Za-z0-9]+(?=")')
_ANY = frozenset({"*"})


@dataclass(frozen=True, slots=True)
class Condition:
    """The tags of an If-Match header; None if there was none."""

    tags: frozenset[str] | None

    def check(self, present: Collection[str]) -> None:
        """Let a change of a record through that is named by the tags `present`, the first of which is told.

        Tags are compared strongly, so one that a proxy weakened (`W/`) names nothing. `*` is met by any record.

        Raises:
            PreconditionRequired: there was no header.
            PreconditionFailed: none of its tags names the record as it is now.
        """
        if self.tags is None:
            raise _telling(PreconditionRequired(), present)
        if self.tags != _ANY and self.tags.isdisjoint(present):
            raise _telling(PreconditionFailed(), present)


def _telling(fact: Fact, present: Collection[str]) -> Fact:
    fact.headers["etag"] = next(iter(present))
    return fact


def version_tag(version: int) -> str:
    """Return the tag that names a version of a record, whatever else its representation shows."""
    return f'"v{version}"'


async def read_condition(
    if_match: Annotated[
        str | None,
        Header(
            max_length=1000,
            description='The `ETag` of the record as you read it, or `"v<version>"`.',
            examples=['"v3"'],
        ),
    ] = None,
) -> Condition:
    """Return the condition that a request states."""
    if if_match is None:
        return Condition(None)
    tags = (tag.strip() for tag in if_match.split(","))
    return Condition(frozenset(_NAMING_VERSION.sub(r"\1", tag) for tag in tags))


IfMatch = Annotated[Condition, Depends(read_condition)]
