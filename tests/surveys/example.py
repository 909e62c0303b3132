"""The surveys that the examples of the document lead to: one of Disdukcapil with answers, and an earlier one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import WIB
from app.core.ids import new_id
from app.models import Agency, Survey, SurveyInstrument
from app.surveys.forms import definition_of
from app.surveys.tallies import TallyRepository
from app.surveys.tallying import Answered, Tallying

SURVEY = "skm-disdukcapil-2026-1"


async def add_surveys(session: AsyncSession) -> None:
    """Add the surveys to a registry that has the reference data."""
    agency = (await session.scalars(select(Agency).where(Agency.slug == "disdukcapil"))).one()
    form = (
        await session.scalars(select(SurveyInstrument).where(SurveyInstrument.slug == "skm-permenpan-14-2017"))
    ).one()
    services = [{"code": "akta_kelahiran", "name": "Akta kelahiran"}, {"code": "ktp", "name": "KTP elektronik"}]
    facts: dict[str, Any] = {
        "agency_id": agency.id,
        "unit_key": "",
        "audience": "masyarakat",
        "instrument_id": form.id,
        "mode": "terbuka",
        "channels": ["aplikasi", "kertas"],
        "services": services,
        "status": "published",
        "published_at": datetime(2026, 7, 6, 9, tzinfo=WIB),
    }
    earlier = {"title": "SKM Disdukcapil, semester II 2025", "population": 11000}
    session.add(
        Survey(slug="skm-disdukcapil-2025-2", from_on=date(2025, 9, 1), until_on=date(2025, 12, 31), **facts, **earlier)
    )
    made = Survey(
        id=new_id(),
        slug=SURVEY,
        title="SKM Dinas Kependudukan dan Pencatatan Sipil, semester I 2026",
        from_on=date(2026, 3, 2),
        until_on=date(2026, 6, 30),
        population=12000,
        **facts,
    )
    session.add(made)
    await session.flush()
    await _answer(session, made, form)


async def _answer(session: AsyncSession, survey: Survey, instrument: SurveyInstrument) -> None:
    form = definition_of(instrument)
    tallying = Tallying(form.codes, form.highest_answer, tuple(form.dimensions), services=True)
    rows = []
    for number in range(40):
        answers = {code: 3 + (number + place) % 2 for place, code in enumerate(form.codes)} | {"waktu": 2 + number % 2}
        service, profile = ("ktp", "perempuan") if number % 2 else ("akta_kelahiran", "laki_laki")
        day = date(2026, 3 + number % 4, 2 + number % 20)
        one = Answered(answers, {"jenis_kelamin": profile}, service, "aplikasi", day)
        tallying.add(one)
        rows.append(
            {
                "id": new_id(),
                "survey_id": survey.id,
                "answers": answers,
                "profile": {"jenis_kelamin": profile},
                "service": service,
                "channel": "aplikasi",
                "answered_on": day,
            }
        )
    await TallyRepository(session).record(survey.id, rows, tallying.in_order())
