"""The rounds that somebody may know of, and what is shown of them.

A draft is known to those who run rounds, also when it was cancelled. Of a round that was opened everyone knows the
announcement: name, instrument, stages and times. Who came as far as a public hearing is public once it has begun and
the stages before it were concluded, for one can only object to what one knows; before that an entry is known to its
owner and to those who run the round. What became of an entry from the hearing on, and why it did not go on, is told to
others than those who run the round with the result: until then it counts as still in the round.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, true

from app.conflicts.telling import person_of
from app.core.clock import WIB
from app.core.concealment import concealment
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.paging import Cut
from app.core.security import Principal
from app.models import Account, Instrument, Round, RoundAssessor, RoundEntry, RoundStage
from app.models.codes import EntryStatus, Permission, Role, RoundStatus
from app.rounds.repository import RoundRepository, owned_by, standing_told
from app.rounds.schemas import (
    EntryFilters,
    EntryRead,
    InstrumentBrief,
    PanelMember,
    RoundFilters,
    RoundItem,
    RoundRead,
    ScopeRead,
    StageRead,
)
from app.rounds.workflow import hearing_of, legal_actions, phase

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_OF_ITEM = ("id", "slug", "name", "status", "closes_on", "opened_at", "published_at", "version")
_OF_ROUND = ("note", "group", "per_entry", "max_load", "decree_number", "decree_on", "remark")


def runs_rounds(principal: Principal | None) -> bool:
    """Whether somebody runs rounds: those of the whole city, so a key that is bound to an agency does not."""
    return principal is not None and principal.may_everywhere(Permission.ROUNDS_WRITE)


def exact(value: Decimal) -> str:
    """Return a decimal as text in its shortest spelling."""
    return f"{value.normalize():f}"


class RoundDirectory:
    """Rounds as far as the caller may know of them, at a moment."""

    def __init__(self, session: Session, principal: Principal | None, at: datetime) -> None:
        self._session = session
        self._rounds = RoundRepository(session)
        self._principal = principal
        self._at = at
        self.runs = runs_rounds(principal)

    async def find(self, key: str) -> Round:
        """Return a round with its stages.

        Raises:
            NotFound: there is none of this id or slug, or the caller may not know of it.
        """
        found = await self._rounds.get(key, runs=self.runs)
        if found is None:
            raise NotFound
        return found

    async def search(self, filters: RoundFilters, listing: str) -> tuple[Cut, list[RoundItem], int | None]:
        """Return a page of rounds, its items, and how many there are if asked.

        Raises:
            InvalidRequest: `instrument` names no edition.
            InvalidCursor: the cursor belongs to another list.
        """
        if filters.instrument and not await self._rounds.instrument_exists(filters.instrument):
            raise InvalidRequest([FieldError("query/instrument", "unknown_reference", _UNKNOWN)])
        page, total = await self._rounds.search(filters, listing, runs=self.runs)
        return page, [RoundItem(**_item(one)) for one in page.rows], total

    async def show(self, one: Round) -> RoundRead:
        """Return a round as it is shown to the caller."""
        shown = RoundRead(
            **_item(one),
            **{name: getattr(one, name) for name in _OF_ROUND},
            stages=[self._stage(stage) for stage in one.stages],
            entries=await self._rounds.count_entries(one.id),
            scope=ScopeRead.model_validate(_scope(one.scope)) if self.runs else None,
            legal_actions=[action.value for action in legal_actions(one.status)] if self.runs else [],
        )
        return (await concealment(self._session)).told(shown)

    def _stage(self, stage: RoundStage) -> StageRead:
        return StageRead(
            kind=stage.kind,
            position=stage.position,
            phase=phase(stage, self._at).value,
            opens_at=stage.opens_at.astimezone(WIB),
            closes_at=stage.closes_at.astimezone(WIB),
            pass_rule=stage.pass_rule,
            pass_value=None if stage.pass_value is None else exact(stage.pass_value),
            weight=exact(stage.weight),
            instrument=brief_of(stage.instrument) if stage.instrument else None,
            concluded_at=stage.concluded_at,
        )

    async def entries(self, one: Round, filters: EntryFilters, listing: str) -> tuple[Cut, list[EntryRead], int | None]:
        """Return a page of the entries that the caller may know of, its items, and how many there are if asked.

        Raises:
            InvalidRequest: `agency` names no agency.
            InvalidCursor: the cursor belongs to another list.
        """
        if filters.agency and not await self._rounds.agency_exists(filters.agency):
            raise InvalidRequest([FieldError("query/agency", "unknown_reference", _UNKNOWN)])
        told = self.told_out(one)
        standing = standing_told(told)
        page, total = await self._rounds.search_entries(one.id, filters, self._seen(one), standing, listing)
        return page, await self.show_entries(one, page.rows), total

    def told_out(self, one: Round) -> frozenset[UUID] | None:
        """Return the stages whose losers the caller may know of; None for all that there are."""
        if self.runs or one.status == RoundStatus.PUBLISHED:
            return None
        heard = hearing_of(one, self._at)
        return frozenset(stage.id for stage in one.stages if heard and stage.position < heard.position)

    def _seen(self, one: Round) -> ColumnElement[bool]:
        told = self.told_out(one)
        if told is None:
            return true()
        heard = hearing_of(one, self._at) is not None and one.status != RoundStatus.CANCELLED
        shown: ColumnElement[bool] = standing_told(told) == EntryStatus.ACTIVE if heard else false()
        principal = self._principal
        if principal is not None and principal.may(Permission.RECORDS_READ) and principal.territory:
            shown = shown | owned_by(principal.territory)
        return shown

    async def show_entries(self, one: Round, entries: Sequence[RoundEntry]) -> list[EntryRead]:
        """Return entries, each with its innovation loaded, as they are shown to the caller.

        An entry keeps the name of the day of opening, so a name that was withdrawn since is taken out of it.
        """
        agencies = await self._rounds.agencies({entry.agency_id for entry in entries})
        stages = {stage.id: stage.kind for stage in one.stages}
        told_out = self.told_out(one)
        clear = await concealment(self._session)

        return [
            EntryRead.model_validate(
                {
                    "id": entry.id,
                    "name": clear.text(entry.name),
                    "innovation": entry.innovation,
                    "agency": agencies.get(entry.agency_id) if entry.agency_id else None,
                    "status": EntryStatus.ACTIVE if hidden(entry, told_out) else entry.status,
                    "eligibility": entry.eligibility,
                    "out_stage": stages[entry.out_stage_id]
                    if entry.out_stage_id and not hidden(entry, told_out)
                    else None,
                    "out_reason": clear.text(entry.out_reason) if told_out is None and entry.out_reason else None,
                }
            )
            for entry in entries
        ]

    async def panel(self, one: Round) -> list[PanelMember]:
        """Return the panel of a round, those taken off included.

        Raises:
            NotFound: the caller does not run rounds of the whole city.
        """
        if not self.runs:
            raise NotFound
        loads = await self._rounds.loads(one.id)
        clear = await concealment(self._session)
        members = [member_of(one, each, loads.get(each.id, (0, 0))) for each in await self._rounds.panel(one.id)]
        return [clear.told(member) for member in members]


def _item(one: Round) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _OF_ITEM} | {"instrument": brief_of(one.instrument)}


def brief_of(instrument: Instrument) -> InstrumentBrief:
    """Return an instrument as other records name it."""
    return InstrumentBrief.model_validate(instrument)


def _scope(scope: dict[str, Any]) -> dict[str, Any]:
    wanted = scope.get("filter")
    names = ("agency", "kind", "stage", "form", "year", "classification", "area")
    return {
        "innovations": scope.get("innovations"),
        "filter": None if wanted is None else {name: wanted.get(name) for name in names},
    }


def hidden(entry: RoundEntry, told_out: Collection[UUID] | None) -> bool:
    """Whether somebody is not told that an entry is out; `told_out` are the stages whose losers they know of."""
    return told_out is not None and entry.status == EntryStatus.OUT and entry.out_stage_id not in told_out


def can_assess(account: Account) -> bool:
    """Whether an account is active and has the role of an assessor."""
    return account.active and Role.ASSESSOR in account.roles


def member_of(one: Round, member: RoundAssessor, load: tuple[int, int]) -> PanelMember:
    """Return somebody on the panel of a round; `load` is how much they were assigned and submitted."""
    return PanelMember.model_validate(
        {
            **{
                name: getattr(member, name) for name in ("id", "account_id", "added_at", "removed_at", "removed_reason")
            },
            "person": person_of(member.person),
            "can_assess": can_assess(member.account),
            "max_load": member.max_load or one.max_load,
            "assigned": load[0],
            "submitted": load[1],
        }
    )
