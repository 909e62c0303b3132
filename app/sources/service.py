"""Recording documents, each once, and correcting what is told of them."""

from itertools import chain, count
from typing import Any

from app.audit.service import AuditService, changes_between
from app.core.clock import WIB
from app.core.concealment import concealment
from app.core.conditional import Condition, version_tag
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.ids import new_id
from app.core.partial_date import first_day
from app.core.queries import identity
from app.core.text import search_key, slugify
from app.core.writing import Work
from app.models import Source
from app.sources.addresses import address_key, is_address
from app.sources.facts import DuplicateSource
from app.sources.inputs import SourceCreate, SourceUpdate
from app.sources.repository import SourceRepository
from app.sources.schemas import SourceRead, source_read

_MOST_SLUG = 100
# letters beyond Latin leave nothing of a title, and what looks like an id would be looked for as one
_NAMELESS_SLUG = "sumber"
_TOLD = ("kind", "title", "publisher", "published_on", "address", "note")

_NO_ADDRESS = Text(
    "Harus alamat http atau https tanpa kata sandi, atau keterangan tempat dengan kata-kata.",
    "This must be an http or https address without a password, or say in words where it is kept.",
)
_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")


class SourceService:
    """Sources within one transaction. They are documents: everyone may read of them, also where only a draft cites one.

    Nothing of the draft shows through that, for a source does not tell who cites it.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._sources = SourceRepository(work.session)
        self._audit = AuditService(work)

    async def create(self, body: SourceCreate) -> SourceRead:
        """Record a document.

        Raises:
            DuplicateSource: it is on record.
            InvalidRequest: its date lies ahead, or its address is none.
        """
        at = self._work.at
        source = Source(id=new_id(), version=1, created_at=at, updated_at=at)
        self._tell(source, body.model_dump())
        await self._sources.lock()
        await self._check_new(source)
        source.slug = await self._free_slug(body.title)
        await self._sources.add(source)
        changes = changes_between({}, _facts_of(source) | {"slug": source.slug})
        self._audit.record("source.create", ("source", source.id), changes)
        return await self._shown(source)

    async def update(self, key: str, body: SourceUpdate, condition: Condition) -> SourceRead:
        """Correct what is told of a document; every citation of it shows that.

        Raises:
            NotFound: there is no such source.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            DuplicateSource, InvalidRequest: as for a new one.
        """
        source = await self._sources.get(key, hold=True)
        if source is None:
            raise NotFound
        condition.check([version_tag(source.version)])
        before = _facts_of(source)
        self._tell(source, body.model_dump(exclude_unset=True))
        if changes := changes_between(before, _facts_of(source)):
            await self._sources.lock()
            await self._check_new(source)
            source.version, source.updated_at = source.version + 1, self._work.at
            self._audit.record("source.update", ("source", source.id), changes)
        return await self._shown(source)

    def _tell(self, source: Source, told: dict[str, Any]) -> None:
        """Set what is told of a source, and what it is compared by.

        Raises:
            InvalidRequest: naming a date that lies ahead, and an address that is none.
        """
        wrong = []
        if (day := told.get("published_on")) and first_day(day) > self._work.at.astimezone(WIB).date():
            wrong.append(FieldError("#/published_on", "in_future", _AHEAD))
        if (address := told.get("address")) and not is_address(address):
            wrong.append(FieldError("#/address", "invalid_address", _NO_ADDRESS))
        if wrong:
            raise InvalidRequest(wrong)
        for name, value in told.items():
            setattr(source, name, value)
        source.title_key = search_key(source.title)
        source.address_key = address_key(source.address)

    async def _check_new(self, source: Source) -> None:
        """Refuse a second record of a document.

        Raises:
            DuplicateSource: naming the first.
        """
        same = await self._sources.same(source)
        if same is not None:
            by_address = same.address_key is not None and same.address_key == source.address_key
            shown = await self._shown(same)
            raise DuplicateSource(same.id, shown.slug, "address" if by_address else "title")

    async def _free_slug(self, title: str) -> str:
        """Return an address that no other source has, made of the title."""
        wanted = slugify(title)[:_MOST_SLUG].strip("-")
        stem = _NAMELESS_SLUG if not wanted or identity(wanted) else wanted
        taken = await self._sources.taken_slugs(stem)
        return next(slug for slug in chain([stem], (f"{stem}-{number}" for number in count(2))) if slug not in taken)

    async def _shown(self, source: Source) -> SourceRead:
        return source_read(source, await concealment(self._work.session))


def _facts_of(source: Source) -> dict[str, Any]:
    """Return what the history compares."""
    return {name: getattr(source, name) for name in _TOLD}
