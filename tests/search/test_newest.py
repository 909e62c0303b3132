"""Whichever way the newest matches are found, they are the newest matches."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from app.innovations.service import InnovationService
from app.search import statements
from tests import factories
from tests.conftest import Server
from tests.innovations.keeping import served
from tests.migrating import migrate, undo

# Words from one in two records to one in two hundred, of which the newest have more or fewer than the others.
_SHARES = {"umum": 2, "sering": 9, "lazim": 20, "agak": 40, "jarang": 80, "langka": 200}
_RECORDS = 6_000
_MANY = f"""
SET session_replication_role = replica;
SELECT setseed(0.5);
INSERT INTO innovation_search (innovation_id, published_at, agency_id, kind, form, stage, facets, words)
SELECT md5(n::text)::uuid, at, NULL, CASE WHEN random() < 0.3 THEN 'digital' ELSE 'non_digital' END, 'lainnya',
  'penerapan', '{{}}', array_to_tsvector(array_remove(ARRAY[
    {", ".join(f"CASE WHEN random() < 1.0 / {share} THEN '{word}' END" for word, share in _SHARES.items())},
    CASE WHEN n < 150 THEN 'dahulu' END, CASE WHEN n > {_RECORDS} - 150 THEN 'kini' END,
    '@' || to_char(at, 'YYYY'), '@' || to_char(at, 'YYYYMM')], NULL))
FROM (SELECT n, '2019-01-15 UTC'::timestamptz + interval '2700 days' * sqrt(n / {_RECORDS}.0) AS at
  FROM generate_series(1, {_RECORDS}) n) rows;
ANALYZE innovation_search"""  # noqa: S608 - constants of this file
_TRUTH = """
SELECT innovation_id FROM innovation_search s WHERE s.words @@ $1::tsquery AND ($2::text IS NULL OR s.kind = $2)
ORDER BY s.published_at DESC, s.innovation_id DESC LIMIT 50"""


@pytest.fixture
async def connection(
    server: Server, migrated: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[asyncpg.Connection]:
    """A list that is long, because what a long one is begins earlier."""
    for name, value in {"MOST_MATCHES": 50, "_WALKED": 800, "_LONG": 1000, "_SAMPLED": 300, "_TOO_MANY": 100}.items():
        monkeypatch.setattr(statements, name, value)
    monkeypatch.setattr(statements, "_ENOUGH", 75.0)
    async with served(server, migrated) as fresh:
        connection = await asyncpg.connect(fresh.url, server_settings={"timezone": "UTC"})
        await connection.execute(_MANY)
        yield connection
        await connection.close()


async def newest(
    connection: asyncpg.Connection, words: str, kind: str | None = None
) -> tuple[list[Any], dict[str, int]]:
    """Return the newest matches, and how many each way found."""
    filters = frozenset({"kind"} if kind else ())
    hits = f"WITH {statements._bounds()}, {statements._matches('hits', filters)}"  # noqa: SLF001 - a part of a statement
    ways = """(SELECT count(*) FROM hits_walked) AS walked, (SELECT count(*) FROM hits_recent) AS recent,
      (SELECT count(*) FROM hits_sampled) AS sampled"""
    sql, names = statements._numbered(f"{hits} SELECT array(SELECT innovation_id FROM hits) AS ids, {ways}")  # noqa: SLF001, S608 - for that reason
    row = dict(await connection.fetchrow(sql, *({"condition": words, "kind": kind}[name] for name in names)))
    return row.pop("ids"), row


@pytest.mark.parametrize("kind", [None, "digital"])
async def test_every_way_leads_to_the_newest(connection: asyncpg.Connection, kind: str | None) -> None:
    taken = set()
    for words in (
        *_SHARES,
        "dahulu",
        "kini",
        "tiada",
        "lazim & sering",
        "agak | jarang",
        "!umum & lazim",
        "kini & umum",
    ):
        found, ways = await newest(connection, words, kind)
        expected = [row[0] for row in await connection.fetch(_TRUTH, words, kind)]
        assert sorted(found) == sorted(expected), words
        taken.add("walked" if ways["walked"] == 50 else "recent" if ways["recent"] == 50 else "all")
    assert taken == {"walked", "recent", "all"}


async def test_a_part_that_has_too_few_is_not_enough(connection: asyncpg.Connection) -> None:
    """What became rare is looked up in the whole list after all."""
    found, ways = await newest(connection, "dahulu | (kini & jarang)")
    assert (len(found), ways["recent"] < 50) == (50, True)


async def test_without_statistics_everything_is_looked_up(connection: asyncpg.Connection) -> None:
    await connection.execute("DELETE FROM pg_statistic WHERE starelid = 'innovation_search'::regclass")
    found, ways = await newest(connection, "lazim")
    assert (len(found), ways["recent"], ways["sampled"]) == (50, 0, 0)


async def test_whoever_publishes_says_in_which_month(server: Server, migrated: str) -> None:
    """In UTC, and a migration says the same of what was published before it."""
    async with served(server, migrated) as fresh:
        async with fresh.committing() as session:
            last_of_year = await factories.innovation(session)
            last_of_year.published_at = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
            first_of_next = await factories.innovation(session)
            first_of_next.published_at = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
            await InnovationService(session).publish([last_of_year.id, first_of_next.id])
        connection = await asyncpg.connect(fresh.url)
        await connection.execute("SET timezone = 'Asia/Jakarta'")
        told = "SELECT innovation_id, words::text FROM innovation_search ORDER BY innovation_id"
        written = [tuple(row) for row in await connection.fetch(told)]
        periods = {id_: {word for word in words.split() if word.startswith("'@")} for id_, words in written}
        assert periods == {last_of_year.id: {"'@2025'", "'@202512'"}, first_of_next.id: {"'@2026'", "'@202601'"}}
        await fresh.app.state.database.close()
        await asyncio.to_thread(undo, fresh.url, "tell_trigrams_from_equality")
        assert "'@" not in str(await connection.fetch(told))
        await asyncio.to_thread(migrate, fresh.url)
        assert [tuple(row) for row in await connection.fetch(told)] == written
        await connection.close()
