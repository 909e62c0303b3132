"""Surveys that name a person in every sort of sentence."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Survey, SurveyInstrument, SurveyReport
from app.reference.instrument_files import read_forms
from app.surveys.forms import SurveyForms
from tests import factories
from tests.privacy.desk import Desk
from tests.privacy.withdrawing import SPOKEN


async def survey(desk: Desk, session: AsyncSession) -> None:
    """Put a public survey with a report on record, and one that was cancelled."""
    named = await factories.agency(session, "Disdukcapil", slug="disdukcapil")
    await SurveyForms(session).ship(read_forms())
    form = (await session.scalars(select(SurveyInstrument).order_by(SurveyInstrument.slug.desc()).limit(1))).one()
    facts: dict[str, Any] = {
        "title": SPOKEN,
        "population_basis": SPOKEN,
        "instrument_id": form.id,
        "unit_key": "",
        "audience": "masyarakat",
        "mode": "terbuka",
        "channels": ["kertas"],
    }
    published = {"status": "published", "published_at": datetime.now(UTC)}
    held = Survey(
        agency_id=named.id, slug="skm-2025", from_on=date(2025, 1, 6), until_on=date(2025, 3, 31), **facts, **published
    )
    dropped = {"status": "cancelled", "cancelled_reason": SPOKEN}
    session.add_all(
        [
            held,
            Survey(
                agency_id=desk.own.id,
                slug="skm-batal",
                from_on=date(2026, 1, 6),
                until_on=date(2026, 3, 31),
                **facts,
                **dropped,
            ),
        ]
    )
    await session.flush()
    session.add(
        SurveyReport(
            survey_id=held.id,
            index=Decimal("81.25"),
            index_decimals=2,
            respondents=30,
            nrr={},
            nrr_decimals=2,
            reference=SPOKEN,
            note=SPOKEN,
        )
    )
    await session.flush()
