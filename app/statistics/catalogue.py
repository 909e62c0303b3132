"""The statistics that there are: the only list of them."""

from app.statistics.outcomes import council, needs
from app.statistics.registry import Statistic

STATISTICS: tuple[Statistic, ...] = (needs.STATISTIC, council.STATISTIC)
