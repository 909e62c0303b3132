"""What is known of one output of an edition: the rule, and nothing else.

An output is a plan, with the innovation that it has become if it has; or an innovation that stands on a shortlist of
the edition without a plan; or one that nobody has named, of which nothing is known. What is not known is never taken
for no. On a day, the first row that fits:

| asked                | yes                                       | no                                    | else    |
|----------------------|-------------------------------------------|---------------------------------------|---------|
| started              | a stage `uji_coba` or `penerapan`, a sign | the innovation, or the plan without   | unknown |
|                      | of life, or the plan came to `deliver`    | one, stopped                          |         |
| alive on the day     | `aktif`                                   | stopped or `vakum`; a plan without    | unknown |
|                      |                                           | innovation that was stopped           |         |
| alive after n years  | watched for n years of 365.25 days        | ended before that; the same plan      | unknown |
| replicated           | a replica of another agency is `aktif`    | the innovation is known, or the same  | unknown |
|                      |                                           | plan                                  |         |

For how long an innovation was watched, and whether it ended, is what survival says of it (`app.survival.cohort`), from
the day on which it began. What nobody heard of, or is overdue, is unknown. Of what is unknown it is too early to say
where the years since it began, or since the plan or the edition began, are not over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from fractions import Fraction

from app.models.codes import Stage, Vitality
from app.signs_of_life.stops import entered_by, stop_of
from app.signs_of_life.vitality import state_of
from app.survival.cohort import Fate, Known, member_of

DAYS_A_YEAR = Fraction(1461, 4)
_IN_USE = frozenset({Stage.UJI_COBA, Stage.PENERAPAN})


class Answer(Enum):
    """What is known; `TOO_EARLY` is unknown because nobody can know it yet."""

    YES = auto()
    NO = auto()
    UNKNOWN = auto()
    TOO_EARLY = auto()


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: when it began, came to `deliver`, and was stopped, if it did."""

    starts_on: date
    delivered_on: date | None = None
    stopped_on: date | None = None


@dataclass(frozen=True, slots=True)
class Become:
    """An innovation: what is on record of its life, and whether a replica of it is in use on the day."""

    known: Known
    replicated: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """What came out of an edition: a plan, an innovation, both, or something that nobody has named."""

    plan: Plan | None = None
    innovation: Become | None = None

    def ended(self, on: date) -> bool:
        """Whether it is a plan that was stopped before it became an innovation."""
        stopped = self.plan.stopped_on if self.plan else None
        return self.innovation is None and stopped is not None and stopped <= on


@dataclass(frozen=True, slots=True)
class Looked:
    """A look at an edition that began on a day: which day it is, and within how many months a sign of life is owed."""

    began_on: date
    on: date
    months: int

    def started(self, one: Output) -> Answer:
        """Return whether an output was carried out."""
        if one.plan is not None and one.plan.delivered_on is not None and one.plan.delivered_on <= self.on:
            return Answer.YES
        if one.innovation is not None:
            known = one.innovation.known
            stages = {stage.stage for stage in entered_by(known.stages, self.on)}
            if stages & _IN_USE or known.life.last_sign is not None:
                return Answer.YES
            return Answer.NO if stop_of(known.stages, self.on) else Answer.UNKNOWN
        return Answer.NO if one.ended(self.on) else Answer.UNKNOWN

    def alive(self, one: Output) -> Answer:
        """Return whether an output is alive on the day."""
        if one.innovation is None:
            return Answer.NO if one.ended(self.on) else Answer.UNKNOWN
        known = one.innovation.known
        if stop_of(known.stages, self.on) is not None:
            return Answer.NO
        if known.life.last_sign is None:
            return Answer.UNKNOWN
        vitality = state_of(known.life, self.on, self.months).vitality
        told = {Vitality.AKTIF: Answer.YES, Vitality.VAKUM: Answer.NO, Vitality.BERHENTI: Answer.NO}
        return told.get(vitality, Answer.UNKNOWN)

    def alive_after(self, one: Output, years: int) -> Answer:
        """Return whether an output was alive some years after it began."""
        needed = years * DAYS_A_YEAR
        if one.innovation is None:
            return Answer.NO if one.ended(self.on) else self._unknown(one, needed)
        member = member_of(one.innovation.known, self.on, self.months)
        if member is None:
            return self._unknown(one, needed)
        if member.days >= needed:
            return Answer.YES
        if member.subject.event:
            return Answer.NO
        return Answer.TOO_EARLY if member.fate is Fate.ALIVE else self._unknown(one, needed)

    def replicated(self, one: Output) -> Answer:
        """Return whether a replica of an output is in use on the day."""
        if one.innovation is not None:
            return Answer.YES if one.innovation.replicated else Answer.NO
        return Answer.NO if one.ended(self.on) else Answer.UNKNOWN

    def _unknown(self, one: Output, needed: Fraction) -> Answer:
        began = one.plan.starts_on if one.plan else self.began_on
        return Answer.TOO_EARLY if (self.on - began).days < needed else Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Tally:
    """How many outputs are known to be so, and not to be so; of the others, of how many it is too early to say."""

    yes: int
    no: int
    unknown: int
    too_early: int


def tally(answers: Iterable[Answer]) -> Tally:
    """Count answers; what it is too early to say is unknown as well."""
    every = list(answers)
    early = every.count(Answer.TOO_EARLY)
    return Tally(every.count(Answer.YES), every.count(Answer.NO), every.count(Answer.UNKNOWN) + early, early)
