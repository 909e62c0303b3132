"""Needs that name a person in every sort of sentence, and one of whose members the person is."""

from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Innovation, Need, NeedAnswer, NeedStep
from tests.privacy.desk import Desk
from tests.privacy.withdrawing import NAME, SPOKEN

_DAY = date(2026, 3, 2)


async def lack(desk: Desk, session: AsyncSession, answer: Innovation) -> None:
    """Put a need on record that is closed, and one that was verified."""
    now = datetime.now(UTC)
    proof = {"title": SPOKEN, "address": SPOKEN, "reference": SPOKEN, "date": "2026-03-02"}
    for status, more in (
        ("ditutup", {"closed_reason": SPOKEN}),
        ("terbukti", {"verification": {"evidence": [proof], "note": SPOKEN}}),
    ):
        need = Need(
            source="aspirasi_dprd",
            agency_id=desk.own.id,
            statement=SPOKEN,
            priority="sedang",
            evidence=[proof],
            body_kind="reses",
            body_name=f"Reses {NAME}",
            member_id=desk.person.id,
            consent_on=_DAY,
            consent_document=SPOKEN,
            opened_on=_DAY,
            status=status,
            published_at=now,
            **more,
        )
        session.add(need)
        await session.flush()
        session.add(NeedStep(need_id=need.id, number=1, status=status, entered_on=_DAY, recorded_at=now))
        session.add(
            NeedAnswer(need_id=need.id, innovation_id=answer.id, basis="milik", in_use_from=_DAY, linked_at=now)
        )
    await session.flush()
