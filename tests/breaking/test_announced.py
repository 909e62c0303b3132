"""The gate: what breaks clients is announced, and is nothing that somebody may rest on."""

from datetime import date

import pytest

from openapi.breaking.announced import announcements, complaints
from openapi.breaking.operations import compare
from tests.breaking.documents import Json, document, having, taking

TODAY = date(2026, 11, 28)
TEXT = {"type": "string"}
REMOVED = "request-property-removed update_thing /requestBody/application~1json/a"
CHANGELOG = """# Changelog

## Unreleased

### Breaking

* `breaking: {id}`: {why}

### Added

* `breaking: not here at-all`: it is another part

## 0.5.0, interface 1.4.0

### Breaking

* `breaking: operation-removed list_old /`: long ago
"""


def removal(version: str = "1.5.0", **marks: object) -> tuple[Json, Json]:
    new = taking({"type": "object"}) | {"info": {"version": version}}
    return taking(having("a", TEXT | marks)), new


def complain(old: Json, new: Json, told: dict[str, str]) -> list[str]:
    return complaints(compare(old, new), told, old, new, TODAY)


def test_the_changelog_is_read_down_to_the_released_interface() -> None:
    assert announcements(CHANGELOG.format(id=REMOVED, why="Say b."), "1.4.0") == {REMOVED: "Say b."}
    with pytest.raises(ValueError, match=r"1\.3\.0"):
        announcements(CHANGELOG, "1.3.0")


def test_what_is_not_announced_is_named_as_it_is_to_be_announced() -> None:
    [said] = complain(*removal(), {})
    assert said == f"{REMOVED} (it is no longer there) is not announced in CHANGELOG.md"


def test_an_announcement_is_not_enough_within_a_major_version() -> None:
    [said] = complain(*removal(), {REMOVED: "Say b."})
    assert "needs a new major version" in said
    assert complain(*removal("2.0.0"), {REMOVED: "Say b."}) == []
    assert complain(*removal(), {REMOVED: "correction: it was always ignored"}) == []


def test_what_was_deprecated_may_go_on_its_day() -> None:
    told = {REMOVED: "Say b."}
    assert complain(*removal(deprecated=True, **{"x-sunset": "2026-11-28"}), told) == []
    assert len(complain(*removal(deprecated=True, **{"x-sunset": "2026-11-29"}), told)) == 1
    assert len(complain(*removal(**{"x-sunset": "2026-11-28"}), told)) == 1
    assert len(complain(*removal(deprecated=True), told)) == 1


def test_an_announcement_of_what_does_not_happen_is_wrong_too() -> None:
    assert complain(document(), document(), {REMOVED: "Say b."}) == [f"{REMOVED} is announced and does not happen"]
