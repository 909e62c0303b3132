"""What the rules need to know of an innovation, and how they answer. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.eligibility.months import in_english, in_indonesian
from app.models.codes import EligibilityAnswer


@dataclass(frozen=True, slots=True)
class StageEntered:
    """A stage that an innovation entered; `shown` says whether something proves that it did."""

    stage: str
    started_on: str | None
    shown: bool


@dataclass(frozen=True, slots=True)
class AwardWon:
    """An award on record."""

    code: str
    year: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of an innovation.

    `stages` are in their order of time. `originals` are the awards of each innovation that this one adapts, `twins` how
    many other records have its name, `taken` how many entries of others each group with a quota has: None where that
    cannot be told, because nobody is known to own the innovation.
    """

    stages: tuple[StageEntered, ...] = ()
    first_known_on: str | None = None
    first_known_by: str | None = None
    awards: tuple[AwardWon, ...] = ()
    originals: tuple[tuple[AwardWon, ...], ...] = ()
    twins: int = 0
    taken: Mapping[str, int | None] = field(default_factory=dict)


class ReasonCode(StrEnum):
    """What speaks for an entry, against it, or leaves it open."""

    OLD_ENOUGH = "old_enough"
    TOO_YOUNG = "too_young"
    AGE_UNCERTAIN = "age_uncertain"
    NO_AGE_ASKED = "no_age_asked"
    MINIMUM_AGE_UNKNOWN = "minimum_age_unknown"
    CLOSING_DAY_UNKNOWN = "closing_day_unknown"
    START_UNKNOWN = "start_unknown"
    START_UNPROVEN = "start_unproven"
    STOPPED = "stopped"
    STOP_UNCERTAIN = "stop_uncertain"
    AWARD_EXCLUDES = "award_excludes"
    NO_AWARD_EXCLUDES = "no_award_excludes"
    REQUIRED_AWARD_WON = "required_award_won"
    REQUIRED_AWARD_MISSING = "required_award_missing"
    ADAPTS = "adapts"
    NO_ORIGINAL = "no_original"
    ORIGINAL_AWARDED = "original_awarded"
    ORIGINAL_AWARD_UNKNOWN = "original_award_unknown"
    INVITATION_UNKNOWN = "invitation_unknown"
    QUOTA_LEFT = "quota_left"
    QUOTA_FULL = "quota_full"
    OWNER_UNKNOWN = "owner_unknown"
    TITLE_UNIQUE = "title_unique"
    TITLE_TAKEN = "title_taken"
    RULE_NOT_FOUND = "rule_not_found"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: what it says for the answer, in both languages, and for an age the first closing day that is late enough."""

    code: ReasonCode
    answer: EligibilityAnswer
    id: str
    en: str
    eligible_from: date | None = None


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """The answer for one group with every reason.

    `eligible_from` is the first closing day on which the group takes the innovation as its record stands now: None
    where none is known, where something speaks against it that no day mends, and where no age is asked.
    """

    group: str
    answer: EligibilityAnswer
    reasons: tuple[Reason, ...]
    eligible_from: date | None


@dataclass(frozen=True, slots=True)
class Assessed:
    """The answer of an edition: that of the best of its groups."""

    answer: EligibilityAnswer
    groups: tuple[GroupAnswer, ...]


def for_it(code: ReasonCode, indonesian: str, english: str, eligible_from: date | None = None) -> Reason:
    """Return a reason for which an innovation may enter."""
    return Reason(code, EligibilityAnswer.ELIGIBLE, indonesian, english, eligible_from)


def against(code: ReasonCode, indonesian: str, english: str, eligible_from: date | None = None) -> Reason:
    """Return a reason for which it may not."""
    return Reason(code, EligibilityAnswer.NOT_ELIGIBLE, indonesian, english, eligible_from)


def unclear(code: ReasonCode, indonesian: str, english: str, eligible_from: date | None = None) -> Reason:
    """Return a reason for which nobody can say."""
    return Reason(code, EligibilityAnswer.UNKNOWN, indonesian, english, eligible_from)


def spoken(partial: str | date) -> tuple[str, str]:
    """Return a date in Indonesian and English words."""
    text = str(partial)
    return in_indonesian(text), in_english(text)
