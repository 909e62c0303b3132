"""What results cost: a bounded number of statements, and a page that does not feel the size of a round."""

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text

from tests.conftest import Fresh
from tests.results.crowd import ASSESSORS, CRITERIA, crowded

# scores and rows of a ranking as a round of 2,000 entries has them; keys to other tables are not looked at meanwhile
_GROWN = (
    "SET LOCAL session_replication_role = replica",
    """INSERT INTO score (assessment_id, criterion, value, revision, scored_at)
       SELECT one.id, 'k' || n, mod(n * 7, 101), 1, now()
       FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 9800)) one, generate_series(1, 20) n""",
    """INSERT INTO ranked_entry (result_id, place, entry_id, rank, tied, passed, shown)
       SELECT result_id, place + 40 * n, entry_id, rank, tied, passed, shown
       FROM ranked_entry, generate_series(1, 49) n""",
)


@contextmanager
def statements(fresh: Fresh) -> Iterator[list[str]]:
    """Note what is asked of the database."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    engine = fresh.app.state.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def quickest(work: Callable[[], Awaitable[Any]]) -> float:
    """The shortest time of several: what else the machine does can only add to it."""
    times = []
    for _ in range(7):
        begin = time.perf_counter()
        await work()
        times.append(time.perf_counter() - begin)
    return min(times)


async def test_concluding_takes_as_many_statements_whatever_the_size(fresh: Fresh) -> None:
    hall = await crowded(fresh, 200, rule="top", value=6)
    with statements(fresh) as asked:
        head = await hall.conclude()
    assert (head["entries"], head["ranked"]) == (200, 200)
    assert len(asked) < 20, "\n".join(asked)
    with statements(fresh) as again:
        assert (await hall.post("/stages/panel/recompute")).json()["same"]
    assert len(again) < 10
    with statements(fresh) as determined:
        await hall.determine()
    assert len(determined) < 20, "\n".join(determined)


async def test_a_page_of_a_ranking_costs_no_more_than_counting_the_scores_twenty_times(fresh: Fresh) -> None:
    hall = await crowded(fresh, 40)
    await hall.conclude()
    async with fresh.committing() as session:
        for statement in _GROWN:
            await session.execute(text(statement))
        await session.execute(text("ANALYZE"))
        scores = await session.scalar(text("SELECT count(*) FROM score"))
        assert scores == 2000 * ASSESSORS * CRITERIA
        assert await session.scalar(text("SELECT count(*) FROM ranked_entry")) == 2000

        async def count() -> None:
            await session.execute(text("SELECT count(*) FROM score"))

        counted = await quickest(count)
    first = await hall.ranking(limit=50)
    assert len(first["items"]) == 50
    paged = await quickest(lambda: hall.ranking(limit=50))
    deep = await quickest(lambda: hall.ranking(limit=50, cursor=first["next"]))
    assert max(paged, deep) < 20 * counted, (paged, deep, counted)
    with statements(fresh) as asked:
        await hall.ranking(limit=50)
    # who asks, the round with its stages, the result, and one range of the ranking
    assert len(asked) <= 5, "\n".join(asked)
