"""Charts: which there are, and the picture of one, from its statistic to its bytes."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlencode

from pydantic import ValidationError

from app.charts.catalogue import CHARTS, Chart
from app.charts.picture import Form
from app.charts.pool import Pool
from app.charts.schemas import ChartFilters, ChartList, ChartRead, PngFilters
from app.charts.telling import told
from app.core.errors import FieldError, InvalidRequest, Language, NotFound, Text
from app.core.problems import field_errors
from app.statistics.registry import Inquiry
from app.statistics.schemas import StatisticParameter, StatisticRead, Words
from app.statistics.service import StatisticsService, statistic_of
from app.statistics.wording import label_of, words

_OF_ALL = ("lang", "width")
_NOT_TAKEN = Text("Grafik ini tidak mengenal penyaring ini.", "This chart does not take this filter.")
_TOO_FINE = Text("Paling besar {le} untuk lebar ini.", "The most is {le} for this width.")
_MOST_ACROSS = 4000
_BY_NAME: Mapping[str, Chart] = {one.name: one for one in CHARTS}


class ChartService:
    """Charts within one read."""

    def __init__(self, inquiry: Inquiry, pool: Pool) -> None:
        self._inquiry = inquiry
        self._statistics = StatisticsService(inquiry)
        self._pool = pool

    def list_all(self) -> ChartList:
        """Return every chart, and the drawing of survival, which has its own address."""
        return ChartList(items=[*map(self._entry, CHARTS), self._survival()])

    async def draw(self, name: str, filters: ChartFilters) -> bytes:
        """Return the picture of a chart: as PNG where a scale is asked for, else as SVG.

        Raises:
            NotFound: there is no such chart.
            InvalidRequest: the chart does not take a filter, its statistic refuses it, or the PNG would be too large.
            NotSignedIn, NotPermitted: the statistic is not for whoever asks.
            ChartsBusy, ChartsUnavailable: it cannot be drawn at the moment.
        """
        chart = _BY_NAME.get(name)
        if chart is None:
            raise NotFound
        scale = _scale(filters)
        asked = filters.model_dump(mode="json", exclude_none=True, exclude={"lang", "width", "scale"})
        if foreign := [one for one in asked if one not in chart.takes]:
            raise InvalidRequest([FieldError(f"query/{one}", "not_taken", _NOT_TAKEN) for one in foreign])
        cube = await self._cube(chart, asked)
        # whoever waits for a picture keeps no connection from others
        await self._inquiry.session.close()
        picture = told(chart, cube, _narrowed(chart, cube, filters.lang), filters.lang)
        form: Literal["svg", "png"] = "svg" if scale is None else "png"
        order = {"picture": picture.told(), "width": filters.width, "format": form, "scale": scale or 1}
        return await self._pool.draw(order)

    async def _cube(self, chart: Chart, asked: Mapping[str, str]) -> StatisticRead:
        try:
            return await self._statistics.compute(chart.statistic, {**chart.asks, **asked})
        except ValidationError as error:
            raise InvalidRequest(field_errors(error.errors(include_url=False, include_input=False), "query")) from None

    def _entry(self, chart: Chart) -> ChartRead:
        statistic = statistic_of(chart.statistic)
        query = urlencode(chart.asks, safe=",")
        at = f"/v1/charts/{chart.name}"
        return ChartRead(
            name=chart.name,
            title=_both(chart.title),
            form=chart.form,
            figures=self._inquiry.list_at(f"/v1/statistics/{statistic.path}", query),
            parameters=[StatisticParameter(name=one, required=False) for one in (*_OF_ALL, *chart.takes)],
            svg=self._inquiry.list_at(f"{at}.svg"),
            png=self._inquiry.list_at(f"{at}.png"),
        )

    def _survival(self) -> ChartRead:
        takes = ("lang", "agency", "kind", "replicas", "as_of")
        return ChartRead(
            name="survival",
            title=Words(
                id="Kelangsungan inovasi menurut tahun mulai", en="Survival of innovations by year of beginning"
            ),
            form=Form.CURVE,
            figures=self._inquiry.list_at("/v1/survival"),
            parameters=[
                StatisticParameter(name="year", required=True),
                *(StatisticParameter(name=one, required=False) for one in takes),
            ],
            svg=self._inquiry.list_at("/v1/survival.svg"),
            png=None,
        )


def _scale(filters: ChartFilters) -> int | None:
    """Return how fine a PNG is asked for; None for SVG, which is as fine as any screen."""
    if not isinstance(filters, PngFilters):
        return None
    finest = _MOST_ACROSS // filters.width
    if filters.scale > finest:
        raise InvalidRequest([FieldError("query/scale", "too_large", _TOO_FINE, {"le": finest})])
    return filters.scale


def _both(text: Text) -> Words:
    return Words(id=text.id, en=text.en)


def _narrowed(chart: Chart, cube: StatisticRead, language: Language) -> list[str]:
    """Return the filters that a statistic was asked with, in words; the day stands elsewhere."""
    said = words().dimensions
    shown = []
    for name, value in cube.filters.items():
        if name in chart.asks or name == "as_of":
            continue
        dimension = said.get(name)
        label = getattr(dimension.label, language).lower() if dimension else name
        vocabulary = dimension.vocabulary if dimension else None
        named = getattr(label_of(vocabulary, value), language) if vocabulary else value
        shown.append(f"{label} {named}")
    return shown
