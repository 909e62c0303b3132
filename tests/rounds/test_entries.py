"""The list of entries: by name, page by page in both directions, and no name in what leads from one to the next."""

import base64
from typing import Any

import pytest

from app.core.ids import new_id
from app.core.paging import Cursor, encode
from app.core.queries import listing_of
from app.rounds.schemas import EntryFilters
from tests.conftest import Fresh
from tests.rounds.scene import Scene, furnished


@pytest.fixture
async def scene(fresh: Fresh) -> Scene:
    return await furnished(fresh, innovations=7)


async def test_pages_together_are_the_list_in_both_directions(scene: Scene) -> None:
    slug = await scene.opened()
    # three of one name, which their ids tell apart
    await scene.run(
        "UPDATE round_entry SET name = 'Inovasi Sama' WHERE name IN ('Inovasi B', 'Inovasi E', 'Inovasi G')"
    )
    path = f"/rounds/{slug}/entries"
    whole = [item["id"] for item in (await scene.get(scene.registrar, f"{path}?limit=200"))["items"]]
    names = [item["name"] for item in (await scene.get(scene.registrar, f"{path}?limit=200"))["items"]]
    assert names == [*(f"Inovasi {letter}" for letter in "ACDF"), *["Inovasi Sama"] * 3]

    async def read(way: str, page: dict[str, Any]) -> list[list[str]]:
        pages = [page]
        while token := pages[-1][way]:
            assert b"Inovasi" not in base64.urlsafe_b64decode(f"{token}===")
            pages.append(await scene.get(scene.registrar, f"{path}?limit=2&cursor={token}"))
        return [[item["id"] for item in one["items"]] for one in pages]

    forward = await read("next", await scene.get(scene.registrar, f"{path}?limit=2"))
    assert forward == [whole[place : place + 2] for place in range(0, 7, 2)]
    last = await scene.get(scene.registrar, f"{path}?limit=2")
    while last["next"]:
        last = await scene.get(scene.registrar, f"{path}?limit=2&cursor={last['next']}")
    backward = await read("prev", last)
    assert [one for page in reversed(backward) for one in page] == whole


async def test_a_place_that_is_none_is_refused_or_leads_nowhere(scene: Scene) -> None:
    slug = await scene.opened()
    path = f"/rounds/{slug}/entries"
    round_id = (await scene.get(scene.registrar, f"/rounds/{slug}"))["id"]
    listing = listing_of(f"entries {round_id}", EntryFilters())
    nowhere = encode(Cursor((str(new_id()),) * 2, backwards=False), listing)
    assert (await scene.get(scene.registrar, f"{path}?cursor={nowhere}"))["items"] == []
    wrong = encode(Cursor(("Inovasi A", "x"), backwards=False), listing)
    assert (await scene.get(scene.registrar, f"{path}?cursor={wrong}", 400))["code"] == "invalid_cursor"
