"""What searches answer."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.core.schema import Name, Output, Prose, Small, open_codes
from app.innovations.parts import InnovationBrief
from app.innovations.schemas import InnovationItem
from app.models.codes import RelationKind
from app.search.codes import SearchField, SimilarReason, SuggestionKind
from app.search.understanding import How
from app.vocabularies.schemas import Wording

Asked = Annotated[str, Field(max_length=400, examples=["apotek"])]
Score = Annotated[
    float,
    Field(
        ge=0,
        description="Greater is better; comparable within one answer only.",
        json_schema_extra={"format": "double"},
        examples=[1.25],
    ),
]
FieldCode = Annotated[str, open_codes(SearchField, "The part of the record.")]
HowCode = Annotated[str, open_codes(How, "How what was asked leads to what is there.")]
Position = Annotated[int, Field(ge=0, le=20_000, json_schema_extra={"format": "int32"}, examples=[0])]
Range = Annotated[
    list[Position],
    Field(min_length=2, max_length=2, description="From and up to, without the latter.", examples=[[0, 5]]),
]


class MatchReason(Output):
    """Why a record was found."""

    field: FieldCode
    term: Asked = Field(description="What stands there, in its own letters.")
    how: HowCode
    asked: Asked = Field(description="The part of the query that it stands for.")


class HighlightEntry(Output):
    """A text with what was found in it."""

    field: FieldCode
    text: Prose = Field(description="The text, or a piece of a longer one.")
    offset: Small = Field(description="Where in the whole text the piece begins, in code points.")
    ranges: list[Range] = Field(
        max_length=40, description="What to mark in `text`, in code points (Unicode characters, not UTF-16 units)."
    )


class SearchHit(Output):
    """An innovation that was found, why, and where."""

    innovation: InnovationItem
    score: Score
    matched: list[MatchReason] = Field(max_length=20)
    highlights: list[HighlightEntry] = Field(max_length=12)


class FacetCount(Output):
    """A choice that narrows a search, and how much it leaves."""

    code: str = Field(max_length=241, description="The value for the filter.", examples=["sekretariat-dprd"])
    label: Wording
    count: Small = Field(description="How many of the hits have it.")


FacetCounts = Annotated[list[FacetCount], Field(max_length=100)]


class SearchFacets(Output):
    """For each facet what would be found with each choice, under all other filters; the hundred most frequent."""

    agency: FacetCounts = Field(description="Owners by today's name, for `agency`.")
    kind: FacetCounts
    stage: FacetCounts
    year: FacetCounts = Field(description="Years of `first_known_on`.")
    cluster: FacetCounts = Field(description="Clusters of `lan-medan-2017`, for `classification`.")
    urusan: FacetCounts = Field(description="Fields of regional government, for `classification`.")
    area: FacetCounts = Field(description="Areas with those above them, by Kemendagri code.")


class CorrectedWord(Output):
    """A word that stands in no record, and those that were looked for instead."""

    asked: Asked
    used: list[Asked] = Field(max_length=20)


class SynonymUsed(Output):
    """Something that was also looked for."""

    asked: Asked
    used: Asked
    how: HowCode


class QueryRead(Output):
    """How the query was understood."""

    terms: list[Asked] = Field(max_length=40, description="What was looked for.")
    phrases: list[Asked] = Field(max_length=40, description="What had to stand together, as quoted.")
    excluded: list[Asked] = Field(max_length=40, description="What had to be absent.")
    corrected: list[CorrectedWord] = Field(max_length=40)
    synonyms: list[SynonymUsed] = Field(max_length=200)
    dropped: list[Asked] = Field(max_length=1000, description="Words that tell nothing, or were too many.")
    unknown: list[Asked] = Field(max_length=40, description="Words that no record has, nor one like them.")
    mode: str = Field(
        max_length=10,
        description="`all`: everything asked for is in each record; `most`: that found nothing, and records have at "
        "least half of it; `nothing`: there is nothing to look for in the query.",
        examples=["all"],
    )


class SearchResult(Output):
    """The best matches of a search, its facets, and how it was understood."""

    model_config = ConfigDict(title="SearchResult")

    query: QueryRead
    items: list[SearchHit] = Field(max_length=200)
    total: Small = Field(description="How many records were found; at most 1,000 are looked at, the newest ones.")
    total_is_exact: bool = Field(
        description="False where 1,000 were found: there may be more, and facets count the newest 1,000.",
        examples=[True],
    )
    skip: Small = Field(description="How many better matches were skipped.")
    next_skip: Small | None = Field(description="`skip` of the next page; null on the last.")
    facets: SearchFacets


class Suggestion(Output):
    """Something that begins with, or sounds like, what was typed."""

    kind: Annotated[str, open_codes(SuggestionKind, "What it is.")]
    text: Name
    link: str = Field(
        max_length=3000,
        description="Where it leads in this service.",
        json_schema_extra={"format": "uri-reference"},
        examples=["https://inovasi.example.go.id/v1/innovations/verolin"],
    )


class SuggestionList(Output):
    """What may be meant, the likeliest first."""

    model_config = ConfigDict(title="SuggestionList")

    items: list[Suggestion] = Field(max_length=10)


class SimilarRelation(Output):
    """How a similar innovation is related to this one on record."""

    kind: Annotated[str, open_codes(RelationKind, "The relation.")]
    direction: str = Field(max_length=10, description="`outgoing` or `incoming`.", examples=["incoming"])


class SimilarInnovation(Output):
    """An innovation like another one, and in what."""

    innovation: InnovationBrief
    score: Score
    reasons: list[Annotated[str, open_codes(SimilarReason, "What they have in common.")]] = Field(max_length=10)
    shared_words: list[Asked] = Field(max_length=20, description="Words that tell something and stand in both.")
    shared_terms: list[Name] = Field(max_length=50, description="Terms of classifications that both are under.")
    relations: list[SimilarRelation] = Field(
        max_length=20, description="A replica or origin of this one says so here; it is no other idea."
    )


class SimilarList(Output):
    """The published innovations of the city that are most like one, the likest first."""

    model_config = ConfigDict(title="SimilarList")

    items: list[SimilarInnovation] = Field(max_length=10)
