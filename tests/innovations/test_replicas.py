"""What a replication made stays with the records, whatever a patch says and whichever of them is merged."""

from typing import Any
from uuid import UUID

from app.innovations.service import InnovationService
from app.models import Innovation, Mandate, MandateDecision, ReplicationRequest
from tests import factories
from tests.innovations.keeping import Registry
from tests.lineage import making

REPLICATION = "SELECT {} FROM replication_request WHERE id = :id"


async def family(registry: Registry, **facts: Any) -> tuple[Innovation, Innovation, ReplicationRequest]:
    """An origin, a replica of it, and the replication that made it."""
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session, agency_id=registry.agency.id)
        made = await making.replica(session, origin, registry.other_agency)
        asked = await making.request(session, origin, registry.other_agency, registry.person, made, **facts)
        await InnovationService(session).publish([origin.id, made.id])
    return origin, made, asked


def outgoing(record: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["kind"], one["innovation"]["slug"]) for one in record["relations"] if one["direction"] == "outgoing"]


async def merged(registry: Registry, one: object, into: object) -> None:
    answer = await registry.registrar.act(str(one), "merge", {"into": str(into), "reason": "Satu inovasi"})
    assert answer.status_code == 200, answer.text


async def replication(registry: Registry, asked: ReplicationRequest) -> tuple[UUID, UUID | None]:
    """Return origin and replica of a replication as they are now."""
    ends = [await registry.run(REPLICATION.format(name), id=asked.id) for name in ("origin_id", "replica_id")]
    return ends[0], ends[1]


async def test_a_patch_does_not_take_a_replica_from_its_origin(registry: Registry) -> None:
    origin, made, _ = await family(registry)
    other = await registry.published()
    key = str(made.id)
    before = (await registry.registrar.read(key))["version"]
    record = await registry.registrar.corrected(key, {"relations": []})
    assert outgoing(record) == [("adapts", origin.slug)]
    # nothing was changed by it
    assert record["version"] == before
    wanted = [{"kind": "succeeds", "innovation": other["slug"]}]
    record = await registry.registrar.corrected(key, {"relations": wanted})
    assert outgoing(record) == [("adapts", origin.slug), ("succeeds", other["slug"])]
    assert outgoing(await registry.registrar.corrected(key, {"relations": []})) == [("adapts", origin.slug)]


async def test_a_patch_that_repeats_the_origin_does_not_double_it(registry: Registry) -> None:
    origin, made, _ = await family(registry)
    for kind in ("adapts", "copies"):
        wanted = [{"kind": kind, "innovation": origin.slug, "note": "Dari tambalan"}]
        record = await registry.registrar.corrected(str(made.id), {"relations": wanted})
        assert outgoing(record) == [("adapts", origin.slug)]
        assert record["relations"][0]["note"] is None
    # what it says beside that is another matter
    wanted = [{"kind": "part_of", "innovation": origin.slug}]
    record = await registry.registrar.corrected(str(made.id), {"relations": wanted})
    assert outgoing(record) == [("adapts", origin.slug), ("part_of", origin.slug)]


async def test_relations_that_no_replication_made_are_replaced(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session)
        made = await making.replica(session, origin, registry.agency)
        await InnovationService(session).publish([made.id])
        # asked for, and nothing came of it yet
        await making.request(session, origin, registry.other_agency, registry.person, status="diajukan")
    assert outgoing(await registry.registrar.corrected(str(made.id), {"relations": []})) == []


async def test_an_origin_that_went_into_another_record_is_kept_as_that_one(registry: Registry) -> None:
    origin, made, asked = await family(registry)
    into = await registry.published()
    # an open one of the same agency stands in the way, so that this one stays with the record that goes
    async with registry.fresh.committing() as session:
        kept = await session.get_one(Innovation, UUID(into["id"]))
        await making.request(session, kept, registry.other_agency, registry.person, status="diajukan")
    await merged(registry, origin.id, into["id"])
    assert await replication(registry, asked) == (origin.id, made.id)
    record = await registry.registrar.corrected(str(made.id), {"relations": []})
    assert outgoing(record) == [("adapts", into["slug"])]


async def test_replications_of_a_record_go_along_with_it(registry: Registry) -> None:
    origin, made, asked = await family(registry)
    into = await registry.published()
    await merged(registry, origin.id, into["id"])
    assert await replication(registry, asked) == (UUID(into["id"]), made.id)


async def test_an_ended_replication_goes_along_beside_an_open_one(registry: Registry) -> None:
    origin, made, asked = await family(registry, status="berhenti", reason="Selesai", reason_code="lainnya")
    into = await registry.published()
    async with registry.fresh.committing() as session:
        kept = await session.get_one(Innovation, UUID(into["id"]))
        await making.request(session, kept, registry.other_agency, registry.person, status="diajukan")
    await merged(registry, origin.id, into["id"])
    assert await replication(registry, asked) == (UUID(into["id"]), made.id)


async def test_the_replication_that_made_a_replica_goes_along_with_it(registry: Registry) -> None:
    origin, made, asked = await family(registry)
    into = await registry.published()
    await merged(registry, made.id, into["id"])
    assert await replication(registry, asked) == (origin.id, UUID(into["id"]))


async def test_a_replica_has_one_replication_after_a_merge_as_well(registry: Registry) -> None:
    origin, made, asked = await family(registry)
    _, other, theirs = await family(registry)
    await merged(registry, made.id, other.id)
    assert await replication(registry, asked) == (origin.id, made.id)
    assert (await replication(registry, theirs))[1] == other.id


async def test_nothing_becomes_the_replica_of_itself(registry: Registry) -> None:
    origin, made, asked = await family(registry)
    await merged(registry, made.id, origin.id)
    assert await replication(registry, asked) == (origin.id, made.id)
    origin, made, asked = await family(registry)
    await merged(registry, origin.id, made.id)
    assert await replication(registry, asked) == (origin.id, made.id)


async def test_mandates_and_what_serves_as_well_go_along(registry: Registry) -> None:
    ordered, serving = await registry.published(), await registry.published()
    into, instead = await registry.published(), await registry.published()
    async with registry.fresh.committing() as session:
        day = making.LONG_AGO
        mandate = Mandate(
            slug=f"mandat-{ordered['slug']}",
            title="Mandat",
            innovation_id=UUID(ordered["id"]),
            decree_number="1/2026",
            decree_on=day,
            effective_on=day,
            due_on=day,
            kinds=["dinas"],
        )
        session.add(mandate)
        await session.flush()
        decision = MandateDecision(
            mandate_id=mandate.id,
            agency_id=registry.agency.id,
            ruling="memakai_setara",
            equivalent_id=UUID(serving["id"]),
            reason="Setara",
            decided_on=day,
            recorded_at=mandate.created_at,
        )
        session.add(decision)
    await merged(registry, ordered["id"], into["id"])
    await merged(registry, serving["id"], instead["id"])
    assert str(await registry.run("SELECT innovation_id FROM mandate WHERE id = :id", id=mandate.id)) == into["id"]
    decided = "SELECT equivalent_id FROM mandate_decision WHERE id = :id"
    assert str(await registry.run(decided, id=decision.id)) == instead["id"]
