"""Objections are answered once, by who runs the round, for everyone to read."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from tests.hearings.hall import ANSWER, NOBODY, STATEMENT, Hall
from tests.innovations.keeping import errors_of


async def test_an_answer_is_for_everyone_to_read(hall: Hall) -> None:
    case = await hall.case()
    path = await case.objected(STATEMENT)
    read = await hall.get("registrar", path)
    answered = await hall.ask("registrar", "POST", f"{path}/answer", ANSWER, if_match=read.headers["etag"])
    assert answered.status_code == 200, answered.text
    assert answered.headers["etag"] == '"v2"'
    assert answered.json()["statement"] == STATEMENT
    shown = (await hall.get(None, path)).json()
    assert {name: shown[name] for name in ANSWER} == ANSWER
    assert (shown["version"], shown["statement"]) == (2, None)
    assert shown["answered_at"] >= shown["received_at"]
    assert (await hall.get(None, f"{case.path}/objections")).json()["items"] == [shown]


async def test_it_needs_the_present_version_and_comes_once(hall: Hall) -> None:
    path = await (await hall.case()).objected()
    for headers, status in (({}, 428), ({"if_match": '"v7"'}, 412)):
        refused = await hall.ask("registrar", "POST", f"{path}/answer", ANSWER, **headers)
        assert (refused.status_code, refused.headers["etag"]) == (status, '"v1"')
    assert (await hall.ask("registrar", "POST", f"{path}/answer", ANSWER, if_match='"v1"')).status_code == 200
    upheld = ANSWER | {"status": "upheld"}
    again = await hall.ask("registrar", "POST", f"{path}/answer", upheld, if_match='"v2"')
    assert (again.status_code, again.json()["code"]) == (409, "objection_answered")
    assert again.json()["objection_status"] == "dismissed"
    assert (await hall.get(None, path)).json()["status"] == "dismissed"


async def test_of_two_answers_at_once_one_counts(hall: Hall) -> None:
    path = await (await hall.case()).objected()
    bodies = [ANSWER | {"status": status} for status in ("upheld", "dismissed") * 3]
    answers = await asyncio.gather(
        *(hall.ask("registrar", "POST", f"{path}/answer", body, if_match="*") for body in bodies)
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
    (counted,) = [answer.json()["status"] for answer in answers if answer.status_code == 200]
    assert (await hall.get(None, path)).json()["status"] == counted
    assert len(await hall.events(UUID(path.rsplit("/", 1)[1]))) == 2


async def test_only_who_runs_rounds_answers(hall: Hall) -> None:
    path = await (await hall.case()).objected()
    expected = {
        None: 401,
        "operator": 403,
        "secretariat": 403,
        "assessor": 403,
        "controller": 403,
        "admin": 403,
        "narrowed": 403,
    }
    for who, status in expected.items():
        assert (await hall.ask(who, "POST", f"{path}/answer", ANSWER, if_match='"v1"')).status_code == status, who
    assert (await hall.get(None, path)).json()["status"] == "open"


async def test_what_cannot_be_known_of_cannot_be_answered(hall: Hall) -> None:
    case = await hall.case()
    path = await case.objected()
    await hall.run("UPDATE assessment_round SET status = 'draft' WHERE id = :id", id=case.round.id)
    hidden = await hall.ask("narrowed", "POST", f"{path}/answer", ANSWER, if_match='"v1"')
    missing = await hall.ask("narrowed", "POST", f"/v1/objections/{NOBODY}/answer", ANSWER, if_match='"v1"')
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json()["detail"] == missing.json()["detail"]
    refused = await hall.ask("registrar", "POST", f"/v1/objections/{NOBODY}/answer", ANSWER, if_match='"v1"')
    assert refused.status_code == 404


@pytest.mark.parametrize("status", ["determined", "published", "cancelled"])
async def test_once_the_round_is_over_nothing_is_answered(hall: Hall, status: str) -> None:
    case = await hall.case()
    path = await case.objected()
    over = "UPDATE assessment_round SET status = :status, decree_number = '1', decree_on = '2026-01-01' WHERE id = :id"
    await hall.run(over, status=status, id=case.round.id)
    answer = await hall.ask("registrar", "POST", f"{path}/answer", ANSWER, if_match='"v1"')
    assert (answer.status_code, answer.json()["code"]) == (409, "round_step")
    assert (answer.json()["round_status"], answer.json()["action"]) == (status, "answer_objection")


async def test_it_may_come_after_the_window(hall: Hall) -> None:
    case = await hall.case()
    path = await case.objected()
    await hall.run(
        "UPDATE round_stage SET closes_at = now() - interval '1 second' WHERE round_id = :id", id=case.round.id
    )
    assert (await case.object()).status_code == 409
    assert (await hall.ask("registrar", "POST", f"{path}/answer", ANSWER, if_match='"v1"')).status_code == 200


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"status": "open"}, ("#/status", "unknown_code")),
        ({"status": "diterima"}, ("#/status", "unknown_code")),
        ({"summary": "Pendek"}, ("#/summary", "too_short")),
        ({"summary": "x" * 2001}, ("#/summary", "too_long")),
        ({"answer": " " * 30}, ("#/answer", "too_short")),
        ({"answer": "x" * 5001}, ("#/answer", "too_long")),
        ({"statement": STATEMENT}, ("#/statement", "unknown")),
        ({"number": 1}, ("#/number", "unknown")),
    ],
)
async def test_a_wrong_answer_is_refused(hall: Hall, body: dict[str, Any], error: tuple[str, str]) -> None:
    path = await (await hall.case()).objected()
    answer = await hall.ask("registrar", "POST", f"{path}/answer", ANSWER | body, if_match='"v1"')
    assert (answer.status_code, errors_of(answer)) == (422, [error])
    assert (await hall.get(None, path)).json()["status"] == "open"


async def test_the_audit_tells_who_answered_and_how(hall: Hall) -> None:
    path = await (await hall.case()).objected()
    await hall.ask("registrar", "POST", f"{path}/answer", ANSWER, if_match='"v1"')
    _, event = await hall.events(UUID(path.rsplit("/", 1)[1]))
    assert (event.action, event.account_id, event.via) == ("objection.answer", hall.accounts["registrar"], "key")
    assert event.changes == {"status": ["open", "dismissed"]}
