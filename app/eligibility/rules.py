"""Whether an innovation may enter an edition: the rules applied to what is on record. No I/O.

Every requirement of a group has its reason, for or against or unclear. One that speaks against the entry decides the
group; otherwise one that is unclear leaves it open; only where all speak for it, it is eligible. Of an edition that has
several groups the best answer counts. Nothing that the rules or the record leave open is guessed.

Minimum ages, exclusions by award, quotas and refused titles are those of the instrument, each with its source there
(KIPP 2018, 2021, 2022: menpan.go.id, kabar24.bisnis.com 2018-04-02).
"""

from collections.abc import Iterator, Sequence
from datetime import date

from app.eligibility.ages import age_reasons
from app.eligibility.known import (
    Assessed,
    AwardWon,
    GroupAnswer,
    Known,
    Reason,
    ReasonCode,
    against,
    for_it,
    unclear,
)
from app.instruments.admission import AdmissionGroup, AwardsWon, EligibilityRules
from app.models.codes import EligibilityAnswer

_BEST = (EligibilityAnswer.ELIGIBLE, EligibilityAnswer.UNKNOWN, EligibilityAnswer.NOT_ELIGIBLE)


def assess(known: Known, rules: EligibilityRules, closes_on: date | None, today: date) -> Assessed:
    """Return whether an innovation may enter an edition whose registration closes on a day, None if nobody knows it.

    `today` is the day on which the record is looked at.
    """
    groups = tuple(_assess_group(known, rules, group, closes_on, today) for group in rules.groups)
    return Assessed(min((group.answer for group in groups), key=_BEST.index), groups)


def _assess_group(
    known: Known, rules: EligibilityRules, group: AdmissionGroup, closes_on: date | None, today: date
) -> GroupAnswer:
    age = age_reasons(known, group, closes_on, today)
    others = [
        *_awards(known, group, closes_on),
        *_needs(known, group),
        *_quota(known, group),
        *(_title(known) if rules.refuses_duplicate_titles else ()),
        *(_not_found(rule) for rule in group.not_found),
    ]
    reasons = (*age, *others)
    grows = all(reason.answer is EligibilityAnswer.ELIGIBLE for reason in others)
    return GroupAnswer(group.code, _joined(reasons), reasons, age[0].eligible_from if grows else None)


def _joined(reasons: Sequence[Reason]) -> EligibilityAnswer:
    """Return the worst that any reason says."""
    return max((reason.answer for reason in reasons), key=_BEST.index)


def _counted(won: Sequence[AwardWon], rule: AwardsWon, closes_on: date | None) -> list[AwardWon]:
    """Return the awards that a rule speaks of. One that has no last year ends with the year of the closing day."""
    until = rule.to_year or (closes_on.year if closes_on else None)
    return [
        award
        for award in won
        if award.code in rule.awards
        and (rule.from_year is None or award.year >= rule.from_year)
        and (until is None or award.year <= until)
    ]


def _awards(known: Known, group: AdmissionGroup, closes_on: date | None) -> Iterator[Reason]:
    barred = False
    for rule in group.exclusions:
        won = _counted(known.awards, rule, closes_on)
        if len(won) >= rule.times:
            barred = True
            yield against(
                ReasonCode.AWARD_EXCLUDES,
                f"Sudah meraih {_named(won)}; {rule.times} kali sudah menghalangi.",
                f"It won {_named(won)} already; {rule.times} of these bars it.",
            )
    if group.exclusions and not barred:
        yield for_it(
            ReasonCode.NO_AWARD_EXCLUDES,
            "Tidak tercatat penghargaan yang menghalangi.",
            "No award is on record that bars it.",
        )
    if group.required is not None:
        yield _required(_counted(known.awards, group.required, closes_on), group.required)


def _required(won: Sequence[AwardWon], rule: AwardsWon) -> Reason:
    if len(won) >= rule.times:
        return for_it(
            ReasonCode.REQUIRED_AWARD_WON, f"Sudah meraih {_named(won)}, yang disyaratkan.", f"It won {_named(won)}."
        )
    asked = ", ".join(rule.awards)
    return against(
        ReasonCode.REQUIRED_AWARD_MISSING,
        f"Disyaratkan {rule.times} kali salah satu dari {asked}; tercatat {len(won)}.",
        f"One of {asked} must have been won, {rule.times} in number; {len(won)} on record.",
    )


def _needs(known: Known, group: AdmissionGroup) -> Iterator[Reason]:
    if group.needs == "invitation":
        yield unclear(
            ReasonCode.INVITATION_UNKNOWN,
            "Hanya atas undangan penyelenggara, yang tidak dapat diketahui dari catatan.",
            "By invitation of the organiser only, which no record can tell.",
        )
    elif group.needs != "nothing" and not known.originals:
        yield against(
            ReasonCode.NO_ORIGINAL,
            "Harus mengadaptasi inovasi lain; tidak ada hubungan adapts yang tercatat.",
            "It must adapt another innovation; no relation adapts is on record.",
        )
    elif group.needs == "adapts":
        yield for_it(
            ReasonCode.ADAPTS, "Tercatat mengadaptasi inovasi lain.", "It is on record that it adapts another one."
        )
    elif group.needs == "adapts_awarded":
        yield _original([award for awards in known.originals for award in awards], group.original_awards)


def _original(won: Sequence[AwardWon], asked: Sequence[str]) -> Reason:
    fitting = [award for award in won if award.code in asked]
    if fitting:
        return for_it(
            ReasonCode.ORIGINAL_AWARDED,
            f"Inovasi asalnya meraih {_named(fitting)}.",
            f"The innovation that it adapts won {_named(fitting)}.",
        )
    return unclear(
        ReasonCode.ORIGINAL_AWARD_UNKNOWN,
        f"Inovasi asalnya harus pernah meraih salah satu dari {', '.join(asked)}; belum ada yang tercatat.",
        f"The innovation that it adapts must have won one of {', '.join(asked)}; none is on record.",
    )


def _quota(known: Known, group: AdmissionGroup) -> Iterator[Reason]:
    quota = group.quota
    if quota is None:
        return
    whose = ("perangkat daerah", "for each agency") if quota.per == "agency" else ("instansi", "for the whole city")
    taken = known.taken.get(group.code)
    if taken is None:
        yield unclear(
            ReasonCode.OWNER_UNKNOWN,
            "Kuota dihitung per perangkat daerah, dan pemilik inovasi ini tidak diketahui.",
            "The quota is one of each agency, and the owner of this innovation is not known.",
        )
    elif taken >= quota.most:
        yield against(
            ReasonCode.QUOTA_FULL,
            f"Kuota {quota.most} per {whose[0]} penuh: terisi {taken}.",
            f"The quota of {quota.most} {whose[1]} is full: {taken} taken.",
        )
    else:
        yield for_it(
            ReasonCode.QUOTA_LEFT,
            f"Kuota {quota.most} per {whose[0]}: terisi {taken}, tersisa {quota.most - taken}.",
            f"Quota of {quota.most} {whose[1]}: {taken} taken, {quota.most - taken} left.",
        )


def _title(known: Known) -> Iterator[Reason]:
    if known.twins:
        yield against(
            ReasonCode.TITLE_TAKEN,
            f"Judul yang sama dipakai {known.twins} inovasi lain, dan judul ganda ditolak.",
            f"Of this title there are {known.twins} others, and a title is taken once.",
        )
    else:
        yield for_it(
            ReasonCode.TITLE_UNIQUE, "Tidak ada inovasi lain dengan judul yang sama.", "No other one has this title."
        )


def _not_found(rule: str) -> Reason:
    return unclear(
        ReasonCode.RULE_NOT_FOUND,
        f"Yang tidak diketahui dari edisi ini: {rule}",
        f"What is not known of this edition, in its own words: {rule}",
    )


def _named(won: Sequence[AwardWon]) -> str:
    return ", ".join(f"{award.code} {award.year}" for award in won)
