"""The pages of the history, while things go on happening."""

from itertools import cycle
from typing import Any
from uuid import UUID

import pytest

from app.core.ids import new_id
from app.core.paging import Cursor, encode
from app.core.queries import listing_of
from app.history.schemas import AuditFilters
from app.models import AuditEvent
from tests.history.scene import Scene


async def happen(scene: Scene, entity_id: UUID, times: int, action: str = "innovation.update") -> list[str]:
    """Let something happen to a record; return the ids of the events, the newest first."""
    events = [
        AuditEvent(
            id=new_id(),
            account_name="uji",
            via="command",
            action=action,
            entity_kind="innovation",
            entity_id=entity_id,
            changes={},
        )
        for _ in range(times)
    ]
    async with scene.fresh.committing() as session:
        session.add_all(events)
    return [str(event.id) for event in reversed(events)]


def ids(page: dict[str, Any]) -> list[str]:
    return [event["id"] for event in page["items"]]


@pytest.mark.parametrize("sizes", [(1,), (7,), (3, 1, 5), (200,)])
async def test_pages_together_are_the_list_as_it_was_when_it_was_begun(scene: Scene, sizes: tuple[int, ...]) -> None:
    subject = new_id()
    known = await happen(scene, subject, 23)
    limits = cycle(sizes)
    page = await scene.get("admin", "/audit", entity_id=subject, limit=next(limits))
    there = ids(page)
    while page["next"]:
        known = await happen(scene, subject, 2) + known
        await happen(scene, new_id(), 1)
        page = await scene.get("admin", "/audit", entity_id=subject, limit=next(limits), cursor=page["next"])
        there += ids(page)
    assert there == known[-23:]
    back = ids(page)
    while page["prev"]:
        page = await scene.get("admin", "/audit", entity_id=subject, limit=next(limits), cursor=page["prev"])
        back = ids(page) + back
    assert back == known


async def test_an_event_that_was_begun_before_and_committed_meanwhile_moves_no_page(scene: Scene) -> None:
    subject = new_id()
    late = AuditEvent(id=new_id(), account_name="uji", via="command", action="innovation.update", changes={})
    late.entity_kind, late.entity_id = "innovation", subject
    known = await happen(scene, subject, 6)
    first = await scene.get("admin", "/audit", entity_id=subject, limit=3)
    async with scene.fresh.committing() as session:
        session.add(late)
    second = await scene.get("admin", "/audit", entity_id=subject, limit=3, cursor=first["next"])
    assert ids(first) + ids(second) == known
    third = await scene.get("admin", "/audit", entity_id=subject, limit=3, cursor=second["next"])
    assert ids(third) == [str(late.id)]


async def test_all_pages_are_counted_if_asked(scene: Scene) -> None:
    subject = new_id()
    await happen(scene, subject, 5)
    await happen(scene, subject, 3, "innovation.submit")
    assert (await scene.get("admin", "/audit", entity_id=subject))["total"] is None
    counted = {"entity_id": subject, "with_total": "true", "limit": 2}
    assert (await scene.get("admin", "/audit", **counted))["total"] == 8
    assert (await scene.get("admin", "/audit", action="innovation.submit", **counted))["total"] == 3
    made = await scene.innovation()
    assert (await scene.get("operator", f"/innovations/{made['id']}/history", with_total="true"))["total"] == 1


async def test_the_neighbouring_pages_are_linked(scene: Scene) -> None:
    made = await scene.innovation()
    await scene.move(made["id"], "submit", "verify", "publish")
    path = f"/innovations/{made['slug']}/history"
    answer = await scene.ask("operator", "GET", f"{path}?limit=2")
    cursor = answer.json()["next"]
    assert answer.headers["link"] == f'<http://127.0.0.1:8000/v1{path}?limit=2&cursor={cursor}>; rel="next"'
    last = await scene.get("operator", f"/innovations/{made['id']}/history", limit=2, cursor=cursor)
    assert [event["action"] for event in last["items"]] == ["innovation.submit", "innovation.create"]
    assert last["next"] is None


async def test_a_cursor_belongs_to_its_list(scene: Scene) -> None:
    made, other = await scene.innovation(), await scene.innovation()
    for one in (made, other):
        await scene.move(one["id"], "submit")
    cursor = (await scene.get("operator", f"/innovations/{made['id']}/history", limit=1))["next"]
    for path in (
        f"/innovations/{other['id']}/history?cursor={cursor}",
        f"/innovations/{made['id']}/history?cursor={cursor}&action=innovation.create",
        f"/innovations/{made['id']}/history?cursor={cursor[:-2]}",
        f"/innovations/{made['id']}/history?cursor=AAAA",
    ):
        answer = await scene.ask("operator", "GET", path)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor"), path
    audit = await scene.ask("admin", "GET", f"/audit?cursor={cursor}")
    assert (audit.status_code, audit.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize("keys", [("x",), ("",), (), ("a", "b"), ("' OR true --",)])
async def test_a_cursor_that_was_made_up_is_refused(scene: Scene, keys: tuple[str, ...]) -> None:
    cursor = encode(Cursor(keys), listing_of("audit", AuditFilters()))
    answer = await scene.ask("admin", "GET", f"/audit?cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")
