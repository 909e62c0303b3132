"""The statistics that there are: the only list of them."""

from app.statistics import coverage, health, innovations, trend
from app.statistics.outcomes import assessments, council, innovators, needs, programmes, replication, requests, surveys
from app.statistics.registry import Statistic

STATISTICS: tuple[Statistic, ...] = (
    innovations.STATISTIC,
    trend.STATISTIC,
    coverage.STATISTIC,
    health.STATISTIC,
    needs.STATISTIC,
    council.STATISTIC,
    assessments.STATISTIC,
    surveys.STATISTIC,
    programmes.STATISTIC,
    replication.STATISTIC,
    requests.STATISTIC,
    innovators.STATISTIC,
)
