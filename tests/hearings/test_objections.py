"""Objections: taken down from anybody while the window is open, in nobody's name, and numbered without gaps."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core.errors import NotFound
from app.hearings.directory import ObjectionDirectory
from app.hearings.inputs import ObjectionCreate
from app.hearings.schemas import ObjectionFilters
from app.hearings.service import ObjectionService
from app.rounds.facts import StageNotOpen
from tests.hearings.hall import ANSWER, NOBODY, STATEMENT, Case, Hall
from tests.innovations.keeping import errors_of
from tests.rounds.making import stage
from tests.walking import there_and_back

SECOND, INSTANT = timedelta(seconds=1), timedelta(microseconds=1)


def opened_stage(**facts: Any) -> Any:
    return stage("uji_publik", weight=0, **facts)


async def test_anybody_objects_and_is_told_a_number_and_nothing_else(hall: Hall) -> None:
    case = await hall.case()
    for number, who in enumerate((None, "operator", None, "registrar"), 1):
        answer = await case.object(who=who)
        assert answer.status_code == 201, answer.text
        assert set(answer.json()) == {"number", "received_at"}
        assert answer.json()["number"] == number
        assert answer.headers["location"].startswith("https://inovasi.example.go.id/v1/objections/")
        assert datetime.fromisoformat(answer.json()["received_at"]).tzinfo is not None
    other = await hall.case()
    assert (await other.object()).json()["number"] == 1, "each round counts its own"


async def test_the_round_is_found_by_its_id_too(hall: Hall) -> None:
    case = await hall.case()
    body = {"entry": str(case.entry.id), "statement": STATEMENT}
    assert (await hall.ask(None, "POST", f"/v1/rounds/{case.round.id}/objections", body)).status_code == 201


async def test_the_window_opens_and_closes_to_the_second(hall: Hall) -> None:
    case = await hall.case()
    window = case.stage()
    for number, (at, open_) in enumerate(
        [
            (window.opens_at - SECOND, False),
            (window.opens_at - INSTANT, False),
            (window.opens_at, True),
            (window.closes_at - INSTANT, True),
            (window.closes_at, False),
            (window.closes_at + SECOND, False),
        ]
    ):
        body = ObjectionCreate(entry=case.entry.id, statement=f"{STATEMENT} {number}")
        async with hall.fresh.committing() as session:
            service = ObjectionService(await hall.work(session, None, at))
            if open_:
                assert (await service.create(case.round.slug, body)).received_at == at
                continue
            with pytest.raises(StageNotOpen) as refused:
                await service.create(case.round.slug, body)
            phase = "upcoming" if at < window.opens_at else "closed"
            assert (refused.value.facts["stage"], refused.value.facts["phase"]) == ("uji_publik", phase)
    assert [one.number for one in await case.objections()] == [1, 2]


@pytest.mark.parametrize(
    ("stages", "facts", "phase"),
    [
        ([opened_stage(opens=1, closes=6)], {}, "upcoming"),
        ([opened_stage(opens=-6, closes=-1)], {}, "closed"),
        ([opened_stage(concluded_at=datetime(2026, 1, 1, tzinfo=UTC))], {}, "concluded"),
        ([opened_stage()], {"status": "cancelled", "remark": "Batal."}, "open"),
        (
            [opened_stage()],
            {"status": "determined", "decree_number": "1/2026", "decree_on": datetime(2026, 1, 1, tzinfo=UTC).date()},
            "open",
        ),
    ],
)
async def test_outside_of_the_window_it_says_when_it_is(
    hall: Hall, stages: list[Any], facts: dict[str, Any], phase: str
) -> None:
    case = await hall.case(*stages, **facts)
    answer = await case.object()
    assert (answer.status_code, answer.json()["code"]) == (409, "stage_not_open")
    assert answer.json()["phase"] == phase
    assert answer.json()["round_status"] == case.round.status
    assert answer.json()["opens_at"].endswith("+07:00")
    assert await case.objections() == []


async def test_a_round_that_hears_nobody_says_so(hall: Hall) -> None:
    case = await hall.case(stage("administrasi", weight=0), stage("panel"))
    answer = await case.object()
    assert (answer.status_code, answer.json()["code"]) == (409, "no_such_stage")
    assert answer.json()["stages"] == ["administrasi", "panel"]


async def test_a_draft_is_as_if_there_were_no_round(hall: Hall) -> None:
    draft = await hall.case(status="draft")
    body = {"entry": str(draft.entry.id), "statement": STATEMENT}
    answers = [
        await hall.ask(who, "POST", f"/v1/rounds/{key}/objections", body)
        for key in (draft.round.slug, str(draft.round.id), "tidak-ada", NOBODY)
        for who in (None, "registrar")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({(answer.json()["code"], answer.json()["detail"]) for answer in answers}) == 1
    assert await draft.objections() == []


async def test_one_objects_to_what_is_in_the_round(hall: Hall) -> None:
    case, other = await hall.case(entries=3), await hall.case()
    await hall.run("UPDATE round_entry SET status = 'out', out_reason = 'Nilai' WHERE id = :id", id=case.entries[1].id)
    await hall.run(
        "UPDATE round_entry SET status = 'withdrawn', out_reason = 'Mundur' WHERE id = :id", id=case.entries[2].id
    )
    wrong = [other.entry.id, case.entries[1].id, case.entries[2].id, NOBODY]
    answers = [await case.object(entry=entry) for entry in wrong]
    for answer in answers:
        assert answer.status_code == 422
        assert errors_of(answer) == [("#/entry", "unknown_reference")]
    assert len({str(answer.json()["errors"]) for answer in answers}) == 1, "what became of an entry is not told here"
    assert (await case.object()).json()["number"] == 1, "what was refused has no number"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"entry": "verolin"}, ("#/entry", "invalid_value")),
        ({"entry": None}, ("#/entry", "invalid_value")),
        ({"statement": "Pendek."}, ("#/statement", "too_short")),
        ({"statement": " " * 40}, ("#/statement", "too_short")),
        ({"statement": "\u200b" * 40}, ("#/statement", "too_short")),
        ({"statement": f"{' ' * 30}{'x' * 19}"}, ("#/statement", "too_short")),
        ({"statement": "x" * 5001}, ("#/statement", "too_long")),
        ({"statement": f"{STATEMENT}\x00"}, ("#/statement", "control_character")),
        ({"statement": None}, ("#/statement", "not_text")),
        ({"name": "Budi"}, ("#/name", "unknown")),
        ({"email": "budi@contoh.id"}, ("#/email", "unknown")),
        ({"number": 7}, ("#/number", "unknown")),
        ({"status": "upheld"}, ("#/status", "unknown")),
    ],
)
async def test_a_wrong_objection_is_refused_part_by_part(
    hall: Hall, body: dict[str, Any], error: tuple[str, str]
) -> None:
    case = await hall.case()
    told = {"entry": str(case.entry.id), "statement": STATEMENT} | body
    answer = await hall.ask(None, "POST", f"{case.path}/objections", told)
    assert (answer.status_code, errors_of(answer)) == (422, [error])
    assert await case.objections() == []


async def test_the_shortest_and_the_longest_are_taken(hall: Hall) -> None:
    case = await hall.case()
    for number, statement in enumerate(("x" * 20, "y" * 5000, f"  {'z' * 20}\n"), 1):
        assert (await case.object(statement)).json()["number"] == number
    assert [len(one.statement) for one in await case.objections()] == [20, 5000, 20]


async def test_twenty_at_once_have_twenty_numbers(hall: Hall) -> None:
    case = await hall.case(entries=2)
    answers = await asyncio.gather(
        *(case.object(who=(None, "operator")[turn % 2], entry=case.entries[turn % 2].id) for turn in range(20)),
        *(case.object(entry=NOBODY) for _ in range(5)),
    )
    assert [answer.status_code for answer in answers] == [201] * 20 + [422] * 5
    assert sorted(answer.json()["number"] for answer in answers[:20]) == list(range(1, 21))
    assert [one.number for one in await case.objections()] == list(range(1, 21))
    assert (await case.object()).json()["number"] == 21


async def test_the_same_words_are_taken_once(hall: Hall) -> None:
    case = await hall.case(entries=2)
    answers = await asyncio.gather(*(case.object(STATEMENT) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    for answer in answers:
        assert answer.json()["number"] == 1
        assert STATEMENT not in answer.text
    repeated = await case.object(f" {STATEMENT}\n")
    assert (repeated.status_code, repeated.json()["code"]) == (409, "objection_repeated")
    assert (await case.object(STATEMENT, entry=case.entries[1].id)).json()["number"] == 2, "another entry is another"
    assert (await case.object(f"{STATEMENT} Juga di kelurahan.")).json()["number"] == 3


async def test_a_key_brings_the_first_answer_again_to_whoever_has_it(hall: Hall) -> None:
    case = await hall.case()
    first = await case.object(STATEMENT, idempotency_key="5f0c8a3e-keberatan")
    for who in (None, "operator"):
        again = await case.object(STATEMENT, who=who, idempotency_key="5f0c8a3e-keberatan")
        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["location"] == first.headers["location"]
        assert again.headers["idempotency-replayed"] == "true"
    other = await case.object(f"{STATEMENT} Lagi.", idempotency_key="5f0c8a3e-keberatan")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(await case.objections()) == 1
    kept = "SELECT count(*) FROM idempotent_request WHERE account_id <> :nobody AND path = :path"
    assert await hall.run(kept, nobody=UUID(int=0), path=f"{case.path}/objections") == 0


async def test_nothing_leads_back_to_whoever_signs_in_and_objects(hall: Hall) -> None:
    case = await hall.case()
    answer = await case.object(who="operator", idempotency_key="masuk-lalu-keberatan")
    assert answer.status_code == 201
    (made,) = await case.objections()
    (event,) = await hall.events(made.id)
    assert (event.account_id, event.account_name, event.via, event.credential) == (None, "publik", "open", None)
    assert (event.agency_id, event.reason, event.action) == (None, None, "objection.create")
    tables = ("objection", "audit_event", "idempotent_request")
    for table in tables:
        rows = await hall.run(f"SELECT string_agg(t::text, ' ') FROM {table} t")  # noqa: S608 - a name of this test
        assert str(hall.accounts["operator"]) not in rows, table
        assert "Akun operator" not in rows, table


async def test_the_audit_tells_how_long_an_objection_is_and_not_what_it_says(hall: Hall) -> None:
    case = await hall.case()
    await case.object(STATEMENT)
    (made,) = await case.objections()
    (event,) = await hall.events(made.id)
    assert event.changes == {
        "number": [None, 1],
        "round_id": [None, str(case.round.id)],
        "entry_id": [None, str(case.entry.id)],
        "innovation": [None, str(case.entry.innovation_id)],
        "length": [None, len(STATEMENT)],
    }
    told = (await hall.get("controller", f"/v1/audit?entity_id={made.id}")).json()["items"]
    assert [(one["account"], one["via"], one["action"]) for one in told] == [(None, "open", "objection.create")]
    assert len((await hall.get("admin", f"/v1/audit?via=open&entity_id={made.id}")).json()["items"]) == 1


async def test_everyone_reads_objections_from_the_opening_on(hall: Hall) -> None:
    case = await hall.case()
    path = await case.objected()
    reader = await hall.principal("operator")
    for at, seen in ((case.stage().opens_at - INSTANT, False), (case.stage().opens_at, True)):
        for who in (None, reader):
            async with hall.fresh.committing() as session:
                objections = ObjectionDirectory(session, who, at)
                asked = (
                    objections.of_round(case.round.slug, ObjectionFilters()),
                    objections.get(UUID(path.rsplit("/", 1)[1])),
                )
                for asking in asked:
                    if seen:
                        await asking
                        continue
                    with pytest.raises(NotFound):
                        await asking
    assert (await hall.get(None, f"{case.path}/objections")).json()["items"][0]["number"] == 1


DECREE = {"decree_number": "1/2026", "decree_on": datetime(2026, 1, 1, tzinfo=UTC).date()}


@pytest.mark.parametrize(
    ("status", "facts", "seen"),
    [
        ("draft", {}, False),
        ("open", {}, True),
        ("determined", DECREE, True),
        ("published", DECREE, True),
        ("cancelled", {"remark": "Batal."}, False),
    ],
)
async def test_what_a_round_shows_depends_on_its_status(
    hall: Hall, status: str, facts: dict[str, Any], *, seen: bool
) -> None:
    case = await hall.case()
    path = await case.objected()
    setting = ", ".join(f"{name} = :{name}" for name in ("status", *facts))
    await hall.run(f"UPDATE assessment_round SET {setting} WHERE id = :id", status=status, id=case.round.id, **facts)  # noqa: S608 - names of this test
    for who in (None, "operator", "assessor", "admin", "narrowed"):
        for address in (path, f"{case.path}/objections"):
            answer = await hall.get(who, address)
            assert answer.status_code == (200 if seen else 404), (who, address)
            if not seen:
                nothing = "/v1/rounds/tidak-ada/objections" if "rounds" in address else f"/v1/objections/{NOBODY}"
                missing = await hall.get(who, nothing)
                assert (answer.json()["code"], answer.json()["detail"]) == (
                    missing.json()["code"],
                    missing.json()["detail"],
                )
    for address in (path, f"{case.path}/objections"):
        assert (await hall.get("registrar", address)).status_code == 200, "who runs the round sees them in any case"


async def test_a_round_without_a_hearing_has_no_list_for_the_public(hall: Hall) -> None:
    case = await hall.case(stage("panel"))
    assert (await hall.get(None, f"{case.path}/objections")).status_code == 404
    assert (await hall.get("registrar", f"{case.path}/objections")).json()["items"] == []


async def test_only_who_runs_the_round_reads_the_statement(hall: Hall) -> None:
    case = await hall.case()
    path = await case.objected(STATEMENT)
    for address in (path, f"{case.path}/objections"):
        for who in (None, "operator", "secretariat", "assessor", "controller", "admin", "narrowed"):
            answer = await hall.get(who, address)
            assert answer.status_code == 200, (who, address)
            assert STATEMENT not in answer.text, (who, address)
        assert STATEMENT in (await hall.get("registrar", address)).text
    shown = (await hall.get(None, path)).json()
    assert shown == {
        "number": 1,
        "received_at": shown["received_at"],
        "id": path.rsplit("/", 1)[1],
        "round_id": str(case.round.id),
        "entry": {
            "id": str(case.entry.id),
            "innovation_id": str(case.entry.innovation_id),
            "name": case.entry.name,
        },
        "status": "open",
        "summary": None,
        "answer": None,
        "answered_at": None,
        "statement": None,
        "version": 1,
    }
    assert (await hall.get(None, path)).headers["cache-control"] == "public, no-cache"
    assert (await hall.get("registrar", path)).headers["cache-control"] == "private, no-cache"


async def test_objections_are_paged_by_number_and_filtered_by_what_became_of_them(hall: Hall) -> None:
    case = await hall.case(entries=2)
    paths = [await case.objected() for _ in range(11)]
    for number, status in ((2, "upheld"), (5, "dismissed"), (10, "dismissed")):
        body = ANSWER | {"status": status}
        answered = await hall.ask("registrar", "POST", f"{paths[number - 1]}/answer", body, if_match='"v1"')
        assert answered.status_code == 200, answered.text
    address, client = f"{case.path}/objections", hall.fresh.client
    there, back = await there_and_back(client, address, [1, 3, 2])
    assert there == back == [path.rsplit("/", 1)[1] for path in paths]
    whole = (await client.get(f"{address}?with_total=true")).json()
    assert ([item["number"] for item in whole["items"]], whole["total"]) == (list(range(1, 12)), 11)
    dismissed = (await client.get(f"{address}?status=dismissed&with_total=true")).json()
    assert ([item["number"] for item in dismissed["items"]], dismissed["total"]) == ([5, 10], 2)
    assert {item["status"] for item in (await client.get(f"{address}?status=open")).json()["items"]} == {"open"}
    token = (await client.get(f"{address}?limit=1")).json()["next"]
    other: Case = await hall.case()
    for wrong in (f"{address}?status=open&cursor={token}", f"{other.path}/objections?cursor={token}"):
        assert (await client.get(wrong)).json()["code"] == "invalid_cursor"
