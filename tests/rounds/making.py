"""Rounds for tests, put together in the tables: right in everything that a test does not say."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.instruments.definition import Definition
from app.models import (
    Account,
    Assessment,
    Innovation,
    Instrument,
    Person,
    Round,
    RoundAssessor,
    RoundEntry,
    RoundStage,
    Score,
)

_numbers = count(1)
DAY = timedelta(days=1)


def form(*weights: int, code: str = "uji", edition: str = "2026", **facts: Any) -> Definition:
    """A weighted form with criteria k1, k2 … on a scale from 0 to 100."""
    criteria = [
        {"code": f"k{number}", "label": {"id": f"Kriteria {number}"}, "weight": str(weight)}
        for number, weight in enumerate(weights or (60, 40), 1)
    ]
    told = {
        "code": code,
        "edition": edition,
        "title": {"id": "Formulir uji"},
        "kind": "weighted_form",
        "official": False,
        "confidence": "low",
        "sources": [{"title": "Uji", "confidence": "low"}],
        "form": {
            "weights_sum": str(sum(weights or (60, 40))),
            "scale": {"min": "0", "max": "100", "step": "1"},
            "criteria": criteria,
            **facts.pop("form", {}),
        },
    }
    return Definition.model_validate(told | facts)


async def instrument(session: AsyncSession, definition: Definition | None = None) -> Instrument:
    """An instrument on record."""
    definition = definition or form()
    made = Instrument(
        slug=definition.slug,
        code=definition.code,
        edition=definition.edition,
        kind=definition.kind,
        title=definition.title.id,
        official=definition.official,
        valid_from=definition.valid_from,
        valid_to=definition.valid_to,
        definition=definition.as_json(),
        digest=definition.digest(),
    )
    session.add(made)
    await session.flush()
    return made


def stage(kind: str = "panel", opens: int = -1, closes: int = 1, weight: int = 100, **facts: Any) -> RoundStage:
    """A stage that opens and closes so many days from now."""
    now = datetime.now(UTC)
    told = {"pass_rule": "all", "pass_value": None, **facts}
    return RoundStage(
        kind=kind, opens_at=now + opens * DAY, closes_at=now + closes * DAY, weight=Decimal(weight), **told
    )


async def round_of(session: AsyncSession, by: Instrument, *stages: RoundStage, **facts: Any) -> Round:
    """An open round with these stages in order."""
    number = next(_numbers)
    told: dict[str, Any] = {"status": "open", "scope": {}, "per_entry": 2, "max_load": 100, **facts}
    name = told.pop("name", f"Putaran {number}")
    slug = told.pop("slug", f"putaran-{number}")
    if told["status"] != "draft":
        told.setdefault("opened_at", datetime.now(UTC))
    made = Round(slug=slug, name=name, instrument_id=by.id, **told)
    for position, one in enumerate(stages or (stage(),), 1):
        one.position = position
        made.stages.append(one)
    session.add(made)
    await session.flush()
    return made


async def entry(session: AsyncSession, of: Round, innovation: Innovation, **facts: Any) -> RoundEntry:
    """An innovation in a round."""
    made = RoundEntry(
        round_id=of.id, innovation_id=innovation.id, agency_id=innovation.agency_id, name=innovation.name, **facts
    )
    session.add(made)
    await session.flush()
    return made


async def assessor(session: AsyncSession, of: Round, account: Account, person: Person, **facts: Any) -> RoundAssessor:
    """Somebody on the panel of a round."""
    account.person_id = person.id
    made = RoundAssessor(
        round_id=of.id, account_id=account.id, person_id=person.id, added_at=datetime.now(UTC), **facts
    )
    session.add(made)
    await session.flush()
    return made


async def assessment(
    session: AsyncSession,
    at: RoundStage,
    of: RoundEntry,
    by: RoundAssessor,
    scores: Mapping[str, Any] | Sequence[Any] | None = None,
    **facts: Any,
) -> Assessment:
    """An assessment; with scores, it is submitted. Scores in a list are those of k1, k2 and so on."""
    now = datetime.now(UTC)
    told: dict[str, Any] = {"status": "accepted"} if scores is None else {"status": "submitted", "submitted_at": now}
    made = Assessment(round_id=at.round_id, stage_id=at.id, entry_id=of.id, assessor_id=by.id, **{**told, **facts})
    session.add(made)
    await session.flush()
    named = scores if isinstance(scores, Mapping) else {f"k{n}": value for n, value in enumerate(scores or (), 1)}
    for criterion, value in named.items():
        session.add(
            Score(assessment_id=made.id, criterion=criterion, value=Decimal(str(value)), revision=1, scored_at=now)
        )
    await session.flush()
    return made
