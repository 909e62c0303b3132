"""What agencies need, and what answers such needs elsewhere: by the element of service, as far as both are public."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, any_, literal, not_, or_, select

from app.candidates.fitness import Met
from app.models import Need, NeedAnswer
from app.models.codes import NeedStatus
from app.needs.columns import known_by, public_on, status_on

# nothing that is in use was put against the need yet
_UNMET = (NeedStatus.TERBUKA.value, NeedStatus.DIRENCANAKAN.value)
# something was, and nobody has measured that it did not help
_MET = (NeedStatus.DIJAWAB.value, NeedStatus.TERBUKTI.value)


@dataclass(frozen=True, slots=True)
class Unmet:
    """A need that nothing answers yet."""

    id: UUID
    agency_id: UUID
    unsur: str
    statement: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A need that an innovation answers, and how far it has come with that."""

    id: UUID
    agency_id: UUID
    unsur: str
    status: str
    innovation_id: UUID


def unmet(on: date) -> Select[UUID, UUID, str | None, str]:
    """Return the statement for the needs of an unsur that were public and unmet on a day."""
    columns = (Need.id, Need.agency_id, Need.unsur, Need.statement)
    return select(*columns).where(Need.unsur.is_not(None), public_on(on), status_on(on).in_(_UNMET))


def answered(on: date) -> Select[UUID, UUID, str | None, str, UUID]:
    """Return the statement for the public needs of an unsur that innovations in use answered on a day."""
    answer = NeedAnswer
    stands = or_(answer.withdrawn_at.is_(None), not_(known_by(answer.withdrawn_at, on)))
    return (
        select(Need.id, Need.agency_id, Need.unsur, status_on(on), answer.innovation_id)
        .join(answer, answer.need_id == Need.id)
        .where(Need.unsur.is_not(None), public_on(on), status_on(on).in_(_MET))
        .where(known_by(answer.linked_at, on), stands, answer.in_use_from <= on)
    )


def of_unsur(statement: Any, unsur: Iterable[str]) -> Any:
    """Narrow a statement to needs of these unsur."""
    return statement.where(Need.unsur == any_(literal(sorted(unsur), ARRAY(Text))))


def by_owner(needs: Iterable[Unmet]) -> Mapping[UUID, list[Unmet]]:
    """Return needs by the agency whose they are."""
    found: dict[UUID, list[Unmet]] = defaultdict(list)
    for need in needs:
        found[need.agency_id].append(need)
    return found


def met(
    lineage: frozenset[UUID], needs: Mapping[UUID, list[Unmet]], answers: Iterable[Answered]
) -> Mapping[UUID, Mapping[str, Met]]:
    """Return by innovation and unsur which needs of a lineage it might meet, and which ones of others it answers."""
    by_unsur: dict[str, list[UUID]] = defaultdict(list)
    for need in sorted((one for member in needs.keys() & lineage for one in needs[member]), key=lambda one: one.id):
        by_unsur[need.unsur].append(need.id)
    found: dict[UUID, dict[str, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    for one in answers:
        if one.unsur in by_unsur and one.agency_id not in lineage:
            found[one.innovation_id][one.unsur].append(one.id)
    return {
        innovation_id: {unsur: Met(by_unsur[unsur], ids) for unsur, ids in each.items()}
        for innovation_id, each in found.items()
    }
