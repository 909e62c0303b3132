"""Programmes and their editions as one reader may see them."""

from typing import NamedTuple, NoReturn
from uuid import UUID

from app.core.concealment import concealment
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, NotPermitted, Text
from app.core.paging import Cut
from app.core.queries import listing_of
from app.core.security import Principal
from app.models import Programme, ProgrammeEdition
from app.models.codes import Permission, ProgrammeStatus, Subject
from app.programmes.repository import ProgrammeRepository, Taken, Wanted
from app.programmes.schemas import (
    EditionFilters,
    EditionItem,
    EditionRead,
    ProgrammeFilters,
    ProgrammeItem,
    ProgrammeRead,
)
from app.programmes.telling import Telling

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")


class ListedProgrammes(NamedTuple):
    """A page of programmes: its rows, what is told of them, how many there are if asked, what its cursors belong to."""

    page: Cut
    items: list[ProgrammeItem]
    total: int | None
    listing: str


class ListedEditions(NamedTuple):
    """A page of editions, in the same way."""

    page: Cut
    items: list[EditionItem]
    total: int | None
    listing: str


class ProgrammeDirectory:
    """Programmes and editions within one read: what is public, and the drafts of those who keep them."""

    def __init__(self, session: Session, principal: Principal | None) -> None:
        self._session = session
        self._data = ProgrammeRepository(session)
        self._principal = principal if principal and principal.may(Permission.RECORDS_READ) else None

    async def programmes(self, filters: ProgrammeFilters) -> ListedProgrammes:
        """Return a page of programmes, in the order of their addresses.

        Raises:
            NotPermitted: drafts were asked for without credentials.
            InvalidRequest: `organiser` names no agency.
            InvalidCursor: the cursor belongs to another list.
        """
        self._check_status(filters.status)
        wanted = Wanted(organisers=await self._agency("organiser", filters.organiser))
        listing = listing_of(self._listing("programmes", filters.status), filters)
        page, total = await self._data.programmes(filters, wanted, self._principal, listing)
        telling = await self._telling({one.organiser_id for one in page.rows})
        counts = await self._data.edition_counts([one.id for one in page.rows])
        items = [telling.programme_item(one, counts.get(one.id, 0)) for one in page.rows]
        return ListedProgrammes(page, items, total, listing)

    async def editions(self, filters: EditionFilters) -> ListedEditions:
        """Return a page of editions, the newest first.

        Raises:
            NotPermitted: drafts were asked for without credentials.
            InvalidRequest: a filter names a record that there is not, or that the reader may not know of.
            InvalidCursor: the cursor belongs to another list.
        """
        self._check_status(filters.status)
        wanted = await self._wanted(filters)
        listing = listing_of(self._listing("editions", filters.status), filters)
        page, total = await self._data.editions(filters, wanted, self._principal, listing)
        telling = await self._telling({one.organiser_id for one in page.rows})
        taken = await self._data.participants([one.id for one in page.rows])
        items = [telling.edition_item(one, taken.get(one.id, Taken())) for one in page.rows]
        return ListedEditions(page, items, total, listing)

    def _check_status(self, status: ProgrammeStatus | None) -> None:
        if status is ProgrammeStatus.DRAFT and self._principal is None:
            raise NotPermitted

    def _listing(self, name: str, status: ProgrammeStatus | None) -> str:
        """Return the name of a list; drafts are everybody's own."""
        mine = status is ProgrammeStatus.DRAFT and self._principal
        return f"{name} of {self._principal.account_id}" if mine and self._principal else name

    async def _wanted(self, filters: EditionFilters) -> Wanted:
        programme_id = person_id = None
        if filters.programme is not None:
            programme = await self._data.programme(filters.programme, self._principal)
            programme_id = programme.id if programme else _refuse("programme")
        if filters.person is not None:
            person_id = await self._data.person_id(filters.person) or _refuse("person")
        return Wanted(
            programme_id,
            await self._agency("organiser", filters.organiser),
            await self._agency("participant", filters.participant),
            person_id,
        )

    async def _agency(self, name: str, key: str | None) -> frozenset[UUID] | None:
        return None if key is None else await self._data.lineage(key) or _refuse(name)

    async def programme(self, key: str) -> Programme:
        """Return a programme.

        Raises:
            NotFound: there is none of this id or slug that the reader may see.
        """
        found = await self._data.programme(key, self._principal)
        if found is None:
            raise NotFound
        return found

    async def edition(self, key: str) -> ProgrammeEdition:
        """Return an edition with all that hangs on it.

        Raises:
            NotFound: there is none of this id or slug that the reader may see.
        """
        found = await self._data.edition(key, self._principal)
        if found is None:
            raise NotFound
        return found

    async def show_programme(self, one: Programme) -> ProgrammeRead:
        """Return a programme as it is shown."""
        telling = await self._telling({one.organiser_id})
        counts = await self._data.edition_counts([one.id])
        open_points = await self._data.ambiguities(Subject.PROGRAMME, one.id)
        return telling.programme(one, counts.get(one.id, 0), open_points)

    async def show_edition(self, one: ProgrammeEdition) -> EditionRead:
        """Return an edition as it is shown, all that hangs on it loaded."""
        named = {one.organiser_id, *(part.agency_id for part in one.people), *(visit.host_id for visit in one.visits)}
        telling = await self._telling(named)
        taken = await self._data.participants([one.id])
        open_points = await self._data.ambiguities(Subject.PROGRAMME_EDITION, one.id)
        return telling.edition(one, taken.get(one.id, Taken()), open_points)

    async def _telling(self, agency_ids: set[UUID | None]) -> Telling:
        agencies = await self._data.agencies({id_ for id_ in agency_ids if id_ is not None})
        return Telling(agencies, await concealment(self._session))


def _refuse(name: str) -> NoReturn:
    """Refuse a filter that names nothing.

    Raises:
        InvalidRequest: always.
    """
    raise InvalidRequest([FieldError(f"query/{name}", "unknown_reference", _UNKNOWN)])
