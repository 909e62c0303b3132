"""The loop from end to end over HTTP: a survey, its weak unsur, a need, an innovation, and the survey after it.

Nothing is put on record here but by those who would do so: the operators of two agencies and the registrar, on the
city's own reference data.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from tests.conftest import Server
from tests.innovations.keeping import served
from tests.needs.making import EVIDENCE, FORM, Desk, ago, opened

# how often 1, 2, 3 and 4 are answered
Spread = tuple[int, int, int, int]


@pytest.fixture(scope="module")
async def population(server: Server, furnished: str) -> AsyncIterator[Desk]:
    async with served(server, furnished) as fresh:
        yield await opened(fresh, "disdukcapil")


@pytest.fixture(scope="module")
async def secretariat(server: Server, furnished: str) -> AsyncIterator[Desk]:
    async with served(server, furnished) as fresh:
        yield await opened(fresh, "sekretariat-dprd")


def spread_out(counts: Spread) -> list[int]:
    """Return answers one by one."""
    return [value for value, count in enumerate(counts, 1) for _ in range(count)]


async def measured(
    desk: Desk, slug: str, from_on: date, told: Mapping[str, Spread], usual: Spread, **facts: Any
) -> None:
    """Hold a survey of the home agency on paper, enter every answer, and publish it; all but what is told is usual."""
    body = {
        "title": f"Survei {slug}",
        "slug": slug,
        "agency": desk.home.slug,
        "instrument": FORM.slug,
        "from_on": from_on.isoformat(),
        "until_on": (from_on + timedelta(days=20)).isoformat(),
        "channels": ["kertas"],
        **facts,
    }
    await desk.post("/surveys", body)
    columns = {unsur: spread_out(told.get(unsur, usual)) for unsur in FORM.codes}
    rows = [{"answers": dict(zip(columns, each, strict=True))} for each in zip(*columns.values(), strict=True)]
    entered = [{**row, "answered_on": from_on.isoformat(), "channel": "kertas"} for row in rows]
    await desk.post(f"/surveys/{slug}/responses/import", {"rows": entered})
    await desk.post(f"/surveys/{slug}/publish")


async def used(desk: Desk, innovation: str, since: date) -> None:
    """Let the registrar note that an innovation is in use since a day, and what shows it."""
    stage = {"stage": "penerapan", "started_on": since.isoformat(), "evidence": "Berita acara 470/88/2026"}
    await desk.post(f"/innovations/{innovation}/stages", stage, "registrar")


async def looped(desk: Desk, **query: str) -> dict[str, dict[str, Any]]:
    """Return the rows of the loop by their unsur, as everyone reads them."""
    rows = (await desk.get("/needs/loop", agency=desk.home.slug, limit="200", **query))["items"]
    return {row["unsur"]: row for row in rows if row["unsur"]}


# 3.28, index 82.00, quality B
USUAL = (2, 18, 100, 80)


async def needs_of_disdukcapil(desk: Desk) -> dict[str, dict[str, Any]]:
    """Take up the two weak unsur of a survey of Disdukcapil's, and return the needs by unsur."""
    first = {"waktu": (20, 70, 90, 20), "biaya": (10, 50, 110, 30)}  # 2.55 and 2.80
    await measured(desk, "skm-disdukcapil-2025", ago(400), first, USUAL, unit="Loket kependudukan")
    proposed = (await desk.post("/needs/from-survey", {"survey": "skm-disdukcapil-2025"}))["items"]
    assert [(one["unsur"], one["index"], one["mutu"], one["priority"]) for one in proposed] == [
        ("waktu", "63.75", "D", "tinggi"),
        ("biaya", "70.00", "C", "sedang"),
    ]
    need = await desk.taken_up("skm-disdukcapil-2025", "waktu", "biaya")
    needs = {one["unsur"]: one for one in (await desk.get("/needs", agency="disdukcapil"))["items"]}
    assert needs["waktu"]["id"] == need["id"]
    return needs


async def test_sitancap_answers_the_weak_unsur_of_disdukcapil(population: Desk) -> None:
    desk = population
    needs = await needs_of_disdukcapil(desk)
    planned = await desk.answered(needs["waktu"], "sitancap")
    assert planned["status"] == "direncanakan", "no source says that Sitancap is in use"
    await used(desk, "sitancap", ago(300))
    for one in needs.values():
        told = await desk.answered(one, "sitancap")
        assert told["status"] == "dijawab"
    assert {row["remeasured"] for row in (await looped(desk)).values()} == {None}

    second = {"waktu": (2, 30, 110, 58), "biaya": (10, 48, 110, 32)}  # 3.12 and 2.82
    await measured(desk, "skm-disdukcapil-2026", ago(100), second, USUAL, unit="Loket kependudukan")
    rows = await looped(desk)
    waktu, biaya = rows["waktu"]["remeasured"], rows["biaya"]["remeasured"]
    assert (rows["waktu"]["before"]["nrr"], waktu["after"]["nrr"], waktu["difference"]) == (
        "2.5500",
        "3.1200",
        "0.5700",
    )
    assert waktu["distinguishable"] is True
    assert (waktu["interval"], waktu["verdict"]) == ({"low": "0.4229", "high": "0.7171"}, "terbukti")
    assert (biaya["difference"], biaya["distinguishable"], biaya["verdict"]) == ("0.0200", False, "tidak_terbukti")
    assert biaya["note_id"].startswith("Perubahan +0.0200 tidak dapat dibedakan dari kebetulan")

    for one in needs.values():
        await desk.post(f"/needs/{one['id']}/remeasure")
    rows = await looped(desk)
    assert {unsur: row["status"] for unsur, row in rows.items()} == {"waktu": "terbukti", "biaya": "tidak_terbukti"}
    assert [one["innovation"]["slug"] for one in rows["waktu"]["answers"]] == ["sitancap"]
    told = await desk.get("/needs/loop", agency="disdukcapil")
    assert (told["share_answered"], told["share_proven"]) == ("1.0000", "0.5000")
    assert [one["unsur"] for one in (await desk.get("/needs", innovation="sitancap"))["items"]] == ["biaya", "waktu"]


async def test_three_of_the_twenty_two_answer_what_the_council_lacks(secretariat: Desk) -> None:
    desk = secretariat
    usual = (0, 3, 27, 15)
    weak = {"waktu": (5, 20, 17, 3), "sarana": (4, 18, 18, 5), "pengaduan": (6, 16, 20, 3)}
    internal = {"audience": "internal", "population": 50, "population_basis": "Anggota DPRD Kota Medan"}
    await measured(desk, "layanan-sekretariat-2025", ago(400), weak, usual, **internal)

    body = {"kind": "dprd", "name": "DPRD Kota Medan"}
    await desk.taken_up("layanan-sekretariat-2025", "waktu", "sarana", "pengaduan", body=body)
    needs = {one["unsur"]: one for one in (await desk.get("/needs", survey="layanan-sekretariat-2025"))["items"]}
    assert {one["body"]["name"] for one in needs.values()} == {"DPRD Kota Medan"}
    owned = await desk.get("/innovations", agency="sekretariat-dprd", with_total="true")
    assert owned["total"] == 22
    answers = {"waktu": "e-surat", "sarana": "majatoki", "pengaduan": "e-reses"}
    for unsur, innovation in answers.items():
        await used(desk, innovation, ago(300))
        told = await desk.answered(needs[unsur], innovation)
        assert (told["status"], told["answers"][0]["basis"]) == ("dijawab", "milik")

    # the public was asked meanwhile, which says nothing of what the council thinks
    await measured(desk, "skm-sekretariat-2026", ago(200), {}, usual)
    better = {"waktu": (0, 6, 27, 12), "sarana": (3, 19, 18, 5), "pengaduan": (0, 4, 31, 10)}
    await measured(desk, "layanan-sekretariat-2026", ago(150), better, usual, **internal)
    rows = await looped(desk, body="dprd", source="unsur_lemah")
    assert {unsur: row["answers"][0]["innovation"]["slug"] for unsur, row in rows.items()} == answers
    assert {unsur: row["remeasured"]["after"]["slug"] for unsur, row in rows.items()} == dict.fromkeys(
        answers, "layanan-sekretariat-2026"
    )
    assert {unsur: row["remeasured"]["verdict"] for unsur, row in rows.items()} == {
        "waktu": "terbukti",
        "sarana": "tidak_terbukti",
        "pengaduan": "terbukti",
    }
    for one in needs.values():
        await desk.post(f"/needs/{one['id']}/remeasure")
    told = await desk.get("/needs/loop", body="dprd", source="unsur_lemah", status="terbukti", with_total="true")
    assert (told["total"], told["counts"]["terbukti"], told["counts"]["tidak_terbukti"]) == (2, 2, 1)
    assert (told["share_answered"], told["share_proven"]) == ("1.0000", "0.6667")


async def test_what_a_commission_told_stands_beside_it_in_the_view_of_the_council(secretariat: Desk) -> None:
    desk = secretariat
    need = await desk.need(body={"kind": "reses", "name": "Reses II Tahun 2026"}, evidence=[EVIDENCE])
    council = await desk.get("/needs/loop", body="dprd", limit="200")
    row = next(one for one in council["items"] if one["id"] == need["id"])
    assert (row["body"], row["before"], row["remeasured"]) == (
        {"kind": "reses", "name": "Reses II Tahun 2026"},
        None,
        None,
    )
    assert need["id"] not in [one["id"] for one in (await desk.get("/needs/loop", body="komisi"))["items"]]
