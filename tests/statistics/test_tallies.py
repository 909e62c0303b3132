"""Tallies: whatever is done to records, they are what the cards say."""

import asyncio
from collections import Counter
from random import Random
from typing import Any

from sqlalchemy import text

from app.statistics.recounting import TallyRecounting
from tests.conftest import Fresh
from tests.innovations.keeping import Registry

_KINDS = ("digital", "non_digital", "tidak_diketahui")
_CARDS = "SELECT agency_id, kind, form, stage, facets, represents FROM innovation_card WHERE NOT external"
_TALLIES = """
SELECT dimension, first, second, sum(innovations)::int, sum(represented)::int FROM innovation_tally
GROUP BY 1, 2, 3 HAVING sum(innovations) <> 0 OR sum(represented) <> 0"""
Counts = dict[tuple[str, str, str], tuple[int, int]]


def sorts_of(card: Any) -> list[tuple[str, str, str]]:
    """Return the sorts that a card is of, told apart in another way than the database does."""
    year = next((word[5:] for word in card.facets if word.startswith("year:")), "")
    agency = str(card.agency_id) if card.agency_id else ""
    plain = {"agency": agency, "form": card.form, "kind": card.kind, "stage": card.stage, "year": year}
    sorts = [("", "", ""), *((name, value, "") for name, value in plain.items())]
    names = sorted(plain)
    sorts += [(f"{a}.{b}", plain[a], plain[b]) for at, a in enumerate(names) for b in names[at + 1 :]]
    words = {word for word in card.facets if word.startswith(("term:", "area:"))}
    words |= {f"area@{len(word) - 5}" for word in words if word.startswith("area:")}
    for word in words:
        sorts += [("word", word, ""), *((f"word.{name}", word, plain[name]) for name in names if name != "form")]
    return sorts


async def counts(fresh: Fresh) -> tuple[Counts, Counts]:
    """Return what the tallies say, and what the cards say."""
    records: Counter[tuple[str, str, str]] = Counter()
    represented: Counter[tuple[str, str, str]] = Counter()
    async with fresh.committing() as session:
        for card in await session.execute(text(_CARDS)):
            for sort in sorts_of(card):
                records[sort] += 1
                represented[sort] += card.represents
        rows = await session.execute(text(_TALLIES))
        tallies = {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}
    return tallies, {sort: (number, represented[sort]) for sort, number in records.items()}


async def assert_right(fresh: Fresh) -> Counts:
    tallies, cards = await counts(fresh)
    assert tallies == cards
    return tallies


def facts(choose: Random) -> dict[str, Any]:
    return {
        "kind": choose.choice(_KINDS),
        "form": choose.choice(("pelayanan_publik", "tata_kelola", "tidak_diketahui")),
        "first_known_on": choose.choice(("2019", "2021-06", "2021-06-18", None)),
        "represents": choose.choice((1, 1, 1, 12)),
        "stages": choose.choice(([], [{"stage": "penerapan", "started_on": "2020"}], [{"stage": "uji_coba"}])),
        "places": choose.choice(([], [{"area": "12.71"}], [{"area": "12.71.01"}])),
        "classifications": choose.choice(([], ["skema/satu"], ["skema/satu", "skema/dua"])),
    }


async def stop(registry: Registry, one: str) -> None:
    await registry.registrar.post(f"/{one}/stages", {"stage": "berhenti", "started_on": "2025"}, if_match="*")


async def withdraw(registry: Registry, one: str) -> None:
    await registry.registrar.move(one, "return")
    await assert_right(registry.fresh)
    await registry.registrar.move(one, "submit", "verify", "publish")


async def step_on(registry: Registry, known: list[str], choose: Random) -> None:
    """Do something to one of the records."""
    one = choose.choice(known)
    match choose.choice(("new", "change", "change", "stop", "leave", "withdraw")):
        case "new":
            known.append((await registry.published(**facts(choose)))["id"])
        case "change":
            agency = choose.choice((registry.agency.slug, registry.other_agency.slug, None))
            answer = await registry.registrar.update(one, {**facts(choose), "agency": agency})
            assert answer.status_code == 200, answer.text
        case "stop":
            await stop(registry, one)
        case "withdraw":
            await withdraw(registry, one)
        case "leave" if len(known) > 3:
            known.remove(one)
            into = choose.choice((None, *known))
            body = {"reason": "Sama", **({"into": into} if into else {})}
            answer = await registry.registrar.act(one, "merge" if into else "archive", body)
            assert answer.status_code == 200, answer.text


async def test_a_walk_of_changes_leaves_them_right(registry: Registry) -> None:
    choose = Random(7)  # noqa: S311 - no secret
    known = [(await registry.published(**facts(choose)))["id"] for _ in range(4)]
    await assert_right(registry.fresh)
    for _ in range(40):
        await step_on(registry, known, choose)
        await assert_right(registry.fresh)
    assert (await assert_right(registry.fresh))[("", "", "")][0] == len(known)


async def test_one_that_is_named_of_a_counting_record_is_counted_once(registry: Registry) -> None:
    before = (await assert_right(registry.fresh))[("", "", "")]
    many = await registry.published(represents=37)
    relation = {"kind": "part_of", "innovation": many["id"]}
    named = await registry.published(relations=[relation])
    assert (await assert_right(registry.fresh))[("", "", "")] == (before[0] + 2, before[1] + 37)
    await registry.registrar.move(named["id"], "archive")
    assert (await assert_right(registry.fresh))[("", "", "")] == (before[0] + 1, before[1] + 37)
    another = await registry.published(relations=[relation])
    await registry.registrar.corrected(another["id"], {"relations": []})
    assert (await assert_right(registry.fresh))[("", "", "")] == (before[0] + 2, before[1] + 38)


async def test_writers_at_once_lose_nothing(registry: Registry) -> None:
    choose = Random(11)  # noqa: S311 - no secret
    made = [await registry.made(**facts(choose)) for _ in range(6)]
    await asyncio.gather(
        *(registry.registrar.move(one["id"], "submit", "verify", "publish", "archive") for one in made[:3]),
        *(registry.registrar.move(one["id"], "submit", "verify", "publish") for one in made[3:]),
    )
    await assert_right(registry.fresh)


async def test_writers_of_one_moment_take_shards_of_their_own(registry: Registry) -> None:
    fresh = registry.fresh
    card = "UPDATE innovation_card SET kind = :kind WHERE innovation_id = :id"
    first, second = [(await registry.published(kind="digital"))["id"] for _ in range(2)]
    async with fresh.committing() as one, fresh.committing() as other:
        await one.execute(text(card), {"kind": "non_digital", "id": first})
        # does not wait for the one that has not committed, though both change the same counts
        await other.execute(text(card), {"kind": "non_digital", "id": second})
    await assert_right(fresh)
    async with fresh.committing() as session:
        assert await session.scalar(text("SELECT count(DISTINCT shard) FROM innovation_tally")) == 2


async def test_counting_anew_mends_what_is_wrong_and_nothing_else(registry: Registry) -> None:
    fresh = registry.fresh
    await registry.published(kind="digital")
    async with fresh.committing() as session:
        assert await TallyRecounting(session).run() == 0
    async with fresh.committing() as session:
        await session.execute(text("UPDATE innovation_tally SET innovations = innovations + 5 WHERE dimension = ''"))
        await session.execute(text("DELETE FROM innovation_tally WHERE dimension = 'kind' AND first = 'digital'"))
    async with fresh.committing() as session:
        assert await TallyRecounting(session).run() == 2
    await assert_right(fresh)
