"""The survival curve of a cohort, put together from the records, their signs of life, and the rules."""

from collections import Counter
from fractions import Fraction

from app.core.clock import today
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, Text
from app.instruments.rounding import half_up
from app.signs_of_life.repository import SignOfLifeRepository
from app.survival.cohort import Fate, Known, Member, member_of
from app.survival.kaplan_meier import Share, at, curve
from app.survival.repository import SurvivalRepository
from app.survival.schemas import (
    YEARS,
    SurvivalAfter,
    SurvivalDefinition,
    SurvivalEcho,
    SurvivalFilters,
    SurvivalPoint,
    SurvivalRead,
)

_DAYS_A_YEAR = Fraction(1461, 4)
_DECIMALS = 4
_UNKNOWN = Text("Tidak ada rekaman dengan nama ini.", "There is no record of this name.")
_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")
_DEFINITION = Text(
    "Bagian inovasi terbit milik kota yang masih hidup, menurut Kaplan-Meier, sejak tahap penerapan pertama yang "
    "bertanggal; bila tidak ada sejak uji coba, inisiatif, atau pertama kali diketahui. Inovasi berakhir bila tahap "
    "terakhirnya berhenti, atau bila vakum: {twice} bulan tanpa tanda hidup sesudah yang terakhir. Yang tidak pernah "
    "memberi tanda hidup atau berhenti tanpa tanggal disensor pada hari terakhir ia diketahui hidup, sehingga tidak "
    "menurunkan kurva. Selang kepercayaan 95% menurut Greenwood pada skala logaritma.",
    "The share of the city's published innovations that is alive, by Kaplan-Meier, since the first dated stage "
    "penerapan (use); without one since uji_coba (trial), inisiatif (initiative), or when it was first known. An "
    "innovation ends when its last stage is that it stopped, or when it is dormant: {twice} months without a sign of "
    "life after the last one. One that never gave a sign, or stopped without a date, is censored on the last day it is "
    "known to have been alive, and so does not lower the curve. Intervals of 95% by Greenwood, on the scale of the "
    "logarithm.",
)


class SurvivalService:
    """Survival within one read; `months` is the period within which an innovation owes a sign of life."""

    def __init__(self, session: Session, months: int) -> None:
        self._records = SurvivalRepository(session)
        self._signs = SignOfLifeRepository(session)
        self._months = months

    async def get(self, filters: SurvivalFilters) -> SurvivalRead:
        """Return the curve of a cohort; one that has nobody in it has no points.

        Raises:
            InvalidRequest: `agency` names no agency, or the date has not come.
        """
        on = filters.as_of or today()
        if on > today():
            raise InvalidRequest([FieldError("query/as_of", "in_future", _AHEAD)])
        agencies = await self._records.family(filters.agency) if filters.agency else None
        if agencies is not None and not agencies:
            raise InvalidRequest([FieldError("query/agency", "unknown_reference", _UNKNOWN)])
        dated = await self._records.dated(filters, agencies)
        stages = await self._records.stages(dated)
        lives = await self._signs.lives(dated, on)
        every = (
            member_of(Known(stages.get(id_, []), first_known_on, lives[id_]), on, self._months)
            for id_, first_known_on in dated.items()
        )
        cohort = [member for member in every if member is not None and member.year == filters.year]
        fates = Counter(member.fate for member in cohort)
        events = sum(member.subject.event for member in cohort)
        points, after = _told(cohort)
        return SurvivalRead(
            year=filters.year,
            as_of=on,
            filters=SurvivalEcho(agency=filters.agency, kind=filters.kind, replicas=filters.replicas),
            subjects=len(cohort),
            events=events,
            censored=len(cohort) - events,
            never_heard=fates[Fate.NEVER_HEARD],
            undated_stops=fates[Fate.STOPPED_UNDATED],
            points=points,
            after=after,
            definition=SurvivalDefinition(
                id=_DEFINITION.in_language("id", twice=2 * self._months),
                en=_DEFINITION.in_language("en", twice=2 * self._months),
            ),
            period_months=self._months,
        )


def _told(cohort: list[Member]) -> tuple[list[SurvivalPoint], list[SurvivalAfter]]:
    """Return the curve of a cohort as clients get it: its points, and what it says after some years."""
    points = curve(member.subject for member in cohort)
    shown = [
        SurvivalPoint(
            days=point.days,
            at_risk=point.at_risk,
            events=point.events,
            censored=point.censored,
            survival=_rounded(point.share.survival),
            **_bounds(point.share),
        )
        for point in points
    ]
    after = []
    for years in YEARS:
        standing = at(points, years * _DAYS_A_YEAR)
        share = standing.share if standing else None
        after.append(
            SurvivalAfter(
                years=years,
                at_risk=standing.at_risk if standing else 0,
                survival=_rounded(share.survival) if share else None,
                **_bounds(share),
            )
        )
    return shown, after


def _rounded(share: Fraction) -> str:
    return f"{half_up(share, _DECIMALS):f}"


def _bounds(share: Share | None) -> dict[str, str | None]:
    bounds = share.bounds if share else None
    return dict(zip(("lower", "upper"), map(_rounded, bounds) if bounds else (None, None), strict=True))
