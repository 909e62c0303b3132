"""Conflicts in the shapes of the answers. Names that were withdrawn are not told, also where a sentence holds one."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from app.conflicts.findings import Entered, Seat
from app.conflicts.rules import Conflict
from app.conflicts.schemas import (
    MOST_REASONS,
    ConflictInnovation,
    ConflictPerson,
    ConflictReason,
    DeclarationRead,
    EntryConflict,
    Explanation,
    FindingAssessment,
    FindingEntry,
    FindingRead,
    FindingRound,
    FindingState,
)
from app.core.concealment import Concealment
from app.models import DeclaredConflict, Innovation, Person
from app.models.concealment import CONCEALED_NAME, CONCEALED_SLUG


class Teller:
    """Tells conflicts without the names that were withdrawn."""

    def __init__(self, concealment: Concealment) -> None:
        self._concealment = concealment

    def reasons(self, reasons: Iterable[Mapping[str, Any]]) -> list[ConflictReason]:
        """Return reasons as they are kept in the shape of an answer, the first ones."""
        return [
            ConflictReason(
                kind=reason["kind"],
                explanation=Explanation(
                    id=self._concealment.text(reason["id"]), en=self._concealment.text(reason["en"])
                ),
            )
            for reason in islice(reasons, MOST_REASONS)
        ]

    def entry(self, entry: Entered, seat: Seat, conflicts: Iterable[Conflict]) -> EntryConflict:
        """Return an entry that somebody may not assess."""
        return EntryConflict(
            entry_id=entry.id,
            name=self._concealment.text(entry.name),
            innovation=ConflictInnovation.model_validate(entry.innovation),
            account_id=seat.account_id,
            person=person_of(seat.person),
            reasons=self.reasons(conflict.as_json() for conflict in conflicts),
        )

    def finding(self, row: Any) -> FindingRead:
        """Return a finding with what it is about."""
        finding, assessment = row.ConflictFinding, row.Assessment
        return FindingRead(
            id=finding.id,
            state=FindingState.OPEN if finding.verdict is None else FindingState.DECIDED,
            round=FindingRound.model_validate(row.Round),
            assessment=FindingAssessment(
                id=assessment.id,
                stage=row.kind,
                status=assessment.status,
                suspended=assessment.suspended_at is not None,
                excluded=assessment.excluded,
                version=assessment.version,
            ),
            entry=FindingEntry(
                id=row.RoundEntry.id,
                name=self._concealment.text(row.RoundEntry.name),
                innovation=ConflictInnovation.model_validate(row.Innovation),
            ),
            account_id=row.account_id,
            person=person_of(row.Person),
            reasons=self.reasons(finding.reasons),
            found_at=finding.found_at,
            verdict=finding.verdict,
            note=self._concealment.text(finding.note) if finding.note else None,
            decided_at=finding.decided_at,
        )


def declaration_of(made: DeclaredConflict, seat: Seat, innovation: Innovation, suspended: int) -> DeclarationRead:
    """Return a conflict that was just declared, in the words of whoever did."""
    return DeclarationRead.model_validate(
        {
            "id": made.id,
            "account_id": seat.account_id,
            "innovation": innovation,
            "reason": made.reason,
            "declared_at": made.declared_at,
            "suspended": suspended,
        }
    )


def person_of(person: Person) -> ConflictPerson:
    """Return a person by public name, or by what stands in its place."""
    if person.concealed_at is not None:
        return ConflictPerson(id=person.id, slug=CONCEALED_SLUG, name=CONCEALED_NAME)
    return ConflictPerson.model_validate(person)
