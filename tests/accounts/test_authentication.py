"""Who may sign in, through the door: what is refused, what is remembered, and what a key reaches."""

import asyncio
import hmac
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import authentication
from app.accounts.authentication import Authenticator
from app.accounts.keys import make_key
from app.accounts.repository import CredentialRepository
from app.core.database import Database
from app.core.settings import Settings
from app.models import Account, Agency, AgencyVersion, ApiKey
from tests import factories, signing
from tests.conftest import Fresh, client_of, running

ME = "/v1/me"


def id_of(headers: dict[str, str]) -> str:
    return headers["authorization"].split("_")[1]


async def change(fresh: Fresh, headers: dict[str, str], **values: Any) -> None:
    """Change a key behind the service's back, as another process would."""
    async with fresh.committing() as session:
        await session.execute(update(ApiKey).where(ApiKey.key_id == id_of(headers)).values(**values))


async def status_of(fresh: Fresh, headers: Any, path: str = ME) -> int:
    return (await fresh.client.get(path, headers=headers)).status_code


def told(answer: httpx.Response) -> dict[str, Any]:
    """What a refusal says beside the request's own number."""
    return {name: value for name, value in answer.json().items() if name != "request_id"}


def bearer(text: str) -> dict[str, str]:
    return {"authorization": f"Bearer {text}"}


def another_secret(text: str) -> str:
    return text[:-1] + ("A" if text[-1] != "A" else "B")


async def test_whatever_is_wrong_with_a_key_the_answer_is_the_same(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        account = await signing.account(session, "admin")
        good = (await signing.key(session, account))["authorization"].removeprefix("Bearer ")
        revoked, expired = await signing.key(session, account), await signing.key(session, account)
        inactive = await signing.sign(session, "admin")
        await session.execute(
            update(ApiKey).where(ApiKey.key_id == id_of(revoked)).values(revoked_at=datetime.now(UTC))
        )
        await session.execute(
            update(ApiKey).where(ApiKey.key_id == id_of(expired)).values(expires_at=datetime.now(UTC))
        )
        of_inactive = select(ApiKey.account_id).where(ApiKey.key_id == id_of(inactive))
        await session.execute(update(Account).where(Account.id.in_(of_inactive)).values(active=False))
    wrong: dict[str, Any] = {
        "too short": bearer(good[:-1]),
        "too long": bearer(good + "A"),
        "wrong secret": bearer(another_secret(good)),
        "unknown id": bearer(make_key().text),
        "another case": bearer(good.swapcase()),
        "revoked": revoked,
        "expired": expired,
        "inactive account": inactive,
        "no key": bearer("inovasi_"),
        "a token without a provider": bearer("eyJhbGciOiJub25lIn0.e30."),
        "empty": {"authorization": ""},
        "scheme alone": {"authorization": "Bearer"},
        "basic": {"authorization": "Basic aW5vdmFzaTppbm92YXNp"},
        "no scheme": {"authorization": good},
        "not ASCII": {"authorization": "Bearer é".encode()},
        "a list": bearer(f"{good}, Bearer {good}"),
        "two headers": [("authorization", f"Bearer {good}"), ("authorization", f"Bearer {good}")],
    }
    answers = {name: await fresh.client.get(ME, headers=headers) for name, headers in wrong.items()}
    expected = told(answers["unknown id"])
    assert expected["code"] == "invalid_credentials"
    for name, answer in answers.items():
        assert answer.status_code == 401, name
        assert told(answer) == expected, name
        assert answer.headers["www-authenticate"] == 'Bearer realm="inovasi", error="invalid_token"', name
        assert answer.headers["cache-control"] == "no-store", name
    assert await status_of(fresh, bearer(good)) == 200


async def test_wrong_credentials_are_told_where_none_would_do(fresh: Fresh) -> None:
    for path in ("/v1/innovations", "/v1/agencies", "/"):
        assert await status_of(fresh, {}, path) == 200
        assert await status_of(fresh, bearer(make_key().text), path) == 401, path


async def test_the_name_of_the_scheme_may_be_in_any_case(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        key = (await signing.sign(session, "admin"))["authorization"].removeprefix("Bearer ")
    for scheme in ("Bearer", "bearer", "BEARER"):
        assert await status_of(fresh, {"authorization": f"{scheme} {key}"}) == 200


async def test_a_protected_operation_tells_no_credentials_from_too_few(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        assessor = await signing.sign(session, "assessor")
    for path, code in (("/v1/accounts", 403), (ME, 200)):
        without = await fresh.client.get(path)
        assert (without.status_code, without.json()["code"]) == (401, "not_signed_in")
        assert without.headers["www-authenticate"] == 'Bearer realm="inovasi"'
        assert await status_of(fresh, assessor, path) == code
    written = await fresh.client.post("/v1/accounts", json={"name": "x", "roles": ["admin"]})
    assert written.status_code == 401
    written = await fresh.client.post("/v1/accounts", json={"name": "x", "roles": ["admin"]}, headers=assessor)
    assert (written.status_code, written.json()["code"]) == (403, "not_permitted")


async def test_a_key_in_the_query_is_not_read_and_not_repeated(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        key = (await signing.sign(session, "admin"))["authorization"].removeprefix("Bearer ")
    for name in ("access_token", "api_key", "key", "token", "authorization"):
        protected = await fresh.client.get(ME, params={name: key})
        assert (protected.status_code, protected.json()["code"]) == (401, "not_signed_in")
        public = await fresh.client.get("/v1/agencies", params={name: key})
        assert (public.status_code, public.json()["code"]) == (422, "invalid_request")
        assert key not in protected.text + public.text
        body = await fresh.client.post("/v1/accounts", json={name: key})
        assert (body.status_code, body.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize("there", [True, False], ids=["wrong secret", "unknown id"])
async def test_a_comparison_in_constant_time_decides(
    fresh: Fresh, monkeypatch: pytest.MonkeyPatch, *, there: bool
) -> None:
    """It is done as often where there is a key of the id as where there is none, and with as many bytes."""
    async with fresh.committing() as session:
        good = (await signing.sign(session, "admin"))["authorization"].removeprefix("Bearer ")
    compared: list[tuple[int, int]] = []
    verdict = False

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return verdict

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert await status_of(fresh, bearer(another_secret(good) if there else make_key().text)) == 401
    assert compared == [(32, 32)]
    assert await status_of(fresh, bearer(good)) == 401
    verdict = True
    assert await status_of(fresh, bearer(another_secret(good) if there else make_key().text)) == (200 if there else 401)


async def test_a_key_serves_until_it_ends_and_not_as_long_as_it_is_remembered(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        account = await signing.account(session, "admin")
        headers = await signing.key(session, account, expires_at=datetime.now(UTC) + timedelta(seconds=0.5))
    assert await status_of(fresh, headers) == 200
    await asyncio.sleep(0.2)
    assert await status_of(fresh, headers) == 200
    await asyncio.sleep(0.4)
    assert authentication.REMEMBERED_SECONDS > 1
    assert await status_of(fresh, headers) == 401


async def test_what_another_process_revokes_ends_when_it_is_no_longer_remembered(
    fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fresh.committing() as session:
        headers = await signing.sign(session, "admin")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    assert await status_of(fresh, headers) == 200
    await change(fresh, headers, revoked_at=datetime.now(UTC))
    now += authentication.REMEMBERED_SECONDS - 0.1
    assert await status_of(fresh, headers) == 200
    now += 0.2
    assert await status_of(fresh, headers) == 401


async def test_what_is_forgotten_is_looked_up_anew(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        headers = await signing.sign(session, "admin")
    assert await status_of(fresh, headers) == 200
    await change(fresh, headers, revoked_at=datetime.now(UTC))
    fresh.app.state.authenticator.forget()
    assert await status_of(fresh, headers) == 401


async def test_what_was_looked_up_before_a_change_is_not_remembered_after_it(
    fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fresh.committing() as session:
        headers = await signing.sign(session, "admin")
    by_key = CredentialRepository.by_key

    async def overtaken(repository: CredentialRepository, key_id: str) -> Any:
        found = await by_key(repository, key_id)
        await change(fresh, headers, revoked_at=datetime.now(UTC))
        fresh.app.state.authenticator.forget()
        return found

    with monkeypatch.context() as patch:
        patch.setattr(CredentialRepository, "by_key", overtaken)
        assert await status_of(fresh, headers) == 200
    assert await status_of(fresh, headers) == 401


async def test_a_use_that_could_not_be_written_is_written_at_the_next_turn(
    fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fresh.committing() as session:
        headers = await signing.sign(session, "admin")
    authenticator: Authenticator = fresh.app.state.authenticator
    assert await status_of(fresh, headers) == 200

    async def away(*_: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(CredentialRepository, "note_use", away)
        with pytest.raises(ConnectionRefusedError):
            await authenticator.note_use()
    await authenticator.note_use()
    assert await last_used(fresh, headers) is not None


async def test_a_remembered_key_is_not_asked_of_the_database_again(
    fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fresh.committing() as session:
        headers = await signing.sign(session, "admin")
    authenticator: Authenticator = fresh.app.state.authenticator
    asked: list[str] = []
    by_key = CredentialRepository.by_key

    async def counted(repository: CredentialRepository, key_id: str) -> Any:
        asked.append(key_id)
        return await by_key(repository, key_id)

    monkeypatch.setattr(CredentialRepository, "by_key", counted)
    for _ in range(5):
        await authenticator.authenticate(headers["authorization"].encode())
    assert asked == [id_of(headers)]


async def test_nobody_is_remembered_by_what_they_presented(fresh: Fresh) -> None:
    """A dump of the process's memory of credentials gives no key."""
    async with fresh.committing() as session:
        headers = await signing.sign(session, "admin")
    authenticator: Authenticator = fresh.app.state.authenticator
    await authenticator.authenticate(headers["authorization"].encode())
    assert headers["authorization"].split("_", 2)[2] not in repr(vars(authenticator))


async def last_used(fresh: Fresh, headers: dict[str, str]) -> datetime | None:
    async with fresh.committing() as session:
        found: datetime | None = await session.scalar(
            select(ApiKey.last_used_at).where(ApiKey.key_id == id_of(headers))
        )
        return found


async def test_the_last_use_is_written_later_and_no_request_waits_for_it(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        headers = await signing.sign(session, "admin")
    authenticator: Authenticator = fresh.app.state.authenticator
    async with fresh.committing() as holder:
        await holder.execute(select(ApiKey).where(ApiKey.key_id == id_of(headers)).with_for_update())
        authenticator.forget()
        began = time.monotonic()
        answers = await asyncio.gather(*(fresh.client.get(ME, headers=headers) for _ in range(20)))
        assert {answer.status_code for answer in answers} == {200}
        assert time.monotonic() - began < 1
    assert await last_used(fresh, headers) is None
    before = datetime.now(UTC)
    assert await status_of(fresh, headers) == 200
    await authenticator.note_use()
    used = await last_used(fresh, headers)
    assert used is not None
    assert before <= used <= datetime.now(UTC)


async def test_a_refused_key_was_not_used(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        headers = await signing.sign(session, "admin")
    await change(fresh, headers, revoked_at=datetime.now(UTC))
    assert await status_of(fresh, headers) == 401
    assert await status_of(fresh, bearer(another_secret(headers["authorization"].removeprefix("Bearer ")))) == 401
    await fresh.app.state.authenticator.note_use()
    assert await last_used(fresh, headers) is None


async def test_of_two_processes_the_later_use_stays_whichever_writes_last(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        one, other = await signing.sign(session, "admin"), await signing.sign(session, "registrar")
    settings = Settings(database_url=fresh.url, log_level="warning")
    async with running(settings) as second, client_of(second) as client:
        for headers in (one, other):
            assert (await fresh.client.get(ME, headers=headers)).status_code == 200
        between = datetime.now(UTC)
        for headers in (other, one):
            assert (await client.get(ME, headers=headers)).status_code == 200
        await second.state.authenticator.note_use()
        later = [await last_used(fresh, headers) for headers in (one, other)]
        await fresh.app.state.authenticator.note_use()
        assert [await last_used(fresh, headers) for headers in (one, other)] == later
        assert all(moment is not None and moment > between for moment in later)


async def test_processes_that_write_at_once_do_not_lock_each_other_out(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        keys = [id_of(await signing.sign(session, "admin")) for _ in range(20)]
    database = Database(Settings(database_url=fresh.url, read_pool_size=2))
    readers = [fresh.app.state.database.reader, database.reader]
    now = datetime.now(UTC)
    await asyncio.gather(
        *(
            CredentialRepository(readers[turn % 2]).note_use(
                {key: now + timedelta(seconds=turn) for key in (keys if turn % 3 else reversed(keys))}
            )
            for turn in range(30)
        )
    )
    async with fresh.committing() as session:
        assert set(await session.scalars(select(ApiKey.last_used_at))) == {now + timedelta(seconds=29)}
    await database.close()


async def test_what_is_left_at_the_end_is_written_too(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        headers = await signing.sign(session, "admin")
    async with running(Settings(database_url=fresh.url, log_level="warning")) as app, client_of(app) as client:
        assert (await client.get(ME, headers=headers)).status_code == 200
    assert await last_used(fresh, headers) is not None


class Family:
    """Agencies around one: what it came from, is part of, has beside it, has below it, and became."""

    own: Agency
    kept: dict[str, Agency]
    others: dict[str, Agency]


async def version(session: AsyncSession, of: Agency, parent: Agency) -> None:
    """An agency that was part of another first is part of this one now."""
    session.add(
        AgencyVersion(agency_id=of.id, position=1, name="Baru", name_key="baru", kind="dinas", parent_id=parent.id)
    )
    await session.flush()


@pytest.fixture
async def family(fresh: Fresh) -> Family:
    async with fresh.committing() as session:
        made = Family()

        async def agency(name: str, parent: Agency | None = None) -> Agency:
            return await factories.agency(session, name, parent_id=parent.id if parent else None)

        parent = await agency("Induk")
        made.own = own = await agency("Sendiri", parent)
        sibling = await agency("Saudara", parent)
        predecessor = await agency("Pendahulu")
        successor, second_successor = await agency("Penerus"), await agency("Penerus kedua")
        child = await agency("Anak", own)
        grandchild = await agency("Cucu", child)
        made.kept = {
            "own": own,
            "successor": successor,
            "its successor": second_successor,
            "child": child,
            "grandchild": grandchild,
            "child of a successor": await agency("Anak penerus", second_successor),
            "successor of a grandchild": await agency("Penerus cucu"),
            "joined later": await agency("Masuk", sibling),
        }
        made.others = {
            "parent": parent,
            "sibling": sibling,
            "predecessor": predecessor,
            "child of the predecessor": await agency("Anak pendahulu", predecessor),
            "other predecessor of the successor": await agency("Pendahulu lain"),
            "left earlier": await agency("Keluar", own),
            "nothing to do with it": await agency("Lain"),
        }
        await version(session, made.kept["joined later"], own)
        await version(session, made.others["left earlier"], sibling)
        for earlier, later in (
            (predecessor, own),
            (own, successor),
            (made.others["other predecessor of the successor"], successor),
            (successor, second_successor),
            (grandchild, made.kept["successor of a grandchild"]),
        ):
            await factories.succession(session, earlier, later)
        return made


async def territory(fresh: Fresh, headers: dict[str, str]) -> frozenset[UUID] | None:
    authenticator: Authenticator = fresh.app.state.authenticator
    return (await authenticator.authenticate(headers["authorization"].encode())).territory


async def test_an_agency_keeps_its_own_its_successors_and_its_children_at_any_distance(
    fresh: Fresh, family: Family
) -> None:
    for role in ("operator", "secretariat"):
        async with fresh.committing() as session:
            headers = await signing.sign(session, role, agency_id=family.own.id)
        found = await territory(fresh, headers)
        assert found is not None
        for relation, agency in family.kept.items():
            assert agency.id in found, relation
        for relation, agency in family.others.items():
            assert agency.id not in found, relation
        assert len(found) == len(family.kept)


async def test_successions_in_a_circle_end(fresh: Fresh, family: Family) -> None:
    async with fresh.committing() as session:
        await factories.succession(session, family.kept["its successor"], family.own)
        headers = await signing.sign(session, "operator", agency_id=family.own.id)
    found = await territory(fresh, headers)
    assert found is not None
    assert family.kept["child of a successor"].id in found


async def test_roles_of_the_city_keep_every_agency(fresh: Fresh, family: Family) -> None:
    for role in ("registrar", "controller", "admin", "assessor"):
        async with fresh.committing() as session:
            headers = await signing.sign(session, role, agency_id=family.own.id)
        assert await territory(fresh, headers) is None


async def test_a_key_bound_to_an_agency_keeps_that_one_and_what_follows_from_it(fresh: Fresh, family: Family) -> None:
    names = ("successor", "its successor", "child of a successor")
    for role, home in (("operator", family.own.id), ("registrar", None)):
        async with fresh.committing() as session:
            account = await signing.account(session, role, agency_id=home)
            headers = await signing.key(session, account, agency_id=family.kept["successor"].id)
        assert await territory(fresh, headers) == frozenset(family.kept[name].id for name in names)


async def move_account(session: AsyncSession, account: Account, family: Family) -> None:
    await session.execute(
        update(Account).where(Account.id == account.id).values(agency_id=family.others["nothing to do with it"].id)
    )


async def move_child(session: AsyncSession, _: Account, family: Family) -> None:
    await version(session, family.kept["child"], family.others["sibling"])


@pytest.mark.parametrize("move", [move_account, move_child])
async def test_a_key_reaches_no_further_than_its_account_also_after_either_moved(
    fresh: Fresh, family: Family, move: Callable[..., Any]
) -> None:
    async with fresh.committing() as session:
        account = await signing.account(session, "operator", agency_id=family.own.id)
        headers = await signing.key(session, account, agency_id=family.kept["child"].id)
        await move(session, account, family)
    assert await territory(fresh, headers) == frozenset()


async def test_a_key_has_of_its_permissions_those_that_its_account_has(fresh: Fresh, family: Family) -> None:
    for permissions in (["records_read"], ["records_read", "accounts_write"], ["accounts_write"]):
        async with fresh.committing() as session:
            account = await signing.account(session, "operator", agency_id=family.own.id)
            headers = await signing.key(session, account, permissions=permissions)
        answer = (await fresh.client.get(ME, headers=headers)).json()
        assert answer["permissions"] == [permission for permission in permissions if permission == "records_read"]
        assert await status_of(fresh, headers, "/v1/accounts") == 403
