"""Everything that is done with a need leaves exactly the events that tell of it."""

from tests.audit.needing import NEEDING, closing, measuring, verifying
from tests.audit.story import Story
from tests.history.scene import Scene


async def test_every_change_of_a_need_leaves_exactly_what_it_did(scene: Scene) -> None:
    story = await Story.of(scene, "admin")
    await verifying(story)
    await closing(story)
    await measuring(story)
    assert story.told == NEEDING
