"""A dossier: what a record says by the form of an edition, section by section. No I/O.

One record serves every competition. A section shows the text that was written for this edition; where there is none, it
shows the fields of the record that answer it, one paragraph each, so that nothing has to be typed twice. Words are
counted as the form counts them, by white space. A text over its limit is kept and told, never cut.

Evidence is asked for by kind. What was withdrawn is not shown; what has run out is there and does not count.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import blake2b
from json import dumps
from typing import Protocol, get_args
from uuid import UUID

from app.evidence.schemas import (
    DossierSectionRead,
    DossierTotals,
    EvidenceNeed,
    EvidencePiece,
    EvidenceState,
    Origin,
)
from app.evidence.validity import is_valid
from app.instruments.parts import Criterion, RecordField
from app.instruments.shown import InstrumentLabel
from app.instruments.words import count_words, over_by

# the texts of a record, which are all that a section can show
RECORD_FIELDS: tuple[str, ...] = get_args(RecordField)
_MOST_PIECES = 50
# bytes of the digest that names the texts: as a number it is exact in every client
_STATE = 6


class Piece(Protocol):
    """A piece of evidence."""

    @property
    def id(self) -> UUID: ...  # noqa: D102 - a protocol member
    @property
    def kind(self) -> str: ...  # noqa: D102 - a protocol member
    @property
    def title(self) -> str: ...  # noqa: D102 - a protocol member
    @property
    def issued_on(self) -> date | None: ...  # noqa: D102 - a protocol member
    @property
    def valid_until(self) -> date | None: ...  # noqa: D102 - a protocol member
    @property
    def withdrawn_at(self) -> datetime | None: ...  # noqa: D102 - a protocol member


def state_of(texts: Mapping[str, str]) -> int:
    """Return a number that names the texts of a dossier as they are: other texts, another number."""
    told = dumps(sorted(texts.items()), ensure_ascii=False).encode()
    return int.from_bytes(blake2b(told, digest_size=_STATE).digest())


def section_of(
    criterion: Criterion,
    texts: Mapping[str, str],
    record: Mapping[str, str | None],
    pieces: Sequence[Piece],
    on: date,
) -> DossierSectionRead:
    """Return a section of a form as it stands on a day.

    `texts` are those written for the edition, by section, `record` the fields of the record, `pieces` the evidence that
    was not withdrawn, the newest first.
    """
    text, origin = _text_of(criterion, texts, record)
    return DossierSectionRead(
        section=criterion.code,
        label=InstrumentLabel.model_validate(criterion.label),
        weight=criterion.weight,
        optional=criterion.optional,
        text=text,
        origin=origin,
        words=count_words(text or ""),
        max_words=criterion.max_words,
        over_by=0 if criterion.max_words is None else over_by(text or "", criterion.max_words),
        evidence=[_need(kind, pieces, on) for kind in criterion.evidence],
    )


def _text_of(
    criterion: Criterion, texts: Mapping[str, str], record: Mapping[str, str | None]
) -> tuple[str | None, Origin]:
    if (written := texts.get(criterion.code)) is not None:
        return written, Origin.DOSSIER
    told = [text for field in criterion.fields if (text := record.get(field))]
    return ("\n\n".join(told), Origin.RECORD) if told else (None, Origin.NONE)


def _need(kind: str, pieces: Iterable[Piece], on: date) -> EvidenceNeed:
    fitting = [
        EvidencePiece(id=piece.id, title=piece.title, valid=is_valid(piece, on), valid_until=piece.valid_until)
        for piece in pieces
        if piece.kind == kind
    ]
    # those that count come first: of many, they are what is looked for
    fitting.sort(key=lambda piece: not piece.valid)
    there = EvidenceState.LAPSED if fitting else EvidenceState.MISSING
    state = EvidenceState.VALID if fitting and fitting[0].valid else there
    return EvidenceNeed(kind=kind, state=state, items=fitting[:_MOST_PIECES])


def totals_of(sections: Sequence[DossierSectionRead]) -> DossierTotals:
    """Return a dossier in figures. A kind of evidence that two sections ask for counts once."""
    needs = {need.kind: need.state for section in sections for need in section.evidence}
    return DossierTotals(
        sections=len(sections),
        filled=sum(section.text is not None for section in sections),
        over=sum(section.over_by > 0 for section in sections),
        words=sum(section.words for section in sections),
        evidence_asked=len(needs),
        evidence_valid=sum(state == EvidenceState.VALID for state in needs.values()),
    )


def is_complete(sections: Iterable[DossierSectionRead], *, written: bool) -> bool:
    """Whether nothing is missing: texts where the form is a `written` one, limits, evidence."""
    return all(
        (section.text is not None or section.optional or not written)
        and section.over_by == 0
        and all(need.state == EvidenceState.VALID for need in section.evidence)
        for section in sections
    )
