"""Who has a place where a round has more candidates than the quota of the group that it admits by."""

import asyncio
from typing import Any

from tests.conftest import Fresh
from tests.eligibility.telling import SOURCE
from tests.rounds.making import form
from tests.rounds.scene import CAUSE, Scene, furnished


async def admitting(fresh: Fresh, most: int, per: str, **group: Any) -> Scene:
    """Return a scene of seven innovations whose edition admits so many by a group: three are of the first agency."""
    told = {"code": "umum", "label": {"id": "Umum"}, "minimum_age_months": 0, "quota": {"most": most, "per": per}}
    rules = {"closes_on": "2026-05-31", "groups": [told | group], "source": SOURCE}
    return await furnished(fresh, innovations=7, by=form(eligibility=rules))


async def exclude_the_first(scene: Scene) -> None:
    """Let the first innovation have won what keeps it out."""
    await scene.run(
        "INSERT INTO award (id, innovation_id, code, year, source, recorded_at) "
        "VALUES (gen_random_uuid(), :id, 'top_45', 2020, 'x', now())",
        id=scene.innovations[0].id,
    )


async def answers(scene: Scene, slug: str) -> dict[str, str]:
    """Return the answers of the entries by the letter of their names."""
    page = await scene.get(scene.registrar, f"/rounds/{slug}/entries?limit=200")
    return {item["name"][-1]: item["eligibility"] for item in page["items"]}


async def test_the_oldest_records_of_each_agency_take_its_places(fresh: Fresh) -> None:
    scene = await admitting(fresh, 2, "agency")
    # the order in which they are named says nothing of who was first
    listed = [one.slug for one in reversed(scene.innovations)]
    slug = await scene.opened(group="umum", scope={"innovations": listed})
    assert await answers(scene, slug) == {
        **dict.fromkeys("ABCDEF", "eligible"),
        "G": "not_eligible",
    }


async def test_the_places_of_the_city_are_counted_over_all_of_its_agencies(fresh: Fresh) -> None:
    scene = await admitting(fresh, 4, "instansi")
    slug = await scene.opened(group="umum")
    assert await answers(scene, slug) == {**dict.fromkeys("ABCD", "eligible"), **dict.fromkeys("EFG", "not_eligible")}


async def test_who_may_not_enter_anyway_takes_no_place(fresh: Fresh) -> None:
    scene = await admitting(fresh, 2, "instansi", exclusions=[{"awards": ["top_45"]}])
    await exclude_the_first(scene)
    slug = await scene.opened(group="umum")
    assert await answers(scene, slug) == {
        "A": "not_eligible",
        **dict.fromkeys("BC", "eligible"),
        **dict.fromkeys("DEFG", "not_eligible"),
    }


async def test_places_that_another_round_of_the_edition_took_are_not_given_again(fresh: Fresh) -> None:
    scene = await admitting(fresh, 3, "instansi")
    keys = [one.slug for one in scene.innovations]
    first = await scene.opened(group="umum", scope={"innovations": keys[3:5]})
    assert await answers(scene, first) == {"D": "eligible", "E": "eligible"}
    second = await scene.opened(group="umum", scope={"innovations": keys[:4]})
    # D has a place already, and is not counted twice
    assert await answers(scene, second) == {"A": "eligible", **dict.fromkeys("BC", "not_eligible"), "D": "eligible"}
    await scene.post(scene.registrar, f"/rounds/{first}/cancel", CAUSE)
    await scene.post(scene.registrar, f"/rounds/{second}/cancel", CAUSE)
    third = await scene.opened(group="umum", scope={"innovations": keys[:4]})
    assert await answers(scene, third) == {**dict.fromkeys("ABC", "eligible"), "D": "not_eligible"}


async def test_who_was_not_eligible_takes_no_place_from_a_later_round(fresh: Fresh) -> None:
    scene = await admitting(fresh, 2, "agency", exclusions=[{"awards": ["top_45"]}])
    await exclude_the_first(scene)
    keys = [one.slug for one in scene.innovations]
    first = await scene.opened(group="umum", scope={"innovations": [keys[0], keys[3]]})
    assert await answers(scene, first) == {"A": "not_eligible", "D": "eligible"}
    second = await scene.opened(group="umum", scope={"innovations": [keys[6]]})
    assert await answers(scene, second) == {"G": "eligible"}


async def test_rounds_that_open_at_once_share_the_places(fresh: Fresh) -> None:
    scene = await admitting(fresh, 2, "instansi")
    keys = [one.slug for one in scene.innovations]
    scopes = [{"innovations": keys[:2]}, {"innovations": keys[2:4]}]
    slugs = [await scene.prepared(group="umum", scope=scope) for scope in scopes]
    await asyncio.gather(*(scene.post(scene.registrar, f"/rounds/{slug}/open") for slug in slugs))
    told = [answer for slug in slugs for answer in (await answers(scene, slug)).values()]
    assert sorted(told) == ["eligible"] * 2 + ["not_eligible"] * 2


async def test_who_may_be_eligible_takes_a_place_after_those_who_are(fresh: Fresh) -> None:
    scene = await admitting(fresh, 2, "instansi", needs="invitation")
    keys = [one.slug for one in scene.innovations]
    first = await scene.opened(group="umum", scope={"innovations": keys[:4]})
    assert await answers(scene, first) == {**dict.fromkeys("AB", "unknown"), **dict.fromkeys("CD", "not_eligible")}
    second = await scene.opened(group="umum", scope={"innovations": keys[4:]})
    assert set((await answers(scene, second)).values()) == {"not_eligible"}
