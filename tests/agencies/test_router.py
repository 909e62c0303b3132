"""Agencies, asked over HTTP on the reference data."""

from typing import Any

import httpx
import pytest

from tests.walking import page_of, there_and_back

BKPSDM = [
    "Badan Kepegawaian Daerah Pengembangan Sumber Daya Manusia Kota Medan",
    "Badan Kepegawaian Daerah dan Pengembangan Sumber Daya Manusia Kota Medan",
    "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Kota Medan",
]


async def read(client: httpx.AsyncClient, address: str) -> Any:
    answer = await client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("q", "matched"),
    [
        (BKPSDM[0], BKPSDM[0]),
        (BKPSDM[1], BKPSDM[1]),
        (BKPSDM[2], None),
        ("BKDPSDM", "BKDPSDM"),
        ("BKD & PSDM", "BKD & PSDM"),
        ("bkd psdm", "BKD & PSDM"),
        ("bkpsdm", "BKPSDM"),
    ],
)
async def test_each_of_its_names_finds_the_one_agency(
    catalogue: httpx.AsyncClient, q: str, matched: str | None
) -> None:
    page = await page_of(catalogue, "/v1/agencies", q=q)
    assert [(item["slug"], item["name"], item["matched_name"]) for item in page["items"]] == [
        ("bkpsdm", BKPSDM[2], matched)
    ]


@pytest.mark.parametrize(
    ("as_of", "name", "certain"),
    [
        ("2017-08-01", BKPSDM[0], False),
        ("2017-08-21", BKPSDM[0], True),
        ("2017-09-01", BKPSDM[0], False),
        ("2019-06-18", BKPSDM[1], True),
        ("2023-07-12", BKPSDM[2], True),
        ("2023-12-31", BKPSDM[2], False),
    ],
)
async def test_a_date_shows_the_name_of_that_time(
    catalogue: httpx.AsyncClient, as_of: str, name: str, certain: bool
) -> None:
    agency = await read(catalogue, f"/v1/agencies/bkpsdm?as_of={as_of}")
    assert (agency["name"], agency["certain"], agency["as_of"]) == (name, certain, as_of)
    listed = await page_of(catalogue, "/v1/agencies", as_of=as_of, q="bkpsdm")
    assert [(item["id"], item["name"], item["certain"]) for item in listed["items"]] == [(agency["id"], name, certain)]
    assert listed["items"][0]["matched_name"] == "BKPSDM", "a later name finds it on an earlier date"


async def test_an_agency_reads_the_same_by_id_and_by_slug(catalogue: httpx.AsyncClient) -> None:
    agency = await read(catalogue, "/v1/agencies/brida")
    assert await read(catalogue, f"/v1/agencies/{agency['id']}") == agency
    assert agency["aliases"] == [{"name": "Badan Riset dan Inovasi Daerah Kota Medan", "note": "Kepanjangan"}]
    assert (agency["valid_from"], agency["decree"]) == (None, None), "what no source says is null"


async def test_history_leads_from_balitbang_to_brida_and_back(catalogue: httpx.AsyncClient) -> None:
    brida = await read(catalogue, "/v1/agencies/brida/history")
    balitbang = await read(catalogue, "/v1/agencies/balitbang/history")
    assert [(edge["kind"], edge["agency"]["slug"], edge["effective_on"]) for edge in brida["predecessors"]] == [
        ("renamed", "balitbang", None)
    ]
    assert [(edge["kind"], edge["agency"]["slug"]) for edge in balitbang["successors"]] == [("renamed", "brida")]
    assert brida["successors"] == balitbang["predecessors"] == []


async def test_history_tells_every_name_in_order(catalogue: httpx.AsyncClient) -> None:
    history = await read(catalogue, "/v1/agencies/bkpsdm/history")
    assert [version["name"] for version in history["versions"]] == BKPSDM
    assert [version["first_stated_on"] for version in history["versions"]] == ["2017-08-21", "2019-06-18", "2023-07-12"]
    assert {version["parent"]["slug"] for version in history["versions"]} == {"pemerintah-kota-medan"}


async def test_the_tree_holds_each_agency_of_the_city_once(catalogue: httpx.AsyncClient) -> None:
    listed = await page_of(catalogue, "/v1/agencies", external="false", limit=200, with_total="true")
    assert listed["total"] == len(listed["items"]) > 50
    parents = {item["slug"]: item["parent"] and item["parent"]["slug"] for item in listed["items"]}
    found: list[tuple[str, str | None]] = []

    def walk(nodes: list[dict[str, Any]], parent: str | None) -> None:
        names = [node["name"].casefold() for node in nodes]
        assert names == sorted(names), parent
        for node in nodes:
            found.append((node["slug"], parent))
            walk(node["children"], node["slug"])

    walk((await read(catalogue, "/v1/agencies/tree"))["items"], None)
    assert len(found) == len(parents)
    assert dict(found) == parents


async def test_parent_finds_what_is_directly_part_of_it(catalogue: httpx.AsyncClient) -> None:
    by_slug = await page_of(catalogue, "/v1/agencies", parent="sekretariat-daerah", with_total="true")
    parent = await read(catalogue, "/v1/agencies/sekretariat-daerah")
    by_id = await page_of(catalogue, "/v1/agencies", parent=parent["id"], with_total="true")
    assert by_slug["items"] == by_id["items"]
    assert by_slug["total"] == len(by_slug["items"]) == 6
    assert {item["kind"] for item in by_slug["items"]} == {"bagian"}
    assert {item["parent"]["id"] for item in by_slug["items"]} == {parent["id"]}


async def test_an_unknown_parent_is_an_error_and_not_an_empty_list(catalogue: httpx.AsyncClient) -> None:
    answer = await catalogue.get("/v1/agencies?parent=sekretariat-derah")
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("query/parent", "unknown_reference")
    ]


@pytest.mark.parametrize("filters", [{}, {"kind": "kecamatan"}, {"q": "kota medan", "as_of": "2019-06-18"}])
async def test_pages_of_seven_make_the_whole_list(catalogue: httpx.AsyncClient, filters: dict[str, str]) -> None:
    whole = await page_of(catalogue, "/v1/agencies", limit=200, with_total="true", **filters)
    ids = [item["id"] for item in whole["items"]]
    assert len(ids) == whole["total"] > 14
    there, back = await there_and_back(catalogue, "/v1/agencies", [7], **filters)
    assert there == ids
    assert back == ids


@pytest.mark.parametrize("path", ["/v1/agencies", "/v1/agencies/tree", "/v1/agencies/bkpsdm"])
@pytest.mark.parametrize(
    "as_of",
    ["", "2019", "2019-06", "2019-02-30", "20190618", "1560816000", "2019-06-18T00:00:00", "0000-01-01", "kini"],
)
async def test_a_date_that_is_none_is_refused(catalogue: httpx.AsyncClient, path: str, as_of: str) -> None:
    answer = await catalogue.get(path, params={"as_of": as_of})
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("query/as_of", "not_date")]


@pytest.mark.parametrize("as_of", ["0001-01-01", "9999-12-31", "2020-02-29"])
async def test_the_ends_of_the_calendar_are_dates(catalogue: httpx.AsyncClient, as_of: str) -> None:
    assert (await read(catalogue, f"/v1/agencies/bkpsdm?as_of={as_of}"))["as_of"] == as_of
    assert (await read(catalogue, f"/v1/agencies/tree?as_of={as_of}"))["as_of"] == as_of


async def test_officials_stand_in_the_posts_that_sources_name(catalogue: httpx.AsyncClient) -> None:
    setda = (await read(catalogue, "/v1/agencies/sekretariat-daerah/officials"))["items"]
    assert [(post["name"], post["title"], post["first_stated_on"]) for post in setda] == [
        ("Ikhwan H. Daulay", "Asisten Administrasi Umum", "2017-08-21"),
        ("Renward Parapat", "Asisten Administrasi Umum", "2019-06-18"),
        ("Renward Parapat", "Asisten Umum", "2022-03-15"),
        ("Ferri Ichsan", "Asisten Administrasi Umum", "2023-07-12"),
    ]
    assert {post["valid_from"] for post in setda} == {None}, "no source says when a post began"
    mayors = (await read(catalogue, "/v1/agencies/pemerintah-kota-medan/officials"))["items"]
    assert [(post["slug"], post["title"], post["first_stated_on"], post["last_stated_on"]) for post in mayors] == [
        ("dzulmi-eldin", "Wali Kota Medan", "2017-08-21", "2019-06-18"),
        ("bobby-nasution", "Wali Kota Medan", "2021-06-30", "2023-07-12"),
    ]


async def test_other_regions_are_external_and_have_their_code(catalogue: httpx.AsyncClient) -> None:
    page = await page_of(catalogue, "/v1/agencies", external="true", kind="pemerintah_daerah")
    assert {item["slug"]: item["region_code"] for item in page["items"]} == {
        "pemko-binjai": "12.75",
        "pemko-pontianak": "61.71",
        "pemko-tangerang": "36.71",
    }
    city = await read(catalogue, "/v1/agencies/pemerintah-kota-medan")
    assert (city["external"], city["region_code"], city["area"]["code"]) == (False, None, "12.71")


ADDRESSES = [
    "/v1/agencies",
    "/v1/agencies?as_of=2019-06-18",
    "/v1/agencies/tree",
    "/v1/agencies/bkpsdm",
    "/v1/agencies/bkpsdm?as_of=2019-06-18",
    "/v1/agencies/bkpsdm/history",
    "/v1/agencies/bkpsdm/officials",
]


async def test_what_a_client_has_is_not_sent_again(catalogue: httpx.AsyncClient) -> None:
    tags = {}
    for address in ADDRESSES:
        first = await catalogue.get(address)
        tags[address] = first.headers["etag"]
        again = await catalogue.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), address
        assert again.headers["etag"] == first.headers["etag"], address
    assert len(set(tags.values())) == len(ADDRESSES), "another representation has another tag"


async def test_links_lead_to_the_neighbours_and_keep_the_filter(catalogue: httpx.AsyncClient) -> None:
    query = "kind=kecamatan&as_of=2019-06-18&limit=4"
    first = await catalogue.get(f"/v1/agencies?{query}")
    assert set(first.links) == {"next"}
    following = first.links["next"]["url"]
    assert following == f"https://inovasi.example.go.id/v1/agencies?{query}&cursor={first.json()['next']}"
    second = await catalogue.get(following.removeprefix("https://inovasi.example.go.id"))
    assert set(second.links) == {"next", "prev"}
    assert {item["kind"] for item in second.json()["items"]} == {"kecamatan"}
    assert (
        second.links["prev"]["url"]
        == f"https://inovasi.example.go.id/v1/agencies?{query}&cursor={second.json()['prev']}"
    )
    back = await catalogue.get(second.links["prev"]["url"].removeprefix("https://inovasi.example.go.id"))
    assert back.json()["items"] == first.json()["items"]
