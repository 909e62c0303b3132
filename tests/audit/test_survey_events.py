"""Everything that is done with a survey leaves exactly the events that tell of it, and an answer none."""

from tests.audit.story import Story
from tests.audit.surveying import SURVEYING, asking
from tests.history.scene import Scene


async def test_every_change_of_a_survey_leaves_exactly_what_it_did(scene: Scene) -> None:
    story = await Story.of(scene, "admin")
    await asking(story)
    assert story.told == SURVEYING
