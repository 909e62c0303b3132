"""So many plans as a source counts, named one by one."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.action_plans.desk import Desk, edition
from tests.innovations.keeping import errors_of


async def test_the_organiser_counts_plans_that_nobody_has_named(desk: Desk) -> None:
    told = {"edition": "seminar-uji", "slug": "tiga-puluh-tujuh", "count": 37, "innovators": 37, "source": "Berita"}
    told |= {"phrase": "37 hasil inovasi dari 37 orang ASN"}
    answer = await desk.ask("penyelenggara", "POST", "/plan-aggregates", told)
    made = answer.json()
    assert (answer.status_code, answer.headers["location"][-17:]) == (201, "/tiga-puluh-tujuh")
    assert (made["count"], made["named"], made["unnamed"], made["innovators"]) == (37, 0, 37, 37)
    assert (made["phrase"], made["document"], made["edition"]["slug"]) == (told["phrase"], None, "seminar-uji")
    # how many there are is public with the edition
    assert await desk.get(None, "/plan-aggregates/tiga-puluh-tujuh") == made
    again = await desk.ask("penyelenggara", "POST", "/plan-aggregates", told)
    assert errors_of(again) == [("#/slug", "taken")]
    foreign = await desk.ask("lain", "POST", "/plan-aggregates", {**told, "slug": "lain"})
    assert (foreign.status_code, errors_of(foreign)) == (403, [("#/edition", "not_yours")])


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"count": 0}, [("#/count", "too_small")]),
        ({"count": 10_001}, [("#/count", "too_large")]),
        ({"count": 2**70}, [("#/count", "too_large")]),
        ({"count": "37"}, [("#/count", "not_integer")]),
        ({"edition": "tidak-ada"}, [("#/edition", "unknown_reference")]),
        ({"document": "tidak-ada"}, [("#/document", "unknown_reference")]),
        ({"slug": "019ab3c1-0400-7d3e-9a51-3c8f1f1d2b61"}, [("#/slug", "taken")]),
        ({"named": 2}, [("#/named", "unknown")]),
    ],
)
async def test_what_is_wrong_with_a_number_of_plans(desk: Desk, told: Any, wrong: Any) -> None:
    body = {"edition": "seminar-uji", "count": 37, "source": "Berita", **told}
    answer = await desk.ask("registrar", "POST", "/plan-aggregates", body)
    assert (answer.status_code, errors_of(answer)) == (422, wrong)


async def places(desk: Desk, number: dict[str, Any]) -> tuple[int, int, int]:
    """Return how many plans a number counts, and how many of them have a name and have none."""
    read = await desk.get(None, f"/plan-aggregates/{number['slug']}")
    return read["count"], read["named"], read["unnamed"]


async def test_naming_takes_a_place_and_withdrawing_gives_it_back(desk: Desk) -> None:
    number = await desk.counted(2)
    first = await desk.named(aggregate=number["slug"])
    assert (first["aggregate"]["slug"], await places(desk, number)) == (number["slug"], (2, 1, 1))
    outside = await desk.named()
    second = await desk.patch("kota", f"/action-plans/{outside['id']}", {"aggregate": number["id"]})
    assert (second["aggregate"]["count"], await places(desk, number)) == (2, (2, 2, 0))
    # what has its place keeps it
    assert (await desk.patch("kota", f"/action-plans/{first['id']}", {"aggregate": number["slug"]}))["version"] == 1
    full = await desk.ask("kota", "POST", "/action-plans", desk.wish(aggregate=number["slug"]))
    assert (full.status_code, full.json()["code"], full.json()["count"]) == (409, "aggregate_full", 2)
    await desk.acted("kota", first, "withdraw", reason="Bukan dari seminar ini.")
    assert await places(desk, number) == (2, 1, 1)
    await desk.patch("kota", f"/action-plans/{second['id']}", {"aggregate": None})
    assert await places(desk, number) == (2, 0, 2)


async def test_a_plan_is_none_of_those_of_another_edition(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        slug = (await edition(session, organiser_id=desk.agencies["penyelenggara"].id)).slug
    number = await desk.counted(2, edition=slug)
    answer = await desk.ask("kota", "POST", "/action-plans", desk.wish(aggregate=number["slug"]))
    assert errors_of(answer) == [("#/aggregate", "not_of_the_edition")]


async def test_a_count_is_corrected_but_not_below_what_is_named(desk: Desk) -> None:
    number = await desk.counted(5)
    for _ in range(2):
        await desk.named(aggregate=number["slug"])
    path = f"/plan-aggregates/{number['slug']}"
    small = await desk.ask("registrar", "PATCH", path, {"count": 1})
    assert (small.status_code, small.json()["code"], small.json()["named"]) == (409, "aggregate_too_small", 2)
    changed = await desk.patch("registrar", path, {"count": 2, "note": "Menurut daftar hadir."})
    assert (changed["count"], changed["unnamed"], changed["note"], changed["version"]) == (
        *(2, 0, "Menurut daftar hadir.", 2),
    )
    assert (await desk.ask("registrar", "PATCH", path, {"count": 3}, if_match='"v1"')).status_code == 412
    assert (await desk.ask("kota", "PATCH", path, {"count": 3})).status_code == 403
    assert errors_of(await desk.ask("registrar", "PATCH", path, {"count": None})) == [("#/count", "null_refused")]


async def test_of_those_who_name_the_last_plan_at_once_one_wins(desk: Desk) -> None:
    number = await desk.counted(2)
    await desk.named(aggregate=number["slug"])
    wishes = [desk.wish(aggregate=number["slug"]) for _ in range(4)]
    answers = await asyncio.gather(*(desk.ask("kota", "POST", "/action-plans", wish) for wish in wishes))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 3}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"aggregate_full"}
    assert await places(desk, number) == (2, 2, 0)


async def test_a_plan_that_is_sent_twice_at_once_is_recorded_once(desk: Desk) -> None:
    wish = desk.wish()
    answers = await asyncio.gather(*(desk.ask("kota", "POST", "/action-plans", wish) for _ in range(3)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 2}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"plan_recorded"}
    kept = [
        await desk.ask("kota", "POST", "/action-plans", desk.wish(title="Sekali Saja"), idempotency_key="satu-rencana")
        for _ in range(2)
    ]
    assert kept[0].json() == kept[1].json()


async def test_numbers_are_listed_by_edition_and_by_whether_all_are_named(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        slug = (await edition(session, organiser_id=desk.agencies["penyelenggara"].id)).slug
        hidden = await edition(session, status="draft", organiser_id=desk.agencies["penyelenggara"].id)
        secret = hidden.slug
    full, open_ = await desk.counted(1, edition=slug), await desk.counted(1, edition=slug)
    await desk.named(edition=slug, aggregate=full["slug"])
    await desk.counted(1, edition=secret)

    async def found(who: str | None, query: str) -> list[str]:
        return [item["slug"] for item in (await desk.get(who, f"/plan-aggregates?{query}"))["items"]]

    assert await found(None, f"edition={slug}") == [open_["slug"], full["slug"]]
    assert await found(None, f"edition={slug}&unnamed=true") == [open_["slug"]]
    assert await found(None, f"edition={slug}&unnamed=false") == [full["slug"]]
    assert (await found(None, f"edition={secret}"), len(await found("penyelenggara", f"edition={secret}"))) == ([], 1)
    page = await desk.get(None, f"/plan-aggregates?edition={slug}&limit=1&with_total=true")
    rest = await desk.get(None, f"/plan-aggregates?edition={slug}&limit=1&with_total=true&cursor={page['next']}")
    assert (page["total"], rest["items"][0]["slug"]) == (2, full["slug"])
