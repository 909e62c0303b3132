"""Whether innovations are alive, over HTTP: it follows from days alone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from app.core.clock import today
from app.core.ids import new_id
from app.models import Person, ReplicationRequest, ReplicationStep
from app.models.codes import RecordStatus
from app.signs_of_life.repository import SignOfLifeRepository
from app.signs_of_life.vitality import Life
from tests.conftest import Server
from tests.innovations.keeping import Registry, furnished, served, unknown_id, unlike
from tests.signs_of_life.living import DAY, USED, WORD, published, record, vitality, withdraw


async def test_a_record_without_a_sign_owes_one_from_its_publication(registry: Registry) -> None:
    key = await published(registry, "2026-01-15")
    told = await vitality(registry.public, key, "2026-07-15")
    assert told == {
        "vitality": "menunggu",
        "since": "2026-01-15",
        "due_on": "2026-07-15",
        "vakum_on": "2027-01-16",
        "as_of": "2026-07-15",
        "period_months": 6,
        "last_sign": None,
        "checks": [],
    }
    later = [
        (await vitality(registry.public, key, on))["vitality"] for on in ("2026-07-16", "2027-01-15", "2027-01-16")
    ]
    assert later == ["stale", "stale", "vakum"]


async def test_nothing_has_to_be_run_for_it_to_change(registry: Registry) -> None:
    key = await published(registry)
    sign = await record(registry, key, DAY, **USED, reference="Laporan 3/2026", note="Catatan dalam.")
    states = {}
    for on in ("2026-02-28", DAY, "2026-09-01", "2026-09-02", "2027-03-01", "2027-03-02"):
        told = await vitality(registry.public, key, on)
        states[on] = (told["vitality"], told["since"])
    assert states == {
        "2026-02-28": ("menunggu", "2026-01-15"),
        DAY: ("aktif", DAY),
        "2026-09-01": ("aktif", DAY),
        "2026-09-02": ("stale", "2026-09-02"),
        "2027-03-01": ("stale", "2026-09-02"),
        "2027-03-02": ("vakum", "2027-03-02"),
    }
    told = await vitality(registry.public, key)
    assert told["as_of"] == today().isoformat()
    assert told["last_sign"] == {
        "kind": "pemakaian",
        "observed_on": DAY,
        "figure": "1284",
        "unit": "permohonan",
        "evidence_id": None,
        "reference": "Laporan 3/2026",
    }
    assert "Catatan" not in str(told)
    assert sign["note"] == "Catatan dalam."


async def test_of_a_day_only_what_was_seen_by_then_counts(registry: Registry) -> None:
    key = await published(registry)
    for on in ("2026-02-01", "2026-06-01"):
        await record(registry, key, on)
    seen = {
        on: (await vitality(registry.public, key, on))["last_sign"] for on in ("2026-01-31", "2026-05-31", "2026-06-01")
    }
    assert [one and one["observed_on"] for one in seen.values()] == [None, "2026-02-01", "2026-06-01"]


async def test_of_two_signs_of_a_day_the_one_recorded_last_is_told(registry: Registry) -> None:
    key = await published(registry)
    await record(registry, key, DAY, **USED)
    await record(registry, key, DAY, **{**USED, "figure": 7.25})
    assert (await vitality(registry.public, key))["last_sign"]["figure"] == "7.25"


async def test_a_withdrawn_sign_no_longer_counts(registry: Registry) -> None:
    key = await published(registry)
    await record(registry, key, "2026-02-01")
    sign = await record(registry, key, "2026-06-01")
    assert (await vitality(registry.public, key, "2026-08-02"))["vitality"] == "aktif"
    await withdraw(registry.operator, sign["id"])
    told = await vitality(registry.public, key, "2026-08-02")
    assert (told["vitality"], told["last_sign"]["observed_on"]) == ("stale", "2026-02-01")


async def test_a_record_that_stopped_owes_nothing(registry: Registry) -> None:
    stages = [{"stage": "penerapan", "started_on": "2020"}, {"stage": "berhenti", "started_on": "2021-07"}]
    key = await published(registry, "2020-06-01", stages=stages)
    before, after = [await vitality(registry.public, key, on) for on in ("2021-06-30", "2021-07-01")]
    assert before["vitality"] == "vakum"
    assert (after["vitality"], after["since"], after["due_on"], after["vakum_on"]) == (
        "berhenti",
        "2021-07-01",
        None,
        None,
    )


async def test_a_stop_without_a_date_counts_from_the_day_it_was_recorded(registry: Registry) -> None:
    key = await published(registry, stages=[{"stage": "berhenti"}])
    day = today()
    assert (await vitality(registry.public, key))["since"] == day.isoformat()
    yesterday = (day - timedelta(days=1)).isoformat()
    assert (await vitality(registry.public, key, yesterday))["vitality"] != "berhenti"


async def test_everyone_reads_that_of_published_records_and_keepers_that_of_theirs(registry: Registry) -> None:
    key = await published(registry)
    await record(registry, key)
    assert (await registry.public.get(f"/{key}/vitality")).status_code == 200
    assert (await registry.public.get(f"/{key}/signs-of-life")).status_code == 401
    assert (await registry.other_operator.get(f"/{key}/signs-of-life")).status_code == 404
    draft = await registry.made(RecordStatus.DRAFT)
    told = await vitality(registry.operator, draft["slug"])
    assert (told["vitality"], told["since"]) == ("menunggu", today().isoformat())
    for keeper in (registry.public, registry.other_operator):
        for other in (draft["id"], draft["slug"], unknown_id()):
            assert (await keeper.get(f"/{other}/vitality")).status_code == 404


async def test_an_archived_or_renamed_record_says_where_it_is(registry: Registry) -> None:
    key = await published(registry)
    old, new = (await registry.operator.read(key))["slug"], unlike().lower()
    await registry.registrar.update(key, {"slug": new})
    answer = await registry.public.get(f"/{old}/vitality?as_of=2026-02-01")
    assert (answer.status_code, answer.headers["location"][-len(new) - 27 :]) == (
        308,
        f"/{new}/vitality?as_of=2026-02-01",
    )
    answer = await registry.operator.get(f"/{old}/signs-of-life?limit=3")
    assert answer.headers["location"].endswith(f"/{new}/signs-of-life?limit=3")
    await registry.registrar.move(key, "archive")
    gone = await registry.public.get(f"/{key}/vitality")
    assert (gone.status_code, gone.json()["code"]) == (410, "archived")


async def test_the_period_is_a_setting(server: Server, migrated: str) -> None:
    async with served(server, migrated, sign_of_life_months=3) as fresh:
        registry = await furnished(fresh)
        key = await published(registry)
        await record(registry, key, "2026-03-01")
        told = await vitality(registry.public, key, "2026-06-02")
        assert (told["vitality"], told["period_months"], told["due_on"]) == ("stale", 3, "2026-06-01")
        assert told["vakum_on"] == "2026-09-02"


async def replica(registry: Registry, **facts: Any) -> tuple[str, str]:
    """Return a published innovation, and the id of one that adapts it."""
    origin = await published(registry)
    relations = [{"kind": "adapts", "innovation": origin}]
    return origin, await published(registry, relations=relations, **facts)


async def test_a_replica_is_checked_after_half_a_year_and_a_year(registry: Registry) -> None:
    _, key = await replica(registry, stages=[{"stage": "penerapan", "started_on": "2025-05"}])
    for on in ("2025-11-29", "2025-12-10"):
        await record(registry, key, on)
    on = "2026-05-31"
    first, second = (await vitality(registry.public, key, on))["checks"]
    assert first == {"months": 6, "due_on": "2025-11-30", "answered_on": "2025-12-10", "overdue": False}
    assert second == {"months": 12, "due_on": on, "answered_on": None, "overdue": False}
    late = (await vitality(registry.public, key, "2026-06-01"))["checks"][1]
    assert late["overdue"] is True
    early = (await vitality(registry.public, key, "2025-12-09"))["checks"][0]
    assert (early["answered_on"], early["overdue"]) == (None, True), "what is seen later answers nothing yet"


async def test_its_replication_says_best_when_it_began(registry: Registry) -> None:
    origin, key = await replica(registry, stages=[{"stage": "penerapan", "started_on": "2024"}])
    async with registry.fresh.committing() as session:
        person: Person = registry.person
        request = ReplicationRequest(
            id=new_id(),
            origin_id=UUID(origin),
            agency_id=registry.agency.id,
            model="mandiri",
            scope="dalam_kota",
            status="berjalan",
            step="berjalan",
            requested_on=date(2025, 1, 1),
            entered_on=date(2025, 8, 31),
            problem="Antrean",
            adaptation="Disesuaikan",
            compatibility={},
            contact_id=person.id,
            replica_id=UUID(key),
        )
        request.steps = [
            ReplicationStep(
                actor="penerima",
                number=number,
                step=status,
                status=status,
                entered_on=on,
                recorded_at=datetime.now(UTC),
            )
            for number, (status, on) in enumerate([("diajukan", date(2025, 1, 1)), ("berjalan", date(2025, 8, 31))], 1)
        ]
        session.add(request)
    due = [check["due_on"] for check in (await vitality(registry.public, key))["checks"]]
    assert due == ["2026-02-28", "2026-08-31"]


async def test_what_is_no_replica_or_began_nobody_knows_when_is_not_checked(registry: Registry) -> None:
    stages = [{"stage": "penerapan", "started_on": "2025"}]
    origin = await published(registry, stages=stages)
    related = await published(registry, stages=stages, relations=[{"kind": "part_of", "innovation": origin}])
    _, undated = await replica(registry, stages=[{"stage": "penerapan"}])
    for key in (origin, related, undated):
        assert (await vitality(registry.public, key))["checks"] == []


async def test_nothing_is_overdue_once_a_replica_stopped(registry: Registry) -> None:
    stages = [{"stage": "penerapan", "started_on": "2025-01"}, {"stage": "berhenti", "started_on": "2025-03-05"}]
    _, key = await replica(registry, stages=stages)
    assert [check["overdue"] for check in (await vitality(registry.public, key))["checks"]] == [False, False]
    before = await vitality(registry.public, key, "2025-03-04")
    assert before["vitality"] != "berhenti"


async def test_the_lives_of_many_are_told_in_one_statement(registry: Registry) -> None:
    stopped = await published(registry, stages=[{"stage": "berhenti", "started_on": "2026-02"}])
    heard = await published(registry, "2026-01-20")
    await record(registry, heard, "2026-03-01")
    await record(registry, heard, "2026-04-01")
    draft = (await registry.made(RecordStatus.DRAFT))["id"]
    ids = [UUID(one) for one in (stopped, heard, draft)]
    statements: list[str] = []
    async with registry.fresh.committing() as session:
        connection = await session.connection()
        event.listen(connection.sync_connection, "before_cursor_execute", lambda *told: statements.append(told[2]))
        lives = await SignOfLifeRepository(session).lives(ids, date(2026, 3, 15))
        assert await SignOfLifeRepository(session).lives([], date(2026, 3, 15)) == {}
    assert lives == {
        ids[0]: Life(date(2026, 1, 15), None, date(2026, 2, 1)),
        ids[1]: Life(date(2026, 1, 20), date(2026, 3, 1)),
        ids[2]: Life(today()),
    }
    assert len(statements) == 2, "one for three, and one for none"


@pytest.mark.parametrize("on", ["2026-2-1", "kemarin", "2026-02-30", ""])
async def test_a_day_that_is_none_is_refused(registry: Registry, on: str) -> None:
    key = await published(registry)
    assert (await registry.public.get(f"/{key}/vitality?as_of={on}")).status_code == 422


async def test_any_day_has_an_answer(registry: Registry) -> None:
    key = await published(registry)
    await record(registry, key, **WORD)
    assert (await vitality(registry.public, key, "0001-01-01"))["last_sign"] is None
    assert (await vitality(registry.public, key, "9999-12-31"))["vitality"] == "vakum"
