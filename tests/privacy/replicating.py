"""Replications, mandates and signs of life that name a person in every sort of sentence."""

from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.models import (
    Innovation,
    InnovationRelation,
    Mandate,
    MandateDecision,
    ReplicationDocument,
    ReplicationRequest,
    ReplicationStep,
    SignOfLife,
)
from tests.privacy.desk import Desk
from tests.privacy.withdrawing import NAME, SPOKEN

_DAY = date(2026, 3, 2)


async def replicate(desk: Desk, session: AsyncSession, records: dict[str, Innovation]) -> None:
    """Let another agency have a replica of the first record, and be obliged to it."""
    now = datetime.now(UTC)
    origin, replica = list(records.values())[:2]
    replica.agency_id = desk.other.id
    session.add(InnovationRelation(innovation_id=replica.id, related_id=origin.id, kind="adapts", note=SPOKEN))
    said = dict.fromkeys(("attribution", "support_scope", "cost_bearer", "ip_owner"), SPOKEN)
    one = ReplicationRequest(
        origin_id=origin.id,
        agency_id=desk.other.id,
        model="mandiri",
        scope="dalam_kota",
        status="berjalan",
        step="berjalan",
        requested_on=_DAY,
        entered_on=_DAY,
        problem=SPOKEN,
        adaptation=SPOKEN,
        compatibility={"anggaran": {"answer": "ya", "note": SPOKEN}},
        contact_id=desk.person.id,
        mentor_id=desk.person.id,
        terms=said,
        replica_id=replica.id,
        changes=[{"kind": "diubah", "part": f"Loket {NAME}", "note": SPOKEN}],
    )
    mandate = Mandate(
        slug="wajib",
        title=SPOKEN,
        innovation_id=origin.id,
        decree_number="1",
        decree_on=_DAY,
        effective_on=_DAY,
        due_on=_DAY,
        kinds=["dinas"],
        note=SPOKEN,
    )
    session.add_all([one, mandate])
    await session.flush()
    session.add_all(
        [
            ReplicationStep(
                request_id=one.id,
                number=1,
                step="berjalan",
                status="berjalan",
                entered_on=_DAY,
                actor="penerima",
                note=SPOKEN,
                recorded_at=now,
            ),
            ReplicationDocument(
                request_id=one.id,
                kind="surat",
                title=SPOKEN,
                issued_on=_DAY,
                valid_from=_DAY,
                valid_until=_DAY,
                signatories=[{"side": "asal", "title": f"Ajudan {NAME}", "name": NAME}],
                reference=SPOKEN,
                note=SPOKEN,
                added_at=now,
            ),
            SignOfLife(
                innovation_id=replica.id, kind="bukti", observed_on=_DAY, reference=SPOKEN, note=SPOKEN, recorded_at=now
            ),
            MandateDecision(
                mandate_id=mandate.id,
                agency_id=desk.other.id,
                ruling="dikecualikan",
                reason=SPOKEN,
                decided_on=_DAY,
                recorded_at=now,
            ),
        ]
    )
    await session.flush()
