"""What a citation must say to prove something: the rule, and nothing else."""

from app.core.errors import FieldError, InvalidRequest, Text
from app.models.codes import Confidence

_WORDS_NEEDED = Text(
    "Yang disebut atau disimpulkan dari sumber perlu kata-katanya.",
    "What a source says, or what is inferred from it, needs its words.",
)
_NOT_DISPUTED = Text(
    "Alasan keraguan hanya ada bila kutipan diperdebatkan.",
    "The reason for a doubt goes with a disputed citation only.",
)


def check_proof(confidence: str, phrase: str | None, dispute_note: str | None, *, disputed: bool) -> None:
    """Let a citation pass that proves something.

    What is said in its source, or inferred from it, carries the words; what is known from elsewhere may go without. A
    doubt has its reason only while it is one.

    Raises:
        InvalidRequest: naming what is missing, or too much.
    """
    wrong = []
    if phrase is None and confidence != Confidence.DARI_LUAR:
        wrong.append(FieldError("#/phrase", "required", _WORDS_NEEDED))
    if dispute_note is not None and not disputed:
        wrong.append(FieldError("#/dispute_note", "not_disputed", _NOT_DISPUTED))
    if wrong:
        raise InvalidRequest(wrong)
