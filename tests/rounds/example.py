"""The round that the examples of the document lead to: published, with an entry, a sheet, an objection and evidence."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.policy import PERMISSIONS
from app.core.conditional import Condition
from app.core.security import Principal
from app.core.writing import Work
from app.models import Evidence, Innovation, Instrument, Objection, Person
from app.models.codes import ObjectionStatus, Role
from app.results.schemas import Decree
from app.results.service import ResultService
from tests import signing
from tests.rounds import making

ROUND = "lokakarya-2019"
ASSESSMENT, ENTRY, OBJECTION, EVIDENCE = (UUID(f"019ab3c1-0400-7d3e-9a51-3c8f1f1d2b{n}") for n in (21, 22, 23, 24))
ANY = Condition(frozenset({"*"}))


async def add_example(session: AsyncSession) -> None:
    """Add the round to a registry that has the reference data."""
    by = (await session.scalars(select(Instrument).where(Instrument.slug == "kipp-2023"))).one()
    innovation = (await session.scalars(select(Innovation).where(Innovation.slug == "verolin"))).one()
    panel, hearing = making.stage("panel", -9, -6), making.stage("uji_publik", -5, -2, weight=0, pass_rule="all")  # noqa: S106 - a rule
    # a second one, so that the list has more than a page of one
    await making.round_of(session, by, making.stage("panel"), slug="lokakarya-2020", name="Lokakarya 2020")
    one = await making.round_of(session, by, panel, hearing, slug=ROUND, name="Lokakarya 2019", per_entry=1)
    entry = await making.entry(session, one, innovation, id=ENTRY)
    person = (await session.scalars(select(Person).where(Person.slug == "adisti-maritadinda-admar"))).one()
    assessor = await making.assessor(session, one, await signing.account(session, Role.ASSESSOR), person)
    criteria = [criterion["code"] for criterion in by.definition["form"]["criteria"] if criterion["weight"] != "0"]
    await making.assessment(session, panel, entry, assessor, dict.fromkeys(criteria, 80), id=ASSESSMENT)
    now = datetime.now(UTC)
    said = {"statement": "Layanan ini belum dapat dipakai warga.", "received_at": now - timedelta(days=3)}
    # no result is published over one that is open
    said |= {"status": ObjectionStatus.DISMISSED, "summary": "Layanan sudah dipakai.", "answer": "Sudah diperiksa."}
    said |= {"answered_at": now - timedelta(days=1)}
    session.add(Objection(id=OBJECTION, round_id=one.id, entry_id=ENTRY, number=1, created_at=now, **said))
    session.add(
        Evidence(
            id=EVIDENCE,
            innovation_id=innovation.id,
            kind="video",
            title="Video singkat",
            address="https://contoh.go.id/video",
            issued_on=date(2023, 5, 1),
            added_at=now,
        )
    )
    await session.flush()
    results = ResultService(Work(session, registrar(), "contoh", now))
    for stage in ("panel", "uji_publik"):
        await results.conclude(ROUND, stage)
    await results.determine(ROUND, Decree(decree_number="800/1/2019", decree_on="2019-06-18"), ANY)
    await results.publish(ROUND, ANY)


def registrar() -> Principal:
    """Return who runs rounds, as a request of theirs would have it."""
    return Principal(
        account_id=None,
        name="Orta",
        roles=frozenset({Role.REGISTRAR}),
        permissions=PERMISSIONS[Role.REGISTRAR],
        agency_id=None,
        territory=None,
        via="key",
        credential=None,
    )
