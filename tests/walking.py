"""Reading a list page by page, as a client does."""

from collections.abc import Iterable
from itertools import cycle
from typing import Any

import httpx


async def page_of(client: httpx.AsyncClient, path: str, **query: object) -> dict[str, Any]:
    """Return one page; parameters that are None are left out."""
    answer = await client.get(path, params={name: str(value) for name, value in query.items() if value is not None})
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def there_and_back(
    client: httpx.AsyncClient, path: str, sizes: Iterable[int], **filters: object
) -> tuple[list[str], list[str]]:
    """Return the ids of a whole list, read by `next` to its end, and read from there by `prev` to its beginning."""
    limits = cycle(sizes)
    page = await page_of(client, path, limit=next(limits), **filters)
    assert page["prev"] is None
    there = [item["id"] for item in page["items"]]
    while page["next"]:
        page = await page_of(client, path, limit=next(limits), cursor=page["next"], **filters)
        assert page["items"]
        there += [item["id"] for item in page["items"]]
    back = [item["id"] for item in page["items"]]
    while page["prev"]:
        page = await page_of(client, path, limit=next(limits), cursor=page["prev"], **filters)
        assert page["items"]
        assert page["next"]
        back = [item["id"] for item in page["items"]] + back
    return there, back
