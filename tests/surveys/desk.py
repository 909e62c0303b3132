"""A desk where surveys are kept over HTTP, each of an agency of its own unless a test says which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx

from app.core.clock import today
from app.models import Agency, Survey
from app.reference.instrument_files import read_forms
from app.surveys.definition import SurveyDefinition
from app.surveys.forms import SurveyForms
from app.surveys.tallies import Figures, TallyRepository
from tests import factories
from tests.conftest import Fresh
from tests.mandates import making
from tests.mandates.making import Bureau

_numbers = count(1)
_TODAY = today()
SKM = "skm-permenpan-14-2017"
FORM: SurveyDefinition = next(one for one in read_forms() if one.slug == SKM)
CODES = FORM.codes
REFERENCE = "Laporan SKM semester I, halaman 12"
NOBODY = "019ab3c1-ffff-7d3e-9a51-3c8f1f1d2b11"


def full(answer: int = 3, **others: int | None) -> dict[str, int | None]:
    """Answers to every unsur, all the same but for those that are said."""
    return {**dict.fromkeys(CODES, answer), **others}


def day(days: int) -> str:
    """The day that is so many days from today: from one day for all, though midnight may pass meanwhile."""
    return (_TODAY + timedelta(days=days)).isoformat()


RUNNING = {"from_on": day(-20), "until_on": day(20)}
OVER = {"from_on": day(-60), "until_on": day(-30)}


@dataclass(frozen=True)
class Desk:
    """The service with an account for each role; `operator` and `secretariat` are of the agency `home`."""

    bureau: Bureau

    @property
    def fresh(self) -> Fresh:
        return self.bureau.fresh

    async def ask(self, who: str | None, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Ask as somebody below `/v1`; None has no credentials."""
        return await self.bureau.ask(who, method, path, body, **headers)

    async def get(self, path: str, who: str | None = None, **query: str) -> dict[str, Any]:
        """Return what somebody reads."""
        return await self.bureau.get(path, who, **query)

    async def agency(self, name: str | None = None, **facts: Any) -> Agency:
        """Put an agency on record."""
        async with self.fresh.committing() as session:
            return await making.agency(session, "dinas", name or f"Dinas Uji {next(_numbers)}", **facts)

    async def survey(self, *steps: str, who: str = "registrar", **facts: Any) -> dict[str, Any]:
        """Make a survey that runs today, unless told otherwise, and take it through steps."""
        agency = facts.pop("agency", None) or (await self.agency()).slug
        told = {"title": f"Survei {next(_numbers)}", "agency": agency, "instrument": SKM, **RUNNING, **facts}
        answer = await self.ask(who, "POST", "/surveys", told)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        for step in steps:
            made = await self.step(made, step)
        return made

    async def step(self, survey: dict[str, Any], step: str, body: Any = None) -> dict[str, Any]:
        """Take a survey one step further."""
        path = f"/surveys/{survey['slug']}"
        answer = await self.ask("registrar", "POST", f"{path}/{step}", body, if_match="*")
        assert answer.status_code == 200, answer.text
        return await self.get(path, "registrar")

    async def answer(self, survey: dict[str, Any], answers: Any = None, **facts: Any) -> httpx.Response:
        """Answer as anybody may."""
        told = facts if "ordered" in facts else {"answers": full() if answers is None else answers, **facts}
        return await self.ask(None, "POST", f"/surveys/{survey['slug']}/responses", told)

    async def enter(self, survey: dict[str, Any], rows: Sequence[dict[str, Any]], **headers: str) -> httpx.Response:
        """Enter answers in bulk."""
        path = f"/surveys/{survey['slug']}/responses/import"
        return await self.ask("registrar", "POST", path, {"rows": list(rows)}, **headers)

    async def report(self, survey: dict[str, Any], **facts: Any) -> httpx.Response:
        """Record what a report says."""
        told = {"index": 80, "respondents": 30, "reference": REFERENCE, **facts}
        return await self.ask("registrar", "POST", f"/surveys/{survey['slug']}/report", told, if_match="*")

    async def results(self, survey: dict[str, Any], who: str | None = "registrar") -> dict[str, Any]:
        """Return the results."""
        return await self.get(f"/surveys/{survey['slug']}/results", who)

    async def breakdown(self, survey: dict[str, Any], by: str, who: str | None = "registrar") -> dict[str, Any]:
        """Return the groups by their values."""
        told = await self.get(f"/surveys/{survey['slug']}/breakdown", who, by=by)
        return {group["value"]: group for group in told["groups"]}

    async def counted(self, survey: dict[str, Any]) -> tuple[dict[Any, Figures], dict[Any, Figures]]:
        """Return every cell as the tallies have it, and as the answers say."""
        async with self.fresh.committing() as session:
            tallies, one = TallyRepository(session), UUID(survey["id"])
            anew = await tallies.counted_anew(
                one, CODES, tuple(FORM.dimensions), services=bool((await session.get_one(Survey, one)).services)
            )
            return await tallies.standing(one), anew

    async def run(self, sql: str, **values: Any) -> None:
        """Run a statement on the database."""
        await self.bureau.run(sql, **values)


async def opened(fresh: Fresh) -> Desk:
    """Make the accounts, and load the forms."""
    bureau = await making.opened(fresh)
    async with fresh.committing() as session:
        await SurveyForms(session).ship(read_forms())
    return Desk(bureau)


async def successor(desk: Desk, earlier: Agency, name: str) -> Agency:
    """Put an agency on record that followed another one."""
    async with desk.fresh.committing() as session:
        made = await factories.agency(session, name)
        await factories.succession(session, earlier, made, "renamed")
    await desk.agency()
    return made


def on(text: str) -> date:
    """Return the day that a text names."""
    return date.fromisoformat(text)
