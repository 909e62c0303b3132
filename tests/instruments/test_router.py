"""`/v1/instruments` over HTTP, on the shipped instruments."""

from typing import Any

import httpx
import pytest

from app.core.concealment import pattern_of
from app.models import ConcealedName
from app.reference.instrument_files import read_instruments
from tests import factories
from tests.asking import errors_of
from tests.conftest import Fresh
from tests.rounds import making
from tests.rounds.making import form
from tests.walking import page_of, there_and_back

SHIPPED = sorted(one.slug for one in read_instruments())


async def read(client: httpx.AsyncClient, key: str) -> dict[str, Any]:
    answer = await client.get(f"/v1/instruments/{key}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def slugs(client: httpx.AsyncClient, **filters: str) -> list[str]:
    page = await page_of(client, "/v1/instruments", **filters)
    return [item["slug"] for item in page["items"]]


async def test_the_list_has_every_edition_by_slug(catalogue: httpx.AsyncClient) -> None:
    page = await page_of(catalogue, "/v1/instruments", with_total="true")
    assert [item["slug"] for item in page["items"]] == SHIPPED
    assert (page["total"], page["next"], page["prev"]) == (len(SHIPPED), None, None)
    kipp = next(item for item in page["items"] if item["slug"] == "kipp-2023")
    assert {name: value for name, value in kipp.items() if name != "id"} == {
        "slug": "kipp-2023",
        "code": "kipp",
        "edition": "2023",
        "title": {
            "id": "Kompetisi Inovasi Pelayanan Publik 2023",
            "en": "Public Service Innovation Competition 2023",
        },
        "kind": "weighted_form",
        "official": True,
        "confidence": "medium",
        "valid_from": "2023",
        "valid_to": "2023",
        "scorable": True,
    }
    scorable = {item["slug"]: item["scorable"] for item in page["items"]}
    assert not scorable["kipp-2021"]
    assert not scorable["kipp-kriteria-permen-91-2021"]
    assert scorable["iid-2026"]


async def test_pages_make_the_whole_list_in_both_directions(catalogue: httpx.AsyncClient) -> None:
    whole = [item["id"] for item in (await page_of(catalogue, "/v1/instruments"))["items"]]
    there, back = await there_and_back(catalogue, "/v1/instruments", [3, 1, 4])
    assert there == back == whole
    answer = await catalogue.get("/v1/instruments?limit=2&kind=weighted_form")
    assert answer.links["next"]["url"].endswith(f"limit=2&kind=weighted_form&cursor={answer.json()['next']}")


async def test_the_list_by_code_and_kind(catalogue: httpx.AsyncClient) -> None:
    editions = ["kipp-2018", "kipp-2021", "kipp-2022", "kipp-2023", "kipp-2025"]
    assert await slugs(catalogue, code="kipp") == editions
    assert await slugs(catalogue, kind="levelled_indicators") == ["iid-2026"]
    assert await slugs(catalogue, code="kipp", kind="levelled_indicators") == []
    assert await slugs(catalogue, code="tidak-ada") == []


@pytest.mark.parametrize(
    ("on", "valid"),
    [
        ("2017-12-31", set()),
        ("2018-01-01", {"kipp-2018"}),
        ("2018-12-31", {"kipp-2018"}),
        ("2019-06-18", {"lokakarya-medan-2019"}),
        ("2021-12-30", {"kipp-2021"}),
        ("2021-12-31", {"kipp-2021", "kipp-kriteria-permen-91-2021"}),
        ("2023-06-01", {"kipp-2023", "kipp-kriteria-permen-91-2021"}),
        ("2026-01-01", {"iid-2026", "kipp-kriteria-permen-91-2021"}),
        ("9999-12-31", {"iid-2026", "kipp-kriteria-permen-91-2021"}),
    ],
)
async def test_the_list_of_a_date(catalogue: httpx.AsyncClient, on: str, valid: set[str]) -> None:
    # of these no source says when they hold
    undated = {"kipp-sulsel-usulan-tanpa-tahun", "kipp-sulsel-wawancara-tanpa-tahun"}
    assert set(await slugs(catalogue, on=on)) == valid | undated


@pytest.mark.parametrize(("day", "found"), [("2026-01-31", 0), ("2026-02-01", 1), ("2026-03-31", 1), ("2026-04-01", 0)])
async def test_a_month_lasts_to_its_end(fresh: Fresh, day: str, found: int) -> None:
    async with fresh.committing() as session:
        await making.instrument(session, form(valid_from="2026-02", valid_to="2026-03"))
    assert len(await slugs(fresh.client, on=day)) == found


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("kind=formulir", ("query/kind", "unknown_code")),
        ("on=2023", ("query/on", "not_date")),
        ("on=2023-02-30", ("query/on", "not_date")),
        ("on=1682899200", ("query/on", "not_date")),
        ("code=KIPP", ("query/code", "invalid_form")),
        ("code=", ("query/code", "too_short")),
        ("edition=2023", ("query/edition", "unknown")),
        ("limit=0", ("query/limit", "too_small")),
        ("with_total=mungkin", ("query/with_total", "not_boolean")),
    ],
)
async def test_a_wrong_filter_is_told(catalogue: httpx.AsyncClient, query: str, error: tuple[str, str]) -> None:
    answer = await catalogue.get(f"/v1/instruments?{query}")
    assert answer.status_code == 422
    assert errors_of(answer) == {error}


async def test_a_form_is_shown_whole(catalogue: httpx.AsyncClient) -> None:
    kipp = await read(catalogue, "kipp-2023")
    assert (kipp["unknowns"], kipp["scorable"], kipp["indicators"]) == ([], True, None)
    assert kipp["form"]["scale"] == {"min": "0", "max": "100", "step": "1"}
    assert [(one["code"], one["weight"], one["max_words"], one["scored"]) for one in kipp["form"]["criteria"]] == [
        ("ringkasan", "0", 200, False),
        ("latar_belakang_tujuan", "10", 300, True),
        ("kebaruan", "15", 200, True),
        ("implementasi", "5", 200, True),
        ("signifikansi", "30", 600, True),
        ("adaptabilitas", "20", 300, True),
        ("sumber_daya", "5", 200, True),
        ("strategi_keberlanjutan", "15", 500, True),
    ]
    assert kipp["form"]["criteria"][4]["fields"] == ["result_before", "result_after", "benefit"]
    assert [source["confidence"] for source in kipp["sources"]] == ["medium", "low"]
    assert any("Skala nilai tidak ada dalam sumber" in told for told in kipp["assumptions"])
    assert await read(catalogue, kipp["id"]) == kipp


async def test_what_no_source_says_is_null_and_pointed_at(catalogue: httpx.AsyncClient) -> None:
    criteria = await read(catalogue, "kipp-kriteria-permen-91-2021")
    assert len(criteria["unknowns"]) == 11
    for pointer in criteria["unknowns"]:
        place: Any = criteria
        for name in pointer.split("/")[1:]:
            place = place[int(name)] if isinstance(place, list) else place[name]
        assert place is None, pointer
    edition = await read(catalogue, "kipp-2022")
    assert (edition["unknowns"], edition["form"], edition["scorable"]) == (["/form"], None, False)
    assert edition["eligibility"]["closes_on"] is None


async def test_rules_of_admission_are_shown(catalogue: httpx.AsyncClient) -> None:
    rules = (await read(catalogue, "kipp-2021"))["eligibility"]
    umum, replikasi, khusus = rules["groups"]
    assert (umum["code"], umum["minimum_age_months"], umum["quota"]) == ("umum", 24, {"most": 10, "per": "instansi"})
    assert umum["exclusions"][0] == {"awards": ["kipp_top_99"], "from_year": None, "to_year": None, "times": 2}
    assert (replikasi["needs"], replikasi["quota"]["most"]) == ("adapts_awarded", 5)
    assert (khusus["needs"], khusus["quota"]) == ("invitation", None)
    special = (await read(catalogue, "kipp-2023"))["eligibility"]["groups"][1]
    assert special["required"]["awards"][0] == "kipp_terpuji"
    assert special["not_found"] == ["Usia minimum tidak ditemukan."]


async def test_the_index_is_shown_with_its_rules_by_year(catalogue: httpx.AsyncClient) -> None:
    iid = await read(catalogue, "iid-2026")
    assert (iid["official"], iid["form"], iid["eligibility"]) == (False, None, None)
    told = iid["indicators"]
    assert (told["weights_sum"], len(told["indicators"])) == ("37", 20)
    benefit = told["indicators"][17]
    assert (benefit["number"], benefit["levels"], len(benefit["bases"])) == (33, None, 6)
    assert benefit["bases"][1]["levels"][1] == {
        "level": 2,
        "label": {"id": "20,01-50 %", "en": "20.01-50 %"},
        "at_least": "20.01",
        "at_most": "50",
    }
    formula = told["formula"]
    assert (formula["government_most"], formula["count_share"], formula["count_most"], formula["total"]) == (
        "63",
        "0.38",
        200,
        "250",
    )
    assert {one["year"]: one["value"] for one in formula["divisors"]} == {2023: 10, 2026: 12, 2027: 14}
    assert [thresholds["years"] for thresholds in told["thresholds"]] == [[2022], [2023, 2024], [2025], [2026]]


async def test_an_instrument_is_read_on_condition(catalogue: httpx.AsyncClient) -> None:
    answer = await catalogue.get("/v1/instruments/kipp-2023")
    again = await catalogue.get("/v1/instruments/kipp-2023", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert answer.headers["cache-control"] == "public, no-cache"


@pytest.mark.parametrize("key", ["kipp", "kipp-2024", "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"])
async def test_an_instrument_that_there_is_not(catalogue: httpx.AsyncClient, key: str) -> None:
    answer = await catalogue.get(f"/v1/instruments/{key}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_decimals_are_text_without_an_exponent(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        scale = {"min": "0", "max": "10000000", "step": "0.0001"}
        await making.instrument(session, form(100, form={"scale": scale}))
    told = (await read(fresh.client, "uji-2026"))["form"]
    assert told["scale"] == scale
    assert (told["weights_sum"], told["decimals"], told["missing"], told["tie_break"]) == ("100", 2, "refuse", [])


async def test_a_concealed_name_is_not_shown(fresh: Fresh) -> None:
    note = "Disusun bersama Sari Dewi Lubis pada 2026."
    async with fresh.committing() as session:
        await making.instrument(session, form(note=note))
    assert (await read(fresh.client, "uji-2026"))["note"] == note
    async with fresh.committing() as session:
        person = await factories.person(session, "Sari Dewi Lubis")
        session.add(ConcealedName(person_id=person.id, pattern=str(pattern_of(person.name))))
    assert (await read(fresh.client, "uji-2026"))["note"] == "Disusun bersama [dirahasiakan] pada 2026."
