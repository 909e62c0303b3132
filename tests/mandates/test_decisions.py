"""Deciding of single agencies: of those that are obliged, one decision at a time, and with what is theirs."""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

from app.core.clock import today
from app.models import Agency, Innovation
from tests import factories
from tests.innovations.keeping import errors_of
from tests.mandates.making import REASON, Bureau, agency, innovation
from tests.walking import there_and_back

TOMORROW = (today() + timedelta(days=1)).isoformat()
KIND = "rumah_sakit"
_numbers = count(1)


@dataclass(frozen=True)
class Case:
    """A mandate, two agencies that it obliges, and an innovation of each."""

    bureau: Bureau
    mandate: dict[str, Any]
    origin: Innovation
    one: Agency
    other: Agency
    equivalent: Innovation
    foreign: Innovation

    @property
    def path(self) -> str:
        return f"/mandates/{self.mandate['slug']}/decisions"

    async def refused(self, **facts: Any) -> list[tuple[str, str]]:
        """Return what is wrong with a decision on the first agency, of which nothing may be left."""
        before = (await self.bureau.get(self.path, with_total="true"))["total"]
        body = {"agency": self.one.slug, "ruling": "memakai_setara", "equivalent": self.equivalent.slug} | facts
        answer = await self.bureau.ask("registrar", "POST", self.path, {"reason": REASON, **body})
        assert answer.status_code == 422, answer.text
        assert (await self.bureau.get(self.path, with_total="true"))["total"] == before
        return errors_of(answer)


@pytest.fixture
async def case(bureau: Bureau) -> Case:
    async with bureau.fresh.committing() as session:
        one, other = await agency(session, KIND), await agency(session, KIND)
        origin = await innovation(session, bureau.home, f"Surat Asal {next(_numbers)}")
        owned = [await innovation(session, owner) for owner in (one, other)]
    return Case(bureau, await bureau.mandate(origin.slug, kinds=[KIND]), origin, one, other, *owned)


async def test_a_decision_is_for_everyone_to_read_and_counts(case: Case) -> None:
    bureau, mandate = case.bureau, case.mandate["slug"]
    body = {
        "agency": str(case.one.id),
        "ruling": "memakai_setara",
        "equivalent": case.equivalent.slug,
        "reason": REASON,
    }
    answer = await bureau.ask("registrar", "POST", case.path, {**body, "decided_on": "2026-03-01"})
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"https://inovasi.example.go.id/v1{case.path}"
    made = answer.json()
    assert (made["agency"]["slug"], made["ruling"], made["decided_on"]) == (
        case.one.slug,
        "memakai_setara",
        "2026-03-01",
    )
    assert made["equivalent"]["slug"] == case.equivalent.slug
    assert (made["mandate_id"], made["ended_on"], made["ended_reason"]) == (case.mandate["id"], None, None)
    assert (await bureau.get(case.path))["items"] == [made]
    assert (await bureau.standing(mandate, as_of="2026-02-28"))[case.one.slug] == "belum"
    told = await bureau.of(mandate, case.one.slug, as_of="2026-03-01")
    assert (told["status"], told["since"], told["because"]["basis"]) == ("memakai_setara", "2026-03-01", "keputusan")
    brief = {name: made[name] for name in ("id", "ruling", "equivalent", "reason", "decided_on")}
    assert told["because"]["decision"] == brief
    assert told["candidates"] == []


async def test_it_is_of_today_where_no_day_is_told(case: Case) -> None:
    assert (await case.bureau.decide(case.mandate["id"], case.one.slug))["decided_on"] == today().isoformat()


async def test_a_later_decision_ends_the_earlier_on_its_day(case: Case) -> None:
    bureau, mandate = case.bureau, case.mandate["slug"]
    first = await bureau.decide(mandate, case.one.slug, decided_on="2026-02-01")
    facts = {"ruling": "memakai_setara", "equivalent": case.equivalent.slug, "decided_on": "2026-05-01"}
    second = await bureau.decide(mandate, case.one.slug, **facts)
    items = (await bureau.get(case.path))["items"]
    assert [(item["id"], item["ended_on"]) for item in items] == [(second["id"], None), (first["id"], "2026-05-01")]
    assert items[1]["ended_reason"]
    for on, status in (("2026-01-31", "belum"), ("2026-02-01", "dikecualikan"), ("2026-04-30", "dikecualikan")):
        assert (await bureau.standing(mandate, as_of=on))[case.one.slug] == status, on
    assert (await bureau.standing(mandate, as_of="2026-05-01"))[case.one.slug] == "memakai_setara"
    assert [event.action for event in await bureau.events(first["id"])] == [
        "mandate_decision.create",
        "mandate_decision.end",
    ]
    assert await case.refused(decided_on="2026-04-30") == [("#/decided_on", "too_early")]
    same = await bureau.decide(mandate, case.one.slug, decided_on="2026-05-01")
    assert (await bureau.standing(mandate, as_of="2026-05-01"))[case.one.slug] == same["ruling"]


async def test_a_decision_is_withdrawn_once_and_stays_for_the_days_before(case: Case) -> None:
    bureau, mandate = case.bureau, case.mandate["slug"]
    made = await bureau.decide(mandate, case.one.slug, decided_on="2026-02-01")
    path = f"/mandate-decisions/{made['id']}/withdraw"
    for on, error in (("2026-01-31", "too_early"), (TOMORROW, "in_future")):
        answer = await bureau.ask("registrar", "POST", path, {"on": on, "reason": REASON})
        assert (answer.status_code, errors_of(answer)) == (422, [("#/on", error)])
    told = await bureau.post(path, {"on": "2026-06-01", "reason": "Ternyata keliru."})
    assert (told["ended_on"], told["ended_reason"]) == ("2026-06-01", "Ternyata keliru.")
    again = await bureau.ask("registrar", "POST", path, {"on": "2026-07-01", "reason": REASON})
    assert (again.status_code, again.json()["code"], again.json()["ended_on"]) == (409, "decision_ended", "2026-06-01")
    assert (await bureau.standing(mandate, as_of="2026-05-31"))[case.one.slug] == "dikecualikan"
    after = await bureau.of(mandate, case.one.slug, as_of="2026-06-02")
    assert (after["status"], after["since"], after["lapsed"]) == ("belum", "2026-06-01", [])
    assert await case.refused(decided_on="2026-05-31") == [("#/decided_on", "too_early")], "never two at once"
    await bureau.decide(mandate, case.one.slug, decided_on="2026-06-01")


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"agency": "tidak-ada"}, ("#/agency", "unknown_reference")),
        ({"ruling": "berjalan"}, ("#/ruling", "unknown_code")),
        ({"equivalent": None}, ("#/equivalent", "required")),
        ({"ruling": "dikecualikan"}, ("#/equivalent", "not_with_ruling")),
        ({"equivalent": "tidak-ada"}, ("#/equivalent", "unknown_reference")),
        ({"reason": "  x  "}, ("#/reason", "too_short")),
        ({"decided_on": TOMORROW}, ("#/decided_on", "in_future")),
        ({"decided_on": "2026-01-01"}, ("#/decided_on", "too_early")),
        ({"ended_on": "2026-05-01"}, ("#/ended_on", "unknown")),
    ],
)
async def test_a_wrong_decision_is_refused(case: Case, facts: dict[str, Any], error: tuple[str, str]) -> None:
    assert await case.refused(**facts) == [error]


async def test_what_serves_as_well_is_public_the_agencys_own_and_another(case: Case) -> None:
    assert await case.refused(equivalent=case.foreign.slug) == [("#/equivalent", "not_of_agency")]
    assert await case.refused(equivalent=case.origin.slug) == [("#/equivalent", "itself")]
    await case.bureau.run("UPDATE innovation SET status = 'archived' WHERE id = :id", id=case.equivalent.id)
    assert await case.refused() == [("#/equivalent", "unknown_reference")]
    async with case.bureau.fresh.committing() as session:
        ownerless = await innovation(session, None)
    assert await case.refused(equivalent=ownerless.slug) == [("#/equivalent", "not_of_agency")]


async def test_what_a_predecessor_made_is_the_agencys_own(case: Case) -> None:
    async with case.bureau.fresh.committing() as session:
        earlier = await factories.agency(session, "Pendahulu")
        await factories.succession(session, earlier, case.one, "renamed")
        old = await innovation(session, earlier)
        # the lineage is derived anew
        await agency(session, "unit")
    made = await case.bureau.decide(case.mandate["slug"], case.one.slug, ruling="memakai_setara", equivalent=old.slug)
    assert made["equivalent"]["slug"] == old.slug


async def test_of_who_is_not_obliged_nothing_is_decided(case: Case) -> None:
    async with case.bureau.fresh.committing() as session:
        others = [
            await agency(session, "lembaga"),
            await agency(session, KIND, external=True),
            await agency(session, KIND, valid_from="2026-05-01"),
            await agency(session, KIND, valid_to="2026-03-31"),
        ]
    for one in others:
        body = {"agency": one.slug, "ruling": "dikecualikan", "reason": REASON, "decided_on": "2026-04-15"}
        answer = await case.bureau.ask("registrar", "POST", case.path, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "agency_not_obliged"), one.slug
        assert (answer.json()["agency"], answer.json()["on"]) == (one.slug, "2026-04-15")
    assert (await case.bureau.get(case.path))["items"] == []


async def test_of_several_decisions_at_once_one_stands(case: Case) -> None:
    body = {"agency": case.one.slug, "ruling": "dikecualikan", "reason": REASON, "decided_on": "2026-02-01"}
    answers = await asyncio.gather(*(case.bureau.ask("registrar", "POST", case.path, body) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    items = (await case.bureau.get(case.path))["items"]
    assert len(items) == 4
    assert sum(item["ended_on"] is None for item in items) == 1


async def test_decisions_are_listed_the_last_first(case: Case) -> None:
    made = [await case.bureau.decide(case.mandate["slug"], one.slug) for one in (case.one, case.other)]
    there, back = await there_and_back(case.bureau.fresh.client, f"/v1{case.path}", [1])
    assert there == back == [one["id"] for one in made[::-1]]


async def test_an_agency_is_told_by_its_name_on_the_day_of_the_decision(case: Case) -> None:
    before = await case.bureau.decide(case.mandate["slug"], case.one.slug, decided_on="2026-03-01")
    renamed = await case.bureau.orta.happens(case.one.slug, "rename", "2026-04-01", name="Rumah Sakit Baru")
    assert renamed.status_code == 200, renamed.text
    after = await case.bureau.decide(case.mandate["slug"], case.one.slug, decided_on="2026-05-01")
    assert (await case.bureau.get(case.path))["items"][0]["agency"]["name"] == "Rumah Sakit Baru"
    assert after["agency"]["name"] != before["agency"]["name"]
    listed = {item["id"]: item["agency"]["name"] for item in (await case.bureau.get(case.path))["items"]}
    assert listed[before["id"]] == before["agency"]["name"]


async def test_names_that_were_withdrawn_are_in_no_reason(case: Case) -> None:
    told = "Sudah diurus oleh Raden Wirasaba sendiri."
    made = await case.bureau.decide(case.mandate["slug"], case.one.slug, reason=told, decided_on="2026-02-01")
    await case.bureau.post(f"/mandate-decisions/{made['id']}/withdraw", {"on": "2026-03-01", "reason": told})
    async with case.bureau.fresh.committing() as session:
        person = await factories.person(session, "Raden Wirasaba")
    await case.bureau.run(
        "INSERT INTO concealed_name (id, person_id, pattern) VALUES (gen_random_uuid(), :id, 'Raden Wirasaba')",
        id=person.id,
    )
    (item,) = (await case.bureau.get(case.path))["items"]
    assert item["reason"] == item["ended_reason"] == "Sudah diurus oleh [dirahasiakan] sendiri."
    told_of = await case.bureau.of(case.mandate["slug"], case.one.slug, as_of="2026-02-15")
    assert told_of["because"]["decision"]["reason"] == item["reason"]


def test_the_days_of_the_tests_have_come() -> None:
    assert date(2026, 7, 1) < today()
