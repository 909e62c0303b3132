"""What reads and changes of a record's evidence share: finding it, whether it is open, and the history."""

from uuid import UUID

from app.audit.service import AuditService, Changes
from app.core.writing import Work
from app.evidence.repository import EvidenceRepository
from app.innovations.holding import check_open, find_kept
from app.innovations.records import Kept


class Keeping:
    """Records of innovations within one transaction, in the hands of one caller."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._data = EvidenceRepository(work.session)
        self._audit = AuditService(work)

    async def _changed(self, key: str, field: str) -> Kept:
        """Return a record of the caller's to which something is added, locked.

        What it is assessed by is no part of what was verified, so it may be added in every status but the last ones.

        Raises:
            NotFound, Moved: it is not here, or not the caller's.
            NotEditable: it was archived.
        """
        tail = self._work.path.removeprefix(f"/v1/innovations/{key}")
        kept = await find_kept(self._work, key, tail, hold=True)
        check_open(self._work, kept.status, field)
        return kept

    def _note(
        self, action: str, innovation: tuple[UUID, UUID | None], changes: Changes, reason: str | None = None
    ) -> None:
        """Write down a change in the history of an innovation, named by its id and its owner's."""
        entity = ("innovation", innovation[0])
        self._audit.record(f"innovation.{action}", entity, changes, agency_id=innovation[1], reason=reason)
