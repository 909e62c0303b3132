"""The facts that the rules on conflicts look at, and the assessments that a conflict stops.

However many people and innovations there are, their facts take the same ten statements: lists go to the database as one
value each.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, TextClause, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.conflicts.assembling import (
    AccountRow,
    DeclarationRow,
    PartRow,
    PostRow,
    RecordRow,
    Rows,
    VersionRow,
)
from app.models.concealment import CONCEALED_NAME

_LISTS = ("people", "innovations", "records", "persons")


def _asking(sql: str) -> TextClause:
    """Return a statement whose lists of ids are bound as one array each."""
    return text(sql).bindparams(*(bindparam(name, type_=ARRAY(Uuid)) for name in _LISTS if f":{name}" in sql))


# Held by whoever changes facts until the transaction ends, together with others who do, and alone by whoever assigns:
# of a fact and an assignment at the same time one sees the other. Whoever changes facts does not wait where nobody
# assigns, which is nearly always.
_KEY = "hashtext('inovasi.conflicts')"
_LIVE_ROUND = "r.status NOT IN ('published', 'cancelled')"
_LIVE = "a.status IN ('invited', 'accepted', 'submitted')"
_TRY = text(f"""
SELECT pg_try_advisory_xact_lock_shared({_KEY}) AS held, EXISTS (
  SELECT FROM assessment_round r WHERE {_LIVE_ROUND} AND EXISTS (
    SELECT FROM assessment a WHERE a.round_id = r.id AND {_LIVE})) AS live
""")  # noqa: S608 - constants of this file
_SHARE = text(f"SELECT pg_advisory_xact_lock_shared({_KEY})")
_HOLD = text(f"SELECT pg_advisory_xact_lock({_KEY})")

# The records of innovations: one that was merged is the one that it was merged into. Each with all that are that one.
_FAMILIES = """
SELECT i.id, n.record FROM named n JOIN innovation i ON i.id = n.record
UNION ALL
SELECT i.id, n.record FROM named n JOIN innovation i ON i.merged_into_id = n.record"""
_NAMED = "SELECT DISTINCT coalesce(merged_into_id, id) AS record FROM innovation WHERE id = ANY (:innovations)"
_OWN = _asking(f"WITH named AS ({_NAMED}) {_FAMILIES}")
_ADAPTS = _asking("""
SELECT DISTINCT coalesce(f.merged_into_id, f.id) AS replica, coalesce(t.merged_into_id, t.id) AS original
FROM innovation_relation r
JOIN innovation f ON f.id = r.innovation_id JOIN innovation t ON t.id = r.related_id
WHERE r.kind IN ('adapts', 'copies') AND (r.innovation_id = ANY (:innovations) OR r.related_id = ANY (:innovations))""")
# the records asked for, and those that people have a part in
_RECORDS = _asking(f"""
WITH named AS (
  SELECT unnest(CAST(:records AS uuid[])) AS record
  UNION
  SELECT coalesce(i.merged_into_id, i.id) FROM innovation_person p JOIN innovation i ON i.id = p.innovation_id
  WHERE p.person_id = ANY (:people)),
family AS ({_FAMILIES})
SELECT f.id, f.record, i.name, i.agency_id, r.published_at IS NOT NULL AS known
FROM family f JOIN innovation i ON i.id = f.id JOIN innovation r ON r.id = f.record ORDER BY f.id""")  # noqa: S608 - constants of this file
# who examined an innovation did no more than an assessor does
_PARTS = _asking("""
SELECT person_id, innovation_id, role, agency_id, valid_to FROM innovation_person
WHERE innovation_id = ANY (:innovations) AND role <> 'penguji' ORDER BY id""")
_NAMES = _asking("SELECT id, CASE WHEN concealed_at IS NULL THEN name END FROM person WHERE id = ANY (:persons)")
_POSTS = _asking("""
SELECT person_id, agency_id, title, valid_to FROM position
WHERE person_id = ANY (:persons) ORDER BY id""")
_ACCOUNTS = _asking("""
SELECT DISTINCT person_id, agency_id FROM account
WHERE person_id = ANY (:persons) AND agency_id IS NOT NULL AND active ORDER BY person_id, agency_id""")
_VERSIONS = text("""
SELECT v.agency_id, a.slug, v.name, v.parent_id, v.valid_from, v.valid_to, v.first_stated_on, v.last_stated_on
FROM agency_version v JOIN agency a ON a.id = v.agency_id ORDER BY v.agency_id, v.position""")
_SUCCESSIONS = text("""
SELECT predecessor_id, successor_id FROM agency_succession
WHERE effective_on IS NULL OR effective_on <= :day ORDER BY id""")
_DECLARATIONS = _asking("""
SELECT id, person_id, innovation_id, reason FROM declared_conflict
WHERE person_id = ANY (:people) AND innovation_id = ANY (:innovations) ORDER BY id""")

_ASSESSMENTS = f"""
SELECT a.id, m.person_id, e.innovation_id, e.agency_id
FROM assessment a JOIN assessment_round r ON r.id = a.round_id
JOIN round_assessor m ON m.id = a.assessor_id JOIN round_entry e ON e.id = a.entry_id
WHERE {_LIVE} AND {_LIVE_ROUND} AND NOT a.excluded AND e.status <> 'withdrawn'"""  # noqa: S608 - constants of this file
_ALL_LIVE = text(f"{_ASSESSMENTS} ORDER BY a.id")
_SOME_LIVE = _asking(
    f"{_ASSESSMENTS} AND (e.innovation_id = ANY (:innovations) OR m.person_id = ANY (:people)) ORDER BY a.id"
)
# what a change of innovations can touch: themselves, what adapts them or they adapt, and everyone with a part in them
_TOUCHED = _asking(f"""
WITH named AS ({_NAMED}),
own AS ({_FAMILIES}),
near AS (
  SELECT id FROM own
  UNION SELECT related_id FROM innovation_relation
  WHERE kind IN ('adapts', 'copies') AND innovation_id IN (SELECT id FROM own)
  UNION SELECT innovation_id FROM innovation_relation
  WHERE kind IN ('adapts', 'copies') AND related_id IN (SELECT id FROM own))
SELECT
  array(SELECT id FROM near UNION SELECT i.id FROM innovation i JOIN near n ON i.merged_into_id = n.id) AS innovations,
  array(SELECT DISTINCT person_id FROM innovation_person WHERE innovation_id IN (SELECT id FROM own)) AS people
""")  # noqa: S608 - constants of this file
_MADE = _asking(f"""
WITH named AS (
  SELECT DISTINCT coalesce(i.merged_into_id, i.id) AS record
  FROM innovation_person p JOIN innovation i ON i.id = p.innovation_id WHERE p.person_id = ANY (:people)),
family AS ({_FAMILIES})
SELECT id FROM family""")  # noqa: S608 - constants of this file


class Live(NamedTuple):
    """An assessment that counts, or may come to count: of whom, and of which innovation under which owner."""

    id: UUID
    person_id: UUID
    innovation_id: UUID
    agency_id: UUID | None


class ConflictRepository:
    """The facts on conflicts within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def hold(self) -> None:
        """Let nobody change facts until the transaction ends, and wait for those who do."""
        await self._session.execute(_HOLD)

    async def any_live(self) -> bool:
        """Whether there is any assessment that counts; nobody assigns from here to the end of the transaction."""
        # the statements below are no queries of the mapper, which would send what was changed before them
        await self._session.flush()
        held, live = (await self._session.execute(_TRY)).one()
        if held:
            return bool(live)
        await self._session.execute(_SHARE)
        return bool((await self._session.execute(_TRY)).one().live)

    async def live(self, innovations: Collection[UUID] | None, people: Collection[UUID] | None) -> list[Live]:
        """Return the assessments that count of these innovations or of these people; all of them if both are None."""
        if innovations is None and people is None:
            rows = await self._session.execute(_ALL_LIVE)
        else:
            told = {"innovations": list(innovations or ()), "people": list(people or ())}
            rows = await self._session.execute(_SOME_LIVE, told)
        return [Live(*row) for row in rows]

    async def touched(self, innovations: Collection[UUID]) -> tuple[list[UUID], list[UUID]]:
        """Return the innovations and the people whose conflicts a change of innovations can touch."""
        row = (await self._session.execute(_TOUCHED, {"innovations": list(innovations)})).one()
        return list(row.innovations), list(row.people)

    async def innovations_of(self, people: Collection[UUID]) -> list[UUID]:
        """Return the innovations that people have a part in."""
        return list((await self._session.scalars(_MADE, {"people": list(people)})).all())

    async def rows(self, people: Collection[UUID], innovations: Collection[UUID], day: date) -> Rows:
        """Return all that is on record of these people and innovations, and of what stands around them."""
        asked = list(people)
        family = await self._all(_OWN, innovations=list(innovations))
        own = [id_ for id_, _ in family]
        adapts = [(replica, original) for replica, original in await self._all(_ADAPTS, innovations=own)]
        targets = {record for _, record in family}
        wanted = targets | {record for pair in adapts for record in pair}
        records = [RecordRow(*row) for row in await self._all(_RECORDS, records=list(wanted), people=asked)]
        parts = [PartRow(*row) for row in await self._all(_PARTS, innovations=[record.id for record in records])]
        in_family = set(own)
        close = list({*asked, *(part.person_id for part in parts if part.innovation_id in in_family)})
        persons = list({*asked, *(part.person_id for part in parts)})
        return Rows(
            records=records,
            adapts=adapts,
            parts=parts,
            names={id_: name or CONCEALED_NAME for id_, name in await self._all(_NAMES, persons=persons)},
            posts=[PostRow(*row) for row in await self._all(_POSTS, persons=close)],
            accounts=[AccountRow(*row) for row in await self._all(_ACCOUNTS, persons=close)],
            versions=[VersionRow(*row) for row in await self._all(_VERSIONS)],
            successions=[(row[0], row[1]) for row in await self._all(_SUCCESSIONS, day=day.isoformat())],
            declarations=[
                DeclarationRow(*row) for row in await self._all(_DECLARATIONS, people=asked, innovations=own)
            ],
        )

    async def _all(self, statement: TextClause, **told: Any) -> Sequence[Any]:
        return (await self._session.execute(statement, told)).all()
