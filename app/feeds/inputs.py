"""What clients say of the changes that they ask for."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from app.core.schema import MOST_CURSOR, Input, Limit, Reference, whole_number
from app.feeds.schemas import MOST_CHANGES

FeedLimit = Annotated[
    int,
    Field(ge=1, le=MOST_CHANGES, description="How many to return at most.", json_schema_extra={"format": "int32"}),
    BeforeValidator(whole_number),
]

After = Annotated[str | None, Field(min_length=1, max_length=MOST_CURSOR, pattern=r"^[A-Za-z0-9_-]+$")]


class ChangeFilters(Input):
    """From where on, and how many at a time."""

    after: After = Field(None, description="`next` of an earlier page; the whole list from its beginning where absent.")
    external: bool = Field(
        default=False, description="The list of records of other regions, as with `/v1/innovations`; a feed of its own."
    )
    limit: FeedLimit = 100


class AtomFilters(Input):
    """Whose innovations, and how many at a time."""

    agency: Reference | None = Field(
        None,
        description="Id or slug of the owner. Its predecessors and successors count: their innovations are its own.",
    )
    limit: Limit = 20
    after: After = Field(None, description="As in the links to the other pages; the newest where absent.")
