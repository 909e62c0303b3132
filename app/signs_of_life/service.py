"""Signs of life: recorded and withdrawn by whoever keeps the innovation, and where a replication comes to run."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.audit.service import AuditService, Changes
from app.core.clock import WIB
from app.core.concealment import concealment
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.ids import new_id
from app.core.paging import Cut
from app.core.writing import Work
from app.innovations.holding import check_open, find_kept
from app.innovations.service import InnovationService
from app.models import SignOfLife
from app.models.codes import RecordStatus, SignKind, Vitality
from app.signs_of_life.facts import InnovationNotPublished, InnovationStopped, SignRecorded, SignWithdrawn
from app.signs_of_life.inputs import SignOfLifeCreate, SignOfLifeFilters
from app.signs_of_life.repository import SignOfLifeRepository
from app.signs_of_life.schemas import SignOfLifeRead
from app.signs_of_life.signs import kept_figure, sign_errors, told_figure
from app.signs_of_life.telling import kept_sign
from app.signs_of_life.vitality import Life, reactivates

_FIELD = "sign_of_life"
_NOT_EVIDENCE = Text(
    "Bukti ini tidak ada pada inovasi ini, atau sudah ditarik.",
    "There is no such evidence of this innovation, or it was withdrawn.",
)


class Listed(NamedTuple):
    """A page of signs of life: its rows, what is told of them, how many there are if asked, and their listing."""

    page: Cut
    items: list[SignOfLifeRead]
    total: int | None
    listing: str


class SignOfLifeService:
    """The signs of life of innovations within one transaction; `months` is the period in which each owes one."""

    def __init__(self, work: Work, months: int) -> None:
        self._work = work
        self._months = months
        self._signs = SignOfLifeRepository(work.session)

    @property
    def _today(self) -> date:
        return self._work.at.astimezone(WIB).date()

    async def search(self, key: str, filters: SignOfLifeFilters, tail: str) -> Listed:
        """Return a page of the signs of a record of the caller's; `tail` follows its address in the request.

        Raises:
            NotFound, Moved, Archived: the record is not here, or not the caller's.
            InvalidCursor: the cursor belongs to another list.
        """
        kept = await find_kept(self._work, key, tail)
        listing = f"signs of life of {kept.id}"
        page, total = await self._signs.search(kept.id, filters, listing)
        owes_from = (await self._signs.lives([kept.id], self._today))[kept.id].owes_from
        clear = await concealment(self._work.session)
        items = [
            kept_sign(one.sign, clear, reactivation=self._reactivates(one.sign, one.previous, owes_from))
            for one in page.rows
        ]
        return Listed(page, items, total, listing)

    async def record(self, key: str, told: SignOfLifeCreate) -> tuple[UUID, SignOfLifeRead]:
        """Record a sign of life of a record of the caller's; return the record's id with it.

        Raises:
            NotFound, Moved: the record is not here, or not the caller's.
            NotEditable, InnovationNotPublished, InnovationStopped: what it is does not take one.
            InvalidRequest: naming each part that is wrong.
            SignRecorded: the same one stands.
        """
        kept = await find_kept(self._work, key, self._work.path.removeprefix(f"/v1/innovations/{key}"), hold=True)
        check_open(self._work, kept.status, _FIELD)
        if kept.status is not RecordStatus.PUBLISHED:
            raise InnovationNotPublished(kept.status)
        life = (await self._signs.lives([kept.id], self._today))[kept.id]
        if life.stopped_on is not None:
            raise InnovationStopped(life.stopped_on)
        await self._check(kept.id, told)
        facts = told.model_dump(include={"observed_on", "unit", "reference", "note"})
        sign = self._new(kept.id, told.kind, figure=kept_figure(told.figure), evidence_id=told.evidence, **facts)
        if (same := await self._signs.same(sign)) is not None:
            raise SignRecorded(same)
        await self._add(sign, life, kept.agency_id)
        reactivation = self._reactivates(sign, await self._signs.previous(sign), life.owes_from)
        return kept.id, kept_sign(sign, await concealment(self._work.session), reactivation=reactivation)

    async def confirm(self, innovation_id: UUID, agency_id: UUID | None, observed_on: date, reference: str) -> None:
        """Record that a document shows an innovation in use on a day, whatever the status of its record.

        For a replication that comes to run, whose record may not be public yet; who may say so was asked before. Said
        twice of one day by one document it is recorded once. `agency_id` is the owner's.
        """
        await self._signs.hold(innovation_id)
        sign = self._new(innovation_id, SignKind.BUKTI, observed_on=observed_on, reference=reference)
        if await self._signs.same(sign) is None:
            life = (await self._signs.lives([innovation_id], self._today))[innovation_id]
            await self._add(sign, life, agency_id)

    async def withdraw(self, sign_id: UUID, reason: str) -> SignOfLifeRead:
        """Take back a sign that was wrong. It stays on record, and shows nothing any more.

        Raises:
            NotFound: there is none, or its record is not the caller's.
            NotEditable: the record was archived.
            SignWithdrawn: that was done before.
        """
        found = await self._signs.owned(sign_id, self._work.principal)
        if found is None:
            raise NotFound
        sign = found.sign
        check_open(self._work, RecordStatus(found.status), _FIELD)
        if sign.withdrawn_at is not None:
            raise SignWithdrawn
        sign.withdrawn_at, sign.withdrawn_reason = self._work.at, reason
        gone = {"id": str(sign.id), "kind": sign.kind, "observed_on": sign.observed_on.isoformat()}
        self._note("withdraw_sign_of_life", sign, found.agency_id, {_FIELD: (gone, None)}, reason)
        await InnovationService(self._work.session).publish([sign.innovation_id])
        return kept_sign(sign, await concealment(self._work.session), reactivation=False)

    async def _check(self, innovation_id: UUID, told: SignOfLifeCreate) -> None:
        wrong = list(sign_errors(told, self._today))
        if told.evidence is not None and not await self._signs.shows(told.evidence, innovation_id):
            wrong.append(FieldError("#/evidence", "unknown_reference", _NOT_EVIDENCE))
        if wrong:
            raise InvalidRequest(wrong)

    def _new(self, innovation_id: UUID, kind: SignKind, **facts: object) -> SignOfLife:
        nothing = dict.fromkeys(("figure", "unit", "evidence_id", "reference", "note"))
        return SignOfLife(
            id=new_id(),
            innovation_id=innovation_id,
            kind=kind.value,
            account_id=self._work.principal.account_id,
            recorded_at=self._work.at,
            withdrawn_at=None,
            **{**nothing, **facts},
        )

    async def _add(self, sign: SignOfLife, life: Life, agency_id: UUID | None) -> None:
        """Keep a sign of an innovation whose life was as it was before it, and say so where it is shown."""
        await self._signs.add(sign)
        said: dict[str, str | None] = {"id": str(sign.id), "kind": sign.kind}
        said |= {"observed_on": sign.observed_on.isoformat()}
        said |= {"figure": told_figure(sign.figure), "unit": sign.unit, "reference": sign.reference, "note": sign.note}
        said |= {"evidence_id": str(sign.evidence_id) if sign.evidence_id else None}
        told = {name: value for name, value in said.items() if value is not None}
        self._note("record_sign_of_life", sign, agency_id, {_FIELD: (None, told)})
        latest = life.last_sign is None or life.last_sign <= sign.observed_on
        if latest and self._reactivates(sign, life.last_sign, life.owes_from):
            woken: Changes = {"vitality": (Vitality.VAKUM.value, Vitality.AKTIF.value)}
            self._note("reactivate", sign, agency_id, woken)
        await InnovationService(self._work.session).publish([sign.innovation_id])

    def _reactivates(self, sign: SignOfLife, previous: date | None, owes_from: date) -> bool:
        before = [] if previous is None else [previous]
        standing = sign.withdrawn_at is None
        return standing and reactivates(sign.observed_on, before, owes_from, self._months)

    def _note(
        self, action: str, sign: SignOfLife, agency_id: UUID | None, changes: Changes, reason: str | None = None
    ) -> None:
        """Write down a change in the history of the innovation."""
        entity = ("innovation", sign.innovation_id)
        AuditService(self._work).record(f"innovation.{action}", entity, changes, agency_id=agency_id, reason=reason)
