"""`/v1/innovators`: the people behind the innovations, by public name."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.core.database import ReadSession
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.queries import cursors, listing_of
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import public
from app.innovators.repository import InnovatorRepository
from app.innovators.schemas import InnovatorFilters, InnovatorItem, InnovatorPage, InnovatorRead, PostRead
from app.models import Person

router = APIRouter(prefix="/v1/innovators", tags=["innovators"], route_class=ReadRoute)

Key = Annotated[
    str,
    Path(
        min_length=1,
        max_length=120,
        pattern=KEY_PATTERN,
        description="Id or slug.",
        examples=["bayu-sogara-siregar"],
    ),
]
_NOT_AN_AGENCY = Text("Tidak ada perangkat daerah dengan nama ini.", "There is no agency of this name.")


def _item(person: Person, innovations: int) -> InnovatorItem:
    return InnovatorItem(
        id=person.id,
        slug=person.slug,
        name=person.name,
        title_prefix=person.title_prefix,
        degrees=person.degrees,
        innovations=innovations,
    )


@router.get("")
@public
async def list_innovators(
    filters: Annotated[InnovatorFilters, Query()], session: ReadSession, request: Request, response: Response
) -> InnovatorPage:
    """People with a part in a published innovation, by name."""
    people = InnovatorRepository(session)
    if filters.agency and not await people.agency_exists(filters.agency):
        raise InvalidRequest([FieldError("query/agency", "unknown_reference", _NOT_AN_AGENCY)])
    listing = listing_of("innovators", filters)
    page, total = await people.search(filters, listing)
    counts = await people.counts([person.id for person in page.rows])
    places = cursors(page, ["name_key", "slug"], listing)
    link_pages(request, response, places)
    return InnovatorPage(items=[_item(person, counts[person.id]) for person in page.rows], total=total, **places)


@router.get("/{key}")
@public
async def get_innovator(key: Key, session: ReadSession) -> InnovatorRead:
    """One person with the posts and parts that sources name, and what they leave open."""
    people = InnovatorRepository(session)
    person = await people.get(key)
    if person is None:
        raise NotFound
    agencies = await people.agency_names([post.agency_id for post in person.positions])
    counts = await people.counts([person.id])
    posts = [PostRead.model_validate({**_post(post), "agency": agencies[post.agency_id]}) for post in person.positions]
    return InnovatorRead(
        **_item(person, counts.get(person.id, 0)).model_dump(),
        positions=posts,
        parts=await people.parts(person.id),
        ambiguities=await people.ambiguities(person.id),
        note=person.note,
        version=person.version,
    )


def _post(post: object) -> dict[str, object]:
    names = ("title", "valid_from", "valid_to", "first_stated_on", "last_stated_on", "note")
    return {name: getattr(post, name) for name in names}
