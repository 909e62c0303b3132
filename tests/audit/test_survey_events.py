"""Everything that is done with a survey leaves exactly the events that tell of it, and an answer none."""

from tests.audit.story import Story
from tests.audit.surveying import SURVEYING, asking
from tests.history.scene import Scene, unlike
from tests.needs.making import FORM, instrument
from tests.surveys.desk import OVER, REFERENCE, RUNNING, full


async def test_every_change_of_a_survey_leaves_exactly_what_it_did(scene: Scene) -> None:
    story = await Story.of(scene, "admin")
    await asking(story)
    assert story.told == SURVEYING


async def test_what_changes_nothing_or_is_refused_by_the_rules_leaves_nothing(scene: Scene) -> None:
    async with scene.fresh.committing() as session:
        await instrument(session)
    told = {"title": unlike(), "agency": scene.own.slug, "instrument": FORM.slug, "unit": unlike(), "population": 40}
    draft = await scene.post("operator", "/surveys", told | RUNNING)
    over = await scene.post("operator", "/surveys", told | OVER | {"title": unlike(), "unit": unlike()})
    one, closed = f"/surveys/{draft['id']}", f"/surveys/{over['id']}"
    report = {"index": 80, "respondents": 30, "reference": REFERENCE}
    await scene.post("operator", f"{closed}/report", report)
    before = len(await scene.events())
    await scene.patch("operator", one, {"population": 40, "mode": "terbuka", "from_on": RUNNING["from_on"]})
    await scene.patch("operator", one, {})
    await scene.post("operator", f"{closed}/report", report)
    for status, who, method, path, body in (
        (409, "operator", "POST", "/surveys", told | RUNNING),
        (403, "operator", "POST", "/surveys", told | RUNNING | {"agency": scene.other.slug}),
        (404, "stranger", "PATCH", one, {"population": 50}),
        (422, "operator", "PATCH", one, {"until_on": "2001-01-01"}),
        (409, "operator", "POST", f"{one}/publish", None),
        (409, "operator", "POST", f"{one}/report", report),
        (409, "operator", "POST", f"{one}/tokens", {"count": 1}),
        (422, "operator", "POST", f"{one}/cancel", {"reason": ""}),
        (409, "operator", "POST", f"{one}/responses/import", {"rows": [{"answers": full()}] * 41}),
        (422, "operator", "POST", f"{one}/responses/import", {"rows": [{"answers": full()}, {"answers": {}}]}),
        (422, "operator", "POST", f"{closed}/report", report | {"respondents": 41}),
        (404, None, "POST", f"{one}/responses", {"answers": full()}),
    ):
        answer = await scene.ask(who, method, path, body, if_match="*", idempotency_key=unlike())
        assert answer.status_code == status, (path, answer.text)
    assert len(await scene.events()) == before
