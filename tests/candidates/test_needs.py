"""Innovations that answer elsewhere what an agency needs, over HTTP."""

from sqlalchemy import update

from app.core.concealment import pattern_of
from app.models import ConcealedName, NeedAnswer
from tests import factories
from tests.candidates.offering import facts, for_agency, for_innovation, named, need, weighed
from tests.reminders.desk import Desk, agency
from tests.reminders.making import NOON, before, innovation


async def test_what_answers_a_need_of_the_same_unsur_elsewhere_is_a_candidate(desk: Desk) -> None:
    async with desk.filing() as session:
        own, other, third = [await agency(session) for _ in range(3)]
        one, proven = (
            await innovation(session, other, "Antrean Daring"),
            await innovation(session, third, "Loket Cepat"),
        )
        for told in ("Menunggu dua jam.", "Menunggu sehari."):
            await need(session, own, "waktu", statement=told)
        await need(session, own, "biaya", "direncanakan")
        met = await need(session, other, "waktu", "dijawab", one, proven)
        shown = await need(session, third, "waktu", "terbukti", proven)
        cheap = await need(session, third, "biaya", "dijawab", proven)
    items = await for_agency(desk, own)
    assert named(items) == ["Loket Cepat", "Antrean Daring"]
    assert [weighed(item) for item in items] == [{"kebutuhan_sama": 8}, {"kebutuhan_sama": 4}]
    biaya, waktu = facts(items[0], "kebutuhan_sama")["needs"]
    assert [each["statement"] for each in waktu["open"]] == ["Menunggu dua jam.", "Menunggu sehari."]
    assert [(each["id"], each["agency"]["slug"], each["status"]) for each in waktu["answered"]] == [
        (str(shown.id), third.slug, "terbukti"),
        (str(met.id), other.slug, "dijawab"),
    ]
    assert (biaya["unsur"], [each["id"] for each in biaya["answered"]]) == ("biaya", [str(cheap.id)])
    # from the other end it is the same
    [back] = [item for item in await for_innovation(desk, one) if item["agency"]["slug"] == own.slug]
    assert weighed(back) == {"kebutuhan_sama": 4}
    assert facts(back, "kebutuhan_sama")["needs"] == facts(items[1], "kebutuhan_sama")["needs"]
    assert {"terms": [], "kind": None, "mandates": [], "agencies": None}.items() <= facts(
        back, "kebutuhan_sama"
    ).items()


async def test_only_open_needs_and_answers_that_stand_and_did_not_fail_count(desk: Desk) -> None:
    async with desk.filing() as session:
        own, other = await agency(session), await agency(session)
        made = {name: await innovation(session, other, name) for name in ("Gagal", "Belum", "Ditarik", "Draf", "Lain")}
        made["Draf"].status = "draft"
        await need(session, own, "sistem")
        for status in ("dijawab", "terbukti", "ditutup"):
            reason = {"closed_reason": "Keliru."} if status == "ditutup" else {}
            await need(session, own, "maklumat", status, **reason)
        await need(session, own, None)
        await need(session, own, "perilaku", published_at=None)
        await need(session, other, "sistem", "tidak_terbukti", made["Gagal"])
        await need(session, other, None, "dijawab", made["Lain"])
        for unsur in ("maklumat", "perilaku", "sarana"):
            await need(session, other, unsur, "dijawab", made["Lain"])
        await need(session, other, "sistem", "dijawab", made["Lain"], published_at=None)
        planned = await need(session, other, "sistem", "dijawab", made["Belum"])
        await session.execute(update(NeedAnswer).where(NeedAnswer.need_id == planned.id).values(in_use_from=None))
        drawn = await need(session, other, "sistem", "dijawab", made["Ditarik"])
        gone = {"withdrawn_at": NOON, "withdrawn_reason": "Keliru."}
        await session.execute(update(NeedAnswer).where(NeedAnswer.need_id == drawn.id).values(**gone))
        await need(session, other, "sistem", "dijawab", made["Draf"])
    assert await for_agency(desk, own) == []
    assert named(await for_agency(desk, own, as_of=before(1))) == ["Ditarik"]
    assert await for_agency(desk, own, as_of=before(41)) == []


async def test_needs_follow_an_agency_and_tell_no_name_that_was_withdrawn(desk: Desk) -> None:
    async with desk.filing() as session:
        earlier, own, other = [await agency(session) for _ in range(3)]
        await factories.succession(session, earlier, own)
        person = await factories.person(session, "Melati Handayani", concealed_at=NOON)
        session.add(ConcealedName(person_id=person.id, pattern=pattern_of(person.name)))
        await need(session, earlier, "kompetensi", statement="Kata Melati Handayani: kurang tahu.")
        await need(session, other, "kompetensi", "dijawab", await innovation(session, other, "Kelas Petugas"))
    [item] = await for_agency(desk, own)
    [shared] = facts(item, "kebutuhan_sama")["needs"]
    assert [each["statement"] for each in shared["open"]] == ["Kata [dirahasiakan]: kurang tahu."]


async def test_what_answered_a_need_of_the_agency_itself_is_no_answer_elsewhere(desk: Desk) -> None:
    async with desk.filing() as session:
        earlier, own, other = [await agency(session) for _ in range(3)]
        await factories.succession(session, earlier, own)
        one = await innovation(session, other, "Pernah Dicoba")
        await need(session, own, "produk")
        await need(session, earlier, "produk", "dijawab", one)
    assert await for_agency(desk, own) == []
    assert own.slug not in {item["agency"]["slug"] for item in await for_innovation(desk, one)}
