"""Since when an innovation is surely in use."""

from datetime import date

import pytest

from app.needs.use import Use, day_of, use_of

TODAY = date(2026, 11, 28)
MARCH = Use(date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("stages", "use"),
    [
        ([], None),
        ([("inisiatif", "2026")], None),
        ([("tidak_diketahui", None)], None),
        ([("penerapan", "2024"), ("berhenti", None)], None),
        ([("uji_coba", "2025"), ("penerapan", "2026-03")], MARCH),
        ([("penerapan", "2019"), ("berhenti", "2021"), ("penerapan", "2026-03")], MARCH),
        ([("penerapan", "2026-03"), ("penerapan", "2026-05-01")], MARCH),
        ([("penerapan", None)], Use()),
    ],
)
def test_it_is_in_use_since_the_first_stage_of_its_present_run(
    stages: list[tuple[str, str | None]], use: Use | None
) -> None:
    assert use_of(stages) == use


@pytest.mark.parametrize(
    ("use", "told", "day", "wrong"),
    [
        (None, None, None, []),
        (None, date(2026, 3, 1), None, ["not_in_use"]),
        (MARCH, None, date(2026, 3, 31), []),
        (Use(date(2026, 1, 1), date(2026, 12, 31)), None, TODAY, []),
        (MARCH, date(2026, 3, 1), date(2026, 3, 1), []),
        (MARCH, date(2026, 2, 28), None, ["too_early"]),
        (MARCH, date(2026, 11, 29), None, ["in_future"]),
        (Use(), None, None, ["required"]),
        (Use(), date(2020, 1, 1), date(2020, 1, 1), []),
    ],
)
def test_the_day_of_use_is_the_surest_one(
    use: Use | None, told: date | None, day: date | None, wrong: list[str]
) -> None:
    found, errors = day_of(use, told, TODAY)
    assert (found, [error.code for error in errors]) == (day, wrong)
