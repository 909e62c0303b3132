"""A person who withdrew the public name is in no edition by name, and no text of one tells it."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.conftest import Server
from tests.privacy.desk import Desk, serving, set_up
from tests.privacy.training import EDITION, PROGRAMME, train
from tests.privacy.withdrawing import HIDDEN, NAME, SHOWN, conceal, furnish


@pytest.fixture
async def desk(server: Server, migrated: str) -> AsyncIterator[Desk]:
    async with serving(server, migrated) as fresh:
        yield await set_up(fresh)


async def test_a_withdrawn_name_stands_in_no_part_and_no_sentence(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        await train(desk, session, await furnish(desk, session))
    path = f"/v1/programme-editions/{EDITION}"
    before = (await desk.get(None, path)).json()
    assert [part["person"] and part["person"]["name"] for part in before["people"]] == [NAME, None, NAME]
    found = await desk.get(None, f"/v1/programme-editions?person={desk.person.slug}")
    assert [item["slug"] for item in found.json()["items"]] == [EDITION]
    await conceal(desk)
    told = (await desk.get(None, path)).json()
    speaker, opened, taking = told["people"]
    nobody = {"id": None, "slug": "dirahasiakan", "name": SHOWN}
    assert (speaker["person"], opened["on_behalf_of"], taking["person"]) == (nobody, nobody, nobody)
    assert (speaker["title"], opened["institution"]["name"], told["venue"], told["funding"]) == (HIDDEN,) * 4
    assert (told["description"], told["sessions"][0]["material"], told["visits"][0]["place"]) == (HIDDEN,) * 3
    assert (told["shortlists"][0]["name"], told["shortlists"][1]["parent"]) == (HIDDEN, HIDDEN)
    assert told["participants"]["people"] == 1, "who took part is counted still"
    for address in (path, f"/v1/programmes/{PROGRAMME}", "/v1/programmes", "/v1/programme-editions"):
        assert NAME.lower() not in json.dumps((await desk.get(None, address)).json()).lower(), address
    gone = await desk.get(None, f"/v1/programme-editions?person={desk.person.slug}")
    assert gone.status_code == 422, "nobody is found by a name that was withdrawn"


async def test_the_history_of_an_edition_does_not_tell_who_it_was(desk: Desk) -> None:
    programme = await desk.post("operator", "/v1/programmes", {"name": "Diklat", "kind": "diklat", "description": NAME})
    assert programme.status_code == 201, programme.text
    people = [
        {"role": "narasumber", "person": str(desk.person.id), "note": NAME},
        {"role": "pembuka", "institution": {"name": "Panitia"}, "on_behalf_of": str(desk.person.id)},
    ]
    body = {"programme": programme.json()["id"], "name": "Diklat 2026", "starts_on": "2026", "people": people}
    made = await desk.post("operator", "/v1/programme-editions", body)
    assert made.status_code == 201, made.text
    address = f"/v1/audit?entity_id={made.json()['id']}"
    before = json.dumps((await desk.get("admin", address)).json())
    assert str(desk.person.id) in before
    await conceal(desk)
    told = json.dumps((await desk.get("admin", address)).json())
    assert "programme_edition.create" in told
    assert str(desk.person.id) not in told
    assert NAME not in told
