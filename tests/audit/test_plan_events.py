"""Everything that is done with a plan, or with a number of plans, leaves exactly the events that tell of it."""

from tests.audit.planning import PLANNING, carrying_out, counting, ending
from tests.audit.story import Story
from tests.history.scene import Scene


async def test_every_change_of_a_plan_leaves_exactly_what_it_did(scene: Scene) -> None:
    story = await Story.of(scene, "admin")
    plan = await counting(story)
    await carrying_out(plan)
    await ending(plan)
    assert story.told == PLANNING
