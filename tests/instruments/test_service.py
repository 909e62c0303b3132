"""Loading instruments: what is new or changed is written, and what something rests on never is."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import InvalidRequest, NotFound
from app.core.ids import derived_id
from app.core.writing import Work
from app.instruments.definition import Definition
from app.instruments.facts import InstrumentsInUse
from app.instruments.service import InstrumentReport, InstrumentService, Outcome, definition_of
from app.models import AuditEvent, DossierSection, Instrument, ReferenceItem, SelfAssessment
from app.operations.accounts import OPERATOR
from app.reference.files import read_reference
from app.reference.instrument_files import read_instruments
from app.reference.service import LoadReport, ReferenceService
from tests import factories
from tests.conftest import Fresh
from tests.rounds import making
from tests.rounds.making import form

# the beginning of 28 November 2026 in Medan
FIRST = datetime(2026, 11, 27, 17, tzinfo=UTC)
AT = datetime(2026, 12, 1, tzinfo=UTC)


async def load(session: AsyncSession, *definitions: Definition) -> InstrumentReport:
    return await InstrumentService(session).load(definitions)


async def ship(session: AsyncSession, *definitions: Definition) -> InstrumentReport:
    return await InstrumentService(session).ship(definitions)


async def digests(session: AsyncSession) -> dict[str, str]:
    return {row.slug: row.digest for row in await session.execute(select(Instrument.slug, Instrument.digest))}


async def instrument(session: AsyncSession, slug: str) -> Instrument:
    statement = select(Instrument).where(Instrument.slug == slug).execution_options(populate_existing=True)
    return (await session.scalars(statement)).one()


async def by_round(session: AsyncSession, of: Instrument) -> None:
    await making.round_of(session, of)


async def by_stage(session: AsyncSession, of: Instrument) -> None:
    other = await making.instrument(session, form(100, code="lain"))
    await making.round_of(session, other, making.stage(instrument_id=of.id))


async def by_self_assessment(session: AsyncSession, of: Instrument) -> None:
    innovation = await factories.innovation(session)
    told = {"number": 1, "scores": [], "assessed_at": AT}
    session.add(SelfAssessment(innovation_id=innovation.id, instrument_id=of.id, **told))
    await session.flush()


async def by_dossier(session: AsyncSession, of: Instrument) -> None:
    innovation = await factories.innovation(session)
    told = {"section": "k1", "body": "Teks.", "written_at": AT}
    session.add(DossierSection(innovation_id=innovation.id, instrument_id=of.id, **told))
    await session.flush()


Use = Callable[[AsyncSession, Instrument], Coroutine[Any, Any, None]]
USES = [
    pytest.param(by_round, "assessment round: 1", id="round"),
    pytest.param(by_stage, "round stage: 1", id="stage"),
    pytest.param(by_self_assessment, "self assessment: 1", id="self-assessment"),
    pytest.param(by_dossier, "dossier section: 1", id="dossier"),
]


async def test_a_new_instrument_is_written_whole(session: AsyncSession) -> None:
    told = form(60, 40, valid_from="2026", valid_to="2026-12")
    report = await load(session, told)
    assert report.outcomes == {"uji-2026": Outcome.CREATED}
    assert report.sentence == "Instruments: 1 new, 0 changed, 0 unchanged."
    made = await instrument(session, "uji-2026")
    assert (made.code, made.edition, made.kind, made.title) == ("uji", "2026", "weighted_form", "Formulir uji")
    assert (made.official, made.valid_from, made.valid_to) == (False, "2026", "2026-12")
    assert made.digest == told.digest()
    assert definition_of(made) == told


async def test_an_instrument_has_the_same_id_in_every_installation(session: AsyncSession) -> None:
    await ship(session, form(code="kapal"))
    await load(session, form(code="tangan"))
    for slug in ("kapal-2026", "tangan-2026"):
        assert (await instrument(session, slug)).id == derived_id(FIRST, f"instrument:{slug}")


async def test_loading_twice_writes_nothing(session: AsyncSession) -> None:
    await load(session, form())
    stamp = (await instrument(session, "uji-2026")).loaded_at
    await session.execute(update(Instrument).values(loaded_at=func.now() - func.make_interval(0, 0, 0, 1)))
    earlier = (await instrument(session, "uji-2026")).loaded_at
    assert earlier < stamp
    assert (await load(session, form())).outcomes == {"uji-2026": Outcome.UNCHANGED}
    assert (await instrument(session, "uji-2026")).loaded_at == earlier


async def test_an_edition_that_nothing_uses_is_replaced(session: AsyncSession) -> None:
    await load(session, form(60, 40), form(code="lain"))
    before = await instrument(session, "uji-2026")
    before_id = before.id
    report = await load(session, form(70, 30), form(60, 40, edition="2027"))
    assert report.outcomes == {"uji-2026": Outcome.CHANGED, "uji-2027": Outcome.CREATED}
    after = await instrument(session, "uji-2026")
    assert after.id == before_id
    assert definition_of(after) == form(70, 30)
    # what is not among the definitions stays
    assert set(await digests(session)) == {"lain-2026", "uji-2026", "uji-2027"}


@pytest.mark.parametrize(("use", "told"), USES)
async def test_an_edition_in_use_is_not_changed_and_nothing_else_is_written(
    session: AsyncSession, use: Use, told: str
) -> None:
    await load(session, form(60, 40), form(code="bebas"))
    await use(session, await instrument(session, "uji-2026"))
    before = await digests(session)
    with pytest.raises(InstrumentsInUse) as caught:
        await load(session, form(70, 30), form(50, 50, code="bebas"), form(code="baru"))
    assert caught.value.sentence == (
        f"In use, and therefore neither changed nor removed: uji-2026 ({told}). A change is a new edition."
    )
    assert await digests(session) == before
    # the same again is no change
    assert (await load(session, form(60, 40))).outcomes == {"uji-2026": Outcome.UNCHANGED}


@pytest.mark.parametrize(("use", "told"), USES)
async def test_an_edition_in_use_is_not_removed(session: AsyncSession, use: Use, told: str) -> None:
    await load(session, form())
    await use(session, await instrument(session, "uji-2026"))
    with pytest.raises(InstrumentsInUse) as caught:
        await InstrumentService(session).remove("uji", "2026")
    assert told in caught.value.sentence
    assert "uji-2026" in await digests(session)


async def test_an_edition_that_nothing_uses_is_removed(session: AsyncSession) -> None:
    await load(session, form(), form(edition="2027"))
    await InstrumentService(session).remove("uji", "2026")
    assert set(await digests(session)) == {"uji-2027"}


@pytest.mark.parametrize(("code", "edition"), [("uji", "2025"), ("uji-2026", ""), ("", "uji-2026"), ("a", "b-c")])
async def test_what_is_not_there_is_not_removed(session: AsyncSession, code: str, edition: str) -> None:
    """The code and edition of one instrument may make the address of another."""
    await load(session, form(), form(code="a-b", edition="c"))
    with pytest.raises(NotFound):
        await InstrumentService(session).remove(code, edition)
    assert set(await digests(session)) == {"uji-2026", "a-b-c"}


async def test_changes_by_hand_are_in_the_audit(session: AsyncSession) -> None:
    service = InstrumentService(session, Work(session, OPERATOR, "uji", AT))
    first, second = form(60, 40), form(70, 30)
    await service.load([first])
    await service.load([first])
    await service.load([second])
    await service.remove("uji", "2026")
    await session.commit()
    found = (await session.scalars(select(AuditEvent).order_by(AuditEvent.id))).all()
    assert [(event.action, event.entity_kind, event.changes["digest"]) for event in found] == [
        ("instrument.create", "instrument", [None, first.digest()]),
        ("instrument.change", "instrument", [first.digest(), second.digest()]),
        ("instrument.remove", "instrument", [second.digest(), None]),
    ]


async def test_an_instrument_is_found_by_id_or_slug(session: AsyncSession) -> None:
    await load(session, form())
    service = InstrumentService(session)
    found, definition = await service.find("uji-2026", "#/instrument")
    assert definition == form()
    assert (await service.find(str(found.id), "#/instrument"))[0] is found
    for key in ("uji-2027", "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"):
        with pytest.raises(InvalidRequest) as caught:
            await service.find(key, "#/instrument")
        assert [(error.pointer, error.code) for error in caught.value.errors] == [("#/instrument", "unknown_reference")]


async def test_a_definition_is_read_anew_when_it_changed(session: AsyncSession) -> None:
    await load(session, form(60, 40))
    first = definition_of(await instrument(session, "uji-2026"))
    assert definition_of(await instrument(session, "uji-2026")) is first
    await load(session, form(70, 30))
    assert definition_of(await instrument(session, "uji-2026")) == form(70, 30)


async def test_a_release_brings_what_it_changed_up_to_date(session: AsyncSession) -> None:
    assert (await ship(session, form(60, 40))).outcomes == {"uji-2026": Outcome.CREATED}
    assert (await ship(session, form(60, 40))).outcomes == {"uji-2026": Outcome.UNCHANGED}
    assert (await ship(session, form(70, 30))).outcomes == {"uji-2026": Outcome.CHANGED}
    # and once more, from what the release before wrote
    assert (await ship(session, form(80, 20))).outcomes == {"uji-2026": Outcome.CHANGED}
    assert await digests(session) == {"uji-2026": form(80, 20).digest()}


async def test_a_release_leaves_what_people_changed_or_removed(session: AsyncSession) -> None:
    first, theirs, later = form(60, 40), form(50, 50), form(70, 30)
    await load(session, form(code="milik"))
    await ship(session, first, form(code="buang"))
    await load(session, theirs)
    await InstrumentService(session).remove("buang", "2026")
    report = await ship(session, later, form(code="buang"), form(100, code="milik"))
    assert set(report.outcomes.values()) == {Outcome.KEPT}
    assert await digests(session) == {"uji-2026": theirs.digest(), "milik-2026": form(code="milik").digest()}


async def test_what_people_made_like_the_release_is_followed_from_then_on(session: AsyncSession) -> None:
    await load(session, form(60, 40))
    assert (await ship(session, form(60, 40))).outcomes == {"uji-2026": Outcome.UNCHANGED}
    assert (await ship(session, form(70, 30))).outcomes == {"uji-2026": Outcome.CHANGED}


@pytest.mark.parametrize(("use", "told"), USES)
async def test_a_release_leaves_what_is_in_use_and_says_so(session: AsyncSession, use: Use, told: str) -> None:
    await ship(session, form(60, 40))
    await use(session, await instrument(session, "uji-2026"))
    report = await ship(session, form(70, 30), form(code="baru"))
    assert report.outcomes == {"uji-2026": Outcome.IN_USE, "baru-2026": Outcome.CREATED}, told
    assert (await instrument(session, "uji-2026")).digest == form(60, 40).digest()
    # as long as it is in use; afterwards the release is caught up with
    assert (await ship(session, form(70, 30))).outcomes == {"uji-2026": Outcome.IN_USE}


async def load_all(session: AsyncSession, *definitions: Definition) -> LoadReport:
    return await ReferenceService(session).load(read_reference(), lambda *_: None, definitions)


async def test_the_shipped_instruments_are_part_of_the_reference_data(session: AsyncSession) -> None:
    told: list[tuple[str, int, int]] = []
    shipped = read_instruments()
    report = await ReferenceService(session).load(read_reference(), lambda *step: told.append(step), shipped)
    assert told[-2:] == [("instrument", 0, len(shipped)), ("instrument", len(shipped), len(shipped))]
    assert (report.tallies["instrument"].created, report.tallies["instrument"].total) == (len(shipped), len(shipped))
    keys = select(func.count()).select_from(ReferenceItem).where(ReferenceItem.key.startswith("instrument:"))
    assert await session.scalar(keys) == len(shipped)
    again = await load_all(session, *shipped)
    assert not again.wrote
    assert again.tallies["instrument"].unchanged == len(shipped)
    assert again.sentence.endswith(f"nothing to change in {report.total('total')} items.")


async def test_the_report_names_what_a_release_could_not_change(session: AsyncSession) -> None:
    await load_all(session, form(60, 40), form(code="tetap"))
    await by_round(session, await instrument(session, "uji-2026"))
    report = await load_all(session, form(70, 30), form(code="tetap"))
    assert not report.wrote
    assert report.sentence.endswith(" In use, and therefore not changed: uji-2026. A change is a new edition.")
    assert (report.tallies["instrument"].unchanged, report.tallies["instrument"].total) == (2, 2)


async def test_what_is_about_to_be_used_counts_as_used(fresh: Fresh) -> None:
    async with fresh.committing() as session:
        await load(session, form(60, 40))
    async with fresh.committing() as using:
        await by_round(using, await instrument(using, "uji-2026"))
        change = asyncio.create_task(load_committed(fresh, form(70, 30)))
        done, _ = await asyncio.wait([change], timeout=0.2)
        assert not done, "it did not wait for the round that is being made"
    with pytest.raises(InstrumentsInUse):
        await change


async def load_committed(fresh: Fresh, *definitions: Definition) -> InstrumentReport:
    async with fresh.committing() as session:
        return await load(session, *definitions)


async def test_two_loads_at_once_follow_each_other(fresh: Fresh) -> None:
    reports = await asyncio.gather(*(load_committed(fresh, form(60, 40), form(code="lain")) for _ in range(3)))
    told = sorted([set(report.outcomes.values()) for report in reports], key=str)
    assert told == [{Outcome.CREATED}, {Outcome.UNCHANGED}, {Outcome.UNCHANGED}]
