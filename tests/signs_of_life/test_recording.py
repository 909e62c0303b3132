"""Recording and withdrawing signs of life over HTTP."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.core.clock import today
from app.core.concealment import MASK, pattern_of
from app.core.security import Principal
from app.core.writing import Work
from app.models.codes import RecordStatus
from app.models.concealment import ConcealedName
from app.signs_of_life.service import SignOfLifeService
from tests.innovations.keeping import Registry, errors_of, unknown_id
from tests.signs_of_life.living import DAY, USED, WORD, published, record, signs, vitality, withdraw

PROOF = {"kind": "bukti", "reference": "Laporan 3/2026"}
LETTER = {"kind": "surat", "title": "Laporan", "reference": "800/3/2026"}


async def send(registry: Registry, key: str, body: dict[str, Any], on: str = DAY) -> httpx.Response:
    return await registry.operator.post(f"/{key}/signs-of-life", {"observed_on": on, **body})


async def evidence(registry: Registry, key: str) -> str:
    """Add evidence to a record, and return its id."""
    identity: str = (await registry.operator.post(f"/{key}/evidence", LETTER)).json()["id"]
    return identity


async def test_a_sign_is_recorded_and_its_keepers_read_it(registry: Registry) -> None:
    key = await published(registry)
    version = (await registry.operator.read(key))["version"]
    shown = await evidence(registry, key)
    body = {**USED, "figure": 1284.0625, "evidence": shown, "reference": " Laporan 3 ", "note": "Dari loket."}
    answer = await send(registry, key, body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"].endswith(f"/v1/innovations/{key}/signs-of-life")
    told = answer.json()
    assert {name: told[name] for name in told.keys() - {"id", "recorded_at"}} == {
        "kind": "pemakaian",
        "observed_on": DAY,
        "figure": "1284.0625",
        "unit": "permohonan",
        "evidence_id": shown,
        "reference": "Laporan 3",
        "note": "Dari loket.",
        "withdrawn": None,
        "reactivation": False,
    }
    page = (await registry.operator.get(f"/{key}/signs-of-life?with_total=true")).json()
    assert (page["items"], page["total"]) == ([told], 1)
    assert (await registry.operator.read(key))["version"] == version


async def test_they_come_by_the_day_in_pages_the_last_first(registry: Registry) -> None:
    key = await published(registry)
    for on in ("2026-02-01", "2026-05-01", "2026-03-01"):
        await record(registry, key, on)
    await record(registry, key, "2026-03-01", **PROOF)
    first = (await registry.operator.get(f"/{key}/signs-of-life?limit=2")).json()
    second = (await registry.operator.get(f"/{key}/signs-of-life?limit=2&cursor={first['next']}")).json()
    found = [(item["observed_on"], item["kind"]) for page in (first, second) for item in page["items"]]
    assert found == [
        ("2026-05-01", "konfirmasi"),
        ("2026-03-01", "bukti"),
        ("2026-03-01", "konfirmasi"),
        ("2026-02-01", "konfirmasi"),
    ]
    assert (await registry.operator.get(f"/{key}/signs-of-life?limit=2&cursor={second['prev']}")).json() == first
    other = await published(registry)
    answer = await registry.operator.get(f"/{other}/signs-of-life?cursor={first['next']}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"kind": "pemakaian"}, [("#/figure", "required"), ("#/unit", "required")]),
        ({"kind": "pemakaian", "figure": 3}, [("#/unit", "required")]),
        ({"kind": "pemakaian", "unit": "x"}, [("#/figure", "required")]),
        ({"kind": "konfirmasi", "unit": "x"}, [("#/figure", "required")]),
        ({**USED, "figure": -1}, [("#/figure", "too_small")]),
        ({**USED, "figure": 0.00001}, [("#/figure", "too_precise")]),
        ({**USED, "figure": "12"}, [("#/figure", "not_number")]),
        ({**USED, "figure": 10**12}, [("#/figure", "too_large")]),
        ({**USED, "unit": " \t"}, [("#/unit", "too_short")]),
        ({"kind": "bukti"}, [("#/evidence", "required")]),
        ({"kind": "bukti", "evidence": unknown_id()}, [("#/evidence", "unknown_reference")]),
        ({"kind": "kabar"}, [("#/kind", "unknown_code")]),
        ({**WORD, "observed_on": "1999-12-31"}, [("#/observed_on", "too_early")]),
        ({**WORD, "observed_on": (today() + timedelta(days=1)).isoformat()}, [("#/observed_on", "in_future")]),
        ({**WORD, "observed_on": 20260301}, [("#/observed_on", "not_date")]),
        ({**WORD, "observed_on": None}, [("#/observed_on", "not_date")]),
        ({**WORD, "withdrawn_at": None}, [("#/withdrawn_at", "unknown")]),
    ],
)
async def test_bad_signs_are_refused(registry: Registry, body: dict[str, Any], wrong: list[tuple[str, str]]) -> None:
    key = await published(registry)
    answer = await send(registry, key, body)
    assert (answer.status_code, errors_of(answer)) == (422, wrong)
    assert await signs(registry.operator, key) == []


async def test_the_first_and_the_last_day_are_taken(registry: Registry) -> None:
    key = await published(registry)
    for on in ("2000-01-01", today().isoformat()):
        assert (await send(registry, key, WORD, on)).status_code == 201


async def test_evidence_is_of_this_innovation_and_stands(registry: Registry) -> None:
    key, other = await published(registry), await published(registry)
    theirs, gone = await evidence(registry, other), await evidence(registry, key)
    await registry.fresh.client.post(
        f"/v1/evidence/{gone}/withdraw", json={"reason": "Salah"}, headers=registry.operator.headers
    )
    for wrong in (theirs, gone):
        answer = await send(registry, key, {"kind": "bukti", "evidence": wrong})
        assert (answer.status_code, errors_of(answer)) == (422, [("#/evidence", "unknown_reference")])
    assert (await send(registry, other, {"kind": "bukti", "evidence": theirs})).status_code == 201


async def test_the_same_sign_is_recorded_once(registry: Registry) -> None:
    key = await published(registry)
    first = await record(registry, key, **USED)
    again = await send(registry, key, {**USED, "figure": 1284.0, "note": "Dua kali"})
    assert (again.status_code, again.json()["code"], again.json()["sign_id"]) == (409, "sign_recorded", first["id"])
    for other in ({**USED, "figure": 1285}, {**USED, "unit": "kunjungan"}, {**USED, "reference": "x"}, WORD, PROOF):
        assert (await send(registry, key, other)).status_code == 201
    assert (await send(registry, key, USED, "2026-03-02")).status_code == 201
    assert (await send(registry, key, PROOF)).status_code == 409
    await withdraw(registry.operator, first["id"])
    assert (await send(registry, key, USED)).status_code == 201, "the first shows nothing any more"


@pytest.mark.parametrize("status", [RecordStatus.DRAFT, RecordStatus.SUBMITTED, RecordStatus.VERIFIED])
async def test_what_is_not_public_owes_none(registry: Registry, status: RecordStatus) -> None:
    receipt = await registry.made(status)
    answer = await send(registry, receipt["id"], WORD)
    assert (answer.status_code, answer.json()["code"]) == (409, "innovation_not_published")
    assert answer.json()["record_status"] == status


async def test_an_archived_record_takes_none_and_gives_none_back(registry: Registry) -> None:
    key = await published(registry)
    sign = await record(registry, key)
    await registry.registrar.move(key, "archive")
    answer = await send(registry, key, WORD)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_editable")
    assert (await withdraw(registry.operator, sign["id"], 409))["code"] == "not_editable"


async def test_what_stopped_takes_one_once_it_began_again(registry: Registry) -> None:
    stages = [{"stage": "penerapan", "started_on": "2024"}, {"stage": "berhenti", "started_on": "2026-02"}]
    key = await published(registry, stages=stages)
    answer = await send(registry, key, WORD)
    assert (answer.status_code, answer.json()["code"]) == (409, "innovation_stopped")
    assert answer.json()["stopped_on"] == "2026-02-01"
    again = await registry.operator.post(
        f"/{key}/stages", {"stage": "penerapan", "started_on": "2026-02-15"}, if_match="*"
    )
    assert again.status_code == 200, again.text
    assert (await send(registry, key, WORD)).status_code == 201


async def test_a_sign_that_comes_too_late_wakes_the_innovation(registry: Registry) -> None:
    key = await published(registry, "2024-01-15")
    await record(registry, key, "2024-03-01")
    late = await record(registry, key, "2026-03-01")
    assert late["reactivation"] is True
    assert (await vitality(registry.public, key, "2026-02-28"))["vitality"] == "vakum"
    assert (await vitality(registry.public, key, "2026-03-01"))["vitality"] == "aktif"
    actions = [event.action for event in await registry.events(key)][-3:]
    assert actions == ["innovation.record_sign_of_life", "innovation.record_sign_of_life", "innovation.reactivate"]
    woken = await registry.last_event(key)
    assert (woken.changes, woken.agency_id) == ({"vitality": ["vakum", "aktif"]}, registry.agency.id)
    between = await record(registry, key, "2025-08-01")
    assert between["reactivation"] is True, "it was dormant then"
    assert (await registry.last_event(key)).action == "innovation.record_sign_of_life", "and had woken since"
    told = {sign["observed_on"]: sign["reactivation"] for sign in await signs(registry.operator, key)}
    assert told == {"2026-03-01": False, "2025-08-01": True, "2024-03-01": False}
    await withdraw(registry.operator, between["id"])
    told = {sign["observed_on"]: sign["reactivation"] for sign in await signs(registry.operator, key)}
    assert told == {"2026-03-01": True, "2025-08-01": False, "2024-03-01": False}


async def test_the_first_sign_in_time_wakes_nobody(registry: Registry) -> None:
    key = await published(registry, "2026-01-15")
    assert (await record(registry, key, "2026-09-01"))["reactivation"] is False
    assert (await registry.last_event(key)).action == "innovation.record_sign_of_life"


async def test_a_sign_is_withdrawn_once_and_stays_on_record(registry: Registry) -> None:
    key = await published(registry)
    sign = await record(registry, key, **PROOF)
    told = await withdraw(registry.operator, sign["id"], reason="Laporan tentang layanan lain.")
    assert told["withdrawn"]["reason"] == "Laporan tentang layanan lain."
    assert await signs(registry.operator, key) == [told]
    event = await registry.last_event(key)
    gone = {"id": sign["id"], "kind": "bukti", "observed_on": DAY}
    assert (event.action, event.changes) == ("innovation.withdraw_sign_of_life", {"sign_of_life": [gone, None]})
    assert event.reason == "Laporan tentang layanan lain."
    assert (await withdraw(registry.operator, sign["id"], 409))["code"] == "sign_withdrawn"


async def test_others_know_of_none_of_it(registry: Registry) -> None:
    key = await published(registry)
    sign = await record(registry, key)
    for keeper, status in ((registry.other_operator, 404), (registry.public, 401)):
        body = {"observed_on": DAY, **WORD}
        assert (await keeper.post(f"/{key}/signs-of-life", body)).status_code == status
        assert (await keeper.get(f"/{key}/signs-of-life")).status_code == status
        await withdraw(keeper, sign["id"], status)
    await withdraw(registry.operator, unknown_id(), 404)
    assert len(await signs(registry.registrar, key)) == 1, "the registrar keeps the records of all"


async def test_withdrawn_names_are_not_read_in_it(registry: Registry) -> None:
    key = await published(registry)
    name = "Rahmat Hidayatullah"
    sign = await record(registry, key, **{**USED, "unit": f"warga {name}"}, reference=f"BA {name}", note=f"Kata {name}")
    async with registry.fresh.committing() as session:
        session.add(ConcealedName(person_id=registry.person.id, pattern=pattern_of(name)))
    try:
        await withdraw(registry.operator, sign["id"], reason=f"Dari {name}")
        (told,) = await signs(registry.operator, key)
        assert (told["reference"], told["note"], told["unit"]) == (f"BA {MASK}", f"Kata {MASK}", f"warga {MASK}")
        assert told["withdrawn"]["reason"] == f"Dari {MASK}"
        await record(registry, key, "2026-03-02", **{**PROOF, "reference": f"BA {name}"})
        assert (await vitality(registry.public, key))["last_sign"]["reference"] == f"BA {MASK}"
        history = await registry.operator.get(f"/{key}/history")
        assert history.status_code == 200
        assert name not in history.text
        changes = {item["action"]: item["changes"] for item in history.json()["items"]}
        assert changes["innovation.withdraw_sign_of_life"][0]["after"] is None
        told = changes["innovation.record_sign_of_life"][0]["after"]
        assert told["reference"] == f"BA {MASK}"
    finally:
        await registry.run("DELETE FROM concealed_name")


async def test_what_becomes_one_record_has_the_signs_of_both(registry: Registry) -> None:
    one, into = await published(registry), await published(registry)
    for key in (one, into):
        await record(registry, key, "2026-03-01", **PROOF)
    await record(registry, one, "2026-06-01", **USED)
    gone = await record(registry, one, "2026-02-01", **WORD)
    await withdraw(registry.operator, gone["id"])
    merged = await registry.registrar.post(f"/{one}/merge", {"into": into, "reason": "Satu inovasi"}, if_match="*")
    assert merged.status_code == 200, merged.text
    found = [(sign["observed_on"], sign["kind"]) for sign in await signs(registry.operator, into)]
    assert found == [("2026-06-01", "pemakaian"), ("2026-03-01", "bukti"), ("2026-02-01", "konfirmasi")]
    assert (await vitality(registry.public, into))["last_sign"]["figure"] == "1284"
    answer = await registry.public.get(f"/{one}/vitality")
    assert (answer.status_code, answer.headers["location"].endswith("/vitality")) == (308, True)


async def test_a_request_that_is_sent_twice_records_once(registry: Registry) -> None:
    key = await published(registry)
    body = {"observed_on": DAY, **USED}
    answers = [await registry.operator.post(f"/{key}/signs-of-life", body, idempotency_key="tanda-1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len(await signs(registry.operator, key)) == 1


async def test_a_replication_that_comes_to_run_is_a_sign_whatever_the_status(registry: Registry) -> None:
    draft = (await registry.made(RecordStatus.DRAFT))["id"]
    on = date(2026, 3, 1)
    for _ in range(2):
        async with registry.fresh.committing() as session:
            service = SignOfLifeService(_work(session, registry), 6)
            await service.confirm(UUID(draft), registry.agency.id, on, "Berita Acara 7/2026")
    (told,) = await signs(registry.operator, draft)
    assert (told["kind"], told["observed_on"], told["reference"]) == ("bukti", "2026-03-01", "Berita Acara 7/2026")
    event = await registry.last_event(draft)
    assert (event.action, event.agency_id) == ("innovation.record_sign_of_life", registry.agency.id)


def _work(session: Any, registry: Registry) -> Work:
    nobody = Principal(None, "replikasi", frozenset(), frozenset(), registry.agency.id, frozenset(), "chore", None)
    return Work(session, nobody, "uji-tanda-hidup", datetime.now(UTC))


async def test_of_two_who_record_the_same_at_once_one_is_told_of_the_other(registry: Registry) -> None:
    key = await published(registry)
    answers = await asyncio.gather(*(send(registry, key, USED) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert len(await signs(registry.operator, key)) == 1
