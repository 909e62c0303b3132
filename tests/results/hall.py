"""A round with six entries of three agencies and three assessors, and everybody who may ask about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.instruments.definition import Definition
from app.models import (
    Agency,
    Assessment,
    Innovation,
    Instrument,
    Round,
    RoundAssessor,
    RoundEntry,
    RoundStage,
    StageResult,
)
from tests import factories, signing
from tests.conftest import Fresh
from tests.results.worked import SCORES
from tests.rounds import making

Sheets = Mapping[str, Sequence[Any]]
NAMES = ("Satu", "Dua", "Tiga")


def closed(kind: str = "panel", day: int = 1, rule: str = "all", value: Any = None, **facts: Any) -> RoundStage:
    """A stage that has closed; of several, a later one has a higher day."""
    return making.stage(kind, opens=day - 20, closes=day - 19, pass_rule=rule, pass_value=value, **facts)


@dataclass
class Hall:
    """A round on the service, its entries by the letters of the worked example, and the credentials of some people."""

    fresh: Fresh
    round: Round
    instrument: Instrument
    stages: dict[str, RoundStage]
    entries: dict[str, RoundEntry]
    assessors: list[RoundAssessor]
    headers: dict[str, dict[str, str]]
    innovations: dict[str, Innovation]
    agencies: list[Agency]
    sheets: dict[tuple[str, int], Assessment] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The address of the round."""
        return f"/v1/rounds/{self.round.slug}"

    async def get(self, path: str, who: str | None = "registrar", **query: Any) -> httpx.Response:
        """Read below the round's address."""
        told: dict[str, Any] = {"params": {name: str(value) for name, value in query.items()}} if query else {}
        return await self.fresh.client.get(f"{self.path}{path}", headers=self.headers[who] if who else {}, **told)

    async def post(self, path: str, body: Any = None, who: str | None = "registrar", **headers: str) -> httpx.Response:
        """Write below the round's address; header names are written with underscores."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        sent: dict[str, Any] = {} if body is None else {"json": body}
        own = self.headers[who] if who else {}
        return await self.fresh.client.post(f"{self.path}{path}", headers={**own, **told}, **sent)

    async def conclude(self, stage: str = "panel") -> dict[str, Any]:
        """Conclude a stage, which must succeed; return the head of its result."""
        answer = await self.post(f"/stages/{stage}/conclude")
        assert answer.status_code == 200, answer.text
        head: dict[str, Any] = answer.json()
        return head

    async def determine(self) -> dict[str, Any]:
        """Determine the round, which must succeed; return it."""
        body = {"decree_number": "100.3.3/512.K/2026", "decree_on": "2026-12-20"}
        answer = await self.post("/determine", body, if_match="*")
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def publish(self) -> None:
        """Publish the round, which must succeed."""
        answer = await self.post("/publish", if_match="*")
        assert answer.status_code == 200, answer.text

    async def ranking(self, stage: str | None = "panel", who: str | None = "registrar", **query: Any) -> dict[str, Any]:
        """Return a page of the ranking, which must be readable."""
        told = {**({"stage": stage} if stage else {}), **query}
        answer = await self.get("/results", who, **told)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        return page

    async def ranks(self, stage: str | None = "panel") -> dict[str, int | None]:
        """Return the ranks by letter, in the order of the ranking."""
        letters = {str(entry.id): letter for letter, entry in self.entries.items()}
        return {letters[item["id"]]: item["rank"] for item in (await self.ranking(stage))["items"]}

    async def states(self) -> dict[str, tuple[str, str | None]]:
        """Return status and reason of each entry by letter."""
        async with self.fresh.committing() as session:
            found = {entry.id: entry for entry in await session.scalars(select(RoundEntry))}
        return {letter: (found[one.id].status, found[one.id].out_reason) for letter, one in self.entries.items()}

    async def change(self, letter: str, number: int, **facts: Any) -> None:
        """Change an assessment in the tables."""
        await self.run(update(Assessment).where(Assessment.id == self.sheets[letter, number].id).values(facts))

    async def run(self, statement: Any) -> None:
        """Run a statement on the tables."""
        async with self.fresh.committing() as session:
            await session.execute(text(statement) if isinstance(statement, str) else statement)

    async def documents(self) -> list[str]:
        """Return the documents that are kept, in the order in which they were made."""
        async with self.fresh.committing() as session:
            return list(await session.scalars(select(StageResult.document).order_by(StageResult.id)))


async def furnished(
    fresh: Fresh,
    *stages: RoundStage,
    by: Definition | None = None,
    sheets: Sheets | None = None,
    scored: Sequence[str] = ("panel",),
    after: Hall | None = None,
    **facts: Any,
) -> Hall:
    """Return a hall; `sheets` are the scores by letter, those of the worked example where nothing else is said.

    `after` is an earlier round on the same service: innovations of a letter are the same, and so is the instrument.
    """
    given = SCORES if sheets is None else sheets
    async with fresh.committing() as session:
        agencies = after.agencies if after else [await factories.agency(session, f"Dinas {name}") for name in NAMES]
        same = after and not by
        instrument = after.instrument if after and same else await making.instrument(session, by or making.form(60, 40))
        made = await making.round_of(session, instrument, *(stages or (closed(),)), **facts)
        innovations = dict(after.innovations) if after else {}
        for place, letter in enumerate(given):
            if letter not in innovations:
                name, owner = f"Inovasi {letter}", agencies[place % 3].id
                innovations[letter] = await factories.innovation(session, name, agency_id=owner)
        entries = {letter: await making.entry(session, made, innovations[letter]) for letter in given}
        headers, assessors = await _people(session, made, agencies[0], max(map(len, given.values()), default=0))
        found = {
            (letter, number): await making.assessment(session, stage, entries[letter], assessors[number], scores)
            for stage in made.stages
            if stage.kind in scored
            for letter, every in given.items()
            for number, scores in enumerate(every)
        }
    kinds = {stage.kind: stage for stage in made.stages}
    return Hall(fresh, made, instrument, kinds, entries, assessors, headers, innovations, agencies, found)


async def _people(
    session: AsyncSession, made: Round, agency: Agency, size: int
) -> tuple[dict[str, dict[str, str]], list[RoundAssessor]]:
    headers = {
        role: await signing.sign(session, role, agency_id=agency.id if role in {"operator", "secretariat"} else None)
        for role in ("registrar", "operator", "controller", "admin")
    }
    narrow = await signing.account(session, "registrar")
    headers["narrow"] = await signing.key(session, narrow, agency_id=agency.id)
    assessors = []
    for number in range(size):
        account = await signing.account(session, "assessor")
        person = await factories.person(session, f"Penguji {number}", f"penguji-{number}-{made.slug}")
        assessors.append(await making.assessor(session, made, account, person))
        headers.setdefault("assessor", await signing.key(session, account))
    return headers, assessors
