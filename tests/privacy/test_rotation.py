"""Renewing the keys: every value under the newest one, a few at a time, and none lost."""

import asyncio

import pytest
from sqlalchemy import select

from app.core.crypto import Vault
from app.core.settings import Settings
from app.models import PersonIdentifier
from app.operations import privacy
from app.operations.refusal import Refusal
from tests import factories
from tests.privacy.desk import FIRST_KEY, MATCHING_KEY, SECOND_KEY, Desk

PURPOSE = "Memeriksa nilai sesudah kunci diganti."


def settings_of(desk: Desk, keys: str | None) -> Settings:
    return Settings(database_url=desk.fresh.url, field_keys=keys, matching_key=MATCHING_KEY if keys else None)


async def rotate(desk: Desk, keys: str | None) -> None:
    """Run the command as a process of its own would: outside of this event loop."""
    await asyncio.to_thread(privacy.rotate, settings_of(desk, keys))


async def keys_in_use(desk: Desk) -> list[str]:
    vault = Vault.from_settings(settings_of(desk, FIRST_KEY))
    assert vault
    async with desk.fresh.committing() as session:
        values = (await session.scalars(select(PersonIdentifier).order_by(PersonIdentifier.id))).all()
        return [vault.fields.key_of(value.ciphertext) for value in values]


@pytest.fixture
async def recorded(desk: Desk) -> Desk:
    """A desk with five values."""
    async with desk.fresh.committing() as session:
        people = [desk.person, await factories.person(session, "Rekan", agency_id=desk.own.id)]
    for number, person in enumerate(people):
        for kind, value in (("nip", f"19660801198803100{number}"), ("email", f"orang{number}@example.go.id")):
            path = desk.of_person("identifiers", person.id)
            assert (await desk.post("operator", path, {"kind": kind, "value": value})).status_code == 201
    return desk


async def test_every_value_goes_under_the_newest_key(
    recorded: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(privacy, "_BATCH", 3)
    await rotate(recorded, f"{SECOND_KEY},{FIRST_KEY}")
    assert await keys_in_use(recorded) == ["dua"] * 4
    assert capsys.readouterr().out == "4 of 4 values were encrypted anew; all are under the newest key.\n"
    await rotate(recorded, f"{SECOND_KEY},{FIRST_KEY}")
    assert capsys.readouterr().out == "0 of 4 values were encrypted anew; all are under the newest key.\n"
    recorded.fresh.app.state.vault = Vault.from_settings(settings_of(recorded, SECOND_KEY))
    answer = await recorded.post("controller", recorded.of_person("disclosures"), {"kind": "nip", "purpose": PURPOSE})
    assert answer.json()["value"] == "196608011988031000"


async def test_a_key_that_is_missing_is_named_and_nothing_lost(recorded: Desk) -> None:
    with pytest.raises(Refusal, match=r"There is no key satu among the FIELD_KEYS\. 0 values were encrypted"):
        await rotate(recorded, SECOND_KEY)
    assert await keys_in_use(recorded) == ["satu"] * 4


async def test_without_keys_the_command_says_what_to_set(recorded: Desk) -> None:
    with pytest.raises(Refusal, match="set FIELD_KEYS and MATCHING_KEY") as refused:
        await rotate(recorded, None)
    assert refused.value.status == 2
    with pytest.raises(Refusal, match="FIELD_KEYS is wrong") as refused:
        await rotate(recorded, "rusak")
    assert refused.value.status == 2
