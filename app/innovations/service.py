"""What is done with innovations: every change goes through here and leaves the published documents right."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from app.audit.service import Changes
from app.core.clock import WIB
from app.core.conditional import Condition
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotPermitted, Text
from app.core.ids import new_id
from app.core.partial_date import first_day
from app.core.queries import identity as identity_in
from app.core.text import search_key, slugify
from app.innovations.drafting import PARTS, Row, as_told, columns_of, part_rows, said_twice
from app.innovations.facts import DuplicateName, DuplicateUndecided, Undecided
from app.innovations.inputs import Facts, InnovationCreate, InnovationUpdate, StageInput
from app.innovations.keeping import Keeping
from app.innovations.lookalikes import Clashes
from app.innovations.overlap import Described
from app.innovations.receipts import InnovationReceipt
from app.innovations.records import Kept
from app.innovations.references import Found, Wanted, find
from app.innovations.repository import InnovationRepository
from app.innovations.workflow import Action, check_edit, step
from app.models.codes import RecordStatus

_BATCH = 2_000
_MOST_SLUG = 100
_NOT_YOURS = Text("Anda hanya mencatat untuk perangkat daerah Anda.", "You keep the records of your own agency alone.")
_TAKEN = Text("Alamat ini sudah dipakai.", "This address is taken.")
_ITSELF = Text("Rekaman tidak dapat dikaitkan dengan dirinya sendiri.", "A record cannot be related to itself.")
_EARLIER = Text(
    "Tahap ini dimulai sebelum tahap terakhir; kirimlah seluruh daftar stages dengan PATCH.",
    "This stage began before the last one; send the whole list of stages by PATCH.",
)
_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
_REPEATED = Text("Mengulang isian di atasnya.", "This repeats an entry above.")

# what a change must touch for other records to be the same as this one
_TELLING = frozenset({"name", "aliases", "problem", "agency"})
# what conflicts of interest with it and with its neighbours rest on
_TYING = frozenset({"people", "relations", "agency"})
_ALWAYS = frozenset({"name", "kind", "form", "initiator", "represents", "platform"})


class Batch(NamedTuple):
    """Records whose documents were looked at: the last one, how many there were, and how many had to be mended."""

    last: UUID
    size: int
    changed: int


# before every id
FIRST = UUID(int=0)


class InnovationService:
    """The published documents of innovations within one transaction."""

    def __init__(self, session: Session) -> None:
        self._innovations = InnovationRepository(session)

    async def publish(self, ids: Collection[UUID] | None) -> int:
        """Rewrite the documents of these records and of those that name them, or of all records if None.

        Returns how many records had a document that was not as the tables say.
        """
        if ids is not None:
            return await self._innovations.write_documents({*ids, *await self._innovations.neighbours(ids)})
        changed, last = 0, FIRST
        while batch := await self.publish_next(last):
            last, changed = batch.last, changed + batch.changed
        return changed

    async def publish_next(self, after: UUID) -> "Batch | None":
        """Rewrite the documents of the records that follow `after` by id; None if there are none.

        A batch for itself is a transaction that holds few records for a short time, which matters when all are rebuilt
        while people work.
        """
        ids = await self._innovations.next_ids(after, _BATCH)
        return Batch(ids[-1], len(ids), await self._innovations.write_documents(ids, lines=True)) if ids else None


class RecordService(Keeping):
    """Registering, correcting and moving records along, by whoever keeps them."""

    async def register(self, body: InnovationCreate) -> InnovationReceipt:
        """Make a draft, and say what it may be the same as.

        Raises:
            NotPermitted: the owner is not the caller's agency.
            DuplicateName: the owner has a record of this name.
            InvalidRequest: the input names what does not exist, or the same thing twice.
        """
        self._check_begun(body.stages, "#/stages/{}")
        found = await self._find(body)
        row: Row = {"agency_id": None} | columns_of(body, body.model_fields_set | _ALWAYS, found)
        if "agency" not in body.model_fields_set and self._work.principal.territory is not None:
            row["agency_id"] = self._work.principal.agency_id
        self._check_owner(row["agency_id"])
        identity = new_id()
        aliases = frozenset(search_key(alias.name) for alias in body.aliases)
        described = Described(identity, row["name_key"], aliases, row.get("problem_key"), row["agency_id"])
        wanted = slugify(body.name)[:_MOST_SLUG]
        clashes, candidates = await self._records.survey(described, wanted)
        slug = _free_slug(identity, wanted, clashes)
        row |= {"id": identity, "slug": slug, "status": RecordStatus.DRAFT, "version": 1}
        await self._records.add(row | {"created_at": self._work.at, "updated_at": self._work.at})
        parts = {field: rows for field in PARTS if (rows := part_rows(identity, body, field, found))}
        for field, rows in parts.items():
            await self._records.append(field, rows)
        said: Changes = {name: (None, value) for name, value in as_told(row, parts).items()}
        self._record("create", identity, said, row["agency_id"])
        similar = self._shown(described, candidates)
        kept = Kept(identity, slug, body.name, row["name_key"], RecordStatus.DRAFT, 1, row["agency_id"], None)
        return self._receipt(kept, similar)

    async def update(self, key: str, body: InnovationUpdate, condition: Condition) -> InnovationReceipt:
        """Correct what a patch says; a record that is published shows it at once.

        Raises:
            NotFound, Moved: there is no such record of the caller's.
            PreconditionRequired, PreconditionFailed: the caller has not seen the present version.
            NotEditable: the status keeps a field from the caller.
            NotPermitted: the new owner is not the caller's agency.
            DuplicateName, InvalidRequest: as for a new record. A circle of descent is refused by the database.
        """
        fields = body.model_fields_set
        if "relations" in fields:
            await self._kinship.alone()
        kept = await self._find_kept(key, condition)
        check_edit(kept.status, [name for name in type(body).model_fields if name in fields], verifies=self._verifies)
        self._check_begun(body.stages, "#/stages/{}")
        found = await self._find(body)
        row = columns_of(body, fields, found)
        if row.get("platform_id") == kept.id:
            raise InvalidRequest([FieldError("#/platform/innovation", "itself", _ITSELF)])
        kept = await self._renamed(kept, body, row)
        before = await self._records.snapshot(kept.id)
        # those that it related to before tell of it as well, and are not its neighbours afterwards
        named = await self._kinship.related(kept.id) if "relations" in fields else ()
        await self._records.change(kept.id, row)
        for field in fields & PARTS.keys():
            await self._replace(kept, body, field, found)
        if not await self._note("update", kept, before):
            return self._receipt(kept, [])
        kept = await self._advance(kept, named=named)
        if fields & _TYING:
            await self._conflicts.after_innovations([kept.id])
        similar = await self._similar(await self._records.describe(kept.id)) if fields & _TELLING else []
        return self._receipt(kept, similar)

    async def enter_stage(self, key: str, body: StageInput, condition: Condition) -> InnovationReceipt:
        """Add a stage that the innovation entered.

        Raises:
            NotFound, Moved, PreconditionRequired, PreconditionFailed, NotEditable: as for an update.
            InvalidRequest: the stage began before the last one, or has not begun.
        """
        kept = await self._find_kept(key, condition)
        check_edit(kept.status, ["stages"], verifies=self._verifies)
        self._check_begun([body], "#")
        before = await self._records.snapshot(kept.id)
        earlier = before["stages"]
        dates = [stage["started_on"] for stage in earlier if stage["started_on"]]
        if body.started_on and dates and body.started_on < dates[-1]:
            raise InvalidRequest([FieldError("#/started_on", "out_of_order", _EARLIER)])
        facts = Facts(stages=[body])
        await self._records.append("stages", part_rows(kept.id, facts, "stages", Found({}), len(earlier) + 1))
        await self._note("enter_stage", kept, before)
        return self._receipt(await self._advance(kept), [])

    async def act(self, key: str, action: Action, reason: str | None, condition: Condition) -> InnovationReceipt:
        """Move a record along.

        Raises:
            NotFound, Moved, PreconditionRequired, PreconditionFailed: as for an update.
            IllegalStep: the status does not lead there.
            DuplicateUndecided: to be published, and may be the same as another that is.
        """
        kept = await self._find_kept(key, condition)
        status = step(kept.status, action, verifies=self._verifies)
        if action is Action.PUBLISH:
            await self._check_duplicates(kept)
        before = await self._records.snapshot(kept.id)
        row: Row = {"status": status}
        if action in {Action.RETURN, Action.ARCHIVE}:
            row["remark"] = reason
        if action in {Action.VERIFY, Action.PUBLISH}:
            row["remark"] = None
        if status is RecordStatus.PUBLISHED and kept.published_at is None:
            row["published_at"] = self._work.at
        row["archived_at"] = self._work.at if status is RecordStatus.ARCHIVED else None
        await self._records.change(kept.id, row)
        await self._note(action.value, kept, before, reason)
        was_shown = kept.status is RecordStatus.PUBLISHED
        kept = await self._advance(replace(kept, status=status), shown=was_shown)
        if status is RecordStatus.PUBLISHED:
            # what it says of others counts from now on
            await self._conflicts.after_innovations([kept.id])
        return self._receipt(kept, [])

    async def _find(self, body: Facts) -> Found:
        found = await find(self._work.session, Wanted.of(body), self._work.principal)
        if repeated := said_twice(body, found):
            raise InvalidRequest([FieldError(pointer, "repeated", _REPEATED) for pointer in repeated])
        return found

    def _check_begun(self, stages: Sequence[StageInput], place: str) -> None:
        """Refuse a stage that lies ahead: the record would say that it is in it."""
        today = self._work.at.astimezone(WIB).date()
        ahead = [
            FieldError(f"{place.format(index)}/started_on", "in_future", _AHEAD)
            for index, stage in enumerate(stages)
            if stage.started_on and first_day(stage.started_on) > today
        ]
        if ahead:
            raise InvalidRequest(ahead)

    def _check_owner(self, agency_id: UUID | None) -> None:
        if not self._work.principal.keeps(agency_id):
            raise NotPermitted([FieldError("#/agency", "not_yours", _NOT_YOURS)])

    async def _renamed(self, kept: Kept, body: InnovationUpdate, row: Row) -> Kept:
        """Return the record with the name, owner and address that a patch gives it; an old address leads to it."""
        agency_id = row.get("agency_id", kept.agency_id) if "agency" in body.model_fields_set else kept.agency_id
        if agency_id != kept.agency_id:
            self._check_owner(agency_id)
        name, slug = body.name or kept.name, body.slug or kept.slug
        if (name, slug, agency_id) == (kept.name, kept.slug, kept.agency_id):
            return kept
        clashes = await self._records.clashes(agency_id, name, slug, kept.id)
        if clashes.same:
            raise DuplicateName(UUID(clashes.same[0]), clashes.same[1])
        if clashes.slug_taken:
            raise InvalidRequest([FieldError("#/slug", "taken", _TAKEN)])
        if slug != kept.slug:
            await self._records.restore_slug(slug)
            await self._records.retire_slug(kept.slug, kept.id)
            row["slug"] = slug
        return replace(kept, name=name, slug=slug, name_key=search_key(name), agency_id=agency_id)

    async def _replace(self, kept: Kept, body: Facts, field: str, found: Found) -> None:
        rows = part_rows(kept.id, body, field, found)
        if field == "relations":
            selves = [index for index, row in enumerate(rows) if row["related_id"] == kept.id]
            if selves:
                raise InvalidRequest([FieldError(f"#/relations/{selves[0]}/innovation", "itself", _ITSELF)])
        await self._records.replace(kept.id, field, rows)

    async def _check_duplicates(self, kept: Kept) -> None:
        """Stop a record from being published beside one that may be the same.

        Raises:
            DuplicateUndecided: naming each of which nobody has decided.
        """
        await self._records.publish_alone()
        # a replica is like its origin and the other replicas of that, and is not taken for them
        decided = await self._records.decided(kept.id) | dict.fromkeys(await self._kinship.kin(kept.id))
        likely = await self._likely(
            await self._records.describe(kept.id),
            lambda one: one.status is RecordStatus.PUBLISHED and one.described.id not in decided,
        )
        flagged = {
            one.described.id: Undecided(one.described.id, one.slug, one.name) for one, like in likely if like.flagged
        }
        flagged |= {row.id: Undecided(row.id, row.slug, row.name) for row in await self._records.doubted(kept.id)}
        if undecided := [flagged[identity] for identity in flagged if identity not in decided]:
            raise DuplicateUndecided(undecided)

    async def _advance(self, kept: Kept, *, shown: bool = False, named: Sequence[UUID] = ()) -> Kept:
        """Count a change of a record, and bring what everyone sees of it in line, also in those that are `named`."""
        version = kept.version + 1
        await self._records.change(kept.id, {"version": version, "updated_at": self._work.at})
        if shown or kept.status is RecordStatus.PUBLISHED:
            await InnovationService(self._work.session).publish([kept.id, *named])
        return replace(kept, version=version)


def _free_slug(identity: UUID, slug: str, clashes: Clashes) -> str:
    """Return an address that nobody has or had, made of the wanted one.

    Raises:
        DuplicateName: the agency has a record of this name.
    """
    if clashes.same:
        raise DuplicateName(UUID(clashes.same[0]), clashes.same[1])
    # letters beyond Latin leave nothing of a name, and what looks like an id would be looked for as one
    free = slug and not clashes.slug_taken and not identity_in(slug)
    return slug if free else f"{slug or 'inovasi'}-{identity.hex[-6:]}"
