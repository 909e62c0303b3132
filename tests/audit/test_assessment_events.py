"""Every step of an assessment leaves exactly the events that tell of it, and never a score."""

from collections.abc import Iterator
from typing import Any

from tests.audit.assessing import ASSESSING, CAUSE, CLAIMED, SCORES, TIMES, TOTAL, Play, begun, stages
from tests.audit.competing import ending, hearing, opening, panel, preparing
from tests.audit.judging import assigning, conflicts, proof, replacing, scoring
from tests.history.scene import REASON, Scene


async def test_every_step_of_an_assessment_leaves_exactly_what_it_did(scene: Scene) -> None:
    play = await begun(scene)
    for chapter in (proof, preparing, panel, opening, assigning, scoring, conflicts, replacing, hearing, ending):
        await chapter(play)
    assert play.story.told == ASSESSING
    events = await scene.events()
    assert not {*SCORES.values(), CLAIMED, TOTAL} & set(numbers_in([event.changes for event in events]))
    for who in ("admin", "controller"):
        assert {event["id"] for event in await every_event(scene, who)} == {str(event.id) for event in events}


def numbers_in(value: Any) -> Iterator[float]:
    """Yield every number of what was written down, also those that are written as text."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from numbers_in(part)
    elif isinstance(value, int | float | str):
        try:
            yield float(value)
        except ValueError:
            return


async def every_event(scene: Scene, who: str) -> list[dict[str, Any]]:
    page = await scene.get(who, "/audit", limit=200)
    items: list[dict[str, Any]] = page["items"]
    while page["next"]:
        page = await scene.get(who, "/audit", limit=200, cursor=page["next"])
        items += page["items"]
    return items


async def test_a_step_that_changes_nothing_leaves_nothing(scene: Scene) -> None:
    play = await begun(scene, "tetap")
    entry, scores, sheet = await scored(play)
    decided = {"decisions": [{"entry": play.entries["c"], "passes": False, "reason": REASON}]}
    await scene.post("registrar", f"{play.path}/stages/administrasi/decisions", decided)
    passed = {"decisions": [{"entry": entry, "passes": True}]}
    dossier = f"/innovations/{play.id('a')}/dossiers/{play.instrument.slug}"
    text = {"sections": [{"section": "k1", "text": "Kata."}]}
    await scene.patch("operator", dossier, text)
    draft = {"name": "Tetap", "instrument": play.instrument.slug, "scope": {"filter": {}}}
    draft["stages"] = stages("administrasi", "panel", pass_rule="least_total", pass_value=60.5)  # noqa: S106 - a rule
    other = (await scene.post("registrar", "/rounds", draft))["id"]
    before = len(await scene.events())
    closes = {"closes_at": TIMES["uji_publik"][1], **CAUSE}
    for who, method, path, body in (
        ("registrar", "PATCH", f"/rounds/{other}", {}),
        ("registrar", "PATCH", f"/rounds/{other}", draft),
        ("registrar", "PATCH", f"{play.path}/stages/uji_publik", closes),
        ("registrar", "POST", f"{play.path}/stages/administrasi/decisions", decided),
        ("registrar", "POST", f"{play.path}/stages/administrasi/decisions", passed),
        ("first", "PATCH", sheet, {"scores": scores}),
        ("first", "PATCH", sheet, {}),
        ("operator", "PATCH", dossier, text),
    ):
        answer = await scene.ask(who, method, path, body, if_match="*")
        assert answer.status_code == 200, (path, answer.text)
    assert len(await scene.events()) == before
    head = await scene.post("registrar", f"{play.path}/stages/administrasi/conclude")
    assert len(await scene.events()) == before + 1
    assert await scene.post("registrar", f"{play.path}/stages/administrasi/conclude") == head
    assert len(await scene.events()) == before + 1


async def test_a_step_that_the_rules_refuse_leaves_nothing(scene: Scene) -> None:
    play = await begun(scene, "tolak")
    entry, scores, sheet = await scored(play)
    await scene.post("first", f"{sheet}/submit")
    objection = {"entry": entry, "statement": "Layanan ini belum dapat dipakai warga."}
    proof = {"kind": "surat", "title": "Surat"}
    before = len(await scene.events())
    for status, who, method, path, body in (
        (409, "first", "POST", f"{sheet}/submit", None),
        (409, "first", "POST", f"{sheet}/decline", CAUSE),
        (404, "second", "PATCH", sheet, {"scores": scores}),
        (422, "first", "PATCH", sheet, {"scores": [{"criterion": "k1", "value": 101}]}),
        (409, "registrar", "POST", f"{sheet}/decide", {"verdict": "allowed", "note": REASON}),
        (409, "registrar", "POST", f"{sheet}/reassign", {"assessor": play.account("second"), **CAUSE}),
        (422, "first", "POST", f"{play.path}/conflicts", {"innovation": "tidak-ada", **CAUSE}),
        (409, "registrar", "POST", f"{play.path}/panel", {"assessor": play.account("second")}),
        (409, "registrar", "POST", f"{play.path}/stages/panel/conclude", None),
        (409, "registrar", "POST", f"{play.path}/stages/panel/recompute", None),
        (409, "registrar", "POST", f"{play.path}/publish", None),
        (409, "registrar", "PATCH", play.path, {"name": "Nama Lain"}),
        (404, "stranger", "POST", f"{play.path}/entries/{entry}/withdraw", CAUSE),
        (409, None, "POST", f"{play.path}/objections", objection),
        (422, "operator", "POST", f"/innovations/{play.id('a')}/evidence", proof),
        (404, "stranger", "POST", f"/innovations/{play.id('d')}/evidence", {**proof, "reference": "1"}),
    ):
        answer = await scene.ask(who, method, path, body, if_match="*")
        assert answer.status_code == status, (path, answer.text)
    assert len(await scene.events()) == before


async def scored(play: Play) -> tuple[str, list[dict[str, Any]], str]:
    """Open a round where one has scored; return the entry, the scores and the address of the assessment."""
    scope = {"innovations": [play.id(letter) for letter in "abc"]}
    body = {"name": f"Putaran {play.instrument.code}", "instrument": play.instrument.slug, "per_entry": 2}
    told = stages("administrasi", "panel", "uji_publik")
    play.round = await play.scene.post("registrar", "/rounds", {**body, "scope": scope, "stages": told})
    for name in ("first", "second"):
        await play.scene.post("registrar", f"{play.path}/panel", {"assessor": play.account(name)})
    await play.scene.post("registrar", f"{play.path}/open")
    await play.meet()
    plan = await play.scene.post("registrar", f"{play.path}/assignments", {"stage": "panel"})
    done = {"stage": "panel", "dry_run": False, "token": plan["token"]}
    await play.scene.post("registrar", f"{play.path}/assignments", done)
    await play.shift("administrasi", -3, -2)
    await play.shift("panel", -1, 1)
    sheet = f"/assessments/{await play.assessment('first', 'a')}"
    await play.scene.post("first", f"{sheet}/accept")
    scores = [{"criterion": name, "value": value} for name, value in SCORES.items()]
    await play.scene.patch("first", sheet, {"scores": scores})
    return play.entries["a"], scores, sheet
