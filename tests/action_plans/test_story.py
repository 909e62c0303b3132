"""The seminar of 2017 on the reference data: 37 plans that nobody named, and what can be told of them by now."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.models import Agency
from tests.action_plans.desk import PARTIES, ago
from tests.conftest import Fresh, Server
from tests.innovations.keeping import served
from tests.signing import sign

SEMINAR = "seminar-action-plan-2017"
YIELD = f"/v1/programme-editions/{SEMINAR}/yield"


@pytest.fixture(scope="module")
async def fresh(server: Server, furnished: str) -> AsyncIterator[Fresh]:
    async with served(server, furnished) as made:
        yield made


async def credentials(fresh: Fresh, role: str, agency: str | None = None) -> dict[str, str]:
    """Return the credentials of somebody who keeps the records of an agency, or of all."""
    async with fresh.committing() as session:
        of = await session.scalar(select(Agency.id).where(Agency.slug == agency)) if agency else None
        return {**await sign(session, role, agency_id=of), "if-match": "*"}


async def ok(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    read: dict[str, Any] = answer.json()
    return read


async def nothing_is_known(client: httpx.AsyncClient) -> None:
    """See that of plans which are counted and not named everything is unknown, and nothing zero."""
    before = await ok(await client.get(YIELD))
    assert before["plans"] == {"total": 37, "named": 0, "unnamed": 37}
    assert before["alive"] == {"known_alive": 0, "known_ended": 0, "unknown": 37}
    assert before["costs"]["per_plan"] == {
        "idr": None,
        "reason": "cost_unknown",
        "at_least": None,
        "at_most": None,
    }
    counted = await ok(await client.get("/v1/plan-aggregates/rencana-2017"))
    assert (counted["count"], counted["innovators"], counted["unnamed"]) == (37, 37, 37)
    assert counted["document"]["slug"] == "berita-2017-seminar"


async def test_the_seminar_of_2017(fresh: Fresh) -> None:
    await nothing_is_known(fresh.client)
    client = fresh.client
    # two are named, by the agency that they are for and by whoever organised the seminar
    operator = await credentials(fresh, "operator", "dinas-sosial")
    organiser = await credentials(fresh, "operator", "bkpsdm")
    registrar = await credentials(fresh, "registrar")
    scheme = (await ok(await client.get("/v1/classifications/lan-medan-2017")))["terms"]
    cluster = next(f"lan-medan-2017/{term['slug']}" for term in scheme if term["slug"] == "kearsipan")
    wish = {
        "edition": SEMINAR,
        "agency": "dinas-sosial",
        "aggregate": "rencana-2017",
        "title": "Arsip bantuan sosial tertata",
        "cluster": cluster,
        "problem": "Arsip bantuan tersebar.",
        "people": [
            {"role": "penguji", "person": "m-aswad", "agency": "lan-ri-pusat-inovasi"},
            {"role": "penguji", "agency": "lan-ri"},
            {"role": "mentor", "institution": "Kecamatan peserta", "title": "Camat"},
        ],
        "milestones": [{"title": "Daftar arsip selesai", "due_on": "2017-10-31", "stage": "deliver"}],
    }
    one = await ok(await client.post("/v1/action-plans", json=wish, headers=operator))
    two = {**wish, "title": "Loket bantuan satu meja", "people": [], "milestones": []}
    await ok(await client.post("/v1/action-plans", json=two, headers=organiser))
    assert one["starts_on"] == "2017-08-21"
    named = await ok(await client.get(YIELD))
    assert named["plans"] == {"total": 37, "named": 2, "unnamed": 35}
    # the three parties signed at the seminar
    path = f"/v1/action-plans/{one['id']}"
    for party in PARTIES:
        signed = {"party": party, "signed_on": "2017-08-21"}
        one = await ok(await client.post(f"{path}/signatures", json=signed, headers=operator))
    assert (one["agreement"]["complete"], one["agreement"]["completed_on"]) == (True, "2017-08-21")
    await becomes_an_innovation(fresh, path, operator, registrar)
    found = await ok(await client.get(YIELD))
    assert found["plans"] == named["plans"]
    assert found["outputs"] == {"total": 37, "identified": 2, "unidentified": 35, "innovations": 1}
    assert found["started"] == {"started": 1, "not_started": 0, "unknown": 36}
    assert found["alive"] == {"known_alive": 1, "known_ended": 0, "unknown": 36}
    assert [(after["known_alive"], after["known_ended"], after["unknown"]) for after in found["alive_after"]] == (
        3 * [(1, 0, 36)]
    )
    # what was known a year after the seminar is what was on record of that time
    then = await ok(await client.get(f"{YIELD}?as_of=2018-08-22"))
    assert (then["started"]["started"], then["alive"]["known_alive"], then["alive"]["unknown"]) == (1, 0, 37)


async def becomes_an_innovation(fresh: Fresh, path: str, operator: dict[str, str], registrar: dict[str, str]) -> None:
    """Carry a plan out, let it become an innovation, publish both, and hear of it."""
    for stage, on in (("diagnose", "2017-08-22"), ("design", "2017-08-23"), ("deliver", "2017-09-04")):
        told = {"stage": stage, "on": on}
        await ok(await fresh.client.post(f"{path}/advance", json=told, headers=operator))
    one = await ok(await fresh.client.post(f"{path}/innovation", json={}, headers=operator))
    assert one["milestones_overdue"] == 1
    record = f"/v1/innovations/{one['innovation']['id']}"
    for action in ("submit", "verify", "publish"):
        await ok(await fresh.client.post(f"{record}/{action}", json={}, headers=registrar))
    alive = {"kind": "pemakaian", "observed_on": ago(0), "figure": 40, "unit": "arsip"}
    await ok(await fresh.client.post(f"{record}/signs-of-life", json=alive, headers=operator))
    await ok(await fresh.client.patch(path, json={"published": True}, headers=registrar))
    shown = await ok(await fresh.client.get(path))
    assert (shown["innovation"]["name"], shown["stage"]) == ("Arsip bantuan sosial tertata", "deliver")
    public = await ok(await fresh.client.get(record))
    assert [(part["role"], part["person"]["slug"]) for part in public["people"]] == [("penguji", "m-aswad")]
    assert [(stage["stage"], stage["started_on"]) for stage in public["stages"]] == [("inisiatif", "2017-08-21")]
