"""What an action plan names, found in the tables and checked: edition, agency, cluster, number of plans, people."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.action_plans.counting import take_place
from app.action_plans.inputs import PlanPersonInput
from app.action_plans.keepers import organises
from app.action_plans.repository import ActionPlanRepository
from app.core.errors import FieldError, InvalidRequest, NotPermitted, Text
from app.core.partial_date import first_day, last_day
from app.core.timeline import in_force
from app.core.writing import Work
from app.innovations.references import Found, Wanted, find
from app.models import ActionPlan, ActionPlanPerson, ProgrammeEdition

_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_REQUIRED = Text("Wajib diisi.", "This is required.")
_NOT_THERE = Text(
    "Perangkat daerah ini tidak ada pada waktu penyelenggaraan.", "This agency did not exist when the edition was held."
)
_NOT_YOURS = Text(
    "Anda hanya mencatat rencana perangkat daerah Anda, atau dari kegiatan yang Anda selenggarakan.",
    "You record plans of your own agency, or of what you organised.",
)
_NOT_OF_THE_EDITION = Text("Jumlah ini milik penyelenggaraan lain.", "This number of plans is of another edition.")
_NOT_OF_THE_SCHEME = Text(
    "Klaster ini bukan dari skema penyelenggaraan.", "This cluster is not of the edition's scheme."
)
_UNDATED = Text(
    "Tanggal penyelenggaraan hanya diketahui sebagai {edition}; sebutkan tanggal rencana.",
    "Of the edition no more than {edition} is known; say when the plan began.",
)


class Named(NamedTuple):
    """What an input names by key, with the pointer of each part."""

    agency: str | None = None
    cluster: str | None = None
    people: Sequence[PlanPersonInput] = ()


class Naming:
    """What plans name, within one transaction of one caller."""

    def __init__(self, work: Work, data: ActionPlanRepository) -> None:
        self._work = work
        self._data = data

    async def edition(self, key: str) -> ProgrammeEdition:
        """Return an edition.

        Raises:
            InvalidRequest: there is none that the caller may know of.
        """
        found = await self._data.edition(key, self._work.principal)
        if found is None:
            raise InvalidRequest([FieldError("#/edition", "unknown_reference", _UNKNOWN)])
        return found

    async def find(self, named: Named) -> Found:
        """Return the ids of agencies, cluster and people.

        Raises:
            InvalidRequest: naming each that does not exist, or that the caller may not know of.
        """
        wanted = Wanted()
        wanted.add("agency", named.agency, "#/agency")
        wanted.add("term", named.cluster, "#/cluster")
        for index, part in enumerate(named.people):
            wanted.add("person", part.person, f"#/people/{index}/person")
            wanted.add("agency", part.agency, f"#/people/{index}/agency")
        return await find(self._work.session, wanted, self._work.principal)

    def own_agency(self) -> str:
        """Return the caller's agency.

        Raises:
            InvalidRequest: the caller has none, and must say which.
        """
        if self._work.principal.agency_id is None:
            raise InvalidRequest([FieldError("#/agency", "required", _REQUIRED)])
        return str(self._work.principal.agency_id)

    async def check_agency(self, agency_id: UUID, edition: ProgrammeEdition) -> None:
        """Check that a plan of an edition may be for an agency.

        Raises:
            NotPermitted: neither the agency nor the edition is the caller's.
            InvalidRequest: the agency did not exist on any day on which the edition may have been held.
        """
        principal = self._work.principal
        if not (principal.keeps(agency_id) or organises(principal, edition)):
            raise NotPermitted([FieldError("#/agency", "not_yours", _NOT_YOURS)])
        versions = (await self._data.agency(agency_id)).versions
        held = (first_day(edition.starts_on), last_day(edition.ends_on or edition.starts_on))
        if all(in_force(versions, day) is None for day in held):
            raise InvalidRequest([FieldError("#/agency", "not_in_force", _NOT_THERE)])

    async def check_cluster(self, term_id: UUID | None, edition: ProgrammeEdition) -> None:
        """Check that a cluster is of the scheme of an edition, where that has one.

        Raises:
            InvalidRequest: it is of another.
        """
        scheme_id = edition.classification_id
        if term_id is not None and scheme_id is not None and await self._data.scheme_of(term_id) != scheme_id:
            raise InvalidRequest([FieldError("#/cluster", "not_of_the_scheme", _NOT_OF_THE_SCHEME)])

    async def place(self, key: str | None, edition_id: UUID, plan: ActionPlan | None = None) -> UUID | None:
        """Return the number of plans in which a plan takes a place, which nobody else takes until the end.

        Raises:
            InvalidRequest: there is none of this edition.
            AggregateFull: all its plans are named.
        """
        if key is None:
            return None
        found = await self._data.aggregate(key, self._work.principal, hold=True)
        if found is None:
            raise InvalidRequest([FieldError("#/aggregate", "unknown_reference", _UNKNOWN)])
        aggregate, places = found
        if aggregate.edition_id != edition_id:
            raise InvalidRequest([FieldError("#/aggregate", "not_of_the_edition", _NOT_OF_THE_EDITION)])
        if plan is None or plan.aggregate_id != aggregate.id:
            take_place(places)
        return aggregate.id


def begin_of(said: date | None, edition: ProgrammeEdition) -> date:
    """Return the day on which a plan began: what was said, else the day of its edition.

    Raises:
        InvalidRequest: nothing was said, and of the edition not even the day is known.
    """
    if said is not None:
        return said
    begins = edition.starts_on
    if first_day(begins) != last_day(begins):
        raise InvalidRequest([FieldError("#/starts_on", "required", _UNDATED, {"edition": begins})])
    return first_day(begins)


def parts_of(plan_id: UUID, people: Iterable[PlanPersonInput], found: Found) -> list[ActionPlanPerson]:
    """Return the parts in a plan as they are kept, in the order in which they were told."""
    return [
        ActionPlanPerson(
            plan_id=plan_id,
            position=position,
            role=part.role.value,
            person_id=found.id_or_none("person", part.person),
            agency_id=found.id_or_none("agency", part.agency),
            institution_name=part.institution,
            title=part.title,
            valid_from=part.valid_from,
            valid_to=part.valid_to,
        )
        for position, part in enumerate(people)
    ]
