"""Objections as one reader may see them."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.core.concealment import Concealment, concealment
from app.core.database import Session
from app.core.errors import NotFound
from app.core.paging import Cut
from app.core.queries import listing_of
from app.core.security import Principal
from app.hearings.repository import HearingRepository
from app.hearings.schemas import HearingEntry, ObjectionFilters, ObjectionRead
from app.hearings.window import heard
from app.models import Objection, RoundEntry
from app.rounds.directory import runs_rounds


class Listed(NamedTuple):
    """A page of objections: its rows, what is told of them, how many there are if asked, what its cursors belong to."""

    page: Cut
    items: list[ObjectionRead]
    total: int | None
    listing: str


class ObjectionDirectory:
    """Objections within one read; `reader` is None where nobody signed in. Who runs rounds reads the statements too."""

    def __init__(self, session: Session, reader: Principal | None, at: datetime) -> None:
        self._session = session
        self._hearings = HearingRepository(session)
        self._whole = runs_rounds(reader)
        self._at = at

    async def of_round(self, key: str, filters: ObjectionFilters) -> Listed:
        """Return a page of the objections of a round, by number.

        Raises:
            NotFound: there is no such round, or the reader may not know of its objections.
            InvalidCursor: the cursor belongs to another list.
        """
        found = await self._hearings.find(key)
        if found is None or not (self._whole or heard(found, self._at)):
            raise NotFound
        listing = listing_of(f"objections of {found.id}", filters)
        page, total = await self._hearings.objections(found.id, filters, listing)
        clear = await concealment(self._session)
        return Listed(page, [objection_read(one, clear, whole=self._whole) for one in page.rows], total, listing)

    async def get(self, objection_id: UUID) -> ObjectionRead:
        """Return one objection.

        Raises:
            NotFound: there is none, or the reader may not know of it.
        """
        found = await self._hearings.objection(objection_id)
        if found is None or not (self._whole or heard(found.round, self._at)):
            raise NotFound
        return objection_read(found.objection, await concealment(self._session), whole=self._whole)


def entry_read(entry: RoundEntry, clear: Concealment) -> HearingEntry:
    """Return an entry as it is told. It keeps its name of the day of opening, which may have been withdrawn since."""
    return HearingEntry(id=entry.id, innovation_id=entry.innovation_id, name=clear.text(entry.name))


def objection_read(objection: Objection, clear: Concealment, *, whole: bool) -> ObjectionRead:
    """Return an objection as it is told, its entry loaded; `whole`: with the words of whoever objects.

    Names that were withdrawn are taken out of all three texts, for each may speak of somebody.
    """

    def told(text: str | None) -> str | None:
        return None if text is None else clear.text(text)

    return ObjectionRead(
        id=objection.id,
        round_id=objection.round_id,
        number=objection.number,
        entry=entry_read(objection.entry, clear),
        received_at=objection.received_at,
        status=objection.status,
        summary=told(objection.summary),
        answer=told(objection.answer),
        answered_at=objection.answered_at,
        statement=told(objection.statement) if whole else None,
        version=objection.version,
    )
