"""Accounts and keys over HTTP: who may give them out, what is refused, and what ends at once."""

import asyncio
import hashlib
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.directory import AccountDirectory
from app.accounts.policy import PERMISSIONS
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.security import Principal
from app.core.settings import Settings
from app.models import Account, ApiKey, AuditEvent
from app.models.codes import Permission, Role
from tests import factories, signing
from tests.asking import errors_of
from tests.conftest import Fresh, client_of, running

ACCOUNTS = "/v1/accounts"


class Admin:
    """An admin who asks."""

    def __init__(self, fresh: Fresh, headers: dict[str, str], account: dict[str, Any]) -> None:
        self._client = fresh.client
        self.headers = headers
        self.account = account

    async def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**self.headers, **options.pop("headers", {})}
        return await self._client.request(method, path, headers=headers, **options)

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.ask("GET", path, **options)

    async def post(self, path: str, body: object, **options: Any) -> httpx.Response:
        return await self.ask("POST", path, json=body, **options)

    async def patch(self, account: dict[str, Any], **body: Any) -> httpx.Response:
        """Change an account as it was last seen."""
        return await self.ask("PATCH", path_of(account), json=body, headers={"if-match": f'"v{account["version"]}"'})

    async def make(self, *roles: str, **body: Any) -> dict[str, Any]:
        """Return a new account."""
        answer = await self.post(ACCOUNTS, {"name": "Akun uji", "roles": roles, **body})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def key(self, account: dict[str, Any], **body: Any) -> dict[str, str]:
        """Return the header of a new key of an account."""
        answer = await self.post(f"{path_of(account)}/keys", {"name": "kunci uji", **body})
        assert answer.status_code == 201, answer.text
        return {"authorization": f"Bearer {answer.json()['key']}"}


def path_of(account: dict[str, Any]) -> str:
    return f"{ACCOUNTS}/{account['id']}"


def id_of(headers: dict[str, str]) -> str:
    return headers["authorization"].split("_")[1]


@pytest.fixture
async def admin(fresh: Fresh) -> Admin:
    async with fresh.committing() as session:
        account = await signing.account(session, "admin")
        headers = await signing.key(session, account)
    return Admin(fresh, headers, (await fresh.client.get(f"{ACCOUNTS}/{account.id}", headers=headers)).json())


@pytest.fixture
async def agency(fresh: Fresh) -> dict[str, str]:
    """An agency with a part of its own, and another beside it, by slug."""
    async with fresh.committing() as session:
        own = await factories.agency(session, "Dinas Kesehatan")
        await factories.agency(session, "Puskesmas", parent_id=own.id)
        await factories.agency(session, "Dinas Perhubungan")
    return {"id": str(own.id), "slug": "dinas-kesehatan", "name": "Dinas Kesehatan"}


async def status_of(fresh: Fresh, headers: dict[str, str]) -> int:
    return (await fresh.client.get("/v1/me", headers=headers)).status_code


async def audited(fresh: Fresh, action: str) -> list[AuditEvent]:
    async with fresh.committing() as session:
        events = await session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id))
        return list(events)


# Accounts


async def test_an_account_is_made_and_found_at_its_address(admin: Admin, agency: dict[str, str]) -> None:
    body = {"name": "  Operator \t Dinkes ", "roles": ["operator"], "agency": "dinas-kesehatan", "note": "baru"}
    answer = await admin.post(ACCOUNTS, body)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"v1"')
    made = answer.json()
    assert made["name"] == "Operator Dinkes"
    assert (made["roles"], made["agency"], made["active"]) == (["operator"], agency, True)
    assert (made["subject"], made["note"], made["version"]) == (None, "baru", 1)
    assert made["created_at"] == made["updated_at"]
    assert answer.headers["location"] == f"http://127.0.0.1:8000{path_of(made)}"
    assert (await admin.get(path_of(made))).json() == made


async def test_the_agency_may_be_given_by_id(admin: Admin, agency: dict[str, str]) -> None:
    for key in (agency["id"], agency["id"].replace("-", "")):
        assert (await admin.make("operator", agency=key))["agency"] == agency


WRONG_ACCOUNTS: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
    ({"roles": ["operator"]}, {("#/agency", "required")}),
    ({"roles": ["secretariat"]}, {("#/agency", "required")}),
    ({"roles": ["operator"], "agency": "tidak-ada"}, {("#/agency", "unknown_reference")}),
    ({"roles": ["operator"], "agency": str(new_id())}, {("#/agency", "unknown_reference")}),
    ({"roles": ["operator", "registrar"], "agency": "dinas-kesehatan"}, {("#/roles", "roles_apart")}),
    ({"roles": ["secretariat", "assessor"], "agency": "dinas-kesehatan"}, {("#/roles", "roles_apart")}),
    ({"roles": []}, {("#/roles", "too_short")}),
    ({"roles": ["raja"]}, {("#/roles/0", "unknown_code")}),
    ({"roles": ["admin", "admin"]}, {("#/roles", "repeated")}),
    ({"roles": "admin"}, {("#/roles", "not_list")}),
    ({"name": " \n "}, {("#/name", "too_short")}),
    ({"name": "x" * 201}, {("#/name", "too_long")}),
    ({"name": "a\x00b"}, {("#/name", "control_character")}),
    ({"name": None}, {("#/name", "not_text")}),
    ({"subject": "budi\n"}, {("#/subject", "invalid_form")}),
    ({"subject": " budi"}, {("#/subject", "invalid_form")}),
    ({"subject": "x" * 256}, {("#/subject", "too_long")}),
    ({"id": str(new_id())}, {("#/id", "unknown")}),
    ({"active": True}, {("#/active", "unknown")}),
    ({"version": 7}, {("#/version", "unknown")}),
    ({"permissions": ["accounts_write"]}, {("#/permissions", "unknown")}),
    ({"created_at": "2020-01-01T00:00:00Z"}, {("#/created_at", "unknown")}),
]


@pytest.mark.usefixtures("agency")
async def test_a_wrong_account_is_refused_where_it_is_wrong(admin: Admin) -> None:
    for body, errors in WRONG_ACCOUNTS:
        answer = await admin.post(ACCOUNTS, {"name": "Akun", "roles": ["assessor"], **body})
        assert (answer.status_code, errors_of(answer)) == (422, errors), body
    assert (await admin.get(ACCOUNTS, params={"with_total": True})).json()["total"] == 1


async def test_two_accounts_have_no_subject_in_common(admin: Admin) -> None:
    made = await admin.make("assessor", subject="budi@medan.go.id")
    other = await admin.make("assessor", subject="Budi@medan.go.id")
    answers = [
        await admin.post(ACCOUNTS, {"name": "x", "roles": ["admin"], "subject": "budi@medan.go.id"}),
        await admin.patch(other, subject="budi@medan.go.id"),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
        assert errors_of(answer) == {("#/subject", "taken")}
        assert "budi" not in answer.text
    assert (await admin.patch(made, subject="budi@medan.go.id")).json()["version"] == 1
    freed = (await admin.patch(made, subject=None)).json()
    assert freed["subject"] is None
    assert (await admin.patch(other, subject="budi@medan.go.id")).status_code == 200


async def test_of_two_accounts_at_once_with_a_subject_one_is_made(admin: Admin) -> None:
    body = {"name": "x", "roles": ["assessor"], "subject": "sama"}
    answers = await asyncio.gather(admin.post(ACCOUNTS, body), admin.post(ACCOUNTS, body))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert {pointer for pointer, _ in errors_of(refused)} == {"#/subject"}


async def test_a_patch_changes_what_it_says_and_nothing_else(admin: Admin, agency: dict[str, str]) -> None:
    made = await admin.make("assessor", subject="budi", note="lama")
    answer = await admin.patch(made, name="Baru", roles=["secretariat"], agency="dinas-kesehatan", note=None)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"v2"')
    changed = answer.json()
    expected = {"name": "Baru", "roles": ["secretariat"], "agency": agency, "note": None, "version": 2}
    assert changed == {**made, **expected, "updated_at": changed["updated_at"]}
    assert changed["updated_at"] > made["updated_at"]
    assert (await admin.get(path_of(made))).json() == changed


async def test_roles_stand_in_their_own_order_however_they_came(admin: Admin, fresh: Fresh) -> None:
    made = await admin.make("admin", "registrar")
    assert made["roles"] == ["registrar", "admin"]
    assert (await admin.patch(made, roles=["admin", "registrar"])).json()["version"] == 1
    assert await audited(fresh, "account.update") == []


async def test_a_patch_that_changes_nothing_makes_no_version_and_no_entry(admin: Admin, fresh: Fresh) -> None:
    made = await admin.make("assessor")
    for body in ({}, {"name": made["name"]}, {"active": True, "note": None}):
        answer = await admin.patch(made, **body)
        assert (answer.status_code, answer.json()) == (200, made)
    assert await audited(fresh, "account.update") == []


WRONG_PATCHES: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
    ({"name": None}, {("#/name", "null_refused")}),
    ({"roles": None}, {("#/roles", "null_refused")}),
    ({"active": None}, {("#/active", "null_refused")}),
    ({"active": "yes"}, {("#/active", "not_boolean")}),
    ({"roles": []}, {("#/roles", "too_short")}),
    ({"agency": None}, {("#/agency", "required")}),
    ({"agency": "tidak-ada"}, {("#/agency", "unknown_reference")}),
    ({"roles": ["operator", "admin"]}, {("#/roles", "roles_apart")}),
    ({"version": 1}, {("#/version", "unknown")}),
    ({"id": "x"}, {("#/id", "unknown")}),
    ({"keys": []}, {("#/keys", "unknown")}),
]


@pytest.mark.usefixtures("agency")
async def test_a_wrong_patch_is_refused_where_it_is_wrong(admin: Admin) -> None:
    made = await admin.make("operator", agency="dinas-kesehatan")
    for body, errors in WRONG_PATCHES:
        answer = await admin.patch(made, **body)
        assert (answer.status_code, errors_of(answer)) == (422, errors), body
    assert (await admin.get(path_of(made))).json() == made


async def test_a_change_says_of_which_version(admin: Admin) -> None:
    made = await admin.make("assessor")
    without = await admin.ask("PATCH", path_of(made), json={"name": "Baru"})
    assert (without.status_code, without.headers["etag"]) == (428, '"v1"')
    assert (await admin.patch(made, name="Baru")).status_code == 200
    stale = await admin.patch(made, name="Lain")
    assert (stale.status_code, stale.headers["etag"]) == (412, '"v2"')
    unknown = await admin.ask("PATCH", f"{ACCOUNTS}/{new_id()}", json={"name": "Baru"})
    assert unknown.status_code == 404


async def test_the_tag_of_what_was_read_names_its_version(admin: Admin) -> None:
    made = await admin.make("assessor")
    read = await admin.get(path_of(made))
    headers = {"if-match": read.headers["etag"]}
    assert (await admin.ask("PATCH", path_of(made), json={"name": "Baru"}, headers=headers)).status_code == 200
    assert (await admin.ask("PATCH", path_of(made), json={"name": "Lain"}, headers=headers)).status_code == 412
    unchanged = await admin.get(path_of(admin.account))
    known = {"if-none-match": unchanged.headers["etag"]}
    assert (await admin.get(path_of(admin.account), headers=known)).status_code == 304


async def test_of_two_changes_of_one_version_one_is_done(admin: Admin) -> None:
    made = await admin.make("assessor")
    answers = await asyncio.gather(*(admin.patch(made, name=f"Nama {number}") for number in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]


async def test_accounts_are_listed_by_name_in_pages(admin: Admin, agency: dict[str, str]) -> None:
    for name in ("Ani", "Budi", "Budi", "Cici 100%"):
        await admin.make("operator", name=name, agency="dinas-kesehatan")
    await admin.patch(await admin.make("registrar", name="Dedi"), active=False)

    async def names(**query: Any) -> list[str]:
        found: list[str] = []
        while True:
            page = (await admin.get(ACCOUNTS, params={"limit": 2, "with_total": True, **query})).json()
            found += [item["name"] for item in page["items"]]
            if not (cursor := page["next"]):
                assert len(found) == page["total"]
                return found
            query["cursor"] = cursor

    assert await names() == ["Akun admin", "Ani", "Budi", "Budi", "Cici 100%", "Dedi"]
    assert await names(role="operator") == ["Ani", "Budi", "Budi", "Cici 100%"]
    assert await names(agency=agency["slug"]) == await names(agency=agency["id"]) == await names(role="operator")
    assert await names(active=False) == ["Dedi"]
    assert await names(q="bUD") == ["Budi", "Budi"]
    assert await names(q="%") == ["Cici 100%"]
    assert await names(q="_") == []
    unknown = await admin.get(ACCOUNTS, params={"agency": "tidak-ada"})
    assert errors_of(unknown) == {("query/agency", "unknown_reference")}


async def test_pages_lead_forth_and_back(admin: Admin) -> None:
    for name in ("Ani", "Budi", "Cici"):
        await admin.make("assessor", name=name)
    first = (await admin.get(ACCOUNTS, params={"limit": 2})).json()
    second = (await admin.get(ACCOUNTS, params={"limit": 2, "cursor": first["next"]})).json()
    assert (await admin.get(ACCOUNTS, params={"limit": 2, "cursor": second["prev"]})).json() == first
    elsewhere = await admin.get(ACCOUNTS, params={"limit": 2, "cursor": first["next"], "role": "admin"})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (400, "invalid_cursor")


# The last admin


async def test_the_last_active_admin_stays_one(admin: Admin, fresh: Fresh) -> None:
    gone = await admin.make("admin", "registrar")
    assert (await admin.patch(gone, active=False)).status_code == 200
    ends: list[dict[str, Any]] = [{"active": False}, {"roles": ["registrar"]}]
    for body in ends:
        refused = await admin.patch(admin.account, **body)
        assert (refused.status_code, refused.json()["code"]) == (409, "last_admin")
    assert (await admin.get(path_of(admin.account))).json() == admin.account
    assert await status_of(fresh, admin.headers) == 200
    for body in ends:
        other = await admin.make("admin")
        assert (await admin.patch(other, **body)).status_code == 200


async def test_two_admins_who_dismiss_each_other_do_not_both_succeed(admin: Admin, fresh: Fresh) -> None:
    other = await admin.make("admin")
    second = Admin(fresh, await admin.key(other), other)
    answers = await asyncio.gather(admin.patch(other, active=False), second.patch(admin.account, active=False))
    assert 200 in {answer.status_code for answer in answers}
    assert sum(answer.status_code == 200 for answer in answers) == 1
    async with fresh.committing() as session:
        assert len(list(await session.scalars(select(Account).where(Account.active)))) == 1


# Keys


async def test_a_key_is_shown_once_and_signs_its_account_in(admin: Admin, fresh: Fresh) -> None:
    made = await admin.make("registrar", name="Orta")
    answer = await admin.post(f"{path_of(made)}/keys", {"name": "SIMPEG"})
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    key = answer.json()
    shown = {name: value for name, value in key.items() if name != "key"}
    assert (shown["account_id"], shown["name"], shown["permissions"]) == (made["id"], "SIMPEG", None)
    assert (shown["expires_at"], shown["revoked_at"], shown["last_used_at"]) == (None, None, None)
    assert answer.headers["location"] == f"http://127.0.0.1:8000/v1/keys/{key['key_id']}"
    assert (await admin.get(f"/v1/keys/{key['key_id']}")).json() == shown
    assert (await admin.get(f"{path_of(made)}/keys")).json()["items"] == [shown]
    me = (await fresh.client.get("/v1/me", headers={"authorization": f"Bearer {key['key']}"})).json()
    assert (me["account_id"], me["name"], me["credential"]) == (made["id"], "Orta", key["key_id"])


async def test_the_answer_with_a_key_is_not_repeated(admin: Admin, fresh: Fresh) -> None:
    made = await admin.make("registrar")
    retry = {"headers": {"idempotency-key": "sekali"}}
    first = await admin.post(f"{path_of(made)}/keys", {"name": "SIMPEG"}, **retry)
    again = await admin.post(f"{path_of(made)}/keys", {"name": "SIMPEG"}, **retry)
    assert (again.status_code, again.json()["code"]) == (409, "answer_not_kept")
    assert first.json()["key"] not in again.text
    assert len(await audited(fresh, "key.create")) == 1
    async with fresh.committing() as session:
        kept = await (await session.connection()).exec_driver_sql("SELECT r::text FROM idempotent_request r")
        assert first.json()["key"].split("_", 2)[2] not in str(kept.all())


WRONG_KEYS: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
    ({"permissions": ["records_verify"]}, {("#/permissions/0", "not_granted")}),
    (
        {"permissions": ["records_read", "accounts_write", "audit_read"]},
        {("#/permissions/1", "not_granted"), ("#/permissions/2", "not_granted")},
    ),
    ({"permissions": []}, {("#/permissions", "too_short")}),
    ({"permissions": ["semua"]}, {("#/permissions/0", "unknown_code")}),
    ({"permissions": ["records_read", "records_read"]}, {("#/permissions", "repeated")}),
    ({"agency": "dinas-perhubungan"}, {("#/agency", "not_kept")}),
    ({"agency": "tidak-ada"}, {("#/agency", "unknown_reference")}),
    ({"expires_at": "2026-01-01T00:00:00Z"}, {("#/expires_at", "not_in_future")}),
    ({"expires_at": "0001-01-01T00:00:00+14:00"}, {("#/expires_at", "not_in_future")}),
    ({"expires_at": "9999-12-31T23:59:59-23:00"}, {("#/expires_at", "too_late")}),
    ({"expires_at": "2027-01-01T00:00:00"}, {("#/expires_at", "invalid_value")}),
    ({"expires_at": "2027-01-01"}, {("#/expires_at", "invalid_value")}),
    ({"expires_at": 1893456000}, {("#/expires_at", "invalid_value")}),
    ({"expires_at": "1893456000"}, {("#/expires_at", "invalid_value")}),
    ({"name": ""}, {("#/name", "too_short")}),
    ({"key_id": "k3v9x0a71qzd"}, {("#/key_id", "unknown")}),
    ({"digest": "x"}, {("#/digest", "unknown")}),
    ({"account_id": str(new_id())}, {("#/account_id", "unknown")}),
]


@pytest.mark.usefixtures("agency")
async def test_a_key_that_would_reach_further_or_is_wrong_is_refused(admin: Admin) -> None:
    made = await admin.make("operator", agency="dinas-kesehatan")
    for body, errors in WRONG_KEYS:
        answer = await admin.post(f"{path_of(made)}/keys", {"name": "kunci", **body})
        assert (answer.status_code, errors_of(answer)) == (422, errors), body
    assert (await admin.get(f"{path_of(made)}/keys")).json()["items"] == []


async def test_a_key_may_do_less_than_its_account_for_a_time(
    admin: Admin, fresh: Fresh, agency: dict[str, str]
) -> None:
    made = await admin.make("operator", agency=agency["slug"])
    until = (datetime.now(UTC) + timedelta(days=30)).replace(microsecond=0)
    body = {"permissions": ["records_write", "records_read"], "agency": "puskesmas", "expires_at": until.isoformat()}
    headers = await admin.key(made, **body)
    shown = (await admin.get(f"/v1/keys/{id_of(headers)}")).json()
    assert shown["permissions"] == ["records_read", "records_write"]
    assert shown["agency"]["name"] == "Puskesmas"
    me = (await fresh.client.get("/v1/me", headers=headers)).json()
    assert me["permissions"] == ["records_read", "records_write"]
    assert me["agency"] == shown["agency"]
    assert datetime.fromisoformat(me["expires_at"]) == datetime.fromisoformat(shown["expires_at"]) == until


async def test_a_key_of_a_citys_role_may_be_bound_to_any_agency(admin: Admin, agency: dict[str, str]) -> None:
    headers = await admin.key(await admin.make("registrar"), agency=agency["slug"])
    assert (await admin.get(f"/v1/keys/{id_of(headers)}")).json()["agency"] == agency


async def test_keys_are_listed_in_pages_as_they_were_made(admin: Admin) -> None:
    made = await admin.make("registrar")
    keys = [id_of(await admin.key(made)) for _ in range(3)]
    first = (await admin.get(f"{path_of(made)}/keys", params={"limit": 2})).json()
    second = (await admin.get(f"{path_of(made)}/keys", params={"limit": 2, "cursor": first["next"]})).json()
    assert [item["key_id"] for item in first["items"] + second["items"]] == keys
    assert second["next"] is None
    elsewhere = await admin.get(f"{path_of(admin.account)}/keys", params={"cursor": first["next"]})
    assert elsewhere.status_code == 400


async def test_no_key_is_made_for_an_account_that_is_not_active(admin: Admin) -> None:
    made = (await admin.patch(await admin.make("registrar"), active=False)).json()
    answer = await admin.post(f"{path_of(made)}/keys", {"name": "kunci"})
    assert (answer.status_code, answer.json()["code"]) == (409, "account_inactive")


# What ends at once


async def test_a_revoked_key_ends_at_once_and_for_good(admin: Admin, fresh: Fresh) -> None:
    headers = await admin.key(await admin.make("registrar"))
    assert await status_of(fresh, headers) == 200
    revoked = await admin.post(f"/v1/keys/{id_of(headers)}/revoke", None)
    assert (revoked.status_code, revoked.json()["revoked_at"] is None) == (200, False)
    assert await status_of(fresh, headers) == 401
    again = await admin.post(f"/v1/keys/{id_of(headers)}/revoke", None)
    assert (again.status_code, again.json()) == (200, revoked.json())
    assert len(await audited(fresh, "key.revoke")) == 1


async def test_the_keys_of_an_account_that_is_not_active_end_at_once(admin: Admin, fresh: Fresh) -> None:
    made = await admin.make("registrar")
    headers = await admin.key(made)
    assert await status_of(fresh, headers) == 200
    made = (await admin.patch(made, active=False)).json()
    assert await status_of(fresh, headers) == 401
    assert (await admin.patch(made, active=True)).status_code == 200
    assert await status_of(fresh, headers) == 200


async def test_other_roles_hold_at_once(admin: Admin, fresh: Fresh) -> None:
    made = await admin.make("admin")
    headers = await admin.key(made)
    assert (await fresh.client.get(ACCOUNTS, headers=headers)).status_code == 200
    await admin.patch(made, roles=["assessor"])
    assert (await fresh.client.get(ACCOUNTS, headers=headers)).status_code == 403


async def test_credentials_are_forgotten_when_others_can_see_the_change_and_not_before(
    admin: Admin, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forgotten earlier, a request in between would remember the key as it was."""
    headers = await admin.key(await admin.make("registrar"))
    seen: list[asyncio.Task[bool]] = []

    async def revoked() -> bool:
        async with fresh.committing() as session:
            key = (await session.scalars(select(ApiKey).where(ApiKey.key_id == id_of(headers)))).one()
            return key.revoked_at is not None

    monkeypatch.setattr(fresh.app.state.authenticator, "forget", lambda: seen.append(asyncio.create_task(revoked())))
    await admin.post(f"/v1/keys/{id_of(headers)}/revoke", None)
    assert await asyncio.gather(*seen) == [True]


# Who may


async def test_only_admins_give_out_accounts(fresh: Fresh, admin: Admin, agency: dict[str, str]) -> None:
    for role in set(Role) - {Role.ADMIN}:
        other = Admin(fresh, await admin.key(await admin.make(role, agency=agency["slug"])), admin.account)
        for answer in (
            await other.get(ACCOUNTS),
            await other.get(path_of(admin.account)),
            await other.get(f"{path_of(admin.account)}/keys"),
            await other.post(ACCOUNTS, {"name": "x", "roles": ["admin"]}),
            await other.patch(admin.account, name="x"),
            await other.post(f"{path_of(admin.account)}/keys", {"name": "x"}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted"), (role, answer.request.url)


def told(answer: httpx.Response) -> dict[str, Any]:
    return {name: value for name, value in answer.json().items() if name not in {"request_id", "instance"}}


async def test_a_key_of_somebody_else_is_as_one_that_does_not_exist(fresh: Fresh, admin: Admin) -> None:
    registrar = await admin.make("registrar")
    other = Admin(fresh, await admin.key(registrar), registrar)
    second = await admin.key(registrar)
    nobodys = told(await other.get("/v1/keys/k3v9x0a71qzd"))
    assert nobodys["code"] == "not_found"
    for key_id in (id_of(admin.headers), id_of(second)):
        assert told(await other.get(f"/v1/keys/{key_id}")) == nobodys
        assert told(await other.post(f"/v1/keys/{key_id}/revoke", None)) == nobodys
        assert told(await other.post("/v1/keys/k3v9x0a71qzd/revoke", None)) == nobodys
    assert await status_of(fresh, second) == 200


async def test_a_key_may_end_itself(fresh: Fresh, admin: Admin) -> None:
    made = await admin.make("assessor")
    own = await admin.key(made)
    other = Admin(fresh, own, made)
    assert (await other.get(f"/v1/keys/{id_of(own)}")).json()["account_id"] == made["id"]
    assert (await other.post(f"/v1/keys/{id_of(own)}/revoke", None)).status_code == 200
    assert await status_of(fresh, own) == 401
    event = (await audited(fresh, "key.revoke"))[0]
    assert (str(event.account_id), event.credential) == (made["id"], id_of(own))


async def test_who_signs_in_by_token_has_the_keys_of_the_own_account(session: AsyncSession) -> None:
    own, other = await signing.account(session, "registrar"), await signing.account(session, "registrar")
    mine, theirs = await signing.key(session, own), await signing.key(session, other)
    person = Principal(
        account_id=own.id,
        name="Budi",
        roles=frozenset(own.roles),
        permissions=frozenset(),
        agency_id=None,
        territory=None,
        via="token",
        credential="budi",
    )
    directory = AccountDirectory(session, person)
    assert (await directory.key(id_of(mine))).account_id == own.id
    with pytest.raises(NotFound):
        await directory.key(id_of(theirs))
    with pytest.raises(NotFound):
        await AccountDirectory(session, replace(person, via="key", credential="k3v9x0a71qzd")).key(id_of(mine))
    me = await directory.me()
    assert (me.via, me.credential, me.expires_at) == ("token", "budi", None)


async def test_an_admins_key_that_is_bound_to_an_agency_gives_out_accounts_of_that_one_alone(
    fresh: Fresh, admin: Admin, agency: dict[str, str]
) -> None:
    own = await admin.make("operator", name="Sendiri", agency=agency["slug"])
    below = await admin.make("operator", name="Di bawah", agency="puskesmas")
    beside = await admin.make("operator", name="Lain", agency="dinas-perhubungan")
    city = await admin.make("registrar", name="Kota", agency=agency["slug"])
    bound = Admin(fresh, await admin.key(admin.account, agency=agency["slug"]), own)
    listed = (await bound.get(ACCOUNTS, params={"with_total": True})).json()
    assert ([item["name"] for item in listed["items"]], listed["total"]) == (["Di bawah", "Sendiri"], 2)
    unknown = told(await bound.get(f"{ACCOUNTS}/{new_id()}"))
    for account in (beside, city, admin.account):
        keys = await admin.key(account)
        assert told(await bound.get(path_of(account))) == unknown
        assert told(await bound.get(f"{path_of(account)}/keys")) == unknown
        assert told(await bound.patch(account, name="x")) == unknown
        assert told(await bound.post(f"{path_of(account)}/keys", {"name": "x"})) == unknown
        assert told(await bound.post(f"/v1/keys/{id_of(keys)}/revoke", None)) == unknown
    wide: list[dict[str, Any]] = [{"roles": ["registrar"], "agency": agency["slug"]}, {"roles": ["admin"]}]
    for body in wide:
        assert (await bound.post(ACCOUNTS, {"name": "x", **body})).status_code == 403
    for body in [*wide, {"agency": "dinas-perhubungan"}]:
        assert (await bound.patch(own, **body)).status_code == 403
    assert (await bound.patch(below, name="Puskesmas")).status_code == 200
    assert (await bound.post(ACCOUNTS, {"name": "x", "roles": ["operator"], "agency": "puskesmas"})).status_code == 201


async def test_whoever_signs_in_is_told_who_they_are(fresh: Fresh, agency: dict[str, str]) -> None:
    for role in Role:
        async with fresh.committing() as session:
            account = await signing.account(session, role, agency_id=UUID(agency["id"]))
            headers = await signing.key(session, account)
        answer = await fresh.client.get("/v1/me", headers=headers)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-cache")
        me = answer.json()
        assert (me["account_id"], me["roles"], me["agency"]) == (str(account.id), [role], agency)
        assert (me["via"], me["credential"], me["expires_at"]) == ("key", id_of(headers), None)
        assert me["permissions"] == [code for code in Permission if code in PERMISSIONS[role]]
        assert headers["authorization"].split("_", 2)[2] not in answer.text


# On record, and secret


async def test_every_change_is_on_record_with_who_and_what(admin: Admin, fresh: Fresh, agency: dict[str, str]) -> None:
    made = await admin.make("assessor", name="Lama")
    await admin.patch(made, name="Baru", agency=agency["slug"])
    headers = await admin.key(made, name="SIMPEG")
    await admin.post(f"/v1/keys/{id_of(headers)}/revoke", None)
    created, updated = (await audited(fresh, "account.create"))[0], (await audited(fresh, "account.update"))[0]
    for event in (created, updated):
        assert (event.entity_kind, str(event.entity_id)) == ("account", made["id"])
        assert (str(event.account_id), event.via) == (admin.account["id"], "key")
        assert event.credential == id_of(admin.headers)
        assert event.request_id
    assert created.changes["roles"] == [None, ["assessor"]]
    assert updated.changes == {"name": ["Lama", "Baru"], "agency_id": [None, agency["id"]]}
    new, ended = (await audited(fresh, "key.create"))[0], (await audited(fresh, "key.revoke"))[0]
    assert (new.entity_kind, ended.entity_kind, new.entity_id) == ("key", "key", ended.entity_id)
    assert new.changes["key_id"] == [None, id_of(headers)]
    assert new.changes["account_id"] == [None, made["id"]]
    assert ended.changes["revoked_at"][0] is None


async def test_what_was_refused_is_not_on_record(admin: Admin, fresh: Fresh) -> None:
    before = len(await audited(fresh, "account.update"))
    await admin.patch({**admin.account, "version": 9}, name="x")
    await admin.patch(admin.account, roles=["registrar"])
    await admin.patch(admin.account, name="x" * 300)
    assert len(await audited(fresh, "account.update")) == before


async def test_a_secret_is_in_one_answer_and_nowhere_else(
    admin: Admin, fresh: Fresh, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(database_url=fresh.url, log_level="debug", log_format="json")
    async with running(settings) as app, client_of(app) as client:
        caplog.set_level(logging.DEBUG)
        asking = Admin(replace(fresh, app=app, client=client), admin.headers, admin.account)
        secret, answers = await use_up_a_key(asking, client)
        await app.state.authenticator.note_use()
        app.state.access_log.flush()
    logged = caplog.text + str(capsys.readouterr())
    assert "/v1/accounts" in logged
    statuses = [409, 200, 200, 200, 200, 401, 404, 403, 422, 200, 200, 401]
    assert [answer.status_code for answer in answers] == statuses
    async with fresh.committing() as session:
        digest = hashlib.sha256(secret.encode()).digest()
        assert digest in set(await session.scalars(select(ApiKey.digest)))
        entries = (await (await session.connection()).exec_driver_sql("SELECT e::text FROM audit_event e")).all()
        answered = (
            await (await session.connection()).exec_driver_sql("SELECT r::text FROM idempotent_request r")
        ).all()
    assert len(entries) == 3
    for part in (secret, digest.hex()):
        for answer in answers:
            assert part not in answer.text + str(answer.headers), answer.request.url.path
        assert part not in f"{entries}{answered}"
        assert part not in logged


async def use_up_a_key(admin: Admin, client: httpx.AsyncClient) -> tuple[str, list[httpx.Response]]:
    """Make a key, use it rightly and wrongly, and end it; return its secret and every answer but the first."""
    path = path_of(await admin.make("registrar"))
    retry: dict[str, Any] = {"headers": {"idempotency-key": "sekali"}}
    key = (await admin.post(f"{path}/keys", {"name": "SIMPEG"}, **retry)).json()
    right, wrong = ({"authorization": f"Bearer {text}"} for text in (key["key"], key["key"][:-1]))
    return key["key"].rpartition(f"{key['key_id']}_")[2], [
        await admin.post(f"{path}/keys", {"name": "SIMPEG"}, **retry),
        await admin.get(path),
        await admin.get(f"{path}/keys"),
        await admin.get(f"/v1/keys/{key['key_id']}"),
        await client.get("/v1/me", headers=right),
        await client.get("/v1/me", headers=wrong),
        await client.get("/v1/nowhere", headers=right),
        await client.get(ACCOUNTS, headers=right),
        await admin.post(ACCOUNTS, {"name": key["key"], "roles": [key["key"]], "agency": key["key"]}),
        await admin.get(ACCOUNTS),
        await admin.post(f"/v1/keys/{key['key_id']}/revoke", None),
        await client.get("/v1/me", headers=right),
    ]
