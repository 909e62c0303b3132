"""The parts of addresses below a round, which several slices share."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from app.core.schema import KEY_PATTERN

RoundKey = Annotated[
    str, Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["lokakarya-2019"])
]
StageKey = Annotated[
    str, Path(min_length=1, max_length=40, pattern="^[a-z_]+$", description="Kind of the stage.", examples=["panel"])
]
EntryId = Annotated[UUID, Path(description="Id of the entry.", examples=["019ab3c1-0400-7d3e-9a51-3c8f1f1d2b22"])]
