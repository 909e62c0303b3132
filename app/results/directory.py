"""Results as the caller may read them.

Until a round is published its results are for those who run rounds. Others who may know of the round are told that
they may not read them; of a draft they are told nothing. Who gave which sheet is never public.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from app.core.concealment import Concealment, concealment
from app.core.database import Session
from app.core.errors import FieldError, InvalidRequest, NotFound, NotPermitted, Text
from app.core.paging import Cut
from app.core.queries import listing_of
from app.core.security import Principal
from app.instruments.sheet import total_of
from app.models import Instrument, RankedEntry, Round, RoundStage, SelfAssessment
from app.models.codes import RoundStatus
from app.results.document import figure
from app.results.facts import EditionsDiffer
from app.results.gathering import form_by
from app.results.repository import ResultRepository
from app.results.schemas import (
    AssessorFigures,
    ComparisonFilters,
    ComparisonRow,
    EntryResult,
    Reliability,
    ResultFilters,
    ResultHead,
    ResultRound,
    ResultRow,
)
from app.results.showing import difference_of, head_of, label_of, numbers_of
from app.rounds.directory import RoundDirectory
from app.rounds.workflow import SCORED

_NO_STAGE = Text("Putaran ini tidak memiliki tahap tersebut.", "The round has no such stage.")
_NO_ROUND = Text("Tidak ada putaran dengan nama ini.", "There is no round of this name.")
_NO_RESULT = "no result"


class Ranking(NamedTuple):
    """A page of a ranking: its round, its head if there is a result, its rows, how many there are, and its list."""

    round: ResultRound
    head: ResultHead | None
    page: Cut
    items: list[ResultRow]
    total: int | None
    listing: str


class Comparison(NamedTuple):
    """A page of two rounds side by side."""

    round: ResultRound
    other: ResultRound | None
    page: Cut
    items: list[ComparisonRow]
    total: int | None
    listing: str


class ResultDirectory:
    """Results as far as the caller may read them, at a moment."""

    def __init__(self, session: Session, principal: Principal | None, at: datetime) -> None:
        self._session = session
        self._rounds = RoundDirectory(session, principal, at)
        self._results = ResultRepository(session)

    async def search(self, key: str, filters: ResultFilters) -> Ranking:
        """Return a page of the ranking of a stage, or of a round.

        Raises:
            NotFound: there is no such round, or the caller may not know of it.
            NotPermitted: its results are not public yet.
            InvalidRequest: it has no such stage.
            InvalidCursor: the cursor belongs to another list, or to a result that another one took the place of.
        """
        one = await self._read(key)
        stage = _stage_of(one, filters.stage)
        kept = await self._results.newest(one.id, stage.id if stage else None)
        listing = listing_of(f"results {kept.id if kept else _NO_RESULT}", filters)
        if kept is None:
            nothing = Cut([], has_next=False, has_prev=False)
            return Ranking(_brief(one), None, nothing, [], 0 if filters.with_total else None, listing)
        page, total = await self._results.page(kept.id, filters, listing)
        clear = await concealment(self._session)
        items = [ResultRow.model_validate(_row(row, clear)) for row in page.rows]
        return Ranking(_brief(one), head_of(kept, filters.stage), page, items, total, listing)

    async def get(self, key: str, entry_id: UUID, kind: str | None) -> EntryResult:
        """Return the result of one entry at a stage, or in the whole round.

        Raises:
            NotFound: there is none, or the caller may not know of the round.
            NotPermitted: its results are not public yet.
            InvalidRequest: the round has no such stage.
        """
        one = await self._read(key)
        stage = _stage_of(one, kind)
        kept = await self._results.newest(one.id, stage.id if stage else None)
        row = await self._results.row(kept.id, entry_id) if kept else None
        if kept is None or row is None:
            raise NotFound
        names = await self._names(sheet["assessor"] for sheet in row.shown["panel"])
        instrument = (stage.instrument if stage else None) or one.instrument
        claimed = await self._results.self_assessment(UUID(row.shown["innovation_id"]), instrument.id)
        shown = row.shown
        return EntryResult.model_validate(
            {
                **_row(row, await concealment(self._session)),
                "round": _brief(one),
                "result": head_of(kept, kind),
                **{name: shown[name] for name in ("median", "lowest", "highest", "range", "deviation", "stages")},
                "criteria": [{"criterion": code, "mean": mean} for code, mean in sorted(shown["criteria"].items())],
                "panel": [
                    {**sheet, "label": label_of(sheet["number"]), "name": names.get(sheet["assessor"])}
                    for sheet in shown["panel"]
                ],
                "self_assessment": _self_total(claimed, instrument) if claimed else None,
            }
        )

    async def reliability(self, key: str, kind: str | None) -> Reliability:
        """Return how far the panel of a stage agrees, for those who run rounds.

        Raises:
            NotFound: there is no such round, or the caller does not run rounds of the whole city.
            InvalidRequest: it has no such stage.
        """
        if not self._rounds.runs:
            raise NotFound
        one = await self._read(key)
        stage = _stage_of(one, kind) or next((stage for stage in one.stages if stage.kind in SCORED), None)
        kept = await self._results.newest(one.id, stage.id, whole=True) if stage else None
        if stage is None or kept is None:
            return Reliability(round=_brief(one), result=None, alpha=None, assessors=[])
        content = json.loads(kept.document)
        names = await self._names(assessor["assessor"] for assessor in content["assessors"])
        numbers = numbers_of(content)
        assessors = [
            AssessorFigures.model_validate(
                {**told, "label": label_of(numbers[told["assessor"]]), "name": names[told["assessor"]]}
            )
            for told in content["assessors"]
        ]
        return Reliability.model_validate(
            {
                "round": _brief(one),
                "result": head_of(kept, stage.kind),
                "alpha": content["alpha"],
                "assessors": assessors,
            }
        )

    async def compare(self, key: str, filters: ComparisonFilters) -> Comparison:
        """Return a page of the innovations in two rounds, by their place in the first.

        Raises:
            NotFound: there is no such round, or the caller may not know of it.
            NotPermitted: the results of one of them are not public yet.
            InvalidRequest: there is no such other round.
            EditionsDiffer: the two were not assessed by the same instruments.
            InvalidCursor: the cursor belongs to another list.
        """
        one = await self._read(key)
        other = await self._other(one, filters.other)
        if other is not None and instruments_of(one) != instruments_of(other):
            raise EditionsDiffer(instruments_of(one), instruments_of(other))
        mine = await self._results.newest(one.id, None)
        theirs = await self._results.newest(other.id, None) if other else None
        brief = _brief(other) if other else None
        if mine is None or theirs is None:
            nothing = Cut([], has_next=False, has_prev=False)
            total = 0 if filters.with_total else None
            return Comparison(_brief(one), brief, nothing, [], total, listing_of(f"comparison {_NO_RESULT}", filters))
        listing = listing_of(f"comparison {mine.id} {theirs.id}", filters)
        page, total = await self._results.compared(mine.id, theirs.id, filters, listing)
        clear, decimals = await concealment(self._session), _decimals(one)
        items = [_compared(row, decimals, clear) for row in page.rows]
        return Comparison(_brief(one), brief, page, items, total, listing)

    async def _read(self, key: str) -> Round:
        """Return a round whose results the caller may read.

        Raises:
            NotFound: there is none, or the caller may not know of it.
            NotPermitted: its results are not public yet.
        """
        one = await self._rounds.find(key)
        if one.status != RoundStatus.PUBLISHED and not self._rounds.runs:
            raise NotPermitted
        return one

    async def _other(self, one: Round, key: str | None) -> Round | None:
        if key is None:
            before = await self._results.round_before(one, runs=self._rounds.runs)
            return before if before is not None and instruments_of(before) == instruments_of(one) else None
        try:
            return await self._read(key)
        except NotFound:
            raise InvalidRequest([FieldError("query/other", "unknown_reference", _NO_ROUND)]) from None

    async def _names(self, assessors: Any) -> Mapping[str, str]:
        """Return the names of assessors by id, for those who run rounds; nobody's for others."""
        if not self._rounds.runs:
            return {}
        found = await self._results.names({UUID(assessor) for assessor in assessors})
        return {str(assessor): name for assessor, name in found.items()}


def instruments_of(one: Round) -> list[str]:
    """Return the editions that the final totals of a round are measured by, each named once."""
    weighted = [stage for stage in one.stages if stage.kind in SCORED and stage.weight > 0]
    return sorted({(stage.instrument or one.instrument).slug for stage in weighted} | {one.instrument.slug})


def _stage_of(one: Round, kind: str | None) -> RoundStage | None:
    if kind is None:
        return None
    found = next((stage for stage in one.stages if stage.kind == kind), None)
    if found is None:
        raise InvalidRequest([FieldError("query/stage", "unknown_reference", _NO_STAGE)])
    return found


def _brief(one: Round) -> ResultRound:
    return ResultRound(id=one.id, slug=one.slug, name=one.name, status=one.status, instrument=one.instrument.slug)


def _row(row: RankedEntry, clear: Concealment) -> dict[str, Any]:
    """Return a row; it keeps the entry's name of the day of opening, which may have been withdrawn since."""
    return {
        **row.shown,
        "name": clear.text(row.shown["name"]),
        "id": row.entry_id,
        **{name: getattr(row, name) for name in ("place", "rank", "tied", "passed")},
    }


def _self_total(claimed: SelfAssessment, instrument: Instrument) -> dict[str, Any]:
    form = form_by(instrument)
    values = {
        score["criterion"]: Decimal(str(told))
        for score in claimed.scores
        if (told := score.get("level") if score.get("value") is None else score["value"]) is not None
    }
    total = total_of(form, values) if form else None
    return {
        "number": claimed.number,
        "total": figure(total, form.decimals) if form else None,
        "assessed_at": claimed.assessed_at,
    }


def _compared(row: Any, decimals: int, clear: Concealment) -> ComparisonRow:
    total, other = row.shown["total"], row.other_shown["total"]
    return ComparisonRow.model_validate(
        {
            "id": row.innovation_id,
            "name": clear.text(row.shown["name"]),
            "entry_id": row.entry_id,
            "other_entry_id": row.other_entry_id,
            "total": total,
            "other_total": other,
            "difference": figure(difference_of(other, total), decimals),
            "rank": row.rank,
            "other_rank": row.other_rank,
        }
    )


def _decimals(one: Round) -> int:
    form = form_by(one.instrument)
    return form.decimals if form else 2
