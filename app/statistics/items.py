"""The innovations that a statistic counts, a page at a time."""

from datetime import date
from typing import NamedTuple

from app.core.clock import today
from app.core.errors import FieldError, InvalidRequest, Text
from app.core.paging import Cut
from app.core.queries import listing_of
from app.models.codes import RecordStatus
from app.statistics.counted import LACKS, narrow_to
from app.statistics.dimensions import read
from app.statistics.innovations import counted_of
from app.statistics.inputs import CountedItemFilters
from app.statistics.item_schemas import StatisticItem
from app.statistics.owing import OWING, owing_values
from app.statistics.registry import Inquiry
from app.statistics.repository import CountRepository
from app.statistics.trend import narrow_to_start

KEYS = ("name_key", "id")

_NOW_ALONE = Text(
    "Kekurangan sebuah rekaman hanya diketahui untuk hari ini.", "What a record lacks is known for today alone."
)


class Listed(NamedTuple):
    """A page: the day, its rows, what is told of them, how many there are if asked, and what its cursors belong to."""

    as_of: date
    page: Cut
    items: list[StatisticItem]
    total: int | None
    listing: str


async def list_items(inquiry: Inquiry, filters: CountedItemFilters) -> Listed:
    """Return a page of the innovations that count, by name.

    Raises:
        InvalidRequest: a filter, the cell or the day says what cannot be.
        NotPermitted: records that are not published were asked for.
        InvalidCursor: the cursor belongs to another list.
    """
    _refuse_past(filters)
    places = read(filters.cell) if filters.cell else ()
    counts = CountRepository(inquiry.session)
    counted = await counted_of(inquiry, filters, counts)
    narrow_to(counted, [place for place in places if place.dimension != "start"], filters.scheme, filters.area_level)
    for place in places:
        if place.dimension == "start":
            narrow_to_start(counted, place.code, past=filters.as_of is not None)
    if filters.lacks:
        counted.add(LACKS[filters.lacks])
    if filters.vitality:
        counted.add(OWING[filters.vitality], **owing_values(today(), inquiry.settings.sign_of_life_months))
    kept = filters.status not in {None, RecordStatus.PUBLISHED}
    reader = inquiry.principal.account_id if inquiry.principal and kept else None
    listing = listing_of(f"counted innovations {reader}", filters)
    page = await counts.page(counted, filters.cursor, filters.limit, listing)
    total = await counts.number(counted) if filters.with_total else None
    items = [StatisticItem.model_validate(row) for row in page.rows]
    return Listed(filters.as_of or today(), page, items, total, listing)


def _refuse_past(filters: CountedItemFilters) -> None:
    wrong = [name for name in ("lacks", "vitality") if getattr(filters, name) and filters.as_of]
    if wrong:
        raise InvalidRequest([FieldError(f"query/{name}", "either_or", _NOW_ALONE) for name in wrong])
