"""Candidates of a round are assessed together, in as many statements as one; and what the shipped records come to."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import InvalidRequest
from app.core.ids import new_id
from app.eligibility.facts import NoEligibilityRules
from app.eligibility.service import EligibilityService
from app.models import Award, Innovation, InnovationStage
from tests import factories
from tests.conftest import Server
from tests.eligibility.telling import edition
from tests.innovations.keeping import Keeper, served
from tests.rounds import making
from tests.signing import sign

CLOSES = date(2022, 2, 28)
STRICT: dict[str, Any] = {
    "refuses_duplicate_titles": True,
    "groups": [
        {
            "code": "umum",
            "label": {"id": "Umum"},
            "minimum_age_months": 24,
            "exclusions": [{"awards": ["top_45"]}],
            "quota": {"most": 10, "per": "instansi"},
        },
        {
            "code": "perangkat",
            "label": {"id": "Perangkat daerah"},
            "minimum_age_months": 24,
            "needs": "adapts",
            "quota": {"most": 10, "per": "agency"},
        },
    ],
}


@contextmanager
def counting(session: AsyncSession) -> Iterator[list[str]]:
    """Note each statement of a session."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def published(session: AsyncSession, count: int) -> list[Innovation]:
    """So many innovations of two agencies, each old enough if its number is even."""
    owners = [await factories.agency(session, f"Dinas {name}") for name in ("Satu", "Dua")]
    rows = [
        {
            "id": new_id(),
            "slug": f"banyak-{number}",
            "name": f"Banyak {number}",
            "name_key": f"banyak {number}",
            "agency_id": owners[number % 2].id,
            "status": "published",
            "published_at": factories._BEGIN,  # noqa: SLF001 - any moment
        }
        for number in range(count)
    ]
    await session.execute(insert(Innovation), rows)
    stages = [
        {
            "id": new_id(),
            "innovation_id": row["id"],
            "position": 1,
            "stage": "penerapan",
            "started_on": "2019-01-01" if number % 2 == 0 else "2021-01-01",
            "evidence": "SK",
        }
        for number, row in enumerate(rows)
    ]
    await session.execute(insert(InnovationStage), stages)
    return list((await session.scalars(select(Innovation).order_by(Innovation.id))).all())


async def test_two_thousand_take_as_many_statements_as_one(session: AsyncSession) -> None:
    every = await published(session, 2_000)
    definition = edition(**STRICT)
    await making.instrument(session, definition)
    service = EligibilityService(session)
    with counting(session) as one:
        await service.answers([every[0].id], definition, CLOSES, "umum")
    with counting(session) as many:
        answers = await service.answers([innovation.id for innovation in every], definition, CLOSES, "umum")
    assert len(one) == len(many) <= 8
    assert len(answers) == 2_000
    old = [answers[innovation.id] for innovation in every if int(innovation.slug.rpartition("-")[2]) % 2 == 0]
    # of those that are old enough, ten have a place
    assert old == ["eligible"] * 10 + ["not_eligible"] * 990
    assert list(answers.values()).count("eligible") == 10


async def test_a_group_or_the_best_of_all(session: AsyncSession) -> None:
    innovation = (await published(session, 1))[0]
    definition = edition(**STRICT)
    service = EligibilityService(session)
    ids = [innovation.id, new_id()]
    assert await service.answers(ids, definition, CLOSES, "perangkat") == {innovation.id: "not_eligible"}
    assert await service.answers(ids, definition, CLOSES, None) == {innovation.id: "eligible"}
    session.add(
        Award(innovation_id=innovation.id, code="top_45", year=2020, source="x", recorded_at=innovation.created_at)
    )
    await session.flush()
    assert await service.answers(ids, definition, CLOSES, None) == {innovation.id: "not_eligible"}
    assert await service.answers([], definition, CLOSES, "umum") == {}


async def test_the_editions_own_closing_day_stands_in(session: AsyncSession) -> None:
    innovation = (await published(session, 1))[0]
    service = EligibilityService(session)
    for closes_on, answer in (("2020-12-31", "not_eligible"), ("2021-01-01", "eligible"), ("unknown", "unknown")):
        found = await service.answers([innovation.id], edition(closes_on=closes_on), None, "umum")
        assert found == {innovation.id: answer}, closes_on


async def test_what_a_round_may_not_ask(session: AsyncSession) -> None:
    service = EligibilityService(session)
    with pytest.raises(NoEligibilityRules):
        await service.answers([new_id()], making.form(), CLOSES, None)
    with pytest.raises(InvalidRequest) as refused:
        await service.answers([new_id()], edition(), CLOSES, "khusus")
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("#/group", "unknown_code")]


@pytest.fixture(scope="module")
async def registrar(server: Server, furnished: str) -> AsyncIterator[Keeper]:
    """The registrar of the records that ship."""
    async with served(server, furnished) as fresh:
        async with fresh.committing() as session:
            await making.instrument(session, edition("lomba", "2026", closes_on="2026-05-31"))
            headers = await sign(session, "registrar")
        yield Keeper(fresh, headers)


async def test_of_sikulin_only_the_launch_is_known(registrar: Keeper) -> None:
    """The article says that 22 innovations became official on 1 July 2021, not since when they are used."""
    record = await registrar.read("sikulin")
    assert (record["first_known_on"], record["first_known_by"], record["stages"]) == ("2021-07-01", "peresmian", [])
    for query in ("edition=lomba-2026", "edition=kipp-2021&closes_on=2026-05-31"):
        answer = await registrar.get(f"/sikulin/eligibility?{query}")
        assert answer.status_code == 200, answer.text
        told = answer.json()
        group = told["groups"][0]
        reason = group["reasons"][0]
        assert (told["answer"], group["answer"], reason["code"]) == ("unknown", "unknown", "start_unknown"), query
        assert (group["eligible_from"], reason["eligible_from"]) == (None, None)
    assert reason["note_id"] == (
        "Belum tercatat tahap penerapan dengan tanggal dan bukti. 1 Juli 2021 hanya hari peresmian, "
        "bukan hari mulai dipakai."
    )
    assert reason["note_en"] == (
        "No stage penerapan with a date and evidence is on record. 1 July 2021 is only the day of its launch, "
        "not the day of first use."
    )


async def test_no_shipped_record_is_eligible_by_guessing(registrar: Keeper) -> None:
    page = await registrar.fresh.client.get(
        "/v1/agencies/sekretariat-dprd/eligibility?edition=lomba-2026&with_total=true&limit=200",
        headers=registrar.headers,
    )
    told = page.json()
    assert told["total"] == len(told["items"]) == 22
    assert {item["answer"] for item in told["items"]} == {"unknown"}
    assert {item["eligible_from"] for item in told["items"]} == {None}
