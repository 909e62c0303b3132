"""The tables of surveys and of the forms that they use."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, extract, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from app.core.errors import InvalidCursor
from app.core.paging import Cut
from app.core.queries import by_key, id_in, page_by, total_of
from app.models import Agency, AgencyLineage, Source, Survey, SurveyInstrument, SurveyReport
from app.models.codes import SurveyStatus
from app.surveys.schemas import SurveyFilters


class Span(NamedTuple):
    """What may overlap: a unit, an audience, and the days of a round."""

    agency_id: UUID
    unit_key: str
    audience: str
    from_on: date
    until_on: date


class Unit(NamedTuple):
    """Whose rounds make up a series; `succession`: also those of the agencies before and after this one."""

    agency_id: UUID
    unit_key: str
    audience: str
    succession: bool = False


class Reach(NamedTuple):
    """Whose surveys a reader sees beside those that were announced: of some agencies, or of all (None)."""

    territory: frozenset[UUID] | None = frozenset()


def in_status(status: SurveyStatus, on: date) -> ColumnElement[bool]:
    """Return the condition that a survey stands there on a day; the rule is `phases.status_of`."""
    begun, over = Survey.from_on <= on, Survey.until_on < on
    announced = Survey.status == SurveyStatus.OPEN
    return {
        SurveyStatus.SCHEDULED: announced & ~begun,
        SurveyStatus.OPEN: announced & begun & ~over,
        SurveyStatus.CLOSED: announced & over,
    }.get(status, Survey.status == status)


def seen_by(reach: Reach) -> ColumnElement[bool]:
    """Return the condition that a reader may know of a survey."""
    announced = Survey.status.in_((SurveyStatus.OPEN, SurveyStatus.PUBLISHED))
    if reach.territory is None:
        return announced | Survey.id.is_not(None)
    return announced | Survey.agency_id.in_(reach.territory) if reach.territory else announced


def _whole() -> Select[Any]:
    """Return surveys with their agency's names and their form."""
    return select(Survey).options(
        joinedload(Survey.agency, innerjoin=True).options(selectinload(Agency.versions)),
        joinedload(Survey.instrument, innerjoin=True),
    )


class SurveyRepository:
    """Surveys within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, record: Survey | SurveyReport) -> None:
        """Add a record to the transaction, which refuses it here if it does not fit the tables."""
        self._session.add(record)
        await self._session.flush()

    async def flush(self) -> None:
        """Send what was changed to the database, which refuses it here if it does not fit the tables."""
        await self._session.flush()

    async def get(self, key: str, reach: Reach) -> Survey | None:
        """Return a survey that a reader may know of, with its agency's names and its form."""
        found: Survey | None = await self._session.scalar(_whole().where(by_key(Survey, key), seen_by(reach)))
        return found

    async def hold(self, key: str) -> Survey | None:
        """Return a survey that nobody else changes or answers until the transaction ends."""
        statement = _whole().where(by_key(Survey, key)).with_for_update(of=Survey)
        # what was read of it before may have changed while the lock was waited for
        found: Survey | None = await self._session.scalar(statement.execution_options(populate_existing=True))
        return found

    async def answering(self, key: str) -> Survey | None:
        """Return a survey with its form that nobody changes until the transaction ends; many may answer it at once."""
        statement = (
            select(Survey)
            .options(joinedload(Survey.instrument, innerjoin=True))
            .where(by_key(Survey, key))
            .with_for_update(of=Survey, read=True, key_share=True)
        )
        found: Survey | None = await self._session.scalar(statement)
        return found

    async def taken(self, slug: str) -> bool:
        """Whether a survey has this address."""
        return bool(await self._session.scalar(select(exists().where(Survey.slug == slug))))

    async def agency(self, key: str, *, hold: bool = False) -> Agency | None:
        """Return an agency with its names; `hold` lets only one at a time write rounds of it."""
        statement = select(Agency).options(selectinload(Agency.versions)).where(by_key(Agency, key))
        if hold:
            statement = statement.with_for_update(key_share=True)
        found: Agency | None = await self._session.scalar(statement)
        return found

    async def source(self, key: str) -> Source | None:
        """Return a source by id or slug."""
        found: Source | None = await self._session.scalar(select(Source).where(by_key(Source, key)))
        return found

    async def overlapping(self, span: Span, beside: UUID) -> Survey | None:
        """Return another round of the same unit and audience that has a day in common, the first of them."""
        found: Survey | None = await self._session.scalar(
            select(Survey)
            .where(
                Survey.agency_id == span.agency_id,
                Survey.unit_key == span.unit_key,
                Survey.audience == span.audience,
                Survey.from_on <= span.until_on,
                Survey.until_on >= span.from_on,
                Survey.status != SurveyStatus.CANCELLED,
                Survey.id != beside,
            )
            .order_by(Survey.from_on)
            .limit(1)
        )
        return found

    async def report(self, survey_id: UUID) -> SurveyReport | None:
        """Return what a report says of a survey, with its source."""
        found: SurveyReport | None = await self._session.scalar(
            select(SurveyReport).options(joinedload(SurveyReport.source)).where(SurveyReport.survey_id == survey_id)
        )
        return found

    async def reports(self, survey_ids: Sequence[UUID]) -> dict[UUID, SurveyReport]:
        """Return what reports say of some surveys, by survey."""
        statement = select(SurveyReport).options(joinedload(SurveyReport.source))
        found = await self._session.scalars(statement.where(SurveyReport.survey_id.in_(survey_ids)))
        return {one.survey_id: one for one in found}

    async def search(self, filters: SurveyFilters, reach: Reach, on: date, listing: str) -> tuple[Cut, int | None]:
        """Return a page of surveys that a reader may know of, the last to begin first, and how many there are if asked.

        An agency stands for those that it followed and those that followed it.

        Raises:
            InvalidCursor: the cursor belongs to another list.
        """
        statement = _whole().where(seen_by(reach), *_conditions(filters, on))
        keys: list[tuple[ColumnElement[Any], Callable[[str], Any]]] = [
            (Survey.from_on.expression, _day_in),
            (Survey.id.expression, id_in),
        ]
        page = await page_by(self._session, statement, keys, filters, listing, descending=True)
        return page, await total_of(self._session, statement) if filters.with_total else None

    async def rounds(self, unit: Unit, reach: Reach, most: int) -> Sequence[Survey]:
        """Return the last rounds of a unit whose figures a reader may read, the first to begin first."""
        whose: ColumnElement[bool] = Survey.agency_id == unit.agency_id
        if unit.succession:
            line = select(AgencyLineage.member_id).where(AgencyLineage.key == str(unit.agency_id))
            whose = or_(whose, Survey.agency_id.in_(line))
        last = (
            select(Survey.id)
            .where(whose, Survey.unit_key == unit.unit_key, Survey.audience == unit.audience, _with_figures_for(reach))
            .order_by(Survey.from_on.desc(), Survey.id.desc())
            .limit(most)
        )
        ordered = _whole().where(Survey.id.in_(last)).order_by(Survey.from_on, Survey.id)
        return (await self._session.scalars(ordered)).all()

    async def hold_next(self, after: UUID) -> Survey | None:
        """Return the survey that follows in the order of ids, with its form, held as by `hold`."""
        found: Survey | None = await self._session.scalar(
            select(Survey)
            .options(joinedload(Survey.instrument, innerjoin=True))
            .where(Survey.id > after)
            .order_by(Survey.id)
            .limit(1)
            .with_for_update(of=Survey)
        )
        return found


def _with_figures_for(reach: Reach) -> ColumnElement[bool]:
    """Return the condition that a reader may read the figures of a survey: everyone once published, keepers before."""
    if reach.territory is None:
        return Survey.status != SurveyStatus.CANCELLED
    published: ColumnElement[bool] = Survey.status == SurveyStatus.PUBLISHED
    kept = (Survey.status != SurveyStatus.CANCELLED) & Survey.agency_id.in_(reach.territory)
    return published | kept if reach.territory else published


def _day_in(key: str) -> date:
    """Return the day that a key of a cursor is the text of.

    Raises:
        InvalidCursor: it is that of none.
    """
    try:
        return date.fromisoformat(key)
    except ValueError:
        raise InvalidCursor from None


def _conditions(filters: SurveyFilters, on: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.agency is not None:
        line = select(AgencyLineage.member_id).where(AgencyLineage.key == filters.agency)
        named = select(Agency.id).where(by_key(Agency, filters.agency))
        found.append(or_(Survey.agency_id.in_(line), Survey.agency_id.in_(named)))
    if filters.status is not None:
        found.append(in_status(filters.status, on))
    if filters.year is not None:
        begun, over = extract("year", Survey.from_on), extract("year", Survey.until_on)
        found.append(and_(begun <= filters.year, over >= filters.year))
    if filters.instrument is not None:
        form = select(SurveyInstrument.id).where(by_key(SurveyInstrument, filters.instrument))
        found.append(Survey.instrument_id.in_(form))
    if filters.audience is not None:
        found.append(Survey.audience == filters.audience)
    return found
