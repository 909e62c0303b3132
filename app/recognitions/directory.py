"""The ledger of recognitions as everyone reads it."""

from datetime import date
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

from app.core.concealment import Concealment, concealment
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.paging import Cut
from app.core.partial_date import last_day
from app.core.queries import listing_of
from app.innovations.parts import InnovationBrief
from app.models.codes import AwardLevel
from app.models.concealment import CONCEALED_NAME, CONCEALED_SLUG
from app.programmes.repository import ProgrammeRepository
from app.programmes.schemas import EditionPersonBrief, Institution
from app.programmes.telling import Telling
from app.recognitions.awards import known_awards
from app.recognitions.repository import RecognitionRepository, Wanted
from app.recognitions.schemas import (
    AwardBrief,
    AwardName,
    Recipient,
    RecipientRead,
    RecognitionEdition,
    RecognitionFilters,
    RecognitionRead,
)

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")


class Listed(NamedTuple):
    """A page of the ledger: its rows, what is told of them, how many there are if asked, its cursors' listing."""

    page: Cut
    items: list[RecognitionRead]
    total: int | None
    listing: str


class RecognitionDirectory:
    """The ledger within one read."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._data = RecognitionRepository(session)
        self._programmes = ProgrammeRepository(session)

    async def search(self, filters: RecognitionFilters) -> Listed:
        """Return a page of the ledger, the latest year first.

        Raises:
            InvalidRequest: a filter names a record that not everyone knows of.
            InvalidCursor: the cursor belongs to another list.
        """
        wanted = Wanted(
            agencies=await self._named("agency", filters.agency, self._programmes.lineage),
            person_id=await self._named("person", filters.person, self._programmes.person_id),
            innovation_id=await self._named("innovation", filters.innovation, self._data.innovation_id),
            edition_id=await self._named("edition", filters.edition, self._data.edition_id),
        )
        listing = listing_of("recognitions", filters)
        page, total = await self._data.search(filters, wanted, listing)
        return Listed(page, await self._told(page.rows), total, listing)

    async def _named(self, name: str, key: str | None, find: Any) -> Any:
        return None if key is None else await find(key) or _refuse(name)

    async def get(self, recognition_id: UUID) -> RecognitionRead:
        """Return one row of the ledger.

        Raises:
            NotFound: there is none, it was withdrawn, or its innovation is not public.
        """
        row = await self._data.row(recognition_id)
        if row is None:
            raise NotFound
        return (await self._told([row]))[0]

    async def _told(self, rows: list[Any]) -> list[RecognitionRead]:
        named = {row.agency_id for row in rows} | {row.given_by_id for row in rows}
        agencies = await self._programmes.agencies({id_ for id_ in named if id_ is not None})
        clear = await concealment(self._session)
        telling = Telling(agencies, clear)
        return [_read(row, telling, clear) for row in rows]


def _read(row: Any, telling: Telling, clear: Concealment) -> RecognitionRead:
    known = known_awards().get(row.code)
    name = AwardName(id=known.name.id, en=known.name.en) if known else None
    if row.name is not None:
        said = clear.text(row.name)
        name = AwardName(id=said, en=said)
    until = date(row.year, 12, 31)
    given_on = last_day(row.given_on) if row.given_on else until
    given_by = telling.body(row.given_by_id, row.given_by_name, given_on)
    if given_by is None and known is not None:
        given_by = Institution(agency=None, name=known.given_by)
    level = row.level or (known.level.value if known else AwardLevel.TIDAK_DIKETAHUI.value)
    edition = None
    if row.edition_slug is not None:
        edition = RecognitionEdition(id=row.edition_id, slug=row.edition_slug, name=row.edition_name)
    shown = RecognitionRead(
        id=row.id,
        recipient=_recipient(row, telling, until),
        award=AwardBrief(code=row.code, name=name, level=level),
        year=row.year,
        given_on=row.given_on,
        given_by=given_by,
        edition=edition,
        source=clear.text(row.source),
        note=row.note,
        recorded_at=row.recorded_at,
    )
    return clear.told(shown)


def _recipient(row: Any, telling: Telling, on: date) -> RecipientRead:
    person = innovation = None
    if row.kind == Recipient.PERSON:
        person = EditionPersonBrief(id=row.person_id, slug=row.person_slug, name=row.person_name)
        if row.person_concealed_at is not None:
            person = EditionPersonBrief(id=None, slug=CONCEALED_SLUG, name=CONCEALED_NAME)
    if row.kind == Recipient.INNOVATION:
        innovation = InnovationBrief(id=row.innovation_id, slug=row.innovation_slug, name=row.innovation_name)
    body = telling.body(row.agency_id, None, on)
    return RecipientRead(kind=row.kind, person=person, agency=body.agency if body else None, innovation=innovation)


def _refuse(name: str) -> NoReturn:
    """Refuse a filter that names nothing.

    Raises:
        InvalidRequest: always.
    """
    raise InvalidRequest([FieldError(f"query/{name}", "unknown_reference", _UNKNOWN)])
