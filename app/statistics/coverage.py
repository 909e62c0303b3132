"""One agency, one innovation: the numbers of `GET /v1/coverage` in the shape of statistics."""

from decimal import Decimal
from urllib.parse import urlencode

from app.coverage.inputs import CoverageFilters
from app.coverage.schemas import CoverageCounts
from app.coverage.service import CoverageService, Rules
from app.models.codes import CoverageStatus
from app.statistics.registry import Cube, Figure, Inquiry, Key, Row, Statistic
from app.statistics.schemas import Absence
from app.statistics.wording import label_of, note

_STATUSES = tuple(status.value for status in CoverageStatus)
MEASURES = ("agencies", *_STATUSES, "coverage", "uncertain")


async def compute(inquiry: Inquiry, filters: CoverageFilters) -> Cube:
    """Return how many agencies of each level have what, as coverage counts them.

    Raises:
        InvalidRequest: the day lies ahead, or before anything is known, or is told in two ways.
    """
    settings = inquiry.settings
    rules = Rules(settings.coverage_levels, settings.sign_of_life_months, settings.public_url)
    told = await CoverageService(inquiry.session, rules).get(filters)
    query = {"as_of": told.as_of.isoformat()} | ({"with_units": "true"} if told.with_units else {})
    rows = [
        Row(
            (Key(one.level, label_of("coverage_level", one.level)),),
            _figures(one, inquiry, {**query, "level": one.level}),
        )
        for one in told.levels
    ]
    # one level was asked for: it is the whole
    total = rows[0].figures if told.total is None else _figures(told.total, inquiry, None)
    return Cube(
        as_of=told.as_of,
        dimensions=("level",),
        measures=MEASURES,
        total=total,
        rows=rows,
        notes=[note("counted_levels", levels=", ".join(told.definition.counted_levels))],
    )


def _figures(counts: CoverageCounts, inquiry: Inquiry, query: dict[str, str] | None) -> tuple[Figure, ...]:
    """Return the figures of a level; the levels of the total are in no one list, so that it leads to none."""

    def listed(**more: str) -> str | None:
        return None if query is None else inquiry.list_at("/v1/coverage/agencies", urlencode({**query, **more}))

    told = counts.all
    share = told.share
    percent = None if share.percent is None else float(Decimal(share.percent))
    return (
        Figure(told.agencies, listed()),
        *(Figure(getattr(told, status), listed(status=status)) for status in _STATUSES),
        Figure(percent, of=share.denominator, reason=None if share.percent else Absence.NOT_APPLICABLE),
        Figure(counts.uncertain),
    )


STATISTIC = Statistic(
    name="coverage",
    summary="""How many agencies have an innovation that lives, by level: one agency, one innovation.

    The numbers are those of `GET /v1/coverage`, which says in full what covers an agency, and each leads to the
    agencies that it counts.""",
    parameters=CoverageFilters,
    dimensions=("level",),
    measures=MEASURES,
    compute=compute,
)
