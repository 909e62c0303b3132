"""How many entries the groups of an edition have, of the whole city or of one agency. No I/O.

A quota of an `instansi` is that of the city: 10 and 5 entries in 2021 (menpan.go.id,
cermati-persyaratan-dan-kriteria-inovasi-kipp-2021). One of each agency counts the entries of the agencies that it came
from and that came from it. An innovation counts once, in however many rounds of the edition it is.

No source says who is left out where one round has more candidates than places; here the oldest records that are
otherwise eligible take them, then the oldest of those of which that is not known.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from app.instruments.admission import EligibilityRules


class Entered(NamedTuple):
    """An innovation in a round that admits by a group, with the owner that it had when the round was opened."""

    group: str
    innovation_id: UUID
    agency_id: UUID | None


class Entries:
    """The entries of an edition by group and owner; `families` are the agencies in line with each one asked for."""

    def __init__(
        self, rules: EligibilityRules, entered: Iterable[Entered], families: Mapping[UUID, frozenset[UUID]]
    ) -> None:
        self._quotas = {group.code: group.quota for group in rules.groups if group.quota is not None}
        self._families = families
        self._city: dict[str, set[UUID]] = defaultdict(set)
        self._owned: dict[tuple[str, UUID | None], set[UUID]] = defaultdict(set)
        for entry in entered:
            self._add(entry)

    def _add(self, entry: Entered) -> None:
        self._city[entry.group].add(entry.innovation_id)
        self._owned[entry.group, entry.agency_id].add(entry.innovation_id)

    def admit(self, entry: Entered) -> bool:
        """Let an innovation take a place of its group, from now on counted; return whether there was one left."""
        quota = self._quotas.get(entry.group)
        if quota is None:
            return True
        taken = self._count(entry.group, quota.per, entry.agency_id, entry.innovation_id)
        if taken is None or taken >= quota.most:
            return False
        self._add(entry)
        return True

    def taken(self, agency_id: UUID | None, but: UUID | None = None) -> dict[str, int | None]:
        """Return how many entries each group with a quota has beside one innovation, as an agency has to count them.

        None where a group counts those of each agency, and there is none.
        """
        return {group: self._count(group, quota.per, agency_id, but) for group, quota in self._quotas.items()}

    def _count(self, group: str, per: str, agency_id: UUID | None, but: UUID | None) -> int | None:
        if per == "instansi":
            entries = self._city[group]
        elif agency_id is None:
            return None
        else:
            members = self._families.get(agency_id, frozenset({agency_id}))
            entries = {entry for member in members for entry in self._owned.get((group, member), ())}
        return len(entries) - (but in entries)
