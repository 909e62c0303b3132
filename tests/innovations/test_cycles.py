"""Nothing descends from itself: whichever change would close the circle is answered by a conflict of its own."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.exc import DBAPIError

from app.core.faults import fact_for
from app.core.refusals import AdaptationCycle
from app.models import InnovationRelation
from tests import factories
from tests.innovations.keeping import Keeper, Registry, errors_of


async def chain(registry: Registry, *kinds: str) -> list[dict[str, Any]]:
    """Records of which each descends from the one before, by these relations."""
    made = [await registry.published()]
    for kind in kinds:
        made.append(await registry.published(relations=[{"kind": kind, "innovation": made[-1]["slug"]}]))
    return made


async def relate(who: Keeper, one: dict[str, Any], kind: str, other: dict[str, Any]) -> httpx.Response:
    return await who.update(one["id"], {"relations": [{"kind": kind, "innovation": other["slug"]}]})


def assert_refused(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["code"]) == (409, "adaptation_cycle"), answer.text
    assert answer.json()["errors"] == []


@pytest.mark.parametrize(
    "kinds", [("adapts",), ("copies",), ("succeeds",), ("adapts", "copies", "succeeds", "adapts", "copies")]
)
@pytest.mark.parametrize("closing", ["adapts", "copies", "succeeds"])
async def test_a_circle_is_refused_and_nothing_is_changed(
    registry: Registry, kinds: tuple[str, ...], closing: str
) -> None:
    first, *_, last = await chain(registry, *kinds)
    before = await registry.public.read(first["slug"])
    assert_refused(await relate(registry.operator, first, closing, last))
    assert await registry.public.read(first["slug"]) == before


async def test_the_answer_is_told_in_both_languages(registry: Registry) -> None:
    first, last = await chain(registry, "adapts")
    body = {"relations": [{"kind": "adapts", "innovation": last["slug"]}]}
    told = {}
    for language in ("id", "en"):
        answer = await registry.operator.patch(f"/{first['id']}", body, if_match="*", accept_language=language)
        told[language] = answer.json()["title"]
    assert told == {"id": "Silsilah berputar", "en": "Lineage in a circle"}


async def test_a_record_itself_is_named_where_it_stands(registry: Registry) -> None:
    made = await registry.published()
    for kind in ("adapts", "copies", "succeeds"):
        answer = await relate(registry.operator, made, kind, made)
        assert (answer.status_code, errors_of(answer)) == (422, [("#/relations/0/innovation", "itself")])


async def test_what_is_no_descent_may_go_round(registry: Registry) -> None:
    first, last = await chain(registry, "part_of")
    assert (await relate(registry.operator, first, "part_of", last)).status_code == 200
    assert (await relate(registry.operator, first, "adapts", last)).status_code == 200


async def test_merging_that_would_close_a_circle_is_refused(registry: Registry) -> None:
    first, _, last = await chain(registry, "adapts", "copies")
    answer = await registry.registrar.act(first["id"], "merge", {"into": last["id"], "reason": "Satu"})
    assert_refused(answer)
    assert (await registry.public.read(first["slug"]))["status"] == "published"
    answer = await registry.registrar.act(
        last["id"], "decide", {"other": first["id"], "verdict": "merge", "note": "Satu"}
    )
    assert_refused(answer)


async def test_merging_two_that_follow_each_other_is_no_circle(registry: Registry) -> None:
    first, last = await chain(registry, "adapts")
    answer = await registry.registrar.act(last["id"], "merge", {"into": first["id"], "reason": "Satu"})
    assert answer.status_code == 200, answer.text


async def test_of_two_changes_at_once_that_each_add_half_of_a_circle_one_is_refused(registry: Registry) -> None:
    one, other = await registry.published(), await registry.published()
    answers = await asyncio.gather(
        relate(registry.operator, one, "adapts", other), relate(registry.registrar, other, "copies", one)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409], [answer.text for answer in answers]
    assert_refused(next(answer for answer in answers if answer.status_code == 409))
    edges = "SELECT count(*) FROM innovation_relation WHERE innovation_id IN (:one, :other)"
    assert await registry.run(edges, one=UUID(one["id"]), other=UUID(other["id"])) == 1


async def test_whoever_adds_the_second_half_waits_for_the_first(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        one, other = await factories.innovation(session), await factories.innovation(session)
    added, waiting = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with registry.fresh.committing() as session:
            await factories.relation(session, one, other, "succeeds")
            added.set()
            await waiting.wait()

    async def second() -> None:
        await added.wait()
        async with registry.fresh.committing() as session:
            session.add(InnovationRelation(innovation_id=other.id, related_id=one.id, kind="adapts"))
            asyncio.get_running_loop().call_later(0.2, waiting.set)
            await session.flush()

    done = await asyncio.gather(first(), second(), return_exceptions=True)
    assert done[0] is None
    assert isinstance(done[1], DBAPIError)
    assert isinstance(fact_for(done[1]), AdaptationCycle)
