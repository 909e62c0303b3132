"""Ids tell when they were made."""

from datetime import UTC, datetime, timedelta

from app.core.ids import derived_id, made_at, new_id


def test_an_id_tells_when_it_was_made() -> None:
    before = datetime.now(UTC)
    made = made_at(new_id())
    assert before - timedelta(milliseconds=1) <= made <= datetime.now(UTC)


def test_that_of_a_shipped_record_is_the_time_of_its_edition() -> None:
    edition = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    assert made_at(derived_id(edition, "innovation verolin")) == edition
