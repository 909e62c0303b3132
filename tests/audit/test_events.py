"""Every operation that changes something leaves exactly the events that tell of it, and what is refused leaves none."""

from typing import Any
from unittest.mock import ANY

from tests import factories
from tests.audit.assessing import ASSESSING
from tests.audit.freezing import FREEZING
from tests.audit.living import signs_of_life
from tests.audit.mandates import mandates
from tests.audit.needing import NEEDING
from tests.audit.planning import PLANNING
from tests.audit.replicating import REPLICATING
from tests.audit.story import Story
from tests.audit.surveying import SURVEYING
from tests.audit.training import TRAINING
from tests.history.scene import REASON, Scene, unlike

DECREE = "Keputusan contoh untuk pengujian"
# who may nothing of what registers innovations
NOBODY = "assessor"


async def test_every_operation_leaves_exactly_what_it_did(scene: Scene) -> None:
    story = await Story.of(scene, NOBODY)
    chapters = (agencies, people, personal_data, sources, innovations, twins, citations, accounts)
    for chapter in (*chapters, mandates, signs_of_life):
        await chapter(story)
    # what is assessed, replicated, measured, lacking, taught or planned has a story of its own
    elsewhere = ASSESSING | REPLICATING | SURVEYING | NEEDING | TRAINING | PLANNING | FREEZING
    wanted = story.writing - elsewhere
    assert story.told == wanted, f"without a part in the story: {wanted - story.told}"


async def agencies(story: Story) -> None:
    body = {"name": "Dinas Baru", "kind": "dinas", "valid_from": "2001", "note": "Baru."}
    first = {
        "slug": [None, "dinas-baru"],
        "external": [None, False],
        "note": [None, "Baru."],
        "versions/1/name": [None, "Dinas Baru"],
        "versions/1/kind": [None, "dinas"],
        "versions/1/valid_from": [None, "2001"],
    }
    made = await story.done(
        "registrar", "POST", "/agencies", body, ("agency.create", "agency", "", first), agency=ANY, conditional=False
    )
    own, event = f"/agencies/{made['id']}", {"decree": DECREE, "reason": REASON}

    async def happens(action: str, facts: dict[str, Any], changes: dict[str, Any]) -> None:
        expected = (f"agency.{action}", "agency", made["id"], changes)
        await story.done("registrar", "POST", f"{own}/{action}", event | facts, expected, reason=REASON, agency=ANY)

    await story.done(
        "registrar",
        "PATCH",
        own,
        {"note": None},
        ("agency.update", "agency", made["id"], {"note": ["Baru.", None]}),
        agency=ANY,
    )
    second = {
        "versions/1/valid_to": [None, "2009-12-31"],
        "versions/2/name": [None, "Dinas Lebih Baru"],
        "versions/2/kind": [None, "dinas"],
        "versions/2/valid_from": [None, "2010-01-01"],
        "versions/2/decree": [None, DECREE],
    }
    await happens("rename", {"effective_on": "2010-01-01", "name": "Dinas Lebih Baru"}, second)
    third = {
        "versions/2/valid_to": [None, "2011-12-31"],
        "versions/3/name": [None, "Dinas Lebih Baru"],
        "versions/3/kind": [None, "dinas"],
        "versions/3/valid_from": [None, "2012-01-01"],
        "versions/3/decree": [None, DECREE],
        "versions/3/parent": [None, str(story.scene.own.id)],
    }
    await happens("move", {"effective_on": "2012-01-01", "parent": "dinas-sendiri"}, third)
    await split_and_merge(story, made["id"], event)
    await happens("close", {"effective_on": "2020-01-01"}, {"versions/3/valid_to": [None, "2019-12-31"]})


async def split_and_merge(story: Story, agency_id: str, event: dict[str, Any]) -> None:
    edge = {"effective_on": "2015-01-01", "decree": DECREE, "note": None}
    body = event | {
        "effective_on": "2015-01-01",
        "continues": True,
        "into": [{"new": {"name": "Dinas Pecahan", "kind": "dinas"}}],
    }
    before = len(await story.scene.events())
    await story.done(
        "registrar",
        "POST",
        f"/agencies/{agency_id}/split",
        body,
        ("agency.split", "agency", agency_id, ANY),
        ("agency.create", "agency", ANY, ANY),
        reason=REASON,
        agency=ANY,
    )
    events = {one.action: one for one in (await story.scene.events())[before:]}
    part = events["agency.create"]
    assert events["agency.split"].changes == {f"successors/{part.entity_id}/split_from": [None, edge]}
    assert part.changes["versions/1/name"] == [None, "Dinas Pecahan"]
    assert part.changes[f"predecessors/{agency_id}/split_from"] == [None, edge]
    seen = [{"agency": "dinas-pecahan", "version": 1}]
    successor = {
        "agency": agency_id,
        "version": (await story.scene.get("registrar", f"/agencies/{agency_id}"))["version"],
    }
    body = event | {"effective_on": "2018-01-01", "predecessors": seen, "successor": successor}
    edge["effective_on"] = "2018-01-01"
    await story.done(
        "registrar",
        "POST",
        "/agencies/merge",
        body,
        ("agency.merge", "agency", agency_id, {f"predecessors/{part.entity_id}/merged_into": [None, edge]}),
        (
            "agency.merge",
            "agency",
            str(part.entity_id),
            {
                "versions/1/valid_to": [None, "2017-12-31"],
                f"successors/{agency_id}/merged_into": [None, edge],
            },
        ),
        reason=REASON,
        agency=ANY,
        conditional=False,
    )


async def people(story: Story) -> None:
    own = story.scene.own.id
    first = {"name": [None, "Rosmala Dewi"], "degrees": [None, "SE"], "agency_id": [None, str(own)]}
    made = await story.done(
        "operator",
        "POST",
        "/innovators",
        {"name": "Rosmala Dewi", "degrees": "SE"},
        ("person.create", "person", "", first),
        agency=own,
        conditional=False,
    )
    await story.done(
        "operator",
        "PATCH",
        f"/innovators/{made['id']}",
        {"name": "Rosmala Dewi", "degrees": "SE, MM"},
        ("person.update", "person", made["id"], {"degrees": ["SE", "SE, MM"]}),
        agency=own,
    )


async def personal_data(story: Story) -> None:
    own = story.scene.own.id
    person = await story.scene.person("Meminta Ditarik")
    path = f"/innovators/{person['id']}"
    nip = "196608011988031001"
    await story.done(
        "operator",
        "POST",
        f"{path}/identifiers",
        {"kind": "nip", "value": nip},
        ("identifier.record", "person", person["id"], {"nip": [None, "•" * 15 + "001"]}),
        agency=own,
        conditional=False,
    )
    purpose = "Mencocokkan penerima penghargaan kota."
    await story.done(
        "controller",
        "POST",
        f"{path}/disclosures",
        {"kind": "nip", "purpose": purpose},
        ("identifier.disclose", "person", person["id"], {}),
        reason=purpose,
        agency=own,
        conditional=False,
    )
    asked = {"person": person["id"], "kind": "withdrawal", "statement": "Saya meminta nama saya ditarik."}
    first = {"kind": [None, "withdrawal"], "person_id": [None, person["id"]]}
    request = await story.done(
        "operator",
        "POST",
        "/personal-data-requests",
        asked,
        ("personal_data_request.open", "personal_data_request", "", first),
        agency=own,
        conditional=False,
    )
    await story.done(
        "controller",
        "POST",
        f"/personal-data-requests/{request['id']}/answer",
        {"answer": "granted", "note": "Sudah ditarik seluruhnya."},
        ("personal_data_request.answer", "personal_data_request", request["id"], {"answer": [None, "granted"]}),
        ("person.conceal", "person", person["id"], {"concealed": [False, True]}),
        agency=own,
    )


async def sources(story: Story) -> None:
    body = {"kind": "berita", "title": "Berita contoh", "publisher": "Warta"}
    made = await story.done(
        "operator",
        "POST",
        "/sources",
        body,
        (
            "source.create",
            "source",
            "",
            {
                "kind": [None, "berita"],
                "title": [None, "Berita contoh"],
                "publisher": [None, "Warta"],
                "slug": [None, "berita-contoh"],
            },
        ),
        conditional=False,
    )
    await story.done(
        "registrar",
        "PATCH",
        f"/sources/{made['id']}",
        {"publisher": "Warta Kota"},
        ("source.update", "source", made["id"], {"publisher": ["Warta", "Warta Kota"]}),
    )


async def innovations(story: Story) -> None:
    own, name = story.scene.own.id, unlike()
    first = {
        "name": name,
        "summary": "Ringkas.",
        "kind": "tidak_diketahui",
        "form": "tidak_diketahui",
        "initiator": "tidak_diketahui",
        "represents": 1,
        "platform": {"relation": "tidak_diketahui", "name": None, "innovation": None},
        "agency": {"id": str(own)},
        "slug": name.lower(),
        "status": "draft",
        "aliases": [{"name": "Nama Lain", "kind": "alias", "note": None}],
    }
    body = {"name": name, "summary": "Ringkas.", "aliases": [{"name": "Nama Lain", "kind": "alias"}]}
    made = await story.done(
        "operator",
        "POST",
        "/innovations",
        body,
        ("innovation.create", "innovation", "", {field: [None, value] for field, value in first.items()}),
        agency=own,
        conditional=False,
    )
    path = f"/innovations/{made['id']}"

    async def changes(who: str, method: str, tail: str, body: Any, action: str, **changed: Any) -> None:
        expected = (f"innovation.{action}", "innovation", made["id"], changed)
        reason = body.get("reason")
        await story.done(who, method, f"{path}{tail}", body, expected, reason=reason, agency=own)

    told = {"summary": "Lebih lengkap.", "kind": "digital", "represents": 1}
    await changes(
        "operator",
        "PATCH",
        "",
        told,
        "update",
        summary=["Ringkas.", "Lebih lengkap."],
        kind=["tidak_diketahui", "digital"],
    )
    stage = {"stage": "uji_coba", "started_on": "2019", "evidence": None, "note": None}
    await changes(
        "operator", "POST", "/stages", {"stage": "uji_coba", "started_on": "2019"}, "enter_stage", stages=[[], [stage]]
    )
    why = {"reason": REASON}
    for who, action, before, after, remark in (
        ("operator", "submit", "draft", "submitted", None),
        ("registrar", "return", "submitted", "returned", [None, REASON]),
        ("operator", "submit", "returned", "submitted", None),
        ("registrar", "verify", "submitted", "verified", [REASON, None]),
        ("registrar", "publish", "verified", "published", None),
        ("registrar", "archive", "published", "archived", [None, REASON]),
    ):
        changed = {"status": [before, after]} | ({"remark": remark} if remark else {})
        await changes(who, "POST", f"/{action}", why, action, **changed)


async def twins(story: Story) -> None:
    scene, own, other = story.scene, story.scene.own.id, story.scene.other.id
    one, into = await scene.published(), await scene.published("stranger")
    decided = {"other": into["id"], "verdict": "distinct", "note": REASON}

    def verdict(id_: str) -> dict[str, Any]:
        return {"duplicate": [None, {"other": id_, "verdict": "distinct"}]}

    before = len(await scene.events())
    await story.done(
        "registrar",
        "POST",
        f"/innovations/{one['id']}/decide",
        decided,
        ("innovation.decide", "innovation", one["id"], verdict(into["id"])),
        ("innovation.decide", "innovation", into["id"], verdict(one["id"])),
        reason=REASON,
        agency=ANY,
    )
    assert {str(event.entity_id): event.agency_id for event in (await scene.events())[before:]} == {
        one["id"]: own,
        into["id"]: other,
    }
    alias = {"name": one["name"], "kind": "alias", "note": None}
    await story.done(
        "registrar",
        "POST",
        f"/innovations/{one['id']}/merge",
        {"into": into["id"], "reason": REASON},
        ("innovation.merge", "innovation", one["id"], {"merged_into": [None, into["id"]]}),
        ("innovation.update", "innovation", one["id"], {"status": ["published", "merged"]}),
        ("innovation.absorb", "innovation", into["id"], {"absorbed": [None, one["id"]]}),
        ("innovation.update", "innovation", into["id"], {"aliases": [[], [alias]]}),
        reason=REASON,
        agency=ANY,
    )


async def citations(story: Story) -> None:
    scene, own = story.scene, story.scene.own.id
    made = await scene.innovation()
    source = await scene.post("operator", "/sources", {"kind": "berita", "title": "Yang dikutip"})
    body = {"field": "name", "source": source["id"], "phrase": "Kata sumber.", "confidence": "disebut"}
    before = {"field": "name", "source": source["id"], "phrase": "Kata sumber.", "confidence": "disebut"}
    whole = {"id": ANY, **before, "disputed": False}
    cited = await story.done(
        "operator",
        "POST",
        f"/innovations/{made['id']}/citations",
        body,
        ("innovation.cite", "innovation", made["id"], {"citation": [None, whole]}),
        agency=own,
    )
    path, named = f"/citations/{cited['id']}", {"id": cited["id"], "field": "name"}

    async def changes(method: str, tail: str, body: Any, action: str, pair: list[Any]) -> None:
        expected = (f"innovation.{action}", "innovation", made["id"], {"citation": pair})
        await story.done("operator", method, f"{path}{tail}", body, expected, reason=body.get("reason"), agency=own)

    phrase = [named | {"phrase": "Kata sumber."}, named | {"phrase": "Kata sumber seluruhnya."}]
    await changes("PATCH", "", {"phrase": "Kata sumber seluruhnya."}, "update_citation", phrase)
    doubt = [named | {"disputed": False, "dispute_note": None}, named | {"disputed": True, "dispute_note": "Ragu."}]
    await changes("POST", "/dispute", {"note": "Ragu."}, "dispute_citation", doubt)
    last = whole | {"id": cited["id"], "phrase": "Kata sumber seluruhnya.", "disputed": True, "dispute_note": "Ragu."}
    await changes("POST", "/withdraw", {"reason": REASON}, "withdraw_citation", [last, None])
    await story.done(
        "registrar",
        "POST",
        f"/agencies/{scene.own.id}/citations",
        body,
        ("agency.cite", "agency", str(own), {"citation": [None, whole]}),
        agency=own,
    )


async def accounts(story: Story) -> None:
    body = {"name": "Akun cerita", "roles": ["registrar"], "subject": "sub-cerita"}
    first = {"name": "Akun cerita", "roles": ["registrar"], "subject": "sub-cerita", "active": True}
    made = await story.done(
        "admin",
        "POST",
        "/accounts",
        body,
        ("account.create", "account", "", {field: [None, value] for field, value in first.items()}),
        conditional=False,
    )
    path = f"/accounts/{made['id']}"
    await story.done(
        "admin",
        "PATCH",
        path,
        {"subject": None},
        ("account.update", "account", made["id"], {"subject": ["sub-cerita", None]}),
    )
    facts = {"key_id": ANY, "account_id": made["id"], "name": "kunci"}
    key = await story.done(
        "admin",
        "POST",
        f"{path}/keys",
        {"name": "kunci"},
        ("key.create", "key", ANY, {field: [None, value] for field, value in facts.items()}),
        conditional=False,
    )
    # whoever holds a key may end it, so nobody is refused for the role: others do not find it
    before = len(await story.scene.events())
    await story.done(
        "admin",
        "POST",
        f"/keys/{key['key_id']}/revoke",
        None,
        ("key.revoke", "key", ANY, {"revoked_at": [None, ANY]}),
        conditional=False,
        access="holders",
    )
    assert len(await story.scene.events()) == before + 1


# What changes nothing


async def test_what_changes_nothing_leaves_nothing(scene: Scene) -> None:
    made, person = await scene.innovation(summary="Sama."), await scene.person("Tetap Sama")
    account = await scene.post("admin", "/accounts", {"name": "Tetap", "roles": ["registrar"]})
    key = await scene.post("admin", f"/accounts/{account['id']}/keys", {"name": "kunci"})
    again: list[tuple[str, str, Any]] = [
        ("admin", f"/keys/{key['key_id']}/revoke", None),
        ("operator", f"/innovators/{person['id']}/identifiers", {"kind": "nip", "value": "196608011988031009"}),
    ]
    for who, path, body in again:
        await scene.post(who, path, body)
    before = len(await scene.events())
    for who, path, body in again:
        await scene.post(who, path, body)
    for who, path, body in (
        ("operator", f"/innovations/{made['id']}", {"summary": "Sama."}),
        ("operator", f"/innovations/{made['id']}", {}),
        ("operator", f"/innovators/{person['id']}", {"name": "Tetap Sama"}),
        ("registrar", f"/agencies/{scene.own.id}", {"external": False}),
        ("admin", f"/accounts/{account['id']}", {"name": "Tetap"}),
    ):
        await scene.patch(who, path, body)
    assert len(await scene.events()) == before


async def test_what_is_refused_by_the_rules_leaves_nothing(scene: Scene) -> None:
    draft, public = await scene.innovation(), await scene.published()
    theirs = await scene.innovation("stranger")
    async with scene.fresh.committing() as session:
        other = await factories.innovation(session, agency_id=scene.other.id, status="draft")
    before = len(await scene.events())
    for status, who, method, path, body in (
        (409, "operator", "POST", "/innovations", {"name": draft["name"]}),
        (422, "operator", "POST", "/innovations", {"name": "!!!"}),
        (403, "operator", "POST", "/innovations", {"name": unlike(), "agency": "dinas-lain"}),
        (409, "operator", "PATCH", f"/innovations/{public['id']}", {"summary": "Dilarang."}),
        (404, "operator", "PATCH", f"/innovations/{theirs['id']}", {"summary": "Bukan milik."}),
        (404, "operator", "POST", f"/innovations/{other.id}/submit", None),
        (409, "registrar", "POST", f"/innovations/{draft['id']}/publish", None),
        (422, "registrar", "POST", f"/innovations/{draft['id']}/archive", {"reason": ""}),
        (422, "registrar", "POST", f"/innovations/{draft['id']}/merge", {"into": "entah", "reason": REASON}),
        (422, "registrar", "POST", f"/agencies/{scene.own.id}/close", {"effective_on": "2020", "decree": DECREE}),
    ):
        answer = await scene.ask(who, method, path, body, if_match="*", idempotency_key=unlike())
        assert answer.status_code == status, (path, answer.text)
    assert len(await scene.events()) == before
