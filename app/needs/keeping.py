"""What every change of a need shares: finding and locking it, its way, the history, and what is told of it after."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.audit.service import AuditService, Changes, changes_between
from app.core.clock import WIB
from app.core.conditional import Condition, version_tag
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.writing import Work
from app.models import Need, NeedAnswer, NeedPlan, NeedStep
from app.models.codes import NeedStatus
from app.needs.directory import NeedDirectory
from app.needs.facts import NeedStepRefused
from app.needs.inputs import EARLIEST, NeedEvidenceInput
from app.needs.naming import naming_errors
from app.needs.repository import NeedRepository
from app.needs.schemas import NeedRead
from app.needs.workflow import NeedAction, after, legal_actions

AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
TOO_EARLY = Text("Paling awal {least}.", "The earliest is {least}.")

_FACTS = (
    *("source", "agency_id", "survey_id", "edition_id", "unsur", "statement", "priority", "priority_by_rule"),
    *("evidence", "body_kind", "body_name", "consent_on", "consent_document", "consent_withdrawn_on"),
    *("opened_on", "status", "closed_reason", "measured_by_id", "verification", "published_at"),
)


class Keeping:
    """Needs within one transaction, in the hands of one caller."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._data = NeedRepository(work.session)
        self._audit = AuditService(work)
        self._today = work.at.astimezone(WIB).date()
        self._directory = NeedDirectory(work.session, work.principal, self._today)

    async def _held(self, need_id: UUID, condition: Condition) -> Need:
        """Return a need that nobody else changes until the transaction ends.

        Raises:
            NotFound: there is none, or it is not the caller's to keep.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
        """
        found = await self._data.hold(need_id, self._work.principal)
        if found is None:
            raise NotFound
        condition.check([version_tag(found.version)])
        return found

    def _day_errors(self, pointer: str, day: date | None, least: date = EARLIEST) -> list[FieldError]:
        if day is not None and day > self._today:
            return [FieldError(pointer, "in_future", AHEAD)]
        if day is not None and day < least:
            return [FieldError(pointer, "too_early", TOO_EARLY, {"least": least.isoformat()})]
        return []

    def _evidence_errors(self, told: Sequence[NeedEvidenceInput]) -> list[FieldError]:
        return [
            error for place, one in enumerate(told) for error in self._day_errors(f"#/evidence/{place}/date", one.date)
        ]

    async def _naming_errors(self, texts: Iterable[tuple[str, str | None]]) -> list[FieldError]:
        """Return the errors of texts that name members of the council."""
        return list(naming_errors(texts, await self._data.members()))

    async def _store(self, need: Need) -> None:
        """Keep a new need, with the first step of its way, and write down that it was made."""
        need.version, need.created_at, need.updated_at = 1, self._work.at, self._work.at
        await self._data.add(need)
        await self._step(need, 1)
        self._audit.record(
            "need.create", ("need", need.id), changes_between({}, snapshot(need)), agency_id=need.agency_id
        )

    async def _enter(self, need: Need, action: NeedAction) -> None:
        """Bring a need on by an action; one that it takes where it is leaves it there.

        Raises:
            NeedStepRefused: its status does not take the action.
        """
        status = NeedStatus(need.status)
        following = after(status, action)
        if following is None:
            raise NeedStepRefused(status, action, legal_actions(status))
        if following is not status:
            need.status = following.value
            await self._step(need, len(need.steps) + 1)

    async def _step(self, need: Need, number: int) -> None:
        """Write down that a need entered its status today."""
        step = NeedStep(
            need_id=need.id,
            number=number,
            status=need.status,
            entered_on=self._today,
            account_id=self._work.principal.account_id,
            recorded_at=self._work.at,
        )
        await self._data.add(step)

    async def _changed(
        self,
        need: Need,
        action: str,
        before: Mapping[str, Any],
        reason: str | None = None,
        more: Changes | None = None,
    ) -> NeedRead:
        """Count and write down a change of a need, and return the need; `more` are values before and after."""
        changes = changes_between(before, snapshot(need)) | (more or {})
        if changes:
            need.version += 1
            need.updated_at = self._work.at
            entity = ("need", need.id)
            self._audit.record(f"need.{action}", entity, changes, agency_id=need.agency_id, reason=reason)
        await self._data.flush()
        return await self._shown(need.id)

    async def _shown(self, need_id: UUID) -> NeedRead:
        self._work.session.expire_all()
        return await self._directory.get(need_id)


def snapshot(need: Need) -> dict[str, Any]:
    """Return what the history compares: texts and codes as they are, other records by id.

    Which member of the council agreed to be named is not in it: the history never changes, and a consent may end.
    """
    return {name: _plain(getattr(need, name)) for name in _FACTS}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def evidence_of(told: Sequence[NeedEvidenceInput]) -> list[dict[str, Any]]:
    """Return evidence as it is kept."""
    return [one.model_dump(mode="json") for one in told]


def texts_of(evidence: Sequence[NeedEvidenceInput]) -> list[tuple[str, str | None]]:
    """Return everything that is written in evidence, with its pointers."""
    return [
        (f"#/evidence/{place}/{name}", getattr(one, name))
        for place, one in enumerate(evidence)
        for name in ("title", "address", "reference")
    ]


def standing(links: Sequence[NeedAnswer] | Sequence[NeedPlan]) -> list[Any]:
    """Return the links that were not withdrawn."""
    return [link for link in links if link.withdrawn_at is None]


def refuse(wrong: Sequence[FieldError]) -> None:
    """Let a request pass of which nothing is wrong.

    Raises:
        InvalidRequest: with all that is wrong.
    """
    if wrong:
        raise InvalidRequest(list(wrong))
