"""Making rounds of surveys, changing, announcing, publishing and cancelling them; each change is in the audit."""

from datetime import date
from typing import Any

from app.audit.service import AuditService, Changes, changes_between
from app.core.clock import WIB
from app.core.conditional import Condition, version_tag
from app.core.errors import FieldError, InvalidRequest, NotFound, NotPermitted, Text
from app.core.ids import new_id
from app.core.partial_date import first_day
from app.core.queries import identity
from app.core.text import slugify
from app.core.writing import Work
from app.models import Agency, Survey, SurveyInstrument
from app.models.codes import Permission, SurveyStatus
from app.surveys.directory import SurveyDirectory
from app.surveys.facts import AnswersFixSurvey, NothingMeasured, SurveyOverlap, SurveyStep
from app.surveys.fitting import existence_errors, fit_errors, period_errors, refuse, service_errors
from app.surveys.form_records import FormRepository
from app.surveys.inputs import SurveyCancellation, SurveyCreate, SurveyUpdate
from app.surveys.phases import SurveyAction, legal_actions, status_of
from app.surveys.repository import Span, SurveyRepository
from app.surveys.schemas import SurveyRead
from app.surveys.tallies import TallyRepository

_MOST_SLUG = 100
# what stands at this place in the addresses of the interface, and so is no survey's
_WRITTEN_OUT = frozenset({"trend"})
_TAKEN = Text("Alamat ini sudah dipakai.", "This address is taken.")
_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_EXTERNAL = Text("Instansi ini di luar kota.", "This agency is outside the city.")
_NOT_YET = Text("Formulir ini baru berlaku sejak {since}.", "This form is in force only since {since}.")
_FACTS = (
    *("slug", "title", "unit", "audience", "from_on", "until_on", "population", "population_basis", "mode"),
    *("channels", "services", "status"),
)
# what answers were given to
_FIXED = ("mode", "services")


class SurveyService:
    """Rounds within one request of whoever keeps the records of their agencies."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._today = work.at.astimezone(WIB).date()
        self._surveys = SurveyRepository(work.session)
        self._tallies = TallyRepository(work.session)
        self._directory = SurveyDirectory(work.session, work.principal, self._today)
        self._audit = AuditService(work)

    async def create(self, told: SurveyCreate) -> SurveyRead:
        """Make a round, as a draft.

        Raises:
            InvalidRequest: with all that is wrong with its period, agency, form and services; or with its address.
            NotPermitted: the caller does not keep the agency's records.
            SurveyOverlap: another round measures the same unit on some of these days.
        """
        agency, form = await self._measured(told)
        if told.slug and not await self._is_free(told.slug):
            raise InvalidRequest([FieldError("#/slug", "taken", _TAKEN)])
        made = Survey(
            id=new_id(),
            slug=told.slug or await self._free_slug(told.title),
            title=told.title,
            agency_id=agency.id,
            agency=agency,
            unit=told.unit,
            unit_key=slugify(told.unit or ""),
            audience=told.audience.value,
            instrument_id=form.id,
            instrument=form,
            from_on=told.from_on,
            until_on=told.until_on,
            population=told.population,
            population_basis=told.population_basis,
            mode=told.mode.value,
            channels=[channel.value for channel in told.channels],
            services=[one.model_dump() for one in told.services],
            status=SurveyStatus.DRAFT.value,
            version=1,
            created_at=self._work.at,
            updated_at=self._work.at,
        )
        await self._check_free(made)
        await self._surveys.add(made)
        facts = {"instrument": form.slug, **_snapshot(made)}
        self._note("create", made, changes_between({}, facts))
        return await self._directory.show(made)

    async def _measured(self, told: SurveyCreate) -> tuple[Agency, SurveyInstrument]:
        """Return the agency, which nobody else writes rounds of until the end, and the form.

        Raises:
            InvalidRequest, NotPermitted: as in `create`.
        """
        wrong = [*period_errors(told.from_on, told.until_on), *service_errors(told.services)]
        agency = await self._surveys.agency(told.agency, hold=True)
        form = await FormRepository(self._work.session).get(told.instrument)
        if agency is None:
            wrong.append(FieldError("#/agency", "unknown_reference", _UNKNOWN))
        elif agency.external:
            wrong.append(FieldError("#/agency", "external", _EXTERNAL))
        elif not self._work.principal.keeps(agency.id):
            raise NotPermitted
        else:
            wrong += existence_errors(agency, told.from_on, told.until_on)
        if form is None:
            wrong.append(FieldError("#/instrument", "unknown_reference", _UNKNOWN))
        elif form.valid_from and told.until_on < first_day(form.valid_from):
            wrong.append(FieldError("#/instrument", "not_in_force", _NOT_YET, {"since": form.valid_from}))
        if wrong or agency is None or form is None:
            raise InvalidRequest(wrong)
        return agency, form

    async def _free_slug(self, title: str) -> str:
        wanted = slugify(title)[:_MOST_SLUG].rstrip("-")
        return wanted if wanted and await self._is_free(wanted) else f"{wanted[:80] or 'survei'}-{new_id().hex[-6:]}"

    async def _is_free(self, slug: str) -> bool:
        """Whether an address leads to nothing yet."""
        return identity(slug) is None and slug not in _WRITTEN_OUT and not await self._surveys.taken(slug)

    async def _check_free(self, one: Survey) -> None:
        """Let a round pass that overlaps no other one; its agency is held, so none is being written meanwhile.

        Raises:
            SurveyOverlap: it does.
        """
        span = Span(one.agency_id, one.unit_key, one.audience, one.from_on, one.until_on)
        other = await self._surveys.overlapping(span, one.id)
        if other is not None:
            raise SurveyOverlap(other.slug, other.from_on, other.until_on)

    async def locked(self, key: str, action: SurveyAction, condition: Condition | None = None) -> Survey:
        """Return a survey that the caller keeps and may do this with, held until the transaction ends.

        Raises:
            NotFound: there is none, or the caller may not know of it.
            NotPermitted: the caller may know of it, and does not keep it.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            SurveyStep: where it stands does not allow this.
        """
        # whoever writes rounds holds the agency first, so that two of them never wait crosswise
        seen = await self._directory.find(key)
        if not self._work.principal.keeps(seen.agency_id):
            raise NotPermitted
        if action is SurveyAction.UPDATE:
            await self._surveys.agency(str(seen.agency_id), hold=True)
        one = await self._surveys.hold(str(seen.id))
        if one is None:
            raise NotFound
        if condition is not None:
            condition.check([version_tag(one.version)])
        status = status_of(one.status, one.from_on, one.until_on, self._today)
        legal = legal_actions(status, one.until_on, self._today)
        if action not in legal:
            raise SurveyStep(status, action, legal, one.until_on)
        return one

    async def update(self, key: str, told: SurveyUpdate, condition: Condition) -> SurveyRead:
        """Change what was sent of a round.

        Raises:
            NotFound, NotPermitted, PreconditionRequired, PreconditionFailed, SurveyStep: as in `locked`.
            InvalidRequest: with all that is wrong with what was sent.
            AnswersFixSurvey: there are answers to what would be changed.
            SurveyOverlap: another round measures the same unit on some of these days.
        """
        one = await self.locked(key, SurveyAction.UPDATE, condition)
        # looked up before anything is set, so that nothing is sent to the database that may not fit
        responses, days = await self._tallies.responses(one.id), await self._tallies.days(one.id)
        before = _snapshot(one)
        sent = told.model_dump(mode="json", exclude_unset=True)
        for name in ("from_on", "until_on"):
            if name in sent:
                sent[name] = getattr(told, name)
        if "unit" in sent:
            sent["unit_key"] = slugify(told.unit or "")
        for name, value in sent.items():
            setattr(one, name, value)
        refuse([*fit_errors(one, responses, days), *service_errors(told.services)])
        changes = changes_between(before, _snapshot(one))
        if responses and (fixed := [name for name in _FIXED if name in changes]):
            raise AnswersFixSurvey(fixed)
        await self._check_free(one)
        return await self._changed(one, "update", changes)

    async def open(self, key: str, condition: Condition) -> SurveyRead:
        """Announce a round: answers are taken from its first day to its last.

        Raises:
            NotFound, NotPermitted, PreconditionRequired, PreconditionFailed, SurveyStep: as in `locked`.
        """
        one = await self.locked(key, SurveyAction.OPEN, condition)
        one.status = SurveyStatus.OPEN.value
        return await self._changed(one, "open", {"status": (SurveyStatus.DRAFT.value, one.status)})

    async def publish(self, key: str, condition: Condition) -> SurveyRead:
        """Publish the results of a round that is over; from then on nothing of them changes.

        Raises:
            NotFound, NotPermitted, PreconditionRequired, PreconditionFailed, SurveyStep: as in `locked`.
            NothingMeasured: there are neither answers nor a report.
        """
        one = await self.locked(key, SurveyAction.PUBLISH, condition)
        if not await self._tallies.responses(one.id) and await self._surveys.report(one.id) is None:
            raise NothingMeasured
        earlier, one.status, one.published_at = one.status, SurveyStatus.PUBLISHED.value, self._work.at
        return await self._changed(one, "publish", {"status": (earlier, one.status)})

    async def cancel(self, key: str, told: SurveyCancellation, condition: Condition) -> SurveyRead:
        """Cancel a round that was not published, with the reason. It stays on record, and counts nowhere.

        Raises:
            NotFound, NotPermitted, PreconditionRequired, PreconditionFailed, SurveyStep: as in `locked`.
        """
        one = await self.locked(key, SurveyAction.CANCEL, condition)
        earlier, one.status, one.cancelled_reason = one.status, SurveyStatus.CANCELLED.value, told.reason
        return await self._changed(one, "cancel", {"status": (earlier, one.status)}, told.reason)

    async def _changed(self, one: Survey, action: str, changes: Changes, reason: str | None = None) -> SurveyRead:
        if changes:
            one.version, one.updated_at = one.version + 1, self._work.at
            await self._surveys.flush()
            self._note(action, one, changes, reason)
        return await self._directory.show(one)

    def _note(self, action: str, one: Survey, changes: Changes, reason: str | None = None) -> None:
        self._audit.record(f"survey.{action}", ("survey", one.id), changes, agency_id=one.agency_id, reason=reason)

    def check_permitted(self) -> None:
        """Refuse whoever keeps no records.

        Raises:
            NotPermitted: these credentials keep none.
        """
        if not self._work.principal.may(Permission.RECORDS_WRITE):
            raise NotPermitted


def _snapshot(one: Survey) -> dict[str, Any]:
    """Return a survey as the history of changes tells it, without what it does not say."""
    facts = {name: getattr(one, name) for name in _FACTS}
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}
    return {name: value for name, value in told.items() if value is not None}
