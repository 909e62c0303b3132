"""Asking for a replication, and what is said of it on the way."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.audit.service import changes_between
from app.core.errors import FieldError, InvalidRequest, NotPermitted, Text
from app.core.ids import new_id
from app.core.timeline import in_force
from app.innovations.references import Wanted, find
from app.models import Agency, ReplicationRequest, ReplicationStep
from app.models.codes import (
    RecordStatus,
    ReplicationActor,
    ReplicationModel,
    ReplicationScope,
    ReplicationStatus,
)
from app.replication.facts import OriginUnavailable, OwnInnovation, ReplicationOpen
from app.replication.inputs import CompatibilityInput, ReplicationCreate
from app.replication.keeping import Keeping, snapshot
from app.replication.repository import OriginRow
from app.replication.schemas import ReplicationRead
from app.replication.workflow import ANSWER_DAYS

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_REQUIRED = Text("Wajib diisi.", "This is required.")
_NOT_IN_FORCE = Text("Perangkat daerah ini tidak ada pada hari itu.", "This agency does not exist on that day.")
_NO_REGION = Text(
    "Instansi daerah lain memerlukan kode wilayah (region_code).",
    "An agency of another region needs its region's code (region_code).",
)
_NOT_THIS_SCOPE = Text("Menurut kedua instansi lingkupnya {scope}.", "By the two agencies the scope is {scope}.")
_NEITHER = Text("Salah satu pihak harus instansi Kota Medan.", "One of the two sides must be an agency of the city.")
_ONLY_FACILITATED = Text(
    "Fasilitator disebut pada model fasilitasi, dan hanya di sana.",
    "A facilitator is named with the model fasilitasi, and with that alone.",
)
_THREE_SIDES = Text("Fasilitator adalah instansi ketiga.", "The facilitator is a third agency.")
_NOT_YOURS = Text("Anda hanya mengajukan untuk perangkat daerah Anda.", "You request for your own agency alone.")
_BEFORE = Text("Sebelum langkah ini dimulai.", "This is before the step began.")
_TOO_LATE = Text("Paling lambat {latest}.", "The latest is {latest}.")

# what is fixed once the origin has looked at the request, and once it is carried out
_OF_THE_WISH = frozenset({"model", "facilitator", "problem", "adaptation"})
_CARRIED_OUT = (ReplicationStatus.PELAKSANAAN, ReplicationStatus.EVALUASI, ReplicationStatus.BERJALAN)


class ReplicationService(Keeping):
    """Requests to replicate."""

    async def create(self, told: ReplicationCreate) -> ReplicationRead:
        """Make a request.

        Raises:
            InvalidRequest: it names what does not exist, or contradicts itself.
            OriginUnavailable: the innovation is not published.
            NotPermitted: the receiving agency is not the caller's.
            OwnInnovation: the innovation is the receiving agency's own.
            ReplicationOpen: the two have a replication that has not ended.
        """
        day = self._day(told.requested_on, "#/requested_on")
        wanted = Wanted()
        agency_key = told.agency or self._own_agency()
        for kind, key, name in (
            ("agency", agency_key, "agency"),
            ("agency", told.facilitator, "facilitator"),
            ("person", told.contact, "contact"),
            ("person", told.mentor, "mentor"),
        ):
            wanted.add(kind, key, f"#/{name}")
        found = await find(self._work.session, wanted, self._work.principal)
        origin = await self._origin(told.origin)
        agency_id = found.id_of("agency", agency_key)
        scope = await self._scope(told, origin, agency_id, day)
        await self._check_pair(origin, agency_id)
        facilitator_id = found.id_or_none("agency", told.facilitator)
        await self._check_facilitator(told.model, facilitator_id, (origin.agency_id, agency_id), day)
        one = ReplicationRequest(
            id=new_id(),
            origin_id=origin.id,
            agency_id=agency_id,
            facilitator_id=facilitator_id,
            model=told.model.value,
            scope=scope.value,
            status=ReplicationStatus.DIAJUKAN.value,
            step=ReplicationStatus.DIAJUKAN.value,
            requested_on=day,
            entered_on=day,
            due_on=day + timedelta(days=ANSWER_DAYS[ReplicationStatus.DIAJUKAN]),
            problem=told.problem,
            adaptation=told.adaptation,
            compatibility=answers_of(told.compatibility),
            contact_id=found.id_of("person", told.contact),
            mentor_id=found.id_or_none("person", told.mentor),
            terms=None,
            reason_code=None,
            reason=None,
            replica_id=None,
            changes=[],
            version=1,
            created_at=self._work.at,
            updated_at=self._work.at,
        )
        await self._data.add(one)
        await self._data.add(self._first_step(one))
        self._record("create", one, changes_between({}, snapshot(one)))
        return await self._shown(one.id)

    def _first_step(self, one: ReplicationRequest) -> ReplicationStep:
        return ReplicationStep(
            request_id=one.id,
            number=1,
            step=one.step,
            status=one.status,
            entered_on=one.entered_on,
            due_on=one.due_on,
            actor=ReplicationActor.PENERIMA.value,
            account_id=self._work.principal.account_id,
            recorded_at=self._work.at,
        )

    def _own_agency(self) -> str:
        if self._work.principal.agency_id is None:
            raise InvalidRequest([FieldError("#/agency", "required", _REQUIRED)])
        return str(self._work.principal.agency_id)

    async def _origin(self, key: str) -> OriginRow:
        """Return the innovation that is asked for, which is published.

        Raises:
            InvalidRequest: there is none that the caller may know of.
            OriginUnavailable: it is not published, or not any more.
        """
        origin = await self._data.origin(key)
        known = origin is not None and (
            origin.status in {RecordStatus.PUBLISHED, RecordStatus.ARCHIVED}
            or self._work.principal.keeps(origin.agency_id)
        )
        if origin is None or not known:
            raise InvalidRequest([FieldError("#/origin", "unknown_reference", _UNKNOWN)])
        if origin.status != RecordStatus.PUBLISHED:
            raise OriginUnavailable(origin.status)
        return origin

    async def _scope(self, told: ReplicationCreate, origin: OriginRow, agency_id: UUID, day: date) -> ReplicationScope:
        """Return the scope that follows from the two agencies, which exist on the day.

        Raises:
            InvalidRequest: one is of another region whose code nobody knows, both are, or another scope was said.
            NotPermitted: the receiving agency is not the caller's.
        """
        agency = await self._data.agency(agency_id)
        owner = await self._data.agency(origin.agency_id) if origin.agency_id else None
        self._check_agencies(((owner, "#/origin"), (agency, "#/agency")))
        if in_force(agency.versions, day) is None:
            raise InvalidRequest([FieldError("#/agency", "not_in_force", _NOT_IN_FORCE)])
        principal = self._work.principal
        if not (principal.keeps(agency.id) or (agency.external and principal.keeps(origin.agency_id))):
            raise NotPermitted([FieldError("#/agency", "not_yours", _NOT_YOURS)])
        gives_from_outside = owner is not None and owner.external
        if gives_from_outside and agency.external:
            raise InvalidRequest([FieldError("#/agency", "neither_of_the_city", _NEITHER)])
        scope = (
            ReplicationScope.MASUK
            if gives_from_outside
            else ReplicationScope.KELUAR
            if agency.external
            else ReplicationScope.DALAM_KOTA
        )
        if told.scope not in {None, scope}:
            raise InvalidRequest([FieldError("#/scope", "scope_mismatch", _NOT_THIS_SCOPE, {"scope": scope.value})])
        return scope

    def _check_agencies(self, agencies: Iterable[tuple[Agency | None, str]]) -> None:
        wrong = [
            FieldError(pointer, "region_code_missing", _NO_REGION)
            for agency, pointer in agencies
            if agency is not None and agency.external and agency.region_code is None
        ]
        if wrong:
            raise InvalidRequest(wrong)

    async def _check_pair(self, origin: OriginRow, agency_id: UUID) -> None:
        members = await self._data.lineage(agency_id)
        if origin.agency_id in members:
            raise OwnInnovation
        if existing := await self._data.open_of(origin.id, members):
            raise ReplicationOpen(existing)

    async def _check_facilitator(
        self, model: str, facilitator_id: UUID | None, others: tuple[UUID | None, UUID], day: date
    ) -> None:
        if (model == ReplicationModel.FASILITASI) != (facilitator_id is not None):
            raise InvalidRequest([FieldError("#/facilitator", "facilitator_unfit", _ONLY_FACILITATED)])
        if facilitator_id is None:
            return
        if facilitator_id in others:
            raise InvalidRequest([FieldError("#/facilitator", "third_side", _THREE_SIDES)])
        facilitator = await self._data.agency(facilitator_id)
        self._check_agencies(((facilitator, "#/facilitator"),))
        if in_force(facilitator.versions, day) is None:
            raise InvalidRequest([FieldError("#/facilitator", "not_in_force", _NOT_IN_FORCE)])


def answers_of(said: Iterable[CompatibilityInput]) -> dict[str, Any]:
    """Return the answers of a check by their items."""
    return {one.item.value: {"answer": one.answer.value, "note": one.note} for one in said}
