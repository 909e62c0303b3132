"""`/v1/classifications`: the schemes that innovations are sorted by."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.classifications.repository import ClassificationRepository
from app.classifications.schemas import ClassificationList, ClassificationRead
from app.core.concealment import ConcealmentDep
from app.core.database import ReadSession
from app.core.errors import NotFound
from app.core.routes import ReadRoute
from app.core.schema import KEY_PATTERN
from app.core.security import public

router = APIRouter(prefix="/v1/classifications", tags=["classifications"], route_class=ReadRoute)

Key = Annotated[
    str,
    Path(min_length=1, max_length=120, pattern=KEY_PATTERN, description="Id or slug.", examples=["lan-medan-2017"]),
]


@router.get("")
@public
async def list_classifications(session: ReadSession, clear: ConcealmentDep) -> ClassificationList:
    """Every scheme with its known terms."""
    schemes = await ClassificationRepository(session).all()
    return clear.told(ClassificationList(items=[ClassificationRead.model_validate(scheme) for scheme in schemes]))


@router.get("/{key}")
@public
async def get_classification(key: Key, session: ReadSession, clear: ConcealmentDep) -> ClassificationRead:
    """One scheme with its known terms."""
    scheme = await ClassificationRepository(session).get(key)
    if scheme is None:
        raise NotFound
    return clear.told(ClassificationRead.model_validate(scheme))
