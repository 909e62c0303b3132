"""What an action plan becomes."""

import asyncio
from collections import Counter
from typing import Any

from tests.action_plans.desk import Desk
from tests.innovations.keeping import errors_of, unlike


async def test_a_plan_becomes_a_draft_that_takes_over_what_it_says(desk: Desk) -> None:
    title = unlike()
    parts = [
        {"role": "peserta", "person": "bayu-sogara", "agency": "kecamatan-medan-kota"},
        {"role": "mentor", "person": "citra-lestari"},
        {"role": "penguji", "institution": "Tim penguji LAN RI"},
    ]
    facts = {"problem": "Arsip berserakan.", "goal": "Arsip tertata.", "cluster": "klaster/kearsipan"}
    one = await desk.named(title=title, people=parts, **facts)
    one = await desk.acted("kota", one, "innovation")
    assert (one["innovation"]["name"], one["version"]) == (title, 2)
    draft = await desk.keeper("kota").read(one["innovation"]["id"])
    assert (draft["status"], draft["agency"]["slug"]) == ("draft", "kecamatan-medan-kota")
    assert (draft["problem"], draft["goal"]) == ("Arsip berserakan.", "Arsip tertata.")
    assert [(part["role"], part["person"]["name"]) for part in draft["people"]] == [
        ("inovator", "Bayu Sogara"),
        ("mentor", "Citra Lestari"),
    ]
    assert [(stage["stage"], stage["started_on"]) for stage in draft["stages"]] == [("inisiatif", "2017-08-21")]
    assert [term["term"] for term in draft["classifications"]] == ["kearsipan"]
    # everyone knows of it once it is published
    await desk.published(one)
    assert (await desk.get(None, f"/action-plans/{one['id']}"))["innovation"] is None
    assert (await desk.get(None, f"/action-plans?innovation={draft['slug']}"))["items"] == []
    await desk.keeper("registrar").move(draft["id"], "submit", "verify", "publish")
    assert (await desk.get(None, f"/action-plans/{one['id']}"))["innovation"]["id"] == draft["id"]
    for who, query in (("kota", "realised=true"), (None, f"innovation={draft['slug']}")):
        listed = (await desk.get(who, f"/action-plans?{query}"))["items"]
        assert listed[0]["id"] == one["id"]


async def test_asking_again_changes_nothing_and_another_one_is_refused(desk: Desk) -> None:
    one = await desk.named()
    path = f"/action-plans/{one['id']}/innovation"
    first = await desk.ask("kota", "POST", path, {}, if_match='"v1"')
    again = await desk.ask("kota", "POST", path, {}, if_match='"v1"')
    assert (first.status_code, again.status_code, first.json()) == (200, 200, again.json())
    made = first.json()["innovation"]
    assert (await desk.ask("kota", "POST", path, {"innovation": made["slug"]})).json() == first.json()
    other = await desk.keeper("kota").create(agency="kecamatan-medan-kota")
    refused = await desk.ask("kota", "POST", path, {"innovation": other["id"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "plan_innovation_recorded")
    assert refused.json()["innovation_id"] == made["id"]
    assert (await desk.ask("kota", "POST", path, {}, if_match="")).status_code == 428
    two = await desk.named()
    taken = await desk.act("kota", two, "innovation", {"innovation": made["id"]})
    assert (taken.status_code, taken.json()["innovation_id"]) == (409, made["id"])


async def test_a_record_of_the_agency_or_its_successor_is_linked(desk: Desk) -> None:
    followed = await desk.keeper("registrar").create(agency="kecamatan-medan-kota-baru")
    one = await desk.acted("registrar", await desk.named(), "innovation", innovation=followed["id"])
    assert one["innovation"]["id"] == followed["id"]
    foreign = await desk.keeper("registrar").create(agency="dinas-kesehatan")
    await desk.keeper("registrar").move(foreign["id"], "submit", "verify", "publish")
    two = await desk.named()

    async def refused(who: str, **told: Any) -> list[tuple[str, str]]:
        return errors_of(await desk.act(who, two, "innovation", told))

    assert await refused("kota", innovation=foreign["id"]) == [("#/innovation", "not_of_the_agency")]
    assert await refused("kota", innovation="tidak-ada") == [("#/innovation", "unknown_reference")]
    assert await refused("kota", innovation="si-surat", name="Lain") == [("#", "record_or_name")]
    # who organised the edition names plans, and keeps no records of the agency
    assert await refused("penyelenggara") == [("#/innovation", "not_yours")]
    gone = await desk.keeper("registrar").create(agency="kecamatan-medan-kota")
    await desk.keeper("registrar").move(gone["id"], "archive")
    assert await refused("kota", innovation=gone["id"]) == [("#/innovation", "unknown_reference")]


async def test_a_name_that_the_agency_has_already_makes_no_second_record(desk: Desk) -> None:
    kept = await desk.keeper("kota").create(agency="kecamatan-medan-kota")
    one = await desk.named(title=kept["name"])
    answer = await desk.act("kota", one, "innovation", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate_name")
    assert (await desk.acted("kota", one, "innovation", name=unlike()))["innovation"]["id"] != kept["id"]


async def test_of_two_plans_that_want_one_record_at_once_one_has_it(desk: Desk) -> None:
    kept = await desk.keeper("kota").create(agency="kecamatan-medan-kota")
    plans = [await desk.named() for _ in range(3)]
    told = {"innovation": kept["id"]}
    answers = await asyncio.gather(*(desk.act("kota", one, "innovation", told) for one in plans))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 2}
    same = await asyncio.gather(*(desk.act("kota", plan, "innovation", {}) for plan in 3 * [await desk.named()]))
    assert len({answer.json()["innovation"]["id"] for answer in same}) == 1


async def test_the_link_goes_along_when_records_are_merged_and_ends_with_the_plan(desk: Desk) -> None:
    one = await desk.acted("kota", await desk.named(), "innovation")
    into = await desk.keeper("kota").create(agency="kecamatan-medan-kota")
    told = {"into": into["id"], "reason": "Sama."}
    merged = await desk.keeper("registrar").post(f"/{one['innovation']['id']}/merge", told, if_match="*")
    assert merged.status_code == 200, merged.text
    assert (await desk.get("kota", f"/action-plans/{one['id']}"))["innovation"]["id"] == into["id"]
    assert (await desk.acted("kota", one, "withdraw", reason="Keliru."))["innovation"] is None
    other = await desk.acted("kota", await desk.named(), "innovation", innovation=into["id"])
    assert other["innovation"]["id"] == into["id"]
