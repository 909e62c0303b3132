"""A mandate over all OPDs, on the reference data: who has something like it, and a merger in the middle."""

from datetime import date
from typing import Any

from sqlalchemy import select

from app.mandates.inputs import EVERY_OPD
from app.models import Agency, Innovation
from tests import factories
from tests.mandates import making
from tests.mandates.making import Bureau
from tests.walking import page_of

MERGING = ("dinas-lingkungan-hidup", "disdukcapil")


async def obliged_on(city: Bureau, day: str) -> set[str]:
    """Return the city's agencies of every kind that a mandate obliges, as they are listed."""
    found = set()
    for kind in EVERY_OPD:
        page = await page_of(city.fresh.client, "/v1/agencies", kind=kind.value, external="false", as_of=day, limit=200)
        assert page["next"] is None
        found |= {item["slug"] for item in page["items"]}
    return found


async def named(city: Bureau, model: type[Any], slug: str) -> Any:
    async with city.fresh.committing() as session:
        return (await session.scalars(select(model).where(model.slug == slug))).one()


async def test_e_surat_may_serve_as_well_and_does_once_that_was_decided(city: Bureau) -> None:
    mandate = (await city.mandate("si-surat"))["slug"]
    told = await city.of(mandate, "sekretariat-dprd", as_of="2026-11-01")
    assert (told["status"], told["because"]) == ("belum", None)
    reasons = {one["slug"]: one["reasons"] for one in told["candidates"]}
    assert reasons["e-surat"] == ["relation", "name"]
    assert reasons["e-disposisi"] == ["relation"]
    assert next(iter(reasons)) == "e-surat"
    owner = await city.of(mandate, "bagian-umum", as_of="2026-11-01")
    assert (owner["status"], owner["because"]["basis"], owner["candidates"]) == ("berjalan", "asal", [])
    facts = {"equivalent": "e-surat", "decided_on": "2026-10-01"}
    await city.decide(mandate, "sekretariat-dprd", "memakai_setara", **facts)
    assert (await city.standing(mandate, as_of="2026-09-30"))["sekretariat-dprd"] == "belum"
    assert (await city.standing(mandate, as_of="2026-10-01"))["sekretariat-dprd"] == "memakai_setara"


async def begun(city: Bureau) -> tuple[str, Innovation]:
    """Mandate Si-Surat. Of the two that are to merge one has it from April on, the other is exempt from March on."""
    mandate = (await city.mandate("si-surat", due_on="2026-09-30"))["slug"]
    runs, exempt = MERGING
    origin = await named(city, Innovation, "si-surat")
    agency: Agency = await named(city, Agency, runs)
    async with city.fresh.committing() as session:
        replica = await making.innovation(session, agency, "Si-Surat Gabungan")
        await factories.relation(session, replica, origin, "copies")
        await making.sign(session, replica, date(2026, 5, 1))
        steps = [("diajukan", date(2026, 2, 1)), ("berjalan", date(2026, 4, 1))]
        await making.request(session, origin, agency, steps, replica)
    await city.decide(mandate, exempt, decided_on="2026-03-01")
    return mandate, replica


async def test_a_mandate_over_all_opds_with_a_merger_in_the_middle(city: Bureau) -> None:
    mandate, replica = await begun(city)
    runs, exempt = MERGING
    everyone = await obliged_on(city, "2026-06-01")
    assert len(everyone) > 40
    assert not {"kementerian-panrb", "pemerintah-kota-medan"} & everyone
    start = await city.progress(mandate, as_of="2026-01-02")
    assert {item["slug"] for item in start["items"]} == everyone
    assert start["counts"] == {**dict.fromkeys(start["counts"], 0), "berjalan": 1, "belum": len(everyone) - 1}
    before = await city.standing(mandate, as_of="2026-06-30")
    assert (before[runs], before[exempt]) == ("berjalan", "dikecualikan")
    new = {"new": {"name": "Dinas Gabungan (contoh)", "kind": "dinas", "parent": "pemerintah-kota-medan"}}
    merged = await city.orta.merge(list(MERGING), new, "2026-07-01")
    assert merged.status_code == 200, merged.text
    successor = merged.json()["slug"]

    assert await city.standing(mandate, as_of="2026-06-30") == before, "the days before are as they were"
    after = await city.progress(mandate, as_of="2026-07-01")
    slugs = {item["slug"] for item in after["items"]}
    assert slugs == everyone - set(MERGING) | {successor} == await obliged_on(city, "2026-07-01")
    assert (after["total"], after["counts"]["berjalan"], after["overdue"]) == (len(everyone) - 1, 2, False)
    told = await city.of(mandate, successor, as_of="2026-07-01")
    assert (told["status"], told["since"]) == ("berjalan", "2026-07-01")
    assert (told["because"]["replica"]["slug"], told["because"]["inherited_from"]["slug"]) == (replica.slug, runs)
    assert [one["inherited_from"]["slug"] for one in told["lapsed"]] == [exempt]
    assert (await city.progress(mandate, as_of="2026-10-01"))["overdue"]
    # nothing was heard of it for a year: the successor has it no more, and is told so
    later = await city.of(mandate, successor, as_of="2027-05-02")
    assert (later["status"], later["since"]) == ("belum", "2027-05-02")
    assert [one["basis"] for one in later["lapsed"]] == ["permohonan", "keputusan"]
