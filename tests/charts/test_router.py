"""Through the door: charts of the statistics there are, as SVG and as PNG."""

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image

from app.charts import service
from app.charts.catalogue import CHARTS, Chart
from app.charts.pool import Pool
from app.charts.schemas import ChartFilters
from app.core.security import PUBLIC
from app.core.settings import Settings
from app.statistics.service import statistic_of
from tests.conftest import UNLIMITED, client_of, running

SVG = "{http://www.w3.org/2000/svg}"
STUB = (sys.executable, "-P", "-m", "tests.charts.stub_worker")
NAMES = [one.name for one in CHARTS]


async def asked(client: httpx.AsyncClient, path: str, **params: Any) -> httpx.Response:
    answer = await client.get(f"/v1/charts/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer


def errors(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(one["pointer"], one["code"]) for one in answer.json()["errors"]]


async def test_every_chart_is_listed_with_its_figures(catalogue: httpx.AsyncClient) -> None:
    items = (await catalogue.get("/v1/charts")).json()["items"]
    assert [one["name"] for one in items] == [*NAMES, "survival"]
    for one, chart in zip(items, CHARTS, strict=False):
        wanted = 200 if statistic_of(chart.statistic).access == PUBLIC else 401
        for address in (one["figures"], one["svg"], one["png"]):
            assert (await catalogue.get(httpx.URL(address).raw_path.decode())).status_code == wanted, address
    survival = items[-1]
    required = [one["name"] for one in survival["parameters"] if one["required"]]
    assert (required, survival["png"]) == (["year"], None)
    assert (await catalogue.get(httpx.URL(survival["svg"]).raw_path.decode(), params={"year": 2019})).status_code == 200


@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
def test_a_chart_takes_what_its_statistic_takes(chart: Chart) -> None:
    parameters = statistic_of(chart.statistic).parameters.model_fields
    assert set(chart.asks) | set(chart.takes) <= set(parameters)
    assert set(chart.takes) <= set(ChartFilters.model_fields)
    assert not set(chart.takes) & set(chart.asks)
    assert {chart.measure, chart.low or chart.measure, chart.high or chart.measure} <= set(
        statistic_of(chart.statistic).measures
    )
    assert chart.title.id != chart.title.en


def test_no_chart_takes_what_nobody_can_ask() -> None:
    assert {name for chart in CHARTS for name in chart.takes} <= set(ChartFilters.model_fields) - {"lang", "width"}


FOR_EVERYONE = [one for one in CHARTS if statistic_of(one.statistic).access == PUBLIC]


@pytest.mark.parametrize("chart", FOR_EVERYONE, ids=[one.name for one in FOR_EVERYONE])
async def test_a_chart_shows_the_figures_of_its_statistic(catalogue: httpx.AsyncClient, chart: Chart) -> None:
    path = statistic_of(chart.statistic).path
    told = (await catalogue.get(f"/v1/statistics/{path}", params=dict(chart.asks))).json()
    for lang in ("id", "en"):
        answer = await asked(catalogue, f"{chart.name}.svg", lang=lang)
        assert answer.headers["content-type"] == "image/svg+xml"
        assert answer.headers["content-language"] == lang
        root = ET.fromstring(answer.content)  # noqa: S314 - our own
        rows = ["".join(cell.text or "" for cell in row) for row in root.iter("{http://www.w3.org/1999/xhtml}tr")]
        assert len(rows) == len(told["rows"]) + 1
        for row, written in zip(told["rows"], rows[1:], strict=True):
            assert written.startswith("".join(key["label"][lang] for key in row["keys"]))
        desc = root.find(f"{SVG}desc")
        assert desc is not None
        assert told["source"][lang] in (desc.text or "")


async def test_it_is_drawn_again_only_where_it_changed(catalogue: httpx.AsyncClient) -> None:
    for form in ("svg", "png"):
        first = await asked(catalogue, f"{NAMES[0]}.{form}", width=500)
        tag = first.headers["etag"]
        assert first.headers["cache-control"] == "public, no-cache"
        again = await catalogue.get(
            f"/v1/charts/{NAMES[0]}.{form}", params={"width": 500}, headers={"if-none-match": tag}
        )
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        other = await asked(catalogue, f"{NAMES[0]}.{form}", width=500, lang="en")
        assert other.headers["etag"] != tag


async def test_a_png_is_as_wide_as_asked(catalogue: httpx.AsyncClient) -> None:
    answer = await asked(catalogue, f"{NAMES[0]}.png", width=400, scale=3)
    assert answer.headers["content-type"] == "image/png"
    image = Image.open(io.BytesIO(answer.content))
    assert image.size[0] == 1200
    root = ET.fromstring((await asked(catalogue, f"{NAMES[0]}.svg", width=400)).content)  # noqa: S314 - our own
    assert image.size[1] == 3 * int(root.get("height", ""))


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("width=319", ("query/width", "too_small")),
        ("width=2001", ("query/width", "too_large")),
        ("width=7e2", ("query/width", "not_integer")),
        ("scale=4", ("query/scale", "too_large")),
        ("scale=3&width=1334", ("query/scale", "too_large")),
        ("lang=fr", ("query/lang", "unknown_code")),
        ("as_of=2099-01-01", ("query/as_of", "in_future")),
        ("agency=tidak-ada", ("query/agency", "unknown_reference")),
        ("judul=x", ("query/judul", "unknown")),
    ],
)
async def test_what_cannot_be_drawn_is_refused(
    catalogue: httpx.AsyncClient, query: str, wrong: tuple[str, str]
) -> None:
    assert errors(await catalogue.get(f"/v1/charts/{NAMES[0]}.png?{query}")) == [wrong]


async def test_a_vector_has_no_scale(catalogue: httpx.AsyncClient) -> None:
    assert errors(await catalogue.get(f"/v1/charts/{NAMES[0]}.svg?scale=1")) == [("query/scale", "unknown")]


async def test_a_filter_of_another_chart_is_refused(
    catalogue: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(service._BY_NAME, NAMES[0], replace(CHARTS[0], takes=("as_of",)))  # type: ignore[arg-type] # noqa: SLF001 - so that no chart has to stay as it is
    answer = await catalogue.get(f"/v1/charts/{NAMES[0]}.svg?agency=disdukcapil&as_of=2026-01-01")
    assert errors(answer) == [("query/agency", "not_taken")]


async def test_what_the_statistic_refuses_is_refused(
    catalogue: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(service._BY_NAME, NAMES[0], replace(CHARTS[0], asks={"by": "UPPER"}))  # type: ignore[arg-type] # noqa: SLF001 - what a chart asks fits today, and statistics change
    answer = await catalogue.get(f"/v1/charts/{NAMES[0]}.svg")
    assert errors(answer) == [("query/by", "invalid_form")]


@pytest.mark.parametrize("path", ["tidak-ada.svg", "tidak-ada.png", "survival.svg"])
async def test_charts_that_there_are_not(catalogue: httpx.AsyncClient, path: str) -> None:
    assert (await catalogue.get(f"/v1/charts/{path}")).status_code == 404


async def test_it_is_a_picture_for_whoever_accepts_pictures(catalogue: httpx.AsyncClient) -> None:
    for form, media_type in (("svg", "image/svg+xml"), ("png", "image/png")):
        path = f"/v1/charts/{NAMES[0]}.{form}"
        for accept in (media_type, "image/*", "*/*"):
            assert (await catalogue.get(path, headers={"accept": accept})).status_code == 200
        wrong = await catalogue.get(path, headers={"accept": "application/json"})
        assert (wrong.status_code, wrong.json()["media_type"]) == (406, media_type)
        head = await catalogue.head(path)
        assert (head.status_code, head.content) == (200, b"")


@pytest.fixture
async def small(loaded: str) -> AsyncIterator[FastAPI]:
    """The service with two connections for sessions, and a process that draws at will."""
    told = {"database_url": loaded, "log_level": "error", "pool_size": "2", "pool_timeout": "30", **UNLIMITED}
    async with running(Settings(**told)) as app:
        # nothing was drawn yet, so there is no process to end
        app.state.charts = Pool(STUB, waiting=3)
        yield app


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every picture takes longer than anybody waits."""
    draw = Pool.draw

    async def slowly(self: Pool, order: dict[str, Any]) -> bytes:
        return await draw(self, {**order, "sleep": 60})

    monkeypatch.setattr(Pool, "draw", slowly)
    return


@pytest.mark.usefixtures("slow")
async def test_who_waits_for_a_picture_keeps_no_connection_from_others(small: FastAPI) -> None:
    async with client_of(small) as client:
        pictures = [
            asyncio.create_task(client.get(f"/v1/charts/{NAMES[0]}.svg", params={"width": width}))
            for width in (400, 500, 600, 700)
        ]
        pool = small.state.database.engine.pool
        free = False
        while not free and not any(one.done() for one in pictures):
            await asyncio.sleep(0.05)
            # each has asked for its figures, and for its picture
            free = len(small.state.charts._asked) == len(pictures) and pool.checkedout() == 0  # noqa: SLF001
        assert free
        assert (await client.get("/v1/charts")).status_code == 200
        await small.state.charts.close()
        await asyncio.gather(*pictures, return_exceptions=True)


async def test_more_than_may_wait_are_told_when_to_come_again(small: FastAPI) -> None:
    small.state.charts = Pool(STUB, waiting=-1)
    async with client_of(small) as client:
        refused = await client.get(f"/v1/charts/{NAMES[0]}.svg")
        assert (refused.status_code, refused.json()["code"]) == (503, "charts_busy")
        assert (refused.headers["retry-after"], refused.headers["cache-control"]) == ("2", "no-store")


async def test_a_chart_that_fails_is_a_fault_and_the_next_one_is_drawn(
    small: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = Pool.draw

    async def failing(self: Pool, order: dict[str, Any]) -> bytes:
        return await draw(self, {**order, "fail": order["width"] == 400})

    monkeypatch.setattr(Pool, "draw", failing)
    async with client_of(small) as client:
        broken = await client.get(f"/v1/charts/{NAMES[0]}.svg?width=400")
        assert (broken.status_code, broken.json()["code"]) == (500, "internal_error")
        assert (await client.get(f"/v1/charts/{NAMES[0]}.svg?width=401")).status_code == 200


async def test_where_nothing_draws_the_figures_are_still_there(small: FastAPI) -> None:
    small.state.charts = Pool(("/nowhere/python",))
    async with client_of(small) as client:
        answer = await client.get(f"/v1/charts/{NAMES[0]}.svg")
        assert (answer.status_code, answer.json()["code"]) == (503, "charts_unavailable")
        assert answer.headers["retry-after"] == "5"
        figures = statistic_of(CHARTS[0].statistic).path
        assert (await client.get(f"/v1/statistics/{figures}")).status_code == 200
