"""Signs of life over HTTP, as keepers record and everyone reads them."""

from datetime import date, datetime, time
from typing import Any

from app.core.clock import WIB
from tests.innovations.keeping import Keeper, Registry

USED = {"kind": "pemakaian", "figure": 1284, "unit": "permohonan"}
WORD = {"kind": "konfirmasi"}
DAY = "2026-03-01"


async def published(registry: Registry, on: str = "2026-01-15", **facts: Any) -> str:
    """Return the id of a record that was published on a day, a minute after midnight in Medan."""
    receipt = await registry.published(**facts)
    moment = datetime.combine(date.fromisoformat(on), time(0, 1), WIB)
    statement = "UPDATE innovation SET published_at = CAST(:at AS timestamptz) WHERE id = CAST(:id AS uuid)"
    await registry.run(statement, at=moment, id=receipt["id"])
    identity: str = receipt["id"]
    return identity


async def record(registry: Registry, key: str, on: str = DAY, **facts: Any) -> dict[str, Any]:
    """Record a sign of life, and return it."""
    told = {"observed_on": on, **(facts or WORD)}
    answer = await registry.operator.post(f"/{key}/signs-of-life", told)
    assert answer.status_code == 201, answer.text
    sign: dict[str, Any] = answer.json()
    return sign


async def withdraw(keeper: Keeper, sign_id: str, status: int = 200, reason: str = "Salah catat.") -> dict[str, Any]:
    """Withdraw a sign of life, and return the answer."""
    path = f"/v1/signs-of-life/{sign_id}/withdraw"
    answer = await keeper.client.post(path, json={"reason": reason}, headers=keeper.headers)
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def vitality(keeper: Keeper, key: str, on: str | None = None) -> dict[str, Any]:
    """Return whether an innovation is alive on a day."""
    answer = await keeper.get(f"/{key}/vitality" + (f"?as_of={on}" if on else ""))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def signs(keeper: Keeper, key: str) -> list[dict[str, Any]]:
    """Return the signs of life of a record, the last observed first."""
    items: list[dict[str, Any]] = (await keeper.get(f"/{key}/signs-of-life?limit=200")).json()["items"]
    return items
