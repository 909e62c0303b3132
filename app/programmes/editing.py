"""Making, correcting and publishing editions of programmes; each change is written down in the audit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.audit.service import changes_between
from app.core.conditional import Condition
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.ids import new_id
from app.innovations.references import Found, find
from app.models import ProgrammeEdition
from app.models.codes import EditionRole, ProgrammeStatus
from app.programmes.checks import (
    Span,
    capacity_errors,
    date_errors,
    existed,
    not_then,
    repeated,
    session_errors,
    shortlist_errors,
    visit_errors,
)
from app.programmes.drafting import (
    LISTS,
    Row,
    columns_of,
    list_rows,
    rows_on_record,
    shortlists_of,
    table_rows,
    told,
    wanted_of,
)
from app.programmes.facts import AlreadyPublished, ProgrammeNotPublished
from app.programmes.inputs import EditionCreate, EditionFacts, EditionUpdate
from app.programmes.keeping import Keeping
from app.programmes.schemas import EditionRead

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_FACTS = (
    *("name", "kind", "description", "starts_on", "ends_on", "date_basis", "venue", "area_id", "organiser_id"),
    *("organiser_name", "audience", "duration", "duration_days", "capacity", "participants_declared", "cost_idr"),
    *("funding", "classification_id"),
)
# what makes an edition wrong that says nothing new of it: what there is no room for, and other days
_CAUSES = {"over_capacity": ("capacity",)}
_DAYS = ("starts_on", "ends_on")


@dataclass(frozen=True, slots=True)
class _State:
    """An edition as it would be: its columns, and the rows of its lists."""

    row: Row
    lists: dict[str, list[Row]]

    @property
    def span(self) -> Span:
        """The days that it may have taken."""
        return Span.of(self.row["starts_on"], self.row["ends_on"])

    def errors(self) -> Iterator[FieldError]:
        """Yield what cannot be of it, as far as it says so itself."""
        row, lists = self.row, self.lists
        yield from date_errors(row["starts_on"], row["ends_on"], row["duration_days"])
        took = {one["person_id"] for one in lists["people"] if one["role"] == EditionRole.PESERTA}
        yield from capacity_errors(row["capacity"], row["participants_declared"], len(took - {None}))
        named = [(one["person_id"], one["role"]) if one["person_id"] else None for one in lists["people"]]
        yield from repeated("#/people", named, "/person")
        yield from session_errors([one["held_on"] for one in lists["sessions"]], row["starts_on"], row["ends_on"])
        yield from visit_errors([(one["visited_on"], one["visited_until"]) for one in lists["visits"]])
        yield from shortlist_errors(shortlists_of(lists["shortlists"]))

    def agencies(self) -> Iterator[tuple[str, UUID, Span]]:
        """Yield where it names agencies, and when each must have existed."""
        if self.row["organiser_id"] is not None:
            yield "#/organiser/agency", self.row["organiser_id"], self.span
        for index, part in enumerate(self.lists["people"]):
            if part["agency_id"] is not None:
                yield f"#/people/{index}/institution/agency", part["agency_id"], self.span
        for index, visit in enumerate(self.lists["visits"]):
            if visit["host_id"] is not None:
                began = visit["visited_on"]
                span = Span.of(began, visit["visited_until"]) if began else self.span
                yield f"#/visits/{index}/host/agency", visit["host_id"], span


class EditionService(Keeping):
    """Editions within one request."""

    async def create(self, body: EditionCreate) -> EditionRead:
        """Make a draft.

        Raises:
            NotPermitted: the organiser is not the caller's agency.
            InvalidRequest: with all that is wrong with it.
        """
        programme = await self._data.programme(body.programme, self._work.principal)
        if programme is None:
            raise InvalidRequest([FieldError("#/programme", "unknown_reference", _UNKNOWN)])
        found = await find(self._work.session, wanted_of(body), self._work.principal)
        fields = {*type(body).model_fields}
        row = columns_of(body, fields, found)
        row["kind"] = row["kind"] or programme.kind
        self._own(row, told=body.organiser is not None)
        lists = {field: list_rows(body, field, found) for field in LISTS}
        await self._check(_State(row, lists), fields)
        made = ProgrammeEdition(
            id=new_id(),
            slug=await self._slug(ProgrammeEdition, body.slug, body.name),
            programme_id=programme.id,
            **row,
            status=ProgrammeStatus.DRAFT,
            published_at=None,
            version=1,
            created_at=self._work.at,
            updated_at=self._work.at,
        )
        await self._data.add(made)
        for field, rows in lists.items():
            await self._data.replace(made.id, field, table_rows(made.id, field, rows))
        said = {"slug": made.slug, "programme": str(programme.id), **_told(_State(row, lists))}
        self._note("create", made, changes_between({}, said))
        return await self._shown(made.id)

    async def update(self, key: str, body: EditionUpdate, condition: Condition) -> EditionRead:
        """Correct what a patch says; lists are replaced whole.

        Raises:
            NotFound: there is no such edition that the caller may see.
            NotPermitted: it is, or would be, somebody else's.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            InvalidRequest: with all that is wrong with the edition as it would be.
        """
        one = await self._locked(key, condition)
        fields = body.model_fields_set
        found = await find(self._work.session, wanted_of(body), self._work.principal)
        before = _State(
            {name: getattr(one, name) for name in _FACTS}, {field: rows_on_record(one, field) for field in LISTS}
        )
        after = self._patched(before, body, fields, columns_of(body, fields, found), found)
        if "organiser" in fields:
            self._check_keeps(after.row["organiser_id"])
        await self._check(after, fields)
        changes = changes_between(_told(before), _told(after))
        if not changes:
            return await self._directory.show_edition(one)
        for name, value in after.row.items():
            setattr(one, name, value)
        self._advance(one)
        await self._data.flush()
        for field in LISTS:
            if after.lists[field] != before.lists[field]:
                await self._data.replace(one.id, field, table_rows(one.id, field, after.lists[field]))
        self._note("update", one, changes)
        return await self._shown(one.id)

    def _patched(self, before: _State, body: EditionFacts, fields: set[str], row: Row, found: Found) -> _State:
        lists = {field: list_rows(body, field, found) if field in fields else before.lists[field] for field in LISTS}
        return _State(before.row | row, lists)

    async def publish(self, key: str, condition: Condition) -> EditionRead:
        """Let everyone read an edition.

        Raises:
            NotFound, NotPermitted, PreconditionRequired, PreconditionFailed: as for an update.
            AlreadyPublished: everyone may.
            ProgrammeNotPublished: its programme is a draft.
        """
        one = await self._locked(key, condition)
        if one.status == ProgrammeStatus.PUBLISHED:
            raise AlreadyPublished
        if one.programme.status != ProgrammeStatus.PUBLISHED:
            raise ProgrammeNotPublished
        one.status, one.published_at = ProgrammeStatus.PUBLISHED, self._work.at
        self._advance(one)
        await self._data.flush()
        self._note("publish", one, {"status": (ProgrammeStatus.DRAFT.value, ProgrammeStatus.PUBLISHED.value)})
        return await self._shown(one.id)

    async def _locked(self, key: str, condition: Condition) -> ProgrammeEdition:
        one = await self._data.edition(key, self._work.principal, lock=True)
        if one is None:
            raise NotFound
        self._check_mine(one, condition)
        return one

    async def _shown(self, edition_id: UUID) -> EditionRead:
        return await self._directory.show_edition(await self._directory.edition(str(edition_id)))

    async def _check(self, state: _State, fields: set[str]) -> None:
        """Refuse an edition that cannot be, where what was sent is to blame.

        Raises:
            InvalidRequest: with all that is wrong.
        """
        wrong = list(state.errors())
        if not any(error.code == "ends_before_begin" and error.pointer == "#/ends_on" for error in wrong):
            named = list(state.agencies())
            agencies = await self._data.agencies({agency_id for _, agency_id, _ in named})
            wrong += [
                not_then(pointer, agencies[agency_id].slug)
                for pointer, agency_id, span in named
                if not existed(agencies[agency_id].versions, span)
            ]
        if blamed := [blame for error in wrong if (blame := _blamed(error, fields))]:
            raise InvalidRequest(blamed)


def _blamed(error: FieldError, fields: set[str]) -> FieldError | None:
    """Return an error at what was sent: itself, or at what made it wrong; None where nothing of that was sent."""
    if error.pointer.split("/")[1] in fields:
        return error
    cause = next((name for name in _CAUSES.get(error.code, _DAYS) if name in fields), None)
    return FieldError(f"#/{cause}", error.code, error.message, error.facts) if cause else None


def _told(state: _State) -> dict[str, Any]:
    """Return an edition as the history of changes tells it, without what it does not say."""
    columns: dict[str, Any] = told(state.row)
    return columns | {field: told(rows) for field, rows in state.lists.items() if rows}
