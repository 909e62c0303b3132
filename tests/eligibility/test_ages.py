"""Age: only a proven begin of use counts, and what is not certain is not guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.partial_date import first_day, last_day
from app.eligibility.known import Known
from app.eligibility.rules import assess
from tests.eligibility.telling import TODAY, asked, rules, said, stages, used_since

CASES = {
    # told so far, closing day -> answer, reason
    "two years to the day": (("penerapan 2019-05-31",), "2021-05-31", "eligible", "old_enough"),
    "a day too young": (("penerapan 2019-06-01",), "2021-05-31", "not_eligible", "too_young"),
    "29 February, counted back to 28 February": (
        ("penerapan 2020-02-29",),
        "2022-02-28",
        "not_eligible",
        "too_young",
    ),
    "29 February, a day later": (("penerapan 2020-02-29",), "2022-03-01", "eligible", "old_enough"),
    "a month whose last day is early enough": (("penerapan 2019-05",), "2021-05-31", "eligible", "old_enough"),
    "a month of which some days are": (("penerapan 2019-05",), "2021-05-30", "unknown", "age_uncertain"),
    "a month of which only the first day is": (("penerapan 2019-05",), "2021-05-01", "unknown", "age_uncertain"),
    "a month of which no day is": (("penerapan 2019-05",), "2021-04-30", "not_eligible", "too_young"),
    "a year whose last day is early enough": (("penerapan 2019",), "2021-12-31", "eligible", "old_enough"),
    "a year of which some days are": (("penerapan 2019",), "2021-12-30", "unknown", "age_uncertain"),
    "a year of which no day is": (("penerapan 2019",), "2020-12-31", "not_eligible", "too_young"),
    "nothing shows it": (("penerapan 2015-01-01 !",), "2021-05-31", "unknown", "start_unproven"),
    "nobody says when": (("penerapan",), "2021-05-31", "unknown", "start_unproven"),
    "the trial does not count": (("uji_coba 2015-01-01",), "2021-05-31", "unknown", "start_unknown"),
    "the trial before it does not count": (
        ("uji_coba 2015-01-01", "penerapan 2020-01-01"),
        "2021-05-31",
        "not_eligible",
        "too_young",
    ),
    "no stage at all": ((), "2021-05-31", "unknown", "start_unknown"),
    "the first proven stage counts": (
        ("penerapan 2015-01-01 !", "penerapan 2018-01-01"),
        "2021-05-31",
        "eligible",
        "old_enough",
    ),
    "nobody knows the closing day": (("penerapan 2019-05-31",), None, "unknown", "closing_day_unknown"),
    "stopped before": (("penerapan 2015-01-01", "berhenti 2021-05-31"), "2021-05-31", "not_eligible", "stopped"),
    "stopped a day later": (("penerapan 2015-01-01", "berhenti 2021-06-01"), "2021-05-31", "eligible", "old_enough"),
    "stopped in the month of the closing day": (
        ("penerapan 2015-01-01", "berhenti 2021-05"),
        "2021-05-30",
        "unknown",
        "stop_uncertain",
    ),
    "stopped some day, long before the closing day": (
        ("penerapan 2015-01-01", "berhenti"),
        "2027-05-31",
        "not_eligible",
        "stopped",
    ),
    "stopped some day, perhaps after the closing day": (
        ("penerapan 2015-01-01", "berhenti"),
        "2021-05-31",
        "unknown",
        "stop_uncertain",
    ),
    "stopped, and nobody knows the closing day": (
        ("penerapan 2015-01-01", "berhenti 2020-01-01"),
        None,
        "unknown",
        "stop_uncertain",
    ),
    "taken up again, too late": (
        ("penerapan 2015-01-01", "berhenti 2018-01-01", "penerapan 2020-01-01"),
        "2021-05-31",
        "not_eligible",
        "too_young",
    ),
    "taken up again, long enough": (
        ("penerapan 2015-01-01", "berhenti", "penerapan 2019-01-01"),
        "2021-05-31",
        "eligible",
        "old_enough",
    ),
    "a trial after the stop is no use": (
        ("penerapan 2015-01-01", "berhenti 2018-01-01", "uji_coba 2019-01-01"),
        "2021-05-31",
        "not_eligible",
        "stopped",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_age_on_the_closing_day(case: str) -> None:
    told, closes_on, answer, code = CASES[case]
    assert said(asked(Known(stages=stages(*told)), rules(), closes_on)) == (answer, [code])


def test_a_minimum_that_nobody_knows_leaves_it_open() -> None:
    answer = asked(used_since("1999-01-01"), rules(minimum_age_months="unknown"), "2021-05-31")
    assert said(answer) == ("unknown", ["minimum_age_unknown"])
    assert answer.eligible_from is None


def test_no_age_is_asked_for() -> None:
    assert said(asked(Known(), rules(minimum_age_months=0), None)) == ("eligible", ["no_age_asked"])
    stopped = asked(Known(stages=stages("berhenti 2020")), rules(minimum_age_months=0), "2026-01-01")
    assert said(stopped) == ("not_eligible", ["stopped"])


@pytest.mark.parametrize(
    ("by", "indonesian", "english"),
    [
        ("peresmian", "1 Juli 2021 hanya hari peresmian", "1 July 2021 is only the day of its launch"),
        ("pemberitaan", "1 Juli 2021 hanya hari pemberitaan", "1 July 2021 is only the day of a news report"),
        ("kegiatan", "1 Juli 2021 hanya hari sebuah kegiatan", "1 July 2021 is only the day of an event"),
        ("penerapan", "1 Juli 2021 hanya hari penerapan tanpa bukti", "1 July 2021 is only a day of first use"),
    ],
)
def test_the_reason_names_the_day_that_does_not_count(by: str, indonesian: str, english: str) -> None:
    known = Known(first_known_on="2021-07-01", first_known_by=by)
    (reason,) = asked(known, rules(), "2026-05-31").reasons
    assert reason.code == "start_unknown"
    assert indonesian in reason.id
    assert english in reason.en
    assert reason.eligible_from is None


def test_the_reason_names_trial_and_launch_beside_a_stage_without_evidence() -> None:
    known = Known(
        stages=stages("uji_coba 2020-02", "penerapan 2020-03 !"), first_known_on="2021", first_known_by="peresmian"
    )
    (reason,) = asked(known, rules(), "2026-05-31").reasons
    assert reason.id == (
        "Tahap penerapan Maret 2020 tercatat tanpa bukti. 2021 hanya hari peresmian; Februari 2020 hanya awal uji "
        "coba, bukan hari mulai dipakai."
    )
    assert reason.en.startswith("The stage penerapan of March 2020 is on record without evidence.")


def test_the_reason_of_an_age_tells_its_days() -> None:
    (reason,) = asked(used_since("2020-02-29"), rules(), "2022-02-28").reasons
    assert reason.id == (
        "Dipakai sejak 29 Februari 2020; umur 24 bulan pasti tercapai 1 Maret 2022, "
        "pendaftaran ditutup 28 Februari 2022."
    )
    assert reason.en == (
        "In use since 29 February 2020; surely 24 months old on 1 March 2022, registration closes on 28 February 2022."
    )
    assert reason.eligible_from == date(2022, 3, 1)


def test_the_day_is_told_though_nobody_knows_when_registration_closes() -> None:
    answer = asked(used_since("2020-01-15"), rules(), None)
    assert answer.answer == "unknown"
    assert answer.eligible_from == answer.reasons[0].eligible_from == date(2022, 1, 15)


def test_what_stops_before_it_is_old_enough_never_is() -> None:
    known = Known(stages=stages("penerapan 2020-01-15", "berhenti 2021-06-01"))
    answer = asked(known, rules(), "2021-01-31")
    assert said(answer) == ("not_eligible", ["too_young"])
    assert answer.eligible_from is None
    longer = Known(stages=stages("penerapan 2020-01-15", "berhenti 2022-06-01"))
    assert asked(longer, rules(), "2021-01-31").eligible_from == date(2022, 1, 15)


STARTS = st.dates(date(1995, 1, 1), TODAY)
PRECISION = st.sampled_from([4, 7, 10])
AGES = st.integers(1, 240)
CLOSINGS = st.dates(date(1995, 1, 1), date(2060, 1, 1))
BEST_LAST = ["not_eligible", "unknown", "eligible"]


@given(STARTS, AGES)
def test_the_day_told_is_the_boundary(start: date, months: int) -> None:
    known, by = used_since(start.isoformat()), rules(minimum_age_months=months)
    first = assess(known, by, TODAY, TODAY).groups[0].eligible_from
    assert first is not None
    assert assess(known, by, first, TODAY).answer == "eligible"
    assert assess(known, by, first - timedelta(days=1), TODAY).answer == "not_eligible"


@given(STARTS, PRECISION, AGES)
def test_the_day_told_of_a_month_or_year_is_the_first_that_is_certain(start: date, length: int, months: int) -> None:
    partial = start.isoformat()[:length]
    known, by = used_since(partial), rules(minimum_age_months=months)
    first = assess(known, by, TODAY, TODAY).groups[0].eligible_from
    assert first is not None
    assert assess(known, by, first, TODAY).answer == "eligible"
    assert assess(known, by, first - timedelta(days=1), TODAY).answer != "eligible"


@given(STARTS, PRECISION, AGES, CLOSINGS)
def test_a_partial_date_is_certain_only_if_all_its_days_agree(
    start: date, length: int, months: int, closes_on: date
) -> None:
    partial, by = start.isoformat()[:length], rules(minimum_age_months=months)
    days = (first_day(partial), last_day(partial))
    agreed = {assess(used_since(day.isoformat()), by, closes_on, TODAY).answer for day in days}
    expected = agreed.pop() if len(agreed) == 1 else "unknown"
    assert assess(used_since(partial), by, closes_on, TODAY).answer == expected


@given(STARTS, PRECISION, AGES, CLOSINGS, CLOSINGS)
def test_a_later_closing_day_is_never_worse(start: date, length: int, months: int, one: date, other: date) -> None:
    known, by = used_since(start.isoformat()[:length]), rules(minimum_age_months=months)
    answers = [assess(known, by, day, TODAY).answer for day in sorted((one, other))]
    assert BEST_LAST.index(answers[0]) <= BEST_LAST.index(answers[1])


@given(STARTS, AGES, AGES, CLOSINGS)
def test_a_higher_minimum_is_never_better(start: date, one: int, other: int, closes_on: date) -> None:
    known = used_since(start.isoformat())
    lower, higher = sorted((one, other))
    answers = [assess(known, rules(minimum_age_months=age), closes_on, TODAY).answer for age in (lower, higher)]
    assert BEST_LAST.index(answers[0]) >= BEST_LAST.index(answers[1])
