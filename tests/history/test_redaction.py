"""What is hidden from whom of what was written down, each rule through the door."""

from typing import Any

import pytest

from app.core.concealment import MASK
from app.core.ids import new_id
from app.models import AuditEvent
from app.models.concealment import CONCEALED_NAME
from tests import signing
from tests.history.scene import REASON, Scene, changed


async def event_of(scene: Scene, action: str, changes: dict[str, Any], **facts: Any) -> str:
    """Write something down as it was; return its address."""
    event = AuditEvent(account_name="Akun lama", via="key", action=action, changes=changes, entity_id=new_id())
    event.entity_kind = action.partition(".")[0]
    for name, value in facts.items():
        setattr(event, name, value)
    async with scene.fresh.committing() as session:
        session.add(event)
    return f"/audit/{event.id}"


# Names that were withdrawn


async def test_a_withdrawn_name_is_taken_out_of_every_text_of_the_history(scene: Scene) -> None:
    person = await scene.person("Wulan Sasmita Harahap", degrees="S.Kom")
    texts = {
        "summary": "Digagas Wulan Sasmita Harahap, S.Kom, sejak 2019.",
        "stages": [{"stage": "inisiatif", "evidence": "Surat WULAN SASMITA HARAHAP"}],
        "aliases": [{"name": "Inovasi Wulan Sasmita Harahap", "kind": "alias"}],
        "resources": [{"year": 2020, "rkpd_line": "Honor wulan-sasmita-harahap"}],
    }
    made = await scene.innovation(name="Wulan Sasmita Harahap Melayani", **texts)
    emptied = {"name": made["slug"], "summary": None, "stages": [], "aliases": [], "resources": []}
    await scene.patch("operator", f"/innovations/{made['id']}", {**emptied, "slug": f"inovasi-{made['id'][-6:]}"})
    reason = {"reason": "Wulan Sasmita Harahap bukan penggagasnya."}
    await scene.post("operator", f"/innovations/{made['id']}/submit", reason)
    assert "Sasmita" in str(await scene.history("operator", made["id"]))
    await scene.withdraw(person)
    for who in ("operator", "secretariat", "registrar"):
        told = await scene.history(who, made["id"])
        assert "sasmita" not in str(told).lower(), who
        submitted, updated, created = told
        assert (submitted["reason"], submitted["redacted"]) == (f"{MASK} bukan penggagasnya.", True)
        assert changed(submitted, "status")["redacted"] is False
        assert changed(updated, "summary") == {
            "field": "summary",
            "before": f"Digagas {MASK}, sejak 2019.",
            "after": None,
            "redacted": True,
        }
        assert changed(updated, "name")["before"] == f"{MASK} Melayani"
        assert changed(created, "stages")["after"][0]["evidence"] == f"Surat {MASK}"
    assert "sasmita" not in str(await scene.audit("admin", entity_id=made["id"])).lower()
    controlled = await scene.audit("controller", entity_id=made["id"])
    assert controlled[0]["reason"] == reason["reason"]
    assert changed(controlled[1], "summary")["before"] == texts["summary"]
    assert not any(event["redacted"] for event in controlled)


async def test_of_a_person_who_withdrew_the_name_only_the_controller_reads_the_names(scene: Scene) -> None:
    person = await scene.person("Dameria Pandiangan", title_prefix="dr.", note="Penggerak.")
    await scene.patch("operator", f"/innovators/{person['id']}", {"name": "Dameria Br. Pandiangan", "degrees": "Sp.A"})
    await scene.withdraw(person)
    for who in ("operator", "registrar"):
        told = await scene.history(who, person["id"], "innovators")
        assert "pandiangan" not in str(told).lower(), who
        concealed, updated, created = told
        assert concealed["action"] == "person.conceal"
        assert changed(concealed, "concealed") == {
            "field": "concealed",
            "before": False,
            "after": True,
            "redacted": False,
        }
        name = {"field": "name", "before": MASK, "after": MASK, "redacted": True}
        assert changed(updated, "name") == name
        assert changed(updated, "degrees") == {"field": "degrees", "before": None, "after": MASK, "redacted": True}
        assert changed(created, "title_prefix")["after"] == MASK
        assert changed(created, "note")["after"] == "Penggerak."
    assert "pandiangan" not in str(await scene.audit("admin")).lower()
    controlled = (await scene.audit("controller", entity_id=person["id"]))[1]
    assert changed(controlled, "name")["before"] == "Dameria Pandiangan"
    assert changed(controlled, "name")["after"] == "Dameria Br. Pandiangan"
    assert controlled["redacted"] is False


async def test_people_are_told_by_the_name_of_today_and_not_at_all_once_they_withdrew_it(scene: Scene) -> None:
    stays, leaves = await scene.person("Tetap Ada"), await scene.person("Akan Pergi")
    people = [{"person": person["id"], "role": "inovator"} for person in (stays, leaves)]
    made, twin = await scene.innovation(people=people), await scene.innovation(people=people[1:])
    await scene.patch("operator", f"/innovations/{made['id']}", {"people": people[:1]})
    await scene.patch("operator", f"/innovators/{stays['id']}", {"name": "Tetap Bernama"})
    present = {"id": stays["id"], "name": "Tetap Bernama"}

    def named(event: dict[str, Any], side: str) -> list[Any]:
        parts = changed(event, "people")[side]
        return [part["person"] for part in parts]

    updated, created = await scene.history("operator", made["id"])
    assert named(updated, "before") == named(created, "after") == [present, {"id": leaves["id"], "name": "Akan Pergi"}]
    assert named(updated, "after") == [present]
    assert updated["redacted"] is created["redacted"] is False
    await scene.withdraw(leaves)
    hidden = {"id": None, "name": CONCEALED_NAME}
    for who in ("operator", "registrar"):
        updated, created = await scene.history(who, made["id"])
        assert named(updated, "before") == named(created, "after") == [present, hidden]
        assert changed(updated, "people")["redacted"] is True
        # nothing tells that it was the same person here and there
        assert leaves["id"] not in str([updated, created, *await scene.history(who, twin["id"])])
    controlled = await scene.audit("controller", entity_id=made["id"])
    assert named(controlled[0], "before") == [present, {"id": leaves["id"], "name": "Akan Pergi"}]


async def test_an_account_that_bears_a_withdrawn_name_is_known_to_who_gives_out_accounts(scene: Scene) -> None:
    person = await scene.person("Ganda Operator Sirait")
    account = await scene.post("admin", "/accounts", {"name": "Ganda Operator Sirait", "roles": ["registrar"]})
    key = await scene.post("admin", f"/accounts/{account['id']}/keys", {"name": "kunci"})
    made = await scene.innovation()
    body = {"summary": "Ditulisnya."}
    headers = {"authorization": f"Bearer {key['key']}", "if-match": "*"}
    await scene.client.patch(f"/v1/innovations/{made['id']}", json=body, headers=headers)
    await scene.withdraw(person)
    assert (await scene.history("operator", made["id"]))[0]["account"] == {"id": account["id"], "name": MASK}
    for who in ("admin", "controller"):
        told = (await scene.audit(who, entity_id=made["id"]))[0]
        assert told["account"]["name"] == "Ganda Operator Sirait"


# Records that the reader may not know of


async def test_a_draft_of_another_agency_is_not_told_by_what_refers_to_it(scene: Scene) -> None:
    shown = await scene.published("stranger")
    own = await scene.innovation(
        relations=[{"kind": "adapts", "innovation": shown["id"], "note": "Semula dari sana."}],
        platform={"relation": "bagian_platform", "innovation": shown["id"]},
    )
    known = {"id": shown["id"], "slug": shown["slug"], "name": shown["name"]}
    emptied = {"relations": [], "platform": {"relation": "aplikasi_baru"}}
    await scene.patch("operator", f"/innovations/{own['id']}", emptied)
    updated, created = await scene.history("operator", own["id"])
    assert changed(updated, "relations")["before"][0]["innovation"] == known
    assert changed(updated, "platform")["before"]["innovation"] == known
    assert changed(created, "platform")["after"]["innovation"] == known
    await scene.move(shown["id"], "return")
    for who, expected, redacted in (("operator", None, True), ("secretariat", None, True), ("registrar", known, False)):
        told = await scene.history(who, own["id"])
        updated, created = told
        assert changed(updated, "relations")["before"][0] == {
            "kind": "adapts",
            "innovation": expected,
            "note": "Semula dari sana.",
        }
        assert changed(updated, "platform")["before"]["innovation"] == expected
        assert changed(created, "platform")["after"]["innovation"] == expected
        assert changed(updated, "relations")["redacted"] is redacted
        if expected is None:
            assert not any(part in str(told) for part in known.values()), who
    for who in ("admin", "controller"):
        assert changed((await scene.audit(who, entity_id=own["id"]))[0], "platform")["before"]["innovation"] == known


async def test_a_decision_on_two_records_is_told_to_each_side_as_far_as_it_may_know_of_the_other(
    scene: Scene,
) -> None:
    own, theirs = await scene.innovation("operator"), await scene.innovation("stranger")
    note = f"Berbeda dengan {theirs['name']} milik dinas lain."
    decision = {"other": theirs["id"], "verdict": "distinct", "note": note}
    await scene.post("registrar", f"/innovations/{own['id']}/decide", decision)
    told = (await scene.history("operator", own["id"]))[0]
    assert told["action"] == "innovation.decide"
    assert changed(told, "duplicate")["after"] == {"other": None, "verdict": "distinct"}
    assert (told["reason"], told["redacted"]) == (None, True)
    assert not any(theirs[part] in str(told) for part in ("id", "slug", "name"))
    whole = (await scene.history("registrar", own["id"]))[0]
    assert changed(whole, "duplicate")["after"]["other"]["id"] == theirs["id"]
    assert (whole["reason"], whole["redacted"]) == (note, False)
    await scene.move(theirs["id"], "submit", "verify", "publish")
    told = (await scene.history("operator", own["id"]))[0]
    assert changed(told, "duplicate")["after"]["other"]["name"] == theirs["name"]
    assert told["reason"] == note


@pytest.mark.parametrize(
    ("way", "known"),
    [
        ((), False),
        (("submit", "verify"), False),
        (("submit", "verify", "publish"), True),
        (("submit", "verify", "publish", "return"), False),
        (("submit", "verify", "publish", "archive"), True),
        (("archive",), False),
    ],
)
async def test_what_everyone_may_know_of_is_told(scene: Scene, way: tuple[str, ...], known: bool) -> None:
    own, theirs = await scene.innovation(), await scene.innovation("stranger")
    decision = {"other": theirs["id"], "verdict": "distinct", "note": REASON}
    await scene.post("registrar", f"/innovations/{own['id']}/decide", decision)
    await scene.move(theirs["id"], *way)
    told = (await scene.history("operator", own["id"]))[0]
    assert (changed(told, "duplicate")["after"]["other"] is not None) is known
    assert (theirs["id"] in str(told)) is known


async def test_what_went_into_a_public_record_is_told_by_its_own_name(scene: Scene) -> None:
    own, draft, into = await scene.innovation(), await scene.innovation("stranger"), await scene.published("stranger")
    decision = {"other": draft["id"], "verdict": "distinct", "note": REASON}
    await scene.post("registrar", f"/innovations/{own['id']}/decide", decision)
    await scene.post("registrar", f"/innovations/{draft['id']}/merge", {"into": into["id"], "reason": REASON})
    told = (await scene.history("operator", own["id"]))[0]
    assert changed(told, "duplicate")["after"]["other"] == {
        "id": draft["id"],
        "slug": draft["slug"],
        "name": draft["name"],
    }


# What belongs to sign-in and personal data


async def test_the_subject_of_an_account_is_told_to_who_gives_out_accounts(scene: Scene) -> None:
    body = {"name": "Akun token", "roles": ["registrar"], "subject": "sub-rahasia-41"}
    account = await scene.post("admin", "/accounts", body)
    await scene.patch("admin", f"/accounts/{account['id']}", {"subject": "sub-rahasia-42"})
    updated, created = await scene.audit("admin", entity_id=account["id"])
    assert (changed(updated, "subject")["before"], changed(updated, "subject")["after"]) == (
        "sub-rahasia-41",
        "sub-rahasia-42",
    )
    assert changed(created, "subject")["redacted"] is False
    updated, created = await scene.audit("controller", entity_id=account["id"])
    assert changed(updated, "subject") == {"field": "subject", "before": MASK, "after": MASK, "redacted": True}
    assert changed(created, "subject") == {"field": "subject", "before": None, "after": MASK, "redacted": True}
    assert changed(created, "name")["after"] == "Akun token"
    assert "sub-rahasia" not in str(await scene.audit("controller"))


async def test_the_subject_that_acted_is_told_to_who_gives_out_accounts(scene: Scene) -> None:
    path = await event_of(scene, "innovation.create", {}, via="token", credential="sub-rahasia-43")
    assert (await scene.get("admin", path))["credential"] == "sub-rahasia-43"
    assert (await scene.get("controller", path))["credential"] is None
    key = await event_of(scene, "innovation.create", {}, credential="k3v9x0a71qzd")
    for who in ("admin", "controller"):
        assert (await scene.get(who, key))["credential"] == "k3v9x0a71qzd"


async def test_the_last_characters_of_an_identifier_are_told_to_who_may_record_one(scene: Scene) -> None:
    person = await scene.person("Punya Nomor")
    nips = ("196608011988031731", "196608011988031732")
    for nip in nips:
        await scene.post("operator", f"/innovators/{person['id']}/identifiers", {"kind": "nip", "value": nip})
    for who in ("operator", "registrar"):
        second, first, _ = await scene.history(who, person["id"], "innovators")
        assert second["action"] == "identifier.record"
        assert (changed(first, "nip")["before"], changed(first, "nip")["after"][-3:]) == (None, "731")
        assert (changed(second, "nip")["before"][-3:], changed(second, "nip")["after"][-3:]) == ("731", "732")
    second = (await scene.audit("admin", entity_id=person["id"]))[0]
    assert changed(second, "nip") == {"field": "nip", "before": MASK, "after": MASK, "redacted": True}
    for who, events in (
        ("operator", await scene.history("operator", person["id"], "innovators")),
        ("admin", await scene.audit("admin")),
        ("controller", await scene.audit("controller")),
    ):
        assert not any(nip in str(events) for nip in nips), who


async def test_what_an_identifier_was_read_for_is_told_to_who_may_read_of_that(scene: Scene) -> None:
    person = await scene.person("Dibaca Nomornya")
    await scene.post(
        "operator", f"/innovators/{person['id']}/identifiers", {"kind": "phone", "value": "0812-3456-7890"}
    )
    purpose = "Mencocokkan penerima penghargaan kota."
    read = {"kind": "phone", "purpose": purpose}
    disclosed = await scene.post("controller", f"/innovators/{person['id']}/disclosures", read)
    assert disclosed["value"] == "+6281234567890"
    told = (await scene.history("operator", person["id"], "innovators"))[0]
    assert (told["action"], told["reason"]) == ("identifier.disclose", purpose)
    assert (await scene.audit("controller", entity_id=person["id"]))[0]["reason"] == purpose
    for events in (
        await scene.history("registrar", person["id"], "innovators"),
        await scene.audit("admin", entity_id=person["id"]),
    ):
        assert (events[0]["action"], events[0]["reason"], events[0]["redacted"]) == ("identifier.disclose", None, True)


async def test_of_a_request_only_the_controller_reads_and_nobody_its_words(scene: Scene) -> None:
    person = await scene.person("Meminta Ralat")
    asked = {"person": person["id"], "kind": "rectification", "statement": "Kata-kata saya sendiri: ralatlah."}
    request = await scene.post("operator", "/personal-data-requests", asked)
    answer = {"answer": "refused", "note": "Catatan pengendali sendiri."}
    await scene.post("controller", f"/personal-data-requests/{request['id']}/answer", answer)
    answered, opened = await scene.audit("controller", entity_id=request["id"])
    assert changed(opened, "person_id")["after"] == {"id": person["id"], "name": "Meminta Ralat"}
    assert changed(answered, "answer")["after"] == "refused"
    for event in await scene.audit("admin", entity_id=request["id"]):
        assert {(change["after"], change["redacted"]) for change in event["changes"]} == {(MASK, True)}
        assert person["id"] not in str(event)
    for who in ("admin", "controller"):
        events = str(await scene.audit(who))
        assert "Kata-kata saya" not in events
        assert "Catatan pengendali" not in events


async def test_a_secret_of_a_key_is_nowhere_in_the_history(scene: Scene) -> None:
    account = await scene.post("admin", "/accounts", {"name": "Pemegang kunci", "roles": ["registrar"]})
    key = await scene.post("admin", f"/accounts/{account['id']}/keys", {"name": "kunci"})
    made = (await scene.audit("admin", action="key.create"))[0]
    assert changed(made, "key_id")["after"] == key["key_id"]
    assert key["key"] not in str(await scene.audit("admin"))


async def test_a_key_that_may_less_is_told_less(scene: Scene) -> None:
    body = {"name": "Akun lain", "roles": ["registrar"], "subject": "sub-rahasia-44"}
    account = await scene.post("admin", "/accounts", body)
    async with scene.fresh.committing() as session:
        headers = await signing.key(session, scene.people["admin"].account, permissions=["audit_read"])
    answer = await scene.client.get(f"/v1/audit?entity_id={account['id']}", headers=headers)
    assert changed(answer.json()["items"][0], "subject")["after"] == MASK
