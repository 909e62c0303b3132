"""The city and its parts, asked over HTTP."""

import httpx
import pytest

from tests.walking import page_of, there_and_back


async def test_the_city_has_21_kecamatan_and_151_kelurahan(catalogue: httpx.AsyncClient) -> None:
    page = await page_of(catalogue, "/v1/areas", with_total="true")
    levels = [item["level"] for item in page["items"]]
    assert {level: levels.count(level) for level in levels} == {"kota": 1, "kecamatan": 21, "kelurahan": 151}
    assert page["total"] == 173
    codes = [item["code"] for item in page["items"]]
    assert codes == sorted(codes)
    for item in page["items"]:
        parent = item["code"].rpartition(".")[0] if item["level"] != "kota" else None
        assert item["parent_code"] == parent, item["code"]


async def test_an_area_has_those_directly_within_it(catalogue: httpx.AsyncClient) -> None:
    city = (await catalogue.get("/v1/areas/12.71")).json()
    assert len(city["children"]) == 21
    assert {child["level"] for child in city["children"]} == {"kecamatan"}
    for child in city["children"]:
        part = (await catalogue.get(f"/v1/areas/{child['code']}")).json()
        assert part["name"] == child["name"]
        listed = await page_of(catalogue, "/v1/areas", parent=child["code"])
        assert listed["items"] == part["children"] != []
    leaf = (await catalogue.get("/v1/areas/12.71.01.1010")).json()
    assert (leaf["name"], leaf["children"], leaf["parent_code"]) == ("Sudirejo 1", [], "12.71.01")


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        ({"q": "Sudirejo"}, ["12.71.01.1010", "12.71.01.1011"]),
        ({"q": "kota matsum iii"}, ["12.71.01.1006"]),
        ({"q": "KOTAMATSUM III"}, ["12.71.01.1006"]),
        ({"q": "medan kota", "level": "kecamatan"}, ["12.71.01"]),
        ({"q": "a", "level": "kota"}, ["12.71"]),
        ({"parent": "12.71.01.1010"}, []),
        ({"q": "%"}, []),
    ],
)
async def test_filters(catalogue: httpx.AsyncClient, filters: dict[str, str], codes: list[str]) -> None:
    page = await page_of(catalogue, "/v1/areas", with_total="true", **filters)
    assert [item["code"] for item in page["items"]] == codes
    assert page["total"] == len(codes)


async def test_an_alias_says_who_writes_it(catalogue: httpx.AsyncClient) -> None:
    page = await page_of(catalogue, "/v1/areas", q="sudirejo 1")
    assert page["items"][0]["aliases"] == [{"name": "Sudirejo", "note": "Ejaan Kemendagri sampai edisi 2022"}]


@pytest.mark.parametrize("filters", [{}, {"level": "kelurahan"}, {"parent": "12.71"}, {"q": "medan"}])
async def test_pages_make_the_whole_list_in_both_directions(
    catalogue: httpx.AsyncClient, filters: dict[str, str]
) -> None:
    whole = [item["id"] for item in (await page_of(catalogue, "/v1/areas", **filters))["items"]]
    there, back = await there_and_back(catalogue, "/v1/areas", [40, 3, 19], **filters)
    assert there == whole
    assert back == whole


async def test_an_unknown_parent_is_an_error_and_an_unknown_area_is_not_there(catalogue: httpx.AsyncClient) -> None:
    answer = await catalogue.get("/v1/areas?parent=99.99")
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("query/parent", "unknown_reference")
    ]
    assert (await catalogue.get("/v1/areas/99.99")).status_code == 404
