"""Chapters of the story of plans: how many there are is told, one is carried out, one stopped, and one withdrawn."""

from typing import Any
from unittest.mock import ANY

from app.core.clock import today
from tests.action_plans.desk import edition
from tests.audit.story import Story
from tests.history.scene import REASON, unlike

# the operations of the story
PLANNING = {
    *("create_action_plan", "update_action_plan", "advance_action_plan", "stop_action_plan", "withdraw_action_plan"),
    *("sign_action_plan", "withdraw_plan_signature", "complete_plan_milestone", "record_plan_innovation"),
    *("create_plan_aggregate", "update_plan_aggregate"),
}
_BEGAN = "2017-08-21"


class Plan:
    """A plan of the scene's own agency, and what is done with it."""

    def __init__(self, story: Story, edition_id: str, edition_slug: str, id_: str = "") -> None:
        self.story = story
        self.edition_id = edition_id
        self.edition_slug = edition_slug
        self.id = id_

    async def made(self, **facts: Any) -> "Plan":
        """Name one."""
        told = {"title": unlike(), "problem": "Arsip tersebar.", **facts}
        changes = {
            **{name: [None, value] for name, value in told.items()},
            "edition": [None, self.edition_id],
            "agency": [None, str(self.story.scene.own.id)],
            "starts_on": [None, _BEGAN],
            "entered_on": [None, _BEGAN],
            "stage": [None, "drum_up"],
            "published": [None, False],
            "withdrawn": [None, False],
            "people": [None, []],
            "signatures": [None, []],
            "milestones": [None, []],
        }
        body = {"edition": self.edition_slug, **told}
        made = await self._done("POST", "", body, ("create", "", changes), conditional=False)
        return Plan(self.story, self.edition_id, self.edition_slug, made["id"])

    async def act(self, action: str, part: str, body: Any, changes: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Do something with it that leaves one event."""
        method = "POST" if part else "PATCH"
        return await self._done(method, f"/{self.id}{part}", body, (action, self.id, changes), **more)

    async def _done(
        self, method: str, part: str, body: Any, told: tuple[str, str, dict[str, Any]], *others: Any, **more: Any
    ) -> dict[str, Any]:
        action, id_, changes = told
        expected = (f"action_plan.{action}", "action_plan", id_, changes)
        own = self.story.scene.own.id
        return await self.story.done(
            "operator", method, f"/action-plans{part}", body, expected, *others, agency=own, **more
        )


async def counting(story: Story) -> Plan:
    """Whoever organised an edition says how many plans there are; return a plan of it that nobody has named yet."""
    own = story.scene.own
    async with story.scene.fresh.committing() as session:
        one = await edition(session, _BEGAN, organiser_id=own.id)
    facts = {"slug": "rencana-cerita", "count": 3, "source": "Berita seminar"}
    changes = {**{name: [None, value] for name, value in facts.items()}, "edition": [None, str(one.id)]}
    body, expected = {**facts, "edition": one.slug}, ("plan_aggregate.create", "plan_aggregate", "", changes)
    made = await story.done("operator", "POST", "/plan-aggregates", body, expected, agency=own.id, conditional=False)
    expected = ("plan_aggregate.update", "plan_aggregate", made["id"], {"count": [3, 4]})
    await story.done("operator", "PATCH", "/plan-aggregates/rencana-cerita", {"count": 4}, expected, agency=own.id)
    return Plan(story, str(one.id), one.slug)


async def carrying_out(plan: Plan) -> None:
    """A plan gets a milestone, is signed, one signature by mistake, goes on, and becomes an innovation."""
    one = await plan.made()
    milestone = {"title": "Daftar arsip", "due_on": "2017-10-31", "done_on": None, "evidence": None, "stage": None}
    kept = {**milestone, "id": ANY}
    body = {"milestones": [{"title": "Daftar arsip", "due_on": "2017-10-31"}]}
    told = await one.act("update", "", body, {"milestones": [[], [kept]]})
    first = {"party": "peserta", "signed_on": _BEGAN, "note": None}
    second = {**first, "party": "mentor"}
    for before, signed in (([], first), ([first], second)):
        after = sorted([*before, signed], key=lambda each: str(each["party"]))
        body = {name: signed[name] for name in ("party", "signed_on")}
        await one.act("sign", "/signatures", body, {"signatures": [before, after]})
    gone = {"party": "mentor", "reason": REASON}
    both = sorted([first, second], key=lambda each: str(each["party"]))
    await one.act("withdraw_signature", "/signatures/withdraw", gone, {"signatures": [both, [first]]}, reason=REASON)
    moved = {"stage": ["drum_up", "diagnose"], "entered_on": [_BEGAN, "2017-08-22"]}
    await one.act("advance", "/advance", {"stage": "diagnose", "on": "2017-08-22"}, moved)
    done = {**kept, "done_on": "2017-10-30"}
    path = f"/milestones/{told['milestones'][0]['id']}/complete"
    await one.act("complete_milestone", path, {"on": "2017-10-30"}, {"milestones": [[kept], [done]]})
    innovation = await one.story.scene.innovation()
    changes = {"innovation": [None, innovation["id"]]}
    await one.act("record_innovation", "/innovation", {"innovation": innovation["id"]}, changes)


async def ending(plan: Plan) -> None:
    """One plan is stopped, and one was recorded by mistake."""
    stopped = await plan.made()
    changes = {"stopped_on": [None, today().isoformat()], "stopped_reason": [None, REASON]}
    await stopped.act("stop", "/stop", {"reason": REASON}, changes, reason=REASON)
    mistaken = await plan.made()
    changes = {"withdrawn": [False, True], "withdrawn_reason": [None, REASON]}
    await mistaken.act("withdraw", "/withdraw", {"reason": REASON}, changes, reason=REASON)
