"""Numbers and contacts of people: kept encrypted, shown masked, read with a purpose."""

import asyncio
import base64

import pytest
from sqlalchemy import select, text

from app.models import AuditEvent, Disclosure, PersonIdentifier
from tests import factories
from tests.asking import errors_of
from tests.conftest import Server
from tests.privacy.desk import FIRST_KEY, NIP, Desk, serving, set_up

PURPOSE = "Mencocokkan penerima penghargaan."
KEEPERS = ("operator", "secretariat", "registrar", "controller")


async def record(desk: Desk, who: str = "operator", kind: str = "nip", value: str = NIP) -> None:
    answer = await desk.post(who, desk.of_person("identifiers"), {"kind": kind, "value": value})
    assert answer.status_code == 201, answer.text


async def test_a_value_is_shown_by_its_last_three_characters(desk: Desk) -> None:
    for kind, value, masked in (
        ("nip", "19660801 198803 1 001", "•" * 15 + "001"),
        ("phone", "0812-3456-789", "•" * 10 + "789"),
        ("email", "Bayu.Siregar@Example.GO.ID", "•••.id"),
    ):
        answer = await desk.post("operator", desk.of_person("identifiers"), {"kind": kind, "value": value})
        assert answer.status_code == 201, answer.text
        assert answer.json() | {"updated_at": ""} == {"kind": kind, "masked": masked, "findings": [], "updated_at": ""}
        assert answer.headers["location"].endswith(desk.of_person("identifiers"))
    for who in KEEPERS:
        shown = (await desk.get(who, desk.of_person("identifiers"))).json()["items"]
        assert {one["kind"]: one["masked"][-3:] for one in shown} == {"nip": "001", "phone": "789", "email": ".id"}


async def test_a_value_stands_encrypted_in_the_table_and_masked_in_the_audit(desk: Desk) -> None:
    await record(desk)
    async with desk.fresh.committing() as session:
        kept = (await session.scalars(select(PersonIdentifier))).one()
        assert NIP.encode() not in kept.ciphertext
        assert b"satu" in kept.ciphertext
        event = (await session.scalars(select(AuditEvent))).one()
        assert (event.action, event.entity_id, event.agency_id) == ("identifier.record", desk.person.id, desk.own.id)
        assert event.changes == {"nip": [None, "•" * 15 + "001"]}


async def test_what_is_odd_about_a_nip_is_told_and_no_reason_to_refuse_it(desk: Desk) -> None:
    answer = await desk.post("operator", desk.of_person("identifiers"), {"kind": "nip", "value": "199901012024211001"})
    assert answer.status_code == 201
    assert answer.json()["findings"] == ["pppk_form"]
    listed = await desk.get("operator", desk.of_person("identifiers"))
    assert listed.json()["items"] == [answer.json()]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"kind": "nip", "value": "1966080119880310"}, ("#/value", "invalid_form")),
        ({"kind": "phone", "value": "telepon saya"}, ("#/value", "invalid_form")),
        ({"kind": "email", "value": "bukan surel"}, ("#/value", "invalid_form")),
        ({"kind": "nip", "value": "19660801\u0000198803"}, ("#/value", "control_character")),
        ({"kind": "ktp", "value": NIP}, ("#/kind", "unknown_code")),
        ({"kind": "nip", "value": NIP, "person_id": "x"}, ("#/person_id", "unknown")),
        ({"kind": "nip"}, ("#/value", "required")),
    ],
)
async def test_what_is_no_such_value_is_refused_without_repeating_it(
    desk: Desk, body: dict[str, str], error: tuple[str, str]
) -> None:
    answer = await desk.post("operator", desk.of_person("identifiers"), body)
    assert answer.status_code == 422
    assert errors_of(answer) == {error}
    assert body.get("value", "?") not in answer.text


async def test_a_later_value_takes_the_place_of_the_earlier_one(desk: Desk) -> None:
    await record(desk)
    await record(desk, value="196608011988031002")
    shown = (await desk.get("operator", desk.of_person("identifiers"))).json()["items"]
    assert [one["masked"][-3:] for one in shown] == ["002"]
    read = await desk.post("controller", desk.of_person("disclosures"), {"kind": "nip", "purpose": PURPOSE})
    assert read.json()["value"] == "196608011988031002"


async def test_the_same_value_again_changes_nothing(desk: Desk) -> None:
    await record(desk)
    await record(desk, "controller", value="19660801 198803 1 001")
    async with desk.fresh.committing() as session:
        assert len((await session.scalars(select(AuditEvent))).all()) == 1


async def test_a_value_of_somebody_else_is_a_conflict_that_names_only_whom_the_caller_keeps(desk: Desk) -> None:
    await record(desk)
    async with desk.fresh.committing() as session:
        mate = await factories.person(session, "Rekan", agency_id=desk.own.id)
        foreign = await factories.person(session, "Orang Lain", agency_id=desk.other.id)
    body = {"kind": "nip", "value": NIP}
    known = await desk.post("operator", desk.of_person("identifiers", mate.id), body)
    assert (known.status_code, known.json()["code"]) == (409, "identifier_taken")
    assert known.json()["existing_id"] == str(desk.person.id)
    unknown = await desk.post("stranger", desk.of_person("identifiers", foreign.id), body)
    assert (unknown.status_code, unknown.json()["code"]) == (409, "identifier_taken")
    assert str(desk.person.id) not in unknown.text
    assert "existing" not in unknown.text.replace("existing_id dan existing_slug", "")


async def test_of_two_people_who_get_one_value_at_once_one_keeps_it(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        people = [
            desk.person,
            *[await factories.person(session, f"Rekan {n}", agency_id=desk.own.id) for n in range(3)],
        ]
    answers = await asyncio.gather(
        *(desk.post("operator", desk.of_person("identifiers", p.id), {"kind": "nip", "value": NIP}) for p in people)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_others_learn_nothing_of_a_person_whom_they_do_not_keep(desk: Desk) -> None:
    await record(desk)
    nobody = "019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11"
    for part, method, body in (
        ("identifiers", "GET", None),
        ("identifiers", "POST", {"kind": "nip", "value": NIP}),
        ("disclosures", "GET", None),
    ):
        answers = [
            await desk.ask("stranger", method, f"/v1/innovators/{key}/{part}", body)
            for key in (desk.person.id, desk.person.slug, nobody, "tidak-ada")
        ]
        assert {answer.status_code for answer in answers} == {404}
        own = ("instance", "request_id")
        assert len({str({k: v for k, v in answer.json().items() if k not in own}) for answer in answers}) == 1


@pytest.mark.parametrize(
    ("part", "body", "permitted"),
    [
        ("identifiers", {"kind": "nip", "value": NIP}, KEEPERS),
        ("disclosures", {"kind": "nip", "purpose": PURPOSE}, ("controller",)),
        ("identifiers", None, KEEPERS),
        ("disclosures", None, ("operator", "secretariat", "controller")),
    ],
)
async def test_who_may(desk: Desk, part: str, body: dict[str, str] | None, permitted: tuple[str, ...]) -> None:
    await record(desk)
    for who in (*KEEPERS, "assessor", "admin", None):
        answer = await desk.ask(who, "POST" if body else "GET", desk.of_person(part), body)
        expected = {201, 200} if who in permitted else {401} if who is None else {403}
        assert answer.status_code in expected, (who, answer.text)


async def test_a_value_is_read_with_a_purpose_and_the_reading_is_kept(desk: Desk) -> None:
    await record(desk)
    answer = await desk.post("controller", desk.of_person("disclosures"), {"kind": "nip", "purpose": f"  {PURPOSE} "})
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert (told["value"], told["purpose"], told["account_name"]) == (NIP, PURPOSE, "Akun controller")
    assert told["request_id"] == answer.headers["x-request-id"]
    listed = (await desk.get("operator", desk.of_person("disclosures"))).json()["items"]
    assert listed == [{name: value for name, value in told.items() if name != "value"}]
    async with desk.fresh.committing() as session:
        event = (await session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()))).first()
        assert event
        assert (event.action, event.reason, event.changes) == ("identifier.disclose", PURPOSE, {})
        assert event.account_name == "Akun controller"


@pytest.mark.parametrize("purpose", ["", "singkat", " " * 20, "x" * 501, None])
async def test_without_a_purpose_nothing_is_read(desk: Desk, purpose: str | None) -> None:
    await record(desk)
    answer = await desk.post("controller", desk.of_person("disclosures"), {"kind": "nip", "purpose": purpose})
    assert answer.status_code == 422
    assert {pointer for pointer, _ in errors_of(answer)} == {"#/purpose"}
    async with desk.fresh.committing() as session:
        assert (await session.scalars(select(Disclosure))).all() == []


async def test_what_is_not_recorded_cannot_be_read(desk: Desk) -> None:
    answer = await desk.post("controller", desk.of_person("disclosures"), {"kind": "email", "purpose": PURPOSE})
    assert answer.status_code == 422
    assert errors_of(answer) == {("#/kind", "not_recorded")}


async def test_a_repeated_reading_is_not_answered_from_memory(desk: Desk) -> None:
    await record(desk)
    body = {"kind": "nip", "purpose": PURPOSE}
    first = await desk.post("controller", desk.of_person("disclosures"), body, idempotency_key="baca-1")
    again = await desk.post("controller", desk.of_person("disclosures"), body, idempotency_key="baca-1")
    assert (first.status_code, again.status_code, again.json()["code"]) == (201, 409, "answer_not_kept")
    async with desk.fresh.committing() as session:
        assert await session.scalar(text("SELECT count(*) FROM disclosure")) == 1
        assert await session.scalar(text("SELECT body FROM idempotent_request")) is None


async def test_readings_are_listed_newest_first_and_paged(desk: Desk) -> None:
    await record(desk)
    for number in range(5):
        purpose = f"Keperluan nomor {number}"
        await desk.post("controller", desk.of_person("disclosures"), {"kind": "nip", "purpose": purpose})
    path = desk.of_person("disclosures")
    page = (await desk.get("operator", f"{path}?limit=2&with_total=true")).json()
    assert [one["purpose"][-1] for one in page["items"]] == ["4", "3"]
    assert (page["total"], page["prev"]) == (5, None)
    following = (await desk.get("operator", f"{path}?limit=2&with_total=true&cursor={page['next']}")).json()
    assert [one["purpose"][-1] for one in following["items"]] == ["2", "1"]
    back = (await desk.get("operator", f"{path}?limit=2&cursor={following['prev']}")).json()
    assert back["items"] == page["items"]
    refused = await desk.get("operator", f"/v1/innovators/{desk.person.slug}/disclosures?cursor={page['next']}")
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_cursor")


async def test_an_agency_that_the_person_works_for_sees_who_read_the_data(desk: Desk) -> None:
    await record(desk)
    await desk.post("controller", desk.of_person("disclosures"), {"kind": "nip", "purpose": PURPOSE})
    assert (await desk.get("stranger", desk.of_person("disclosures"))).status_code == 404
    async with desk.fresh.committing() as session:
        draft = await factories.innovation(session, "Konsep", status="draft", agency_id=desk.other.id)
        await factories.part(session, draft, desk.person, "mentor", desk.other.id)
    assert (await desk.get("stranger", desk.of_person("disclosures"))).status_code == 404
    async with desk.fresh.committing() as session:
        public = await factories.innovation(session, "Terbit", agency_id=desk.other.id)
        await factories.part(session, public, desk.person, "mentor")
    seen = await desk.get("stranger", desk.of_person("disclosures"))
    assert [one["purpose"] for one in seen.json()["items"]] == [PURPOSE]
    assert (await desk.get("stranger", desk.of_person("identifiers"))).status_code == 404


async def test_without_keys_the_answer_says_which_settings_are_missing(server: Server, migrated: str) -> None:
    async with serving(server, migrated, field_keys=None, matching_key=None) as fresh:
        desk = await set_up(fresh)
        for who, part, body in (
            ("operator", "identifiers", {"kind": "nip", "value": NIP}),
            ("controller", "disclosures", {"kind": "nip", "purpose": PURPOSE}),
        ):
            answer = await desk.post(who, desk.of_person(part), body)
            assert (answer.status_code, answer.json()["code"]) == (503, "personal_data_unavailable")
            assert answer.json()["settings"] == ["FIELD_KEYS", "MATCHING_KEY"]
        assert (await desk.get("operator", desk.of_person("identifiers"))).json()["items"] == []


async def test_a_value_under_a_key_that_is_gone_is_unavailable_and_stays(desk: Desk) -> None:
    await record(desk)
    async with desk.fresh.committing() as session:
        kept = (await session.scalars(select(PersonIdentifier))).one()
        kept.ciphertext = kept.ciphertext.replace(b"satu", b"hilang"[:4])
    answer = await desk.post("controller", desk.of_person("disclosures"), {"kind": "nip", "purpose": PURPOSE})
    assert (answer.status_code, answer.json()["settings"]) == (503, ["FIELD_KEYS"])
    assert FIRST_KEY not in answer.text
    async with desk.fresh.committing() as session:
        assert (await session.scalars(select(Disclosure))).all() == []


async def test_a_ciphertext_is_good_for_nothing_in_another_record(desk: Desk) -> None:
    await record(desk)
    async with desk.fresh.committing() as session:
        mate = await factories.person(session, "Rekan", agency_id=desk.own.id)
        kept = (await session.scalars(select(PersonIdentifier))).one()
        moved = {name: getattr(kept, name) for name in ("kind", "ciphertext", "tail", "findings")}
        session.add(PersonIdentifier(person_id=mate.id, digest=base64.b64decode("AAAA"), **moved))
    path = desk.of_person("disclosures", mate.id)
    assert (await desk.post("controller", path, {"kind": "nip", "purpose": PURPOSE})).status_code == 503
