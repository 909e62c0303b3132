"""What the tables know of the lives of innovations, as columns that statements about innovations take along."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, cast, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, array
from sqlalchemy.orm import aliased

from app.core.clock import WIB
from app.core.ids import made_at
from app.models import InnovationStage, SignOfLife
from app.models.codes import Stage
from app.signs_of_life.stops import Entered, stop_of
from app.signs_of_life.vitality import Life


def life_columns(record: Any, on: date) -> tuple[ColumnElement[Any], ...]:
    """Return what `life_of` takes, of the records of a statement: `Innovation`, or an alias of it.

    Signs of later days are not looked at, nor those that were withdrawn. Stages are read only of those that stopped at
    some time: few have, and of the others they decide nothing.
    """
    sign = (
        select(func.max(SignOfLife.observed_on))
        .where(
            SignOfLife.innovation_id == record.id,
            SignOfLife.withdrawn_at.is_(None),
            SignOfLife.observed_on <= on,
        )
        .correlate(record)
        .scalar_subquery()
    )
    stop = aliased(InnovationStage)
    stopped = exists().where(stop.innovation_id == record.id, stop.stage == Stage.BERHENTI)
    entered = array([InnovationStage.stage, InnovationStage.started_on, cast(InnovationStage.id, Text)])
    stages = (
        select(
            func.array_agg(
                aggregate_order_by(entered, InnovationStage.position), type_=ARRAY(Text, as_tuple=True, dimensions=2)
            )
        )
        .where(InnovationStage.innovation_id == record.id, stopped.correlate(record))
        .correlate(record)
        .scalar_subquery()
    )
    return func.coalesce(record.published_at, record.created_at), sign, stages


def life_of(
    on: date,
    owes_from: datetime,
    last_sign: date | None,
    stages: Sequence[tuple[str, str | None, str]] | None,
    *,
    spared: bool = False,
) -> Life:
    """Return the life of an innovation as of a day, by its `life_columns` of that day.

    It owes signs of life from the day on which it was published, or while it never was, on which it was registered. A
    stage without a date counts from the day on which it was recorded; with `spared` from the day on which the
    innovation first owed a sign, so that nobody is asked about, or offered, what may have stopped by then.
    """
    owes_on = owes_from.astimezone(WIB).date()
    entered = [
        Entered(stage, started_on, owes_on if spared else made_at(UUID(row_id)).astimezone(WIB).date())
        for stage, started_on, row_id in stages or ()
    ]
    stop = stop_of(entered, on)
    return Life(owes_on, last_sign, stop.counts_from if stop else None)
