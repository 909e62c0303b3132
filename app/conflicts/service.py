"""Conflicts of interest: found before an assignment, and again whenever what they rest on changes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from app.audit.service import AuditService
from app.conflicts.assembling import facts_of
from app.conflicts.facts import PersonSeated
from app.conflicts.findings import FindingStore
from app.conflicts.repository import ConflictRepository, Live
from app.conflicts.rules import Conflict, Key, conflicts_between, key_of
from app.core.clock import WIB
from app.core.database import Session
from app.core.ids import new_id
from app.core.security import Principal
from app.core.writing import Work
from app.models import Assessment, ConflictFinding

# of the process itself: nobody asked for what it does
_CHORE = Principal(
    account_id=None,
    name="inovasi",
    roles=frozenset(),
    permissions=frozenset(),
    agency_id=None,
    territory=None,
    via="chore",
    credential=None,
)

# of a person and an innovation
Pair = tuple[UUID, UUID]


def unattended(session: Session) -> Work:
    """Return the work of the service itself within a transaction."""
    return Work(session, _CHORE, new_id().hex, datetime.now(UTC))


class ConflictService:
    """Conflicts within one transaction.

    Whoever assigns calls `hold` before anything else, then `between`, so that no fact changes between the look and the
    assignment; whoever changes facts calls one of `after_innovations`, `after_people` and `recheck` after it.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._facts = ConflictRepository(work.session)
        self._findings = FindingStore(work.session)
        self._audit = AuditService(work)

    async def hold(self) -> None:
        """Let nobody change what conflicts rest on until the transaction ends."""
        await self._facts.hold()

    async def between(self, people: Collection[UUID], innovations: Collection[UUID]) -> dict[Pair, list[Conflict]]:
        """Return the conflicts of each of these people with each of these innovations; only pairs that have any."""
        pairs = [(person, innovation) for person in people for innovation in innovations]
        return await self._between(pairs)

    async def after_innovations(self, ids: Collection[UUID]) -> int:
        """Look again after a change of innovations: people, owner, relations, publication, or a merger.

        Returns how many assessments were suspended. Where nothing is assessed it takes one small question.
        """
        if not await self._facts.any_live():
            return 0
        innovations, people = await self._facts.touched(ids)
        return await self._look(await self._facts.live(innovations, people))

    async def after_people(self, ids: Collection[UUID]) -> int:
        """Look again after a change of what is known of people; return how many assessments were suspended."""
        if not ids or not await self._facts.any_live():
            return 0
        return await self._look(await self._facts.live(await self._facts.innovations_of(ids), ids))

    async def recheck(
        self, *, innovations: Collection[UUID] | None = None, people: Collection[UUID] | None = None
    ) -> int:
        """Look at the assessments of these innovations and of these people, or at all if both are None.

        One with a conflict that nobody allowed is suspended: its scores do not count until that is decided. Returns how
        many were.
        """
        if not await self._facts.any_live():
            return 0
        return await self._look(await self._facts.live(innovations, people))

    async def identify(self, account_id: UUID, person_id: UUID | None) -> None:
        """Let the seats that an account has on panels follow it to the person whom it is linked to now.

        Raises:
            PersonSeated: it is on a panel and linked to nobody, or to one who sits there by another account.
        """
        rounds = {row.id: row.slug for row in await self._findings.seated(account_id)}
        if not rounds:
            return
        taken = list(rounds) if person_id is None else await self._findings.reseat(account_id, person_id, rounds)
        if taken:
            raise PersonSeated(sorted(rounds[one] for one in taken))

    async def _between(self, pairs: Collection[Pair]) -> dict[Pair, list[Conflict]]:
        if not pairs:
            return {}
        day = self._work.at.astimezone(WIB).date()
        people, innovations = {person for person, _ in pairs}, {innovation for _, innovation in pairs}
        facts = facts_of(people, innovations, await self._facts.rows(people, innovations, day), day)
        found: dict[Pair, list[Conflict]] = {}
        for person, innovation in pairs:
            assessor, assessed = facts.assessors.get(person), facts.assessed.get(innovation)
            if assessor and assessed and (conflicts := conflicts_between(assessor, assessed, facts.structure)):
                found[person, innovation] = conflicts
        return found

    async def _look(self, live: Sequence[Live]) -> int:
        """Suspend those of some assessments that have a conflict which nobody allowed; return how many."""
        found = await self._between({(one.person_id, one.innovation_id) for one in live})
        wrong = {one.id: one for one in live if (one.person_id, one.innovation_id) in found}
        if not wrong:
            return 0
        held = await self._findings.held(wrong)
        findings = await self._findings.covering(wrong)
        covered: dict[UUID, set[Key]] = {id_: set() for id_ in wrong}
        for finding in findings:
            covered[finding.assessment_id] |= {key_of(reason) for reason in finding.reasons}
        undecided = {finding.assessment_id: finding for finding in findings if finding.verdict is None}
        suspended = 0
        for assessment in held:
            one = wrong[assessment.id]
            new = [each for each in found[one.person_id, one.innovation_id] if each.key not in covered[one.id]]
            if new:
                self._suspend(assessment, one.agency_id, new, undecided)
                suspended += 1
        await self._findings.flush()
        return suspended

    def _suspend(
        self,
        assessment: Assessment,
        agency_id: UUID | None,
        conflicts: Sequence[Conflict],
        undecided: Mapping[UUID, ConflictFinding],
    ) -> None:
        """Stop an assessment for new reasons; where it is stopped already, there is more to decide of."""
        before, at = assessment.suspended_at, self._work.at
        reasons = [conflict.as_json() for conflict in conflicts]
        if assessment.id in undecided:
            finding = undecided[assessment.id]
            finding.reasons = [*finding.reasons, *reasons]
        else:
            self._findings.add(ConflictFinding(assessment_id=assessment.id, reasons=reasons, found_at=at))
        assessment.suspended_at = before or at
        assessment.version += 1
        assessment.updated_at = at
        told = [{"kind": reason["kind"], **reason["details"]} for reason in reasons]
        since = (before.isoformat() if before else None, assessment.suspended_at.isoformat())
        self._audit.record(
            "assessment.suspend",
            ("assessment", assessment.id),
            {"suspended_at": since, "conflicts": (None, told)},
            agency_id=agency_id,
        )
