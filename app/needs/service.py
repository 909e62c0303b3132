"""Recording needs, correcting, publishing and closing them; each change is written down in the audit."""

from datetime import date
from typing import Any
from uuid import UUID

from app.audit.service import Changes
from app.core.conditional import Condition
from app.core.errors import FieldError, InvalidRequest, NotPermitted, Text
from app.core.ids import new_id
from app.core.timeline import in_force
from app.innovations.references import Found, Wanted, find
from app.models import Need
from app.models.codes import NeedSource, NeedStatus
from app.needs.facts import NeedFixed, NeedPublished, NoConsent, SurveyNotPublished
from app.needs.inputs import NeedClosing, NeedConsentWithdrawal, NeedCreate, NeedMemberInput, NeedUpdate, OpenSource
from app.needs.keeping import Keeping, evidence_of, refuse, snapshot, texts_of
from app.needs.schemas import NeedRead
from app.needs.workflow import ENDED, NeedAction

_REQUIRED = Text("Wajib diisi.", "This is required.")
_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_NOT_WITH_SOURCE = Text("Tidak disebut pada sumber ini.", "This does not go with that source.")
_NO_BODY = Text("Anggota disebut bersama badannya (body).", "A member is named together with the body (body).")
_EXTERNAL = Text("Instansi ini di luar kota.", "The agency is outside the city.")
_NOT_IN_FORCE = Text("Perangkat daerah ini tidak ada pada hari itu.", "This agency does not exist on that day.")
_SAME = Text("Ditentukan oleh putaran surveinya.", "The round of the survey says which.")


class NeedService(Keeping):
    """Needs within one request of whoever keeps the agency's records."""

    async def create(self, told: NeedCreate) -> NeedRead:
        """Record a need that shows elsewhere than in a survey.

        Raises:
            InvalidRequest: naming each part that is wrong, or names a member of the council in words.
            NotPermitted: the agency is not the caller's.
        """
        refuse(self._creation_errors(told))
        agency_key = told.agency or self._own_agency()
        wanted = Wanted()
        wanted.add("agency", agency_key, "#/agency")
        self._want_member(wanted, told.member)
        found = await find(self._work.session, wanted, self._work.principal)
        agency_id = found.id_of("agency", agency_key)
        if not self._work.principal.keeps(agency_id):
            raise NotPermitted
        await self._check_agency(agency_id, told.opened_on or self._today)
        edition_id = await self._edition(told.edition)
        need = Need(
            id=new_id(),
            source=told.source.value,
            agency_id=agency_id,
            edition_id=edition_id,
            unsur=told.unsur,
            statement=told.statement,
            priority=told.priority.value,
            evidence=evidence_of(told.evidence),
            opened_on=told.opened_on or self._today,
            status=NeedStatus.TERBUKA.value,
            **_body_of(told),
            **_member_of(told.member, found),
        )
        return await self._made(need)

    def _own_agency(self) -> str:
        agency_id = self._work.principal.agency_id
        if agency_id is None:
            raise InvalidRequest([FieldError("#/agency", "required", _REQUIRED)])
        return str(agency_id)

    async def _check_agency(self, agency_id: UUID, on: date) -> None:
        """Check that a need on a day can be an agency's of the city.

        Raises:
            InvalidRequest: the agency did not exist on it, or is outside the city.
        """
        agency = (await self._data.agencies([agency_id]))[agency_id]
        if agency.external:
            raise InvalidRequest([FieldError("#/agency", "external", _EXTERNAL)])
        if in_force(agency.versions, on) is None:
            raise InvalidRequest([FieldError("#/agency", "not_in_force", _NOT_IN_FORCE)])

    def _creation_errors(self, told: NeedCreate) -> list[FieldError]:
        of_council = told.source is OpenSource.ASPIRASI_DPRD
        of_training = told.source is OpenSource.IDENTIFIKASI_PELATIHAN
        wrong = []
        for pointer, value, needed in (("#/body", told.body, of_council), ("#/edition", told.edition, of_training)):
            if needed and value is None:
                wrong.append(FieldError(pointer, "required", _REQUIRED))
            elif value is not None and not needed:
                wrong.append(FieldError(pointer, "unfit", _NOT_WITH_SOURCE))
        if told.member is not None and told.body is None:
            wrong.append(FieldError("#/member", "unfit", _NO_BODY))
        wrong += self._day_errors("#/opened_on", told.opened_on) + self._evidence_errors(told.evidence)
        return wrong + self._consent_errors(told.member)

    def _consent_errors(self, member: NeedMemberInput | None) -> list[FieldError]:
        return self._day_errors("#/member/consent/on", member.consent.on) if member else []

    def _want_member(self, wanted: Wanted, member: NeedMemberInput | None) -> None:
        wanted.add("person", member.person if member else None, "#/member/person")

    async def _edition(self, key: str | None) -> UUID | None:
        """Return the id of an edition that the caller may know of.

        Raises:
            InvalidRequest: there is none.
        """
        if key is None:
            return None
        found = await self._data.edition(key, self._work.principal)
        if found is None:
            raise InvalidRequest([FieldError("#/edition", "unknown_reference", _UNKNOWN)])
        return found

    async def _made(self, need: Need) -> NeedRead:
        texts = [("#/statement", need.statement), ("#/body/name", need.body_name)]
        texts.append(("#/member/consent/document", need.consent_document))
        texts += [
            (f"#/evidence/{place}/{name}", one[name])
            for place, one in enumerate(need.evidence)
            for name in ("title", "address", "reference")
        ]
        refuse(await self._naming_errors(texts))
        await self._store(need)
        return await self._shown(need.id)

    async def update(self, need_id: UUID, told: NeedUpdate, condition: Condition) -> NeedRead:
        """Correct what is said of a need.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is no such need, or another version.
            NeedFixed: it ended.
            InvalidRequest: naming each part that is wrong, or names a member of the council in words.
        """
        need = await self._held(need_id, condition)
        if need.status in ENDED:
            raise NeedFixed(need.status)
        sent = told.model_fields_set
        refuse([*self._update_errors(need, told), *self._consent_errors(told.member)])
        texts = [("#/statement", told.statement), ("#/body/name", told.body.name if told.body else None)]
        texts.append(("#/member/consent/document", told.member.consent.document if told.member else None))
        refuse(await self._naming_errors([*texts, *texts_of(told.evidence or [])]))
        wanted = Wanted()
        self._want_member(wanted, told.member)
        found = await find(self._work.session, wanted, self._work.principal)
        before, member_before = snapshot(need), need.member_id
        for name, value in _corrections(told, found).items():
            setattr(need, name, value)
        if "unsur" in sent:
            need.unsur = told.unsur
        replaced = need.member_id != member_before
        more: Changes = {"member": (member_before is not None, True)} if replaced else {}
        return await self._changed(need, "update", before, more=more)

    def _update_errors(self, need: Need, told: NeedUpdate) -> list[FieldError]:
        wrong = self._evidence_errors(told.evidence or [])
        of_survey = need.source == NeedSource.UNSUR_LEMAH
        if "unsur" in told.model_fields_set and of_survey and told.unsur != need.unsur:
            wrong.append(FieldError("#/unsur", "unfit", _SAME))
        if told.evidence == [] and not of_survey:
            wrong.append(FieldError("#/evidence", "required", _REQUIRED))
        if told.body is not None and need.source not in {NeedSource.ASPIRASI_DPRD, NeedSource.UNSUR_LEMAH}:
            wrong.append(FieldError("#/body", "unfit", _NOT_WITH_SOURCE))
        elif told.member is not None and told.body is None and need.body_kind is None:
            wrong.append(FieldError("#/member", "unfit", _NO_BODY))
        return wrong

    async def publish(self, need_id: UUID, condition: Condition) -> NeedRead:
        """Let everyone read a need, and count it in the loop.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is no such need, or another version.
            NeedPublished: it is public already.
            SurveyNotPublished: it tells figures that are not public.
        """
        need = await self._held(need_id, condition)
        if need.published_at is not None:
            raise NeedPublished
        if need.survey is not None and need.survey.published_at is None:
            raise SurveyNotPublished(need.survey.slug)
        before = snapshot(need)
        need.published_at = self._work.at
        return await self._changed(need, "publish", before)

    async def close(self, need_id: UUID, told: NeedClosing, condition: Condition) -> NeedRead:
        """Close a need that was not proven, with the reason.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is no such need, or another version.
            NeedStepRefused: it ended before.
            InvalidRequest: the reason names a member of the council.
        """
        need = await self._held(need_id, condition)
        refuse(await self._naming_errors([("#/reason", told.reason)]))
        before = snapshot(need)
        need.closed_reason = told.reason
        await self._enter(need, NeedAction.CLOSE)
        return await self._changed(need, "close", before, told.reason)

    async def withdraw_consent(self, need_id: UUID, told: NeedConsentWithdrawal, condition: Condition) -> NeedRead:
        """Take away the name of a member whose consent ended, from the need and from every kept answer that tells it.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed: there is no such need, or another version.
            NoConsent: nobody is named.
            InvalidRequest: the day has not come, or lies before the consent.
        """
        need = await self._held(need_id, condition)
        if need.consent_on is None:
            raise NoConsent
        on = told.on or self._today
        refuse(self._day_errors("#/on", on, need.consent_on))
        before = snapshot(need)
        need.member_id = need.consent_on = need.consent_document = None
        need.consent_withdrawn_on = on
        shown = await self._changed(need, "withdraw_consent", before, more={"member": (True, False)})
        await self._data.forget(need_id)
        return shown


def _body_of(told: NeedCreate | NeedUpdate) -> dict[str, Any]:
    return {"body_kind": told.body.kind.value, "body_name": told.body.name} if told.body else {}


def _member_of(member: NeedMemberInput | None, found: Found) -> dict[str, Any]:
    if member is None:
        return {}
    return {
        "member_id": found.id_of("person", member.person),
        "consent_on": member.consent.on,
        "consent_document": member.consent.document,
        "consent_withdrawn_on": None,
    }


def _corrections(told: NeedUpdate, found: Found) -> dict[str, Any]:
    """Return the columns that an update sets."""
    sent: dict[str, Any] = {}
    if told.statement is not None:
        sent["statement"] = told.statement
    if told.priority is not None:
        sent |= {"priority": told.priority.value, "priority_by_rule": False}
    if told.evidence is not None:
        sent["evidence"] = evidence_of(told.evidence)
    return sent | _body_of(told) | _member_of(told.member, found)
