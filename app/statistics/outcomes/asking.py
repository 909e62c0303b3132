"""What the statistics of outcomes are asked with, and what is wrong with it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from pydantic import Field

from app.core.clock import today
from app.core.errors import FieldError, InvalidRequest, Text
from app.core.schema import AsOf, Input
from app.statistics.outcomes.gathering import Place
from app.statistics.registry import Inquiry

_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
_UNKNOWN = Text("Dapat dibagi menurut {known}.", "It can be divided by {known}.")
_TWICE = Text("Disebut dua kali.", "Named twice.")

By = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[a-z_]+(,[a-z_]+)?$")]


class OutcomeFilters(Input):
    """Of which day."""

    as_of: AsOf | None = Field(None, description="The date to look at; today where absent.")


def day_of(filters: OutcomeFilters) -> date:
    """Return the day that is asked for.

    Raises:
        InvalidRequest: it has not come.
    """
    now = today()
    if filters.as_of is not None and filters.as_of > now:
        raise InvalidRequest([FieldError("query/as_of", "in_future", _AHEAD)])
    return filters.as_of or now


def divided_by(by: str | None, known: Sequence[str]) -> list[str]:
    """Return the dimensions that are asked for, in their order.

    Raises:
        InvalidRequest: one of them is unknown, or named twice.
    """
    asked = by.split(",") if by else []
    if not set(asked) <= set(known):
        raise InvalidRequest([FieldError("query/by", "unknown_dimension", _UNKNOWN, {"known": ", ".join(known)})])
    if len(set(asked)) < len(asked):
        raise InvalidRequest([FieldError("query/by", "repeated", _TWICE)])
    return asked


def wanted_of(filters: Input, dimensions: Sequence[str]) -> dict[str, str]:
    """Return the codes that are asked for, by dimension; a filter has the name of the dimension that it narrows."""
    told = filters.model_dump(mode="json", include=set(dimensions), exclude_none=True)
    return {name: str(code) for name, code in told.items()}


def list_of(inquiry: Inquiry, path: str, place: Place, **more: str | None) -> str | None:
    """Return the address of a list narrowed to a place; None where it would have to be of what has no code."""
    if None in place.values():
        return None
    told = {name: code for name, code in {**place, **more}.items() if code is not None}
    return inquiry.list_at(path, urlencode(told))
