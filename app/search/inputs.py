"""What clients ask of searches."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from app.core.schema import Input, Limit, Text, whole_number
from app.innovations.narrowing import Narrowing

_MOST_SKIPPED = 999

Query = Annotated[
    Text,
    Field(
        min_length=1,
        max_length=2000,
        description='Words, `"phrases"`, and `-` before what must be absent. Everything else is plain text.',
        examples=["surat masuk"],
    ),
]


class SearchFilters(Narrowing):
    """What is looked for, among which innovations, and which of the matches."""

    q: Query
    limit: Limit = 20
    skip: Annotated[
        int,
        Field(
            ge=0,
            le=_MOST_SKIPPED,
            description="How many better matches to skip: they have ranks and no keys. At most 1,000 are ranked.",
            json_schema_extra={"format": "int32"},
        ),
        BeforeValidator(whole_number),
    ] = 0

    def values(self) -> dict[str, Any]:
        """Return the filters that are set, by their names."""
        told = self.model_dump(mode="json", exclude={"q", "limit", "skip"}, exclude_none=True)
        return {name: value for name, value in told.items() if value}


class SuggestionFilters(Input):
    """What was typed so far."""

    q: Annotated[
        Text, Field(min_length=1, max_length=100, description="The beginning of a word or a name.", examples=["sib"])
    ]
