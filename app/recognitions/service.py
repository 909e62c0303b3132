"""Recording and withdrawing recognitions of people and agencies; each is written down in the audit."""

from typing import Any
from uuid import UUID

from app.audit.service import AuditService, changes_between
from app.core.clock import WIB
from app.core.errors import FieldError, InvalidRequest, NotFound, NotPermitted, Text
from app.core.ids import new_id
from app.core.partial_date import first_day
from app.core.writing import Work
from app.innovations.references import Found, find
from app.innovations.references import Wanted as Named
from app.models import Recognition
from app.models.codes import AwardLevel, Permission
from app.programmes.checks import Span, existed, not_then
from app.programmes.drafting import body_row, told
from app.programmes.repository import ProgrammeRepository
from app.recognitions.awards import known_awards
from app.recognitions.directory import RecognitionDirectory
from app.recognitions.facts import RecognitionRecorded, RecognitionWithdrawn
from app.recognitions.inputs import RecognitionCreate
from app.recognitions.repository import RecognitionRepository
from app.recognitions.schemas import RecognitionRead

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
_FACTS = ("code", "name", "level", "year", "given_on", "person_id", "agency_id", "given_by_id", "given_by_name")


class RecognitionService:
    """Recognitions within one request of the registrar's."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._data = RecognitionRepository(work.session)
        self._programmes = ProgrammeRepository(work.session)
        self._directory = RecognitionDirectory(work.session)
        self._audit = AuditService(work)

    def check_permitted(self) -> None:
        """Refuse whoever does not verify records for the whole city.

        Raises:
            NotPermitted: these credentials do not, or only those of an agency.
        """
        if not self._work.principal.may_everywhere(Permission.RECORDS_VERIFY):
            raise NotPermitted

    async def record(self, body: RecognitionCreate) -> RecognitionRead:
        """Record that a person or an agency was recognised.

        Raises:
            InvalidRequest: with all that is wrong with it.
            RecognitionRecorded: that is on record.
        """
        wanted = Named()
        wanted.add("person", body.person, "#/person")
        wanted.add("agency", body.agency, "#/agency")
        wanted.add("agency", body.given_by.agency if body.given_by else None, "#/given_by/agency")
        found = await find(self._work.session, wanted, self._work.principal)
        one = self._drawn(body, found)
        await self._check(body, one)
        if await self._data.recorded(one):
            raise RecognitionRecorded
        await self._data.add(one)
        facts: dict[str, Any] = told({name: getattr(one, name) for name in (*_FACTS, "edition_id", "source", "note")})
        self._note("record", one, changes_between({}, facts), None)
        return await self._directory.get(one.id)

    def _drawn(self, body: RecognitionCreate, found: Found) -> Recognition:
        known = known_awards().get(body.award)
        return Recognition(
            id=new_id(),
            code=body.award,
            name=body.name,
            level=body.level or (known.level if known else AwardLevel.TIDAK_DIKETAHUI),
            year=body.year,
            given_on=body.given_on,
            person_id=found.id_or_none("person", body.person),
            agency_id=found.id_or_none("agency", body.agency),
            **body_row("given_by", body.given_by, found),
            source=body.source,
            note=body.note,
            recorded_at=self._work.at,
            withdrawn_at=None,
            withdrawn_reason=None,
        )

    async def _check(self, body: RecognitionCreate, one: Recognition) -> None:
        """Complete a recognition with its edition, or refuse it.

        Raises:
            InvalidRequest: it lies ahead, its edition is not public, or its agency did not exist in that year.
        """
        today = self._work.at.astimezone(WIB).date()
        wrong = [FieldError("#/year", "in_future", _AHEAD)] if body.year > today.year else []
        if body.given_on is not None and first_day(body.given_on) > today:
            wrong.append(FieldError("#/given_on", "in_future", _AHEAD))
        if body.edition is not None:
            one.edition_id = await self._data.edition_id(body.edition)
            if one.edition_id is None:
                wrong.append(FieldError("#/edition", "unknown_reference", _UNKNOWN))
        if one.agency_id is not None:
            agency = (await self._programmes.agencies({one.agency_id}))[one.agency_id]
            if not existed(agency.versions, Span.of(str(body.year), None)):
                wrong.append(not_then("#/agency", agency.slug))
        if wrong:
            raise InvalidRequest(wrong)

    async def withdraw(self, recognition_id: UUID, reason: str) -> RecognitionRead:
        """Take back a recognition that was wrong; return it as it was. It stays on record.

        Raises:
            NotFound: there is none; awards of innovations are not withdrawn here.
            RecognitionWithdrawn: that was done before.
        """
        one = await self._data.locked(recognition_id)
        if one is None:
            raise NotFound
        if one.withdrawn_at is not None:
            raise RecognitionWithdrawn(one.withdrawn_at)
        shown = await self._directory.get(one.id)
        one.withdrawn_at, one.withdrawn_reason = self._work.at, reason
        await self._data.flush()
        self._note("withdraw", one, {"withdrawn_at": (None, self._work.at.isoformat())}, reason)
        return shown

    def _note(self, action: str, one: Recognition, changes: Any, reason: str | None) -> None:
        self._audit.record(
            f"recognition.{action}", ("recognition", one.id), changes, agency_id=one.agency_id, reason=reason
        )
