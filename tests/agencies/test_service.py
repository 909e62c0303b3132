"""What is derived from the successions of agencies, as readers see it."""

from app.agencies.service import AgencyService
from app.innovations.service import InnovationService
from tests import factories
from tests.conftest import Fresh
from tests.walking import page_of


async def test_a_successor_owns_what_its_predecessors_made_and_not_the_reverse_for_siblings(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        one, two = [await factories.agency(session, f"Dinas {name}") for name in ("Satu", "Dua")]
        merged = await factories.agency(session, "Dinas Gabungan")
        for owner in (one, two, merged):
            made = await factories.innovation(session, f"Milik {owner.slug}", agency_id=owner.id, kind="digital")
            await factories.part(session, made, await factories.person(session, owner.slug), agency_id=owner.id)
        await factories.succession(session, one, merged)
        await factories.succession(session, two, merged)
        await AgencyService(session).refresh_lineage()
        await InnovationService(session).publish(None)

    async def names(path: str, agency: str) -> set[str]:
        page = await page_of(fresh.client, path, agency=agency, with_total="true")
        assert page["total"] == len(page["items"])
        return {item["name"] for item in page["items"]}

    expected = {
        one: {"dinas-satu", "dinas-gabungan"},
        two: {"dinas-dua", "dinas-gabungan"},
        merged: {"dinas-satu", "dinas-dua", "dinas-gabungan"},
    }
    for agency, owners in expected.items():
        for key in (agency.slug, str(agency.id), agency.id.hex):
            assert await names("/v1/innovations", key) == {f"Milik {owner}" for owner in owners}, key
            assert await names("/v1/innovators", key) == owners, key


async def test_a_succession_taken_back_is_forgotten(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        earlier, later = [await factories.agency(session, f"Dinas {name}") for name in ("Lama", "Baru")]
        await factories.innovation(session, "Warisan", agency_id=earlier.id)
        edge = await factories.succession(session, earlier, later, "renamed")
        await AgencyService(session).refresh_lineage()
        await InnovationService(session).publish(None)
    assert len((await page_of(fresh.client, "/v1/innovations", agency="dinas-baru"))["items"]) == 1
    async with fresh.committing() as session:
        await session.delete(edge)
        await session.flush()
        assert await AgencyService(session).refresh_lineage() == 4
        assert await AgencyService(session).refresh_lineage() == 0
    assert (await page_of(fresh.client, "/v1/innovations", agency="dinas-baru"))["items"] == []


async def test_names_of_five_hundred_characters_can_be_paged_through(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        for number in range(3):
            name = f"{number} " + "\N{CJK UNIFIED IDEOGRAPH-4E00}" * 498
            await factories.agency(session, name, slug=f"dinas-{number}")
            made = await factories.innovation(session, name, slug=f"inovasi-{number}")
            await factories.part(session, made, await factories.person(session, name, slug=f"orang-{number}"))
        await InnovationService(session).publish(None)
    for path, order in (("/v1/agencies", None), ("/v1/innovators", None), ("/v1/innovations", "name")):
        seen = []
        page = await page_of(fresh.client, path, sort=order, limit=1)
        while page["next"]:
            seen += page["items"]
            page = await page_of(fresh.client, path, sort=order, limit=1, cursor=page["next"])
        assert [item["slug"][-1] for item in seen + page["items"]] == ["0", "1", "2"], path
