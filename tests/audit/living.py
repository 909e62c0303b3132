"""A chapter of the story of changes: signs of life, and an innovation that one of them wakes."""

from datetime import UTC, datetime
from typing import Any
from unittest.mock import ANY
from uuid import UUID

from app.models import Innovation
from tests.audit.story import Expected, Story
from tests.history.scene import REASON

# long before its second sign the innovation had fallen dormant
FIRST, LATER = "2024-01-01", "2026-03-02"


async def signs_of_life(story: Story) -> None:
    """A record that was published long ago gives two signs far apart; the second wakes it, and is withdrawn."""
    made = await story.scene.published()
    async with story.scene.fresh.committing() as session:
        innovation = await session.get_one(Innovation, UUID(made["id"]))
        innovation.published_at = datetime(2024, 1, 1, tzinfo=UTC)
    path, own = f"/innovations/{made['id']}/signs-of-life", story.scene.own.id

    async def recorded(body: dict[str, Any], told: dict[str, Any], *more: Expected) -> dict[str, Any]:
        changes = {"sign_of_life": [None, {"id": ANY, **told}]}
        expected = ("innovation.record_sign_of_life", "innovation", made["id"], changes)
        return await story.done("operator", "POST", path, body, expected, *more, agency=own, conditional=False)

    word = {"kind": "konfirmasi", "observed_on": FIRST}
    await recorded(word, word)
    used = {"kind": "pemakaian", "observed_on": LATER, "figure": 12.5, "unit": "permohonan", "note": "Catatan."}
    woken = ("innovation.reactivate", "innovation", made["id"], {"vitality": ["vakum", "aktif"]})
    sign = await recorded(used, {**used, "figure": "12.5"}, woken)
    gone = {"sign_of_life": [{"id": sign["id"], "kind": "pemakaian", "observed_on": LATER}, None]}
    expected = ("innovation.withdraw_sign_of_life", "innovation", made["id"], gone)
    body, away = {"reason": REASON}, f"/signs-of-life/{sign['id']}/withdraw"
    await story.done("operator", "POST", away, body, expected, reason=REASON, agency=own, conditional=False)
