"""A small city whose index can be worked out by hand.

| innovation | agency | status    | levels                | points | basic services                            |
|------------|--------|-----------|-----------------------|-------:|-------------------------------------------|
| alpha      | own    | published | 31 at 1, 35 at 3      |     15 | pendidikan, kesehatan                     |
| beta       | other  | published | 33 at 2               |      6 | pekerjaan-umum, perumahan, trantibum      |
| amanah     | own    | published | none claimed          |        | sosial                                    |
| rahasia    | own    | draft     | 16 at 2               |      6 |                                           |
| gelap      | other  | draft     | every one at 3        |    111 | sosial                                    |
| lampau     | own    | archived  | every one at 3        |    111 | sosial                                    |
| delta      | other  | published | another instrument's  |        | sosial                                    |

Weights: 31 has 3, 35 has 4, 33 and 16 have 3. So alpha has 3 x 1 + 4 x 3 = 15, beta 3 x 2 = 6.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Agency, Classification, Innovation, InnovationTerm, Instrument, SelfAssessment, Term
from app.models.codes import Role
from tests import factories
from tests.conftest import Fresh
from tests.innovation_index.making import SIX, WEIGHTS, index
from tests.rounds import making
from tests.signing import sign

HIGHEST = {f"i{number}": 3 for number, _, _ in WEIGHTS}


@dataclass(frozen=True)
class City:
    """The city, and everybody who may ask."""

    fresh: Fresh
    own: Agency
    by: Instrument
    innovations: dict[str, Innovation]
    headers: dict[str, dict[str, str]]

    async def get(self, who: str | None, path: str, **query: Any) -> httpx.Response:
        """Ask as somebody; None has no credentials. `raised` stands for `raise`."""
        told = {"raise" if name == "raised" else name: value for name, value in query.items()}
        headers = self.headers[who] if who else {}
        return await self.fresh.client.get(f"/v1{path}", params=told, headers=headers)

    async def index(self, who: str = "registrar", **query: Any) -> dict[str, Any]:
        """Return the estimate that somebody sees."""
        answer = await self.get(who, "/innovation-index", **query)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told


async def founded(fresh: Fresh) -> City:
    """Make the city."""
    async with fresh.committing() as session:
        own, other = await factories.agency(session, "Dinas Sendiri"), await factories.agency(session, "Dinas Lain")
        scheme = Classification(slug="urusan", name="Urusan", declared_size=7)
        scheme.terms += [Term(slug=slug, name=slug.title(), position=n) for n, slug in enumerate((*SIX, "pangan"))]
        session.add(scheme)
        await session.flush()
        by = await making.instrument(session, index())
        # an earlier edition, and a form: the newest edition with a formula is gone by where none is named
        another = await making.instrument(session, index(edition="2025", title={"id": "Lama"}))
        await making.instrument(session, making.form())
        made = {
            name: await factories.innovation(session, name, slug=name, agency_id=agency.id, status=status)
            for name, agency, status in (
                *(("alpha", own, "published"), ("beta", other, "published"), ("amanah", own, "published")),
                *(("rahasia", own, "draft"), ("gelap", other, "draft"), ("lampau", own, "archived")),
                ("delta", other, "published"),
            )
        }
        made["lampau"].archived_at = datetime.now(UTC)
        services = {
            "alpha": SIX[:2],
            "beta": (*SIX[2:5], "pangan"),
            **dict.fromkeys(("amanah", "gelap", "lampau", "delta"), SIX[5:]),
        }
        terms = {term.slug: term.id for term in scheme.terms}
        for name, slugs in services.items():
            session.add_all(InnovationTerm(innovation_id=made[name].id, term_id=terms[slug]) for slug in slugs)
        await assessed(session, made["alpha"], by, HIGHEST)
        await assessed(session, made["alpha"], by, {"i31": 1, "i35": 3}, number=2)
        await assessed(session, made["beta"], by, {"i33": 2})
        await assessed(session, made["rahasia"], by, {"i16": 2})
        await assessed(session, made["gelap"], by, HIGHEST)
        await assessed(session, made["lampau"], by, HIGHEST)
        await assessed(session, made["delta"], another, HIGHEST)
        headers = {
            "operator": await sign(session, Role.OPERATOR, agency_id=own.id),
            "secretariat": await sign(session, Role.SECRETARIAT, agency_id=own.id),
            "stranger": await sign(session, Role.OPERATOR, agency_id=other.id),
            **{role.value: await sign(session, role) for role in Role if role.value not in {"operator", "secretariat"}},
        }
    return City(fresh, own, by, made, headers)


async def assessed(
    session: AsyncSession, of: Innovation, by: Instrument, levels: dict[str, int], number: int = 1
) -> None:
    """A self-assessment of an innovation by levelled indicators."""
    scores = [
        {"criterion": code, "value": None, "level": level, "basis": None, "reason": None, "evidence": []}
        for code, level in levels.items()
    ]
    session.add(
        SelfAssessment(
            innovation_id=of.id, instrument_id=by.id, number=number, scores=scores, assessed_at=datetime.now(UTC)
        )
    )
    await session.flush()
