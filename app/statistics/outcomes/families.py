"""Agencies as rows of a statistic: each with those that it followed and that followed it, as the lists narrow by them.

So what stands in the row of an agency is what a list shows that is narrowed to it; one record stands in the rows of all
agencies of its line, and these do not add up.
"""

from collections.abc import Collection
from uuid import UUID

from app.agencies.atlas import AgencyThen, Atlas
from app.core.errors import FieldError, InvalidRequest, Text
from app.statistics.schemas import Words
from app.statistics.wording import same

_UNKNOWN = Text("Tidak ada perangkat daerah dengan nama ini.", "There is no agency of this name.")


class Families:
    """The agencies that some records name, by the names of a day; `asked` is the one that is asked for, by slug."""

    def __init__(self, atlas: Atlas, owners: Collection[UUID | None], asked: str | None = None) -> None:
        self._atlas = atlas
        named = {atlas.agencies[owner] for owner in owners if owner is not None}
        wanted = atlas.find(asked) if asked else None
        self._told: list[AgencyThen] = sorted(named | ({wanted} if wanted else set()), key=lambda one: one.slug)

    def codes(self, agency_id: UUID | None) -> tuple[str | None, ...]:
        """Return the agencies in whose rows a record of one stands; of no agency in the row of none."""
        if agency_id is None:
            return (None,)
        return tuple(one.slug for one in self._told if agency_id in one.lineage)

    def name_of(self, agency_id: UUID) -> Words:
        """Return the name of an agency on the day by its id."""
        return same(self._atlas.agencies[agency_id].name)

    def label(self, code: str) -> Words:
        """Return the name of an agency on the day."""
        return same(next(one.name for one in self._told if one.slug == code))


def asked_agency(atlas: Atlas, key: str | None) -> str | None:
    """Return the slug of the agency that is asked for by id or slug.

    Raises:
        InvalidRequest: there is none.
    """
    if key is None:
        return None
    found = atlas.find(key)
    if found is None:
        raise InvalidRequest([FieldError("query/agency", "unknown_reference", _UNKNOWN)])
    return found.slug
