"""Since when an innovation has stopped: the rule alone."""

from datetime import date

import pytest

from app.signs_of_life.stops import Entered, stop_of

RECORDED = date(2026, 3, 2)
USE, STOP = ("penerapan", "2019"), ("berhenti", "2021")


@pytest.mark.parametrize(
    ("stages", "on", "since"),
    [
        ([], "2026-01-01", None),
        ([USE], "2026-01-01", None),
        ([USE, STOP], "2020-12-31", None),
        ([USE, STOP], "2021-01-01", "2021-01-01"),
        ([USE, STOP], "2024-06-01", "2021-01-01"),
        ([USE, ("berhenti", "2021-07")], "2021-06-30", None),
        ([USE, ("berhenti", "2021-07")], "2021-07-01", "2021-07-01"),
        ([USE, STOP, ("penerapan", "2023")], "2022-12-31", "2021-01-01"),
        ([USE, STOP, ("penerapan", "2023")], "2023-01-01", None),
        ([USE, ("berhenti", None)], "2026-03-01", None),
        ([USE, ("berhenti", None)], "2026-03-02", "2026-03-02"),
        ([("berhenti", None), ("penerapan", "2025")], "2026-03-02", None),
    ],
)
def test_the_last_stage_of_the_day_decides(stages: list[tuple[str, str | None]], on: str, since: str | None) -> None:
    stop = stop_of([Entered(*stage, RECORDED) for stage in stages], date.fromisoformat(on))
    assert (stop and stop.counts_from.isoformat()) == since
