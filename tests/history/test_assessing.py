"""What the history tells of an assessment: people and innovations by the names of today, and to whom not at all."""

from typing import Any

from app.core.concealment import MASK
from app.core.ids import new_id
from app.models import AuditEvent
from app.models.concealment import CONCEALED_NAME
from tests import signing
from tests.audit.assessing import CAUSE, Play, begun, stages
from tests.history.scene import REASON, Scene, changed


async def assigned(scene: Scene, code: str) -> Play:
    """Open a round where everyone on the panel assesses the innovations `a` and `b`."""
    play = await begun(scene, code)
    scope = {"innovations": [play.id("a"), play.innovations["b"]["slug"]]}
    body = {"name": f"Putaran {code}", "instrument": play.instrument.slug, "per_entry": 3, "scope": scope}
    told = {**body, "stages": stages("administrasi", "panel")}
    play.round = await scene.post("registrar", "/rounds", told)
    for name in ("first", "second", "third"):
        await scene.post("registrar", f"{play.path}/panel", {"assessor": play.account(name)})
    await scene.post("registrar", f"{play.path}/open")
    await play.meet()
    plan = await scene.post("registrar", f"{play.path}/assignments", {"stage": "panel"})
    done = {"stage": "panel", "dry_run": False, "token": plan["token"]}
    assert (await scene.post("registrar", f"{play.path}/assignments", done))["assigned"] == 6
    return play


async def of(scene: Scene, who: str, action: str, **query: Any) -> dict[str, Any]:
    """Return the last event of an action, as somebody reads it."""
    return (await scene.audit(who, action=action, **query))[0]


def brief(innovation: dict[str, Any]) -> dict[str, Any]:
    return {name: innovation[name] for name in ("id", "slug", "name")}


async def test_a_round_is_told_with_its_innovations_and_people_by_name(scene: Scene) -> None:
    play = await assigned(scene, "bernama")
    await play.shift("administrasi", -3, 1)
    out = {"decisions": [{"entry": play.entries["a"], "passes": False, "reason": REASON}]}
    await scene.post("registrar", f"{play.path}/stages/administrasi/decisions", out)
    removal = {"assessor": play.account("third"), **CAUSE}
    await scene.post("registrar", f"{play.path}/panel/remove", removal)
    await scene.patch("registrar", f"/innovators/{play.person('third')}", {"name": "Bernama Baru"})
    own = brief(play.innovations["a"])
    third = {"id": play.person("third"), "name": "Bernama Baru"}
    for who in ("admin", "controller"):
        mine = {"entity_id": play.round["id"]}
        created = await of(scene, who, "round.create", **mine)
        # what was named by its slug stays as it was sent
        assert changed(created, "scope")["after"] == {"innovations": [own, play.innovations["b"]["slug"]]}
        decided = await of(scene, who, "round.decide", **mine)
        told = changed(decided, f"entries/{play.entries['a']}")
        assert told["before"] == {"innovation": own, "status": "active", "reason": None}
        assert told["after"] == {"innovation": own, "status": "out", "reason": REASON}
        assert changed(await of(scene, who, "round.invite_assessor", **mine), "person")["after"] == third
        assert changed(await of(scene, who, "round.remove_assessor", **mine), "person")["before"] == third
        assert not any(event["redacted"] for event in await scene.audit(who, **mine))


async def test_of_a_conflict_only_the_controller_reads_whose_withdrawn_name_it_was(scene: Scene) -> None:
    play = await assigned(scene, "rahasia")
    maker = await scene.person("Hotmaida Sinurat")
    parts = [{"person": one, "role": "inovator"} for one in (play.person("first"), maker["id"])]
    # both made another innovation, so that the first may not assess what the maker makes
    await scene.innovation(people=parts)
    await scene.patch("registrar", f"/innovations/{play.id('c')}", {"people": parts})
    await scene.patch("registrar", f"/innovations/{play.id('a')}", {"people": parts[1:]})
    declared = {"innovation": play.id("b"), "assessor": play.account("second"), "reason": "Hotmaida Sinurat iparnya."}
    await scene.post("registrar", f"{play.path}/conflicts", declared)
    made = {"id": maker["id"], "name": "Hotmaida Sinurat"}
    second = {"id": play.person("second"), "name": "Penilai rahasia second"}

    async def told(who: str) -> tuple[Any, Any, Any, str]:
        stopped = await of(scene, who, "assessment.suspend", entity_id=await play.assessment("first", "a"))
        said = await of(scene, who, "conflict.declare")
        (conflict,) = changed(stopped, "conflicts")["after"]
        assert conflict["kind"] == "co_author"
        assert changed(said, "innovation")["after"] == brief(play.innovations["b"])
        return conflict["person"], changed(said, "person")["after"], said["reason"], str([stopped, said])

    for who in ("admin", "controller"):
        assert (await told(who))[:3] == (made, second, "Hotmaida Sinurat iparnya.")
    await scene.withdraw(maker)
    await scene.withdraw({"id": play.person("second")})
    hidden = {"id": None, "name": CONCEALED_NAME}
    *facts, everything = await told("admin")
    assert facts == [hidden, hidden, f"{MASK} iparnya."]
    assert not any(part in everything for part in (maker["id"], play.person("second"), "Sinurat"))
    assert (await told("controller"))[:3] == (made, second, "Hotmaida Sinurat iparnya.")


async def test_a_draft_of_another_agency_is_not_told_by_a_conflict_that_rests_on_it(scene: Scene) -> None:
    play = await assigned(scene, "tiruan")
    replica = await scene.published("stranger", people=[{"person": play.person("first"), "role": "inovator"}])
    adapts = [{"kind": "adapts", "innovation": play.id("a")}]
    await scene.patch("registrar", f"/innovations/{replica['id']}", {"relations": adapts})
    async with scene.fresh.committing() as session:
        bound = await signing.key(session, scene.people["admin"].account, agency_id=scene.own.id)
    stopped = await play.assessment("first", "a")

    async def told() -> Any:
        answer = await scene.client.get(f"/v1/audit?entity_id={stopped}&action=assessment.suspend", headers=bound)
        (event,) = answer.json()["items"]
        return changed(event, "conflicts")

    known = {"kind": "replicator", "innovation": brief(replica)}
    assert await told() == {"field": "conflicts", "before": None, "after": [known], "redacted": False}
    await scene.move(replica["id"], "return")
    unknown = known | {"innovation": None}
    assert await told() == {"field": "conflicts", "before": None, "after": [unknown], "redacted": True}


async def test_keepers_read_in_the_history_of_a_record_what_it_is_assessed_by(scene: Scene) -> None:
    play = await assigned(scene, "bukti")
    person = await scene.person("Tiurma Pangaribuan")
    path, spoken = f"/innovations/{play.id('a')}", "Menurut Tiurma Pangaribuan."
    proof = {"kind": "surat", "title": spoken, "reference": spoken, "note": spoken}
    made = await scene.post("operator", f"{path}/evidence", proof)
    await scene.post("operator", f"/evidence/{made['id']}/withdraw", {"reason": spoken})
    await scene.post("registrar", f"{path}/awards", {"code": "kipp_top_99", "year": 2021, "source": spoken})
    sections = {"sections": [{"section": "k1", "text": spoken}]}
    await scene.patch("operator", f"{path}/dossiers/{play.instrument.slug}", sections)
    claim = {"instrument": play.instrument.slug, "scores": [{"criterion": "k1", "value": 87}], "note": spoken}
    await scene.post("operator", f"{path}/self-assessments", claim)
    actions = ("add_evidence", "withdraw_evidence", "record_award", "write_dossier", "self_assess")
    events = await scene.history("operator", play.id("a"))
    assert [event["action"] for event in events[:5]] == [f"innovation.{action}" for action in reversed(actions)]
    assert str(events).count("Tiurma") == 7
    await scene.withdraw(person)
    for who in ("operator", "registrar"):
        events = await scene.history(who, play.id("a"))
        assert "Tiurma" not in str(events), who
        assert str(events).count(MASK) == 7


async def test_an_event_may_name_more_records_than_a_statement_takes_values(scene: Scene) -> None:
    """A page holds the events of many rounds, each of which may list thousands of innovations."""
    own = await scene.published()
    listed = [own["id"], *(str(new_id()) for _ in range(33_000))]
    event = AuditEvent(account_name="uji", via="key", action="round.create", entity_kind="round", entity_id=new_id())
    event.changes = {"scope": [None, {"innovations": listed}]}
    async with scene.fresh.committing() as session:
        session.add(event)
    told = changed(await scene.get("controller", f"/audit/{event.id}"), "scope")["after"]["innovations"]
    assert (told[0], len(told)) == (brief(own), 33_001)
