"""Accounts and the people who sign in by them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.models import AuditEvent, Person
from tests import factories, signing
from tests.asking import errors_of
from tests.conftest import Fresh

ACCOUNTS = "/v1/accounts"


@dataclass(frozen=True)
class Desk:
    """An admin, an account to link, and two people of whom one withdrew the name."""

    fresh: Fresh
    admin: dict[str, str]
    own: dict[str, str]
    path: str
    person: Person
    hidden: Person

    async def link(self, person: str | None, **headers: str) -> httpx.Response:
        """Say who signs in by the account."""
        sent = {**self.admin, "if-match": "*", **headers}
        return await self.fresh.client.patch(self.path, json={"person": person}, headers=sent)

    async def read(self, path: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        """Return what somebody reads, the admin unless told otherwise."""
        answer = await self.fresh.client.get(path, headers=headers or self.admin)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told


@pytest.fixture
async def desk(fresh: Fresh) -> Desk:
    async with fresh.committing() as session:
        admin = await signing.sign(session, "admin")
        account = await signing.account(session, "assessor")
        own = await signing.key(session, account)
        person = await factories.person(session, "Bayu Sogara")
        hidden = await factories.person(session, "Orang Rahasia", concealed_at=datetime.now(UTC))
    return Desk(fresh, admin, own, f"{ACCOUNTS}/{account.id}", person, hidden)


async def test_an_account_is_linked_to_a_person_and_unlinked(desk: Desk) -> None:
    shown = {"id": str(desk.person.id), "slug": "bayu-sogara", "name": "Bayu Sogara"}
    for key in ("bayu-sogara", str(desk.person.id), desk.person.id.hex):
        answer = await desk.link(key)
        assert answer.status_code == 200, answer.text
        assert answer.json()["person"] == shown, key
    assert (await desk.read(desk.path))["person"] == shown
    assert (await desk.read("/v1/me", desk.own))["person"] == shown
    listed = await desk.read(f"{ACCOUNTS}?role=assessor")
    assert [one["person"] for one in listed["items"]] == [shown]
    assert (await desk.link(None)).json()["person"] is None
    assert (await desk.read("/v1/me", desk.own))["person"] is None


async def test_a_new_account_names_its_person(desk: Desk) -> None:
    body = {"name": "Penilai", "roles": ["assessor"], "person": "bayu-sogara"}
    made = await desk.fresh.client.post(ACCOUNTS, json=body, headers=desk.admin)
    assert made.status_code == 201, made.text
    assert made.json()["person"]["slug"] == "bayu-sogara"
    without = await desk.fresh.client.post(ACCOUNTS, json={"name": "A", "roles": ["admin"]}, headers=desk.admin)
    assert without.json()["person"] is None


async def test_who_is_not_on_record_or_withdrew_the_name_cannot_be_named(desk: Desk) -> None:
    for key in ("tidak-ada", "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11", "orang-rahasia", str(desk.hidden.id)):
        answer = await desk.link(key)
        assert (answer.status_code, errors_of(answer)) == (422, {("#/person", "unknown_reference")}), key
        body = {"name": "Penilai", "roles": ["assessor"], "person": key}
        answer = await desk.fresh.client.post(ACCOUNTS, json=body, headers=desk.admin)
        assert (answer.status_code, errors_of(answer)) == (422, {("#/person", "unknown_reference")}), key
    assert (await desk.read(desk.path))["version"] == 1


async def test_a_name_that_is_withdrawn_later_is_not_told_any_more(desk: Desk) -> None:
    await desk.link("bayu-sogara")
    async with desk.fresh.committing() as session:
        (await session.get_one(Person, desk.person.id)).concealed_at = datetime.now(UTC)
    told = {"id": None, "slug": "dirahasiakan", "name": "inovator dirahasiakan"}
    assert (await desk.read(desk.path))["person"] == told
    assert (await desk.read("/v1/me", desk.own))["person"] == told
    # it is still linked, and can be unlinked
    assert (await desk.link(None)).json()["person"] is None


async def test_a_link_is_written_down_by_id_and_counts_as_a_change(desk: Desk) -> None:
    answer = await desk.link("bayu-sogara", **{"if-match": '"v1"'})
    assert answer.headers["etag"] == '"v2"'
    assert (await desk.link("bayu-sogara", **{"if-match": '"v2"'})).headers["etag"] == '"v2"'
    assert (await desk.link(None, **{"if-match": '"v1"'})).status_code == 412
    async with desk.fresh.committing() as session:
        events = list(await session.scalars(select(AuditEvent).where(AuditEvent.action == "account.update")))
    assert [event.changes for event in events] == [{"person_id": [None, str(desk.person.id)]}]
