"""A record in the hands of a caller: found, or told where it went, and whether anything may still be added to it."""

from app.core.errors import NotFound
from app.core.writing import Work
from app.innovations.facts import NotEditable
from app.innovations.records import Kept, RecordStore
from app.innovations.whereabouts import whereabouts
from app.innovations.workflow import legal_actions
from app.models.codes import Permission, RecordStatus


async def find_kept(work: Work, key: str, tail: str, *, hold: bool = False) -> Kept:
    """Return a record of the caller's; `hold` locks it against other changes.

    `tail` follows the address of the record in the request; whoever asks for one that moved is sent there with it.

    Raises:
        NotFound, Moved, Archived: it is not here, or not the caller's.
    """
    kept = await RecordStore(work.session).find(key, work.principal, hold=hold)
    if kept is None or kept.status is RecordStatus.MERGED:
        await whereabouts(work.session, key, work.principal, tail)
        raise NotFound
    return kept


def check_open(work: Work, status: RecordStatus, field: str) -> None:
    """Check that something may be added to a record of this status: to all but those that were archived.

    Raises:
        NotEditable: it was archived.
    """
    if status is RecordStatus.ARCHIVED:
        verifies = work.principal.may(Permission.RECORDS_VERIFY)
        raise NotEditable(status, legal_actions(status, verifies=verifies), [field])
