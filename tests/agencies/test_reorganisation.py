"""The reorganisations that the city went through, as the registrar enters them on the reference data.

The names of the agencies after the event are on record. Where no source says who was there before, or on which day,
the test makes it up and says so in the name (`contoh`) or beside the date.
"""

from typing import Any

from app.core.clock import today
from app.innovations.service import InnovationService
from tests import factories
from tests.agencies.keeping import Registrar
from tests.conftest import Fresh
from tests.walking import page_of

# approved on this day; its number is not known
PERDA = "Perda yang disetujui 20 Desember 2022 (nomor tidak diketahui)"
MERGED = [
    "dinas-pendidikan-dan-kebudayaan",
    "dinas-sdabmbk",
    "dinas-perumahan-kawasan-permukiman-cipta-karya-dan-tata-ruang",
    "dinas-pemadam-kebakaran-dan-penyelamatan",
    "dinas-pppa-pemberdayaan-masyarakat-dan-ppkb",
    "dinas-ketahanan-pangan-pertanian-dan-perikanan",
    "dinas-koperasi-ukm-perindustrian-dan-perdagangan",
]
BKPSDM = [
    "Badan Kepegawaian Daerah Pengembangan Sumber Daya Manusia Kota Medan",
    "Badan Kepegawaian Daerah dan Pengembangan Sumber Daya Manusia Kota Medan",
    "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Kota Medan",
]


async def dinas_on(orta: Registrar, day: str) -> set[str]:
    page = await page_of(orta.client, "/v1/agencies", kind="dinas", as_of=day, limit=200)
    assert page["next"] is None
    return {item["slug"] for item in page["items"]}


async def owned(city: Fresh, key: str) -> set[str]:
    page = await page_of(city.client, "/v1/innovations", agency=key, limit=200)
    return {item["name"] for item in page["items"]}


async def predecessors_of(orta: Registrar, successor: str) -> list[str]:
    """Enter the two that a merged dinas came from, which no source names."""
    made = [await orta.create(f"Asal {at} (contoh) {successor}", parent="pemerintah-kota-medan") for at in "ab"]
    return [one["slug"] for one in made]


async def test_fourteen_dinas_became_seven(city: Fresh, orta: Registrar) -> None:
    untouched = await dinas_on(orta, "2022-12-20") - set(MERGED)
    earlier = {successor: await predecessors_of(orta, successor) for successor in MERGED}
    former = {slug for slugs in earlier.values() for slug in slugs}
    assert len(former) == 14
    async with city.committing() as session:
        for slug in former:
            owner = (await orta.history(slug))["id"]
            await factories.innovation(session, f"Inovasi {slug}", agency_id=owner)
        await InnovationService(session).publish(None)
    for successor, slugs in earlier.items():
        target = {"agency": successor, "version": await orta.version(successor), "founded": True}
        answer = await orta.merge(slugs, target, "2022-12-20", decree=PERDA)
        assert answer.status_code == 200, answer.text
        assert answer.headers["etag"] == f'"v{answer.json()["version"]}"'
        told = [(edge["kind"], edge["agency"]["slug"], edge["effective_on"]) for edge in answer.json()["predecessors"]]
        assert sorted(told) == sorted(("merged_into", slug, "2022-12-20") for slug in slugs)

    assert await dinas_on(orta, "2022-12-19") - untouched == former
    assert await dinas_on(orta, "2022-12-20") - untouched == set(MERGED)
    assert await dinas_on(orta, today().isoformat()) - untouched == set(MERGED)
    for successor, slugs in earlier.items():
        names = {f"Inovasi {slug}" for slug in slugs}
        assert names <= await owned(city, successor)
        for slug in slugs:
            assert await owned(city, slug) & {f"Inovasi {one}" for one in former} == {f"Inovasi {slug}"}
            assert [edge["agency"]["slug"] for edge in (await orta.history(slug))["successors"]] == [successor]
        present = await orta.on(successor, "2022-12-20")
        assert present
        assert (present["valid_from"], present["decree"], present["certain"]) == ("2022-12-20", PERDA, True)


async def test_the_tree_of_each_day_holds_those_of_the_day(orta: Registrar) -> None:
    successor = MERGED[0]
    former = await predecessors_of(orta, successor)
    target = {"agency": successor, "version": await orta.version(successor), "founded": True}
    assert (await orta.merge(former, target, "2022-12-20", decree=PERDA)).status_code == 200

    async def below(day: str) -> set[str]:
        tree = (await orta.client.get("/v1/agencies/tree", params={"as_of": day})).json()
        city = next(node for node in tree["items"] if node["slug"] == "pemerintah-kota-medan")
        return {node["slug"] for node in city["children"]} & {*former, successor}

    assert await below("2022-12-19") == set(former)
    assert await below("2022-12-20") == {successor}


async def test_bkpsdm_had_three_names(city: Fresh, orta: Registrar) -> None:
    days = ["2017-08-21", "2019-06-18", "2023-07-12"]
    assert [await orta.name_on("bkpsdm", day) for day in days] == BKPSDM
    # a fourth name, made up, which nothing that was read of the earlier days may feel
    before = [await orta.on("bkpsdm", day) for day in (*days, "2018-01-01", "2025-05-04")]
    answer = await orta.happens("bkpsdm", "rename", "2025-05-05", name="Badan Kepegawaian (contoh)", kind="badan")
    assert answer.status_code == 200, answer.text
    after = [await orta.on("bkpsdm", day) for day in (*days, "2018-01-01", "2025-05-04")]

    def told(shown: list[dict[str, Any] | None]) -> list[dict[str, Any]]:
        return [
            {name: one[name] for name in ("name", "short_name", "kind", "parent", "certain")} for one in shown if one
        ]

    assert told(after) == told(before)
    assert await orta.name_on("bkpsdm", "2025-05-05") == "Badan Kepegawaian (contoh)"
    assert [version["name"] for version in answer.json()["versions"]] == [*BKPSDM, "Badan Kepegawaian (contoh)"]
    found = await page_of(city.client, "/v1/agencies", q="BKDPSDM")
    assert [item["slug"] for item in found["items"]] == ["bkpsdm"], "each of its names still finds it"


async def test_the_three_names_of_bkpsdm_entered_as_events(orta: Registrar) -> None:
    """The days between the articles are made up: when the names changed is not known."""
    made = await orta.create(f"{BKPSDM[0]} contoh", kind="badan", first_stated_on="2017-08-21", short_name="BKDPSDM")
    for on, name, short in (("2018-01-01", BKPSDM[1], "BKD & PSDM"), ("2023-01-01", BKPSDM[2], "BKPSDM")):
        answer = await orta.happens(made["slug"], "rename", on, name=f"{name} contoh", short_name=short)
        assert answer.status_code == 200, answer.text
    shown = {
        "2017-08-21": 0,
        "2017-12-31": 0,
        "2018-01-01": 1,
        "2019-06-18": 1,
        "2022-12-31": 1,
        "2023-01-01": 2,
        "2023-07-12": 2,
        today().isoformat(): 2,
    }
    for day, at in shown.items():
        assert await orta.name_on(made["slug"], day) == f"{BKPSDM[at]} contoh", day


async def test_balitbang_became_brida(city: Fresh, orta: Registrar) -> None:
    """That it did is on record, in 2022 or 2023; the day is made up."""
    day = "2023-01-02"
    async with city.committing() as session:
        owner = (await orta.history("balitbang"))["id"]
        await factories.innovation(session, "Riset Contoh", agency_id=owner)
        await InnovationService(session).publish(None)
    target = {"agency": "brida", "version": await orta.version("brida"), "founded": True}
    answer = await orta.merge(["balitbang"], target, day)
    assert answer.status_code == 200, answer.text
    (edge,) = answer.json()["predecessors"]
    assert (edge["kind"], edge["agency"]["slug"], edge["effective_on"]) == ("renamed", "balitbang", day)
    assert [await orta.name_on(slug, "2023-01-01") for slug in ("balitbang", "brida")] == ["Balitbang Kota Medan", None]
    assert [await orta.name_on(slug, day) for slug in ("balitbang", "brida")] == [None, "BRIDA Kota Medan"]
    assert "Riset Contoh" in await owned(city, "brida")
    document = (await city.client.get("/v1/innovations", params={"agency": "brida"})).json()["items"]
    owners = {item["name"]: item["agency"]["name"] for item in document}
    assert owners["Riset Contoh"] == "Balitbang Kota Medan", "whose it was stays told"
