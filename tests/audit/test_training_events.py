"""Everything that is done with a programme, an edition or a recognition leaves exactly the events that tell of it."""

from tests.audit.story import Story
from tests.audit.training import TRAINING, recognising, teaching
from tests.history.scene import Scene


async def test_every_change_of_a_programme_leaves_exactly_what_it_did(scene: Scene) -> None:
    story = await Story.of(scene, "admin")
    await teaching(story)
    await recognising(story)
    assert story.told == TRAINING
