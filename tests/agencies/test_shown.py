"""By which of its names an agency is shown today, by documents and by people's posts: as the rule of dates says."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import today
from app.core.timeline import in_force, nearest_day
from app.innovations.schemas import InnovationHead
from app.innovations.service import InnovationService
from app.innovators.repository import InnovatorRepository
from app.models import Agency, AgencyVersion, InnovationCard
from tests import factories

DAYS = {
    name: (today() + timedelta(days=days)).isoformat()
    for name, days in (("yesterday", -1), ("today", 0), ("tomorrow", 1))
}
MONTH, YEAR, NEXT_YEAR = DAYS["today"][:7], DAYS["today"][:4], str(today().year + 1)

# the dates of each version: (valid_from, valid_to, first_stated_on)
CASES: dict[str, list[tuple[str | None, str | None, str | None]]] = {
    "without dates": [(None, None, None)],
    "news of some days": [(None, None, "2017-08-21"), (None, None, "2019-06-18"), (None, None, "2023")],
    "a name of today": [(None, DAYS["yesterday"], None), (DAYS["today"], None, None)],
    "a name of tomorrow": [(None, DAYS["today"], None), (DAYS["tomorrow"], None, None)],
    "a name of this month": [(None, None, None), (MONTH, None, None)],
    "a name of this year": [(None, None, "2017"), (YEAR, None, None)],
    "a name of the next year": [(None, None, "2017"), (NEXT_YEAR, None, None)],
    "ended": [("2016-01-01", "2020-12-31", None), ("2021-01-01", "2022-12-19", None)],
    "ended without a begin": [(None, "2020", None)],
    "ends today": [("2016", DAYS["today"], None)],
    "to begin tomorrow": [(DAYS["tomorrow"], None, None)],
    "to begin, and then to be renamed": [
        (DAYS["tomorrow"], f"{NEXT_YEAR}-06-30", None),
        (f"{NEXT_YEAR}-07-01", None, None),
    ],
    "stated before it was decreed": [("2022-12-20", None, "2022-12")],
}


@pytest.mark.parametrize("case", CASES)
async def test_a_document_and_a_post_show_the_name_of_the_day(session: AsyncSession, case: str) -> None:
    agency = Agency(slug="dinas-contoh", aliases=[])
    for position, (valid_from, valid_to, stated) in enumerate(CASES[case]):
        dates = {"valid_from": valid_from, "valid_to": valid_to, "first_stated_on": stated}
        name = f"Nama {position}"
        agency.versions.append(AgencyVersion(position=position, name=name, name_key=name, kind="dinas", **dates))
    session.add(agency)
    made = await factories.innovation(session, agency=agency)
    await InnovationService(session).publish([made.id])
    card = InnovationHead.model_validate_json(await session.scalar(select(InnovationCard.card)) or "")
    expected = in_force(agency.versions, nearest_day(agency.versions, today()))
    assert card.agency
    assert expected
    assert card.agency.name == expected.version.name
    posts = await InnovatorRepository(session).agency_names([agency.id])
    assert posts[agency.id] == {"slug": "dinas-contoh", "name": expected.version.name}
