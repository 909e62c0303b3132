"""Chapters of the story of needs: one of the council is verified, one is closed, one a survey decides."""

from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import ANY

from app.core.clock import today
from app.core.ids import new_id
from app.models import ActionPlan, ProgrammeEdition
from app.models.programme import Programme
from tests import factories
from tests.audit.story import Story
from tests.history.scene import REASON
from tests.needs.making import BAD, BEST, EVIDENCE, ago, in_use, survey

# the operations of the story
NEEDING = {
    *("create_need", "propose_needs", "update_need", "publish_need", "close_need", "withdraw_need_consent"),
    *("answer_need", "withdraw_need_answer", "plan_need", "withdraw_need_plan", "remeasure_need", "verify_need"),
}
_BODY = {"kind": "komisi", "name": "Komisi II"}
_TOLD = {"source": "aspirasi_dprd", "statement": "Undangan terlambat.", "priority": "sedang", "evidence": [EVIDENCE]}


class Need:
    """A need of the scene's own agency, and what is done with it."""

    def __init__(self, story: Story, path: str = "") -> None:
        self.story = story
        self.path = path

    async def made(self, **facts: Any) -> "Need":
        """Record one of the council."""
        changes = {
            **{name: [None, value] for name, value in _TOLD.items()},
            "agency_id": [None, str(self.story.scene.own.id)],
            "priority_by_rule": [None, False],
            "body_kind": [None, "komisi"],
            "body_name": [None, "Komisi II"],
            "opened_on": [None, today().isoformat()],
            "status": [None, "terbuka"],
            **({"consent_on": [None, "2026-02-01"], "consent_document": [None, "Surat 1"]} if facts else {}),
        }
        expected = ("need.create", "need", "", changes)
        body = {**_TOLD, "body": _BODY, **facts}
        made = await self._done("operator", "POST", "/needs", body, expected, conditional=False)
        return Need(self.story, f"/needs/{made['id']}")

    async def act(
        self, action: str, part: str, body: Any, changes: dict[str, Any], who: str = "operator", **more: Any
    ) -> dict[str, Any]:
        """Do something with it that leaves one event."""
        expected = (f"need.{action}", "need", self.path.removeprefix("/needs/"), changes)
        method = "POST" if part else "PATCH"
        return await self._done(who, method, f"{self.path}{part}", body, expected, **more)

    async def _done(self, who: str, method: str, path: str, body: Any, expected: Any, **more: Any) -> dict[str, Any]:
        return await self.story.done(who, method, path, body, expected, agency=self.story.scene.own.id, **more)


async def verifying(story: Story) -> None:
    """A need is corrected, published, planned for, answered by one innovation and then another, and verified."""
    need = await Need(story).made()
    await need.act("update", "", {"priority": "tinggi"}, {"priority": ["sedang", "tinggi"]})
    published = await need.act("publish", "/publish", None, {"published_at": [None, ANY]}, "registrar")
    assert published["published"] is True
    one, plan = await _answer(story), await _plan(story)
    moved = {"status": ["terbuka", "direncanakan"]}
    await need.act("plan", "/plans", {"plan": plan}, {**moved, "plan": [None, plan]})
    links = [
        {"innovation": each, "basis": "milik", "in_use_from": "2026-03-31"} for each in (one, await _answer(story))
    ]
    moved = {"status": ["direncanakan", "dijawab"]}
    await need.act("answer", "/answers", {"innovation": one}, {**moved, "answer": [None, links[0]]})
    gone = {"plan": plan, "reason": REASON}
    await need.act("withdraw_plan", "/plans/withdraw", gone, {"plan": [plan, None]}, reason=REASON)
    await need.act("answer", "/answers", {"innovation": links[1]["innovation"]}, {"answer": [None, links[1]]})
    away = {"innovation": one, "in_use_from": "2026-03-31"}
    gone = {"innovation": one, "reason": REASON}
    await need.act("withdraw_answer", "/answers/withdraw", gone, {"answer": [away, None]}, reason=REASON)
    found = {"outcome": "terbukti", "evidence": [EVIDENCE], "note": "Tepat waktu."}
    kept = {"evidence": [EVIDENCE], "note": "Tepat waktu."}
    await need.act("verify", "/verify", found, {"verification": [None, kept], "status": ["dijawab", "terbukti"]})


async def closing(story: Story) -> None:
    """A need is recorded with a member who agreed to be named and then does not any more, and is closed."""
    async with story.scene.fresh.committing() as session:
        member = await factories.person(session, "Anggota Cerita", agency_id=story.scene.own.id)
    consent = {"on": "2026-02-01", "document": "Surat 1"}
    need = await Need(story).made(member={"person": member.slug, "consent": consent})
    ended = {
        "consent_on": ["2026-02-01", None],
        "consent_document": ["Surat 1", None],
        "consent_withdrawn_on": [None, "2026-03-01"],
        "member": [True, False],
    }
    await need.act("withdraw_consent", "/withdraw-consent", {"on": "2026-03-01"}, ended)
    closed = {"status": ["terbuka", "ditutup"], "closed_reason": [None, REASON]}
    await need.act("close", "/close", {"reason": REASON}, closed, reason=REASON)


async def measuring(story: Story) -> None:
    """What a survey shows is taken up, answered, and decided by the survey after it."""
    scene = story.scene
    async with scene.fresh.committing() as session:
        first = await survey(session, scene.own, {"waktu": BAD}, from_on=ago(400))
        second = await survey(session, scene.own, {"waktu": BEST}, from_on=ago(100))
    body = {"survey": first.slug, "dry_run": False, "accept": [{"unsur": "waktu", "statement": "Lama."}]}
    changes = {
        "source": [None, "unsur_lemah"],
        "agency_id": [None, str(scene.own.id)],
        "survey_id": [None, str(first.id)],
        "unsur": [None, "waktu"],
        "statement": [None, "Lama."],
        "priority": [None, "tinggi"],
        "priority_by_rule": [None, True],
        "evidence": [None, []],
        "opened_on": [None, today().isoformat()],
        "status": [None, "terbuka"],
    }
    expected = ("need.create", "need", ANY, changes)
    told = await story.done(
        "operator", "POST", "/needs/from-survey", body, expected, agency=scene.own.id, conditional=False
    )
    need = Need(story, f"/needs/{told['accepted'][0]['id']}")
    one = await _answer(story, ago(200).isoformat())
    link = {"innovation": one, "basis": "milik", "in_use_from": ago(200).isoformat()}
    moved = {"status": ["terbuka", "dijawab"], "answer": [None, link]}
    await need.act("answer", "/answers", {"innovation": one}, moved)
    decided = {"status": ["dijawab", "terbukti"], "measured_by_id": [None, str(second.id)]}
    await need.act("remeasure", "/remeasure", None, decided)


async def _answer(story: Story, on: str = "2026-03") -> str:
    async with story.scene.fresh.committing() as session:
        return str((await in_use(session, story.scene.own, on=on)).id)


async def _plan(story: Story) -> str:
    async with story.scene.fresh.committing() as session:
        programme = Programme(slug=f"p-{new_id()}", name="Diklat", kind="diklat", aliases=[])
        session.add(programme)
        await session.flush()
        held = {"slug": f"e-{new_id()}", "name": "Diklat", "kind": "diklat", "starts_on": "2026"}
        edition = ProgrammeEdition(programme_id=programme.id, **held)
        session.add(edition)
        await session.flush()
        day, told = date(2026, 1, 5), {"title": "Loket Cepat", "title_key": "loket cepat"}
        plan = ActionPlan(edition_id=edition.id, agency_id=story.scene.own.id, starts_on=day, entered_on=day, **told)
        plan.published_at = datetime.now(UTC)
        session.add(plan)
        await session.flush()
        return str(plan.id)
