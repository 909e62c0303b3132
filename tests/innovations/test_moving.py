"""The way of a record from draft to public, as the roles go it over HTTP."""

from itertools import product
from random import Random
from typing import Any

import pytest

from app.innovations.workflow import Action, legal_actions, step
from app.models.codes import RecordStatus
from tests.innovations.keeping import REASON, WAY, Keeper, Registry, errors_of, unlike
from tests.signing import sign

STATUSES = tuple(WAY)
STEPS = tuple(action for action in Action if action is not Action.MERGE)
# what only a registrar may do at all
REGISTRARS = frozenset({Action.RETURN, Action.VERIFY, Action.PUBLISH})


async def public_status(registry: Registry, key: str) -> int:
    """Return how the record's address answers everyone; list and search must say the same."""
    answer = await registry.public.get(f"/{key}")
    listed = [item["id"] for item in (await registry.public.get("?limit=200&sort=updated")).json()["items"]]
    assert (key in listed) == (answer.status_code == 200)
    return answer.status_code


@pytest.mark.parametrize(("status", "action"), [*product(STATUSES, STEPS)])
async def test_a_step_is_taken_where_the_table_has_it_and_refused_elsewhere(
    registry: Registry, status: RecordStatus, action: Action
) -> None:
    for keeper, verifies in ((registry.operator, False), (registry.registrar, True)):
        made = await registry.made(status)
        before = await registry.operator.read(made["id"])
        answer = await keeper.act(made["id"], action)
        after = await registry.operator.read(made["id"])
        legal = legal_actions(status, verifies=verifies)
        if not verifies and action in REGISTRARS:
            assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
            assert after == before
        elif action in legal:
            expected = step(status, action, verifies=verifies)
            assert answer.status_code == 200, answer.text
            receipt = answer.json()
            assert (receipt["status"], receipt["version"]) == (expected, before["version"] + 1)
            assert receipt["legal_actions"] == list(legal_actions(expected, verifies=verifies))
            assert answer.headers["etag"] == f'"v{after["version"]}"'
            assert after["status"] == expected
            event = await registry.last_event(made["id"])
            assert (event.action, event.reason) == (f"innovation.{action}", REASON["reason"])
            assert event.changes["status"] == [status, expected]
        else:
            problem = answer.json()
            assert (answer.status_code, problem["code"]) == (409, "illegal_step")
            assert (problem["record_status"], problem["action"]) == (status, action)
            assert problem["legal_actions"] == list(legal)
            assert after == before


@pytest.mark.parametrize("seed", range(4))
async def test_on_any_way_everyone_sees_what_is_published_and_nothing_else(registry: Registry, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a walk, no secret
    made = await registry.operator.create()
    neighbour = await registry.published(relations=[{"kind": "adapts", "innovation": made["id"]}])
    whole = await registry.published(platform={"relation": "bagian_platform", "innovation": made["id"]})
    status, version, was_public = RecordStatus.DRAFT, 1, False
    for _ in range(25):
        keeper, verifies = random.choice([(registry.operator, False), (registry.registrar, True)])
        legal = legal_actions(status, verifies=verifies)
        # mostly a step that there is, so that the walk gets somewhere
        choices = [one for one in legal if one in STEPS and one is not Action.ARCHIVE] or STEPS
        action = random.choice(choices if random.random() < 0.8 else STEPS)
        answer = await keeper.post(f"/{made['id']}/{action}", REASON, if_match=f'"v{version}"')
        if action in legal:
            assert answer.status_code == 200, answer.text
            status, version = step(status, action, verifies=verifies), version + 1
        else:
            assert answer.status_code == (403 if action in REGISTRARS and not verifies else 409)
        public = status is RecordStatus.PUBLISHED
        was_public |= public
        expected = 200 if public else 410 if status is RecordStatus.ARCHIVED and was_public else 404
        assert await public_status(registry, made["id"]) == expected, status
        shown = (await registry.public.get(f"/{neighbour['id']}")).json()
        assert [relation["innovation"]["id"] for relation in shown["relations"]] == [made["id"]] * public
        assert shown["counts"]["relations"] == public
        part = (await registry.public.get(f"/{whole['id']}")).json()["platform"]["innovation"]
        assert (part and part["id"]) == (made["id"] if public else None)
        record = await registry.operator.read(made["id"])
        assert (record["status"], record["version"]) == (status, version)
        if status in {RecordStatus.RETURNED, RecordStatus.ARCHIVED}:
            assert record["remark"] == REASON["reason"]
        elif status in {RecordStatus.VERIFIED, RecordStatus.PUBLISHED}:
            assert record["remark"] is None


@pytest.mark.parametrize(("action", "status"), [("return", RecordStatus.SUBMITTED), ("archive", RecordStatus.DRAFT)])
async def test_returning_and_archiving_need_a_reason(registry: Registry, action: str, status: RecordStatus) -> None:
    made = await registry.made(status)
    wrong: list[tuple[Any, str, str]] = [
        (None, "#", "required"),
        ({}, "#/reason", "required"),
        ({"reason": None}, "#/reason", "not_text"),
        ({"reason": ""}, "#/reason", "too_short"),
        ({"reason": " \n\t"}, "#/reason", "too_short"),
        ({"reason": "\N{ZERO WIDTH SPACE}"}, "#/reason", "too_short"),
        ({"reason": "x", "remark": "x"}, "#/remark", "unknown"),
    ]
    for body, pointer, code in wrong:
        answer = await registry.registrar.post(f"/{made['id']}/{action}", body, if_match="*")
        assert (answer.status_code, errors_of(answer)) == (422, [(pointer, code)])
    assert (await registry.operator.read(made["id"]))["status"] == status
    answer = await registry.registrar.post(f"/{made['id']}/{action}", {"reason": " Sumber belum ada.\n"}, if_match="*")
    assert answer.status_code == 200
    assert (await registry.operator.read(made["id"]))["remark"] == "Sumber belum ada."


async def test_the_other_steps_need_no_body(registry: Registry) -> None:
    made = await registry.operator.create()
    for index, action in enumerate(("submit", "verify", "publish")):
        body = (None, {}, {"reason": None})[index]
        answer = await registry.registrar.post(f"/{made['id']}/{action}", body, if_match="*")
        assert answer.status_code == 200, answer.text
    assert [event.reason for event in await registry.events(made["id"])] == [None] * 4


async def test_a_returned_record_says_why_until_it_is_verified(registry: Registry) -> None:
    made = await registry.made(RecordStatus.RETURNED)
    assert (await registry.operator.read(made["id"]))["remark"] == REASON["reason"]
    assert (await registry.operator.corrected(made["id"], {"summary": "Baru"}))["remark"] == REASON["reason"]
    await registry.operator.move(made["id"], "submit")
    await registry.registrar.move(made["id"], "verify")
    assert (await registry.operator.read(made["id"]))["remark"] is None
    await registry.registrar.move(made["id"], "publish")
    assert (await registry.public.get(f"/{made['id']}")).json()["remark"] is None


async def test_a_record_keeps_the_time_of_its_first_publication(registry: Registry) -> None:
    made = await registry.published()
    first = (await registry.operator.read(made["id"]))["published_at"]
    assert first is not None
    await registry.registrar.move(made["id"], "return", "submit", "verify", "publish")
    again = await registry.operator.read(made["id"])
    assert again["published_at"] == first
    assert again["updated_at"] > first


async def test_an_archived_record_is_a_tombstone_to_all_but_its_keepers(registry: Registry) -> None:
    name = unlike()
    made = await registry.made(RecordStatus.ARCHIVED, name=name, summary="Rahasia")
    for key in (made["id"], made["slug"]):
        for keeper in (registry.public, registry.other_operator):
            answer = await keeper.get(f"/{key}")
            problem = answer.json()
            assert (answer.status_code, problem["code"], problem["name"]) == (410, "archived", name)
            assert problem["archived_at"]
            assert "Rahasia" not in answer.text
        for keeper in (registry.operator, registry.registrar):
            record = await keeper.read(key)
            assert (record["summary"], record["remark"]) == ("Rahasia", REASON["reason"])
    never = await registry.operator.create()
    await registry.operator.move(never["id"], "archive")
    assert (await registry.public.get(f"/{never['id']}")).status_code == 404, "what was never public leaves no grave"
    assert (await registry.operator.read(never["id"]))["status"] == "archived"


async def test_an_archived_record_comes_back_by_the_registrar_alone(registry: Registry) -> None:
    made = await registry.made(RecordStatus.ARCHIVED)
    await registry.registrar.move(made["id"], "return")
    assert (await registry.public.get(f"/{made['id']}")).status_code == 404
    await registry.operator.move(made["id"], "submit")
    await registry.registrar.move(made["id"], "verify", "publish")
    assert (await registry.public.get(f"/{made['id']}")).status_code == 200


@pytest.mark.parametrize(
    ("role", "bound", "statuses"),
    [
        ("secretariat", True, (201, 200, 403)),
        ("assessor", False, (403, 403, 403)),
        ("controller", False, (403, 403, 403)),
        ("admin", False, (403, 403, 403)),
    ],
)
async def test_who_else_may_take_part(
    registry: Registry,
    role: str,
    bound: bool,
    statuses: tuple[int, int, int],
) -> None:
    async with registry.fresh.committing() as session:
        headers = await sign(session, role, agency_id=registry.agency.id if bound else None)
    keeper = Keeper(registry.fresh, headers)
    made = await registry.operator.create()
    created = await keeper.post("", {"name": unlike()})
    submitted, verified = await keeper.act(made["id"], "submit"), await keeper.act(made["id"], "verify")
    assert (created.status_code, submitted.status_code, verified.status_code) == statuses


async def test_nobody_writes_without_credentials(registry: Registry) -> None:
    made = await registry.published()
    for answer in (
        await registry.public.post("", {"name": unlike()}),
        await registry.public.update(made["id"], {"summary": "x"}),
        await registry.public.act(made["id"], "return"),
        await registry.public.update("tidak-ada", {"summary": "x"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
        assert answer.headers["www-authenticate"].startswith("Bearer")
