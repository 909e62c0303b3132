"""What reads and changes of a record's evidence share: finding it, whether it is open, and the history."""

from uuid import UUID

from app.audit.service import AuditService, Changes
from app.core.errors import NotFound
from app.core.writing import Work
from app.evidence.repository import EvidenceRepository
from app.innovations.facts import NotEditable
from app.innovations.records import Kept, RecordStore
from app.innovations.whereabouts import whereabouts
from app.innovations.workflow import legal_actions
from app.models.codes import Permission, RecordStatus


class Keeping:
    """Records of innovations within one transaction, in the hands of one caller."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._records = RecordStore(work.session)
        self._data = EvidenceRepository(work.session)
        self._audit = AuditService(work)

    async def _kept(self, key: str, tail: str, *, hold: bool = False) -> Kept:
        """Return a record of the caller's; `hold` locks it against other changes.

        Raises:
            NotFound, Moved, Archived: it is not here, or not the caller's.
        """
        kept = await self._records.find(key, self._work.principal, hold=hold)
        if kept is None or kept.status is RecordStatus.MERGED:
            await whereabouts(self._work.session, key, self._work.principal, tail)
            raise NotFound
        return kept

    async def _changed(self, key: str, field: str) -> Kept:
        """Return a record of the caller's to which something is added, locked.

        What it is assessed by is no part of what was verified, so it may be added in every status but the last ones.

        Raises:
            NotFound, Moved: it is not here, or not the caller's.
            NotEditable: it was archived.
        """
        tail = self._work.path.removeprefix(f"/v1/innovations/{key}")
        kept = await self._kept(key, tail, hold=True)
        self._check_open(kept.status, field)
        return kept

    def _check_open(self, status: str, field: str) -> None:
        if status == RecordStatus.ARCHIVED:
            verifies = self._work.principal.may(Permission.RECORDS_VERIFY)
            raise NotEditable(status, legal_actions(RecordStatus(status), verifies=verifies), [field])

    def _note(
        self, action: str, innovation: tuple[UUID, UUID | None], changes: Changes, reason: str | None = None
    ) -> None:
        """Write down a change in the history of an innovation, named by its id and its owner's."""
        entity = ("innovation", innovation[0])
        self._audit.record(f"innovation.{action}", entity, changes, agency_id=innovation[1], reason=reason)
