"""Chapters of the story of an assessment: what assessors go by, what they do, and what is done of their work."""

from typing import Any
from unittest.mock import ANY

from tests.audit.assessing import CAUSE, CLAIMED, SCORES, Play
from tests.history.scene import REASON


async def proof(play: Play) -> None:
    """What an innovation is assessed by."""
    story, agency, form = play.story, play.scene.own.id, play.instrument.slug
    path = f"/innovations/{play.id('a')}"

    async def told(who: str, method: str, path: str, body: Any, action: str, changes: Any, **more: Any) -> Any:
        expected = (f"innovation.{action}", "innovation", play.id("a"), changes)
        return await story.done(who, method, path, body, expected, agency=agency, **more)

    letter = {"kind": "surat", "title": "Surat", "reference": "800/1", "issued_on": "2026-03-02"}
    added = {"evidence": [None, {"id": ANY, **letter}]}
    made = await told("operator", "POST", f"{path}/evidence", letter, "add_evidence", added, conditional=False)
    gone = {"evidence": [{"id": made["id"], "kind": "surat", "title": "Surat"}, None]}
    away = f"/evidence/{made['id']}/withdraw"
    await told("operator", "POST", away, CAUSE, "withdraw_evidence", gone, reason=REASON, conditional=False)
    award = {"code": "kipp_top_99", "year": 2021, "source": "Keputusan contoh."}
    won = {"award": [None, award]}
    await told("registrar", "POST", f"{path}/awards", award, "record_award", won, conditional=False)
    written = {"dossier": [{"instrument": form, "k1": None}, {"instrument": form, "k1": "Kata."}]}
    sections = {"sections": [{"section": "k1", "text": "Kata."}]}
    await told("operator", "PATCH", f"{path}/dossiers/{form}", sections, "write_dossier", written)
    claim = {"instrument": form, "scores": [{"criterion": "k1", "value": CLAIMED}]}
    claimed = {"instrument": [None, form], "number": [None, 1], "criteria": [None, 1]}
    await told("operator", "POST", f"{path}/self-assessments", claim, "self_assess", claimed, conditional=False)


async def assigning(play: Play) -> None:
    """Two of the panel get two entries each; looking at the plan leaves nothing."""
    body = {"stage": "panel", "assessors": [play.account("first"), play.account("second")]}
    before = len(await play.scene.events())
    plan = await play.scene.post("registrar", f"{play.path}/assignments", body)
    assert len(await play.scene.events()) == before
    body |= {"dry_run": False, "token": plan["token"]}
    each = {play.account("first"): 2, play.account("second"): 2}
    changes = {"stage": [None, "panel"], "assigned": [None, 4], "accounts": [None, each]}
    await play.of_round("POST", "/assignments", body, "assign", changes, conditional=False)


async def scoring(play: Play) -> None:
    """One scores and submits, the other declines."""
    await play.shift("administrasi", -3, -2)
    await play.shift("panel", -1, 1)
    own = {"agency": play.scene.own.id}
    mine, theirs = await play.assessment("first", "a"), await play.assessment("second", "a")
    await play.of_assessment("first", "POST", mine, "/accept", None, {"status": ["invited", "accepted"]}, **own)
    scores = [{"criterion": name, "value": value, "reason": "Terukur."} for name, value in SCORES.items()]
    changes = {"scored": [None, ["k1", "k2"]], "commented": [None, True]}
    body = {"scores": scores, "comment": "Dampaknya terukur."}
    await play.of_assessment("first", "PATCH", mine, "", body, changes, **own)
    await play.of_assessment("first", "POST", mine, "/submit", None, {"status": ["accepted", "submitted"]}, **own)
    changes = {"status": ["invited", "declined"]}
    await play.of_assessment("second", "POST", theirs, "/decline", CAUSE, changes, reason=REASON, **own)


async def conflicts(play: Play) -> None:
    """An assessor declares a conflict, which stops an assessment until it is decided of."""
    mine, other = await play.assessment("first", "b"), play.scene.other.id
    pair = {"person": [None, play.person("first")], "innovation": [None, play.id("b")]}
    stopped = {"suspended_at": [None, ANY], "conflicts": [None, [{"kind": "declared", "declaration": ANY}]]}
    made = await play.story.done(
        "first",
        "POST",
        f"{play.path}/conflicts",
        {"innovation": play.id("b"), **CAUSE},
        ("conflict.declare", "conflict", "", pair),
        ("assessment.suspend", "assessment", mine, stopped),
        reason={"conflict.declare": REASON},
        agency=other,
        conditional=False,
    )
    suspended = (await play.scene.events())[-1].changes
    assert suspended["conflicts"][1][0]["declaration"] == made["id"]
    body = {"verdict": "excluded", "note": REASON}
    changes = {"verdict": [None, "excluded"], "suspended_at": [suspended["suspended_at"][1], None]}
    await play.of_assessment("registrar", "POST", mine, "/decide", body, changes, reason=REASON, agency=other)


async def replacing(play: Play) -> None:
    """What one gave back, and what another has, goes to a third, who is then taken off the panel."""
    third = {"assessor": play.account("third"), **CAUSE}
    for letter, left, agency in (
        ("a", {}, play.scene.own.id),
        ("b", {"status": ["invited", "replaced"]}, play.scene.other.id),
    ):
        before = await play.assessment("second", letter)
        await play.story.done(
            "registrar",
            "POST",
            f"/assessments/{before}/reassign",
            third,
            (
                "assessment.reassign",
                "assessment",
                "",
                {"replaces": [None, before], "account": [play.account("second"), play.account("third")]},
            ),
            ("assessment.replace", "assessment", before, left | {"replaced_by": [None, ANY]}),
            reason=REASON,
            agency=agency,
        )
        replaced, reassigned = (await play.scene.events())[-2:]
        assert replaced.changes["replaced_by"][1] == str(reassigned.entity_id)
    gone = {"account": [play.account("third"), None], "person": [play.person("third"), None], "released": [None, 2]}
    await play.of_round("POST", "/panel/remove", third, "remove_assessor", gone, reason=REASON, conditional=False)
