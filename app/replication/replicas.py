"""What comes of a replication: a record of its own, with what was kept, changed and dropped of the origin."""

from uuid import UUID

from app.core.conditional import Condition
from app.core.errors import FieldError, InvalidRequest, NotPermitted, Text
from app.core.writing import Work
from app.innovations.descent import DescentService
from app.innovations.inputs import InnovationCreate, RelationInput
from app.innovations.service import RecordService
from app.models import ReplicationRequest
from app.models.codes import AdaptationKind, Initiator, RecordStatus, RelationKind, ReplicationActor, ReplicationStatus
from app.replication.facts import OriginUnavailable, ReplicaRecorded, ReplicationFixed, WrongSide
from app.replication.inputs import ReplicaInput
from app.replication.keeping import Keeping, snapshot
from app.replication.parties import sides_of
from app.replication.paths import rules
from app.replication.repository import OriginRow
from app.replication.schemas import ReplicationRead
from app.replication.workflow import legal_actions

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_NOT_OF_THE_AGENCY = Text(
    "Rekaman ini bukan milik instansi penerima.", "This record does not belong to the receiving agency."
)
_ITSELF = Text("Inovasi asal bukan replikanya sendiri.", "The origin is not its own replica.")
_NOTE = "Replikasi yang diajukan {day}."
# from planning on there is something to put on record
_MADE_IN = (
    ReplicationStatus.PERENCANAAN,
    ReplicationStatus.PELAKSANAAN,
    ReplicationStatus.EVALUASI,
)
_ALTERED = frozenset({AdaptationKind.DIUBAH.value, AdaptationKind.DIHILANGKAN.value})


class ReplicaService(Keeping):
    """The replicas of replications."""

    async def record(self, request_id: UUID, told: ReplicaInput, condition: Condition) -> ReplicationRead:
        """Put the replica on record: as a draft of the receiving agency, or one of its records that is there already.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is none, or another version.
            ReplicationFixed: the replication is not in planning, carrying out or evaluation.
            WrongSide: the caller does not act for the receiving agency.
            NotPermitted: a record is to be made of an agency whose records are not the caller's to keep.
            OriginUnavailable: the origin is not published any more.
            ReplicaRecorded: the replication has its replica, or the record is another one's.
            InvalidRequest: the record is not the receiving agency's.
            AdaptationCycle: the origin descends from the record.
            DuplicateName: the agency has a record of this name.
        """
        await DescentService(self._work).alone()
        one = await self._held(request_id, condition)
        if one.status not in _MADE_IN:
            raise ReplicationFixed(one.status, ["replica"])
        sides = sides_of(self._work.principal, one)
        if ReplicationActor.PENERIMA not in sides:
            legal = legal_actions(one.status, one.step, rules().model(one.model), sides)
            raise WrongSide("record_replica", [ReplicationActor.PENERIMA], legal)
        if one.replica_id is not None:
            raise ReplicaRecorded(one.replica_id)
        if told.innovation is None and not self._work.principal.keeps(one.agency_id):
            # whoever speaks for another region keeps no records of it; the registrar does
            raise NotPermitted
        if one.origin.status != RecordStatus.PUBLISHED:
            raise OriginUnavailable(one.origin.status)
        before = snapshot(one)
        one.changes = [change.model_dump(mode="json") for change in told.changes]
        if told.innovation is None:
            one.replica_id = await self._made(one, told.name)
        else:
            one.replica_id = (await self._on_record(one, told.innovation)).id
        await self._data.flush()
        await relate(self._work, one)
        return await self._changed(one, "record_replica", before)

    async def _made(self, one: ReplicationRequest, name: str | None) -> UUID:
        """Register a draft that takes over what the origin says of itself; return its id."""
        copied = await self._data.texts(one.origin_id)
        body = InnovationCreate(
            name=name or one.origin.name,
            agency=str(one.agency_id),
            problem=one.problem,
            initiator=Initiator.PERANGKAT_DAERAH,
            relations=[
                RelationInput(innovation=str(one.origin_id), kind=kind_of(one), note=_note(one)),
            ],
            **{field: value for field, value in copied.items() if value is not None},
        )
        return (await RecordService(self._work).register(body)).id

    async def _on_record(self, one: ReplicationRequest, key: str) -> OriginRow:
        """Return a record of the receiving agency, of whatever status but archived."""
        found = await self._data.origin(key)
        pointer = "#/innovation"
        known = found is not None and (
            found.status == RecordStatus.PUBLISHED or self._work.principal.keeps(found.agency_id)
        )
        if found is None or not known or found.status == RecordStatus.ARCHIVED:
            raise InvalidRequest([FieldError(pointer, "unknown_reference", _UNKNOWN)])
        if found.id == one.origin_id:
            raise InvalidRequest([FieldError(pointer, "itself", _ITSELF)])
        if found.agency_id not in await self._data.lineage(one.agency_id):
            raise InvalidRequest([FieldError(pointer, "not_of_the_agency", _NOT_OF_THE_AGENCY)])
        if await self._data.request_of(found.id) is not None:
            raise ReplicaRecorded(found.id)
        return found


async def relate(work: Work, one: ReplicationRequest) -> None:
    """Bring the relation of a replica to its origin in line with what was kept, changed and dropped.

    Raises:
        AdaptationCycle: the origin descends from the replica.
    """
    if one.replica_id is not None:
        await DescentService(work).descend(one.replica_id, one.origin_id, kind_of(one), _note(one))


def kind_of(one: ReplicationRequest) -> RelationKind:
    """Return how the replica descends: what nothing was changed or dropped of is a copy."""
    altered = any(change["kind"] in _ALTERED for change in one.changes)
    return RelationKind.ADAPTS if altered else RelationKind.COPIES


def _note(one: ReplicationRequest) -> str:
    return _NOTE.format(day=one.requested_on.isoformat())
