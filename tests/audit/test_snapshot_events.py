"""Freezing statistics leaves exactly the event that tells of it."""

from tests.audit.freezing import FREEZING, freezing
from tests.audit.story import Story
from tests.history.scene import Scene


async def test_freezing_leaves_exactly_what_it_did(scene: Scene) -> None:
    story = await Story.of(scene, "operator")
    await freezing(story)
    assert story.told == FREEZING
