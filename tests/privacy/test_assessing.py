"""A name that was withdrawn is not in the answers to those who assess either, whatever they change and whoever asks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from app.innovations.service import InnovationService
from app.models import Person
from tests import factories, signing
from tests.privacy.desk import Desk
from tests.privacy.test_leaks import NAMES, shown
from tests.privacy.withdrawing import HIDDEN, NAME, SHOWN, SPOKEN, conceal, entered
from tests.rounds import making

ROUND = "/v1/rounds/lokakarya-2018"
SAID = {"reason": SPOKEN}


class Hall:
    """A desk with an open round, where the bearer of the name makes one of two entries and is on the panel."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.accounts: dict[str, str] = {}
        self.people: dict[str, str] = {}
        self.innovations: list[str] = []
        self.entries: list[str] = []
        self.answers: list[httpx.Response] = []

    async def furnish(self) -> None:
        """Make the round, its entries and its panel; all stages are open at once."""
        async with self.desk.fresh.committing() as session:
            by = await making.instrument(session)
            kinds = ("administrasi", "panel", "uji_publik", "verifikasi_lapangan")
            rules = {"pass_rule": "decision"}
            stages = [making.stage(kind, **(rules if kind == "administrasi" else {})) for kind in kinds]
            held = await making.round_of(session, by, *stages, slug="lokakarya-2018", note=SPOKEN)
            for name in ("Verolin", "Kedua"):
                made = await factories.innovation(session, name, slug=name.lower(), agency_id=self.desk.own.id)
                self.entries.append(str((await entered(session, held, made, f"{name} oleh {NAME}")).id))
                self.innovations.append(str(made.id))
                if name == "Verolin":
                    await factories.part(session, made, self.desk.person)
            await InnovationService(session).publish(None)
            for who, person in (
                ("bearer", await session.get_one(Person, self.desk.person.id)),
                ("second", await factories.person(session, "Penilai Kedua")),
                ("third", await factories.person(session, "Penilai Ketiga")),
            ):
                account = await signing.account(session, "assessor", person_id=person.id)
                self.accounts[who], self.people[who] = str(account.id), str(person.id)
                self.desk.headers[who] = await signing.key(session, account)

    async def ask(self, who: str | None, method: str, path: str, body: Any, status: int = 200) -> Any:
        """Change something, in which nobody may read the name; return what is told."""
        answer = await self.desk.ask(who, method, path, body, if_match="*")
        assert answer.status_code == status, (path, answer.text)
        assert not NAMES.search(shown(answer)), (path, answer.text)
        self.answers.append(answer)
        return answer.json()

    async def concluded(self, at: str) -> None:
        """Let the stages before the hearing be concluded at a moment, or not at all."""
        async with self.desk.fresh.committing() as session:
            stages = "kind IN ('administrasi', 'panel')"
            await session.execute(text(f"UPDATE round_stage SET concluded_at = {at} WHERE {stages}"))  # noqa: S608 - constants

    async def assessment(self, who: str, entry: int) -> str:
        """Return the address of what somebody has of an entry."""
        items = (await self.desk.get(who, "/v1/assessments?limit=200")).json()["items"]
        (found,) = [one["id"] for one in items if one["entry"]["id"] == self.entries[entry]]
        return f"/v1/assessments/{found}"

    async def made_together(self, who: str) -> str:
        """Register a draft that somebody made together with the bearer of the name; return its address."""
        people = [{"person": self.people[one], "role": "inovator"} for one in (who, "bearer")]
        made = await self.desk.post("registrar", "/v1/innovations", {"name": f"Bersama {who}", "people": people})
        assert made.status_code == 201, made.text
        return f"/v1/innovations/{made.json()['id']}"


@pytest.fixture
async def hall(desk: Desk) -> Hall:
    made = Hall(desk)
    await made.furnish()
    return made


async def test_nobody_reads_a_withdrawn_name_in_the_answer_to_what_they_change(hall: Hall) -> None:
    await conceal(hall.desk)
    for chapter in (prepared, assigned, assessed, heard, shown_what_is_assessed):
        await chapter(hall)
    assert len(hall.answers) > 25
    assert sum(HIDDEN in answer.text for answer in hall.answers) > 15


async def prepared(hall: Hall) -> None:
    """The registrar prepares other rounds, and puts people on the panel of this one."""
    later = datetime.now(UTC) + timedelta(days=1)
    stage = {"kind": "panel", "opens_at": later.isoformat(), "closes_at": (later + timedelta(days=1)).isoformat()}
    draft = {"name": "Putaran Lain", "note": SPOKEN, "instrument": "uji-2026", "scope": {"filter": {}}}
    made = await hall.ask("registrar", "POST", "/v1/rounds", draft | {"stages": [stage]}, 201)
    await hall.ask("registrar", "PATCH", f"/v1/rounds/{made['slug']}", {"per_entry": 2})
    moved = {"closes_at": (later + timedelta(days=2)).isoformat(), **SAID}
    assert (await hall.ask("registrar", "PATCH", f"/v1/rounds/{made['slug']}/stages/panel", moved))["note"] == HIDDEN
    assert (await hall.ask("registrar", "POST", f"/v1/rounds/{made['slug']}/cancel", SAID))["remark"] == HIDDEN
    for who in ("bearer", "second", "third"):
        member = await hall.ask("registrar", "POST", f"{ROUND}/panel", {"assessor": hall.accounts[who]}, 201)
        assert (member["person"]["name"] == SHOWN) is (who == "bearer")


async def assigned(hall: Hall) -> None:
    """Whoever plans is told that somebody made an entry, and not who."""
    body = {"stage": "panel", "assessors": [hall.accounts["bearer"], hall.accounts["second"]], "per_entry": 2}
    plan = await hall.ask("registrar", "POST", f"{ROUND}/assignments", body)
    (refused,) = plan["refused"]
    assert refused["reasons"][0]["explanation"] == {
        "id": f"{SHOWN} adalah inovator Verolin.",
        "en": f"{SHOWN} is an innovator of Verolin.",
    }
    assert {seat["assessor"] for seat in plan["seats"]} == {SHOWN, "Penilai Kedua"}
    await hall.ask("registrar", "POST", f"{ROUND}/assignments", {**body, "dry_run": False, "token": plan["token"]})
    path = await hall.assessment("second", 0)
    told = {"assessor": hall.accounts["bearer"], **SAID}
    conflict = await hall.ask("registrar", "POST", f"{path}/reassign", told, 409)
    assert conflict["reasons"][0]["explanation"]["id"] == f"{SHOWN} adalah inovator Verolin."


async def assessed(hall: Hall) -> None:
    """People score, decline, declare a conflict, are decided of, replaced and taken off."""
    own = await hall.assessment("bearer", 1)
    assert (await hall.ask("bearer", "POST", f"{own}/accept", None))["assessor"]["person"]["name"] == SHOWN
    scores = [{"criterion": name, "value": 80, "reason": SPOKEN} for name in ("k1", "k2")]
    whole = await hall.ask("bearer", "PATCH", own, {"scores": scores, "comment": SPOKEN})
    assert [whole["comment"], *(score["reason"] for score in whole["scores"])] == [HIDDEN] * 3
    await hall.ask("bearer", "POST", f"{own}/submit", None)
    first, second = await hall.assessment("second", 0), await hall.assessment("second", 1)
    declared = await hall.ask("second", "POST", f"{ROUND}/conflicts", {"innovation": "verolin", **SAID}, 201)
    assert (declared["reason"], declared["suspended"]) == (HIDDEN, 1)
    told = {"verdict": "allowed", "note": SPOKEN}
    decided = await hall.ask("registrar", "POST", f"{first}/decide", told)
    assert decided["note"] == HIDDEN
    assert decided["reasons"][0]["explanation"]["id"] == f"Dinyatakan tentang Penilai Kedua: {HIDDEN}"
    assert (await hall.ask("second", "POST", f"{second}/decline", SAID))["reason"] == HIDDEN
    third = {"assessor": hall.accounts["third"], **SAID}
    await hall.ask("registrar", "POST", f"{first}/reassign", third, 201)
    assert (await hall.ask("registrar", "POST", f"{ROUND}/panel/remove", third))["removed_reason"] == HIDDEN


async def heard(hall: Hall) -> None:
    """The public objects, somebody visits, and an entry leaves."""
    await hall.concluded("now()")
    objection = {"entry": hall.entries[0], "statement": SPOKEN}
    await hall.ask(None, "POST", f"{ROUND}/objections", objection, 201)
    await hall.ask(None, "POST", f"{ROUND}/objections", objection, 409)
    found = (await hall.desk.get("registrar", f"{ROUND}/objections")).json()["items"][0]
    told = {"status": "dismissed", "summary": SPOKEN, "answer": SPOKEN}
    answered = await hall.ask("registrar", "POST", f"/v1/objections/{found['id']}/answer", told)
    assert [answered[name] for name in ("summary", "answer", "statement")] == [HIDDEN] * 3
    seen = {"entry": hall.entries[0], "visited_at": datetime.now(UTC).isoformat(), "finding": "sesuai"}
    seen |= dict.fromkeys(("place", "note", "reference"), SPOKEN)
    visit = await hall.ask("registrar", "POST", f"{ROUND}/verifications", seen, 201)
    assert (visit["place"], visit["entry"]["name"]) == (HIDDEN, "Verolin oleh [dirahasiakan]")
    await hall.concluded("NULL")
    out = {"decisions": [{"entry": hall.entries[0], "passes": False, **SAID}]}
    await hall.ask("registrar", "POST", f"{ROUND}/stages/administrasi/decisions", out)
    gone = await hall.ask("operator", "POST", f"{ROUND}/entries/{hall.entries[1]}/withdraw", SAID)
    assert gone["name"] == "Kedua oleh [dirahasiakan]"


async def shown_what_is_assessed(hall: Hall) -> None:
    """Owners show what an innovation is assessed by."""
    path = f"/v1/innovations/{hall.innovations[0]}"
    proof = {"kind": "surat", **dict.fromkeys(("title", "reference", "note"), SPOKEN)}
    added = await hall.ask("operator", "POST", f"{path}/evidence", proof, 201)
    assert [added[name] for name in ("title", "reference", "note")] == [HIDDEN] * 3
    gone = await hall.ask("operator", "POST", f"/v1/evidence/{added['id']}/withdraw", SAID)
    assert gone["withdrawn"]["reason"] == HIDDEN
    award = {"code": "kipp_top_99", "year": 2021, "source": SPOKEN}
    assert (await hall.ask("registrar", "POST", f"{path}/awards", award, 201))["source"] == HIDDEN
    sections = {"sections": [{"section": "k1", "text": SPOKEN}]}
    await hall.ask("operator", "PATCH", f"{path}/dossiers/uji-2026", sections)
    claim = {"instrument": "uji-2026", "scores": [{"criterion": "k1", "value": 80, **SAID}], "note": SPOKEN}
    claimed = await hall.ask("operator", "POST", f"{path}/self-assessments", claim, 201)
    assert (claimed["note"], claimed["scores"][0]["reason"]) == (HIDDEN, HIDDEN)


async def test_a_finding_of_before_and_one_of_now_tell_nobody_the_name(hall: Hall) -> None:
    """What was found is kept in the words of that day; who reads it later is told without the name."""
    desk = hall.desk
    for who in ("second", "third"):
        await hall.ask("registrar", "POST", f"{ROUND}/panel", {"assessor": hall.accounts[who]}, 201)
    body = {"stage": "panel", "per_entry": 2, "filter": {"entries": hall.entries[:1]}}
    plan = (await desk.post("registrar", f"{ROUND}/assignments", body)).json()
    await desk.post("registrar", f"{ROUND}/assignments", {**body, "dry_run": False, "token": plan["token"]})
    # each of the two made something together with the bearer, which counts once it is published
    drafts = [await hall.made_together(who) for who in ("second", "third")]

    async def publish(path: str) -> None:
        for step in ("submit", "verify", "publish"):
            assert (await desk.post("registrar", f"{path}/{step}", None, if_match="*")).status_code == 200

    async def told() -> list[str]:
        page = (await desk.get("registrar", "/v1/conflicts")).json()
        return [reason["explanation"]["id"] for item in page["items"] for reason in item["reasons"]]

    await publish(drafts[0])
    assert await told() == [f"Penilai Kedua membuat Bersama second bersama {NAME}, inovatornya."]
    await conceal(desk)
    await publish(drafts[1])
    assert await told() == [
        "Penilai Kedua membuat Bersama second bersama [dirahasiakan], inovatornya.",
        f"Penilai Ketiga membuat Bersama third bersama {SHOWN}, inovatornya.",
    ]
