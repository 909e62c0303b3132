"""What clients ask of searches."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from app.core.schema import Input, Limit, Reference, Text, whole_number
from app.models.area import AREA_CODE
from app.models.codes import InnovationForm, InnovationKind, Stage

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


class SearchFilters(Input):
    """What is looked for, among which innovations, and which of the matches."""

    q: Query
    agency: Reference | None = Field(
        None, description="Id or slug of the owner. Its predecessors and successors count."
    )
    kind: InnovationKind | None = Field(None, description="Whether it rests on information technology.")
    stage: Stage | None = Field(None, description="The stage it is in now.")
    form: InnovationForm | None = Field(None, description="What it changes.")
    area: str | None = Field(
        None,
        max_length=13,
        pattern=AREA_CODE,
        description="Kemendagri code of an area that it serves; what lies within the area counts.",
        examples=["12.71"],
    )
    year: str | None = Field(
        None,
        min_length=4,
        max_length=4,
        pattern=r"^(19|20)[0-9]{2}$",
        description="Year of `first_known_on`.",
        examples=["2019"],
    )
    classification: str | None = Field(
        None,
        min_length=1,
        max_length=241,
        pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)?$",
        description="A scheme, or a term of it.",
        examples=["lan-medan-2017/kearsipan"],
    )
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
