"""The needs that were public by a day, each with its status of that day and what surveys said of it by then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import WIB
from app.models import InnovationResource, Need
from app.models.codes import CouncilBody, RecordStatus
from app.needs.measuring import Measurement, measurements
from app.needs.repository import NeedRepository
from app.needs.schemas import NeedNarrowing
from app.needs.workflow import ANSWERED
from app.statistics.schemas import Words

# the words of the latest edition of a form stand
_UNSUR = text("""
SELECT DISTINCT ON (u.one ->> 'code') u.one ->> 'code' AS code, u.one -> 'label' AS label
FROM survey_instrument i, jsonb_array_elements(i.definition -> 'unsur') AS u (one)
ORDER BY u.one ->> 'code', i.edition DESC, i.slug""")


@dataclass(frozen=True)
class Looked:
    """A need on a day: its status, what later rounds said of it, and which innovations answered it."""

    need: Need
    status: str
    found: Measurement | None
    innovations: tuple[tuple[UUID, str, str], ...]

    @property
    def answered(self) -> bool:
        """Whether an innovation in use was put against it."""
        return self.status in ANSWERED

    @cached_property
    def distinguishable(self) -> bool | None:
        """Whether the change can be told from chance; None where nothing says so."""
        shown = self.found.shown if self.found else None
        return shown.change.distinguishable if shown else None

    @property
    def measured(self) -> bool:
        """Whether a later round measured the unsur again."""
        return self.found is not None and self.found.shown is not None

    @property
    def bodies(self) -> tuple[str | None, ...]:
        """The bodies of the council whose need it is: one, and the council as a whole."""
        if self.need.body_kind is None:
            return (None,)
        return tuple(dict.fromkeys((self.need.body_kind, CouncilBody.DPRD.value)))


async def looked_at(session: AsyncSession, as_of: date) -> list[Looked]:
    """Return the needs that were public by a day, as the loop tells of them."""
    rows = await NeedRepository(session).public_by(NeedNarrowing(), as_of)
    found = await measurements(session, [need for need, _ in rows], as_of)
    return [Looked(need, status, found.get(need.id), _answers(need, as_of)) for need, status in rows]


def _answers(need: Need, as_of: date) -> tuple[tuple[UUID, str, str], ...]:
    """Return id, slug and name of the public innovations that were put against a need by a day."""
    return tuple(
        (one.innovation.id, one.innovation.slug, one.innovation.name)
        for one in need.answers
        if one.withdrawn_at is None
        and one.linked_at.astimezone(WIB).date() <= as_of
        and one.innovation.status == RecordStatus.PUBLISHED
    )


async def unsur_words(session: AsyncSession) -> dict[str, Words]:
    """Return what forms call each unsur."""
    rows = await session.execute(_UNSUR)
    return {row.code: Words(id=row.label["id"], en=row.label.get("en") or row.label["id"]) for row in rows}


async def budgets(session: AsyncSession, ids: Sequence[UUID]) -> Mapping[UUID, Mapping[int, int | None]]:
    """Return what innovations took in each year, in whole rupiah; None for a year without an amount."""
    of = InnovationResource
    told = func.jsonb_object_agg(of.year, of.budget_idr)
    statement = select(of.innovation_id, told).where(of.innovation_id.in_(sorted(ids))).group_by(of.innovation_id)
    rows: Any = await session.execute(statement)
    return {id_: {int(year): amount for year, amount in years.items()} for id_, years in rows}
