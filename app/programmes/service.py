"""Making, correcting and publishing programmes; each change is written down in the audit."""

from typing import Any

from app.audit.service import changes_between
from app.core.conditional import Condition
from app.core.errors import NotFound
from app.core.ids import new_id
from app.innovations.references import find
from app.models import Programme
from app.models.codes import ProgrammeStatus
from app.programmes.drafting import body_row, organiser_wanted, told
from app.programmes.facts import AlreadyPublished
from app.programmes.inputs import ProgrammeCreate, ProgrammeUpdate
from app.programmes.keeping import Keeping
from app.programmes.schemas import ProgrammeRead

_PLAIN = ("name", "aliases", "kind", "description")
_FACTS = ("slug", *_PLAIN, "organiser_id", "organiser_name", "status")


class ProgrammeService(Keeping):
    """Programmes within one request."""

    async def create(self, body: ProgrammeCreate) -> ProgrammeRead:
        """Make a draft.

        Raises:
            NotPermitted: the organiser is not the caller's agency.
            InvalidRequest: the organiser is on no record, or the address is taken.
        """
        found = await find(self._work.session, organiser_wanted(body), self._work.principal)
        row = body_row("organiser", body.organiser, found)
        self._own(row, told=body.organiser is not None)
        made = Programme(
            id=new_id(),
            slug=await self._slug(Programme, body.slug, body.name),
            **{name: getattr(body, name) for name in _PLAIN},
            **row,
            status=ProgrammeStatus.DRAFT,
            published_at=None,
            version=1,
            created_at=self._work.at,
            updated_at=self._work.at,
        )
        await self._data.add(made)
        self._note("create", made, changes_between({}, _snapshot(made)))
        return await self._directory.show_programme(made)

    async def update(self, key: str, body: ProgrammeUpdate, condition: Condition) -> ProgrammeRead:
        """Correct what a patch says.

        Raises:
            NotFound: there is no such programme that the caller may see.
            NotPermitted: it is, or would be, somebody else's.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            InvalidRequest: the new organiser is on no record.
        """
        one = await self._locked(key, condition)
        fields = body.model_fields_set
        found = await find(self._work.session, organiser_wanted(body), self._work.principal)
        row: dict[str, Any] = {name: getattr(body, name) for name in _PLAIN if name in fields}
        if "organiser" in fields:
            row |= body_row("organiser", body.organiser, found)
            self._check_keeps(row["organiser_id"])
        before = _snapshot(one)
        for name, value in row.items():
            setattr(one, name, value)
        if changes := changes_between(before, _snapshot(one)):
            self._advance(one)
            await self._data.flush()
            self._note("update", one, changes)
        return await self._directory.show_programme(one)

    async def publish(self, key: str, condition: Condition) -> ProgrammeRead:
        """Let everyone read a programme.

        Raises:
            NotFound, NotPermitted, PreconditionRequired, PreconditionFailed: as for an update.
            AlreadyPublished: everyone may.
        """
        one = await self._locked(key, condition)
        if one.status == ProgrammeStatus.PUBLISHED:
            raise AlreadyPublished
        one.status, one.published_at = ProgrammeStatus.PUBLISHED, self._work.at
        self._advance(one)
        await self._data.flush()
        self._note("publish", one, {"status": (ProgrammeStatus.DRAFT.value, ProgrammeStatus.PUBLISHED.value)})
        return await self._directory.show_programme(one)

    async def _locked(self, key: str, condition: Condition) -> Programme:
        one = await self._data.programme(key, self._work.principal, lock=True)
        if one is None:
            raise NotFound
        self._check_mine(one, condition)
        return one


def _snapshot(one: Programme) -> dict[str, Any]:
    """Return a programme as the history of changes tells it, without what it does not say."""
    shown: dict[str, Any] = told({name: getattr(one, name) for name in _FACTS})
    return shown
