"""A word is found by the key of the vocabulary, and those that have it as a part by the index of trigrams."""

import re
from collections.abc import AsyncIterator

import asyncpg
import pytest

from app.innovations.indexing import LEARN
from app.search.vocabulary import LOOK_UP
from tests.conftest import Server
from tests.innovations.keeping import served

_MANY = """
INSERT INTO search_word (word, stem, named) SELECT md5(n::text), md5(n::text), true FROM generate_series(1, 20000) n;
ANALYZE search_word"""


@pytest.fixture(scope="module")
async def connection(server: Server, migrated: str) -> AsyncIterator[asyncpg.Connection]:
    async with served(server, migrated) as fresh:
        connection = await asyncpg.connect(fresh.url)
        await connection.execute(_MANY)
        yield connection
        await connection.close()


async def indexes(connection: asyncpg.Connection, sql: str, arrays: str) -> set[str]:
    """Return the indexes of the vocabulary that a statement uses as it is planned once for all its parameters."""
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    await connection.execute(f"PREPARE asked AS {sql}")
    plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN EXECUTE asked ({arrays})"))
    await connection.execute("DEALLOCATE asked")
    return set(re.findall(r"(?:using|on) ((?:ix|pk)_search_word\w*)", plan))


async def test_a_word_that_is_known_is_found_by_the_key(connection: asyncpg.Connection) -> None:
    """By trigrams it would cost a hundred times as much, and that for each word of a document that is published."""
    sql = str(LEARN.compile(compile_kwargs={"render_postcompile": True}))
    asked = sql.replace(":words", "$1::text[]").replace(":named", "$2::boolean[]")
    assert await indexes(connection, asked, "'{jalan}', '{true}'") == {"pk_search_word"}


async def test_words_that_contain_another_are_found_by_trigrams(connection: asyncpg.Connection) -> None:
    found = await indexes(connection, LOOK_UP, "'{jalna}', '{jalna}', '{jalna}', '{jalan}'")
    assert found == {"pk_search_word", "ix_search_word_stem", "ix_search_word_trigrams"}
