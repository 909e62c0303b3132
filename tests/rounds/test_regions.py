"""Rounds are the city's: records of other regions enter none, and take nobody's place."""

from sqlalchemy import update

from app.innovations.service import InnovationService
from app.models import Agency, Innovation
from tests import factories
from tests.conftest import Fresh
from tests.eligibility.telling import SOURCE
from tests.lineage import making
from tests.rounds.making import form
from tests.rounds.scene import Scene, errors_of, furnished


async def with_elsewhere(scene: Scene) -> Innovation:
    """Put a record of another region beside those of the scene."""
    async with scene.fresh.committing() as session:
        owner = await making.owner(session, "12.75")
        made = await factories.innovation(session, "Inovasi Z", agency_id=owner.id, kind="digital")
        await InnovationService(session).publish([made.id])
    return made


async def test_a_filter_finds_none_of_them(fresh: Fresh) -> None:
    scene = await furnished(fresh)
    await with_elsewhere(scene)
    slug = await scene.opened(scope={"filter": {"kind": "digital"}})
    assert set(await scene.entries(slug)) == {"Inovasi A", "Inovasi B", "Inovasi C"}


async def test_one_that_is_named_is_told_at_its_place(fresh: Fresh) -> None:
    scene = await furnished(fresh)
    made = await with_elsewhere(scene)
    for key in (made.slug, str(made.id)):
        draft = scene.draft(scope={"innovations": [scene.innovations[0].slug, key]})
        problem = await scene.post(scene.registrar, "/rounds", draft, 422)
        assert errors_of(problem) == [("#/scope/innovations/1", "external_record")]


async def test_one_that_turned_out_to_be_of_another_region_does_not_enter(fresh: Fresh) -> None:
    scene = await furnished(fresh)
    slug = await scene.prepared()
    async with fresh.committing() as session:
        await session.execute(update(Agency).where(Agency.id == scene.agencies[0].id).values(external=True))
    await scene.post(scene.registrar, f"/rounds/{slug}/open")
    assert set(await scene.entries(slug)) == {"Inovasi B", "Inovasi C"}


async def test_an_entry_of_another_region_takes_no_place_of_the_city(fresh: Fresh) -> None:
    group = {"code": "umum", "label": {"id": "Umum"}, "minimum_age_months": 0, "quota": {"most": 3, "per": "instansi"}}
    rules = {"closes_on": "2026-05-31", "groups": [group], "source": SOURCE}
    scene = await furnished(fresh, innovations=6, by=form(eligibility=rules))
    first, second = scene.innovations[:3], scene.innovations[3:]
    await scene.opened(group="umum", scope={"innovations": [one.slug for one in first]})
    # before the two agencies of these were found to be others', there was no place left
    async with fresh.committing() as session:
        others = [one.id for one in scene.agencies[:2]]
        await session.execute(update(Agency).where(Agency.id.in_(others)).values(external=True))
        await session.execute(
            update(Innovation)
            .where(Innovation.id.in_([one.id for one in second]))
            .values(agency_id=scene.agencies[2].id)
        )
    slug = await scene.opened(group="umum", scope={"innovations": [one.slug for one in second]})
    page = await scene.get(scene.registrar, f"/rounds/{slug}/entries?limit=200")
    assert sorted(item["eligibility"] for item in page["items"]) == ["eligible", "eligible", "not_eligible"]
