"""What subjects of personal data ask for: taken down, on the clock, answered once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.conditional import Condition
from app.models import AuditEvent, Person, PersonalDataRequest
from app.models.codes import RequestAnswer, RequestKind
from app.privacy.schemas import AnswerCreate, RequestCreate, RequestFilters, RequestState
from app.privacy.service import RequestService
from tests import factories
from tests.asking import errors_of
from tests.privacy.desk import Desk, work_at
from tests.walking import there_and_back

REQUESTS = "/v1/personal-data-requests"
STATEMENT = "Nama saya dieja keliru pada halaman inovasi."
NOTE = "Ejaan nama sudah diperbaiki menurut SK."
OPENED = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
NOBODY = "019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11"


async def opened(desk: Desk, who: str = "operator", kind: str = "rectification") -> str:
    """Open a request; return its address."""
    body = {"person": str(desk.person.id), "kind": kind, "statement": STATEMENT}
    answer = await desk.post(who, REQUESTS, body)
    assert answer.status_code == 201, answer.text
    return f"{REQUESTS}/{answer.json()['id']}"


async def test_a_request_is_due_three_days_later(desk: Desk) -> None:
    body = {"person": desk.person.slug, "kind": "rectification", "statement": f" {STATEMENT}\n"}
    answer = await desk.post("operator", REQUESTS, body)
    assert answer.status_code == 201
    told = answer.json()
    due, begun = datetime.fromisoformat(told["due_at"]), datetime.fromisoformat(told["opened_at"])
    assert due - begun == timedelta(hours=72)
    assert (told["state"], told["overdue"], told["answer"], told["version"]) == ("open", False, None, 1)
    assert told["person"]["name"] == "Bayu Sogara Siregar"
    assert "statement" not in told
    assert answer.headers["location"].endswith(f"{REQUESTS}/{told['id']}")
    assert answer.headers["etag"] == '"v1"'
    whole = (await desk.get("controller", f"{REQUESTS}/{told['id']}")).json()
    assert whole == told | {"statement": STATEMENT, "answer_note": None}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"person": "tidak-ada"}, ("#/person", "unknown_reference")),
        ({"kind": "erasure"}, ("#/kind", "unknown_code")),
        ({"statement": "pendek"}, ("#/statement", "too_short")),
        ({"statement": " " * 40}, ("#/statement", "too_short")),
        ({"due_at": "2030-01-01T00:00:00Z"}, ("#/due_at", "unknown")),
    ],
)
async def test_a_wrong_request_is_refused(desk: Desk, body: dict[str, str], error: tuple[str, str]) -> None:
    told = {"person": str(desk.person.id), "kind": "rectification", "statement": STATEMENT} | body
    answer = await desk.post("operator", REQUESTS, told)
    assert answer.status_code == 422
    assert errors_of(answer) == {error}


async def test_only_keepers_and_the_controller_open_requests(desk: Desk) -> None:
    body = {"person": str(desk.person.id), "kind": "rectification", "statement": STATEMENT}
    refused = await desk.post("stranger", REQUESTS, body)
    unknown = await desk.post("stranger", REQUESTS, body | {"person": NOBODY})
    assert refused.status_code == unknown.status_code == 422
    assert refused.json()["errors"] == unknown.json()["errors"]
    statuses = {who: (await desk.post(who, REQUESTS, body)).status_code for who in (*desk.headers, None)}
    assert statuses == {
        "operator": 201,
        "secretariat": 201,
        "registrar": 201,
        "controller": 201,
        "stranger": 422,
        "assessor": 403,
        "admin": 403,
        None: 401,
    }


async def test_everybody_sees_what_their_agency_took_down_and_the_controller_all(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        foreign = await factories.person(session, "Orang Lain", agency_id=desk.other.id)
    mine = await opened(desk)
    theirs = (
        await desk.post("stranger", REQUESTS, {"person": str(foreign.id), "kind": "withdrawal", "statement": STATEMENT})
    ).json()["id"]
    registrars = await opened(desk, "registrar")
    seen = {
        who: {one["id"] for one in (await desk.get(who, REQUESTS)).json()["items"]}
        for who in ("operator", "secretariat", "stranger", "registrar", "controller")
    }
    own, of_registrar = mine.rsplit("/", 1)[1], registrars.rsplit("/", 1)[1]
    assert seen == {
        "operator": {own},
        "secretariat": {own},
        "stranger": {theirs},
        "registrar": {of_registrar},
        "controller": {own, theirs, of_registrar},
    }
    for who, path, status in (("operator", mine, 200), ("stranger", mine, 404), ("registrar", mine, 404)):
        answer = await desk.get(who, path)
        assert answer.status_code == status, (who, path)
    hidden, absent = await desk.get("stranger", mine), await desk.get("stranger", f"{REQUESTS}/{NOBODY}")
    assert hidden.json()["detail"] == absent.json()["detail"]
    for who in ("assessor", "admin"):
        assert (await desk.get(who, mine)).status_code == 403
    assert (await desk.get(None, mine)).status_code == 401


async def test_the_last_moment_is_in_time_and_the_next_is_not(desk: Desk) -> None:
    told = RequestCreate(person=str(desk.person.id), kind=RequestKind.RECTIFICATION, statement=STATEMENT)
    async with desk.fresh.committing() as session:
        made = await RequestService(await work_at(desk, session, "operator", OPENED)).open(told)
        assert made.due_at == OPENED + timedelta(days=3)

    async def overdue(at: datetime, **filters: bool) -> list[bool]:
        async with desk.fresh.committing() as session:
            service = RequestService(await work_at(desk, session, "controller", at))
            _, items, _ = await service.search(RequestFilters(**filters), "uji")
            return [item.overdue for item in items]

    assert await overdue(made.due_at) == [False]
    assert await overdue(made.due_at + MOMENT) == [True]
    assert await overdue(made.due_at, overdue=True) == []
    assert await overdue(made.due_at, overdue=False) == [False]
    assert await overdue(made.due_at + MOMENT, overdue=True) == [True]
    assert await overdue(made.due_at + MOMENT, overdue=False) == []


async def test_what_is_answered_late_is_no_longer_overdue(desk: Desk) -> None:
    told = RequestCreate(person=str(desk.person.id), kind=RequestKind.RECTIFICATION, statement=STATEMENT)
    late = OPENED + timedelta(days=4)
    async with desk.fresh.committing() as session:
        made = await RequestService(await work_at(desk, session, "operator", OPENED)).open(told)
        service = RequestService(await work_at(desk, session, "controller", late))
        _, items, total = await service.search(RequestFilters(overdue=True, with_total=True), "uji")
        assert ([item.id for item in items], total) == ([made.id], 1)
        answered = AnswerCreate(answer=RequestAnswer.REFUSED, note="Data sudah benar menurut SK.")
        item = await service.answer(made.id, answered, Condition(frozenset({"*"})))
        assert (item.overdue, item.answered_at, item.state) == (False, late, RequestState.ANSWERED)
        assert (await service.search(RequestFilters(overdue=True), "uji"))[1] == []


async def test_requests_are_filtered_and_paged_by_the_time_they_are_due(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        for number in range(5):
            kind = RequestKind.WITHDRAWAL if number == 2 else RequestKind.RECTIFICATION
            told = RequestCreate(person=str(desk.person.id), kind=kind, statement=STATEMENT)
            at = OPENED - timedelta(days=10 + number)
            await RequestService(await work_at(desk, session, "operator", at)).open(told)
    client = desk.fresh.client
    client.headers.update(desk.headers["controller"])
    there, back = await there_and_back(client, REQUESTS, [1, 2])
    assert there == back
    listed = (await client.get(f"{REQUESTS}?with_total=true")).json()
    assert [item["id"] for item in listed["items"]] == there
    assert listed["total"] == 5
    dues = [item["due_at"] for item in listed["items"]]
    assert dues == sorted(dues)
    assert len((await client.get(f"{REQUESTS}?kind=withdrawal")).json()["items"]) == 1
    assert (await client.get(f"{REQUESTS}?state=answered")).json()["items"] == []
    assert len((await client.get(f"{REQUESTS}?state=open&overdue=true")).json()["items"]) == 5
    forged = (await client.get(f"{REQUESTS}?limit=1")).json()["next"]
    assert (await client.get(f"{REQUESTS}?kind=withdrawal&cursor={forged}")).json()["code"] == "invalid_cursor"
    client.headers.update(desk.headers["operator"])
    assert (await client.get(f"{REQUESTS}?limit=1&cursor={forged}")).status_code == 400


async def test_an_answer_needs_the_present_version_and_comes_once(desk: Desk) -> None:
    path = await opened(desk)
    body = {"answer": "granted", "note": NOTE}
    missing = await desk.post("controller", f"{path}/answer", body)
    assert (missing.status_code, missing.headers["etag"]) == (428, '"v1"')
    stale = await desk.post("controller", f"{path}/answer", body, if_match='"v7"')
    assert (stale.status_code, stale.headers["etag"]) == (412, '"v1"')
    read = await desk.get("controller", path)
    answered = await desk.post("controller", f"{path}/answer", body, if_match=read.headers["etag"])
    assert answered.status_code == 200, answered.text
    assert answered.headers["etag"] == '"v2"'
    assert (answered.json()["answer"], answered.json()["state"]) == ("granted", "answered")
    again = await desk.post("controller", f"{path}/answer", body | {"answer": "refused"}, if_match='"v2"')
    assert (again.status_code, again.json()["code"], again.json()["answer"]) == (409, "request_answered", "granted")
    assert (await desk.get("operator", path)).json()["answer_note"] == NOTE


async def test_only_the_controller_answers(desk: Desk) -> None:
    path = await opened(desk)
    body = {"answer": "granted", "note": NOTE}
    statuses = {
        who: (await desk.post(who, f"{path}/answer", body, if_match='"v1"')).status_code
        for who in (*[who for who in desk.headers if who != "controller"], None)
    }
    assert set(statuses.values()) == {403, 401}
    assert (await desk.post("controller", f"{REQUESTS}/{NOBODY}/answer", body, if_match='"v1"')).status_code == 404


async def test_a_granted_rectification_and_a_refused_withdrawal_leave_the_name(desk: Desk) -> None:
    for kind, answer in (("rectification", "granted"), ("rectification", "refused"), ("withdrawal", "refused")):
        path = await opened(desk, kind=kind)
        body = {"answer": answer, "note": NOTE}
        assert (await desk.post("controller", f"{path}/answer", body, if_match='"v1"')).status_code == 200
        unfit = await desk.post(
            "controller", f"{await opened(desk, kind=kind)}/answer", body | {"spellings": ["B. S. S."]}, if_match="*"
        )
        assert errors_of(unfit) == {("#/spellings", "unfit")}
    async with desk.fresh.committing() as session:
        assert (await session.get_one(Person, desk.person.id)).concealed_at is None


async def test_the_audit_tells_of_requests_without_the_words_of_the_subject(desk: Desk) -> None:
    path = await opened(desk)
    await desk.post("controller", f"{path}/answer", {"answer": "refused", "note": NOTE}, if_match='"v1"')
    async with desk.fresh.committing() as session:
        events = (await session.scalars(select(AuditEvent).order_by(AuditEvent.id))).all()
        assert [(event.action, event.entity_id) for event in events] == [
            ("personal_data_request.open", UUID(path.rsplit("/", 1)[1])),
            ("personal_data_request.answer", UUID(path.rsplit("/", 1)[1])),
        ]
        assert STATEMENT not in str([event.changes for event in events])
        assert NOTE not in str([(event.changes, event.reason) for event in events])


async def test_a_repeated_opening_makes_one_request(desk: Desk) -> None:
    body = {"person": str(desk.person.id), "kind": "withdrawal", "statement": STATEMENT}
    first = await desk.post("operator", REQUESTS, body, idempotency_key="tarik-1")
    again = await desk.post("operator", REQUESTS, body, idempotency_key="tarik-1")
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    async with desk.fresh.committing() as session:
        assert len((await session.scalars(select(PersonalDataRequest))).all()) == 1
