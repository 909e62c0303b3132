"""What an assignment in bulk is made from, the plan that this gives, what names the plan, and how it is shown."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.assessments.planning import Assessing, Plan, Wanting, plan
from app.assessments.repository import Seat, Target
from app.assessments.schemas import AssignmentLoad, AssignmentPlan, PlannedSeat, RefusedSeat, UnfilledEntry
from app.conflicts.rules import Conflict
from app.conflicts.telling import Teller, person_of
from app.core.concealment import Concealment
from app.models import Round, RoundAssessor, RoundStage


@dataclass(frozen=True, slots=True)
class Ground:
    """What a plan is made from."""

    targets: Sequence[Target]
    seats: Sequence[Seat]
    members: Sequence[RoundAssessor]
    conflicts: Mapping[tuple[UUID, UUID], Sequence[Conflict]]


def plan_of(one: Round, ground: Ground, per_entry: int) -> Plan:
    """Return who gets what, so that each entry has so many assessors; what was given out before stays."""
    live = Counter(seat.entry_id for seat in ground.seats if seat.live)
    load = _loads(ground)
    by_person = {member.person_id: member.id for member in ground.members}
    taken: dict[UUID, set[UUID]] = {}
    for seat in ground.seats:
        if seat.person_id in by_person and not seat.free:
            taken.setdefault(seat.entry_id, set()).add(by_person[seat.person_id])
    wanting = [
        Wanting(target.id, max(0, per_entry - live[target.id]), frozenset(taken.get(target.id, ())))
        for target in ground.targets
    ]
    assessing = [Assessing(member.id, load[member.id], member.max_load or one.max_load) for member in ground.members]
    return plan(wanting, assessing, ground.conflicts)


def _loads(ground: Ground) -> Counter[UUID]:
    """Return how much each member has; what a person holds by an account that left the panel is theirs, too."""
    by_person = Counter(seat.person_id for seat in ground.seats if seat.live)
    return Counter({member.id: by_person[member.person_id] for member in ground.members})


def token_of(stage: RoundStage, made: Plan, ground: Ground) -> str:
    """Return what names this very plan and what it was made from."""
    told: list[Any] = [
        str(stage.id),
        [[str(entry), str(assessor)] for entry, assessor in made.seats],
        [[str(entry), missing] for entry, missing in made.unfilled.items()],
        sorted(str(target.id) for target in ground.targets),
        sorted([str(seat.entry_id), str(seat.person_id), seat.live, seat.free] for seat in ground.seats),
        sorted([str(entry), str(assessor)] for entry, assessor in ground.conflicts),
    ]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()


def shown(one: Round, ground: Ground, made: Plan, clear: Concealment, *, token: str, applied: bool) -> AssignmentPlan:
    """Return a plan as it is shown; `applied` says whether it was carried out."""
    teller, members = Teller(clear), {member.id: member for member in ground.members}
    names = {target.id: clear.text(target.name) for target in ground.targets}
    load = _loads(ground)
    load.update(assessor for _, assessor in made.seats)
    return AssignmentPlan(
        applied=applied,
        token=token,
        assigned=len(made.seats),
        seats=[
            PlannedSeat(
                entry=entry,
                name=names[entry],
                account_id=members[assessor].account_id,
                assessor=person_of(members[assessor].person).name,
            )
            for entry, assessor in made.seats
        ],
        refused=[
            RefusedSeat(
                entry=entry,
                account_id=members[assessor].account_id,
                reasons=teller.reasons(each.as_json() for each in why),
            )
            for (entry, assessor), why in sorted(ground.conflicts.items())
        ],
        unfilled=[UnfilledEntry(entry=entry, missing=missing) for entry, missing in made.unfilled.items()],
        loads=[
            AssignmentLoad(
                account_id=member.account_id,
                assessor=person_of(member.person).name,
                load=load[member.id],
                most=member.max_load or one.max_load,
            )
            for member in ground.members
        ],
    )
