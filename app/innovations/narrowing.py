"""What narrows innovations wherever they are listed, counted, searched or drawn: one rule for each condition."""

from typing import Annotated

from pydantic import Field

from app.core.schema import Input, Reference, Year
from app.models.area import AREA_CODE
from app.models.codes import InnovationForm, InnovationKind, Stage

AreaCode = Annotated[str, Field(max_length=13, pattern=AREA_CODE, examples=["12.71.01"])]
ClassificationKey = Annotated[
    str,
    Field(
        min_length=1,
        max_length=241,
        pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)?$",
        examples=["lan-medan-2017/kearsipan"],
    ),
]


class Narrowing(Input):
    """Which innovations. Every condition narrows."""

    agency: Reference | None = Field(
        None,
        description="Id or slug of the owner. Its predecessors and successors count: their innovations are its own.",
    )
    kind: InnovationKind | None = Field(None, description="Whether it rests on information technology.")
    stage: Stage | None = Field(None, description="The stage it is in; today's, unless a past day is asked for.")
    form: InnovationForm | None = Field(None, description="What it changes.")
    area: AreaCode | None = Field(
        None, description="Kemendagri code of an area that it serves; what lies within the area counts."
    )
    year: Year | None = Field(None, description="Year of `first_known_on`.")
    classification: ClassificationKey | None = Field(
        None, description="A scheme, or a term of it: `lan-medan-2017/kearsipan`."
    )
