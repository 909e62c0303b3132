"""Chapters of the story of programmes: one is recorded with an edition and published, and a unit is recognised."""

from typing import Any
from unittest.mock import ANY

from tests.audit.story import Expected, Story
from tests.history.scene import REASON

# the operations of the story
TRAINING = {
    *("create_programme", "update_programme", "publish_programme"),
    *("create_programme_edition", "update_programme_edition", "publish_programme_edition"),
    *("record_recognition", "withdraw_recognition"),
}


async def teaching(story: Story) -> None:
    """A programme and an edition of it are recorded, corrected and published."""
    own = str(story.scene.own.id)

    async def done(who: str, method: str, path: str, body: Any, expected: Expected, **more: Any) -> dict[str, Any]:
        return await story.done(who, method, path, body, expected, agency=story.scene.own.id, **more)

    facts = {"name": "Klinik Inovasi", "kind": "pelatihan"}
    changes = {
        **{name: [None, value] for name, value in facts.items()},
        "slug": [None, "klinik-inovasi"],
        "organiser_id": [None, own],
        "aliases": [None, []],
        "status": [None, "draft"],
    }
    expected = ("programme.create", "programme", "", changes)
    made = await done("operator", "POST", "/programmes", facts, expected, conditional=False)
    path, kept = "/programmes/klinik-inovasi", ("programme", made["id"])
    described = {"description": "Untuk seluruh perangkat daerah."}
    changes = {"description": [None, described["description"]]}
    await done("operator", "PATCH", path, described, ("programme.update", *kept, changes))
    changes = {"status": ["draft", "published"]}
    await done("registrar", "POST", f"{path}/publish", None, ("programme.publish", *kept, changes))

    facts = {"name": "Klinik Inovasi 2026", "starts_on": "2026-06", "capacity": 30}
    body: dict[str, Any] = {**facts, "programme": "klinik-inovasi", "sessions": [{"title": "Menulis proposal"}]}
    changes = {
        **{name: [None, value] for name, value in facts.items()},
        "slug": [None, "klinik-inovasi-2026"],
        "programme": [None, made["id"]],
        "kind": [None, "pelatihan"],
        "organiser_id": [None, own],
        "sessions": [None, body["sessions"]],
    }
    expected = ("programme_edition.create", "programme_edition", "", changes)
    made = await done("operator", "POST", "/programme-editions", body, expected, conditional=False)
    path, kept = "/programme-editions/klinik-inovasi-2026", ("programme_edition", made["id"])
    changes = {"capacity": [30, 40]}
    await done("operator", "PATCH", path, {"capacity": 40}, ("programme_edition.update", *kept, changes))
    changes = {"status": ["draft", "published"]}
    await done("registrar", "POST", f"{path}/publish", None, ("programme_edition.publish", *kept, changes))


async def recognising(story: Story) -> None:
    """An agency is recognised, and that turns out to be wrong."""
    body = {"award": "iga_kota_medan", "year": 2025, "agency": story.scene.own.slug, "source": "Surat kabar 2026"}
    changes = {
        "code": [None, "iga_kota_medan"],
        "level": [None, "kota"],
        "year": [None, 2025],
        "agency": [None, str(story.scene.own.id)],
        "source": [None, "Surat kabar 2026"],
    }
    expected = ("recognition.record", "recognition", "", changes)
    made = await story.done(
        "registrar", "POST", "/recognitions", body, expected, agency=story.scene.own.id, conditional=False
    )
    expected = ("recognition.withdraw", "recognition", made["id"], {"withdrawn_at": [None, ANY]})
    path, gone, own = f"/recognitions/{made['id']}/withdraw", {"reason": REASON}, story.scene.own.id
    await story.done("registrar", "POST", path, gone, expected, agency=own, reason=REASON, conditional=False)
