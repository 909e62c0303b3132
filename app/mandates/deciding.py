"""Deciding of single agencies under a mandate: that one is exempt, or that what it has serves as well."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.agencies.atlas import bodies
from app.audit.service import AuditService, changes_between
from app.core.clock import WIB
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.ids import new_id
from app.core.writing import Work
from app.mandates.city import City
from app.mandates.days import not_after, not_before, refuse
from app.mandates.directory import MandateDirectory
from app.mandates.facts import AgencyNotObliged, DecisionEnded, MandateRevoked
from app.mandates.inputs import MandateDecisionCreate, MandateDecisionWithdrawal
from app.mandates.repository import MandateRepository
from app.mandates.schemas import MandateDecisionRead
from app.models import Innovation, Mandate, MandateDecision
from app.models.codes import MandateRuling, RecordStatus

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_NEEDED = Text("Wajib diisi.", "This is required.")
_NOT_WITH_RULING = Text("Hanya untuk putusan memakai_setara.", "This goes with the ruling memakai_setara alone.")
_ITSELF = Text("Inovasi ini sendiri yang diwajibkan.", "This is the mandated innovation itself.")
_NOT_THEIRS = Text("Bukan inovasi perangkat daerah ini.", "This is no innovation of that agency.")
_REPLACED = "Diganti keputusan berikutnya."


class DecisionService:
    """Decisions within one request of the registrar's."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._today = work.at.astimezone(WIB).date()
        self._mandates = MandateRepository(work.session)
        self._directory = MandateDirectory(work.session, self._today)
        self._audit = AuditService(work)

    async def decide(self, key: str, told: MandateDecisionCreate) -> tuple[str, MandateDecisionRead]:
        """Decide of an agency; a decision that stands ends on that day. Return the mandate's slug with it.

        Raises:
            NotFound: there is no such mandate.
            MandateRevoked: it was revoked.
            AgencyNotObliged: it asks nothing of the agency on that day.
            InvalidRequest: the day or what serves as well is wrong, or there is no such agency.
        """
        mandate = await self._mandates.get(key, lock=True)
        if mandate is None:
            raise NotFound
        if mandate.revoked_on is not None:
            raise MandateRevoked(mandate.revoked_on)
        agency_id = await self._mandates.agency(told.agency)
        if agency_id is None:
            raise InvalidRequest([FieldError("#/agency", "unknown_reference", _UNKNOWN)])
        decided_on = told.decided_on or self._today
        earlier = await self._mandates.decisions_on(mandate.id, agency_id)
        least = max([mandate.effective_on, *(one.ended_on or one.decided_on for one in earlier)])
        refuse(not_before("#/decided_on", decided_on, least) + not_after("#/decided_on", decided_on, self._today))
        await self._check_obliged(mandate, agency_id, decided_on)
        equivalent = await self._equivalent(mandate, agency_id, told)
        await self._end(earlier, decided_on)
        made = MandateDecision(
            id=new_id(),
            mandate_id=mandate.id,
            agency_id=agency_id,
            ruling=told.ruling.value,
            equivalent_id=equivalent.id if equivalent else None,
            equivalent=equivalent,
            reason=told.reason,
            decided_on=decided_on,
            account_id=self._work.principal.account_id,
            recorded_at=self._work.at,
        )
        await self._mandates.add(made)
        self._note("create", made, _facts(made), told.reason)
        return mandate.slug, await self._shown(made)

    async def _check_obliged(self, mandate: Mandate, agency_id: UUID, on: date) -> None:
        city = City(await bodies(self._work.session, [agency_id]))
        if city.obliged(agency_id, frozenset(mandate.kinds), on) is None:
            raise AgencyNotObliged(city.bodies[agency_id].slug, on)

    async def _equivalent(self, mandate: Mandate, agency_id: UUID, told: MandateDecisionCreate) -> Innovation | None:
        """Return what serves an agency as well, where that was decided.

        Raises:
            InvalidRequest: it is missing, or there where it does not belong, not published, or not the agency's.
        """

        def wrong(code: str, message: Text) -> InvalidRequest:
            return InvalidRequest([FieldError("#/equivalent", code, message)])

        if told.equivalent is None:
            if told.ruling is MandateRuling.MEMAKAI_SETARA:
                raise wrong("required", _NEEDED)
            return None
        if told.ruling is not MandateRuling.MEMAKAI_SETARA:
            raise wrong("not_with_ruling", _NOT_WITH_RULING)
        found = await self._mandates.innovation(told.equivalent)
        if found is None or found.innovation.status != RecordStatus.PUBLISHED:
            raise wrong("unknown_reference", _UNKNOWN)
        if found.innovation.id == mandate.innovation_id:
            raise wrong("itself", _ITSELF)
        if found.innovation.agency_id not in await self._mandates.lineage(agency_id):
            raise wrong("not_of_agency", _NOT_THEIRS)
        return found.innovation

    async def _end(self, earlier: Sequence[MandateDecision], on: date) -> None:
        """End the decision that stands, before another is recorded: at no moment are there two."""
        for one in earlier:
            if one.ended_on is None:
                one.ended_on, one.ended_reason = on, _REPLACED
                self._note("end", one, {"ended_on": on.isoformat()}, _REPLACED)
        await self._mandates.flush()

    async def withdraw(self, decision_id: UUID, told: MandateDecisionWithdrawal) -> MandateDecisionRead:
        """Withdraw a decision from a day on. It stays on record.

        Raises:
            NotFound: there is none.
            DecisionEnded: it does not stand any more.
            InvalidRequest: the day has not come, or lies before it was decided.
        """
        one = await self._mandates.decision(decision_id)
        if one is None:
            raise NotFound
        if one.ended_on is not None:
            raise DecisionEnded(one.ended_on)
        refuse(not_before("#/on", told.on, one.decided_on) + not_after("#/on", told.on, self._today))
        one.ended_on, one.ended_reason = told.on, told.reason
        await self._mandates.flush()
        self._note("withdraw", one, {"ended_on": told.on.isoformat()}, told.reason)
        return await self._shown(one)

    async def _shown(self, decision: MandateDecision) -> MandateDecisionRead:
        return (await self._directory.show_decisions([decision]))[0]

    def _note(self, action: str, one: MandateDecision, facts: dict[str, Any], reason: str) -> None:
        """Write down what is new of a decision."""
        entity, agency_id = ("mandate_decision", one.id), one.agency_id
        changes = changes_between({}, facts)
        self._audit.record(f"mandate_decision.{action}", entity, changes, agency_id=agency_id, reason=reason)


def _facts(decision: MandateDecision) -> dict[str, Any]:
    """Return a decision as the history of changes tells it."""
    facts = {
        "mandate": str(decision.mandate_id),
        "agency": str(decision.agency_id),
        "ruling": decision.ruling,
        "decided_on": decision.decided_on.isoformat(),
    }
    return facts | ({"innovation": str(decision.equivalent_id)} if decision.equivalent_id else {})
