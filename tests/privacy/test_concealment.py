"""A name that was withdrawn is gone everywhere at once, and stays gone."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.innovations.service import InnovationService
from app.models import (
    AuditEvent,
    ConcealedName,
    Innovation,
    InnovationCard,
    InnovationDocument,
    InnovationPerson,
    Person,
)
from app.reference.files import read_reference
from app.reference.service import ReferenceService
from tests import factories
from tests.asking import errors_of
from tests.conftest import Fresh
from tests.innovations.rendering import render
from tests.privacy.desk import Desk, set_up
from tests.privacy.withdrawing import HIDDEN, NAME, SHOWN, SPOKEN, conceal, furnish


@pytest.fixture
async def records(desk: Desk) -> dict[str, Innovation]:
    async with desk.fresh.committing() as session:
        return await furnish(desk, session)


async def read(desk: Desk, path: str, who: str | None = None) -> Any:
    answer = await desk.get(who, path)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.usefixtures("records")
async def test_innovations_keep_an_innovator_without_a_name(desk: Desk) -> None:
    before = await read(desk, "/v1/innovations/verolin")
    assert before["people"][0]["person"]["name"] == NAME
    await conceal(desk)
    whole, second = await read(desk, "/v1/innovations/verolin"), await read(desk, "/v1/innovations/kedua")
    part, mentor = whole["people"][0], second["people"][0]
    assert part["person"] | {"id": ""} == {
        "id": "",
        "slug": "dirahasiakan",
        "name": SHOWN,
        "title_prefix": None,
        "degrees": None,
    }
    assert (part["role"], part["agency"]["id"]) == ("inovator", str(desk.own.id))
    assert whole["people"][1] == before["people"][1]
    ids = {str(desk.person.id), part["person"]["id"], mentor["person"]["id"]}
    assert len(ids) == 3, "the two parts must not lead to each other, or to the person"
    for key in (*ids, "dirahasiakan", desk.person.slug):
        assert (await desk.get(None, f"/v1/innovators/{key}")).status_code == 404
    for name in ("summary", "problem", "goal", "novelty", "how_it_works", "benefit", "result_before", "result_after"):
        assert whole[name] == HIDDEN, name
    assert whole["ambiguities"][0]["note_id"] == whole["ambiguities"][0]["note_en"] == HIDDEN
    assert (await read(desk, "/v1/innovations/tanpa-bagian"))["summary"] == f"{HIDDEN}\nbaris"
    assert (await read(desk, "/v1/innovations?q=verolin"))["items"][0]["summary"] == HIDDEN


async def test_what_is_stored_agrees_with_what_the_tables_say(desk: Desk, records: dict[str, Innovation]) -> None:
    await conceal(desk)
    async with desk.fresh.committing() as session:
        for innovation in records.values():
            card, whole = await render(session, innovation.id)
            stored = await session.get_one(InnovationDocument, innovation.id)
            assert type(whole).model_validate_json(stored.document, extra="forbid") == whole
            told = (await session.get_one(InnovationCard, innovation.id)).card
            assert type(card).model_validate_json(told, extra="forbid") == card
        assert await InnovationService(session).publish(None) == 0
        assert (await session.get_one(Innovation, records["own"].id)).summary == SPOKEN


@pytest.mark.usefixtures("records")
async def test_a_document_keeps_its_order_and_all_the_rest(desk: Desk) -> None:
    before = (await desk.get(None, "/v1/innovations/tanpa-bagian")).text
    await conceal(desk)
    after = (await desk.get(None, "/v1/innovations/tanpa-bagian")).text
    assert after == before.replace(json.dumps(f"{SPOKEN}\nbaris"), json.dumps(f"{HIDDEN}\nbaris"))


@pytest.mark.usefixtures("records")
async def test_the_person_is_no_longer_found(desk: Desk) -> None:
    listed = await read(desk, "/v1/innovators?with_total=true")
    assert (listed["total"], len(listed["items"])) == (2, 2)
    await conceal(desk)
    listed = await read(desk, "/v1/innovators?with_total=true")
    assert [item["name"] for item in listed["items"]] == ["Rekan Kerja"]
    assert listed["total"] == 1
    for query in ("q=bayu", f"agency={desk.own.slug}", "role=mentor&q=siregar"):
        assert (await read(desk, f"/v1/innovators?{query}"))["items"] == []
    for key in (desk.person.slug, desk.person.id):
        for path in (f"/v1/innovators/{key}", f"/v1/innovators/{key}/citations"):
            hidden, absent = await desk.get(None, path), await desk.get(None, "/v1/innovators/tidak-ada")
            assert hidden.status_code == 404
            assert hidden.json()["detail"] == absent.json()["detail"]
        for who in (None, "stranger", "operator", "registrar"):
            filtered = await desk.get(who, f"/v1/innovations?innovator={key}")
            assert filtered.status_code == 422
            assert errors_of(filtered) == {("query/innovator", "unknown_reference")}


@pytest.mark.usefixtures("records")
async def test_officials_and_citations_are_told_without_the_name(desk: Desk) -> None:
    await conceal(desk)
    official = (await read(desk, f"/v1/agencies/{desk.own.slug}/officials"))["items"][0]
    assert (official["slug"], official["name"], official["degrees"]) == ("dirahasiakan", SHOWN, None)
    assert (official["title"], official["note"]) == ("Ajudan [dirahasiakan]", HIDDEN)
    for record in ("innovations/verolin", f"agencies/{desk.own.slug}", "innovators/rekan-kerja"):
        told = await read(desk, f"/v1/{record}/citations")
        citation = told["items"][0]
        assert [citation[name] for name in ("phrase", "note", "dispute_note")] == [HIDDEN] * 3
        assert citation["source"]["title"] == "[dirahasiakan] Ciptakan Verolin"
        assert citation["source"]["address"] == "https://berita.example/[dirahasiakan]-ciptakan-verolin"
        assert citation["source"]["slug"] == citation["source"]["id"]
        assert told["ambiguities"][0]["note_id"] == HIDDEN
    assert (await read(desk, f"/v1/agencies/{desk.own.slug}"))["note"] == HIDDEN
    assert (await read(desk, "/v1/classifications/skema"))["note"] == HIDDEN
    assert (await read(desk, "/v1/innovators/rekan-kerja"))["note"] == HIDDEN


@pytest.mark.usefixtures("records")
async def test_the_keepers_and_the_controller_still_see_the_person(desk: Desk) -> None:
    await conceal(desk)
    seen = {who: (await desk.get(who, f"/v1/innovators/{desk.person.id}")).status_code for who in desk.headers}
    assert seen == {
        "operator": 200,
        "secretariat": 200,
        "registrar": 200,
        "controller": 200,
        "stranger": 404,
        "assessor": 404,
        "bearer": 404,
        "admin": 404,
    }
    told = await read(desk, f"/v1/innovators/{desk.person.slug}", "operator")
    assert (told["name"], told["concealed"], told["version"]) == (NAME, True, 2)


@pytest.mark.usefixtures("records")
async def test_a_name_of_before_is_hidden_too(desk: Desk) -> None:
    renamed = await desk.ask(
        "operator", "PATCH", f"/v1/innovators/{desk.person.id}", {"name": "Bayu S. Siregar"}, if_match='"v1"'
    )
    assert renamed.status_code == 200, renamed.text
    assert (await read(desk, "/v1/innovations/verolin"))["people"][0]["person"]["name"] == "Bayu S. Siregar"
    assert (await read(desk, "/v1/innovations/verolin"))["summary"] == SPOKEN
    await conceal(desk)
    assert (await read(desk, "/v1/innovations/verolin"))["summary"] == HIDDEN


@pytest.mark.usefixtures("records")
async def test_a_name_that_is_given_later_is_hidden_as_well(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        await session.execute(
            update(Innovation).where(Innovation.slug == "kedua").values(summary="Oleh Bayu Putra Siregar.")
        )
        await InnovationService(session).publish(None)
    await conceal(desk)
    assert (await read(desk, "/v1/innovations/kedua"))["summary"] == "Oleh Bayu Putra Siregar."
    renamed = await desk.ask(
        "operator", "PATCH", f"/v1/innovators/{desk.person.id}", {"name": "Bayu Putra Siregar"}, if_match='"v2"'
    )
    assert renamed.status_code == 200, renamed.text
    assert (await read(desk, "/v1/innovations/kedua"))["summary"] == "Oleh [dirahasiakan]."
    assert (await read(desk, "/v1/innovations/verolin"))["summary"] == HIDDEN


@pytest.mark.usefixtures("records")
async def test_further_spellings_are_hidden_if_the_answer_names_them(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        await session.execute(update(Innovation).where(Innovation.slug == "kedua").values(goal="Kata B.S. Siregar: ya"))
        await InnovationService(session).publish(None)
    await conceal(desk, spellings=["B. S. Siregar", "…?!"])
    assert (await read(desk, "/v1/innovations/kedua"))["goal"] == "Kata [dirahasiakan]: ya"


@pytest.mark.usefixtures("records")
async def test_a_second_withdrawal_adds_nothing_and_takes_nothing(desk: Desk) -> None:
    await conceal(desk)
    async with desk.fresh.committing() as session:
        since = (await session.get_one(Person, desk.person.id)).concealed_at
    await conceal(desk)
    async with desk.fresh.committing() as session:
        person = await session.get_one(Person, desk.person.id)
        assert (person.concealed_at, person.version) == (since, 2)
        assert len((await session.scalars(select(ConcealedName))).all()) == 1
        concealments = select(AuditEvent).where(AuditEvent.action == "person.conceal")
        event = (await session.scalars(concealments)).one()
        assert event.changes == {"concealed": [False, True]}


@pytest.mark.usefixtures("records")
async def test_what_is_published_later_is_told_without_the_name(desk: Desk) -> None:
    await conceal(desk)
    async with desk.fresh.committing() as session:
        later = await factories.innovation(session, "Kemudian", slug="kemudian", summary=SPOKEN)
        await factories.part(session, later, await session.get_one(Person, desk.person.id))
        await InnovationService(session).publish([later.id])
    told = await read(desk, "/v1/innovations/kemudian")
    assert (told["summary"], told["people"][0]["person"]["name"]) == (HIDDEN, SHOWN)


@pytest.mark.usefixtures("records")
async def test_nobody_publishes_past_a_withdrawal(desk: Desk) -> None:
    """A document that is being made when the name is withdrawn waits, or is waited for."""
    begun, done = asyncio.Event(), asyncio.Event()

    async def publish() -> None:
        async with desk.fresh.committing() as session:
            later = await factories.innovation(session, "Serentak", slug="serentak", summary=SPOKEN)
            await InnovationService(session).publish([later.id])
            begun.set()
            await asyncio.sleep(0.5)
            done.set()

    async def withdraw() -> None:
        await begun.wait()
        await conceal(desk)
        assert done.is_set()

    await asyncio.gather(publish(), withdraw())
    assert (await read(desk, "/v1/innovations/serentak"))["summary"] == HIDDEN


async def test_somebody_else_of_the_same_name_keeps_the_record(desk: Desk, records: dict[str, Innovation]) -> None:
    async with desk.fresh.committing() as session:
        namesake = await factories.person(session, NAME, "bayu-sogara-siregar-2")
        await factories.part(session, await session.get_one(Innovation, records["second"].id), namesake)
        await InnovationService(session).publish(None)
    await conceal(desk)
    people = (await read(desk, "/v1/innovations/kedua"))["people"]
    assert sorted(part["person"]["name"] for part in people) == [NAME, SHOWN]
    assert (await read(desk, "/v1/innovators/bayu-sogara-siregar-2"))["name"] == NAME


@pytest.mark.usefixtures("records")
async def test_a_refused_answer_hides_nothing(desk: Desk) -> None:
    body = {"person": str(desk.person.id), "kind": "withdrawal", "statement": "Saya menarik nama saya."}
    opened = await desk.post("operator", "/v1/personal-data-requests", body)
    path = f"/v1/personal-data-requests/{opened.json()['id']}/answer"
    await desk.post("controller", path, {"answer": "refused", "note": "Bukan orang yang sama."}, if_match="*")
    assert (await read(desk, "/v1/innovations/verolin"))["summary"] == SPOKEN


async def test_loading_the_reference_data_again_does_not_bring_a_name_back(fresh: Fresh) -> None:
    async def load(session: AsyncSession, mark: str) -> None:
        files = read_reference()
        changed = [
            entry.model_copy(update={"note": mark}) if entry.slug == "bayu-sogara-siregar" else entry
            for entry in files.people
        ]
        records = [
            entry.model_copy(update={"benefit": f"{mark} {NAME}"}) if entry.slug == "verolin" else entry
            for entry in files.innovations
        ]
        files = replace(files, people=changed, innovations=records)
        await ReferenceService(session).load(files, lambda _kind, _done, _total: None)

    async with fresh.committing() as session:
        await load(session, "Satu")
    desk = await set_up(fresh, "Orang Uji")
    async with fresh.committing() as session:
        shipped = (await session.scalars(select(Person).where(Person.slug == "bayu-sogara-siregar"))).one()
    desk = Desk(desk.fresh, desk.own, desk.other, shipped, desk.headers)
    assert NAME in (await desk.get(None, "/v1/innovations/verolin")).text
    await conceal(desk, "registrar")
    for mark in ("Satu", "Dua"):
        async with fresh.committing() as session:
            await load(session, mark)
        told = await desk.get(None, "/v1/innovations/verolin")
        assert NAME not in told.text
        assert told.json()["benefit"] == f"{mark} [dirahasiakan]"
        assert (await desk.get(None, "/v1/innovators/bayu-sogara-siregar")).status_code == 404
        citations = await desk.get(None, "/v1/innovations/verolin/citations")
        assert "Bayu" not in citations.text
        assert "[dirahasiakan]" in citations.text


async def test_only_documents_that_change_get_a_new_revision(desk: Desk, records: dict[str, Innovation]) -> None:
    async with desk.fresh.committing() as session:
        apart = await factories.innovation(session, "Terpisah", slug="terpisah", summary="Tanpa nama siapa pun.")
        await InnovationService(session).publish([apart.id])
        revisions = select(InnovationDocument.innovation_id, InnovationDocument.revision)
        before = {row[0]: row[1] for row in await session.execute(revisions)}
    await conceal(desk)
    async with desk.fresh.committing() as session:
        after = {row[0]: row[1] for row in await session.execute(revisions)}
    assert {id_ for id_ in after if after[id_] != before[id_]} == {record.id for record in records.values()}
    async with desk.fresh.committing() as session:
        parts = await session.scalars(select(InnovationPerson).where(InnovationPerson.person_id == desk.person.id))
        assert len(parts.all()) == 2
