"""The lineage of an innovation over HTTP: any distance, both ways, and nothing that the reader may not know of."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import event, insert

from app.core.concealment import pattern_of
from app.core.ids import new_id
from app.lineage import service
from app.models import Innovation, InnovationRelation
from app.models.concealment import ConcealedName
from tests import factories
from tests.innovations.keeping import Keeper, Registry
from tests.lineage import making


async def lineage(who: Keeper, key: object) -> dict[str, Any]:
    answer = await who.get(f"/{key}/lineage")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def depths(told: dict[str, Any]) -> dict[str, int]:
    return {node["name"]: node["depth"] for node in told["nodes"]}


def ends(told: dict[str, Any]) -> set[tuple[str, str, str]]:
    """The edges by the names of their ends."""
    names = {node["id"]: node["name"] for node in told["nodes"]}
    return {(names[edge["from"]], names[edge["to"]], edge["kind"]) for edge in told["edges"]}


@contextmanager
def counting(registry: Registry) -> Iterator[list[str]]:
    """Note each statement that the service sends."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    engine = registry.fresh.app.state.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_any_distance_both_ways_and_by_every_kind_of_descent(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        made = {name: await factories.innovation(session, f"Jauh {name}") for name in "abcdefg"}
        for later, earlier, kind in (
            *(("b", "a", "adapts"), ("c", "b", "succeeds"), ("d", "c", "copies"), ("e", "d", "adapts")),
            # a shorter way, a sibling of the one that is asked for, and what is no descent
            *(("e", "b", "copies"), ("f", "b", "copies"), ("g", "c", "part_of")),
        ):
            await factories.relation(session, made[later], made[earlier], kind)
    told = await lineage(registry.public, made["c"].slug)
    assert told["root"] == str(made["c"].id) == told["nodes"][0]["id"]
    assert depths(told) == {"Jauh c": 0, "Jauh b": -1, "Jauh a": -2, "Jauh d": 1, "Jauh e": 2}
    assert ends(told) == {
        ("Jauh b", "Jauh a", "adaptation"),
        ("Jauh c", "Jauh b", "successor"),
        ("Jauh d", "Jauh c", "copy"),
        ("Jauh e", "Jauh d", "adaptation"),
        ("Jauh e", "Jauh b", "copy"),
    }
    assert told["counts"] == {"ancestors": 2, "descendants": 2, "archived": 0}
    assert told["truncated"] is False
    # by id as well, and a sibling where it is reached
    assert (await lineage(registry.public, made["c"].id))["nodes"] == told["nodes"]
    assert depths(await lineage(registry.public, made["b"].id))["Jauh f"] == 1


async def test_what_a_node_and_an_edge_tell(registry: Registry) -> None:
    changes = [{"kind": "diubah", "part": "Formulir", "note": "Satu halaman"}]
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session, "Asal Cerita", agency_id=registry.agency.id, kind="digital")
        binjai = await making.owner(session, "12.75")
        made = await making.replica(session, origin, binjai, name="Replika Cerita", relation="copies")
        await factories.stage(session, made, "penerapan", on="2023")
        await making.request(
            session, origin, binjai, registry.person, made, began=making.OVERDUE, changes=changes, scope="keluar"
        )
    told = await lineage(registry.public, origin.slug)
    root, replica = told["nodes"]
    assert root["agency"]["name"] == "Dinas Perhubungan"
    assert (root["external"], root["region_code"], root["kind"]) == (False, None, "digital")
    # published long ago, and no sign of life since
    assert (root["vitality"], root["since"]) == ("vakum", None)
    assert (replica["external"], replica["region_code"]) == (True, "12.75")
    assert (replica["vitality"], replica["since"]) == ("aktif", making.OVERDUE.isoformat())
    assert told["edges"] == [
        {
            "from": str(made.id),
            "to": str(origin.id),
            "kind": "copy",
            "since": making.OVERDUE.isoformat(),
            "changes": changes,
            "note": None,
        }
    ]


async def test_what_is_not_public_does_not_show_through_what_descends_from_it(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session, "Asal Tersembunyi")
        draft = await factories.innovation(session, "Konsep", status="draft", agency_id=registry.agency.id)
        behind = await factories.innovation(session, "Di Balik Konsep")
        await factories.relation(session, draft, origin, "adapts")
        await factories.relation(session, behind, draft, "adapts")
        changes = [{"kind": "dihilangkan", "part": "Rahasia", "note": None}]
        await making.request(session, origin, registry.agency, registry.person, draft, changes=changes)
    for reader in (registry.public, registry.other_operator):
        told = await lineage(reader, origin.slug)
        assert depths(told) == {"Asal Tersembunyi": 0}
        assert told["counts"] == {"ancestors": 0, "descendants": 0, "archived": 0}
        assert depths(await lineage(reader, behind.slug)) == {"Di Balik Konsep": 0}
    kept = await lineage(registry.operator, origin.slug)
    assert depths(kept) == {"Asal Tersembunyi": 0, "Konsep": 1, "Di Balik Konsep": 2}
    assert ends(kept) == {
        ("Konsep", "Asal Tersembunyi", "adaptation"),
        ("Di Balik Konsep", "Konsep", "adaptation"),
    }
    # what was changed in a replica is told once the replica is public
    assert [edge["changes"] for edge in kept["edges"]] == [[], []]
    assert kept["nodes"][1]["vitality"] is None


async def test_what_was_archived_is_left_out_and_counted_and_hides_nothing_behind_it(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session, "Asal Arsip")
        gone = await factories.innovation(session, "Arsip", status="archived")
        behind = await factories.innovation(session, "Di Balik Arsip")
        await factories.relation(session, gone, origin, "copies")
        await factories.relation(session, behind, gone, "adapts")
    told = await lineage(registry.public, origin.slug)
    assert depths(told) == {"Asal Arsip": 0, "Di Balik Arsip": 2}
    assert (told["edges"], told["counts"]) == ([], {"ancestors": 0, "descendants": 1, "archived": 1})
    assert (await lineage(registry.registrar, origin.slug))["counts"]["archived"] == 0


async def test_a_record_that_is_not_public_has_its_lineage_for_its_keepers(registry: Registry) -> None:
    draft = await registry.made(name="Konsep Sendiri")
    assert depths(await lineage(registry.operator, draft["id"])) == {"Konsep Sendiri": 0}
    for path in ("lineage", "lineage.svg", "used-by"):
        for reader in (registry.public, registry.other_operator):
            assert (await reader.get(f"/{draft['id']}/{path}")).status_code == 404
        assert (await registry.operator.get(f"/{draft['id']}/{path}")).status_code == 200


@pytest.mark.parametrize(("path", "query"), [("lineage", ""), ("lineage.svg", "?lang=en"), ("used-by", "")])
async def test_a_record_that_moved_or_was_archived(registry: Registry, path: str, query: str) -> None:
    made = await registry.published()
    assert (await registry.registrar.update(made["id"], {"slug": f"baru-{made['slug']}"})).status_code == 200
    moved = await registry.public.get(f"/{made['slug']}/{path}{query}")
    assert moved.status_code == 308
    assert moved.headers["location"].endswith(f"/v1/innovations/baru-{made['slug']}/{path}{query}")
    await registry.registrar.move(made["id"], "archive")
    gone = await registry.public.get(f"/{made['id']}/{path}")
    assert (gone.status_code, gone.json()["code"]) == (410, "archived")
    assert (await registry.public.get(f"/tidak-ada/{path}")).status_code == 404


async def test_what_went_into_another_record_leaves_its_place_to_that_one(registry: Registry) -> None:
    origin, into = await registry.published(), await registry.published()
    first = await registry.published(relations=[{"kind": "adapts", "innovation": origin["slug"]}])
    later = await registry.published(relations=[{"kind": "copies", "innovation": first["slug"]}])
    answer = await registry.registrar.act(first["id"], "merge", {"into": into["slug"], "reason": "Satu"})
    assert answer.status_code == 200, answer.text
    told = await lineage(registry.public, origin["slug"])
    assert depths(told) == {origin["name"]: 0, into["name"]: 1, later["name"]: 2}
    assert told["counts"]["archived"] == 0


async def test_a_name_that_was_withdrawn_is_not_told(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session)
        made = await making.replica(session, origin, registry.other_agency, seen=None)
        await making.sign(session, made, making.RECENT, "bukti", reference="Laporan Zulaikha Harahap")
        changes = [{"kind": "diubah", "part": "Alur Zulaikha Harahap", "note": "Usul Zulaikha Harahap"}]
        await making.request(session, origin, registry.other_agency, registry.person, made, changes=changes)
        person = await factories.person(session, "Zulaikha Harahap")
    before = (await registry.public.get(f"/{origin.slug}/lineage")).text
    assert "Zulaikha" in before
    async with registry.fresh.committing() as session:
        session.add(ConcealedName(person_id=person.id, pattern=pattern_of("Zulaikha Harahap")))
    for path in ("lineage", "used-by"):
        after = (await registry.public.get(f"/{origin.slug}/{path}")).text
        assert "Zulaikha" not in after
        assert "[dirahasiakan]" in after


async def fan(registry: Registry, size: int) -> Innovation:
    """An origin with so many descendants, a few of them in a row."""
    async with registry.fresh.committing() as session:
        origin = await factories.innovation(session)
        rows = [
            {
                "id": new_id(),
                "slug": f"kipas-{origin.slug}-{number}",
                "name": f"Kipas {number}",
                "name_key": f"kipas {number}",
                "agency_id": None,
                "status": "published",
                "published_at": datetime.now(UTC),
            }
            for number in range(size)
        ]
        await session.execute(insert(Innovation), rows)
        earlier = [origin.id, *(row["id"] for row in rows)]
        relations = [
            {
                "id": new_id(),
                "innovation_id": row["id"],
                "related_id": earlier[number if number < 4 else 0],
                "kind": "adapts",
            }
            for number, row in enumerate(rows)
        ]
        await session.execute(insert(InnovationRelation), relations)
    return origin


async def test_five_hundred_take_as_many_statements_as_five(registry: Registry) -> None:
    few, many = await fan(registry, 5), await fan(registry, 500)
    for path in ("lineage", "lineage.svg", "used-by"):
        with counting(registry) as for_few:
            assert (await registry.public.get(f"/{few.slug}/{path}")).status_code == 200
        with counting(registry) as for_many:
            assert (await registry.public.get(f"/{many.slug}/{path}")).status_code == 200
        assert len(for_few) == len(for_many) <= 6, for_many
    told = await lineage(registry.public, many.slug)
    assert told["counts"] == {"ancestors": 0, "descendants": 500, "archived": 0}
    assert max(depths(told).values()) == 4


async def test_of_too_many_the_nearest_are_told(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    origin = await fan(registry, 12)
    monkeypatch.setattr(service, "MOST_NODES", 5)
    told = await lineage(registry.public, origin.slug)
    assert told["truncated"] is True
    assert len(told["nodes"]) == 5
    assert set(depths(told).values()) == {0, 1}
    monkeypatch.setattr(service, "MOST_NODES", 13)
    told = await lineage(registry.public, origin.slug)
    assert (told["truncated"], len(told["nodes"])) == (False, 13)


async def test_the_drawing_is_a_picture_with_a_tag_of_its_own(registry: Registry) -> None:
    origin = await registry.published(name="Gambar <Asal> & Anak")
    path = f"/{origin['slug']}/lineage.svg"
    drawn = await registry.public.get(path, accept="image/avif,image/svg+xml,image/*;q=0.8")
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert drawn.headers["content-language"] == "id"
    assert drawn.headers["vary"] == "accept-language"
    assert drawn.headers["cache-control"] == "public, no-cache"
    assert ET.fromstring(drawn.content)[0].text == "Silsilah Gambar <Asal> & Anak"  # noqa: S314 - our own answer
    english = await registry.public.get(path, accept_language="en")
    assert english.headers["content-language"] == "en"
    assert english.content == (await registry.public.get(f"{path}?lang=en")).content != drawn.content
    again = await registry.public.get(path, if_none_match=drawn.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    await registry.published(relations=[{"kind": "copies", "innovation": origin["slug"]}])
    changed = await registry.public.get(path, if_none_match=drawn.headers["etag"])
    assert changed.status_code == 200
    assert changed.headers["etag"] != drawn.headers["etag"]
    assert (await registry.public.get(path, accept="application/json")).status_code == 406
    assert (await registry.public.get(f"{path}?lang=fr")).status_code == 422
