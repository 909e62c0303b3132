"""Every list as a file: no list forgotten, the same rows in the same order, for the same people."""

import csv
import io
import json
from decimal import Decimal
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook

from app.core.clock import today
from tests.asking import Asker, Operation, asker_of, keeping_asker
from tests.conftest import Server
from tests.core.test_sheets import read_back

ENDING = ".{format}"
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pytest.fixture(scope="module")
async def anyone(catalogue: httpx.AsyncClient) -> Asker:
    return await asker_of(catalogue)


@pytest.fixture(scope="module")
async def keeper(server: Server, migrated: str) -> Any:
    async with keeping_asker(server, migrated) as asker:
        yield asker


@pytest.fixture(params=["anyone", "keeper"])
def ask(request: pytest.FixtureRequest, anyone: Asker, keeper: Asker) -> Asker:
    return {"anyone": anyone, "keeper": keeper}[request.param]


async def document_of(client: httpx.AsyncClient) -> dict[str, Any]:
    return (await client.get("/openapi.json")).json()


async def items_of(ask: Asker, path: str, **query: str) -> list[dict[str, Any]]:
    """Return the items of all pages of a list."""
    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await ask(f"{path}?{httpx.QueryParams({**query, 'limit': '200', **cursor})}", 200)).json()
        items += page["items"]
        if not page["next"]:
            return items
        cursor = {"cursor": page["next"]}


def lists_of(ask: Asker) -> list[tuple[Operation, Operation]]:
    """Return the lists that may be asked for, each with its export."""
    exports = {one.template.removesuffix(ENDING): one for one in ask.operations if one.template.endswith(ENDING)}
    return [
        (one, exports[one.template])
        for one in ask.operations
        # a statistic is a file as well, but no list
        if one.template in exports and "limit" in one.parameters
    ]


def flat(value: Any, *path: str) -> dict[str, Any]:
    """Return what an item holds by where it is."""
    if isinstance(value, dict) and value:
        return {name: part for key, inner in value.items() for name, part in flat(inner, *path, key).items()}
    return {".".join(path): value}


def paged(document: dict[str, Any]) -> set[str]:
    """Return the paths of all lists of an OpenAPI document."""
    found = set()
    for path, item in document["paths"].items():
        if "get" not in item:
            continue
        content = item["get"]["responses"].get("200", {}).get("content", {}).get("application/json", {})
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        properties = document["components"]["schemas"].get(name, {}).get("properties", {})
        if {"items", "next", "prev"} <= set(properties):
            found.add(path)
    return found


async def test_every_list_is_a_file_too(catalogue: httpx.AsyncClient) -> None:
    document = await document_of(catalogue)
    lists = paged(document)
    assert len(lists) > 45
    others = {path for path in document["paths"] if path.endswith(ENDING)} - {f"{path}{ENDING}" for path in lists}
    assert [path for path in others if "/statistics/" not in path and not path.startswith("/v1/charts")] == []
    assert {f"{path}{ENDING}" for path in lists} <= set(document["paths"])
    for path in lists:
        listed, export = document["paths"][path]["get"], document["paths"][f"{path}{ENDING}"]["get"]
        assert export["operationId"].startswith("export_"), path
        assert (export["tags"], export["security"]) == (listed["tags"], listed["security"]), path
        names = {one.get("name") for one in listed.get("parameters", [])}
        told = {one.get("name") for one in export["parameters"]}
        assert told == names - {"limit", "cursor", "with_total"} | {"format", "bom", "delimiter"}, path
        assert set(export["responses"]["200"]["content"]) == {kind.partition(";")[0] for kind in MEDIA_TYPES.values()}


async def test_every_list_has_the_same_rows_in_each_format(ask: Asker) -> None:
    filled = 0
    for listed, export in lists_of(ask):
        query = listed.needed
        items = await items_of(ask, listed.path, **query)
        address = f"{listed.path}.{{}}?{httpx.QueryParams(query)}"
        lines = (await ask(address.format("ndjson"), 200)).text.splitlines()
        rows = [json.loads(line) for line in lines]
        if rows != items:
            # the last use of the key may have been noted in between, which its list tells
            items = await items_of(ask, listed.path, **query)
        assert rows == items, export.name
        table = list(csv.reader(io.StringIO((await ask(address.format("csv"), 200)).text, newline=""), strict=True))
        book = CalamineWorkbook.from_filelike(io.BytesIO((await ask(address.format("xlsx"), 200)).content))
        sheet = book.get_sheet_by_name("Data").to_python()
        about = dict(book.get_sheet_by_name("Keterangan").to_python()[1:])
        assert (about["daftar"], about["baris"], about["tanggal"]) == (listed.template, len(items), today())
        assert sheet[0] == table[0], export.name
        assert len(sheet) - 1 == len(table) - 1 == len(items), export.name
        for item, row, cells in zip(items, table[1:], sheet[1:], strict=True):
            assert len(row) == len(cells) == len(table[0])
            check_row(item, dict(zip(table[0], row, strict=True)), dict(zip(table[0], cells, strict=True)))
        filled += bool(items)
    assert filled >= 9


def check_row(item: dict[str, Any], row: dict[str, str], cells: dict[str, Any]) -> None:
    """Hold a row of each file to the item: every value that is not in a list stands under its own name."""
    for name, value in flat(item).items():
        if name not in row:
            # an object that may be absent has columns for what it holds
            assert value is None or value == {} or any(name.startswith(f"{column}.") for column in row), name
            continue
        if value is None:
            assert row[name] == "", name
        elif isinstance(value, str):
            assert read_back(row[name]) == value, name
            assert str(cells[name]) == value or Decimal(str(cells[name])) == Decimal(value), name
        elif isinstance(value, bool | int | float):
            assert row[name] == json.dumps(value), name
            assert cells[name] == value, name
        elif isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
            assert read_back(row[name]) == "; ".join(map(str, value)), name
        else:
            assert json.loads(row[name]) == value, name


async def test_a_file_says_what_it_is(anyone: Asker) -> None:
    for form, media_type in MEDIA_TYPES.items():
        answer = await anyone(f"/v1/innovations.{form}", 200)
        assert answer.headers["content-type"] == media_type
        named = f'attachment; filename="inovasi-innovations-{today()}.{form}"'
        assert answer.headers["content-disposition"] == named
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        head = await anyone(f"/v1/innovations.{form}", 200, method="HEAD")
        assert (head.content, head.headers["content-disposition"]) == (b"", named)
        await anyone(f"/v1/innovations.{form}", 200, headers={"accept": media_type})
        await anyone(f"/v1/innovations.{form}", 406, "not_acceptable", headers={"accept": "application/json"})
        await anyone(f"/v1/innovations.{form}", 405, "method_not_allowed", method="POST")


async def test_filters_and_order_are_those_of_the_list(anyone: Asker) -> None:
    for query in (
        {"kind": "digital"},
        {"agency": "sekretariat-dprd", "sort": "name"},
        {"q": "e", "sort": "updated"},
        {"year": "1990"},
        {"external": "true"},
    ):
        items = await items_of(anyone, "/v1/innovations", **query)
        lines = (await anyone(f"/v1/innovations.ndjson?{httpx.QueryParams(query)}", 200)).text.splitlines()
        assert [json.loads(line) for line in lines] == items, query


async def test_a_list_of_nothing_has_its_columns_all_the_same(anyone: Asker) -> None:
    whole = (await anyone("/v1/innovations.csv", 200)).text
    empty = (await anyone("/v1/innovations.csv?year=1990", 200)).text
    assert empty == whole.split("\r\n")[0] + "\r\n"
    assert (await anyone("/v1/innovations.ndjson?year=1990", 200)).content == b""


async def test_how_csv_is_written_may_be_chosen(anyone: Asker) -> None:
    plain = (await anyone("/v1/innovations.csv", 200)).content
    chosen = (await anyone("/v1/innovations.csv?bom=true&delimiter=;", 200)).content
    assert chosen.startswith(b"\xef\xbb\xbfid;slug;")
    assert list(csv.reader(io.StringIO(chosen.decode("utf-8-sig"), newline=""), delimiter=";")) == list(
        csv.reader(io.StringIO(plain.decode(), newline=""))
    )


@pytest.mark.parametrize(
    ("address", "pointer", "code"),
    [
        ("/v1/innovations.csv?limit=5", "query/limit", "unknown"),
        ("/v1/innovations.csv?cursor=abc", "query/cursor", "unknown"),
        ("/v1/innovations.csv?with_total=true", "query/with_total", "unknown"),
        ("/v1/innovations.xlsx?bom=true", "query/bom", "unknown"),
        ("/v1/innovations.ndjson?delimiter=;", "query/delimiter", "unknown"),
        ("/v1/innovations.csv?bom=ya", "query/bom", None),
        ("/v1/innovations.csv?delimiter=tab", "query/delimiter", None),
        ("/v1/innovations.csv?kind=digitl", "query/kind", None),
        ("/v1/innovations.ndjson?kind=digital&kind=digital", "query/kind", "repeated"),
        ("/v1/agencies.xlsx?as_of=besok", "query/as_of", None),
    ],
)
async def test_what_the_list_refuses_its_file_refuses(
    anyone: Asker, address: str, pointer: str, code: str | None
) -> None:
    problem = (await anyone(address, 422, "invalid_request")).json()
    (error,) = problem["errors"]
    assert error["pointer"] == pointer
    assert code in {None, error["code"]}
    assert problem["instance"] == address.partition("?")[0]


async def test_what_is_no_file_of_a_list_is_not_there(anyone: Asker) -> None:
    for address in ("/v1/innovations.pdf", "/v1/innovations.a.csv", "/v1/innovations.CSV", "/v1/nihil.csv", "/v1/.csv"):
        await anyone(address, 404, "not_found")
    await anyone("/v1/rounds/putaran-nihil/entries.csv", 404, "not_found")
    await anyone("/v1/agencies/nihil/candidates.xlsx", 404, "not_found")
