"""Freezing statistics for a session, and giving them out as they were frozen."""

from typing import Any, NamedTuple
from uuid import UUID

from pydantic import ValidationError

from app.audit.service import AuditService
from app.core.clock import today
from app.core.concealment import concealment
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, NotPermitted, Text
from app.core.ids import new_id
from app.core.paging import Cut
from app.core.problems import field_errors
from app.core.queries import listing_of
from app.core.security import Principal
from app.core.settings import Settings
from app.core.text import slugify
from app.core.writing import Work
from app.models import FrozenStatistic, Snapshot
from app.models.codes import Permission
from app.snapshots.freezing import canonical, digest_of, digest_of_all
from app.snapshots.inputs import SnapshotCreate, SnapshotFilters, StatisticWanted
from app.snapshots.repository import SnapshotRepository
from app.snapshots.schemas import SnapshotContent, SnapshotItem, SnapshotRead
from app.statistics.registry import Inquiry
from app.statistics.schemas import Audience, StatisticRead
from app.statistics.service import StatisticsService, statistic_of

_UNKNOWN = Text("Tidak ada statistik dengan nama ini.", "There is no statistic of this name.")
_OF_ITEM = ("id", "slug", "title", "session_date", "audience", "digest", "created_by", "created_at")


class Listed(NamedTuple):
    """A page of snapshots: its rows, what is told of them, how many there are if asked, what its cursors belong to."""

    page: Cut
    items: list[SnapshotItem]
    total: int | None
    listing: str


def looks_after_all(principal: Principal | None) -> bool:
    """Whether somebody looks after the records of the whole city, and so may read and make what is internal."""
    return principal is not None and principal.may_everywhere(Permission.RECORDS_VERIFY)


class SnapshotDirectory:
    """Snapshots within one read, for one reader."""

    def __init__(self, session: Session, reader: Principal | None, base_url: str) -> None:
        self._session = session
        self._snapshots = SnapshotRepository(session)
        self._internal = looks_after_all(reader)
        self._base = base_url

    async def search(self, filters: SnapshotFilters) -> Listed:
        """Return a page of snapshots, the last made first.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        listing = listing_of(f"snapshots {self._internal}", filters)
        page, total = await self._snapshots.search(filters, listing, internal=self._internal)
        clear = await concealment(self._session)
        return Listed(page, [clear.told(_item(one)) for one in page.rows], total, listing)

    async def get(self, key: str) -> SnapshotRead:
        """Return a snapshot.

        Raises:
            NotFound: there is none, or it is not for the reader.
        """
        found = await self._find(key)
        return (await concealment(self._session)).told(snapshot_read(found, self._base))

    async def document(self, key: str, name: str) -> str:
        """Return a statistic of a snapshot as it was frozen.

        Raises:
            NotFound: there is no such snapshot for the reader, or it has no such statistic.
        """
        found = await self._find(key)
        document = await self._snapshots.document(found.id, name)
        kept = next((one for one in found.contents if one["key"] == name), None)
        if document is None or kept is None:
            raise NotFound
        return document

    async def statistic(self, key: str, name: str) -> StatisticRead:
        """Return the same as a statistic, as sheets are made of it.

        Raises:
            NotFound: as in `document`.
        """
        return StatisticRead.model_validate_json(await self.document(key, name))

    async def _find(self, key: str) -> Snapshot:
        found = await self._snapshots.get(key, internal=self._internal)
        if found is None:
            raise NotFound
        return found


class SnapshotService:
    """Freezing within one request; `state` reads one state of the registry, in which all statistics are computed."""

    def __init__(self, work: Work, state: Session, settings: Settings) -> None:
        self._work = work
        self._state = state
        self._settings = settings
        self._snapshots = SnapshotRepository(work.session)

    async def freeze(self, told: SnapshotCreate) -> SnapshotRead:
        """Compute statistics and keep them for good.

        Raises:
            NotPermitted: the caller may not freeze what is internal.
            InvalidRequest: a statistic is unknown, or its parameters ask for what it cannot say.
        """
        principal = self._work.principal
        if told.audience is Audience.INTERNAL and not looks_after_all(principal):
            raise NotPermitted
        made, id_ = [], new_id()
        reader = principal if told.audience is Audience.INTERNAL else None
        statistics = StatisticsService(Inquiry(self._state, reader, self._settings))
        contents = []
        for place, wanted in enumerate(told.statistics):
            document, asked = await self._document(statistics, told, wanted, place)
            digest = digest_of(document)
            made.append(FrozenStatistic(snapshot_id=id_, key=wanted.called, digest=digest, document=document))
            size = len(document.encode())
            contents.append({"key": wanted.called, "name": wanted.name, "parameters": asked}
                            | {"digest": digest, "size": size})  # fmt: skip
        snapshot = Snapshot(
            id=id_,
            slug=await self._slug(told.title, id_),
            title=told.title,
            session_date=told.session_date,
            note=told.note,
            audience=told.audience,
            contents=contents,
            digest=digest_of_all((one.key, one.digest) for one in made),
            account_id=principal.account_id,
            created_by=await self._creator(),
            created_at=self._work.at,
        )
        await self._snapshots.add(snapshot, made)
        self._record(snapshot)
        return snapshot_read(snapshot, self._settings.public_url)

    async def _document(
        self, statistics: StatisticsService, told: SnapshotCreate, wanted: StatisticWanted, place: int
    ) -> tuple[str, dict[str, str]]:
        """Return a statistic as it is frozen, and what it was asked with.

        Raises:
            InvalidRequest: there is no such statistic, or its parameters ask for what it cannot say.
        """
        at = f"#/statistics/{place}"
        try:
            known = statistic_of(wanted.name)
        except NotFound:
            raise InvalidRequest([FieldError(f"{at}/name", "unknown_reference", _UNKNOWN)]) from None
        asked = dict(wanted.parameters)
        if "as_of" in known.parameters.model_fields:
            asked.setdefault("as_of", min(told.session_date, today()).isoformat())
        try:
            found = await statistics.compute(wanted.name, asked)
        except ValidationError as error:
            wrong = field_errors(error.errors(include_url=False, include_input=False), "query")
            raise InvalidRequest(_moved(wrong, f"{at}/parameters")) from None
        except InvalidRequest as error:
            raise InvalidRequest(_moved(error.errors, f"{at}/parameters")) from None
        return canonical(found.model_dump(mode="json")), asked

    async def _slug(self, title: str, id_: UUID) -> str:
        slug = slugify(title)[:100].strip("-") or "cuplikan"
        return f"{slug}-{str(id_)[-8:]}" if await self._snapshots.taken(slug) else slug

    async def _creator(self) -> str:
        principal = self._work.principal
        own = await self._snapshots.has_person(principal.account_id)
        return ", ".join(sorted(principal.roles)) if own else principal.name

    def _record(self, snapshot: Snapshot) -> None:
        shown: dict[str, Any] = {name: getattr(snapshot, name) for name in ("slug", "title", "note", "digest")}
        shown |= {"session_date": snapshot.session_date.isoformat(), "audience": str(snapshot.audience)}
        shown["statistics"] = [one["key"] for one in snapshot.contents]
        changes = {name: (None, value) for name, value in shown.items() if value is not None}
        AuditService(self._work).record("snapshot.create", ("snapshot", snapshot.id), changes)


def _moved(errors: list[FieldError], to: str) -> list[FieldError]:
    """Return what is wrong with a query, as what is wrong with a part of the body."""
    return [
        FieldError(f"{to}/{one.pointer.removeprefix('query/')}", one.code, one.message, one.facts) for one in errors
    ]


def _item(one: Snapshot) -> SnapshotItem:
    return SnapshotItem(**{name: getattr(one, name) for name in _OF_ITEM}, statistics=len(one.contents))


def snapshot_read(one: Snapshot, base_url: str) -> SnapshotRead:
    """Return a snapshot as it is told."""
    address = f"{base_url}/v1/snapshots/{one.slug}/statistics"
    return SnapshotRead(
        **dict(_item(one)),
        note=one.note,
        contents=[SnapshotContent(**told, address=f"{address}/{told['key']}") for told in one.contents],
    )
