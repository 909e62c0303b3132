"""Records that may be the same: told at registration, decided before publication, and made one."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from sqlalchemy import select

from app.core.database import engine_url
from app.innovations.schemas import InnovationRead
from app.models import Account, Agency, Ambiguity, Citation, DuplicateDecision, Source
from app.models.codes import RecordStatus
from app.reference.files import read_reference
from app.reference.service import ReferenceService
from tests import factories
from tests.conftest import Server
from tests.innovations.keeping import Keeper, Registry, errors_of, served, unlike
from tests.innovations.rendering import render
from tests.signing import account, key, sign

WAITING = """
SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE NOT l.granted AND a.datname = current_database()"""
PROBLEM = "Surat masuk tercecer dan tidak dapat dilacak oleh siapa pun"

SPELLINGS = [
    ("Café Data Medan", "Cafe\N{COMBINING ACUTE ACCENT} Data Medan"),
    ("Layanan Cepat", "LAYANAN CEPAT"),
    ("Jemput Bola", "".join(chr(ord(letter) + 0xFEE0) if letter != " " else letter for letter in "JEMPUT Bola")),
    ("Kartu Sehat", "Kartu\N{NO-BREAK SPACE}Sehat"),
    ("Pasar Murah", "Pa\N{ZERO WIDTH SPACE}sar Mu\N{SOFT HYPHEN}rah\N{ZERO WIDTH NO-BREAK SPACE}"),
    ("Istimewa Izin", "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}stimewa \N{LATIN SMALL LETTER DOTLESS I}zin"),
    ("E-RESES Kota", "e reses  kota"),
    ("Si Kulin", "SIKULIN"),
    ("Ruang Terbuka Straße", "ruang_terbuka.STRASSE"),
    ("\N{LATIN SMALL LIGATURE FI}rma Daring", "Firma Daring!"),
]


@pytest.mark.parametrize(("name", "again"), SPELLINGS)
async def test_a_name_of_an_agency_is_taken_in_every_spelling(registry: Registry, name: str, again: str) -> None:
    made = await registry.operator.create(name)
    answer = await registry.operator.post("", {"name": again})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "duplicate_name")
    assert (problem["existing_id"], problem["existing_slug"]) == (made["id"], made["slug"])
    assert errors_of(answer) == [("#/name", "duplicate_name")]
    elsewhere = await registry.other_operator.post("", {"name": again})
    assert elsewhere.status_code == 201, "another agency may have the same name"
    assert elsewhere.json()["slug"] != made["slug"]


async def test_a_name_is_taken_for_corrections_too(registry: Registry) -> None:
    name = unlike()
    first, second = await registry.operator.create(name), await registry.operator.create()
    answer = await registry.operator.update(second["id"], {"name": name.upper()})
    assert (answer.status_code, answer.json()["existing_id"]) == (409, first["id"])
    assert (await registry.operator.corrected(first["id"], {"name": name.upper()}))["name"] == name.upper()
    elsewhere = await registry.other_operator.create(name)
    answer = await registry.registrar.update(elsewhere["id"], {"agency": "dinas-perhubungan"})
    assert (answer.status_code, answer.json()["existing_id"]) == (409, first["id"])
    await registry.operator.move(first["id"], "archive")
    assert (await registry.operator.post("", {"name": name})).json()["existing_id"] == first["id"], "archived, not gone"


async def test_of_many_who_register_one_name_at_once_one_does(registry: Registry) -> None:
    name = unlike()
    spellings = [name, name.upper(), f" {name} ", name.lower()] * 5
    answers = await asyncio.gather(*(registry.operator.post("", {"name": spelling}) for spelling in spellings))
    (made,) = [answer.json() for answer in answers if answer.status_code == 201]
    refused = [answer for answer in answers if answer.status_code != 201]
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(409, "duplicate_name")}
    assert {answer.json()["existing_id"] for answer in refused} == {made["id"]}
    assert len(await registry.events(made["id"])) == 1


async def test_two_agencies_that_register_one_name_at_once_get_an_address_each(registry: Registry) -> None:
    name = unlike()
    keepers = (registry.operator, registry.other_operator)
    answers = await asyncio.gather(*(keeper.post("", {"name": name}) for keeper in keepers))
    assert [answer.status_code for answer in answers] == [201, 201]
    slugs = [answer.json()["slug"] for answer in answers]
    assert len(set(slugs)) == 2
    assert name.lower() in slugs


async def test_whoever_waited_for_the_other_to_commit_is_told_of_its_record(registry: Registry) -> None:
    """The check sees nothing, the unique index does: the work is done once more and names what is there now."""
    name = unlike()
    async with registry.fresh.committing() as session:
        made = await factories.innovation(session, name, agency_id=registry.agency.id, status="draft")
        waiting = asyncio.create_task(registry.operator.post("", {"name": name}))
        await until_somebody_waits(registry.fresh.url)
        assert not waiting.done()
    answer = await waiting
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate_name")
    assert answer.json()["existing_id"] == str(made.id)


async def until_somebody_waits(url: str) -> None:
    """Wait until a transaction waits for another one."""
    watcher = await asyncpg.connect(engine_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        async with asyncio.timeout(5):
            while not await watcher.fetchval(WAITING):  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.01)
    finally:
        await watcher.close()


@dataclass(frozen=True)
class City:
    """The registry as it ships, with an operator of another agency than those whose records are alike."""

    registrar: Keeper
    registrar_id: UUID
    operator: Keeper
    secretariat: Keeper

    async def id_of(self, slug: str) -> str:
        identity: str = (await self.registrar.read(slug))["id"]
        return identity


@pytest.fixture(scope="module")
async def city(server: Server, migrated: str) -> AsyncIterator[City]:
    async with served(server, migrated) as fresh:
        async with fresh.committing() as session:
            await ReferenceService(session).load(read_reference(), lambda _kind, _done, _total: None)
            agencies = {row.slug: row.id for row in await session.execute(select(Agency.slug, Agency.id))}
            orta = await account(session, "registrar")
            heads = [
                await key(session, orta),
                await sign(session, "operator", agency_id=agencies["bagian-hukum"]),
                await sign(session, "operator", agency_id=agencies["sekretariat-dprd"]),
            ]
        registrar, operator, secretariat = (Keeper(fresh, headers) for headers in heads)
        yield City(registrar, orta.id, operator, secretariat)


def names_of(entries: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {entry["slug"]: entry["reasons"] for entry in entries}


async def test_si_surat_and_e_surat_are_told_and_decided_on(city: City) -> None:
    made = await city.operator.create("E-SURAT")
    similar = {entry["slug"]: entry for entry in made["similar"]}
    assert names_of(made["similar"]) == {"e-surat": ["same_name"], "si-surat": ["similar_name"]}
    assert similar["e-surat"]["score"] == 1
    assert similar["si-surat"]["score"] == 0.6
    assert all(entry["needs_decision"] for entry in similar.values())

    told = (await city.registrar.get("/si-surat/duplicates")).json()["items"]
    assert {made["id"], await city.id_of("e-surat")} <= {entry["id"] for entry in told if entry["needs_decision"]}

    await city.registrar.move(made["id"], "submit", "verify")
    answer = await city.registrar.act(made["id"], "publish")
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate_undecided")
    assert {entry["slug"] for entry in answer.json()["undecided"]} == {"e-surat", "si-surat"}

    began = datetime.now(UTC)
    for index, other in enumerate(("si-surat", "e-surat")):
        answer = await city.registrar.act(
            made["id"], "decide", {"other": other, "verdict": "distinct", "note": f"Lain {index}."}
        )
        assert (answer.status_code, answer.json()["id"]) == (200, made["id"])
    assert (await city.registrar.act(made["id"], "publish")).status_code == 200

    entries = {entry["slug"]: entry for entry in (await city.operator.get(f"/{made['id']}/duplicates")).json()["items"]}
    assert (entries["si-surat"]["verdict"], entries["si-surat"]["note"]) == ("distinct", "Lain 0.")
    assert began <= datetime.fromisoformat(entries["si-surat"]["decided_at"]) <= datetime.now(UTC)
    async with city.registrar.fresh.committing() as session:
        decisions = await session.scalars(
            select(DuplicateDecision).where(DuplicateDecision.decided_by_id == city.registrar_id)
        )
        pairs = {frozenset((str(one.first_id), str(one.second_id))) for one in decisions}
    assert pairs == {frozenset((made["id"], await city.id_of(slug))) for slug in ("si-surat", "e-surat")}


async def test_the_same_name_within_the_agency_is_no_twin_but_a_refusal(city: City) -> None:
    answer = await city.secretariat.post("", {"name": "e-surat"})
    assert (answer.status_code, answer.json()["existing_slug"]) == (409, "e-surat")


async def test_a_doubt_in_the_sources_is_decided_before_the_record_is_published_again(city: City) -> None:
    doubted = {relation["innovation"]["slug"] for relation in (await city.registrar.read("e-disposisi"))["relations"]}
    assert "si-surat" in doubted
    await city.registrar.move("e-disposisi", "return", "submit", "verify")
    answer = await city.registrar.act("e-disposisi", "publish")
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate_undecided")
    for entry in answer.json()["undecided"]:
        body = {"other": entry["slug"], "verdict": "distinct", "note": "Fungsinya lain."}
        assert (await city.registrar.act("e-disposisi", "decide", body)).status_code == 200
    assert (await city.registrar.act("e-disposisi", "publish")).status_code == 200
    kinds = {relation["kind"] for relation in (await city.registrar.read("e-disposisi"))["relations"]}
    assert "possibly_same_as" not in kinds, "the doubt is gone"
    assert "e-disposisi" not in str((await city.registrar.get("/si-surat/relations")).json())


async def test_records_of_one_problem_are_told(registry: Registry) -> None:
    first = await registry.published(problem=PROBLEM)
    same_agency = await registry.operator.create(problem=PROBLEM.upper())
    (entry,) = same_agency["similar"]
    assert (entry["id"], entry["reasons"], entry["needs_decision"]) == (first["id"], ["same_problem"], False)
    elsewhere = await registry.other_operator.create(problem=f"{PROBLEM}.")
    (entry,) = elsewhere["similar"]
    assert (entry["id"], entry["reasons"], entry["needs_decision"]) == (first["id"], ["same_problem"], True)


async def test_records_are_told_by_alias_and_expansion_when_a_correction_makes_them_alike(registry: Registry) -> None:
    name, expansion = unlike(), f"{unlike()} {unlike()}"
    first = await registry.published(name=name, aliases=[{"name": expansion, "kind": "kepanjangan"}])
    made = await registry.other_operator.create()
    assert made["similar"] == []
    for body, reason in (
        ({"aliases": [{"name": name, "kind": "singkatan"}]}, "same_alias"),
        ({"aliases": [], "name": expansion}, "same_alias"),
        ({"name": f"Sistem {name}"}, "contained_name"),
    ):
        answer = await registry.other_operator.update(made["id"], body)
        (entry,) = answer.json()["similar"]
        assert (entry["id"], entry["reasons"][-1]) == (first["id"], reason)
    assert (await registry.other_operator.update(made["id"], {"goal": "Lain"})).json()["similar"] == []


async def test_drafts_of_others_are_similar_only_for_who_keeps_all(registry: Registry) -> None:
    name = unlike()
    hidden = await registry.other_operator.create(name)
    mine = await registry.operator.create(name)
    assert mine["similar"] == []
    assert (await registry.operator.get(f"/{mine['id']}/duplicates")).json()["items"] == []
    assert (await registry.operator.update(mine["id"], {"problem": PROBLEM[::-1]})).json()["similar"] == []
    (entry,) = (await registry.registrar.get(f"/{mine['id']}/duplicates")).json()["items"]
    assert (entry["id"], entry["status"]) == (hidden["id"], "draft")
    await registry.registrar.move(mine["id"], "submit", "verify", "publish")
    (entry,) = (await registry.other_operator.get(f"/{hidden['id']}/duplicates")).json()["items"]
    assert entry["id"] == mine["id"], "what is published may be told"


async def test_drafts_do_not_crowd_out_the_published_record_that_is_alike(registry: Registry) -> None:
    name = unlike()
    published = await registry.published(name=f"{name} Satu")
    async with registry.fresh.committing() as session:
        for _ in range(15):
            await factories.innovation(session, f"{name} Dua", status="draft")
    made = await registry.other_operator.create(f"{name} Dua")
    assert [entry["id"] for entry in made["similar"]] == [published["id"]]
    await registry.registrar.move(made["id"], "submit", "verify")
    answer = await registry.registrar.act(made["id"], "publish")
    assert [entry["id"] for entry in answer.json()["undecided"]] == [published["id"]]


async def test_of_two_twins_published_at_once_one_waits_for_a_decision(registry: Registry) -> None:
    name = unlike()
    twins = [await keeper.create(name) for keeper in (registry.operator, registry.other_operator)]
    for twin in twins:
        await registry.registrar.move(twin["id"], "submit", "verify")
    answers = await asyncio.gather(*(registry.registrar.act(twin["id"], "publish") for twin in twins))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["code"] == "duplicate_undecided"


async def test_a_decision_may_be_that_they_are_one(registry: Registry) -> None:
    name = unlike()
    survivor = await registry.published(name=name)
    twin = await registry.other_operator.create(name)
    await registry.registrar.move(twin["id"], "submit", "verify")
    body = {"other": survivor["slug"], "verdict": "merge", "note": "Satu aplikasi."}
    answer = await registry.registrar.act(twin["id"], "decide", body)
    assert (answer.status_code, answer.json()["id"]) == (200, survivor["id"])
    assert (
        (await registry.public.get(f"/{twin['id']}"))
        .headers["location"]
        .endswith(f"/v1/innovations/{survivor['slug']}")
    )
    async with registry.fresh.committing() as session:
        ids = sorted((UUID(twin["id"]), UUID(survivor["id"])))
        decision = await session.get_one(DuplicateDecision, ids)
        assert (decision.verdict, decision.note) == ("merge", "Satu aplikasi.")
        assert (await session.get_one(Account, decision.decided_by_id)).roles == ["registrar"]


async def test_a_decision_names_another_record_that_there_is(registry: Registry) -> None:
    made = await registry.published()
    gone = await registry.published()
    await registry.registrar.act(gone["id"], "merge", {"into": made["id"], "reason": "Sama."})
    for other, code in (
        ("tidak-ada", "unknown_reference"),
        (gone["id"], "unknown_reference"),
        (made["slug"], "itself"),
    ):
        answer = await registry.registrar.act(
            made["id"], "decide", {"other": other, "verdict": "distinct", "note": "x"}
        )
        assert (answer.status_code, errors_of(answer)) == (422, [("#/other", code)])
        answer = await registry.registrar.act(made["id"], "decide", {"other": other, "verdict": "merge", "note": "x"})
        assert (answer.status_code, errors_of(answer)) == (422, [("#/other", code)])
        answer = await registry.registrar.act(made["id"], "merge", {"into": other, "reason": "x"})
        assert (answer.status_code, errors_of(answer)) == (422, [("#/into", code)])


async def test_an_operator_decides_on_nothing(registry: Registry) -> None:
    one, other = await registry.operator.create(), await registry.operator.create()
    for action, body in (
        ("decide", {"other": other["id"], "verdict": "distinct", "note": "x"}),
        ("merge", {"into": other["id"], "reason": "x"}),
    ):
        answer = await registry.operator.act(one["id"], action, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


async def cited(registry: Registry, *innovations: str) -> None:
    """Give each record a citation and something unclear."""
    async with registry.fresh.committing() as session:
        source = Source(slug=unlike().lower(), kind="berita", title="Berita")
        session.add(source)
        await session.flush()
        for one in innovations:
            about = {"subject_kind": "innovation", "subject_id": UUID(one)}
            session.add(Citation(**about, field="name", source_id=source.id, confidence="disebut"))
            session.add(Ambiguity(**about, position=0, field="stages", note_id="Belum jelas.", note_en="Unclear."))


@dataclass(frozen=True)
class Family:
    """A record that went into another, and those that stand around them; `names`: its own alias and a common one."""

    one: dict[str, Any]
    into: dict[str, Any]
    names: tuple[str, str]
    shared: dict[str, Any]
    third: dict[str, Any]
    part: dict[str, Any]
    naming: dict[str, Any]


async def family(registry: Registry) -> Family:
    """Let one record go into another with which it shares a part of everything."""
    shared, third = await registry.published(), await registry.published()
    names = own, common = unlike(), unlike()
    one = await registry.published(
        aliases=[{"name": own, "kind": "alias"}, {"name": common, "kind": "alias"}],
        people=[{"person": "bayu-sogara", "role": "inovator"}, {"person": "citra-lestari", "role": "coach"}],
        relations=[{"kind": "adapts", "innovation": shared["id"]}, {"kind": "succeeds", "innovation": third["id"]}],
    )
    into = await registry.published()
    body = {
        "aliases": [{"name": common, "kind": "ejaan"}],
        "people": [{"person": "bayu-sogara", "role": "inovator"}],
        "relations": [
            {"kind": "adapts", "innovation": shared["id"]},
            {"kind": "possibly_same_as", "innovation": one["id"]},
        ],
        "platform": {"relation": "bagian_platform", "innovation": one["id"]},
    }
    await registry.registrar.corrected(into["id"], body)
    part = await registry.published(platform={"relation": "bagian_platform", "innovation": one["id"]})
    naming = await registry.published(relations=[{"kind": "part_of", "innovation": one["id"]}])
    await cited(registry, one["id"], into["id"])
    await registry.registrar.corrected(one["id"], {"slug": f"{one['slug']}-baru"})
    answer = await registry.registrar.act(one["id"], "merge", {"into": into["slug"], "reason": "Satu sistem."})
    assert (answer.status_code, answer.json()["id"]) == (200, into["id"])
    assert answer.headers["etag"] == f'"v{answer.json()["version"]}"'
    return Family(one, into, names, shared, third, part, naming)


async def test_what_hangs_on_a_record_goes_along_with_it(registry: Registry) -> None:
    made = await family(registry)
    record = (await registry.public.get(f"/{made.into['id']}")).json()
    assert [(alias["name"], alias["kind"]) for alias in record["aliases"]] == [
        (made.names[1], "ejaan"),
        (made.names[0], "alias"),
        (made.one["name"], "alias"),
    ]
    assert [(part["person"]["slug"], part["role"]) for part in record["people"]] == [
        ("bayu-sogara", "inovator"),
        ("citra-lestari", "coach"),
    ]
    assert {(one["kind"], one["direction"], one["innovation"]["id"]) for one in record["relations"]} == {
        ("adapts", "outgoing", made.shared["id"]),
        ("succeeds", "outgoing", made.third["id"]),
        ("part_of", "incoming", made.naming["id"]),
    }
    assert record["counts"] == {"citations": 2, "sources": 1, "relations": 3}
    assert len(record["ambiguities"]) == 2
    assert record["platform"] == {"relation": "tidak_diketahui", "name": None, "innovation": None}, "not part of itself"
    for former in (made.one["id"], made.one["slug"], f"{made.one['slug']}-baru"):
        assert_leads(await registry.public.get(f"/{former}"), made.into)
    listed = (await registry.public.get(f"?q={made.one['name']}")).json()["items"]
    assert [item["id"] for item in listed] == [made.into["id"]], "found by its former name"


async def test_those_that_stand_around_a_merged_record_show_the_other(registry: Registry) -> None:
    made = await family(registry)
    shown = (await registry.public.get(f"/{made.part['id']}")).json()
    assert shown["platform"]["innovation"]["id"] == made.into["id"]
    for neighbour in (made.naming, made.shared, made.third):
        relations = (await registry.public.get(f"/{neighbour['id']}")).json()["relations"]
        assert [relation["innovation"]["id"] for relation in relations] == [made.into["id"]]
    async with registry.fresh.committing() as session:
        for innovation in (made.into, made.part, made.naming, made.shared, made.third):
            _, whole = await render(session, UUID(innovation["id"]))
            shown = await registry.public.get(f"/{innovation['id']}")
            assert InnovationRead.model_validate_json(shown.content) == whole


def assert_leads(answer: httpx.Response, to: dict[str, Any], tail: str = "") -> None:
    assert answer.status_code == 308, answer.text
    assert answer.headers["location"] == f"https://inovasi.example.go.id/v1/innovations/{to['slug']}{tail}"
    assert answer.content == b""


async def test_a_merge_stands_in_the_history_of_both(registry: Registry) -> None:
    one, into = await registry.published(), await registry.published()
    await registry.registrar.act(one["id"], "merge", {"into": into["id"], "reason": "Satu sistem."})
    gone = {event.action: event for event in await registry.events(one["id"])}
    assert gone["innovation.merge"].changes == {"merged_into": [None, into["id"]]}
    assert gone["innovation.merge"].reason == "Satu sistem."
    assert gone["innovation.update"].changes["status"] == ["published", "merged"]
    kept = {event.action: event for event in await registry.events(into["id"])}
    assert kept["innovation.absorb"].changes == {"absorbed": [None, one["id"]]}
    assert kept["innovation.update"].changes["aliases"][1][-1]["name"] == one["name"]


async def test_every_way_to_a_merged_record_leads_to_the_other_with_the_same_method(registry: Registry) -> None:
    one, into = await registry.published(), await registry.published()
    await registry.registrar.act(one["id"], "merge", {"into": into["id"], "reason": "Sama."})
    for former in (one["id"], one["slug"]):
        assert_leads(await registry.public.get(f"/{former}"), into)
        assert_leads(await registry.public.get(f"/{former}/relations"), into, "/relations")
        assert_leads(await registry.public.get(f"/{former}?as_of=2020-01-31"), into, "?as_of=2020-01-31")
        assert_leads(await registry.operator.get(f"/{former}"), into)
        assert_leads(await registry.operator.get(f"/{former}/duplicates"), into, "/duplicates")
        assert_leads(await registry.operator.update(former, {"summary": "x"}), into)
        assert_leads(await registry.operator.act(former, "submit"), into, "/submit")
        assert_leads(await registry.operator.post(f"/{former}/stages", {"stage": "penerapan"}), into, "/stages")
        assert_leads(await registry.registrar.act(former, "merge", {"into": "x", "reason": "x"}), into, "/merge")
    head = await registry.public.client.head(f"/v1/innovations/{one['slug']}")
    assert_leads(head, into)


async def test_a_chain_of_merges_leads_to_its_end_in_one_step(registry: Registry) -> None:
    chain = [await registry.published() for _ in range(4)]
    for one, into in ((0, 1), (1, 2), (2, 3)):
        assert (
            await registry.registrar.act(chain[one]["id"], "merge", {"into": chain[into]["id"], "reason": "Sama."})
        ).status_code == 200
    for one in chain[:3]:
        assert_leads(await registry.public.get(f"/{one['id']}"), chain[3])
        assert_leads(await registry.public.get(f"/{one['slug']}"), chain[3])
    names = [alias["name"] for alias in (await registry.operator.read(chain[3]["id"]))["aliases"]]
    assert names == [one["name"] for one in chain[:3]]


async def test_a_record_that_went_into_a_draft_is_nothing_to_the_public_until_that_is_published(
    registry: Registry,
) -> None:
    one, into = await registry.operator.create(), await registry.operator.create()
    await registry.registrar.act(one["id"], "merge", {"into": into["id"], "reason": "Sama."})
    assert (await registry.public.get(f"/{one['id']}")).status_code == 404
    assert (await registry.other_operator.get(f"/{one['id']}")).status_code == 404
    assert_leads(await registry.operator.get(f"/{one['id']}"), into)
    await registry.registrar.move(into["id"], "submit", "verify", "publish")
    assert_leads(await registry.public.get(f"/{one['id']}"), into)
    await registry.registrar.move(into["id"], "archive")
    assert (await registry.public.get(f"/{one['id']}")).json()["name"] == into["name"], "the tombstone of the other"


async def test_what_is_archived_neither_goes_into_another_record_nor_takes_one_in(registry: Registry) -> None:
    archived, draft = await registry.made(RecordStatus.ARCHIVED), await registry.operator.create()
    for one, other in ((archived, draft), (draft, archived)):
        answer = await registry.registrar.act(one["id"], "merge", {"into": other["id"], "reason": "Sama."})
        assert (answer.status_code, answer.json()["code"]) == (409, "illegal_step")
        assert (answer.json()["record_status"], answer.json()["legal_actions"]) == ("archived", ["return"])
    assert (await registry.registrar.read(draft["id"]))["status"] == "draft"


async def test_a_name_and_an_address_of_a_merged_record(registry: Registry) -> None:
    name = unlike()
    one, into = await registry.published(name=name), await registry.published()
    await registry.registrar.act(one["id"], "merge", {"into": into["id"], "reason": "Sama."})
    again = await registry.operator.create(name)
    assert again["slug"] != one["slug"], "its address leads elsewhere for good"
    assert [entry["id"] for entry in again["similar"]] == [into["id"]], "and its name is known as the other's"
    answer = await registry.operator.update(again["id"], {"slug": one["slug"]})
    assert errors_of(answer) == [("#/slug", "taken")]


async def test_two_merges_in_opposite_directions_leave_one_record(registry: Registry) -> None:
    one, other = await registry.published(), await registry.published()
    answers = await asyncio.gather(
        registry.registrar.act(one["id"], "merge", {"into": other["id"], "reason": "Sama."}),
        registry.registrar.act(other["id"], "merge", {"into": one["id"], "reason": "Sama."}),
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 200
    assert statuses[1] in {308, 422}, "the second finds the record gone, or that it leads to its own"
    found = [await registry.public.get(f"/{record['id']}") for record in (one, other)]
    assert sorted(answer.status_code for answer in found) == [200, 308]


async def test_a_new_address_leaves_the_old_one_leading_to_it(registry: Registry) -> None:
    made = await registry.published()
    neighbour = await registry.published(relations=[{"kind": "adapts", "innovation": made["id"]}])
    first, second, third = made["slug"], f"{made['slug']}-2", f"{made['slug']}-3"
    for slug in (second, third):
        answer = await registry.registrar.update(made["id"], {"slug": slug})
        assert (answer.status_code, answer.json()["slug"]) == (200, slug)
    for former in (first, second):
        assert_leads(await registry.public.get(f"/{former}"), {"slug": third})
        assert_leads(await registry.registrar.update(former, {"goal": "x"}), {"slug": third})
        assert_leads(await registry.registrar.act(former, "return"), {"slug": third}, "/return")
    assert (await registry.public.get(f"/{neighbour['id']}")).json()["relations"][0]["innovation"]["slug"] == third
    assert (await registry.last_event(made["id"])).changes == {"slug": [second, third]}

    back = await registry.registrar.update(made["id"], {"slug": first})
    assert (back.status_code, back.json()["slug"]) == (200, first)
    assert (await registry.public.get(f"/{first}")).status_code == 200
    for former in (second, third):
        assert_leads(await registry.public.get(f"/{former}"), {"slug": first})


async def test_an_address_that_another_record_has_or_had_is_not_to_be_had(registry: Registry) -> None:
    made, other = await registry.published(), await registry.operator.create()
    former = made["slug"]
    await registry.registrar.corrected(made["id"], {"slug": f"{former}-baru"})
    for slug in (former, f"{former}-baru"):
        answer = await registry.operator.update(other["id"], {"slug": slug})
        assert (answer.status_code, errors_of(answer)) == (422, [("#/slug", "taken")])
    named = await registry.other_operator.create(former.capitalize())
    assert named["slug"].startswith(f"{former}-")
    assert_leads(await registry.public.get(f"/{former}"), {"slug": f"{former}-baru"})
