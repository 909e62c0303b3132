"""What measures a need again: that unit, that audience, that unsur, after the answer was in use; and the loop."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import event

from app.agencies.service import AgencyService
from app.core.clock import today
from app.models import Agency, Survey
from tests import factories
from tests.needs.making import BAD, BEST, EVIDENCE, FAIR, GOOD, OLD_FORM, REASON, Desk, ago, in_use, survey
from tests.walking import page_of

NOISE = (18, 80, 80, 22)


async def rounds(desk: Desk, *told: dict[str, Any], of: Agency | None = None) -> list[Survey]:
    """Put rounds of an agency on record; `waktu` is the unsur that they are about."""
    async with desk.fresh.committing() as session:
        made = []
        for facts in told:
            counts = {"waktu": facts.pop("waktu", BEST)}
            made.append(await survey(session, facts.pop("of", of or desk.home), counts, **facts))
        return made


async def answered_need(desk: Desk, unit: str, *, used: str | None = None, **facts: Any) -> dict[str, Any]:
    """Return a published need of a unit's round of 300 days ago, answered since 200 days ago."""
    (first,) = await rounds(desk, {"unit": unit, "waktu": BAD, "from_on": ago(300), **facts})
    need = await desk.taken_up(first.slug, "waktu")
    async with desk.fresh.committing() as session:
        answer = await in_use(session, desk.home, on=used or ago(200).isoformat())
    return await desk.answered(need, answer.slug)


async def test_the_next_round_of_the_unit_tells_the_change_and_decides(desk: Desk) -> None:
    need = await answered_need(desk, "Loket 1")
    path = f"/needs/{need['id']}"
    assert await desk.refused(f"{path}/remeasure") == (409, "not_measured_again")
    (after,) = await rounds(desk, {"unit": "Loket 1", "from_on": ago(100)})
    told = await desk.get(path)
    change = told["remeasured"]
    assert (told["status"], told["before"]["nrr"], change["after"]["nrr"]) == ("dijawab", "2.5000", "3.6000")
    assert {name: change[name] for name in ("difference", "distinguishable", "verdict", "decides", "no_interval")} == {
        "difference": "1.1000",
        "distinguishable": True,
        "verdict": "terbukti",
        "decides": True,
        "no_interval": None,
    }
    # of 200 answers each: variances of the means 0.003266 and 0.001206, freedom 328.3, t 1.9672, half-width 0.13156
    assert change["interval"] == {"low": "0.9684", "high": "1.2316"}
    assert change["after"]["slug"] == after.slug
    assert change["note_en"].startswith("Better: up by 1.1000")
    assert await desk.refused(f"{path}/verify", {"outcome": "terbukti", "evidence": [EVIDENCE]}) == (
        409,
        "measured_by_surveys",
    )
    closed = await desk.post(f"{path}/remeasure")
    assert (closed["status"], closed["remeasured"]) == ("terbukti", change)
    assert await desk.refused(f"{path}/remeasure") == (409, "need_step")
    assert (await desk.events(need["id"]))[-1].changes["measured_by_id"] == [None, str(after.id)]


async def test_a_change_that_may_be_chance_does_not_prove(desk: Desk) -> None:
    need = await answered_need(desk, "Loket 2")
    await rounds(desk, {"unit": "Loket 2", "from_on": ago(100), "waktu": NOISE})
    told = await desk.post(f"/needs/{need['id']}/remeasure")
    change = told["remeasured"]
    assert (told["status"], change["difference"], change["distinguishable"]) == ("tidak_terbukti", "0.0300", False)
    assert "cannot be told from chance" in change["note_en"]
    assert "tidak dapat dibedakan dari kebetulan" in change["note_id"]


async def test_only_rounds_of_the_same_unit_audience_and_unsur_after_the_use_count(desk: Desk) -> None:
    need = await answered_need(desk, "Loket 3")
    path = f"/needs/{need['id']}"
    await rounds(
        desk,
        {"unit": None, "from_on": ago(190)},
        {"unit": "Loket Lain", "from_on": ago(190)},
        {"unit": "Loket 3", "from_on": ago(190), "of": desk.other},
        {"unit": "Loket 3", "from_on": ago(190), "audience": "internal"},
        {"unit": "Loket 3", "from_on": ago(201)},
        {"unit": "Loket 3", "from_on": ago(150), "status": "open"},
        {"unit": "Loket 3", "from_on": ago(120), "status": "draft"},
        {"unit": "Loket 3", "from_on": ago(80), "form": OLD_FORM},
    )
    assert (await desk.get(path))["series"] == []
    assert await desk.refused(f"{path}/remeasure") == (409, "not_measured_again")
    (after,) = await rounds(desk, {"unit": "LOKET  3", "from_on": ago(200), "until_on": ago(195)})
    told = await desk.get(path)
    assert [one["after"]["slug"] for one in told["series"]] == [after.slug], (
        "on the day of its first use, however spelt"
    )


async def test_later_rounds_are_told_and_revise_nothing(desk: Desk) -> None:
    need = await answered_need(desk, "Loket 4")
    path = f"/needs/{need['id']}"
    first, second = await rounds(
        desk,
        {"unit": "Loket 4", "from_on": ago(150), "waktu": BEST},
        {"unit": "Loket 4", "from_on": ago(90), "waktu": BAD},
    )
    told = await desk.post(f"{path}/remeasure")
    assert told["status"] == "terbukti"
    assert [(one["after"]["slug"], one["verdict"], one["decides"]) for one in told["series"]] == [
        (first.slug, "terbukti", True),
        (second.slug, "tidak_terbukti", False),
    ]
    # an earlier round that is published afterwards does not undo what was decided
    (late,) = await rounds(desk, {"unit": "Loket 4", "from_on": ago(190), "until_on": ago(180), "waktu": NOISE})
    told = await desk.get(path)
    assert [one["after"]["slug"] for one in told["series"]] == [late.slug, first.slug, second.slug]
    assert (told["status"], told["remeasured"]["after"]["slug"]) == ("terbukti", first.slug)


async def test_what_is_only_reported_has_no_interval_and_decides_nothing(desk: Desk) -> None:
    need = await answered_need(desk, "Loket 5")
    path = f"/needs/{need['id']}"
    await rounds(desk, {"unit": "Loket 5", "from_on": ago(150), "reported": {"waktu": "3.50"}})
    change = (await desk.get(path))["remeasured"]
    assert (change["difference"], change["interval"], change["no_interval"]) == ("1.0000", None, "hanya_dilaporkan")
    assert (change["distinguishable"], change["verdict"], change["decides"]) == (None, None, False)
    assert (change["after"]["basis"], change["after"]["n"]) == ("dilaporkan", None)
    answer = await desk.ask("operator", "POST", f"{path}/remeasure")
    assert (answer.status_code, answer.json()["undecided"]) == (409, 1)
    (after,) = await rounds(desk, {"unit": "Loket 5", "from_on": ago(100)})
    told = await desk.post(f"{path}/remeasure")
    assert (told["status"], told["remeasured"]["after"]["slug"]) == ("terbukti", after.slug)
    reported = await answered_need(desk, "Loket 6", reported={"waktu": "2.50"})
    await rounds(desk, {"unit": "Loket 6", "from_on": ago(100)})
    assert await desk.refused(f"/needs/{reported['id']}/remeasure") == (409, "not_measured_again")


async def test_what_fewer_than_five_said_is_not_shown(desk: Desk) -> None:
    need = await answered_need(desk, "Loket Sepi")
    await rounds(desk, {"unit": "Loket Sepi", "from_on": ago(150), "waktu": (0, 0, 1, 3)})
    assert (await desk.get(f"/needs/{need['id']}"))["series"] == []
    (few,) = await rounds(desk, {"unit": "Loket Sepi", "from_on": ago(90), "waktu": (4, 0, 0, 0)})
    told = await desk.post("/needs/from-survey", {"survey": few.slug})
    assert "waktu" not in {item["unsur"] for item in told["items"]}
    (enough,) = await rounds(desk, {"unit": "Loket Sepi", "from_on": ago(50), "waktu": (0, 0, 1, 4)})
    shown = (await desk.get(f"/needs/{need['id']}"))["series"]
    assert [(one["after"]["slug"], one["after"]["n"]) for one in shown] == [(enough.slug, 5)]


async def test_the_unit_is_followed_through_a_succession(desk: Desk) -> None:
    async with desk.fresh.committing() as session:
        earlier, later = [await factories.agency(session, f"Dinas {name} Ukur") for name in ("Lama", "Baru")]
        edge = await factories.succession(session, earlier, later)
        edge.effective_on = ago(150).isoformat()
        first = await survey(session, earlier, {"waktu": BAD})
        answer = await in_use(session, earlier, on=ago(200).isoformat())
        early = await survey(session, later, {"waktu": BAD}, from_on=ago(190))
        after = await survey(session, later, {"waktu": BEST}, from_on=ago(100))
        await AgencyService(session).refresh_lineage()
    body = {"survey": first.slug, "dry_run": False, "accept": [{"unsur": "waktu"}]}
    (need,) = (await desk.post("/needs/from-survey", body, "registrar"))["accepted"]
    await desk.post(f"/needs/{need['id']}/answers", {"innovation": answer.slug}, "registrar")
    told = await desk.post(f"/needs/{need['id']}/remeasure", who="registrar")
    assert [one["after"]["slug"] for one in told["series"]] == [after.slug], early.slug
    assert told["remeasured"]["after"]["agency"]["name"] == "Dinas Baru Ukur"
    found = await desk.get("/needs", "registrar", agency=later.slug)
    assert [one["id"] for one in found["items"]] == [need["id"]]


async def loop(desk: Desk, **query: str) -> dict[str, Any]:
    return await desk.get("/needs/loop", **query)


async def simpul(desk: Desk) -> list[dict[str, Any]]:
    """Bring four needs of an agency to four ends: proven, answered twice, and closed."""
    async with desk.fresh.committing() as session:
        made = await factories.agency(session, "Dinas Simpul")
        firsts = [
            (await survey(session, made, {"waktu": BAD, "biaya": FAIR}, unit=f"Unit {one}")).slug for one in range(2)
        ]
        answer = await in_use(session, made, on=ago(200).isoformat(), name="Jawaban Simpul")
        await AgencyService(session).refresh_lineage()
        await survey(session, made, {"waktu": BEST, "biaya": GOOD}, unit="Unit 0", from_on=ago(100))
    needs = []
    for slug in firsts:
        body = {"survey": slug, "dry_run": False, "accept": [{"unsur": "waktu"}, {"unsur": "biaya"}]}
        needs += (await desk.post("/needs/from-survey", body, "registrar"))["accepted"]
    assert (await loop(desk, agency="dinas-simpul"))["items"] == [], "nothing of it is public yet"
    for need in needs:
        await desk.post(f"/needs/{need['id']}/publish", who="registrar")
    for need in needs[:3]:
        await desk.post(f"/needs/{need['id']}/answers", {"innovation": answer.slug}, "registrar")
    await desk.post(f"/needs/{needs[0]['id']}/remeasure", who="registrar")
    await desk.post(f"/needs/{needs[3]['id']}/close", {"reason": REASON}, "registrar")
    return needs


async def test_the_loop_tells_each_need_on_its_way_and_counts_all(desk: Desk) -> None:
    needs = await simpul(desk)
    told = await loop(desk, agency="dinas-simpul")
    assert told["as_of"] == today().isoformat()
    assert told["counts"] == {
        "terbuka": 0,
        "direncanakan": 0,
        "dijawab": 2,
        "terbukti": 1,
        "tidak_terbukti": 0,
        "ditutup": 1,
    }
    assert (told["share_answered"], told["share_proven"]) == ("1.0000", "0.3333")
    rows = {one["id"]: one for one in told["items"]}
    assert [one["id"] for one in told["items"]] == [one["id"] for one in reversed(needs)]
    proven, waiting = rows[needs[0]["id"]], rows[needs[2]["id"]]
    assert proven["answers"][0]["innovation"]["name"] == "Jawaban Simpul"
    assert (proven["before"]["nrr"], proven["remeasured"]["after"]["nrr"], proven["rounds"]) == ("2.5000", "3.6000", 1)
    assert (waiting["status"], waiting["remeasured"], waiting["rounds"]) == ("dijawab", None, 0)
    only = await loop(desk, agency="dinas-simpul", status="dijawab", with_total="true")
    assert [one["status"] for one in only["items"]] == ["dijawab"] * only["total"] == ["dijawab"] * 2
    assert only["counts"] == told["counts"], "the counts are of all"
    for who in ("operator", "registrar", "stranger"):
        assert await desk.get("/needs/loop", who, agency="dinas-simpul") == told, "everyone reads the same"
    client = desk.fresh.client
    page = await page_of(client, "/v1/needs/loop", agency="dinas-simpul", limit=3)
    rest = await page_of(client, "/v1/needs/loop", agency="dinas-simpul", limit=3, cursor=page["next"])
    assert [*page["items"], *rest["items"]] == told["items"]
    assert rest["next"] is None


async def test_the_loop_tells_a_past_day_as_it_was(desk: Desk) -> None:
    need = await answered_need(desk, "Loket 7")
    await rounds(desk, {"unit": "Loket 7", "from_on": ago(100)})
    await desk.post(f"/needs/{need['id']}/remeasure")
    day = today() - timedelta(days=30)
    steps = {"terbuka": ago(280), "dijawab": ago(180), "terbukti": ago(10)}
    for status, on in steps.items():
        await desk.run(
            "UPDATE need_step SET entered_on = :on WHERE need_id = :id AND status = :status",
            on=on,
            id=need["id"],
            status=status,
        )
    moment = "timestamptz '2025-01-01 00:00+07' + (CAST(:on AS date) - date '2025-01-01') * interval '1 day'"
    await desk.run(
        f"UPDATE need SET opened_on = :on, published_at = {moment} WHERE id = :id",  # noqa: S608 - a constant of this test
        on=ago(280),
        id=need["id"],
    )
    await desk.run(f"UPDATE need_answer SET linked_at = {moment} WHERE need_id = :id", on=ago(180), id=need["id"])  # noqa: S608

    async def of(as_of: date) -> dict[str, Any] | None:
        told = await loop(desk, as_of=as_of.isoformat(), limit="200")
        return next((one for one in told["items"] if one["id"] == need["id"]), None)

    assert await of(ago(281)) is None
    opened = await of(ago(250))
    assert opened is not None
    assert (opened["status"], opened["answers"], opened["remeasured"]) == ("terbuka", [], None)
    answered = await of(ago(150))
    assert answered is not None
    assert (answered["status"], len(answered["answers"]), answered["remeasured"]) == ("dijawab", 1, None)
    measured = await of(day)
    assert measured is not None
    assert (measured["status"], measured["remeasured"]["verdict"]) == ("dijawab", "terbukti")
    now = await of(today())
    assert now is not None
    assert now["status"] == "terbukti"
    for extreme in ("0001-01-01", "9999-12-31"):
        assert (await desk.ask(None, "GET", f"/needs/loop?as_of={extreme}")).status_code == 200


async def test_a_long_loop_takes_as_many_statements_as_a_short_one(desk: Desk) -> None:
    for number in range(6):
        need = await answered_need(desk, f"Loket S{number}")
        await rounds(desk, {"unit": f"Loket S{number}", "from_on": ago(100)})
        await desk.post(f"/needs/{need['id']}/remeasure")
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    async def questions(path: str) -> int:
        del asked[:]
        assert (await desk.ask(None, "GET", path)).status_code == 200
        return len(asked)

    engines = {desk.fresh.app.state.database.engine, desk.fresh.app.state.database.replica_engine}
    for engine in engines:
        event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        for path, most in (("/needs/loop", 18), ("/needs", 8)):
            few, many = await questions(f"{path}?agency=dinas-rumah&limit=1"), await questions(f"{path}?limit=200")
            assert few == many <= most, (path, few, many)
    finally:
        for engine in engines:
            event.remove(engine.sync_engine, "before_cursor_execute", note)
