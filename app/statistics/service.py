"""Statistics by name: computed, and told in their words. Routes, sheets, pictures and snapshots all ask here."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.errors import NotFound, NotPermitted
from app.core.refusals import NotSignedIn
from app.core.schema import Input
from app.core.security import PUBLIC, SIGNED_IN
from app.statistics.catalogue import STATISTICS
from app.statistics.registry import Cube, Figure, Inquiry, Statistic
from app.statistics.schemas import (
    DimensionRead,
    FigureRead,
    MeasureRead,
    StatisticEntry,
    StatisticKey,
    StatisticList,
    StatisticParameter,
    StatisticRead,
    StatisticRow,
)
from app.statistics.wording import words

_BY_NAME: Mapping[str, Statistic] = {one.name: one for one in STATISTICS}


def statistic_of(name: str) -> Statistic:
    """Return a statistic by its name.

    Raises:
        NotFound: there is none of this name.
    """
    found = _BY_NAME.get(name)
    if found is None:
        raise NotFound
    return found


class StatisticsService:
    """Statistics within one read."""

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry = inquiry

    async def compute(self, name: str, parameters: Input | Mapping[str, Any]) -> StatisticRead:
        """Return a statistic; `parameters` is an instance of its model, or what to make one of.

        Raises:
            NotFound: there is no such statistic.
            NotSignedIn, NotPermitted: it is not for whoever asks.
            InvalidRequest: the parameters ask for what it cannot say.
            pydantic.ValidationError: they do not fit its model.
        """
        statistic = statistic_of(name)
        self._admit(statistic)
        asked = parameters if isinstance(parameters, Input) else statistic.parameters.model_validate(parameters)
        return told(statistic, await statistic.compute(self._inquiry, asked), asked)

    def list_all(self) -> StatisticList:
        """Return every statistic, before it is asked for."""
        return StatisticList(items=[self._entry(one) for one in STATISTICS])

    def _admit(self, statistic: Statistic) -> None:
        principal = self._inquiry.principal
        if statistic.access == PUBLIC:
            return
        if principal is None:
            raise NotSignedIn
        if statistic.access != SIGNED_IN and not principal.may(statistic.access):
            raise NotPermitted

    def _entry(self, statistic: Statistic) -> StatisticEntry:
        said = words().statistics[statistic.name]
        return StatisticEntry(
            name=statistic.name,
            address=self._inquiry.list_at(f"/v1/statistics/{statistic.path}"),
            title=said.title.told(),
            definition=said.definition.told(),
            unit=said.unit.told(),
            source=said.source.told(),
            dimensions=_dimensions(statistic.dimensions, statistic.multiple),
            measures=_measures(statistic.measures),
            parameters=[
                StatisticParameter(name=name, required=field.is_required())
                for name, field in statistic.parameters.model_fields.items()
            ],
            permission=statistic.access,
        )


def told(statistic: Statistic, cube: Cube, asked: Input) -> StatisticRead:
    """Return the numbers of a statistic in its words."""
    said = words().statistics[statistic.name]
    echo = asked.model_dump(mode="json", exclude_none=True, exclude_unset=True)
    return StatisticRead(
        name=statistic.name,
        title=said.title.told(),
        definition=said.definition.told(),
        unit=said.unit.told(),
        source=said.source.told(),
        as_of=cube.as_of,
        audience=cube.audience,
        notes=list(cube.notes),
        filters={name: _as_asked(value) for name, value in echo.items()},
        dimensions=_dimensions(cube.dimensions, cube.multiple),
        measures=_measures(cube.measures),
        total=_figures(cube.measures, cube.total),
        rows=[
            StatisticRow(
                keys=[StatisticKey(code=key.code, label=key.label) for key in row.keys],
                figures=_figures(cube.measures, row.figures),
            )
            for row in cube.rows
        ],
    )


def _as_asked(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _dimensions(codes: Sequence[str], multiple: frozenset[str]) -> list[DimensionRead]:
    said = words().dimensions
    return [DimensionRead(code=code, label=said[code].label.told(), multiple=code in multiple) for code in codes]


def _measures(codes: Sequence[str]) -> list[MeasureRead]:
    return [
        MeasureRead(
            code=code,
            label=said.label.told(),
            unit=said.unit.told(),
            definition=said.definition.told(),
            decimals=said.decimals,
        )
        for code in codes
        for said in [words().measures[code]]
    ]


def _figures(measures: Sequence[str], figures: Sequence[Figure]) -> list[FigureRead]:
    return [
        FigureRead(measure=measure, value=one.value, reason=one.reason, list=one.list, of=one.of)
        for measure, one in zip(measures, figures, strict=True)
    ]
