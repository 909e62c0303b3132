"""`…/innovations/{key}/eligibility` over HTTP: what is on record decides, and only its keepers ask."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.models import Agency, Award, Citation, Innovation, Instrument, Source
from app.models.codes import RecordStatus
from tests import factories
from tests.eligibility.telling import edition
from tests.innovations.keeping import Keeper, Registry, errors_of, unknown_id, unlike
from tests.rounds import making
from tests.signing import sign

EDITION = "edition=lomba-2026"
PROVEN = {"stage": "penerapan", "started_on": "2024-05-31", "evidence": "SK 12/2024"}


async def answer_of(keeper: Keeper, key: str, query: str = EDITION) -> dict[str, Any]:
    """Return the answer for a record."""
    answer = await keeper.get(f"/{key}/eligibility?{query}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def codes(told: dict[str, Any], group: int = 0) -> list[str]:
    """Return the codes of the reasons of a group."""
    return [reason["code"] for reason in told["groups"][group]["reasons"]]


async def test_a_record_that_proves_its_age(registry: Registry) -> None:
    receipt = await registry.operator.create(stages=[PROVEN])
    told = await answer_of(registry.operator, receipt["slug"])
    assert told["innovation"] == {name: receipt[name] for name in ("id", "slug", "name")}
    assert told["closes_on"] == "2026-05-31"
    assert told["answer"] == "eligible"
    (group,) = told["groups"]
    assert (group["group"], group["answer"], group["eligible_from"]) == ("umum", "eligible", "2026-05-31")
    assert group["label"] == {"id": "Kelompok umum", "en": "General group"}
    (reason,) = group["reasons"]
    assert (reason["code"], reason["answer"], reason["eligible_from"]) == ("old_enough", "eligible", "2026-05-31")
    assert "31 Mei 2024" in reason["note_id"]
    assert "31 May 2024" in reason["note_en"]
    assert told["edition"]["slug"] == "lomba-2026"
    assert told["edition"]["source"]["title"] == "Pedoman uji"


async def test_another_closing_day_may_be_asked_about(registry: Registry) -> None:
    key = (await registry.operator.create(stages=[PROVEN]))["slug"]
    told = await answer_of(registry.operator, key, f"{EDITION}&closes_on=2026-05-30")
    assert (told["closes_on"], told["answer"], codes(told)) == ("2026-05-30", "not_eligible", ["too_young"])
    assert told["groups"][0]["eligible_from"] == "2026-05-31"


@pytest.mark.parametrize(
    ("kind", "facts", "answer"),
    [
        ("dokumen", {}, "eligible"),
        ("laman_resmi", {}, "eligible"),
        ("berita", {}, "unknown"),
        ("dokumen", {"disputed": True}, "unknown"),
        ("dokumen", {"withdrawn": True}, "unknown"),
        ("dokumen", {"field": "summary"}, "unknown"),
    ],
)
async def test_words_of_a_source_prove_a_stage_unless_it_is_news(
    registry: Registry, kind: str, facts: dict[str, Any], answer: str
) -> None:
    receipt = await registry.operator.create(stages=[{"stage": "penerapan", "started_on": "2020"}])
    told = dict(facts)
    async with registry.fresh.committing() as session:
        source = Source(slug=unlike().lower(), kind=kind, title="Sumber", title_key=unlike())
        session.add(source)
        await session.flush()
        innovation = await session.get_one(Innovation, receipt["id"])
        if told.pop("withdrawn", False):
            told |= {"withdrawn_at": innovation.created_at, "withdrawn_reason": "keliru"}
        cited = {"subject_kind": "innovation", "subject_id": innovation.id, "field": "stages", "phrase": "Kata"}
        session.add(Citation(**{**cited, "source_id": source.id, "confidence": "disebut", **told}))
    found = await answer_of(registry.operator, receipt["slug"])
    assert found["answer"] == answer
    assert codes(found) == ["old_enough" if answer == "eligible" else "start_unproven"]


async def test_a_launch_is_no_first_use(registry: Registry) -> None:
    receipt = await registry.operator.create(
        first_known_on="2021-07-01", first_known_by="peresmian", stages=[{"stage": "uji_coba", "started_on": "2021-02"}]
    )
    told = await answer_of(registry.operator, receipt["slug"])
    assert (told["answer"], codes(told)) == ("unknown", ["start_unknown"])
    reason = told["groups"][0]["reasons"][0]
    assert "1 Juli 2021 hanya hari peresmian; Februari 2021 hanya awal uji coba" in reason["note_id"]
    assert reason["eligible_from"] is None


async def test_drafts_and_published_records_are_told_to_their_keepers(registry: Registry) -> None:
    for status in (RecordStatus.DRAFT, RecordStatus.SUBMITTED, RecordStatus.PUBLISHED, RecordStatus.ARCHIVED):
        receipt = await registry.made(status, stages=[PROVEN])
        for keeper in (registry.operator, registry.registrar):
            told = await answer_of(keeper, receipt["slug"])
            assert told["answer"] == "eligible", status


async def test_records_of_others_are_not_told(registry: Registry) -> None:
    draft = await registry.made(RecordStatus.DRAFT)
    published = await registry.published()
    for key in (draft["id"], draft["slug"], published["id"], published["slug"], unknown_id()):
        assert (await registry.other_operator.get(f"/{key}/eligibility?{EDITION}")).status_code == 404
        assert (await registry.public.get(f"/{key}/eligibility?{EDITION}")).status_code == 401


async def test_an_address_that_was_given_up_leads_on(registry: Registry) -> None:
    receipt = await registry.operator.create(stages=[PROVEN])
    new = unlike().lower()
    await registry.operator.update(receipt["id"], {"slug": new})
    answer = await registry.operator.get(f"/{receipt['slug']}/eligibility?{EDITION}")
    assert answer.status_code == 308
    assert answer.headers["location"].endswith(f"/v1/innovations/{new}/eligibility?{EDITION}")


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("edition=tidak-ada", ("query/edition", "unknown_reference")),
        ("edition=019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11", ("query/edition", "unknown_reference")),
        ("edition=", ("query/edition", "too_short")),
        ("edition=LOMBA", ("query/edition", "invalid_form")),
        (f"{EDITION}&closes_on=2026-02-30", ("query/closes_on", "not_date")),
        (f"{EDITION}&closes_on=2026", ("query/closes_on", "not_date")),
        (f"{EDITION}&closes_on=1767225600", ("query/closes_on", "not_date")),
        (f"{EDITION}&closes_on=", ("query/closes_on", "not_date")),
        (f"{EDITION}&group=umum", ("query/group", "unknown")),
    ],
)
async def test_bad_questions(registry: Registry, query: str, wrong: tuple[str, str]) -> None:
    key = (await registry.operator.create())["slug"]
    answer = await registry.operator.get(f"/{key}/eligibility?{query}")
    assert (answer.status_code, errors_of(answer)) == (422, [wrong])


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_any_day_may_be_asked_about(registry: Registry, day: str) -> None:
    key = (await registry.operator.create(stages=[PROVEN]))["slug"]
    told = await answer_of(registry.operator, key, f"{EDITION}&closes_on={day}")
    assert told["answer"] == ("eligible" if day > "2026" else "not_eligible")


async def test_an_edition_without_rules(registry: Registry) -> None:
    key = (await registry.operator.create())["slug"]
    answer = await registry.operator.get(f"/{key}/eligibility?edition=formulir-2026")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_eligibility_rules")
    assert answer.json()["instrument"] == "formulir-2026"


async def test_the_newest_edition_that_admits_anybody_is_asked_where_none_is_named(registry: Registry) -> None:
    key = (await registry.operator.create(stages=[PROVEN]))["slug"]
    async with registry.fresh.committing() as session:
        await making.instrument(session, edition("lomba", "2025", closes_on="2025-05-31"))
    told = await answer_of(registry.operator, key, "")
    assert told["edition"]["slug"] == "lomba-2026"


async def test_without_any_edition_one_must_be_named(registry: Registry) -> None:
    key = (await registry.operator.create())["slug"]
    async with registry.fresh.committing() as session:
        editions = (await session.scalars(select(Instrument))).all()
        told = {one.slug: one.definition for one in editions}
        for one in editions:
            one.definition = {**one.definition, "eligibility": None}
    answer = await registry.operator.get(f"/{key}/eligibility")
    async with registry.fresh.committing() as session:
        for one in (await session.scalars(select(Instrument))).all():
            one.definition = told[one.slug]
    assert (answer.status_code, errors_of(answer)) == (422, [("query/edition", "required")])


@pytest.fixture(scope="module")
async def strict(registry: Registry) -> str:
    """Ask for the edition of 2021 as it was: awards, adaptations, quotas, titles."""
    definition = edition(
        "kipp-uji",
        "2021",
        closes_on="2021-05-31",
        refuses_duplicate_titles=True,
        groups=[
            {
                "code": "umum",
                "label": {"id": "Umum"},
                "minimum_age_months": 24,
                "exclusions": [{"awards": ["top_45"], "from_year": 2019, "to_year": 2020}],
                "quota": {"most": 2, "per": "instansi"},
            },
            {
                "code": "replikasi",
                "label": {"id": "Replikasi"},
                "minimum_age_months": 12,
                "needs": "adapts_awarded",
                "original_awards": ["top_99"],
                "quota": {"most": 1, "per": "agency"},
            },
        ],
    )
    async with registry.fresh.committing() as session:
        await making.instrument(session, definition)
    return "edition=kipp-uji-2021"


OLD = {"stage": "penerapan", "started_on": "2018-01-01", "evidence": "SK"}


async def test_awards_on_record_count(registry: Registry, strict: str) -> None:
    receipt = await registry.published(stages=[OLD])
    assert codes(await answer_of(registry.operator, receipt["slug"], strict))[:2] == ["old_enough", "no_award_excludes"]
    recorded = await registry.registrar.post(
        f"/{receipt['slug']}/awards", {"code": "top_45", "year": 2020, "source": "Kepmen"}
    )
    assert recorded.status_code == 201, recorded.text
    told = await answer_of(registry.operator, receipt["slug"], strict)
    assert codes(told)[:2] == ["old_enough", "award_excludes"]
    assert told["groups"][0]["eligible_from"] is None


async def test_an_adaptation_of_an_awarded_original(registry: Registry, strict: str) -> None:
    original = await registry.published()
    young = {"stage": "penerapan", "started_on": "2020-01-01", "evidence": "SK"}
    receipt = await registry.operator.create(stages=[young])
    assert codes(await answer_of(registry.operator, receipt["id"], strict), 1)[:2] == ["old_enough", "no_original"]
    relation = {"kind": "adapts", "innovation": original["slug"]}
    await registry.operator.update(receipt["id"], {"relations": [relation]})
    told = await answer_of(registry.operator, receipt["id"], strict)
    assert (told["answer"], codes(told, 1)[1]) == ("unknown", "original_award_unknown")
    async with registry.fresh.committing() as session:
        innovation = await session.get_one(Innovation, original["id"])
        award = {"code": "top_99", "year": 2017, "source": "Kepmen", "recorded_at": innovation.created_at}
        session.add(Award(innovation_id=innovation.id, **award))
    told = await answer_of(registry.operator, receipt["id"], strict)
    assert [group["answer"] for group in told["groups"]] == ["not_eligible", "eligible"]
    assert (told["answer"], codes(told, 1)[1]) == ("eligible", "original_awarded")


async def test_the_same_title_of_another_agency(registry: Registry, strict: str) -> None:
    name = unlike()
    own = await registry.operator.create(name, stages=[OLD])
    spelt = f"{name[:5].upper()}-{name[5:]}"
    assert "title_unique" in codes(await answer_of(registry.operator, own["id"], strict))
    twin = await registry.other_operator.create(spelt, stages=[OLD])
    # the draft of another agency is not the operator's to know of
    assert "title_unique" in codes(await answer_of(registry.operator, own["id"], strict))
    told = await answer_of(registry.registrar, own["id"], strict)
    assert ("title_taken" in codes(told), told["answer"]) == (True, "not_eligible")
    await registry.run("UPDATE innovation SET status = 'published', published_at = now() WHERE id = :id", id=twin["id"])
    assert "title_taken" in codes(await answer_of(registry.operator, own["id"], strict))
    await registry.run("UPDATE innovation SET status = 'archived' WHERE id = :id", id=twin["id"])
    assert "title_unique" in codes(await answer_of(registry.registrar, own["id"], strict))


async def test_quotas_count_what_is_entered(registry: Registry, strict: str) -> None:
    receipt = await registry.published(stages=[OLD])
    rivals = [await registry.published() for _ in range(3)]

    async def quota(group: int) -> str:
        told = await answer_of(registry.operator, receipt["slug"], strict)
        return next(reason["note_en"] for reason in told["groups"][group]["reasons"] if "quota" in reason["code"])

    assert await quota(0) == "Quota of 2 for the whole city: 0 taken, 2 left."
    async with registry.fresh.committing() as session:
        by = await session.scalar(select(Instrument).where(Instrument.slug == "kipp-uji-2021"))
        assert by is not None
        innovations = [await session.get_one(Innovation, one["id"]) for one in rivals]
        one, two = await making.round_of(session, by, group="umum"), await making.round_of(session, by, group="umum")
        for of, entered in ((one, innovations[0]), (one, innovations[1]), (two, innovations[0])):
            await making.entry(session, of, entered)
        withdrawn = {"status": "withdrawn", "out_reason": "Mundur"}
        gone = await making.entry(session, two, innovations[2], **withdrawn)
        cancelled = await making.round_of(session, by, group="umum", status="cancelled")
        await making.entry(session, cancelled, innovations[2])
        own = await making.entry(session, two, await session.get_one(Innovation, receipt["id"]))
    # the first is in two rounds and counts once; its own entry does not stand in its way
    assert await quota(0) == "The quota of 2 for the whole city is full: 2 taken."
    assert await quota(1) == "Quota of 1 for each agency: 0 taken, 1 left."
    await registry.run("UPDATE round_entry SET status = 'out', out_reason = 'x' WHERE round_id = :id", id=one.id)
    assert await quota(0) == "The quota of 2 for the whole city is full: 2 taken."
    await registry.run("UPDATE assessment_round SET eligibility_group = 'replikasi' WHERE id = :id", id=one.id)
    assert await quota(0) == "Quota of 2 for the whole city: 1 taken, 1 left."
    assert await quota(1) == "The quota of 1 for each agency is full: 2 taken."
    assert {gone.status, own.status} == {"withdrawn", "active"}


async def test_a_quota_of_each_agency_needs_an_owner(registry: Registry, strict: str) -> None:
    receipt = await registry.registrar.create(stages=[OLD], agency=None)
    told = await answer_of(registry.registrar, receipt["id"], strict)
    assert "owner_unknown" in codes(told, 1)


async def test_the_answer_has_a_tag(registry: Registry) -> None:
    key = (await registry.operator.create(stages=[PROVEN]))["slug"]
    first = await registry.operator.get(f"/{key}/eligibility?{EDITION}")
    again = await registry.operator.get(f"/{key}/eligibility?{EDITION}", if_none_match=first.headers["etag"])
    assert again.status_code == 304


async def test_an_account_without_records_may_not_ask(registry: Registry) -> None:
    async with registry.fresh.committing() as session:
        agency = await factories.agency(session, "Dinas Baru")
        assert isinstance(agency, Agency)
        headers = [await sign(session, role) for role in ("assessor", "controller", "admin")]
    for one in headers:
        answer: httpx.Response = await registry.fresh.client.get(
            f"/v1/innovations/{unknown_id()}/eligibility", headers=one
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
