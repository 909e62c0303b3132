"""What every change of a record shares: finding and locking it, what may be the same, the history, the receipt."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python

from app.audit.service import AuditService, Changes, changes_between
from app.conflicts.service import ConflictService
from app.core.conditional import Condition, version_tag
from app.core.writing import Work
from app.innovations.holding import find_kept
from app.innovations.kinship import Kinship
from app.innovations.lookalikes import Candidate
from app.innovations.overlap import Described, Likeness, rank
from app.innovations.receipts import InnovationReceipt, SimilarEntry
from app.innovations.records import Kept, RecordStore
from app.innovations.workflow import legal_actions
from app.models.codes import Permission, RecordStatus

# numbers that each change moves; they stand in the history by themselves
_COUNTED = frozenset({"version", "updated_at"})


class Keeping:
    """Records within one transaction, in the hands of one caller."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._records = RecordStore(work.session)
        self._kinship = Kinship(work.session)
        self._audit = AuditService(work)
        self._conflicts = ConflictService(work)
        self._verifies = work.principal.may(Permission.RECORDS_VERIFY)

    async def _find_kept(self, key: str, condition: Condition | None = None) -> Kept:
        """Return a record of the caller's; with a condition, locked and in the version that it names.

        Raises:
            NotFound, Moved: it is not here, or not the caller's.
            PreconditionRequired, PreconditionFailed: the condition is missing or of another version.
        """
        tail = self._work.path.removeprefix(f"/v1/innovations/{key}")
        kept = await find_kept(self._work, key, tail, hold=condition is not None)
        if condition is not None:
            condition.check([version_tag(kept.version)])
        return kept

    async def _likely(
        self, described: Described, which: Callable[[Candidate], bool]
    ) -> list[tuple[Candidate, Likeness]]:
        """Return those of some records that may be the same, the most alike first."""
        return _ranked(described, [one for one in await self._records.candidates(described) if which(one)])

    async def _similar(self, described: Described) -> list[SimilarEntry]:
        """Return those that may be the same and that the caller may know of."""
        return self._shown(described, await self._records.candidates(described))

    def _shown(self, described: Described, candidates: Iterable[Candidate]) -> list[SimilarEntry]:
        """Return those candidates that may be the same and that the caller may know of, as clients get them."""
        seen = [one for one in candidates if self._sees(one)]
        return [similar_entry(one, like) for one, like in _ranked(described, seen)]

    def _sees(self, one: Candidate) -> bool:
        return one.status is RecordStatus.PUBLISHED or self._work.principal.keeps(one.described.agency_id)

    async def _note(self, action: str, kept: Kept, before: Mapping[str, Any], reason: str | None = None) -> bool:
        """Write down how a record differs from before; return whether it does."""
        changes = changes_between(before, await self._records.snapshot(kept.id))
        if changes:
            self._record(action, kept.id, changes, kept.agency_id, reason)
        return bool(changes)

    def _record(
        self, action: str, identity: UUID, changes: Changes, agency_id: UUID | None, reason: str | None = None
    ) -> None:
        told: Changes = to_jsonable_python({name: pair for name, pair in changes.items() if name not in _COUNTED})
        self._audit.record(f"innovation.{action}", ("innovation", identity), told, agency_id=agency_id, reason=reason)

    def _receipt(self, kept: Kept, similar: list[SimilarEntry]) -> InnovationReceipt:
        return InnovationReceipt(
            id=kept.id,
            slug=kept.slug,
            name=kept.name,
            status=kept.status,
            version=kept.version,
            legal_actions=[action.value for action in legal_actions(kept.status, verifies=self._verifies)],
            similar=similar,
        )


def _ranked(described: Described, candidates: Iterable[Candidate]) -> list[tuple[Candidate, Likeness]]:
    by_id = {one.described.id: one for one in candidates}
    return [(by_id[identity], like) for identity, like in rank(described, [one.described for one in by_id.values()])]


def similar_entry(one: Candidate, like: Likeness) -> SimilarEntry:
    """Return a record that may be the same as clients get it."""
    return SimilarEntry(
        id=one.described.id,
        slug=one.slug,
        name=one.name,
        status=one.status,
        score=like.score,
        reasons=[reason.value for reason in like.reasons],
        needs_decision=like.flagged,
    )
