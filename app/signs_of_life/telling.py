"""Signs of life as clients get them: names that were withdrawn are taken out of whatever was typed."""

from typing import Any

from app.core.concealment import Concealment
from app.models import SignOfLife
from app.signs_of_life.schemas import SignOfLifeRead, SignOfLifeShown, WithdrawnSign
from app.signs_of_life.signs import told_figure


def public_sign(sign: SignOfLife, clear: Concealment) -> SignOfLifeShown:
    """Return a sign as everyone may read it: without the note, which is for those who keep the record."""
    return clear.told(SignOfLifeShown(**_facts(sign, clear)))


def kept_sign(sign: SignOfLife, clear: Concealment, *, reactivation: bool) -> SignOfLifeRead:
    """Return a sign as whoever keeps the record reads it; `reactivation` says whether it woke the innovation."""
    withdrawn = None
    if sign.withdrawn_at is not None:
        withdrawn = WithdrawnSign(at=sign.withdrawn_at, reason=sign.withdrawn_reason or "")
    own = {"id": sign.id, "note": sign.note, "recorded_at": sign.recorded_at}
    told = SignOfLifeRead(**_facts(sign, clear), **own, withdrawn=withdrawn, reactivation=reactivation)
    return clear.told(told)


def _facts(sign: SignOfLife, clear: Concealment) -> dict[str, Any]:
    return {
        "kind": sign.kind,
        "observed_on": sign.observed_on,
        "figure": told_figure(sign.figure),
        # what is counted was typed, too
        "unit": None if sign.unit is None else clear.text(sign.unit),
        "evidence_id": sign.evidence_id,
        "reference": sign.reference,
    }
