"""Making mandates, changing and revoking them; each change is written down in the audit."""

from datetime import date
from typing import Any

from app.audit.service import AuditService, Changes, changes_between
from app.core.clock import WIB
from app.core.conditional import Condition, version_tag
from app.core.errors import FieldError, InvalidRequest, NotFound, NotPermitted, Text
from app.core.ids import new_id
from app.core.queries import identity
from app.core.text import slugify
from app.core.writing import Work
from app.mandates.days import not_after, not_before, refuse
from app.mandates.directory import MandateDirectory
from app.mandates.facts import MandateRevoked
from app.mandates.inputs import MandateCreate, MandateRevocation, MandateUpdate
from app.mandates.repository import MandateRepository
from app.mandates.schemas import MandateRead
from app.models import Innovation, Mandate
from app.models.codes import Permission, RecordStatus

_MOST_SLUG = 100
_TAKEN = Text("Alamat ini sudah dipakai.", "This address is taken.")
_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_NOT_PUBLISHED = Text("Inovasi ini tidak terbit.", "This innovation is not published.")
_EXTERNAL = Text(
    "Inovasi ini milik instansi di luar kota; yang dapat diwajibkan ialah inovasi kota yang mereplikasinya.",
    "This innovation is of an agency outside the city; what can be mandated is the city's own that replicates it.",
)
_NEEDED = Text("Wajib diisi.", "This is required.")
_FACTS = ("slug", "title", "decree_number", "decree_on", "effective_on", "due_on", "kinds", "note")


class MandateService:
    """Mandates within one request of the registrar's."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._today = work.at.astimezone(WIB).date()
        self._mandates = MandateRepository(work.session)
        self._directory = MandateDirectory(work.session, self._today)
        self._audit = AuditService(work)

    def check_permitted(self) -> None:
        """Refuse whoever does not decide for the whole city.

        Raises:
            NotPermitted: these credentials do not verify records, or only those of an agency.
        """
        if not self._work.principal.may_everywhere(Permission.RECORDS_VERIFY):
            raise NotPermitted

    async def create(self, told: MandateCreate) -> MandateRead:
        """Make a mandate.

        Raises:
            InvalidRequest: with all that is wrong with its dates; or with its innovation or address.
        """
        effective_on = told.effective_on or told.decree.date
        refuse(
            [
                *not_after("#/decree/date", told.decree.date, self._today),
                *not_before("#/effective_on", effective_on, told.decree.date),
                *not_before("#/due_on", told.due_on, effective_on),
            ]
        )
        innovation = await self._mandated(told.innovation)
        if told.slug and (identity(told.slug) or await self._mandates.taken(told.slug)):
            raise InvalidRequest([FieldError("#/slug", "taken", _TAKEN)])
        made = Mandate(
            id=new_id(),
            slug=told.slug or await self._free_slug(told.title),
            title=told.title,
            innovation_id=innovation.id,
            innovation=innovation,
            decree_number=told.decree.number,
            decree_on=told.decree.date,
            effective_on=effective_on,
            due_on=told.due_on,
            kinds=[kind.value for kind in told.kinds],
            note=told.note,
            version=1,
            created_at=self._work.at,
            updated_at=self._work.at,
        )
        await self._mandates.add(made)
        facts = {"innovation": str(innovation.id), **_snapshot(made)}
        self._note("create", made, changes_between({}, facts), None)
        return await self._directory.show(made)

    async def _mandated(self, key: str) -> Innovation:
        """Return the innovation that is to be adopted.

        Raises:
            InvalidRequest: there is none, or it is not published, or of an agency outside the city.
        """
        found = await self._mandates.innovation(key)
        if found is None:
            raise InvalidRequest([FieldError("#/innovation", "unknown_reference", _UNKNOWN)])
        if found.innovation.status != RecordStatus.PUBLISHED:
            raise InvalidRequest([FieldError("#/innovation", "not_published", _NOT_PUBLISHED)])
        if found.external:
            raise InvalidRequest([FieldError("#/innovation", "external", _EXTERNAL)])
        return found.innovation

    async def _free_slug(self, title: str) -> str:
        wanted = slugify(title)[:_MOST_SLUG].rstrip("-")
        free = wanted and not identity(wanted) and not await self._mandates.taken(wanted)
        return wanted if free else f"{wanted or 'kewajiban'}-{new_id().hex[-6:]}"

    async def _locked(self, key: str, condition: Condition) -> Mandate:
        """Return a mandate that was not revoked, and that nobody else changes until the transaction ends.

        Raises:
            NotFound: there is none.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            MandateRevoked: it was revoked.
        """
        one = await self._mandates.get(key, lock=True)
        if one is None:
            raise NotFound
        condition.check([version_tag(one.version)])
        if one.revoked_on is not None:
            raise MandateRevoked(one.revoked_on)
        return one

    async def update(self, key: str, told: MandateUpdate, condition: Condition) -> MandateRead:
        """Change what was sent of a mandate.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed, MandateRevoked: as in `_locked`.
            InvalidRequest: it would be due before it obliges, or is due on another day without a reason.
        """
        one = await self._locked(key, condition)
        sent = told.model_dump(mode="json", exclude_unset=True, exclude={"reason"})
        if "due_on" in sent:
            sent["due_on"] = told.due_on
            unexplained = told.due_on != one.due_on and told.reason is None
            wrong = [FieldError("#/reason", "required", _NEEDED)] if unexplained else []
            refuse(not_before("#/due_on", told.due_on, one.effective_on) + wrong)
        before = _snapshot(one)
        for name, value in sent.items():
            setattr(one, name, value)
        return await self._changed(one, "update", changes_between(before, _snapshot(one)), told.reason)

    async def revoke(self, key: str, told: MandateRevocation, condition: Condition) -> MandateRead:
        """Revoke a mandate, once. What was decided under it stays on record.

        Raises:
            NotFound, PreconditionRequired, PreconditionFailed, MandateRevoked: as in `_locked`.
            InvalidRequest: the day has not come, or lies before the decree.
        """
        one = await self._locked(key, condition)
        refuse(not_before("#/on", told.on, one.decree_on) + not_after("#/on", told.on, self._today))
        one.revoked_on, one.revoked_reason = told.on, told.reason
        return await self._changed(one, "revoke", {"revoked_on": (None, told.on.isoformat())}, told.reason)

    async def _changed(self, one: Mandate, action: str, changes: Changes, reason: str | None) -> MandateRead:
        if changes:
            one.version, one.updated_at = one.version + 1, self._work.at
            await self._mandates.flush()
            self._note(action, one, changes, reason)
        return await self._directory.show(one)

    def _note(self, action: str, one: Mandate, changes: Changes, reason: str | None) -> None:
        self._audit.record(f"mandate.{action}", ("mandate", one.id), changes, reason=reason)


def _snapshot(one: Mandate) -> dict[str, Any]:
    """Return a mandate as the history of changes tells it, without what it does not say."""
    facts = {name: getattr(one, name) for name in _FACTS}
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}
    return {name: value for name, value in told.items() if value is not None}
