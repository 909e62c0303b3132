"""Records that may be the same: what they are, what was decided, and making one of two."""

from dataclasses import replace

from app.audit.service import Changes, changes_between
from app.core.conditional import Condition
from app.core.errors import FieldError, InvalidRequest, NotPermitted, Text
from app.innovations.inputs import DecisionInput
from app.innovations.keeping import Keeping, similar_entry
from app.innovations.receipts import DuplicateEntry, InnovationReceipt
from app.innovations.records import Decision, Kept
from app.innovations.service import InnovationService
from app.innovations.workflow import Action, step
from app.models.codes import DuplicateVerdict, RecordStatus

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_NOT_PUBLISHED = Text(
    "Rekaman yang terbit hanya dapat digabung ke dalam rekaman yang terbit; terbitkan dahulu yang itu.",
    "A published record can go into a published one only; publish that one first.",
)
_ITSELF = Text("Ini rekaman yang sama.", "This is the same record.")


class TwinService(Keeping):
    """Possible duplicates, in the hands of whoever may decide on them."""

    async def duplicates(self, key: str) -> list[DuplicateEntry]:
        """Return the records that may be the same as one of the caller's, with what was decided of each.

        Raises:
            NotFound, Moved: there is no such record of the caller's.
        """
        kept = await self._find_kept(key)
        decided = await self._records.decided(kept.id)
        likely = await self._likely(await self._records.describe(kept.id), self._sees)
        return [
            DuplicateEntry(
                **similar_entry(one, like).model_dump(),
                verdict=said.verdict if (said := decided.get(one.described.id)) else None,
                note=said.note if said else None,
                decided_at=said.decided_at if said else None,
            )
            for one, like in likely
        ]

    async def decide(self, key: str, body: DecisionInput, condition: Condition) -> InnovationReceipt:
        """Store whether two records are one; if they are, the first goes into the other.

        Raises:
            NotFound, Moved, PreconditionRequired, PreconditionFailed: as for an update.
            InvalidRequest: there is no such other record.
            IllegalStep: one of them is past merging.
        """
        verdict = DuplicateVerdict(body.verdict)
        if verdict is DuplicateVerdict.MERGE:
            return await self.merge(key, body.other, body.note, condition, "#/other")
        kept = await self._find_kept(key, condition)
        other = await self._other(kept, body.other, "#/other")
        before = {one.id: await self._records.snapshot(one.id) for one in (kept, other)}
        await self._settle(kept, other, verdict, body.note)
        for one, another in ((kept, other), (other, kept)):
            said: Changes = {"duplicate": (None, {"other": another.id, "verdict": verdict})}
            said |= changes_between(before[one.id], await self._records.snapshot(one.id))
            self._record("decide", one.id, said, one.agency_id, body.note)
            await self._count(one)
        # the doubt is gone from the relations that both show
        await InnovationService(self._work.session).publish([kept.id, other.id])
        return self._receipt(replace(kept, version=kept.version + 1), [])

    async def merge(
        self, key: str, into: str, reason: str, condition: Condition, pointer: str = "#/into"
    ) -> InnovationReceipt:
        """Let a record go into another one: its id and address lead there from then on. Returns the other's receipt.

        Raises:
            NotFound, Moved, PreconditionRequired, PreconditionFailed: as for an update.
            InvalidRequest: there is no such other record.
            IllegalStep: one of them is past merging.
        """
        await self._kinship.alone()
        one = await self._find_kept(key, condition)
        other = await self._other(one, into, pointer)
        for each in (one, other):
            step(each.status, Action.MERGE, verifies=self._verifies)
        if one.status is RecordStatus.PUBLISHED is not other.status:
            # its readers would be led to what they may not read
            raise InvalidRequest([FieldError(pointer, "not_published", _NOT_PUBLISHED)])
        # others that speak of it will speak of the one that it goes into
        speakers = await self._records.speaking_of(one.id, but=other.id)
        before = {each.id: await self._records.snapshot(each.id) for each in (one, other, *speakers)}
        await self._settle(one, other, DuplicateVerdict.MERGE, reason)
        await self._records.merge(one.id, other.id)
        gone = {"status": RecordStatus.MERGED, "merged_into_id": other.id, "archived_at": None, "remark": None}
        await self._records.change(one.id, gone)
        said = {"merged_into": (None, other.id)}
        self._record("merge", one.id, said, one.agency_id, reason)
        await self._note("update", one, before[one.id], reason)
        self._record("absorb", other.id, {"absorbed": (None, one.id)}, other.agency_id, reason)
        await self._note("update", other, before[other.id], reason)
        for each in speakers:
            await self._note("update", each, before[each.id], reason)
        for each in (one, other, *speakers):
            await self._count(each)
        await InnovationService(self._work.session).publish([one.id, other.id])
        await self._conflicts.after_innovations([other.id])
        return self._receipt(replace(other, version=other.version + 1), [])

    async def _other(self, kept: Kept, key: str, pointer: str) -> Kept:
        """Return the other record, locked.

        Raises:
            InvalidRequest: there is none, or it is the same one.
        """
        other = await self._records.find(key, self._work.principal, hold=True)
        if other is None or other.status is RecordStatus.MERGED:
            raise InvalidRequest([FieldError(pointer, "unknown_reference", _UNKNOWN)])
        if other.id == kept.id:
            raise InvalidRequest([FieldError(pointer, "itself", _ITSELF)])
        return other

    async def _settle(self, one: Kept, other: Kept, verdict: DuplicateVerdict, note: str) -> None:
        account = self._work.principal.account_id
        if account is None:
            raise NotPermitted
        await self._records.settle(one.id, other.id)
        await self._records.decide((one.id, other.id), Decision(verdict, note, self._work.at), account)

    async def _count(self, kept: Kept) -> None:
        await self._records.change(kept.id, {"version": kept.version + 1, "updated_at": self._work.at})
