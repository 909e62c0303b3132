"""`/v1/vocabularies`: every code with its label and definition in both languages."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.core.errors import NotFound
from app.core.routes import ReadRoute
from app.core.security import public
from app.reference.files import vocabularies
from app.vocabularies.schemas import VocabularyList, VocabularyRead

router = APIRouter(prefix="/v1/vocabularies", tags=["vocabularies"], route_class=ReadRoute)

VocabularyName = Annotated[
    str, Path(min_length=1, max_length=40, pattern="^[a-z_]+$", description="Its name.", examples=["stage"])
]


@router.get("")
@public
async def list_vocabularies() -> VocabularyList:
    """Every vocabulary with its codes."""
    return VocabularyList(items=[VocabularyRead.model_validate(words) for words in vocabularies()])


@router.get("/{name}")
@public
async def get_vocabulary(name: VocabularyName) -> VocabularyRead:
    """One vocabulary with its codes."""
    for words in vocabularies():
        if words.name == name:
            return VocabularyRead.model_validate(words)
    raise NotFound
