"""What reminders are made of: what is on record, in the shapes that the rules look at, and what they make of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.core.errors import Text
from app.models.codes import ReplicationActor
from app.signs_of_life.vitality import Life


class ReminderKind(StrEnum):
    """What somebody is reminded of."""

    TANDA_HIDUP = "tanda_hidup"
    CEK_KELANGSUNGAN = "cek_kelangsungan"
    LANGKAH_REPLIKASI = "langkah_replikasi"
    PERJANJIAN_BERAKHIR = "perjanjian_berakhir"
    KEWAJIBAN = "kewajiban"
    TONGGAK_RENCANA = "tonggak_rencana"


class SubjectType(StrEnum):
    """What a reminder is about."""

    INNOVATION = "innovation"
    REPLICATION_REQUEST = "replication_request"
    REPLICATION_DOCUMENT = "replication_document"
    MANDATE = "mandate"
    PLAN_MILESTONE = "plan_milestone"


@dataclass(frozen=True, slots=True)
class OwnInnovation:
    """A published innovation: its life, what it replicates, and when it began if it is a replica that runs."""

    id: UUID
    slug: str
    name: str
    agency_id: UUID | None
    life: Life
    replicates: frozenset[UUID] = frozenset()
    began_on: date | None = None


@dataclass(frozen=True, slots=True)
class Replication:
    """A request to replicate as it is now. `origin_agency_id` keeps the origin, `agency_id` is the one that receives.

    `name` is that of the origin.
    """

    id: UUID
    name: str
    origin_agency_id: UUID | None
    agency_id: UUID
    facilitator_id: UUID | None
    model: str
    status: str
    step: str
    due_on: date | None

    def side(self, actor: ReplicationActor) -> UUID | None:
        """Return the agency that has a part in it."""
        match actor:
            case ReplicationActor.ASAL:
                return self.origin_agency_id
            case ReplicationActor.PENERIMA:
                return self.agency_id
            case ReplicationActor.FASILITATOR:
                return self.facilitator_id

    def sides(self) -> set[UUID]:
        """Return the agencies with a part in it."""
        return {side for actor in ReplicationActor if (side := self.side(actor)) is not None}


@dataclass(frozen=True, slots=True)
class Agreement:
    """A document of a replication that binds its sides, until a last day if it says one."""

    id: UUID
    kind: str
    title: str | None
    valid_until: date | None
    replication: Replication


@dataclass(frozen=True, slots=True)
class Obligation:
    """A mandate in force; `decided` are the agencies of which a decision stands."""

    id: UUID
    slug: str
    title: str
    innovation_id: UUID
    owner_id: UUID | None
    due_on: date
    kinds: frozenset[str]
    decided: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Obliged:
    """An agency that there is, with its predecessors and successors."""

    id: UUID
    kind: str
    external: bool
    lineage: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of an action plan that goes on, or was stopped on a day."""

    id: UUID
    title: str
    due_on: date
    done_on: date | None
    plan_id: UUID
    plan: str
    agency_id: UUID
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something that is due: what, when, about which record, whose it is, and who is to act where it is a step."""

    kind: ReminderKind
    due_on: date
    subject_type: SubjectType
    subject_id: UUID
    slug: str | None
    name: str
    agency_id: UUID | None
    note: Text
    waiting_for: ReplicationActor | None = None
    request: Replication | None = None
    plan_id: UUID | None = None
