"""Which of several visits to an entry decides: the last one, whenever it was recorded."""

from datetime import UTC, datetime, timedelta

from tests.conftest import Fresh
from tests.rounds.scene import Scene, furnished, stage

MORNING = datetime(2026, 6, 20, 2, tzinfo=UTC)
KIND = "verifikasi_lapangan"


async def visit(scene: Scene, slug: str, entry: str, finding: str, hours: float) -> None:
    """Record a visit that was made so many hours after the morning."""
    told = {
        "entry": entry,
        "visited_at": (MORNING + timedelta(hours=hours)).isoformat(),
        "place": "Kantor Camat",
        "finding": finding,
        "note": "Loket diperiksa semua.",
        "reference": "BA 1",
    }
    await scene.post(scene.registrar, f"/rounds/{slug}/verifications", told)


async def test_the_last_visit_decides_over_those_before(fresh: Fresh) -> None:
    scene = await furnished(fresh, innovations=5)
    slug = await scene.opened(stage(KIND))
    entries = await scene.entries(slug)
    visits = {
        "A": [("tidak_sesuai", 0), ("sesuai", 3)],
        "B": [("sesuai", 0), ("tidak_sesuai", 3)],
        # the later visit was recorded first
        "C": [("sesuai", 3), ("tidak_sesuai", 0)],
        # of one moment: the record that came last corrects the other
        "D": [("tidak_sesuai", 0), ("sebagian", 0)],
        "E": [("sebagian", 0), ("tidak_sesuai", 0)],
    }
    for letter, made in visits.items():
        for finding, hours in made:
            await visit(scene, slug, entries[f"Inovasi {letter}"], finding, hours)
    await scene.shift(slug, KIND, -2, -1)
    head = await scene.post(scene.registrar, f"/rounds/{slug}/stages/{KIND}/conclude")
    page = await scene.get(scene.registrar, f"/rounds/{slug}/entries")
    assert {item["name"][-1]: item["status"] for item in page["items"]} == {
        **dict.fromkeys("ACD", "active"),
        **dict.fromkeys("BE", "out"),
    }
    again = await scene.post(scene.registrar, f"/rounds/{slug}/stages/{KIND}/recompute")
    assert (again["same"], again["inputs_digest"]) == (True, head["inputs_digest"])
