import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from bench import further
from bench.command import Site, parser
from bench.database import operator, prepare, remove_registered
from bench.measuring import Figures, median
from bench.registering import desk, try_out
from bench.report import Verdict
from bench.servers import limit, registry
from bench.workloads import FURTHER, READS, STATISTICS, Lane, WrongAnswerError, ask, take_sample
from tests.conftest import Server

COUNTS = """SELECT (SELECT count(*) FROM innovation), (SELECT count(*) FROM yardstick.registered),
  (SELECT count(*) FROM audit_event), (SELECT count(*) FROM idempotent_request), (SELECT count(*) FROM account)"""


def figures(cpu: float, p99: float = 5.0, failed: int = 0) -> Figures:
    return Figures(app=cpu / 2, pg=cpu / 2, rate=1000, p50=1, p99=p99, failed=failed)


@dataclass(frozen=True)
class Prepared:
    """A small database of the benchmark, under a name of its own: another worker may make one on the same server."""

    dsn: str
    prefix: str


@pytest.fixture(scope="module")
async def prepared(server: Server) -> AsyncIterator[Prepared]:
    prefix = f"test_{uuid4().hex}"
    yield Prepared(await asyncio.to_thread(prepare, server.url, 200, prefix), prefix)
    await server.execute(f"DROP DATABASE {prefix}_200 WITH (FORCE)")


async def test_both_servers_get_the_same_rows(prepared: Prepared) -> None:
    connection = await asyncpg.connect(prepared.dsn)
    innovations, published, cards, documents = await connection.fetchrow(
        """SELECT (SELECT count(*) FROM innovation), (SELECT count(*) FROM yardstick.innovation_cards),
             (SELECT count(*) FROM innovation_card), (SELECT count(*) FROM innovation_document)"""
    )
    await connection.close()
    assert innovations == 200
    assert 100 < published < 200
    assert cards == documents == published


async def test_a_prepared_database_is_used_again(
    prepared: Prepared, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await asyncio.to_thread(prepare, server.url, 200, prepared.prefix) == prepared.dsn
    assert "as an earlier run left them" in capsys.readouterr().out


def ask_further(dsn: str, folder: Path) -> tuple[dict[str, list[Lane]], str]:
    """Return the lanes of further questions, and what is said where the servers do not tell the same."""
    with limit(dsn, 2, folder) as theirs, registry(dsn, 2, folder) as ours:
        asked = {name: further.lanes(name, theirs, ours)[0] for name in FURTHER}
        asyncio.run(hide_one(dsn))
        with pytest.raises(WrongAnswerError) as difference:
            further.lanes(STATISTICS, theirs, ours)
    return asked, str(difference.value)


async def hide_one(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute("delete from innovation_card where ctid = (select ctid from innovation_card limit 1)")
    await connection.close()


async def test_both_servers_tell_the_same_of_whole_sets(server: Server, tmp_path: Path) -> None:
    prefix = f"test_{uuid4().hex}"
    dsn = await asyncio.to_thread(prepare, server.url, 200, prefix)
    asked, difference = await asyncio.to_thread(ask_further, dsn, tmp_path)
    await server.execute(f"DROP DATABASE {prefix}_200 WITH (FORCE)")
    assert {name: [lane.label for lane in lanes] for name, lanes in asked.items()} == {
        name: ["limit", "inovasi"] for name in FURTHER
    }
    assert all(lane.size > 100 for lanes in asked.values() for lane in lanes)
    assert "statistics: the limit tells" in difference


@dataclass(frozen=True)
class Asked:
    """The lanes of each workload; what was answered to a key that nobody has; the limit that requests count against."""

    lanes: dict[str, list[Lane]]
    refusal: str
    policy: str


def ask_everything(dsn: str, folder: Path) -> Asked:
    with operator(dsn) as credentials, limit(dsn, 2, folder) as theirs, registry(dsn, 2, folder) as ours:
        site = Site("200", theirs, ours, asyncio.run(take_sample(dsn, ours)), credentials)
        asked = {name: site.lanes(name) for name in READS}
        with closing(ours.connect()) as connection:
            headers, _ = ask(connection, asked["get"][2].requests[0])
        with pytest.raises(WrongAnswerError) as refusal:
            replace(site, credentials=f"{credentials}x").lanes("get")
    return Asked(asked, str(refusal.value), headers["ratelimit-policy"])


async def test_both_servers_answer_with_the_same_records(prepared: Prepared, tmp_path: Path) -> None:
    asked = await asyncio.to_thread(ask_everything, prepared.dsn, tmp_path)
    assert {name: len(lanes[0].ids) for name, lanes in asked.lanes.items()} | {"filter": 0} == {
        "list": 20,
        "get": 1,
        "filter": 0,
        "page": 20,
    }
    assert {name: [lane.label for lane in lanes] for name, lanes in asked.lanes.items()} == {
        "list": ["limit", "inovasi", "inovasi, key", "inovasi, 304"],
        "get": ["limit", "inovasi", "inovasi, key", "inovasi, 304"],
        "filter": ["limit", "inovasi"],
        "page": ["limit", "inovasi"],
    }
    _, ours, with_key, again = asked.lanes["get"]
    assert [one.path for one in ours.requests] == [one.path for one in again.requests]
    # a client that has the answers is measured with the tags of just these answers
    assert all(one.tag and not one.credentials for one in again.requests)
    # one with a key is measured with a key that holds, and counted as everybody is
    assert [one.path for one in ours.requests] == [one.path for one in with_key.requests]
    assert with_key.ids == ours.ids
    assert "was answered 401" in asked.refusal
    assert "q=100000000" in asked.policy


def register_everywhere(dsn: str, folder: Path) -> tuple[list[Lane], list[tuple[int, ...]]]:
    with desk(dsn, 2, folder) as writing:
        lanes = writing.lanes()
        counted = [asyncio.run(count(dsn))]
        for lane in lanes:
            try_out(lane)
            counted.append(asyncio.run(count(dsn)))
        remove_registered(dsn)
        counted.append(asyncio.run(count(dsn)))
        try_out(lanes[-1])
    return lanes, [*counted, asyncio.run(count(dsn))]


async def count(dsn: str) -> tuple[int, ...]:
    connection = await asyncpg.connect(dsn)
    row = await connection.fetchrow(COUNTS)
    await connection.close()
    return tuple(row)


async def test_what_is_registered_is_there_and_is_gone_afterwards(prepared: Prepared, tmp_path: Path) -> None:
    lanes, counted = await asyncio.to_thread(register_everywhere, prepared.dsn, tmp_path)
    assert [lane.label for lane in lanes] == ["bare", "raw", "inovasi"]
    assert all(len(lane.ids) == 1 and lane.size > 40 for lane in lanes)
    assert counted == [
        (200, 0, 0, 0, 1),
        (200, 1, 0, 0, 1),
        (200, 2, 0, 0, 1),
        (201, 2, 1, 1, 1),
        (200, 0, 0, 0, 1),
        (200, 0, 0, 0, 0),
    ]


@pytest.mark.parametrize(
    ("limit_cpu", "own_cpu", "p99", "again_cpu", "missed"),
    [(0.1, 0.2, 14.9, 0.1, 0), (0.1, 0.21, 14.9, 0.1, 1), (0.1, 0.2, 15.0, 0.1, 1), (0.1, 0.2, 14.9, 0.2, 1)],
    ids=["reached", "share", "latency", "304"],
)
def test_a_workload_is_held_to_its_targets(
    limit_cpu: float, own_cpu: float, p99: float, again_cpu: float, missed: int
) -> None:
    verdict = Verdict()
    verdict.judge_workload("list", figures(limit_cpu), figures(own_cpu, p99), figures(again_cpu))
    assert verdict.missed == missed
    assert sum(line.startswith("MISSED") for line in verdict.lines) == missed


def test_latency_is_not_judged_where_the_limit_itself_is_too_slow() -> None:
    verdict = Verdict()
    verdict.judge_workload("list", figures(0.1, p99=80.0), figures(0.1, p99=50.0))
    assert verdict.missed == 0
    assert verdict.lines[1] == "unclear list: p99 50.0 ms, but the limit's own is 80.0: a busy machine"


def test_growth_and_memory_are_held_to_their_targets() -> None:
    verdict = Verdict()
    verdict.judge_growth("page", figures(0.2), figures(0.25))
    verdict.judge_memory(164.0, 100_000)
    assert verdict.missed == 0
    verdict.judge_growth("page", figures(0.2), figures(0.27))
    verdict.judge_memory(165.0, 100_000)
    assert verdict.missed == 2


def test_an_export_may_not_grow_with_what_it_holds() -> None:
    verdict = Verdict()
    verdict.judge_export_memory("csv", 90.0, 150.0)
    assert verdict.missed == 0
    verdict.judge_export_memory("csv", 90.0, 150.1)
    assert verdict.missed == 1


def test_a_key_may_add_little_to_a_read_and_registering_cost_some_bare_inserts() -> None:
    verdict = Verdict()
    verdict.judge_key("get", figures(0.2), figures(0.229))
    verdict.judge_create("create", figures(1.0), figures(3.0))
    assert (verdict.missed, len(verdict.lines)) == (0, 2)
    verdict.judge_key("get", figures(0.2), figures(0.231))
    verdict.judge_create("create", figures(1.0), figures(3.1))
    assert verdict.missed == 2


def test_a_failed_request_is_a_miss_even_where_nothing_is_judged() -> None:
    verdict = Verdict(judges=False)
    verdict.judge_workload("list", figures(0.1), figures(1.0))
    assert verdict.missed == 0
    verdict.count_failures("list", {"limit": figures(0.1), "inovasi": figures(0.2, failed=3)})
    assert verdict.missed == 1


def test_medians_are_taken_figure_by_figure_and_failures_add_up() -> None:
    middle = median([figures(0.3, 9, 1), figures(0.1, 5), figures(0.2, 7, 1)])
    assert (middle.cpu, middle.p99, middle.failed) == (pytest.approx(0.2), 7, 2)


def test_options_that_make_no_sense_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--workloads", "create,lists"], ["--seconds", "0"], ["--quick", "--growth", "1", "2"]):
        with pytest.raises(SystemExit):
            parser().parse_args(arguments)
    said = capsys.readouterr().err
    assert "unknown: lists" in said
    assert "must be 1 or more" in said
    assert "not allowed with" in said
