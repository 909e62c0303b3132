"""How old an innovation is on the closing day of registration: the reasons for and against. No I/O.

A start of which only the month or the year is known is old enough for certain if its last day is, and too young for
certain if its first day is; in between nobody can say.
"""

from collections.abc import Iterator
from datetime import date

from app.core.partial_date import first_day, last_day
from app.eligibility.known import Known, Reason, ReasonCode, StageEntered, against, for_it, spoken, unclear
from app.eligibility.months import old_enough_from
from app.eligibility.use import InUse, in_use
from app.instruments.admission import AdmissionGroup
from app.models.codes import FirstKnown, Stage

_MENTIONS = {
    FirstKnown.PERESMIAN: ("hari peresmian", "the day of its launch"),
    FirstKnown.PEMBERITAAN: ("hari pemberitaan", "the day of a news report"),
    FirstKnown.KEGIATAN: ("hari sebuah kegiatan", "the day of an event"),
    FirstKnown.PENERAPAN: ("hari penerapan tanpa bukti", "a day of first use without evidence"),
}
_TRIAL = ("awal uji coba", "the start of a trial")


def age_reasons(known: Known, group: AdmissionGroup, closes_on: date | None, today: date) -> tuple[Reason, ...]:
    """Return what the use of an innovation says for or against a group; there is at least one reason.

    An innovation that was stopped may not enter, whatever its age: it is not in use on the closing day, from which its
    age is counted back.
    """
    use = in_use(known.stages, closes_on or today, today)
    if use.stop is not None:
        return (_stopped(use.stop, closes_on, certain=use.certain),)
    return (_age(known, use, group.minimum_age_months, closes_on),)


def _stopped(stop: StageEntered, closes_on: date | None, *, certain: bool) -> Reason:
    when = spoken(stop.started_on) if stop.started_on else ("pada hari yang tidak diketahui", "on a day unknown")
    if closes_on is None or not certain:
        return unclear(
            ReasonCode.STOP_UNCERTAIN,
            f"Berhenti dipakai {when[0]}; tidak pasti apakah sebelum hari penutupan pendaftaran.",
            f"It was stopped, {when[1]}; whether before the closing day of registration is uncertain.",
        )
    closing = spoken(closes_on)
    return against(
        ReasonCode.STOPPED,
        f"Berhenti dipakai {when[0]}, jadi tidak dipakai pada hari penutupan {closing[0]}.",
        f"It was stopped, {when[1]}, so it is not in use on the closing day, {closing[1]}.",
    )


def _age(known: Known, use: InUse, minimum: int | None, closes_on: date | None) -> Reason:
    if minimum is None:
        return unclear(
            ReasonCode.MINIMUM_AGE_UNKNOWN,
            "Umur paling rendah menurut edisi ini tidak diketahui.",
            "The minimum age of this edition is not known.",
        )
    if minimum == 0:
        return for_it(ReasonCode.NO_AGE_ASKED, "Tidak ada umur yang disyaratkan.", "No age is asked for.")
    if use.start is None or use.start.started_on is None:
        return _no_start(known, use)
    return _counted_back(use.start.started_on, use.ends, minimum, closes_on)


def _counted_back(start: str, ends: date | None, minimum: int, closes_on: date | None) -> Reason:
    """Return what an age says; where the innovation stops before it is old enough, no day is late enough."""
    enough = old_enough_from(last_day(start), minimum)
    eligible_from = None if ends is not None and enough >= ends else enough
    begun, from_day = spoken(start), spoken(enough)
    since = (
        f"Dipakai sejak {begun[0]}; umur {minimum} bulan pasti tercapai {from_day[0]}",
        f"In use since {begun[1]}; surely {minimum} months old on {from_day[1]}",
    )
    if closes_on is None:
        return unclear(
            ReasonCode.CLOSING_DAY_UNKNOWN,
            f"{since[0]}. Hari penutupan pendaftaran tidak diketahui.",
            f"{since[1]}. The closing day of registration is not known.",
            eligible_from,
        )
    closing = spoken(closes_on)
    told = (f"{since[0]}, pendaftaran ditutup {closing[0]}.", f"{since[1]}, registration closes on {closing[1]}.")
    if enough <= closes_on:
        return for_it(ReasonCode.OLD_ENOUGH, *told, eligible_from)
    if old_enough_from(first_day(start), minimum) > closes_on:
        return against(ReasonCode.TOO_YOUNG, *told, eligible_from)
    return unclear(ReasonCode.AGE_UNCERTAIN, *told, eligible_from)


def _no_start(known: Known, use: InUse) -> Reason:
    mentions = [*_mentions(known)]
    others = (
        f" {'; '.join(f'{day} hanya {what}' for (day, _), (what, _) in mentions)}, bukan hari mulai dipakai."
        if mentions
        else "",
        f" {'; '.join(f'{day} is only {what}' for (_, day), (_, what) in mentions)}, not the day of first use."
        if mentions
        else "",
    )
    if use.unproven is not None:
        when = spoken(use.unproven.started_on) if use.unproven.started_on else None
        lacks = ("tanpa bukti", "without evidence") if when else ("tanpa tanggal", "without a date")
        on = (f" {when[0]}", f" of {when[1]}") if when else ("", "")
        return unclear(
            ReasonCode.START_UNPROVEN,
            f"Tahap penerapan{on[0]} tercatat {lacks[0]}.{others[0]}",
            f"The stage penerapan{on[1]} is on record {lacks[1]}.{others[1]}",
        )
    return unclear(
        ReasonCode.START_UNKNOWN,
        f"Belum tercatat tahap penerapan dengan tanggal dan bukti.{others[0]}",
        f"No stage penerapan with a date and evidence is on record.{others[1]}",
    )


def _mentions(known: Known) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Yield the dates that do not count, each with what it is the date of."""
    if known.first_known_on and known.first_known_by:
        yield spoken(known.first_known_on), _MENTIONS[FirstKnown(known.first_known_by)]
    for stage in known.stages:
        if stage.stage == Stage.UJI_COBA and stage.started_on:
            yield spoken(stage.started_on), _TRIAL
