"""What the tables know of the lives of innovations, as columns that statements about innovations take along."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.core.clock import WIB
from app.core.partial_date import first_day
from app.models import InnovationStage, SignOfLife
from app.models.codes import Stage
from app.signs_of_life.vitality import Life


def life_columns(record: Any, on: date) -> tuple[ColumnElement[Any], ...]:
    """Return what `life_of` takes, of the records of a statement: `Innovation`, or an alias of it.

    Signs of later days are not looked at, nor those that were withdrawn.
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
    last = (
        select(func.concat(InnovationStage.stage, " ", InnovationStage.started_on))
        .where(InnovationStage.innovation_id == record.id)
        .order_by(InnovationStage.position.desc())
        .limit(1)
        .correlate(record)
        .scalar_subquery()
    )
    return record.published_at, sign, last


def life_of(published_at: datetime, last_sign: date | None, last_stage: str | None) -> Life:
    """Return the life of a published innovation by its `life_columns`.

    One that stopped on a day that no source says counts as stopped from its publication on: that is the first day on
    which it owed anything.
    """
    owes_from = published_at.astimezone(WIB).date()
    stage, _, started_on = (last_stage or "").partition(" ")
    if stage != Stage.BERHENTI:
        return Life(owes_from, last_sign)
    return Life(owes_from, last_sign, first_day(started_on) if started_on else owes_from)
