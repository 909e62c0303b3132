"""The chapter of snapshots: what is frozen stays, so there is only its making to tell of."""

from typing import Any
from unittest.mock import ANY

from app.core.clock import today
from tests.audit.story import Story

FREEZING = {"create_snapshot"}


async def freezing(story: Story) -> None:
    """A statistic is frozen for the session of the day."""
    day = today().isoformat()
    body = {"session_date": day, "title": "Sidang Cerita", "note": "Contoh.", "statistics": [{"name": "council"}]}
    changes: dict[str, Any] = {
        "slug": [None, "sidang-cerita"],
        "title": [None, "Sidang Cerita"],
        "note": [None, "Contoh."],
        "session_date": [None, day],
        "audience": [None, "public"],
        "digest": [None, ANY],
        "statistics": [None, ["council"]],
    }
    expected = ("snapshot.create", "snapshot", "", changes)
    made = await story.done("registrar", "POST", "/snapshots", body, expected, conditional=False)
    assert made["digest"]
