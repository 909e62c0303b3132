"""Freezing statistics over HTTP, and that what was frozen stays."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from tests.conftest import Server
from tests.innovations.keeping import served
from tests.needs.making import Desk, ago, opened
from tests.statistics.outcomes.following import told

WANTED = [{"name": "council"}, {"name": "needs", "key": "needs_by_body", "parameters": {"by": "body"}}]


@pytest.fixture(scope="module")
async def desk(server: Server, migrated: str) -> AsyncIterator[Desk]:
    async with served(server, migrated) as fresh:
        desk = await opened(fresh)
        await desk.need()
        yield desk


def body(**facts: Any) -> dict[str, Any]:
    """Return what is to be frozen for the session of today."""
    return {"session_date": ago(0).isoformat(), "title": "Rapat Paripurna", "statistics": WANTED, **facts}


async def frozen(desk: Desk, who: str | None, snapshot: dict[str, Any], key: str) -> bytes:
    """Return a statistic of a snapshot as it comes."""
    answer = await desk.ask(who, "GET", f"/snapshots/{snapshot['slug']}/statistics/{key}")
    assert answer.status_code == 200, answer.text
    return answer.content


async def test_what_was_frozen_stays_whatever_happens_to_the_records(desk: Desk) -> None:
    made = await desk.post("/snapshots", body(note="Untuk Komisi II."), "registrar")
    assert (made["created_by"], made["audience"], made["statistics"]) == ("Akun registrar", "public", 2)
    before = {one["key"]: await frozen(desk, None, made, one["key"]) for one in made["contents"]}
    assert list(before) == ["council", "needs_by_body"]
    now = await desk.get("/statistics/needs", by="body")
    need = await desk.need()
    await desk.post(f"/needs/{need['id']}/close", {"reason": "Sudah tidak diperlukan."})
    assert told(await desk.get("/statistics/needs", by="body")) != told(now)

    after = {one["key"]: await frozen(desk, None, made, one["key"]) for one in made["contents"]}
    assert after == before
    # as whoever verifies it would
    lines = ""
    for one in made["contents"]:
        digest = hashlib.sha256(after[one["key"]]).hexdigest()
        assert (digest, len(after[one["key"]])) == (one["digest"], one["size"])
        lines += f"{digest}  {one['key']}\n"
    assert hashlib.sha256(lines.encode()).hexdigest() == made["digest"]
    assert await desk.get(f"/snapshots/{made['id']}") == made
    kept = await desk.get(f"/snapshots/{made['slug']}/statistics/needs_by_body")
    assert told(kept) == told(now)
    assert (kept["as_of"], made["contents"][1]["parameters"]) == (
        ago(0).isoformat(),
        {"by": "body", "as_of": ago(0).isoformat()},
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE snapshot SET title = 'Lain'",
        "DELETE FROM snapshot WHERE false",
        "TRUNCATE snapshot CASCADE",
        "UPDATE frozen_statistic SET document = '{}'",
        "DELETE FROM frozen_statistic",
        "TRUNCATE frozen_statistic",
    ],
)
async def test_the_database_refuses_every_change(desk: Desk, statement: str) -> None:
    made = await desk.post("/snapshots", body(), "registrar")
    connection = await asyncpg.connect(desk.fresh.url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="is frozen"):
            await connection.execute(statement)
    finally:
        await connection.close()
    assert await desk.get(f"/snapshots/{made['slug']}") == made


async def test_a_statistic_that_the_snapshot_does_not_list_is_not_in_it(desk: Desk) -> None:
    made = await desk.post("/snapshots", body(statistics=WANTED[:1]), "registrar")
    await desk.run(
        "INSERT INTO frozen_statistic (id, snapshot_id, key, digest, document) "
        "VALUES (gen_random_uuid(), CAST(:id AS uuid), 'lain', '', '{}')",
        id=made["id"],
    )
    answer = await desk.ask(None, "GET", f"/snapshots/{made['slug']}/statistics/lain")
    assert answer.status_code == 404


async def test_who_may_freeze_what(desk: Desk) -> None:
    async def status(who: str | None, **facts: Any) -> int:
        return (await desk.ask(who, "POST", "/snapshots", body(**facts))).status_code

    assert [await status(who) for who in (None, "operator", "admin", "secretariat", "registrar")] == [
        *(401, 403, 403, 201, 201)
    ]
    assert [await status(who, audience="internal") for who in ("secretariat", "registrar")] == [403, 201]


async def test_internal_snapshots_are_for_those_who_may_read_them(desk: Desk) -> None:
    made = await desk.post("/snapshots", body(audience="internal"), "registrar")
    for who, status in ((None, 404), ("operator", 404), ("secretariat", 404), ("registrar", 200)):
        for path in (f"/snapshots/{made['slug']}", f"/snapshots/{made['id']}/statistics/council"):
            assert (await desk.ask(who, "GET", path)).status_code == status, who
        listed = await desk.get("/snapshots", who, limit="200", with_total="true")
        assert (made["id"] in [one["id"] for one in listed["items"]]) is (status == 200)
        assert listed["total"] == len(listed["items"])


async def test_once_however_often_it_is_sent(desk: Desk) -> None:
    before = (await desk.get("/snapshots", with_total="true"))["total"]
    answers = [
        await desk.ask("registrar", "POST", "/snapshots", body(), idempotency_key="paripurna-sekali") for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"
    assert (await desk.get("/snapshots", with_total="true"))["total"] == before + 1


async def test_snapshots_of_one_title_have_addresses_of_their_own(desk: Desk) -> None:
    made = [await desk.post("/snapshots", body(title="Sidang Komisi II"), "registrar") for _ in range(2)]
    assert made[0]["slug"] == "sidang-komisi-ii"
    assert made[1]["slug"].startswith("sidang-komisi-ii-")
    day = ago(-5).isoformat()
    ahead = await desk.post("/snapshots", body(session_date=day), "registrar")
    assert [one["id"] for one in (await desk.get("/snapshots", session_date=day))["items"]] == [ahead["id"]]
    # a session to come shows the state of today
    assert ahead["contents"][0]["parameters"] == {"as_of": ago(0).isoformat()}


@pytest.mark.parametrize(
    ("statistics", "pointer", "code"),
    [
        ([{"name": "tidak_ada"}], "#/statistics/0/name", "unknown_reference"),
        ([WANTED[0], {"name": "needs", "parameters": {"by": "jenis"}}], "#/statistics/1/parameters/by", None),
        ([{"name": "needs", "parameters": {"jenis": "digital"}}], "#/statistics/0/parameters/jenis", None),
        ([{"name": "needs", "parameters": {"as_of": "2999-01-01"}}], "#/statistics/0/parameters/as_of", "in_future"),
        ([WANTED[0], WANTED[0]], "#/statistics", "repeated"),
        ([], "#/statistics", None),
    ],
)
async def test_what_cannot_be_frozen_is_refused_and_leaves_nothing(
    desk: Desk, statistics: Any, pointer: str, code: str | None
) -> None:
    before = (await desk.get("/snapshots", with_total="true"))["total"]
    answer = await desk.ask("registrar", "POST", "/snapshots", body(statistics=statistics))
    assert answer.status_code == 422, answer.text
    wrong = answer.json()["errors"][0]
    assert wrong["pointer"] == pointer
    assert code in {None, wrong["code"]}
    assert (await desk.get("/snapshots", with_total="true"))["total"] == before


async def test_all_statistics_of_a_snapshot_are_of_one_state(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A need that is published between two statistics shows in neither of them."""
    from app.statistics.service import StatisticsService  # noqa: PLC0415 - for this test alone

    compute = StatisticsService.compute

    async def slowly(self: StatisticsService, name: str, parameters: Any) -> Any:
        found = await compute(self, name, parameters)
        if self._inquiry.session.info.pop("first", True):
            await desk.need()
            self._inquiry.session.info["first"] = False
        return found

    monkeypatch.setattr(StatisticsService, "compute", slowly)
    wanted = [{"name": "needs", "key": "one"}, {"name": "needs", "key": "other"}]
    made = await desk.post("/snapshots", body(statistics=wanted), "registrar")
    assert await frozen(desk, None, made, "one") == await frozen(desk, None, made, "other")
    monkeypatch.undo()
    again = await desk.post("/snapshots", body(statistics=wanted[:1]), "registrar")
    assert again["contents"][0]["digest"] != made["contents"][0]["digest"]


async def test_a_frozen_statistic_is_a_sheet_too(desk: Desk) -> None:
    made = await desk.post("/snapshots", body(), "registrar")
    path = f"/snapshots/{made['slug']}/statistics/needs_by_body"
    before = await desk.ask(None, "GET", f"{path}.csv?lang=en")
    assert before.headers["content-type"].startswith("text/csv")
    rows = [line.split(",") for line in before.text.splitlines() if not line.startswith("#")]
    at = rows[0].index("needs")
    kept = told(await desk.get(path))
    assert {row[0]: int(row[at]) for row in rows[1:-1] if row[0]} == {
        codes[0]: row["needs"] for codes, row in kept.items() if codes and codes[0]
    }
    await desk.need()
    assert (await desk.ask(None, "GET", f"{path}.csv?lang=en")).content == before.content
    assert (await desk.ask(None, "GET", f"{path}.xlsx")).content.startswith(b"PK")
    hidden = await desk.post("/snapshots", body(audience="internal"), "registrar")
    answer = await desk.ask(None, "GET", f"/snapshots/{hidden['slug']}/statistics/council.csv")
    assert answer.status_code == 404
