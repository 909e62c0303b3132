"""Following a figure to the list that it counts."""

from typing import Any
from urllib.parse import urlsplit

import httpx

Figure = dict[str, Any]


async def told(client: httpx.AsyncClient, path: str, headers: dict[str, str] | None = None, **query: Any) -> Figure:
    """Return a statistic."""
    answer = await client.get(f"/v1/statistics/{path}", params=query, headers=headers)
    assert answer.status_code == 200, answer.text
    body: Figure = answer.json()
    return body


async def behind(client: httpx.AsyncClient, figure: Figure, headers: dict[str, str] | None = None) -> int:
    """Return the total of the list that a figure leads to."""
    place = urlsplit(figure["list"])
    address = f"{place.path}?{place.query}{'&' if place.query else ''}with_total=true&limit=1"
    answer = await client.get(address, headers=headers)
    assert answer.status_code == 200, (address, answer.text)
    total: int = answer.json()["total"]
    return total


async def assert_same_everywhere(
    client: httpx.AsyncClient, told: Figure, headers: dict[str, str] | None = None
) -> None:
    """Every figure with a list is the total of that list; rows in which no record stands twice add up."""
    figures = [*told["total"], *(figure for row in told["rows"] for figure in row["figures"])]
    for figure in figures:
        if figure["list"] is not None:
            assert await behind(client, figure, headers) == figure["value"], figure
    if told["dimensions"] and not any(one["multiple"] for one in told["dimensions"]):
        for at, measure in enumerate(told["measures"]):
            if measure["decimals"] == 0 and measure["code"] in {"innovations", "represented"}:
                assert sum(row["figures"][at]["value"] for row in told["rows"]) == told["total"][at]["value"]


def by_code(told: Figure, at: int = 0) -> dict[str | None, Any]:
    """Return a figure of each row by the code of its first dimension."""
    return {row["keys"][0]["code"]: row["figures"][at]["value"] for row in told["rows"]}
