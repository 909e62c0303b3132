"""What changes of programmes and of editions share: who may, free addresses, the history."""

from typing import Any
from uuid import UUID

from app.audit.service import AuditService, Changes
from app.core.conditional import Condition, version_tag
from app.core.errors import FieldError, InvalidRequest, NotPermitted, Text
from app.core.ids import new_id
from app.core.queries import identity
from app.core.text import slugify
from app.core.writing import Work
from app.models import Programme, ProgrammeEdition
from app.programmes.directory import ProgrammeDirectory
from app.programmes.repository import ProgrammeRepository

_MOST_SLUG = 100
_TAKEN = Text("Alamat ini sudah dipakai.", "This address is taken.")
_NOT_YOURS = Text("Anda hanya mencatat untuk perangkat daerah Anda.", "You keep the records of your own agency alone.")


class Keeping:
    """Changes within one request, in the hands of one caller."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._data = ProgrammeRepository(work.session)
        self._directory = ProgrammeDirectory(work.session, work.principal)
        self._audit = AuditService(work)

    def _own(self, row: dict[str, Any], *, told: bool) -> None:
        """Let a new record be the caller's own agency's where no organiser was told.

        Raises:
            NotPermitted: its organiser is another one.
        """
        principal = self._work.principal
        if not told and principal.territory is not None:
            row["organiser_id"] = principal.agency_id
        self._check_keeps(row["organiser_id"])

    def _check_keeps(self, organiser_id: UUID | None) -> None:
        """Refuse an organiser whose records are not the caller's to keep.

        Raises:
            NotPermitted: they are not.
        """
        if not self._work.principal.keeps(organiser_id):
            raise NotPermitted([FieldError("#/organiser", "not_yours", _NOT_YOURS)])

    def _check_mine(self, one: Programme | ProgrammeEdition, condition: Condition) -> None:
        """Let a change of a record through that is the caller's, and that the caller has seen.

        Raises:
            NotPermitted: it is public, and somebody else's.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
        """
        if not self._work.principal.keeps(one.organiser_id):
            raise NotPermitted
        condition.check([version_tag(one.version)])

    async def _slug(self, model: type[Programme] | type[ProgrammeEdition], told: str | None, name: str) -> str:
        """Return the address of a new record: as told, or made of its name.

        Raises:
            InvalidRequest: the one that was told is taken, or has the form of an id.
        """
        if told is not None:
            if identity(told) or await self._data.taken(model, told):
                raise InvalidRequest([FieldError("#/slug", "taken", _TAKEN)])
            return told
        wanted = slugify(name)[:_MOST_SLUG].rstrip("-")
        free = wanted and not identity(wanted) and not await self._data.taken(model, wanted)
        return wanted if free else f"{wanted or 'program'}-{new_id().hex[-6:]}"

    def _advance(self, one: Programme | ProgrammeEdition) -> None:
        one.version, one.updated_at = one.version + 1, self._work.at

    def _note(self, action: str, one: Programme | ProgrammeEdition, changes: Changes) -> None:
        kind = "programme" if isinstance(one, Programme) else "programme_edition"
        self._audit.record(f"{kind}.{action}", (kind, one.id), changes, agency_id=one.organiser_id)
