"""Naming action plans, and what is said of them on the way."""

from typing import Any

import pytest
from sqlalchemy import event, select

from app.core.concealment import pattern_of
from app.models import AuditEvent, ConcealedName, Person
from tests import factories
from tests.action_plans.desk import Desk, ago, edition
from tests.innovations.keeping import errors_of, unknown_id


async def test_a_plan_begins_in_its_first_stage_on_the_day_of_the_edition(desk: Desk) -> None:
    parts = [
        {"role": "peserta", "person": "bayu-sogara", "agency": "kecamatan-medan-kota"},
        {"role": "mentor", "person": "citra-lestari", "title": "Camat Medan Kota", "valid_from": "2017"},
        {"role": "penguji", "institution": "Tim penguji LAN RI"},
        {"role": "coach", "agency": "lan-ri"},
    ]
    told = {"people": parts, "cluster": "klaster/kearsipan", "problem": "Arsip berserakan.", "goal": "Tertata."}
    answer = await desk.ask("kota", "POST", "/action-plans", desk.wish(title="Arsip Rapi", **told))
    made = answer.json()
    assert (answer.status_code, answer.headers["location"].rsplit("/", 1)[1]) == (201, made["id"])
    assert (made["stage"], made["status"], made["starts_on"], made["entered_on"], made["next_stage"]) == (
        *("drum_up", "berjalan", "2017-08-21", "2017-08-21", "diagnose"),
    )
    assert made["steps"] == [{"stage": "drum_up", "entered_on": "2017-08-21", "note": None}]
    assert (made["agency"]["slug"], made["edition"]["slug"]) == ("kecamatan-medan-kota", "seminar-uji")
    assert made["cluster"] == {"classification": "klaster", "term": "kearsipan", "name": "Kearsipan"}
    who = [
        (part["role"], (part["person"] or {}).get("name"), (part["agency"] or {}).get("slug"), part["institution"])
        for part in made["people"]
    ]
    assert who == [
        ("peserta", "Bayu Sogara", "kecamatan-medan-kota", None),
        ("mentor", "Citra Lestari", None, None),
        ("penguji", None, None, "Tim penguji LAN RI"),
        ("coach", None, "lan-ri", None),
    ]
    assert (made["published"], made["keeps"], made["legal_actions"]) == (False, True, ["advance", "stop"])
    assert await desk.get("kota", f"/action-plans/{made['id']}") == made
    async with desk.fresh.committing() as session:
        noted = (await session.scalars(select(AuditEvent).where(AuditEvent.entity_id == made["id"]))).one()
    assert (noted.action, noted.changes["title"]) == ("action_plan.create", [None, "Arsip Rapi"])


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"edition": "tidak-ada"}, [("#/edition", "unknown_reference")]),
        ({"agency": "tidak-ada"}, [("#/agency", "unknown_reference")]),
        ({"agency": "dinas-kelak"}, [("#/agency", "not_in_force")]),
        ({"cluster": "klaster/tidak-ada"}, [("#/cluster", "unknown_reference")]),
        ({"cluster": "urusan/kesehatan"}, [("#/cluster", "not_of_the_scheme")]),
        ({"aggregate": "tidak-ada"}, [("#/aggregate", "unknown_reference")]),
        ({"starts_on": ago(-2)}, [("#/starts_on", "in_future")]),
        ({"starts_on": "1999-12-31"}, [("#/starts_on", "too_small")]),
        ({"title": "—"}, [("#/title", "nameless")]),
        ({"stage": "deliver"}, [("#/stage", "unknown")]),
        ({"people": [{"role": "peserta"}]}, [("#/people/0", "nobody")]),
        ({"people": [{"role": "camat", "person": "bayu-sogara"}]}, [("#/people/0/role", "unknown_code")]),
        ({"people": [{"role": "mentor", "person": "tidak-ada"}]}, [("#/people/0/person", "unknown_reference")]),
        ({"people": 2 * [{"role": "mentor", "person": "bayu-sogara"}]}, [("#/people", "repeated")]),
        (
            {"people": [{"role": "coach", "agency": "lan-ri", "institution": "LAN"}]},
            [("#/people/0", "agency_or_institution")],
        ),
        (
            {"milestones": [{"title": "Uji coba", "due_on": "2017-08-20"}]},
            [("#/milestones/0/due_on", "before_plan")],
        ),
        (
            {"milestones": [{"title": "Uji coba", "due_on": "2017-09-20", "done_on": ago(-2)}]},
            [("#/milestones/0/done_on", "in_future")],
        ),
        ({"agreement": {"address": "ftp://arsip"}}, [("#/agreement/address", "invalid_address")]),
    ],
)
async def test_what_is_wrong_with_a_plan_is_said_and_nothing_is_kept(desk: Desk, told: Any, wrong: Any) -> None:
    before = await desk.run("SELECT count(*) FROM action_plan")
    answer = await desk.ask("registrar", "POST", "/action-plans", {**desk.wish(), **told})
    assert (answer.status_code, errors_of(answer)) == (422, wrong)
    assert await desk.run("SELECT count(*) FROM action_plan") == before


async def test_the_day_of_an_edition_that_only_a_year_is_known_of_must_be_said(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        held = await edition(session, "2019", organiser_id=desk.agencies["penyelenggara"].id)
        slug = held.slug
    answer = await desk.ask("kota", "POST", "/action-plans", desk.wish(edition=slug))
    assert errors_of(answer) == [("#/starts_on", "required")]
    assert "2019" in answer.json()["errors"][0]["message"]
    assert (await desk.named(edition=slug, starts_on="2019-05-02"))["starts_on"] == "2019-05-02"


async def test_a_plan_is_named_by_the_agency_the_organiser_or_the_registrar(desk: Desk) -> None:
    for who in ("kota", "penyelenggara", "registrar"):
        assert (await desk.named(who))["agency"]["slug"] == "kecamatan-medan-kota"
    answer = await desk.ask("lain", "POST", "/action-plans", desk.wish())
    assert (answer.status_code, errors_of(answer)) == (403, [("#/agency", "not_yours")])
    # one's own agency need not be said
    own = await desk.ask("kota", "POST", "/action-plans", desk.wish() | {"agency": None})
    assert own.json()["agency"]["slug"] == "kecamatan-medan-kota"
    nobodys = await desk.ask("registrar", "POST", "/action-plans", desk.wish() | {"agency": None})
    assert errors_of(nobodys) == [("#/agency", "required")]


async def test_no_plan_is_recorded_twice(desk: Desk) -> None:
    first = await desk.named(title="Loket Cepat")
    again = await desk.ask("kota", "POST", "/action-plans", desk.wish(title="LOKET  cepat"))
    assert (again.status_code, again.json()["code"], again.json()["existing_id"]) == (
        *(409, "plan_recorded", first["id"]),
    )
    other = await desk.named(title="Loket Cepat Sekali")
    renamed = await desk.ask("kota", "PATCH", f"/action-plans/{other['id']}", {"title": "Loket cepat"})
    assert renamed.json()["code"] == "plan_recorded"
    await desk.acted("kota", first, "withdraw", reason="Salah catat.")
    assert (await desk.patch("kota", f"/action-plans/{other['id']}", {"title": "Loket cepat"}))["version"] == 2


async def test_stages_are_entered_one_after_the_other_and_may_be_told_late(desk: Desk) -> None:
    one = await desk.named()
    skipped = await desk.act("kota", one, "advance", {"stage": "design"})
    assert (skipped.status_code, skipped.json()["code"], skipped.json()["next_stage"]) == (409, "plan_step", "diagnose")
    await desk.acted("kota", one, "advance", stage="diagnose", on="2017-09-01")
    early = await desk.act("kota", one, "advance", {"stage": "design", "on": "2017-08-31"})
    assert errors_of(early) == [("#/on", "out_of_order")]
    ahead = await desk.act("kota", one, "advance", {"stage": "design", "on": ago(-2)})
    assert errors_of(ahead) == [("#/on", "in_future")]
    for stage in ("design", "deliver", "display"):
        one = await desk.acted("kota", one, "advance", stage=stage, on="2017-09-01", note="Berita acara.")
    one = await desk.acted("kota", one, "advance", stage="documentation")
    assert (one["status"], one["next_stage"], one["entered_on"], one["legal_actions"]) == ("selesai", None, ago(0), [])
    assert [step["stage"] for step in one["steps"]][:2] == ["drum_up", "diagnose"]
    stopped = await desk.act("kota", one, "stop", {"reason": "Terlambat."})
    assert (stopped.status_code, stopped.json()["plan_status"]) == (409, "selesai")


async def test_a_plan_that_stopped_goes_no_further(desk: Desk) -> None:
    one = await desk.named()
    assert errors_of(await desk.act("kota", one, "stop", {"on": ago(0)})) == [("#/reason", "required")]
    one = await desk.acted("kota", one, "stop", reason="Peserta pindah tugas.", on="2018-01-01")
    assert (one["status"], one["stopped"]) == ("berhenti", {"on": "2018-01-01", "reason": "Peserta pindah tugas."})
    further = await desk.act("kota", one, "advance", {"stage": "diagnose"})
    assert (further.status_code, further.json()["plan_status"], further.json()["next_stage"]) == (409, "berhenti", None)


async def test_milestones_are_added_kept_dropped_and_reached(desk: Desk) -> None:
    first = {"title": "Uji coba", "due_on": "2017-10-01", "stage": "deliver"}
    one = await desk.named(milestones=[first, {"title": "Pameran", "due_on": ago(-30)}])
    trial, show = one["milestones"]
    assert (trial["overdue"], show["overdue"], one["milestones_overdue"]) == (True, False, 1)
    path = f"/action-plans/{one['id']}"
    stranger = {"milestones": [{**first, "id": unknown_id()}]}
    assert errors_of(await desk.ask("kota", "PATCH", path, stranger)) == [("#/milestones/0/id", "unknown_reference")]
    kept = {"id": trial["id"], "title": "Uji coba kedua", "due_on": "2017-11-01"}
    one = await desk.patch("kota", path, {"milestones": [kept, {"title": "Laporan", "due_on": "2017-12-01"}]})
    assert [(each["id"] == trial["id"], each["title"], each["stage"]) for each in one["milestones"]] == [
        (True, "Uji coba kedua", None),
        (False, "Laporan", None),
    ]
    done = {"on": "2017-12-24", "evidence": "BA 12/2017"}
    one = await desk.post("kota", f"{path}/milestones/{trial['id']}/complete", done)
    assert (one["milestones_total"], one["milestones_done"], one["milestones_overdue"]) == (2, 1, 1)
    reached = one["milestones"][0]
    assert (reached["done_on"], reached["evidence"], reached["overdue"]) == ("2017-12-24", "BA 12/2017", False)
    again = await desk.ask("kota", "POST", f"{path}/milestones/{trial['id']}/complete", {})
    assert (again.status_code, again.json()["code"], again.json()["done_on"]) == (409, "milestone_done", "2017-12-24")
    assert (await desk.ask("kota", "POST", f"{path}/milestones/{unknown_id()}/complete", {})).status_code == 404
    # a plan that stopped owes nothing any more
    assert (await desk.acted("kota", one, "stop", reason="Selesai masa tugas."))["milestones_overdue"] == 0


async def test_a_plan_begins_before_everything_that_is_on_record_of_it(desk: Desk) -> None:
    one = await desk.named(milestones=[{"title": "Uji coba", "due_on": "2017-10-01"}])
    path = f"/action-plans/{one['id']}"
    one = await desk.patch("kota", path, {"starts_on": "2017-08-01"})
    assert (one["starts_on"], one["entered_on"], one["steps"][0]["entered_on"]) == 3 * ("2017-08-01",)
    late = await desk.ask("kota", "PATCH", path, {"starts_on": "2017-10-02"})
    assert errors_of(late) == [("#/starts_on", "out_of_order")]
    moved = {"starts_on": "2017-10-02", "milestones": [{"title": "Uji coba", "due_on": "2017-11-01"}]}
    assert (await desk.patch("kota", path, moved))["starts_on"] == "2017-10-02"


async def test_whoever_has_not_seen_the_present_version_changes_nothing(desk: Desk) -> None:
    one = await desk.named()
    path = f"/action-plans/{one['id']}"
    assert (await desk.ask("kota", "PATCH", path, {"goal": "Cepat."}, if_match="")).status_code == 428
    assert (await desk.ask("kota", "PATCH", path, {"goal": "Cepat."}, if_match='"v7"')).status_code == 412
    answer = await desk.ask("kota", "PATCH", path, {"goal": "Cepat."}, if_match='"v1"')
    assert (answer.status_code, answer.headers["etag"], answer.json()["version"]) == (200, '"v2"', 2)
    # nothing new is no change
    assert (await desk.patch("kota", path, {"goal": "Cepat."}))["version"] == 2
    assert errors_of(await desk.ask("kota", "PATCH", path, {"title": None})) == [("#/title", "null_refused")]


async def test_a_plan_is_seen_by_who_keeps_it_until_the_registrar_makes_it_public(desk: Desk) -> None:
    one = await desk.named()
    path = f"/action-plans/{one['id']}"
    for who, status in (("kota", 200), ("penyelenggara", 200), ("registrar", 200), ("lain", 404), (None, 404)):
        assert (await desk.ask(who, "GET", path)).status_code == status, who
    mine = await desk.ask("kota", "PATCH", path, {"published": True})
    assert (mine.status_code, errors_of(mine)) == (403, [("#/published", "not_yours")])
    assert (await desk.published(one))["published"] is True
    shown = await desk.get(None, path)
    assert (shown["title"], shown["keeps"], shown["legal_actions"]) == (one["title"], False, [])
    # to know of it is not to change it
    assert (await desk.ask("lain", "PATCH", path, {"goal": "Lain."})).status_code == 403
    listed = await desk.get(None, f"/action-plans?edition={desk.edition.slug}&limit=200")
    assert one["id"] in {item["id"] for item in listed["items"]}
    await desk.run("UPDATE programme_edition SET status = 'draft' WHERE id = :id", id=desk.edition.id)
    assert (await desk.ask(None, "GET", path)).status_code == 404
    await desk.run("UPDATE programme_edition SET status = 'published' WHERE id = :id", id=desk.edition.id)
    await desk.acted("kota", one, "withdraw", reason="Milik penyelenggaraan lain.")
    assert (await desk.ask(None, "GET", path)).status_code == 404
    gone = await desk.get("kota", path)
    assert gone["withdrawn"]["reason"] == "Milik penyelenggaraan lain."
    again = await desk.act("kota", one, "withdraw", {"reason": "Lagi."})
    assert (again.status_code, again.json()["code"]) == (409, "plan_withdrawn")


async def test_lists_are_narrowed(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        slug = (await edition(session, organiser_id=desk.agencies["penyelenggara"].id)).slug
        mentor = (await factories.person(session, "Eko Prasetyo")).slug
    number = await desk.counted(2, edition=slug)
    mentored = [{"role": "mentor", "person": mentor}]
    first = await desk.named(edition=slug, people=mentored, aggregate=number["slug"])
    second = await desk.named(edition=slug, milestones=[{"title": "Uji coba", "due_on": "2017-10-01"}])
    third = await desk.named("registrar", "penerus", edition=slug, people=[{**mentored[0], "role": "coach"}])
    fourth = await desk.named("penyelenggara", "lain", edition=slug)
    await desk.acted("registrar", third, "advance", stage="diagnose")
    await desk.acted("registrar", fourth, "stop", reason="Batal.")
    every = {one["id"]: one for one in (fourth, third, second, first)}

    async def found(query: str, who: str = "registrar") -> list[dict[str, Any]]:
        page = await desk.get(who, f"/action-plans?edition={slug}&{query}")
        return [every[item["id"]] for item in page["items"]]

    narrowed = {
        "": [fourth, third, second, first],
        "stage=diagnose": [third],
        "status=berhenti": [fourth],
        "status=selesai": [],
        "status=berjalan": [third, second, first],
        f"mentor={mentor}": [first],
        "overdue=true": [second],
        "overdue=false": [fourth, third, first],
        f"aggregate={number['id']}": [first],
        "cluster=klaster/kearsipan": [],
        "realised=true": [],
    }
    for query, plans in narrowed.items():
        assert await found(query) == plans, query
    # whoever follows an agency has its plans
    assert await found("agency=kecamatan-medan-kota-baru") == [third, second, first]
    assert await found("", "lain") == [fourth]
    await desk.acted("registrar", second, "withdraw", reason="Salah.")
    assert (await found(""), await found("withdrawn=true")) == ([fourth, third, first], [second])


async def test_a_list_of_plans_comes_in_pages(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        slug = (await edition(session, organiser_id=desk.agencies["penyelenggara"].id)).slug
    first, *_ = [await desk.named(edition=slug) for _ in range(3)]
    page = await desk.get("registrar", f"/action-plans?edition={slug}&limit=2&with_total=true")
    assert (page["total"], len(page["items"])) == (3, 2)
    rest = await desk.get("registrar", f"/action-plans?edition={slug}&limit=2&with_total=true&cursor={page['next']}")
    assert [item["id"] for item in rest["items"]] == [first["id"]]


async def test_who_has_a_part_in_a_public_plan_is_known_to_everyone(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        slug = (await factories.person(session, "Joko Susilo", agency_id=desk.agencies["kota"].id)).slug
    one = await desk.named(people=[{"role": "peserta", "person": slug}])
    assert (await desk.ask(None, "GET", f"/innovators/{slug}")).status_code == 404
    await desk.published(one)
    assert (await desk.get(None, f"/innovators/{slug}"))["name"] == "Joko Susilo"
    await desk.acted("kota", one, "withdraw", reason="Keliru.")
    assert (await desk.ask(None, "GET", f"/innovators/{slug}")).status_code == 404


async def test_who_withdrew_the_name_is_not_told_and_not_found(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        person = await factories.person(session, "Fitri Handayani")
        slug = person.slug
    parts = [{"role": "mentor", "person": slug, "title": "Camat Medan Timur"}]
    one = await desk.published(await desk.named(people=parts, goal="Atas saran Fitri Handayani."))
    await desk.run("UPDATE person SET concealed_at = now() WHERE slug = :slug", slug=slug)
    async with desk.fresh.committing() as session:
        gone = (await session.scalars(select(Person).where(Person.slug == slug))).one()
        session.add(ConcealedName(person_id=gone.id, pattern=pattern_of(gone.name)))
    shown = await desk.get(None, f"/action-plans/{one['id']}")
    (part,) = shown["people"]
    assert (part["person"], part["title"]) == (
        {"id": None, "slug": "dirahasiakan", "name": "inovator dirahasiakan"},
        None,
    )
    assert "Fitri" not in str(shown)
    assert (await desk.get("registrar", f"/action-plans?mentor={slug}"))["items"] == []
    assert (await desk.get("registrar", f"/action-plans?mentor={gone.id}"))["items"] == []


@pytest.mark.parametrize("many", [3, 40])
async def test_a_page_takes_a_fixed_number_of_statements(desk: Desk, many: int) -> None:
    async with desk.fresh.committing() as session:
        slug = (await edition(session, organiser_id=desk.agencies["penyelenggara"].id)).slug
    for _ in range(many):
        people = [{"role": "mentor", "person": "citra-lestari", "agency": "lan-ri"}]
        due = [{"title": "Uji coba", "due_on": "2017-10-01"}]
        await desk.published(await desk.named(edition=slug, people=people, milestones=due))
    statements: list[str] = []

    def note(*told: Any) -> None:
        statements.append(told[2])

    database = desk.fresh.app.state.database
    engines = {database.engine.sync_engine, database.replica_engine.sync_engine}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    page = await desk.get(None, f"/action-plans?edition={slug}&limit=200")
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
    assert len(page["items"]) == many
    assert len(statements) == 7, statements
