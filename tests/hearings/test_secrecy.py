"""What an objector wrote is read by those who run the round, and is nowhere else: not in answers, audit or logs."""

import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import Server
from tests.hearings.hall import ANSWER, NOBODY, Case, Hall, opened
from tests.innovations.keeping import served
from tests.privacy.test_leaks import Logs, finder
from tests.privacy.withdrawing import NAME
from tests.rounds.making import stage

WORDS = "Kata-kata rahasia pelapor: loket tujuh fiktif sejak Januari."
OF_STATEMENT = finder([WORDS, WORDS[5:45]], [r"rahasia.pelapor", r"loket.tujuh.fiktif"])
HIDDEN = "[dirahasiakan]"


@pytest.fixture
def logs() -> Iterator[Logs]:
    logs, root = Logs(), logging.getLogger()
    level = root.level
    for handler in logs.handlers:
        root.addHandler(handler)
    yield logs
    for handler in logs.handlers:
        root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
async def hall(server: Server, migrated: str, logs: Logs) -> AsyncIterator[Hall]:
    async with served(server, migrated, log_level="debug") as fresh:
        fresh.app.state.access_log = logs
        yield await opened(fresh)


async def lived_through(hall: Hall) -> tuple[Case, list[httpx.Response]]:
    """Object in every way that succeeds or fails; return the round, and all that was answered."""
    case = await hall.case(entries=2)
    answers = [
        await case.object(WORDS, idempotency_key="keberatan-1"),
        await case.object(WORDS, idempotency_key="keberatan-1"),
        await case.object(WORDS),
        await case.object(f"{WORDS} Lagi.", idempotency_key="keberatan-1"),
        await case.object(f"{WORDS} Lagi.", who="operator"),
        await case.object(WORDS, entry=NOBODY),
        await case.object(WORDS * 100),
        await case.object(f"{WORDS}\x00"),
        await hall.ask(None, "POST", f"{case.path}/objections", {"entry": WORDS, "statement": WORDS}),
        await hall.ask(None, "POST", "/v1/rounds/tidak-ada/objections", {"entry": NOBODY, "statement": WORDS}),
        await hall.fresh.client.post(
            f"{case.path}/objections",
            content=f'{{"entry":"{case.entry.id}","statement":"{WORDS}"',
            headers={"content-type": "application/json"},
        ),
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 409, 422, 201, 422, 422, 422, 422, 404, 422]
    await hall.run("CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE SQLSTATE ''ZZ999''; END'")
    await hall.run("CREATE TRIGGER failing BEFORE INSERT ON objection FOR EACH ROW EXECUTE FUNCTION fail()")
    answers.append(await case.object(f"{WORDS} Gagal."))
    assert answers[-1].status_code == 500
    await hall.run("DROP TRIGGER failing ON objection")
    path = answers[0].headers["location"].partition(".id")[2]
    answered = await hall.ask("registrar", "POST", f"{path}/answer", ANSWER, if_match='"v1"')
    assert answered.status_code == 200
    return case, answers


async def test_the_statement_is_told_to_who_runs_the_round_and_to_nobody_else(hall: Hall, logs: Logs) -> None:
    case, answers = await lived_through(hall)
    for answer in answers:
        assert not OF_STATEMENT.search(answer.text + str(answer.headers)), (answer.request.url, answer.text)
    (first, _) = await case.objections()
    addresses = [f"{case.path}/objections", f"/v1/objections/{first.id}", f"{case.path}/objections?status=dismissed"]
    addresses += [f"/v1/audit?entity_id={first.id}", "/v1/audit", case.path, f"{case.path}/entries"]
    for who in (None, *hall.headers):
        for address in addresses:
            answer = await hall.get(who, address)
            found = OF_STATEMENT.search(answer.text + str(answer.headers))
            assert bool(found) is (who == "registrar" and "/objections" in address), (who, address, answer.text)
    assert logs.lines().count("/objections") > 20
    assert "INSERT INTO objection" in logs.lines(), "the fault was logged"
    assert not OF_STATEMENT.search(logs.lines())
    for table in ("audit_event", "idempotent_request"):
        rows = await hall.run(f"SELECT string_agg(t::text, ' ') FROM {table} t")  # noqa: S608 - a name of this test
        assert rows
        assert not OF_STATEMENT.search(rows), table


def test_the_finder_finds() -> None:
    for told in (WORDS, WORDS.upper(), WORDS.encode().hex(), "… RAHASIA pelapor …"):
        assert OF_STATEMENT.search(told), told
    assert not OF_STATEMENT.search(str(ANSWER))


async def concealed(hall: Hall) -> None:
    """Withdraw a name from all that is told."""
    person = await hall.ask("registrar", "POST", "/v1/innovators", {"name": NAME})
    request = {"person": person.json()["id"], "kind": "withdrawal", "statement": "Saya menarik nama saya."}
    asked = await hall.ask("controller", "POST", "/v1/personal-data-requests", request)
    granted = {"answer": "granted", "note": "Nama ditarik atas permintaan."}
    path = f"/v1/personal-data-requests/{asked.json()['id']}/answer"
    assert (await hall.ask("controller", "POST", path, granted, if_match='"v1"')).status_code == 200


async def test_a_withdrawn_name_is_in_no_text_of_a_hearing(hall: Hall) -> None:
    case = await hall.case(stage("uji_publik", weight=0), stage("verifikasi_lapangan", weight=0))
    path = await case.objected(f"Menurut {NAME} layanan ini tidak pernah ada.")
    answer: dict[str, Any] = {
        "status": "upheld",
        "summary": f"Dikatakan {NAME} tidak terlibat.",
        "answer": f"Benar, {NAME} sudah pindah.",
    }
    await hall.ask("registrar", "POST", f"{path}/answer", answer, if_match='"v1"')
    visit = {"place": f"Rumah {NAME}", "note": f"Ditemui {NAME}.", "reference": f"Surat {NAME}"}
    assert NAME in (await case.visit(**visit)).text
    assert NAME in (await hall.get(None, path)).text
    await concealed(hall)
    for who in (None, "registrar", "controller"):
        for address in (path, f"{case.path}/objections"):
            told = await hall.get(who, address)
            assert NAME not in told.text, (who, address)
            assert told.text.count(HIDDEN) == (3 if who == "registrar" else 2)
    listed = await hall.get("registrar", f"{case.path}/verifications")
    assert (NAME in listed.text, listed.text.count(HIDDEN)) == (False, 3)
    again = await case.visit(**visit)
    assert (NAME in again.text, again.text.count(HIDDEN)) == (False, 3), "nor in the answer to who writes it"
