"""Every step of a replication leaves exactly the events that tell of it."""

from tests.audit.replicating import REPLICATING, begun, carrying_out, refusing
from tests.audit.story import Story
from tests.history.scene import Scene


async def test_every_step_of_a_replication_leaves_exactly_what_it_did(scene: Scene) -> None:
    story = await Story.of(scene, "admin")
    desk = await begun(story)
    await refusing(desk)
    await carrying_out(desk)
    assert story.told == REPLICATING
