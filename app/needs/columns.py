"""What was known of needs on a day, as columns and conditions for statements about needs."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, func, select

from app.models import Need, NeedStep
from app.models.codes import NeedStatus


def known_by(moment: Any, day: date) -> ColumnElement[bool]:
    """Return the condition that something had happened by the end of a day of the city's."""
    condition: ColumnElement[bool] = cast(func.timezone("Asia/Jakarta", moment), Date) <= day
    return condition


def public_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a need was open, or had been, and public by a day."""
    return known_by(Need.published_at, day) & (Need.opened_on <= day)


def status_on(day: date) -> ColumnElement[str]:
    """Return the status that a need had on a day."""
    entered = select(NeedStep.status).where(NeedStep.need_id == Need.id, NeedStep.entered_on <= day)
    return func.coalesce(entered.order_by(NeedStep.number.desc()).limit(1).scalar_subquery(), NeedStatus.TERBUKA.value)
