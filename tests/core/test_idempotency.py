"""However often a request with one key is sent, its work is done once and its answer is the same."""

import asyncio
import time
from collections.abc import AsyncIterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.core.errors import InvalidRequest
from app.core.idempotency import KEPT_HOURS, fingerprint, prune, read_key
from tests.conftest import Server
from tests.innovations.keeping import Keeper, Registry, errors_of, furnished, served, unlike
from tests.signing import account, key, sign

# what a first request that is still being worked on holds
CLAIM = text("""
INSERT INTO idempotent_request (account_id, method, path, key, fingerprint)
SELECT account_id, 'POST', '/v1/innovations', 'lama', '' FROM api_key WHERE key_id = :key_id""")
KEPT = ("content-type", "etag", "location", "cache-control", "content-length")


@pytest.fixture(scope="module")
async def registry(server: Server, migrated: str) -> AsyncIterator[Registry]:
    async with served(server, migrated) as fresh:
        yield await furnished(fresh)


@pytest.mark.parametrize(
    ("header", "read"),
    [
        ("8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
        ('"8e03978e-40d5-43dd-bc93-6894a57f9324"', "8e03978e-40d5-43dd-bc93-6894a57f9324"),
        ('"dua kata"', "dua kata"),
        ("a", "a"),
        ("a,b;c=d", "a,b;c=d"),
        ("x" * 255, "x" * 255),
        (f'"{"x" * 255}"', "x" * 255),
    ],
)
def test_keys(header: str, read: str) -> None:
    assert read_key(header) == read


BAD_KEYS = (
    *(
        "",
        '""',
        '"',
        '"a',
        'a"',
        '"a"b',
        'a"b',
        '"a" "b"',
        "dua kata",
        "a\tb",
        "a\\b",
        '"a\\"b"',
        "\x7f",
        "a\x00",
        "\xe9",
    ),
    *('"\xe9"', "x" * 256, f'"{"x" * 256}"', '"a\n"', "a\n"),
)


@pytest.mark.parametrize("header", BAD_KEYS)
def test_keys_that_are_none(header: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_key(header)
    (error,) = refused.value.errors
    assert (error.pointer, error.code) == ("header/Idempotency-Key", "invalid_form")


@given(st.binary(), st.binary(), st.binary(), st.binary())
def test_two_requests_have_one_fingerprint_only_if_they_are_one(
    query: bytes, body: bytes, other_query: bytes, other_body: bytes
) -> None:
    assert fingerprint(query, body) == fingerprint(query, body)
    same = (query, body) == (other_query, other_body)
    assert (fingerprint(query, body) == fingerprint(other_query, other_body)) == same


async def test_a_repeated_request_gets_the_same_answer_and_is_marked(registry: Registry) -> None:
    body = {"name": unlike()}
    first = await registry.operator.post("", body, idempotency_key="satu")
    assert first.status_code == 201
    assert "idempotency-replayed" not in first.headers
    counted = await registry.count()
    for sent in ("satu", '"satu"'):
        again = await registry.operator.post("", body, idempotency_key=sent)
        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["idempotency-replayed"] == "true"
        assert [again.headers[name] for name in KEPT] == [first.headers[name] for name in KEPT]
        assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert await registry.count() == counted


async def test_an_answer_is_repeated_as_it_was_when_the_record_has_gone_on(registry: Registry) -> None:
    made = await registry.operator.create()
    sent = {"if_match": '"v1"', "idempotency_key": "kirim"}
    first = await registry.operator.post(f"/{made['id']}/submit", {}, **sent)
    assert first.json()["status"] == "submitted"
    await registry.registrar.move(made["id"], "verify", "publish")
    again = await registry.operator.post(f"/{made['id']}/submit", {}, **sent)
    assert (again.status_code, again.json(), again.headers["etag"]) == (200, first.json(), '"v2"')
    assert (await registry.operator.read(made["id"]))["status"] == "published"


async def test_a_key_is_for_one_content(registry: Registry) -> None:
    name = unlike()
    await registry.operator.post("", {"name": name}, idempotency_key="isi")
    counted = await registry.count()
    for body in ({"name": unlike()}, {"name": name, "summary": None}, {"name": f"{name} "}, {}):
        answer = await registry.operator.post("", body, idempotency_key="isi")
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
        assert name not in answer.text
    assert await registry.count() == counted


async def test_a_key_is_for_one_account_and_one_address(registry: Registry) -> None:
    body = {"name": unlike()}
    made = [
        await keeper.post("", body, idempotency_key="sama") for keeper in (registry.operator, registry.other_operator)
    ]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json()["id"] != made[1].json()["id"]
    records = [await registry.operator.create() for _ in range(2)]
    for record in records:
        answer = await registry.operator.post(f"/{record['id']}/submit", {}, if_match="*", idempotency_key="sama")
        assert (answer.status_code, answer.json()["id"]) == (200, record["id"])
        assert "idempotency-replayed" not in answer.headers


async def test_two_keys_of_one_account_share_what_it_was_answered(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        owner = await account(session, "registrar")
        keepers = [Keeper(registry.fresh, await key(session, owner)) for _ in range(2)]
    body = {"name": unlike()}
    first, second = [await keeper.post("", body, idempotency_key="berdua") for keeper in keepers]
    assert first.content == second.content
    assert second.headers["idempotency-replayed"] == "true"


async def test_of_many_at_once_one_works_and_all_get_its_answer(registry: Registry) -> None:
    before, body = await registry.count(), {"name": unlike()}
    answers = await asyncio.gather(*(registry.operator.post("", body, idempotency_key="serentak") for _ in range(20)))
    assert [answer.status_code for answer in answers] == [201] * 20
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 19
    assert await registry.count() == (before[0] + 1, before[1] + 1, before[2] + 1)


async def test_of_many_at_once_with_other_contents_one_works(registry: Registry) -> None:
    before = await registry.count()
    answers = await asyncio.gather(
        *(registry.operator.post("", {"name": unlike()}, idempotency_key="rebutan") for _ in range(8))
    )
    assert sorted(answer.status_code for answer in answers) == [201, *[422] * 7]
    assert await registry.count() == (before[0] + 1, before[1] + 1, before[2] + 1)


async def test_while_the_first_is_worked_on_others_are_told_so_in_time(server: Server, migrated: str) -> None:
    async with served(server, migrated, lock_timeout=0.2) as fresh:
        registry = await furnished(fresh)
        name = unlike()
        async with fresh.app.state.database.sessions() as holder:
            await holder.execute(CLAIM, {"key_id": registry.operator.headers["authorization"].split("_")[1]})
            began = time.monotonic()
            answer = await registry.operator.post("", {"name": name}, idempotency_key="lama")
            assert time.monotonic() - began < 4
            assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_in_progress")
            assert int(answer.headers["retry-after"]) >= 1
            await holder.rollback()
        assert (await registry.operator.post("", {"name": name}, idempotency_key="lama")).status_code == 201


async def test_what_was_refused_is_not_kept(registry: Registry) -> None:
    name = unlike()
    made = await registry.operator.create(name)
    counted = await registry.count()
    refused = [
        ({"nama": name}, 422),
        ({"name": name}, 409),
        ({"name": unlike(), "agency": "dinas-kesehatan"}, 403),
        ({"name": unlike(), "agency": "tidak-ada"}, 422),
    ]
    for body, status in refused:
        assert (await registry.operator.post("", body, idempotency_key="ulang")).status_code == status
    for headers, status in (({}, 428), ({"if_match": '"v9"'}, 412)):
        answer = await registry.operator.post(f"/{made['id']}/submit", {}, idempotency_key="ulang", **headers)
        assert answer.status_code == status
    assert await registry.count() == counted
    assert (await registry.operator.post("", {"name": unlike()}, idempotency_key="ulang")).status_code == 201
    right = {"if_match": '"v1"', "idempotency_key": "ulang"}
    assert (await registry.operator.post(f"/{made['id']}/submit", {}, **right)).status_code == 200


async def test_a_key_of_the_wrong_form_is_named(registry: Registry) -> None:
    for wrong in ("", "dua kata", '"a', "x" * 256):
        answer = await registry.operator.post("", {"name": unlike()}, idempotency_key=wrong)
        assert (answer.status_code, errors_of(answer)) == (422, [("header/Idempotency-Key", "invalid_form")])
        assert "dua kata" not in answer.text


async def test_an_address_that_leads_nowhere_is_no_fault_however_long(registry: Registry) -> None:
    for length in (121, 1_000, 2_700, 4_000, 8_000):
        path = f"/{''.join(Random(length).choices('0123456789abcdef', k=length))}/submit"  # noqa: S311 - no secret
        answer = await registry.operator.post(path, {}, if_match="*", idempotency_key="panjang")
        assert (answer.status_code, errors_of(answer)) == (422, [("path/key", "too_long")])


async def test_a_patch_takes_no_notice_of_a_key(registry: Registry) -> None:
    """It says of which version it is, so it cannot be done twice."""
    made = await registry.operator.create()
    for version, summary in enumerate(("Satu", "Dua"), 1):
        answer = await registry.operator.patch(
            f"/{made['id']}", {"summary": summary}, if_match=f'"v{version}"', idempotency_key="tambal"
        )
        assert (answer.status_code, answer.json()["version"]) == (200, version + 1)
        assert "idempotency-replayed" not in answer.headers


async def test_an_answer_is_kept_for_three_days(registry: Registry) -> None:
    assert KEPT_HOURS == 72
    name = unlike()
    first = await registry.operator.post("", {"name": name}, idempotency_key="tua")
    await registry.run("UPDATE idempotent_request SET created_at = now() - interval '71 hours' WHERE key = 'tua'")
    again = await registry.operator.post("", {"name": name}, idempotency_key="tua")
    assert again.content == first.content
    await registry.run("UPDATE idempotent_request SET created_at = now() - interval '73 hours' WHERE key = 'tua'")
    other = await registry.operator.post("", {"name": unlike()}, idempotency_key="tua")
    assert other.status_code == 201, "the key is as good as new"
    assert other.json()["id"] != first.json()["id"]
    assert await registry.run("SELECT created_at > now() - interval '1 hour' FROM idempotent_request WHERE key = 'tua'")


async def test_what_is_past_its_time_is_pruned_a_few_at_a_time(registry: Registry) -> None:
    for number in range(7):
        await registry.operator.post("", {"name": unlike()}, idempotency_key=f"usang-{number}")
    await registry.run(
        "UPDATE idempotent_request SET created_at = now() - interval '73 hours' WHERE key LIKE 'usang-%'"
    )
    kept = await registry.run("SELECT count(*) FROM idempotent_request WHERE key NOT LIKE 'usang-%'")
    pruned = []
    while not pruned or pruned[-1]:
        async with registry.fresh.committing() as session:
            pruned.append(await prune(session, 3))
    assert pruned == [3, 3, 1, 0]
    assert await registry.run("SELECT count(*) FROM idempotent_request") == kept


async def test_an_answer_that_holds_a_secret_is_not_kept(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        admin = await account(session, "admin")
        headers = await key(session, admin)
    address = f"/v1/accounts/{admin.id}/keys"
    sent = {"json": {"name": "Kunci baru"}, "headers": {**headers, "idempotency-key": "kunci"}}
    first = await registry.operator.client.post(address, **sent)
    assert first.status_code == 201, first.text
    assert first.headers["cache-control"] == "no-store"
    secret = first.json()["key"]
    again = await registry.operator.client.post(address, **sent)
    assert (again.status_code, again.json()["code"]) == (409, "answer_not_kept")
    assert secret not in again.text
    kept = await registry.run("SELECT body IS NULL AND status = 201 FROM idempotent_request WHERE path = :p", p=address)
    assert kept is True
    assert await registry.run("SELECT count(*) FROM api_key WHERE account_id = :a", a=admin.id) == 2, "one key was made"


async def test_without_credentials_a_key_means_nothing(registry: Registry) -> None:
    body = {"name": unlike()}
    made = await registry.operator.post("", body, idempotency_key="tanpa")
    assert made.status_code == 201
    assert (await registry.public.post("", body, idempotency_key="tanpa")).status_code == 401
    async with registry.fresh.committing() as session:
        reader = Keeper(registry.fresh, await sign(session, "assessor"))
    assert (await reader.post("", body, idempotency_key="tanpa")).status_code == 403
