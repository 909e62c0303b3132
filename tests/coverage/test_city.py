"""One agency, one innovation on the reference data."""

from sqlalchemy import select

from app.models import Agency
from tests import signing
from tests.agencies.keeping import Registrar
from tests.agencies.test_reorganisation import BKPSDM, MERGED, PERDA
from tests.coverage.town import Town, innovation


async def test_twenty_two_innovations_cover_one_agency_once(medan: Town) -> None:
    before = await medan.level("sekretariat", as_of="2021-06-29")
    after = await medan.level("sekretariat", as_of="2021-07-01")
    assert before["all"]["share"]["numerator"] == 0
    assert after["all"]["share"] == {"numerator": 1, "denominator": 2, "percent": "50.00"}
    (council,) = (await medan.get("/agencies", agency="sekretariat-dprd", as_of="2021-07-01"))["items"]
    assert (council["status"], council["has"]["own"]) == ("inovasi_sendiri", 22)
    listed = await medan.counted(agency="sekretariat-dprd", as_of="2021-07-01")
    assert len(listed) == 22
    ranking = await medan.get("/ranking", as_of="2021-07-01", level="sekretariat")
    # three ends of years, of which one was covered, however many innovations did it
    told = [(one["agency"]["slug"], one["numerator"], one["denominator"]) for one in ranking["items"]]
    assert told == [("sekretariat-dprd", 1, 3), ("sekretariat-daerah", 0, 3)]


async def test_thirty_seven_plans_without_names_are_in_no_use(medan: Town) -> None:
    told = await medan.get()
    assert told["first_year"] == 2019
    assert told["unattributed"] == 1, "the e-catalogue, whose agency no source names"


async def test_three_names_are_one_agency(medan: Town) -> None:
    async with medan.fresh.committing() as session:
        owner = (await session.scalars(select(Agency).where(Agency.slug == "bkpsdm"))).one()
        await innovation(session, "Naskah Kepegawaian", owner, ("penerapan", "2017-08-01"))
    for day, name in zip(("2017-08-21", "2019-06-18", "2023-07-12"), BKPSDM, strict=True):
        page = await medan.get("/agencies", agency="bkpsdm", as_of=day)
        (item,) = page["items"]
        assert (item["agency"]["name"], item["status"], item["certain"]) == (name, "inovasi_sendiri", True)
        dinas = await medan.get("/agencies", level="dinas_badan", as_of=day, limit=200)
        assert sum("Kepegawaian" in one["agency"]["name"] for one in dinas["items"]) == 1


async def test_two_names_of_one_body_count_once_where_nobody_knows_since_when(medan: Town) -> None:
    slugs = set(await medan.statuses(level="dinas_badan", as_of="2023-07-12"))
    assert {"brida", "bapenda"} <= slugs
    assert not {"balitbang", "bp2rd"} & slugs
    assert set(await medan.statuses(agency="balitbang", as_of="2023-07-12")) == {"brida"}


async def test_fourteen_dinas_that_became_seven(medan: Town) -> None:
    """Who they were is not known: they are made up here, two for each, of which the first had something."""
    async with medan.fresh.committing() as session:
        orta = Registrar(medan.fresh.client, await signing.sign(session, "registrar"))
    before = await medan.level("dinas_badan", as_of="2022-12-19")
    for number, successor in enumerate(MERGED):
        earlier = [
            (await orta.create(f"Asal {at} (contoh) {successor}", parent="pemerintah-kota-medan"))["slug"]
            for at in "ab"
        ]
        async with medan.fresh.committing() as session:
            owner = (await session.scalars(select(Agency).where(Agency.slug == earlier[0]))).one()
            await innovation(session, f"Bawaan {number}", owner, ("penerapan", "2020-01-01"))
        target = {"agency": successor, "version": await orta.version(successor), "founded": True}
        assert (await orta.merge(earlier, target, "2022-12-20", decree=PERDA)).status_code == 200
    untouched = before["all"]["agencies"] - len(MERGED)
    the_day_before = await medan.level("dinas_badan", as_of="2022-12-19")
    on_the_day = await medan.level("dinas_badan", as_of="2022-12-20")
    assert the_day_before["all"]["agencies"] == untouched + 14
    assert on_the_day["all"]["agencies"] == untouched + 7
    covered = before["all"]["share"]["numerator"]
    assert the_day_before["all"]["share"]["numerator"] == covered + 7
    assert on_the_day["all"]["share"]["numerator"] == covered + 7
    assert on_the_day["certain"]["agencies"] == the_day_before["certain"]["agencies"] + 7
    assert set(MERGED) <= set(await medan.statuses(as_of="2022-12-20", status="inovasi_sendiri", level="dinas_badan"))
    ranking = await medan.get("/ranking", year=2023, limit=200)
    rows = {one["agency"]["slug"]: one for one in ranking["items"]}
    # the years up to 2021 of each of two, one of which was covered from 2020 on; then two years of what they became
    years = 2 * (2022 - ranking["first_year"]) + 2
    assert {(rows[slug]["numerator"], rows[slug]["denominator"]) for slug in MERGED} == {(4, years)}
