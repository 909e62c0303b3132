"""People behind the innovations, asked over HTTP."""

from typing import Any

import httpx
import pytest

from app.innovations.service import InnovationService
from tests import factories
from tests.conftest import Fresh
from tests.walking import page_of, there_and_back

SIX = [
    ("adisti-maritadinda-admar", "Adisti Maritadinda Admar", "ST, MSi"),
    ("bayu-sogara-siregar", "Bayu Sogara Siregar", "SE, MM"),
    ("elvianty-pohan", "Elvianty Pohan", "SE"),
    ("endang-agus-susanto", "Endang Agus Susanto", None),
    ("khairil-amri-pulungan", "Khairil Amri Pulungan", "SP"),
    ("oki-leksmana", "Oki Leksmana", "SKM"),
]


async def read(client: httpx.AsyncClient, address: str) -> Any:
    answer = await client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_six_innovators_are_listed_with_degrees_apart_from_the_name(catalogue: httpx.AsyncClient) -> None:
    page = await page_of(catalogue, "/v1/innovators", with_total="true")
    assert [(item["slug"], item["name"], item["degrees"]) for item in page["items"]] == SIX
    assert page["total"] == 6
    assert {item["innovations"] for item in page["items"]} == {1}
    there, back = await there_and_back(catalogue, "/v1/innovators", [1, 2])
    assert there == back == [item["id"] for item in page["items"]]


async def test_an_innovator_has_a_post_and_a_part(catalogue: httpx.AsyncClient) -> None:
    person = await read(catalogue, "/v1/innovators/bayu-sogara-siregar")
    assert [(part["slug"], part["role"]) for part in person["parts"]] == [("verolin", "inovator")]
    assert [(post["agency"]["slug"], post["title"], post["first_stated_on"]) for post in person["positions"]] == [
        ("dpmptsp", None, "2019-06-18")
    ]
    assert await read(catalogue, f"/v1/innovators/{person['id']}") == person


async def test_officials_are_not_innovators_but_can_be_read(catalogue: httpx.AsyncClient) -> None:
    assert (await page_of(catalogue, "/v1/innovators", q="muslim"))["items"] == []
    official = await read(catalogue, "/v1/innovators/m-aswad")
    assert (official["title_prefix"], official["name"], official["innovations"], official["parts"]) == (
        "Dr.",
        "M. Aswad",
        0,
        [],
    )
    assert official["positions"][0]["note"] == "Hadir sebagai tim penguji."


async def test_what_is_open_about_a_person_is_told_in_both_languages(catalogue: httpx.AsyncClient) -> None:
    person = await read(catalogue, "/v1/innovators/ferri-ichsan")
    open_points = {point["field"]: point for point in person["ambiguities"]}
    assert set(open_points) == {"name", "positions"}
    assert "Ferry" in open_points["name"]["note_id"]
    assert "Ferry" in open_points["name"]["note_en"]


@pytest.mark.parametrize(
    ("filters", "slugs"),
    [
        ({"agency": "dpmptsp"}, ["bayu-sogara-siregar", "khairil-amri-pulungan", "oki-leksmana"]),
        ({"agency": "disdukcapil"}, ["adisti-maritadinda-admar", "elvianty-pohan"]),
        ({"agency": "bagian-umum"}, ["endang-agus-susanto"]),
        ({"agency": "brida"}, []),
        ({"role": "inovator", "agency": "bagian-umum"}, ["endang-agus-susanto"]),
        ({"role": "mentor"}, []),
        ({"q": "SIREGAR"}, ["bayu-sogara-siregar"]),
        ({"q": "ty-po"}, ["elvianty-pohan"]),
        ({"q": "…"}, []),
        ({"q": "%"}, []),
    ],
)
async def test_filters(catalogue: httpx.AsyncClient, filters: dict[str, str], slugs: list[str]) -> None:
    page = await page_of(catalogue, "/v1/innovators", with_total="true", **filters)
    assert [item["slug"] for item in page["items"]] == slugs
    assert page["total"] == len(slugs)


async def test_an_agency_that_is_none_is_an_error(catalogue: httpx.AsyncClient) -> None:
    answer = await catalogue.get("/v1/innovators?agency=dpmptps")
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("query/agency", "unknown_reference")
    ]


async def test_a_draft_does_not_show_through_its_people(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        owner = await factories.agency(session, "Dinas Rahasia")
        shown = await factories.innovation(session, "Terbit")
        drafts = [await factories.innovation(session, f"Konsep {status}", status=status) for status in UNPUBLISHED]
        both, hidden = await factories.person(session, "Ani"), await factories.person(session, "Budi")
        await factories.part(session, shown, both)
        for draft in drafts:
            await factories.part(session, draft, both, "mentor", owner.id)
            await factories.part(session, draft, hidden, agency_id=owner.id)
        await InnovationService(session).publish(None)
    page = await page_of(fresh.client, "/v1/innovators", with_total="true")
    assert [(item["slug"], item["innovations"]) for item in page["items"]] == [("ani", 1)]
    assert page["total"] == 1
    assert (await page_of(fresh.client, "/v1/innovators", role="mentor"))["items"] == []
    assert [part["name"] for part in (await read(fresh.client, "/v1/innovators/ani"))["parts"]] == ["Terbit"]
    assert (await fresh.client.get("/v1/innovators/budi")).status_code == 404


UNPUBLISHED = ["draft", "submitted", "returned", "verified", "archived"]
