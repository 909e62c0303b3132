"""Making, correcting and publishing programmes and editions: by whom, in which order, and what is refused."""

from typing import Any

import pytest

from tests import factories
from tests.innovations.keeping import errors_of
from tests.programmes.making import NOBODY, School


async def test_an_agency_holds_a_programme_and_the_registrar_publishes_it(school: School) -> None:
    body = {"name": "  Diklat   Uji ", "kind": "diklat", "aliases": ["DU"], "description": "Untuk semua."}
    answer = await school.ask("operator", "POST", "/programmes", body)
    assert answer.status_code == 201, answer.text
    assert (answer.headers["etag"], answer.headers["location"]) == (
        '"v1"',
        "https://inovasi.example.go.id/v1/programmes/diklat-uji",
    )
    made = answer.json()
    assert (made["name"], made["slug"], made["status"], made["editions"]) == ("Diklat Uji", "diklat-uji", "draft", 0)
    assert made["organiser"]["agency"]["slug"] == school.home.slug, "its own agency, as it told no other"
    path = "/programmes/diklat-uji"
    for who, status in ((None, 404), ("stranger", 404), ("operator", 200), ("registrar", 200)):
        assert (await school.ask(who, "GET", path)).status_code == status, who
    assert (await school.ask("operator", "POST", f"{path}/publish", if_match="*")).status_code == 403
    published = await school.ask("registrar", "POST", f"{path}/publish", if_match='"v1"')
    assert (published.json()["status"], published.headers["etag"]) == ("published", '"v2"')
    again = await school.ask("registrar", "POST", f"{path}/publish", if_match="*")
    assert (again.status_code, again.json()["code"]) == (409, "already_published")
    assert (await school.get(path))["version"] == 2
    assert [event.action for event in await school.events(made["id"])] == ["programme.create", "programme.publish"]


async def test_an_organiser_is_the_agency_of_whoever_writes(school: School) -> None:
    for organiser in ({"agency": school.other.slug}, {"agency": school.abroad.slug}, {"name": "Yayasan"}):
        body = {"name": "Bukan Milik Kami", "kind": "seminar", "organiser": organiser}
        answer = await school.ask("operator", "POST", "/programmes", body)
        assert (answer.status_code, errors_of(answer)) == (403, [("#/organiser", "not_yours")])
        assert (await school.ask("registrar", "POST", "/programmes", body)).status_code == 201
    unknown = await school.made("/programmes", {"name": "Tanpa Penyelenggara", "kind": "seminar"}, "registrar")
    assert unknown["organiser"] is None
    assert (await school.ask("operator", "GET", f"/programmes/{unknown['slug']}")).status_code == 404
    own = await school.programme()
    for body in ({"organiser": None}, {"organiser": {"agency": school.other.slug}}):
        answer = await school.ask("operator", "PATCH", f"/programmes/{own['slug']}", body, if_match="*")
        assert answer.status_code == 403, body
    theirs = await school.ask("stranger", "PATCH", f"/programmes/{own['slug']}", {"aliases": ["X"]}, if_match="*")
    assert theirs.status_code == 403, "it is public, and somebody else's"


async def test_a_programme_is_corrected_by_who_has_seen_it(school: School) -> None:
    made = await school.programme(aliases=["Lama"], description="Lama.")
    path = f"/programmes/{made['slug']}"
    for headers, status in (({}, 428), ({"if_match": '"v9"'}, 412)):
        assert (await school.ask("operator", "PATCH", path, {"aliases": []}, **headers)).status_code == status
    changed = await school.ask("operator", "PATCH", path, {"aliases": [], "description": None}, if_match='"v2"')
    assert (changed.json()["aliases"], changed.json()["description"], changed.headers["etag"]) == ([], None, '"v3"')
    same = await school.ask("operator", "PATCH", path, {"aliases": []}, if_match='"v3"')
    assert same.json()["version"] == 3, "what changes nothing is no change"
    for body, error in (
        ({"name": None}, ("#/name", "null_refused")),
        ({"kind": "rapat"}, ("#/kind", "unknown_code")),
        ({"slug": "lain"}, ("#/slug", "unknown")),
        ({"organiser": {"agency": school.home.slug, "name": "Dua"}}, ("#/organiser", "record_or_name")),
        ({"organiser": {}}, ("#/organiser", "record_or_name")),
        ({"organiser": {"agency": "tidak-ada"}}, ("#/organiser/agency", "unknown_reference")),
    ):
        answer = await school.ask("operator", "PATCH", path, body, if_match="*")
        assert (answer.status_code, errors_of(answer)) == (422, [error]), body


async def test_an_edition_says_everything_that_was_told(school: School) -> None:
    programme = await school.programme(kind="workshop")
    first, second, third = [one.slug for one in school.innovations[:3]]
    body = {
        "programme": programme["slug"],
        "name": "Workshop Lengkap 2026",
        "starts_on": "2026-03-02",
        "ends_on": "2026-03",
        "date_basis": "Undangan.",
        "venue": "Balai Kota",
        "area": "12.71",
        "audience": "Seluruh OPD",
        "duration": "Tiga hari",
        "duration_days": 3,
        "capacity": 40,
        "participants_declared": 37,
        "cost_idr": 150_000_000,
        "funding": "APBD 2026",
        "classification": "klaster",
        "people": [
            {
                "role": "narasumber",
                "person": school.person.slug,
                "institution": {"agency": school.abroad.slug},
                "title": "Kepala Pusat",
                "note": "Hari pertama.",
            },
            {"role": "peserta", "person": school.person.slug, "institution": {"agency": school.home.slug}},
            {"role": "peserta", "institution": {"agency": school.other.slug}},
            {"role": "penguji", "institution": {"name": "Universitas Lain"}},
        ],
        "sessions": [
            {"held_on": "2026-03-03", "title": "5D", "material": "Drum up sampai display."},
            {"title": "Lain"},
        ],
        "visits": [
            {
                "name": "Kunjungan",
                "visited_on": "2026-02",
                "host": {"agency": school.abroad.slug},
                "adopted": "Antrean daring.",
                "adopted_by": first,
            },
            {"name": "Entah ke mana"},
        ],
        "shortlists": [
            {"name": "Tiga terbaik", "declared_size": 3, "innovations": [first, second]},
            {"name": "Juara", "declared_size": 1, "parent": "Tiga terbaik", "innovations": [third]},
        ],
    }
    made = await school.made("/programme-editions", body)
    assert (made["slug"], made["kind"], made["status"]) == ("workshop-lengkap-2026", "workshop", "draft")
    same = ("starts_on", "ends_on", "date_basis", "venue", "audience", "duration", "duration_days", "cost_idr")
    assert {name: made[name] for name in same} == {name: body[name] for name in same}
    assert made["area"]["code"] == "12.71"
    assert made["participants"] == {"declared": 37, "people": 1, "agencies": 2, "capacity": 40}
    speaker, taking, unnamed, examiner = made["people"]
    assert (speaker["person"]["slug"], speaker["institution"]["name"], speaker["title"], speaker["note"]) == (
        school.person.slug,
        "Lembaga Luar",
        "Kepala Pusat",
        "Hari pertama.",
    )
    assert (taking["role"], unnamed["person"], examiner["institution"]) == (
        "peserta",
        None,
        {"agency": None, "name": "Universitas Lain"},
    )
    assert [one["title"] for one in made["sessions"]] == ["5D", "Lain"]
    assert (made["visits"][0]["adopted_by"]["slug"], made["visits"][1]["host"]) == (first, None)
    three, winner = made["shortlists"]
    assert (three["unknown"], winner["unknown"], winner["parent"]) == (1, 0, "Tiga terbaik")
    assert (made["clusters"]["declared_size"], made["clusters"]["unknown"]) == (3, 1)
    assert made["organiser"]["agency"]["slug"] == school.home.slug
    assert await school.get("/programme-editions/workshop-lengkap-2026", "operator") == made


async def test_an_edition_is_seen_by_those_who_keep_it_until_it_is_public(school: School) -> None:
    made = await school.edition()
    path = f"/programme-editions/{made['slug']}"
    for who, status in ((None, 404), ("stranger", 404), ("operator", 200), ("registrar", 200)):
        for address in (path, f"{path}/citations"):
            assert (await school.ask(who, "GET", address)).status_code == status, (who, address)
    for who, mine in (("operator", True), ("stranger", False), ("registrar", True)):
        drafts = await school.get("/programme-editions", who, status="draft", limit="200")
        assert (made["id"] in {item["id"] for item in drafts["items"]}) is mine, who
    assert (await school.ask(None, "GET", "/programme-editions?status=draft")).status_code == 403
    shown = await school.get("/programme-editions", "operator", limit="200")
    assert made["id"] not in {item["id"] for item in shown["items"]}
    assert (await school.publish(path))["status"] == "published"
    assert (await school.get(path))["version"] == 2


async def test_an_edition_is_not_public_before_its_programme(school: School) -> None:
    secret = await school.programme(public=False)
    made = await school.edition(programme=secret["slug"])
    path = f"/programme-editions/{made['slug']}"
    answer = await school.ask("registrar", "POST", f"{path}/publish", if_match="*")
    assert (answer.status_code, answer.json()["code"]) == (409, "programme_not_published")
    await school.publish(f"/programmes/{secret['slug']}")
    await school.publish(path)
    theirs = await school.ask(
        "stranger", "POST", "/programme-editions", school.body(programme=(await school.programme(public=False))["slug"])
    )
    assert (theirs.status_code, errors_of(theirs)) == (422, [("#/programme", "unknown_reference")])


def part(**facts: Any) -> dict[str, Any]:
    return {"role": "peserta", **facts}


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"starts_on": "2026-02-30"}, [("#/starts_on", "invalid_value")]),
        ({"starts_on": None}, [("#/starts_on", "null_refused")]),
        ({"ends_on": "2026-03-01"}, [("#/ends_on", "ends_before_begin")]),
        ({"ends_on": "2025"}, [("#/ends_on", "ends_before_begin")]),
        ({"ends_on": "2026-03-04", "duration_days": 4}, [("#/duration_days", "too_large")]),
        ({"duration_days": 0}, [("#/duration_days", "too_small")]),
        ({"capacity": 30, "participants_declared": 31}, [("#/participants_declared", "over_capacity")]),
        ({"participants_declared": -1}, [("#/participants_declared", "too_small")]),
        ({"participants_declared": 10**30}, [("#/participants_declared", "too_large")]),
        ({"cost_idr": 1.5}, [("#/cost_idr", "not_integer")]),
        ({"cost_idr": 10**16}, [("#/cost_idr", "too_large")]),
        ({"organiser": {"agency": "dinas-baru"}, "starts_on": "2022-12"}, [("#/organiser/agency", "agency_not_there")]),
        ({"organiser": {"agency": "dinas-lama"}}, [("#/organiser/agency", "agency_not_there")]),
        (
            {"people": [part(institution={"agency": "dinas-lama"})]},
            [("#/people/0/institution/agency", "agency_not_there")],
        ),
        ({"people": [part()]}, [("#/people/0", "nobody")]),
        ({"people": [part(person="tidak-ada")]}, [("#/people/0/person", "unknown_reference")]),
        (
            {"people": [part(institution={"agency": "tidak-ada"})]},
            [("#/people/0/institution/agency", "unknown_reference")],
        ),
        (
            {"people": [part(person="narasumber-uji"), part(person="narasumber-uji")]},
            [("#/people/1/person", "repeated")],
        ),
        ({"people": [{"role": "inovator", "person": "narasumber-uji"}]}, [("#/people/0/role", "unknown_code")]),
        ({"sessions": [{"title": "Lain hari", "held_on": "2026-03-01"}]}, [("#/sessions/0/held_on", "outside_dates")]),
        ({"sessions": [{"title": "---"}]}, [("#/sessions/0/title", "nameless")]),
        (
            {"visits": [{"name": "Lama", "visited_on": "2022", "host": {"agency": "dinas-baru"}}]},
            [("#/visits/0/host/agency", "agency_not_there")],
        ),
        (
            {"visits": [{"name": "Mundur", "visited_on": "2026-02", "visited_until": "2026-01"}]},
            [("#/visits/0/visited_until", "ends_before_begin")],
        ),
        ({"visits": [{"name": "X", "adopted_by": NOBODY}]}, [("#/visits/0/adopted_by", "unknown_reference")]),
        (
            {"shortlists": [{"name": "A", "parent": "B"}, {"name": "B"}]},
            [("#/shortlists/0/parent", "unknown_parent")],
        ),
        ({"shortlists": [{"name": "A"}, {"name": "A"}]}, [("#/shortlists/1/name", "repeated")]),
        ({"shortlists": [{"name": "A", "declared_size": 0}]}, [("#/shortlists/0/declared_size", "too_small")]),
        (
            {"shortlists": [{"name": "A", "innovations": ["nihil"]}]},
            [("#/shortlists/0/innovations/0", "unknown_reference")],
        ),
        ({"classification": "tidak-ada"}, [("#/classification", "unknown_reference")]),
        ({"area": "12.72"}, [("#/area", "unknown_reference")]),
        ({"programme": "tidak-ada"}, [("#/programme", "unknown_reference")]),
        ({"slug": NOBODY}, [("#/slug", "taken")]),
        ({"name": "a\u0000b"}, None),
        ({"status": "published"}, [("#/status", "unknown")]),
    ],
)
async def test_a_wrong_edition_is_refused_whole(
    school: School, facts: dict[str, Any], errors: list[tuple[str, str]] | None
) -> None:
    programme = (await school.programme("registrar"))["slug"]
    before = await school.get("/programme-editions", "registrar", status="draft", with_total="true")
    answer = await school.ask(
        "registrar", "POST", "/programme-editions", school.body(**{"programme": programme, **facts})
    )
    assert answer.status_code in {400, 422}, answer.text
    if errors is not None:
        assert errors_of(answer) == errors
    after = await school.get("/programme-editions", "registrar", status="draft", with_total="true")
    assert after["total"] == before["total"]


async def test_all_that_is_wrong_is_told_at_once(school: School) -> None:
    made = await school.edition()
    body = {"ends_on": "2020", "capacity": 1, "participants_declared": 2, "shortlists": [{"name": "A", "parent": "B"}]}
    answer = await school.patch(made, body)
    assert errors_of(answer) == [
        ("#/ends_on", "ends_before_begin"),
        ("#/participants_declared", "over_capacity"),
        ("#/shortlists/0/parent", "unknown_parent"),
    ]


async def test_an_error_stands_where_it_was_sent(school: School) -> None:
    people = [part(person=school.person.slug), part(institution={"agency": "dinas-baru"})]
    made = await school.edition(participants_declared=30, people=people)
    for body, error in (
        ({"capacity": 29}, ("#/capacity", "over_capacity")),
        ({"starts_on": "2022", "ends_on": "2022"}, ("#/starts_on", "agency_not_there")),
    ):
        answer = await school.patch(made, body)
        assert (answer.status_code, errors_of(answer)) == (422, [error]), body
    assert (await school.patch(made, {"venue": "Aula"})).status_code == 200
    assert (await school.get(f"/programme-editions/{made['slug']}", "operator"))["participants"]["capacity"] is None


async def test_more_people_than_room_are_refused(school: School) -> None:
    async with school.fresh.committing() as session:
        second = await factories.person(session, "Peserta Kedua", agency_id=school.home.id)
    people = [part(person=school.person.slug), part(person=second.slug)]
    made = await school.edition(capacity=1)
    answer = await school.patch(made, {"people": people})
    assert (answer.status_code, errors_of(answer)) == (422, [("#/people", "over_capacity")])
    assert (await school.patch(made, {"people": people, "capacity": 2})).status_code == 200


async def test_a_patch_replaces_lists_whole_and_leaves_the_rest(school: School) -> None:
    first, second, *_ = [one.slug for one in school.innovations]
    lists = [{"name": "Dua terbaik", "declared_size": 2, "innovations": [first]}]
    made = await school.edition(shortlists=lists, venue="Aula", sessions=[{"title": "Satu"}, {"title": "Dua"}])
    path = f"/programme-editions/{made['slug']}"
    for headers, status in (({}, 428), ({"if_match": '"v7"'}, 412)):
        assert (await school.ask("operator", "PATCH", path, {"venue": None}, **headers)).status_code == status
    body = {"sessions": [{"title": "Dua"}], "venue": None, "kind": "seminar"}
    changed = (await school.ask("operator", "PATCH", path, body, if_match='"v1"')).json()
    assert (changed["version"], changed["venue"], changed["kind"]) == (2, None, "seminar")
    assert [one["title"] for one in changed["sessions"]] == ["Dua"]
    assert changed["shortlists"] == made["shortlists"], "also by id"
    same = (await school.patch(made, {"shortlists": lists, "sessions": [{"title": "Dua"}]})).json()
    assert same == changed, "what changes nothing is no change"
    grown = [*lists, {"name": "Juara", "parent": "Dua terbaik", "innovations": [second]}]
    assert len((await school.patch(made, {"shortlists": grown})).json()["shortlists"]) == 2
    assert (await school.patch(made, {"shortlists": []})).json()["shortlists"] == []
    assert [event.action for event in await school.events(made["id"])] == [
        "programme_edition.create",
        *["programme_edition.update"] * 3,
    ]


async def test_a_key_makes_an_edition_once(school: School) -> None:
    body = school.body(programme=(await school.programme())["slug"], sessions=[{"title": "Satu"}])
    sent = [await school.ask("operator", "POST", "/programme-editions", body, idempotency_key="sekali") for _ in "ab"]
    assert [answer.status_code for answer in sent] == [201, 201]
    assert sent[0].json()["id"] == sent[1].json()["id"]
    third = await school.ask("operator", "POST", "/programme-editions", body)
    assert third.json()["slug"].startswith(f"{sent[0].json()['slug']}-"), "an address is given once"


async def test_an_innovation_that_is_not_public_is_not_named(school: School) -> None:
    draft = school.innovations[-1].slug
    shown = school.innovations[0].slug
    made = await school.edition(
        public=True,
        shortlists=[{"name": "Tiga", "declared_size": 3, "innovations": [shown, draft]}],
        visits=[{"name": "Kunjungan", "adopted_by": draft}],
    )
    (listed,) = made["shortlists"]
    assert ([one["slug"] for one in listed["innovations"]], listed["unknown"]) == ([shown], 2)
    assert made["visits"][0]["adopted_by"] is None
    strange = {"name": "X", "shortlists": [{"name": "Y", "innovations": [draft]}]}
    other = await school.edition("stranger")
    answer = await school.patch(other, strange, "stranger")
    assert errors_of(answer) == [("#/shortlists/0/innovations/0", "unknown_reference")]


async def test_a_merged_innovation_stands_for_the_one_that_it_went_into(school: School) -> None:
    async with school.fresh.committing() as session:
        gone, stays, third = [await factories.innovation(session, agency_id=school.home.id) for _ in "abc"]
    made = await school.edition(
        public=True,
        shortlists=[
            {"name": "Satu", "innovations": [gone.slug, third.slug]},
            {"name": "Dua", "declared_size": 2, "innovations": [gone.slug, stays.slug]},
        ],
        visits=[{"name": "Kunjungan", "adopted_by": gone.slug}],
    )
    body = {"into": stays.slug, "reason": "Rekaman kembar."}
    merged = await school.ask("registrar", "POST", f"/innovations/{gone.slug}/merge", body, if_match="*")
    assert merged.status_code == 200, merged.text
    told = await school.get(f"/programme-editions/{made['slug']}")
    one, two = told["shortlists"]
    assert {brief["slug"] for brief in one["innovations"]} == {stays.slug, third.slug}
    assert ([brief["slug"] for brief in two["innovations"]], two["unknown"]) == ([stays.slug], 1)
    assert told["visits"][0]["adopted_by"]["slug"] == stays.slug
