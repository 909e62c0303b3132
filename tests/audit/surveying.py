"""A chapter of the story of surveys: by token and on paper, from a report, and one that is cancelled."""

from datetime import date
from typing import Any

from tests.audit.story import Story
from tests.history.scene import REASON
from tests.needs.making import FORM, ago, instrument

# the operations of the story
SURVEYING = {
    *("create_survey", "update_survey", "open_survey", "publish_survey", "cancel_survey"),
    *("issue_survey_tokens", "answer_survey", "import_survey_responses", "report_survey"),
}


class Round:
    """A survey of the scene's own agency, and what is done with it."""

    def __init__(self, story: Story, id_: str = "", slug: str = "") -> None:
        self.story = story
        self.id = id_
        self.path = f"/surveys/{slug}"

    async def made(self, slug: str, from_on: date, until_on: date) -> "Round":
        """Announce nothing yet."""
        facts = {
            "slug": slug,
            "title": f"Survei {slug}",
            "from_on": from_on.isoformat(),
            "until_on": until_on.isoformat(),
            "population": 40,
            "mode": "token",
            "channels": ["kertas"],
        }
        changes = {
            **{name: [None, value] for name, value in facts.items()},
            "instrument": [None, FORM.slug],
            "audience": [None, "masyarakat"],
            "services": [None, []],
            "status": [None, "draft"],
        }
        body = {**facts, "agency": self.story.scene.own.slug, "instrument": FORM.slug}
        expected = ("survey.create", "survey", "", changes)
        made = await self._done("POST", "/surveys", body, expected, conditional=False)
        return Round(self.story, made["id"], made["slug"])

    async def act(self, action: str, part: str, body: Any, changes: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Do something with it that leaves one event."""
        expected = (f"survey.{action}", "survey", self.id, changes)
        return await self._done("POST" if part else "PATCH", f"{self.path}{part}", body, expected, **more)

    async def answered(self, token: str, who: str | None = None) -> None:
        """Answer it as everyone may; that leaves nothing, for the moment alone would tell who it was."""
        body = {"answers": dict.fromkeys(FORM.codes, 3), "token": token}
        await self.story.done(who, "POST", f"{self.path}/responses", body, conditional=False, access="everyone")

    async def _done(self, method: str, path: str, body: Any, *expected: Any, **more: Any) -> dict[str, Any]:
        return await self.story.done("operator", method, path, body, *expected, agency=self.story.scene.own.id, **more)


async def asking(story: Story) -> None:
    """A survey is prepared, announced and answered, one of the past is published, and one to come is cancelled."""
    async with story.scene.fresh.committing() as session:
        await instrument(session)
    one = await Round(story).made("survei-cerita", ago(10), ago(-10))
    await one.act("update", "", {"population": 50}, {"population": [40, 50]})
    await one.act("open", "/open", None, {"status": ["draft", "open"]})
    issued = await one.act("issue_tokens", "/tokens", {"count": 4}, {"tokens": [None, 4]}, conditional=False)
    await one.answered(issued["tokens"][0])
    # an account that answers is not noted either
    await one.answered(issued["tokens"][1], "operator")
    rows = [{"answers": {"waktu": 2}, "token": token} for token in issued["tokens"][2:]]
    told = {"rows": [None, 2], "responses": [2, 4]}
    await one.act("import", "/responses/import", {"rows": rows}, told, conditional=False)
    # one of the past may be reported and published without having been announced
    past = await Round(story).made("survei-lalu", ago(40), ago(30))
    said = {"index": 80, "respondents": 3, "nrr": {"waktu": 2.33}, "reference": "Laporan SKM"}
    kept = {**said, "index": "80.00", "nrr": {"waktu": "2.33"}}
    await past.act("report", "/report", said, {name: [None, value] for name, value in kept.items()})
    await past.act("publish", "/publish", None, {"status": ["draft", "published"]})
    other = await Round(story).made("survei-batal", ago(-20), ago(-30))
    cancelled = {"status": ["draft", "cancelled"]}
    await other.act("cancel", "/cancel", {"reason": REASON}, cancelled, reason=REASON)
