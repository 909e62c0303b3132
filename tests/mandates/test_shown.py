"""Progress over HTTP: on any date, through mergers and splits, to whoever asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import event

from app.models import Agency, Innovation
from tests import factories
from tests.innovations.keeping import errors_of
from tests.mandates import making
from tests.mandates.making import REASON, Bureau

NEW = {"kind": "unit"}
STATUSES = ("belum", "diajukan", "berjalan", "dikecualikan", "memakai_setara")


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


async def origin_of(bureau: Bureau, name: str | None = None) -> Innovation:
    async with bureau.fresh.committing() as session:
        return await making.innovation(session, bureau.home, name)


async def agencies(bureau: Bureau, kind: str, number: int, **facts: Any) -> list[Agency]:
    async with bureau.fresh.committing() as session:
        return [await making.agency(session, kind, **facts) for _ in range(number)]


async def ran(bureau: Bureau, origin: Innovation, of: Agency, since: str = "02-01", *signs: str) -> None:
    """Let an agency have a replica without a record since a day; with signs, one with a record of its own."""
    async with bureau.fresh.committing() as session:
        replica = None
        if signs:
            replica = await making.innovation(session, of)
            await factories.relation(session, replica, origin, "adapts")
            await making.sign(session, replica, *(day(one) for one in signs))
        steps = [("diajukan", day("01-10")), ("disetujui", day("01-20")), ("berjalan", day(since))]
        await making.request(session, origin, of, steps, replica)


async def test_each_status_counts_and_the_share_is_of_all_but_the_exempt(bureau: Bureau) -> None:
    origin = await origin_of(bureau)
    mandate = (await bureau.mandate(origin.slug, kinds=["unit"], due_on="2026-06-30"))["slug"]
    belum, asked, runs, exempt, serves, late = await agencies(bureau, "unit", 6)
    await ran(bureau, origin, runs)
    async with bureau.fresh.committing() as session:
        await making.request(session, origin, asked, [("diajukan", day("02-01"))])
        equivalent = await making.innovation(session, serves)
    await bureau.decide(mandate, exempt.slug, decided_on="2026-02-01")
    facts = {"ruling": "memakai_setara", "equivalent": equivalent.slug, "decided_on": "2026-02-01"}
    await bureau.decide(mandate, serves.slug, **facts)
    told = await bureau.progress(mandate, as_of="2026-06-30")
    assert told["counts"] == {"belum": 2, "diajukan": 1, "berjalan": 1, "dikecualikan": 1, "memakai_setara": 1}
    assert (told["total"], told["share"]) == (6, "0.4000")
    assert (told["as_of"], told["shown_on"], told["overdue"]) == ("2026-06-30", "2026-06-30", False)
    assert (await bureau.progress(mandate, as_of="2026-07-01"))["overdue"] is True
    expected = {belum: "belum", asked: "diajukan", runs: "berjalan", exempt: "dikecualikan", serves: "memakai_setara"}
    standing = await bureau.standing(mandate, as_of="2026-06-30")
    assert standing == {one.slug: status for one, status in (expected | {late: "belum"}).items()}
    names = [item["name"] for item in told["items"]]
    assert names == sorted(names)
    for status in STATUSES:
        some = await bureau.progress(mandate, as_of="2026-06-30", status=status)
        assert some["items"] == [item for item in told["items"] if item["status"] == status]
        assert (some["counts"], some["share"]) == (told["counts"], told["share"])
    nobody = await bureau.progress(mandate, as_of="2026-01-01")
    assert (nobody["shown_on"], nobody["total"], nobody["share"], nobody["items"]) == (None, 0, None, [])


async def test_where_all_are_exempt_there_is_no_share(bureau: Bureau) -> None:
    origin = await origin_of(bureau)
    (one,) = await agencies(bureau, "bagian", 1)
    mandate = (await bureau.mandate(origin.slug, kinds=["bagian"], due_on="2026-02-01"))["slug"]
    await bureau.decide(mandate, one.slug)
    told = await bureau.progress(mandate)
    assert (told["total"], told["share"], told["overdue"]) == (1, None, False)


async def test_who_it_comes_from_has_it_unless_it_died(bureau: Bureau) -> None:
    (owner,) = await agencies(bureau, "inspektorat", 1)
    async with bureau.fresh.committing() as session:
        origin = await making.innovation(session, owner)
        await making.sign(session, origin, day("02-01"))
    mandate = (await bureau.mandate(origin.slug, kinds=["inspektorat"]))["slug"]
    told = await bureau.of(mandate, owner.slug, as_of="2026-06-01")
    because = {"basis": "asal", "request_id": None, "replica": None, "decision": None, "inherited_from": None}
    assert (told["status"], told["since"], told["because"]) == ("berjalan", "2026-01-02", because)
    dormant = await bureau.of(mandate, owner.slug, as_of="2027-02-02")
    assert (dormant["status"], dormant["since"]) == ("belum", "2027-02-02"), "two periods after its last sign"
    assert [(one["basis"], one["since"]) for one in dormant["lapsed"]] == [("asal", "2027-02-02")]
    async with bureau.fresh.committing() as session:
        await factories.stage(session, origin, "penerapan", 0, "2025")
        await factories.stage(session, origin, "berhenti", 1, "2026-05-10")
    assert (await bureau.standing(mandate, as_of="2026-05-09"))[owner.slug] == "berjalan"
    assert (await bureau.standing(mandate, as_of="2026-05-10"))[owner.slug] == "belum"


async def test_a_replica_that_falls_dormant_is_no_more_and_a_sign_wakes_it(bureau: Bureau) -> None:
    origin = await origin_of(bureau)
    (one,) = await agencies(bureau, "satuan", 1)
    mandate = (await bureau.mandate(origin.slug, kinds=["satuan"], due_on="2029-01-01"))["slug"]
    async with bureau.fresh.committing() as session:
        replica = await making.innovation(session, one, on=day("02-01"))
        await making.sign(session, replica, day("03-01"))
        steps = [("diajukan", day("01-10")), ("berjalan", day("02-01"))]
        await making.request(session, origin, one, steps, replica)
    expected = {
        "2026-01-09": ("belum", "2026-01-02"),
        "2026-01-10": ("diajukan", "2026-01-10"),
        "2026-02-01": ("berjalan", "2026-02-01"),
        "2027-03-01": ("berjalan", "2026-02-01"),
        "2027-03-02": ("belum", "2027-03-02"),
    }
    for on, status in expected.items():
        told = await bureau.of(mandate, one.slug, as_of=on)
        assert (told["status"], told["since"]) == status, on
    (lapsed,) = (await bureau.of(mandate, one.slug, as_of="2027-03-02"))["lapsed"]
    assert (lapsed["replica"]["slug"], lapsed["since"]) == (replica.slug, "2027-03-02")
    async with bureau.fresh.committing() as session:
        await making.sign(session, replica, date(2027, 6, 1))
    told = await bureau.of(mandate, one.slug, as_of="2027-06-01")
    assert (told["status"], told["since"], told["lapsed"]) == ("berjalan", "2027-06-01", [])
    assert (await bureau.standing(mandate, as_of="2027-05-31"))[one.slug] == "belum"


async def test_a_sign_that_was_withdrawn_shows_nothing(bureau: Bureau) -> None:
    origin = await origin_of(bureau)
    (one,) = await agencies(bureau, "lembaga", 1)
    mandate = (await bureau.mandate(origin.slug, kinds=["lembaga"]))["slug"]
    async with bureau.fresh.committing() as session:
        replica = await making.innovation(session, one)
        await factories.relation(session, replica, origin, "copies")
    assert (await bureau.standing(mandate, as_of="2026-03-01"))[one.slug] == "belum", "a record without any sign"
    async with bureau.fresh.committing() as session:
        await making.sign(session, replica, day("02-01"))
    told = await bureau.of(mandate, one.slug, as_of="2026-08-01")
    assert (told["status"], told["since"], told["because"]["basis"]) == ("berjalan", "2026-02-01", "replika")
    assert told["because"]["replica"]["slug"] == replica.slug
    assert (await bureau.standing(mandate, as_of="2026-08-02"))[one.slug] == "belum", "no sign within the period"
    await bureau.run("UPDATE innovation SET status = 'archived' WHERE id = :id", id=replica.id)
    assert (await bureau.standing(mandate, as_of="2026-08-01"))[one.slug] == "belum", "it is public no more"
    await bureau.run("UPDATE innovation SET status = 'published' WHERE id = :id", id=replica.id)
    await bureau.run("UPDATE sign_of_life SET withdrawn_at = now(), withdrawn_reason = 'Keliru.'")
    assert (await bureau.standing(mandate, as_of="2026-08-01"))[one.slug] == "belum"


async def test_requests_that_came_to_nothing(bureau: Bureau) -> None:
    origin = await origin_of(bureau)
    refused, stopped, open_ = await agencies(bureau, "badan", 3)
    async with bureau.fresh.committing() as session:
        await making.request(session, origin, refused, [("diajukan", day("02-01")), ("ditolak", day("03-01"))])
        steps = [("diajukan", day("02-01")), ("berjalan", day("03-01")), ("berhenti", day("05-01"))]
        await making.request(session, origin, stopped, steps)
        await making.request(session, origin, open_, [("diajukan", day("02-01")), ("persiapan", day("03-01"))])
        other = await making.innovation(session, bureau.home)
        await making.request(session, other, open_, [("diajukan", day("01-05")), ("berjalan", day("01-06"))])
    mandate = (await bureau.mandate(origin.slug, kinds=["badan"]))["slug"]
    for on, expected in (
        ("2026-01-31", ("belum", "belum", "belum")),
        ("2026-02-01", ("diajukan", "diajukan", "diajukan")),
        ("2026-03-01", ("belum", "berjalan", "diajukan")),
        ("2026-05-01", ("belum", "belum", "diajukan")),
    ):
        standing = await bureau.standing(mandate, as_of=on)
        assert tuple(standing[one.slug] for one in (refused, stopped, open_)) == expected, on
    assert (await bureau.of(mandate, open_.slug, as_of="2026-05-01"))["since"] == "2026-02-01"
    lapsed = (await bureau.of(mandate, stopped.slug, as_of="2026-05-01"))["lapsed"]
    assert [(one["basis"], one["since"]) for one in lapsed] == [("permohonan", "2026-05-01")]
    assert (await bureau.of(mandate, refused.slug, as_of="2026-05-01"))["lapsed"] == []


async def test_whose_request_it_is_is_told_to_its_keepers_alone(bureau: Bureau) -> None:
    async with bureau.fresh.committing() as session:
        far = await making.agency(session, "perguruan_tinggi")
        origin = await making.innovation(session, far)
        (other,) = [await making.agency(session, "dinas", "Dinas Sebelah")]
        mine, theirs = [
            await making.request(session, origin, of, [("diajukan", day("02-01"))]) for of in (bureau.home, other)
        ]
        replica = await making.innovation(session, other, status="draft")
        mine.replica_id = replica.id
        session.add(mine)
    mandate = (await bureau.mandate(origin.slug, kinds=["dinas"]))["slug"]

    async def told(who: str | None) -> list[str | None]:
        found = [await bureau.of(mandate, one.slug, who) for one in (bureau.home, other)]
        assert [one["because"]["replica"] for one in found] == [None, None], "a draft is named to nobody"
        return [one["because"]["request_id"] for one in found]

    for who in (None, "assessor", "controller", "admin"):
        assert await told(who) == [None, None], who
    for who in ("operator", "secretariat", "narrowed"):
        assert await told(who) == [str(mine.id), None], who
    assert await told("registrar") == [str(mine.id), str(theirs.id)]


async def test_a_merger_in_the_middle(bureau: Bureau) -> None:
    origin = await origin_of(bureau)
    mandate = (await bureau.mandate(origin.slug, kinds=["kecamatan"]))["slug"]
    runs, exempt, alone = await agencies(bureau, "kecamatan", 3)
    await ran(bureau, origin, runs, "02-01", "02-01")
    await bureau.decide(mandate, exempt.slug, decided_on="2026-02-15")
    new = {"new": {"name": "Kecamatan Gabungan", "kind": "kecamatan", "parent": None}}
    merged = await bureau.orta.merge([runs.slug, exempt.slug], new, "2026-04-01")
    assert merged.status_code == 200, merged.text
    successor = merged.json()["slug"]
    before = await bureau.standing(mandate, as_of="2026-03-31")
    assert before == {runs.slug: "berjalan", exempt.slug: "dikecualikan", alone.slug: "belum"}
    assert (await bureau.progress(mandate, as_of="2026-03-31"))["share"] == "0.5000"
    assert await bureau.standing(mandate, as_of="2026-04-01") == {successor: "berjalan", alone.slug: "belum"}
    told = await bureau.of(mandate, successor, as_of="2026-06-01")
    assert (told["name"], told["since"]) == ("Kecamatan Gabungan", "2026-04-01")
    assert told["because"]["inherited_from"]["slug"] == runs.slug
    (lapsed,) = told["lapsed"]
    assert (lapsed["basis"], lapsed["inherited_from"]["slug"], lapsed["since"]) == (
        "keputusan",
        exempt.slug,
        "2026-04-01",
    )
    assert lapsed["decision"]["ruling"] == "dikecualikan"
    body = {"agency": exempt.slug, "ruling": "dikecualikan", "reason": REASON, "decided_on": "2026-05-01"}
    late = await bureau.ask("registrar", "POST", f"/mandates/{mandate}/decisions", body)
    assert (late.status_code, late.json()["code"]) == (409, "agency_not_obliged")
    await bureau.decide(mandate, successor, decided_on="2026-05-01")
    anew = await bureau.of(mandate, successor, as_of="2026-06-01")
    assert (anew["status"], anew["since"], anew["lapsed"]) == ("dikecualikan", "2026-05-01", [])


async def test_all_that_merge_being_exempt_the_successor_is(bureau: Bureau) -> None:
    origin = await origin_of(bureau)
    mandate = (await bureau.mandate(origin.slug, kinds=["kelurahan"]))["slug"]
    first, second = await agencies(bureau, "kelurahan", 2)
    for one in (first, second):
        await bureau.decide(mandate, one.slug, decided_on="2026-02-01")
    new = {"new": {"name": "Kelurahan Gabungan", "kind": "kelurahan", "parent": None}}
    successor = (await bureau.orta.merge([first.slug, second.slug], new, "2026-04-01")).json()["slug"]
    told = await bureau.of(mandate, successor, as_of="2026-05-01")
    assert (told["status"], told["since"], told["lapsed"]) == ("dikecualikan", "2026-04-01", [])
    assert told["because"]["inherited_from"]["slug"] in {first.slug, second.slug}


async def test_a_split_in_the_middle(bureau: Bureau) -> None:
    origin = await origin_of(bureau)
    mandate = (await bureau.mandate(origin.slug, kinds=["sekretariat"]))["slug"]
    whole, exempt = await agencies(bureau, "sekretariat", 2)
    await ran(bureau, origin, whole)
    await bureau.decide(mandate, exempt.slug, decided_on="2026-02-01")
    for one in (whole, exempt):
        parts = [{"new": {"name": f"Bagian {n} {one.slug}", "kind": "sekretariat", "parent": None}} for n in "ab"]
        answer = await bureau.orta.happens(one.slug, "split", "2026-04-01", into=parts, continues=False)
        assert answer.status_code == 200, answer.text
    assert await bureau.standing(mandate, as_of="2026-03-31") == {whole.slug: "berjalan", exempt.slug: "dikecualikan"}
    items = (await bureau.progress(mandate, as_of="2026-04-01"))["items"]
    assert sorted(item["status"] for item in items) == ["belum", "belum", "berjalan", "berjalan"]
    for item in items:
        if item["status"] == "berjalan":
            assert item["because"]["inherited_from"]["slug"] == whole.slug
        else:
            assert [one["decision"]["ruling"] for one in item["lapsed"]] == ["dikecualikan"]


async def test_what_was_revoked_stays_as_it_was_the_day_before(bureau: Bureau) -> None:
    origin = await origin_of(bureau)
    mandate = (await bureau.mandate(origin.slug, kinds=["internasional"], due_on="2026-03-31"))["slug"]
    (one,) = await agencies(bureau, "internasional", 1)
    await ran(bureau, origin, one, "05-01")
    assert (await bureau.standing(mandate, as_of="2026-05-01"))[one.slug] == "berjalan"
    await bureau.post(f"/mandates/{mandate}/revoke", {"on": "2026-05-01", "reason": REASON}, if_match="*")
    for on, shown in (("2026-04-15", "2026-04-15"), ("2026-05-01", "2026-04-30"), ("2027-01-01", "2026-04-30")):
        told = await bureau.progress(mandate, as_of=on)
        assert (told["as_of"], told["shown_on"], told["overdue"]) == (on, shown, True)
        assert told["revoked"] == {"on": "2026-05-01", "reason": REASON}
        assert [item["status"] for item in told["items"]] == ["diajukan"], on


async def test_a_mandate_that_was_revoked_before_it_obliged_obliges_nobody(bureau: Bureau) -> None:
    origin = await origin_of(bureau)
    made = await bureau.mandate(origin.slug, kinds=["dinas"], effective_on="2026-06-01")
    await bureau.post(f"/mandates/{made['slug']}/revoke", {"on": "2026-06-01", "reason": REASON}, if_match="*")
    told = await bureau.progress(made["slug"], as_of="2026-07-01")
    assert (told["shown_on"], told["total"], told["overdue"]) == (None, 0, False)


async def test_an_agency_is_told_by_its_name_on_the_date(bureau: Bureau) -> None:
    origin = await origin_of(bureau)
    mandate = (await bureau.mandate(origin.slug, kinds=["kementerian"]))["slug"]
    (one,) = await agencies(bureau, "kementerian", 1)
    before = (await bureau.of(mandate, one.slug))["name"]
    renamed = await bureau.orta.happens(one.slug, "rename", "2026-04-01", name="Nama Kemudian")
    assert renamed.status_code == 200, renamed.text
    assert (await bureau.of(mandate, one.slug, as_of="2026-03-31"))["name"] == before
    assert (await bureau.of(mandate, one.slug, as_of="2026-04-01"))["name"] == "Nama Kemudian"
    assert (await bureau.of(mandate, one.slug, as_of="2026-04-01"))["since"] == "2026-01-02"


async def test_candidates_are_of_the_agencys_own_and_count_once_decided(bureau: Bureau) -> None:
    origin = await origin_of(bureau, "Si Disposisi Kilat")
    one, other = await agencies(bureau, "tidak_diketahui", 2)
    mandate = (await bureau.mandate(origin.slug, kinds=["tidak_diketahui"]))["slug"]
    async with bureau.fresh.committing() as session:
        named = await making.innovation(session, one, "Disposisi Kami")
        by_alias = await making.innovation(session, one, "Surat Jalan")
        await factories.alias(session, by_alias, "Disposisi Jalan")
        related = await making.innovation(session, one, "Zeta Disposisi")
        await factories.relation(session, origin, related, "possibly_same_as")
        for unfit in (
            await making.innovation(session, one, "Sistem Layanan"),
            await making.innovation(session, one, "Disposisi Rahasia", status="draft"),
            await making.innovation(session, None, "Disposisi Tanpa Pemilik"),
        ):
            assert unfit.id
        replica = await making.innovation(session, other, "Disposisi Turunan")
        await factories.relation(session, replica, origin, "adapts")
    told = await bureau.of(mandate, one.slug)
    assert told["status"] == "belum"
    assert [(found["slug"], found["reasons"]) for found in told["candidates"]] == [
        (related.slug, ["relation", "name"]),
        (named.slug, ["name"]),
        (by_alias.slug, ["name"]),
    ]
    assert (await bureau.of(mandate, other.slug))["candidates"] == [], "a replica is not something else"
    await bureau.decide(mandate, one.slug, "memakai_setara", equivalent=related.slug)
    decided = await bureau.of(mandate, one.slug)
    assert (decided["status"], decided["candidates"]) == ("memakai_setara", [])


async def test_dates_of_any_reach(bureau: Bureau) -> None:
    origin = await origin_of(bureau)
    made = await bureau.mandate(origin.slug)
    for on in ("0001-01-01", "1899-12-31", "9999-12-31"):
        assert (await bureau.progress(made["slug"], as_of=on))["as_of"] == on
    for on in ("2026-02-30", "kemarin", "20260301", ""):
        answer = await bureau.ask(None, "GET", f"/mandates/{made['slug']}/progress?as_of={on}")
        assert (answer.status_code, errors_of(answer)[0][0]) == (422, "query/as_of")
    answer = await bureau.ask(None, "GET", f"/mandates/{made['slug']}/progress?status=selesai")
    assert errors_of(answer) == [("query/status", "unknown_code")]


@contextmanager
def counting(bureau: Bureau) -> Iterator[list[str]]:
    """Note each statement that the service asks of its database."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    engine = bureau.fresh.app.state.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_two_hundred_agencies_take_as_many_statements_as_five(bureau: Bureau) -> None:
    async with bureau.fresh.committing() as session:
        far = await making.agency(session, "dprd")
        origin = await making.innovation(session, far, "Antrean Cepat")
    mandate = (await bureau.mandate(origin.slug, kinds=["pemerintah_daerah"]))["slug"]

    async def add(number: int) -> None:
        async with bureau.fresh.committing() as session:
            for at in range(number):
                one = await factories.agency(session, f"Pemerintah {at} dari {number}")
                one.versions[0].kind = "pemerintah_daerah"
                replica = await making.innovation(session, one, f"Antrean {at} dari {number}")
                steps = [("diajukan", day("02-01")), ("berjalan", day("03-01"))]
                await making.request(session, origin, one, steps[: 1 + at % 2], replica if at % 2 else None)
                await making.sign(session, replica, day("02-01"), day("05-01"))

    asked = []
    for number in (5, 195):
        await add(number)
        with counting(bureau) as statements:
            told = await bureau.progress(mandate)
        asked.append(len(statements))
    assert (told["total"], len(told["items"])) == (200, 200)
    assert {item["status"] for item in told["items"]} == {"berjalan", "diajukan"}
    assert any(item["candidates"] for item in told["items"])
    assert asked[0] == asked[1] <= 8
