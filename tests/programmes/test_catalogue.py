"""The events of the five articles, asked over HTTP."""

from typing import Any

import httpx
import pytest

from tests.programmes.making import School
from tests.reference.test_shipped_programmes import NOISE
from tests.walking import there_and_back

EVENTS = [
    "pelatihan-2023",
    "fasilitasi-2022",
    "peresmian-22-inovasi-2021",
    "workshop-2019",
    "seminar-action-plan-2017",
]


async def read(client: httpx.AsyncClient, path: str, **query: str) -> dict[str, Any]:
    answer = await client.get(f"/v1{path}", params=query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def edition(client: httpx.AsyncClient, slug: str) -> dict[str, Any]:
    return await read(client, f"/programme-editions/{slug}")


async def test_the_editions_stand_the_newest_first(catalogue: httpx.AsyncClient) -> None:
    page = await read(catalogue, "/programme-editions", with_total="true")
    assert ([item["slug"] for item in page["items"]], page["total"]) == (EVENTS, 5)
    there, back = await there_and_back(catalogue, "/v1/programme-editions", [2, 1])
    assert there == back == [item["id"] for item in page["items"]]


async def test_the_sixth_event_is_the_visit_of_the_workshop(catalogue: httpx.AsyncClient) -> None:
    (visit,) = (await edition(catalogue, "workshop-2019"))["visits"]
    assert (visit["name"], visit["visited_on"]) == ("Benchmarking To Best Practise", "2019")
    assert {visit[name] for name in ("place", "host", "adopted", "adopted_by", "visited_until")} == {None}


async def test_37_participants_are_declared_and_none_is_on_record(catalogue: httpx.AsyncClient) -> None:
    seminar = await edition(catalogue, "seminar-action-plan-2017")
    assert seminar["participants"] == {"declared": 37, "people": 0, "agencies": 0, "capacity": None}
    assert (seminar["starts_on"], seminar["ends_on"], seminar["cost_idr"]) == ("2017-08-21", None, None)
    assert seminar["audience"] == "ASN di tingkat kecamatan dan kelurahan"
    workshop = await edition(catalogue, "workshop-2019")
    assert workshop["participants"] == {"declared": 30, "people": 6, "agencies": 3, "capacity": None}


async def test_seven_clusters_six_of_them_named(catalogue: httpx.AsyncClient) -> None:
    clusters = (await edition(catalogue, "seminar-action-plan-2017"))["clusters"]
    scheme = await read(catalogue, "/classifications/lan-medan-2017")
    assert [term["name"] for term in clusters.pop("terms")] == [
        "Kearsipan",
        "Layanan Langsung",
        "Sarana Prasarana",
        "Sistem Informasi",
        "Pemberdayaan Masyarakat",
        "Pelayanan Kepegawaian",
    ]
    assert clusters == {
        "classification": "lan-medan-2017",
        "name": scheme["name"],
        "edition": "2017",
        "declared_size": 7,
        "unknown": 1,
    }
    assert (await edition(catalogue, "workshop-2019"))["clusters"] is None


async def test_six_best_and_three_shown_that_nobody_names(catalogue: httpx.AsyncClient) -> None:
    best, shown = (await edition(catalogue, "workshop-2019"))["shortlists"]
    assert [one["slug"] for one in best["innovations"]] == [
        *("verolin", "aladin", "sitancap", "jumat-berkah", "seraton", "si-surat")
    ]
    assert (best["declared_size"], best["unknown"], best["parent"]) == (6, 0, None)
    assert (shown["declared_size"], shown["innovations"], shown["unknown"], shown["parent"]) == (
        3,
        [],
        3,
        best["name"],
    )


async def test_the_launch_is_of_5_and_17(catalogue: httpx.AsyncClient) -> None:
    lists = (await edition(catalogue, "peresmian-22-inovasi-2021"))["shortlists"]
    assert [(one["declared_size"], len(one["innovations"]), one["unknown"]) for one in lists] == [
        (22, 22, 0),
        (5, 5, 0),
        (17, 17, 0),
    ]


async def test_the_examiners_are_of_lan(catalogue: httpx.AsyncClient) -> None:
    people = (await edition(catalogue, "seminar-action-plan-2017"))["people"]
    named, unnamed = [part for part in people if part["role"] == "penguji"]
    assert (named["person"]["slug"], named["institution"]["agency"]["slug"]) == ("m-aswad", "lan-ri-pusat-inovasi")
    assert (unnamed["person"], unnamed["institution"]["name"]) == (None, "Lembaga Administrasi Negara RI")
    (opened,) = [part for part in people if part["role"] == "pembuka"]
    assert (opened["person"]["slug"], opened["on_behalf_of"]["slug"]) == ("ikhwan-daulay", "dzulmi-eldin")
    (mentor,) = [part for part in people if part["role"] == "mentor"]
    assert mentor["institution"] == {"agency": None, "name": "Kecamatan para peserta"}


@pytest.mark.parametrize(
    ("slug", "called"),
    [
        ("seminar-action-plan-2017", "Badan Kepegawaian Daerah Pengembangan Sumber Daya Manusia Kota Medan"),
        ("workshop-2019", "Badan Kepegawaian Daerah dan Pengembangan Sumber Daya Manusia Kota Medan"),
        ("pelatihan-2023", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Kota Medan"),
    ],
)
async def test_the_personnel_board_has_the_name_of_the_day(
    catalogue: httpx.AsyncClient, slug: str, called: str
) -> None:
    (part,) = [part for part in (await edition(catalogue, slug))["people"] if part["role"] == "panitia"]
    assert part["institution"]["agency"]["slug"] == "bkpsdm"
    assert part["institution"]["name"] == part["institution"]["agency"]["name"] == called


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "seminar"}, ["seminar-action-plan-2017"]),
        ({"year": "2019"}, ["workshop-2019"]),
        ({"year": "2020"}, []),
        ({"organiser": "bkpsdm"}, ["pelatihan-2023", "seminar-action-plan-2017"]),
        ({"organiser": "balitbang"}, []),
        ({"participant": "disdukcapil"}, ["workshop-2019"]),
        ({"participant": "brin"}, []),
        ({"person": "renward-parapat"}, ["fasilitasi-2022", "workshop-2019"]),
        ({"person": "dzulmi-eldin"}, ["workshop-2019", "seminar-action-plan-2017"]),
        ({"programme": "fasilitasi-inovasi-pelayanan-publik"}, ["fasilitasi-2022"]),
        ({"programme": "unpsa"}, []),
        ({"person": "renward-parapat", "year": "2022", "kind": "fasilitasi"}, ["fasilitasi-2022"]),
    ],
)
async def test_editions_are_found_by(catalogue: httpx.AsyncClient, query: dict[str, str], found: list[str]) -> None:
    page = await read(catalogue, "/programme-editions", **query)
    assert [item["slug"] for item in page["items"]] == found


@pytest.mark.parametrize("name", ["organiser", "participant", "person", "programme"])
async def test_what_nobody_knows_is_no_filter(catalogue: httpx.AsyncClient, name: str) -> None:
    answer = await catalogue.get("/v1/programme-editions", params={name: "tidak-ada"})
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        (f"query/{name}", "unknown_reference")
    ]


async def test_programmes_stand_whether_or_not_they_were_held(catalogue: httpx.AsyncClient) -> None:
    page = await read(catalogue, "/programmes", with_total="true")
    held = {item["slug"]: (item["kind"], item["editions"]) for item in page["items"]}
    assert page["total"] == 11
    assert held["satu-unit-kerja-satu-inovasi"] == ("gerakan", 0)
    assert held["apresiasi-unit-pelayanan"] == ("penghargaan", 0)
    assert held["transfer-inovasi"] == ("gerakan", 0)
    assert held["kompetisi-inovasi-pelayanan-publik"] == ("kompetisi", 0)
    assert held["unpsa"] == ("penghargaan", 0)
    assert held["workshop-inovasi-pelayanan-publik"] == ("workshop", 1)
    one = await read(catalogue, "/programmes/satu-unit-kerja-satu-inovasi")
    assert one["aliases"] == ["One agency one innovation"]
    assert "tingkat hitungannya" in one["ambiguities"][0]["note_id"]
    assert [item["slug"] for item in (await read(catalogue, "/programmes", organiser="pbb"))["items"]] == ["unpsa"]
    there, back = await there_and_back(catalogue, "/v1/programmes", [3, 2])
    assert there == back == [item["id"] for item in page["items"]]


async def test_every_fact_leads_to_its_words(catalogue: httpx.AsyncClient) -> None:
    for slug in EVENTS:
        found = await read(catalogue, f"/programme-editions/{slug}/citations")
        cited = {item["field"] for item in found["items"]}
        assert {"name", "kind", "starts_on", "programme"} <= cited, slug
        assert found["ambiguities"], slug
    seminar = (await read(catalogue, "/programme-editions/seminar-action-plan-2017/citations"))["items"]
    (declared,) = [item for item in seminar if item["field"] == "participants_declared"]
    assert declared["phrase"].startswith("seminar ini akan menyajikan 37 hasil inovasi dari 37 orang ASN")
    assert (declared["confidence"], declared["source"]["slug"]) == ("disebut", "berita-2017-seminar")
    years = {(item["source"]["slug"], item["confidence"]) for item in seminar if item["field"] == "starts_on"}
    assert years == {("berita-2017-seminar", "disebut"), ("lintasmedan-2017", "dari_luar")}
    programme = await read(catalogue, "/programmes/unpsa/citations")
    assert {item["field"] for item in programme["items"]} == {"name", "aliases", "kind", "description", "organiser"}
    one = await read(catalogue, f"/citations/{seminar[0]['id']}")
    assert one["record"]["kind"] == "programme_edition"


async def test_what_is_open_stands_with_the_edition(catalogue: httpx.AsyncClient) -> None:
    workshop = (await edition(catalogue, "workshop-2019"))["ambiguities"]
    assert {one["field"] for one in workshop} == {"kind", "shortlists", "visits", "organiser", "people"}
    people = (await edition(catalogue, "pelatihan-2023"))["ambiguities"]
    assert any("Ferri dan Ferry" in one["note_id"] for one in people)


async def test_habibi_is_in_the_seminar_and_nobody_else(catalogue: httpx.AsyncClient) -> None:
    people = (await edition(catalogue, "seminar-action-plan-2017"))["people"]
    (part,) = [part for part in people if part["person"] and part["person"]["slug"] == "habibi"]
    assert (part["role"], part["institution"], part["title"]) == ("narasumber", None, None)
    habibi = await read(catalogue, "/innovators/habibi")
    assert (habibi["name"], habibi["positions"]) == ("Habibi", [])
    assert "tidak disatukan" in habibi["ambiguities"][0]["note_id"]


async def test_nothing_around_an_article_is_on_record(catalogue: httpx.AsyncClient) -> None:
    for noise in ("Kompolnas", "Muaro Jambi", "Sidempuan", "PLN", "Hutama Karya", "Pertamina", "Kemendes", "Junaidi"):
        for path in ("/agencies", "/innovators", "/innovations"):
            assert (await read(catalogue, path, q=noise))["items"] == [], (path, noise)
    programmes = (await read(catalogue, "/programmes"))["items"]
    told = " ".join(item["name"].lower() for item in programmes)
    assert not [noise for noise in NOISE if f" {noise} " in f" {told} "]


async def test_reading_takes_as_many_statements_for_much_as_for_little(school: School) -> None:
    small = await school.edition(public=True)
    people = [
        {"role": role, "person": school.person.slug, "institution": {"agency": agency}}
        for role, agency in zip(
            ("narasumber", "fasilitator", "moderator", "panitia"),
            (school.home.slug, school.other.slug, school.abroad.slug, "dinas-baru"),
            strict=True,
        )
    ]
    lists = [
        {"name": f"Daftar {number}", "innovations": [one.slug for one in school.innovations[:3]]} for number in range(5)
    ]
    visits = [{"name": f"Kunjungan {number}", "host": {"agency": school.abroad.slug}} for number in range(5)]
    sessions = [{"title": f"Sesi {number}"} for number in range(5)]
    large = await school.edition(public=True, people=people, shortlists=lists, visits=visits, sessions=sessions)
    counts = []
    for one in (small, large):
        async with school.counting() as asked:
            await school.get(f"/programme-editions/{one['slug']}")
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2, "the entries of shortlists, and the versions of agencies"
    assert counts[1] <= 14
    async with school.counting() as few:
        await school.get("/programme-editions", limit="1")
    async with school.counting() as many:
        await school.get("/programme-editions", limit="50")
    assert len(few) == len(many) <= 6
    async with school.counting() as few:
        await school.get("/programmes", limit="1")
    async with school.counting() as many:
        await school.get("/programmes", limit="50")
    assert len(few) == len(many) <= 6
