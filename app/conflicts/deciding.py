"""What people do about conflicts of interest: look before they invite, declare, and decide."""

from typing import Any
from uuid import UUID

from app.audit.service import AuditService
from app.conflicts.facts import AssessmentNotSuspended, AssessorUnidentified, ConflictDeclared
from app.conflicts.findings import Entered, FindingStore, Seat
from app.conflicts.rules import Conflict
from app.conflicts.schemas import (
    ConflictDecision,
    ConflictDeclare,
    DeclarationRead,
    EntryConflict,
    FindingFilters,
    FindingRead,
    RoundConflictFilters,
)
from app.conflicts.service import ConflictService
from app.conflicts.telling import Teller, declaration_of
from app.core.concealment import concealment
from app.core.conditional import Condition, version_tag
from app.core.errors import FieldError, InvalidRequest, NotFound, NotPermitted, Text
from app.core.paging import Cut, decode
from app.core.queries import identity
from app.core.text import search_key
from app.core.writing import Work
from app.models import DeclaredConflict, Round
from app.models.codes import ConflictVerdict, Permission

_NOBODY = Text("Tidak ada akun atau orang dengan nama ini.", "There is no account and no person of this name.")
_NOT_ON_PANEL = Text("Bukan anggota panel putaran ini.", "This is nobody on the panel of the round.")
_NOT_IN_ROUND = Text("Tidak ada inovasi dengan nama ini dalam putaran.", "No innovation of this name is in the round.")
_WHOSE = Text("Sebutkan akun penilainya.", "Name the assessor's account.")
_NOT_FOR_OTHERS = Text("Anda hanya menyatakan tentang diri sendiri.", "You declare for yourself alone.")


class _Row:
    """An entry and somebody who may not assess it, with the keys that the list is sorted by.

    `name` is that of the entry as it is told, because cursors are to be read by whoever has them.
    """

    def __init__(self, entry: Entered, name: str, seat: Seat, conflicts: list[Conflict]) -> None:
        self.entry, self.seat, self.conflicts = entry, seat, conflicts
        self.name, self.entry_id, self.person_id = search_key(name), entry.id, seat.person.id
        # a person who came back to the panel by another account is told twice
        self.account_id = seat.account_id or seat.person.id

    @property
    def keys(self) -> tuple[str, str, str, str]:
        """What the list is sorted by, as cursors hold it."""
        return self.name, str(self.entry_id), str(self.person_id), str(self.account_id)


class RoundConflicts:
    """The conflicts in one round, for those who run it and those who sit on its panel."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._store = FindingStore(work.session)
        self._conflicts = ConflictService(work)

    async def search(
        self, key: str, filters: RoundConflictFilters, listing: str
    ) -> tuple[Cut, list[EntryConflict], int | None]:
        """Return a page of the entries that somebody may not assess, its items, and how many there are if asked.

        Raises:
            NotFound: there is no such round, or the caller runs none.
            InvalidRequest: `assessor` is nobody.
            AssessorUnidentified: it is an account that is linked to no person.
            InvalidCursor: the cursor belongs to another list.
        """
        one = await self._store.round(key) if self._work.principal.may_everywhere(Permission.ROUNDS_WRITE) else None
        if one is None:
            raise NotFound
        seats = [await self._asked(filters.assessor)] if filters.assessor else await self._store.panel(one.id)
        entries = await self._store.entries(one.id)
        found = await self._conflicts.between(
            {seat.person.id for seat in seats}, {entry.innovation.id for entry in entries}
        )
        clear = await concealment(self._work.session)
        rows = [
            _Row(entry, clear.text(entry.name), seat, conflicts)
            for entry in entries
            for seat in seats
            if (conflicts := found.get((seat.person.id, entry.innovation.id)))
        ]
        page = _page_of(sorted(rows, key=lambda row: row.keys), filters, listing)
        teller = Teller(clear)
        items = [teller.entry(row.entry, row.seat, row.conflicts) for row in page.rows]
        return page, items, len(rows) if filters.with_total else None

    async def declare(self, key: str, told: ConflictDeclare) -> DeclarationRead:
        """Note a conflict that no record shows, and suspend what it stops.

        Raises:
            NotFound: there is no such round, or the caller neither runs it nor sits on its panel.
            NotPermitted: an assessor speaks for somebody else.
            InvalidRequest: it is not said whose conflict it is, or nobody of that account is on the panel, or the
                innovation is not in the round.
            ConflictDeclared: it is on record.
        """
        one, seat = await self._seat(key, told.assessor)
        entry = await self._store.entry(one.id, told.innovation)
        if entry is None:
            raise InvalidRequest([FieldError("#/innovation", "unknown_reference", _NOT_IN_ROUND)])
        person, innovation, at = seat.person, entry.innovation, self._work.at
        if await self._store.is_declared(person.id, innovation.id):
            raise ConflictDeclared
        by = self._work.principal.account_id
        pair = {"person_id": person.id, "innovation_id": innovation.id}
        made = DeclaredConflict(**pair, reason=told.reason, declared_by_id=by, declared_at=at)
        self._store.add(made)
        await self._store.flush()
        changes = {"person": (None, str(person.id)), "innovation": (None, str(innovation.id))}
        AuditService(self._work).record(
            "conflict.declare", ("conflict", made.id), changes, agency_id=entry.agency_id, reason=told.reason
        )
        suspended = await self._conflicts.recheck(innovations=[innovation.id])
        return (await concealment(self._work.session)).told(declaration_of(made, seat, innovation, suspended))

    async def _asked(self, key: str) -> Seat:
        """Return the account or person that a filter names."""
        account_id = identity(key)
        account = await self._store.account(account_id) if account_id else None
        if account is not None:
            if account[1] is None:
                raise AssessorUnidentified
            return Seat(account[0], account[1])
        person = await self._store.person(key)
        if person is None:
            raise InvalidRequest([FieldError("query/assessor", "unknown_reference", _NOBODY)])
        return Seat(None, person)

    async def _seat(self, key: str, account_id: UUID | None) -> tuple[Round, Seat]:
        """Return a round and whoever on its panel has the conflict: the caller, or for those who run it anybody."""
        principal = self._work.principal
        runs = principal.may_everywhere(Permission.ROUNDS_WRITE)
        own = principal.account_id if principal.may(Permission.ASSESSMENTS_WRITE) else None
        one = await self._store.round(key) if runs or own else None
        panel = {seat.account_id: seat for seat in await self._store.panel(one.id)} if one else {}
        if one is None or not (runs or own in panel):
            raise NotFound
        whose = account_id or (own if own in panel else None)
        if whose is None:
            raise InvalidRequest([FieldError("#/assessor", "required", _WHOSE)])
        if whose != own and not runs:
            raise NotPermitted([FieldError("#/assessor", "not_yours", _NOT_FOR_OTHERS)])
        if whose not in panel:
            raise InvalidRequest([FieldError("#/assessor", "unknown_reference", _NOT_ON_PANEL)])
        return one, panel[whose]


class FindingService:
    """Conflicts that came to light late, in the hands of those who decide."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._store = FindingStore(work.session)

    async def search(self, filters: FindingFilters, listing: str) -> tuple[Cut, list[FindingRead], int | None]:
        """Return a page of findings, the oldest first, its items, and how many there are if asked.

        Raises:
            NotPermitted: the key is bound to an agency, and rounds are of the whole city.
            InvalidCursor: the cursor belongs to another list.
        """
        if not self._work.principal.may_everywhere(Permission.ROUNDS_WRITE):
            raise NotPermitted
        page, total = await self._store.search(filters, listing)
        teller = Teller(await concealment(self._work.session))
        return page, [teller.finding(row) for row in page.rows], total

    async def decide(self, assessment_id: UUID, told: ConflictDecision, condition: Condition) -> FindingRead:
        """Let a suspended assessment count again, or keep it from counting for good.

        Raises:
            NotFound: there is no such assessment, or the caller runs no rounds.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            AssessmentNotSuspended: nothing is to be decided of it.
        """
        held = (
            await self._store.held([assessment_id])
            if self._work.principal.may_everywhere(Permission.ROUNDS_WRITE)
            else []
        )
        if not held:
            raise NotFound
        assessment, at = held[0], self._work.at
        condition.check([version_tag(assessment.version)])
        finding = await self._store.open_of(assessment_id)
        if assessment.suspended_at is None or finding is None:
            raise AssessmentNotSuspended
        changes: dict[str, tuple[Any, Any]] = {
            "verdict": (None, told.verdict.value),
            "suspended_at": (assessment.suspended_at.isoformat(), None),
        }
        assessment.suspended_at = None
        assessment.excluded = told.verdict is ConflictVerdict.EXCLUDED
        assessment.version += 1
        assessment.updated_at = at
        finding.verdict, finding.note = told.verdict.value, told.note
        finding.decided_at, finding.decided_by_id = at, self._work.principal.account_id
        await self._store.flush()
        row = await self._store.shown(finding.id)
        AuditService(self._work).record(
            "assessment.decide",
            ("assessment", assessment.id),
            changes,
            agency_id=row.RoundEntry.agency_id,
            reason=told.note,
        )
        return Teller(await concealment(self._work.session)).finding(row)


def _page_of(rows: list[_Row], filters: RoundConflictFilters, listing: str) -> Cut:
    """Return the page of a list in memory that a cursor leads to.

    Raises:
        InvalidCursor: the cursor belongs to another list.
    """
    place = decode(filters.cursor, listing, 4) if filters.cursor else None
    if place is None:
        return Cut(rows[: filters.limit], has_next=len(rows) > filters.limit, has_prev=False)
    if place.backwards:
        before = [row for row in rows if row.keys < place.keys]
        return Cut(before[-filters.limit :], has_next=True, has_prev=len(before) > filters.limit)
    after = [row for row in rows if row.keys > place.keys]
    return Cut(after[: filters.limit], has_next=len(after) > filters.limit, has_prev=True)
