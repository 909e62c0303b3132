"""The panel of a round: who is on it, one person by one account."""

from collections.abc import Sequence
from uuid import UUID

from app.audit.service import AuditService, Changes
from app.core.concealment import concealment
from app.core.errors import FieldError, InvalidRequest, Text
from app.core.queries import identity
from app.core.writing import Work
from app.models import Account, Person, Round, RoundAssessor
from app.models.codes import RoundStatus
from app.rounds.directory import can_assess, member_of
from app.rounds.facts import PersonOnPanel, RoundFixed
from app.rounds.inputs import PanelInvite, PanelRemoval
from app.rounds.repository import RoundRepository
from app.rounds.schemas import PanelMember, RemovedMember
from app.rounds.service import RoundService

_NOBODY = Text("Tidak ada akun atau orang dengan nama ini.", "There is no account and no person of this name.")
_NO_ACCOUNT = Text(
    "Orang ini belum punya akun penilai yang aktif; mintalah kepada admin.",
    "This person has no active account with the assessor's role; ask an admin for one.",
)
_NO_PERSON = Text(
    "Akun ini belum dikaitkan dengan orang, sehingga benturan kepentingannya tidak dapat diperiksa.",
    "The account is not linked to a person, so its conflicts of interest cannot be checked.",
)
_NOT_ON_PANEL = Text("Bukan anggota panel putaran ini.", "This is nobody on the panel of the round.")


class PanelService:
    """Changes of a panel, each written down in the audit."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._rounds = RoundRepository(work.session)
        self._audit = AuditService(work)

    async def invite(self, key: str, told: PanelInvite) -> PanelMember:
        """Put somebody on the panel; one who was taken off comes back.

        Raises:
            NotFound: there is no such round.
            RoundFixed: it is determined or over.
            InvalidRequest: there is no such person or account, or not one that can assess and be checked.
            PersonOnPanel: the person is on the panel.
        """
        one = await RoundService(self._work).held(key)
        _check_running(one)
        account, person = await self._assessor(told.assessor)
        panel = await self._rounds.panel(one.id)
        present = next((member for member in panel if member.person_id == person.id and not member.removed_at), None)
        if present is not None:
            raise PersonOnPanel(present.account_id)
        member = next((one_off for one_off in panel if one_off.account_id == account.id), None)
        if member is None:
            member = RoundAssessor(round_id=one.id, account_id=account.id, added_at=self._work.at)
        member.person_id, member.max_load = person.id, told.max_load
        member.account, member.person, member.removed_at, member.removed_reason = account, person, None, None
        await self._rounds.add(member)
        changes: Changes = {"account": (None, str(account.id)), "person": (None, str(person.id))}
        if told.max_load is not None:
            changes["max_load"] = (None, told.max_load)
        self._audit.record("round.invite_assessor", ("round", one.id), changes)
        return await self._shown(one, member)

    async def _assessor(self, key: str) -> tuple[Account, Person]:
        accounts = await self._rounds.account_for(key)
        if not accounts:
            known = await self._rounds.person_exists(key)
            text, code = (_NO_ACCOUNT, "no_account") if known else (_NOBODY, "unknown_reference")
            raise InvalidRequest([FieldError("#/assessor", code, text)])
        account = next((one for one in accounts if can_assess(one)), None)
        if account is None:
            raise InvalidRequest([FieldError("#/assessor", "no_account", _NO_ACCOUNT)])
        if account.person is None:
            raise InvalidRequest([FieldError("#/assessor", "no_person", _NO_PERSON)])
        return account, account.person

    async def remove(self, key: str, told: PanelRemoval) -> RemovedMember:
        """Take somebody off the panel. What they submitted stays; what they did not is to be assigned anew.

        Raises:
            NotFound: there is no such round.
            RoundFixed: it is determined or over.
            InvalidRequest: the person is not on the panel.
        """
        one = await RoundService(self._work).held(key)
        _check_running(one)
        member = await self.member(one, told.assessor)
        released = await self._rounds.release(member.id, told.reason, self._work.at)
        member.removed_at, member.removed_reason = self._work.at, told.reason
        await self._rounds.flush()
        changes: Changes = {
            "account": (str(member.account_id), None),
            "person": (str(member.person_id), None),
            "released": (None, released),
        }
        self._audit.record("round.remove_assessor", ("round", one.id), changes, reason=told.reason)
        return RemovedMember(**(await self._shown(one, member)).model_dump(), released=released)

    async def _shown(self, one: Round, member: RoundAssessor) -> PanelMember:
        load = (await self._rounds.loads(one.id)).get(member.id, (0, 0))
        return (await concealment(self._work.session)).told(member_of(one, member, load))

    async def member(self, one: Round, key: str) -> RoundAssessor:
        """Return somebody on the panel by account or person.

        Raises:
            InvalidRequest: nobody of this key is on it.
        """
        member = _named(await self._rounds.panel(one.id), key)
        if member is None:
            raise InvalidRequest([FieldError("#/assessor", "not_on_panel", _NOT_ON_PANEL)])
        return member

    async def one_able(self, one: Round, key: str) -> RoundAssessor:
        """Return somebody on the panel, by account or person, who can be given work.

        Raises:
            InvalidRequest: nobody of this key is on it, or not by an account that can assess.
        """
        member = await self.member(one, key)
        if not can_assess(member.account):
            raise InvalidRequest([FieldError("#/assessor", "no_account", _NO_ACCOUNT)])
        return member

    async def able(self, one: Round, keys: Sequence[str] | None) -> list[RoundAssessor]:
        """Return those on the panel who can be given work: all of them, or those of these accounts and people.

        Raises:
            InvalidRequest: somebody is named who is not on it, or not by an account that can assess.
        """
        panel = await self._rounds.panel(one.id)
        if keys is None:
            return [member for member in panel if not member.removed_at and can_assess(member.account)]
        wrong: list[FieldError] = []
        chosen: dict[UUID, RoundAssessor] = {}
        for index, key in enumerate(keys):
            member = _named(panel, key)
            if member is None:
                wrong.append(FieldError(f"#/assessors/{index}", "not_on_panel", _NOT_ON_PANEL))
            elif not can_assess(member.account):
                wrong.append(FieldError(f"#/assessors/{index}", "no_account", _NO_ACCOUNT))
            else:
                chosen[member.id] = member
        if wrong:
            raise InvalidRequest(wrong)
        return list(chosen.values())


def _named(panel: Sequence[RoundAssessor], key: str) -> RoundAssessor | None:
    """Return the member of a panel whose account has this id, or whose person has this id or slug."""
    wanted = str(identity(key) or key)
    for member in panel:
        person = () if member.person.concealed_at else (str(member.person.id), member.person.slug)
        if not member.removed_at and wanted in {str(member.account_id), *person}:
            return member
    return None


def _check_running(one: Round) -> None:
    if one.status not in {RoundStatus.DRAFT, RoundStatus.OPEN}:
        raise RoundFixed(one.status)
