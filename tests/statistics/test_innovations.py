"""Counts of innovations: the same number everywhere."""

import csv
import io
from random import Random

import httpx
import pytest
from python_calamine import CalamineWorkbook

from app.models.codes import AreaLevel
from app.statistics.counted import PUBLISHED, Counted, narrow
from app.statistics.dimensions import DIMENSIONS, pairs
from app.statistics.inputs import SCHEME, CountedFilters
from app.statistics.repository import CountRepository, Scheme
from tests.conftest import Fresh
from tests.innovations.keeping import errors_of
from tests.statistics.behind import assert_same_everywhere, behind, by_code, told

PATH = "/v1/statistics/innovations"


async def test_the_22_of_the_council_secretariat_by_kind(catalogue: httpx.AsyncClient) -> None:
    body = await told(catalogue, "innovations", agency="sekretariat-dprd", by="kind")
    assert by_code(body) == {"digital": 17, "non_digital": 5}
    assert body["total"][0]["value"] == 22
    assert body["unit"] == {"id": "inovasi", "en": "innovations"}
    assert body["filters"] == {"agency": "sekretariat-dprd", "by": "kind"}
    await assert_same_everywhere(catalogue, body)
    digital = body["rows"][0]["figures"][0]["list"]
    assert digital == "https://inovasi.example.go.id/v1/innovations?agency=sekretariat-dprd&kind=digital"


async def test_the_same_as_csv(catalogue: httpx.AsyncClient) -> None:
    answer = await catalogue.get(f"{PATH}.csv?agency=sekretariat-dprd&by=kind&lang=en")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(answer.text)))
    assert lines[:4] == [
        ["kind", "kind_label", "innovations", "represented"],
        ["digital", "Digital", "17", "17"],
        ["non_digital", "Non-digital", "5", "5"],
        ["", "Total", "22", "22"],
    ]
    assert all(line[0].startswith("# ") for line in lines[4:])
    address = next(line[1] for line in lines if line[0] == "# address")
    assert address == f"https://inovasi.example.go.id{PATH}?agency=sekretariat-dprd&by=kind"
    semicolons = await catalogue.get(f"{PATH}.csv?by=kind&delimiter=%3B&bom=true")
    assert semicolons.content.startswith("\ufeffkind;kind_label;".encode())


async def test_the_same_as_xlsx(catalogue: httpx.AsyncClient) -> None:
    answer = await catalogue.get(f"{PATH}.xlsx?agency=sekretariat-dprd&by=kind")
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1:] == [["digital", "Digital", 17, 17], ["non_digital", "Non-digital", 5, 5], ["", "Jumlah", 22, 22]]
    about = dict(map(tuple, book.get_sheet_by_index(1).to_python()))
    assert about["as_of"] == (await told(catalogue, "innovations"))["as_of"]
    again = await catalogue.get(answer.url, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_one_record_represents_the_37_of_2017(catalogue: httpx.AsyncClient) -> None:
    body = await told(catalogue, "innovations", year="2017")
    assert [figure["value"] for figure in body["total"]] == [1, 37]


@pytest.mark.parametrize("by", [*DIMENSIONS, *(f"{first},{second}" for first, second in pairs()), "year,kind"])
async def test_every_figure_is_the_total_of_its_list(catalogue: httpx.AsyncClient, by: str) -> None:
    """Read from tallies, and from the records, which must say the same."""
    counted = await told(catalogue, "innovations", by=by, area_level="kota")
    assert counted["total"][0]["value"] == 32
    narrowed = await told(catalogue, "innovations", by=by, area_level="kota", q="a")
    for body in (counted, narrowed):
        assert body["total"][0]["value"]
        sample = Random(by).sample(body["rows"], min(len(body["rows"]), 6))  # noqa: S311 - no secret
        for row in sample:
            assert await behind(catalogue, row["figures"][0]) == row["figures"][0]["value"], row
    everything = await told(catalogue, "innovations", by=by, area_level="kota", q="i")
    assert everything["total"][0]["value"] == await behind(catalogue, everything["total"][0])


FILTERS: dict[str, tuple[str, ...]] = {
    "agency": ("sekretariat-dprd", "dpmptsp", "bkpsdm"),
    "kind": ("digital", "non_digital", "tidak_diketahui"),
    "stage": ("penerapan", "inisiatif"),
    "form": ("pelayanan_publik", "tidak_diketahui"),
    "area": ("12.71",),
    "year": ("2017", "2019", "2021"),
    "classification": ("lan-medan-2017", "lan-medan-2017/kearsipan", "urusan"),
    "q": ("e", "surat", "!"),
    "as_of": ("2017-12-31", "2021-06-30", "2023-05-01"),
    "external": ("true",),
}


@pytest.mark.parametrize("seed", range(12))
async def test_for_random_filters(catalogue: httpx.AsyncClient, seed: int) -> None:
    choose = Random(seed)  # noqa: S311 - no secret
    names = choose.sample(sorted(FILTERS), choose.randint(0, 3))
    query = {name: choose.choice(FILTERS[name]) for name in names}
    for by in choose.sample([*DIMENSIONS, *(f"{one},{two}" for one, two in pairs())], 3):
        await assert_same_everywhere(catalogue, await told(catalogue, "innovations", by=by, **query))


@pytest.mark.parametrize("by", [*DIMENSIONS, *(f"{first},{second}" for first, second in pairs())])
async def test_tallies_and_records_say_the_same(medan: Fresh, by: str) -> None:
    dimensions = by.split(",")
    scheme = Scheme(SCHEME, AreaLevel.KOTA)
    async with medan.committing() as session:
        counts = CountRepository(session)
        tallied = await counts.tallied(dimensions, scheme)
        recorded = await counts.count(narrow(Counted(PUBLISHED), CountedFilters()), dimensions, scheme)
    assert tallied.total == recorded.total
    assert len(tallied.rows) == len(recorded.rows) > 0
    assert set(tallied.rows) == set(recorded.rows)


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("by=colour", "query/by", "unknown_dimension"),
        ("by=kind,", "query/by", "unknown_dimension"),
        ("by=kind,kind", "query/by", "repeated_dimension"),
        ("by=kind,stage,year", "query/by", "too_many_dimensions"),
        ("by=cluster,area", "query/by", "not_together"),
        ("by=form,urusan", "query/by", "not_together"),
        ("as_of=2999-01-01", "query/as_of", "in_future"),
        ("as_of=1990-01-01", "query/as_of", "before_records"),
        ("agency=nowhere", "query/agency", "unknown_reference"),
        ("area=99.99", "query/area", "unknown_reference"),
        ("classification=nothing/at-all", "query/classification", "unknown_reference"),
        ("scheme=nothing", "query/scheme", "unknown_reference"),
        ("innovator=nobody", "query/innovator", "unknown_reference"),
        ("status=draft&as_of=2021-01-01", "query/status", "either_or"),
    ],
)
async def test_what_cannot_be_said_is_refused(
    catalogue: httpx.AsyncClient, query: str, pointer: str, code: str
) -> None:
    answer = await catalogue.get(f"{PATH}?{query}")
    assert answer.status_code == 422
    assert errors_of(answer) == [(pointer, code)]


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("cell=colour:red", "query/cell", "unknown_dimension"),
        ("cell=kind", "query/cell", "unknown_dimension"),
        ("cell=kind:digital,kind:digital", "query/cell", "unknown_dimension"),
        ("lacks=agency&as_of=2021-01-01", "query/lacks", "either_or"),
    ],
)
async def test_items_that_cannot_be_are_refused(
    catalogue: httpx.AsyncClient, query: str, pointer: str, code: str
) -> None:
    answer = await catalogue.get(f"{PATH}/items?{query}")
    assert answer.status_code == 422
    assert errors_of(answer) == [(pointer, code)]


async def test_drafts_are_counted_for_who_keeps_them_alone(catalogue: httpx.AsyncClient) -> None:
    answer = await catalogue.get(f"{PATH}?status=draft")
    assert answer.status_code == 403
