"""How the facts about innovations read as problem documents."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic_core import from_json

from app.core.errors import Fact, Language
from app.core.problems import render
from app.innovations.facts import Archived, DuplicateName, DuplicateUndecided, NotEditable, Undecided

ID = UUID(int=7)


def problem(fact: Fact, language: Language = "en") -> dict[str, Any]:
    body, _ = render(fact, request_id="r", path="/p", language=language, base_url="")
    read: dict[str, Any] = from_json(body)
    return read


def test_a_name_that_is_taken_leads_to_the_record_that_has_it() -> None:
    read = problem(DuplicateName(ID, "si-surat"))
    assert (read["status"], read["code"]) == (409, "duplicate_name")
    assert (read["existing_id"], read["existing_slug"]) == (str(ID), "si-surat")
    assert [(error["pointer"], error["code"]) for error in read["errors"]] == [("#/name", "duplicate_name")]


def test_an_undecided_duplicate_names_the_records_to_decide_on() -> None:
    read = problem(DuplicateUndecided([Undecided(ID, "si-surat", "Si-Surat")]))
    assert (read["status"], read["code"]) == (409, "duplicate_undecided")
    assert read["undecided"] == [{"id": str(ID), "slug": "si-surat", "name": "Si-Surat"}]


def test_a_tombstone_says_what_was_here_and_until_when() -> None:
    read = problem(Archived("Si-Surat", datetime(2026, 11, 22, 3, tzinfo=UTC)))
    assert (read["status"], read["code"]) == (410, "archived")
    assert (read["name"], read["archived_at"]) == ("Si-Surat", "2026-11-22T03:00:00Z")


def test_each_field_that_may_not_be_changed_is_told_in_the_language_asked_for() -> None:
    fact = NotEditable("verified", [], ["name", "goal"])
    english, indonesian = problem(fact, "en"), problem(fact, "id")
    assert [error["pointer"] for error in english["errors"]] == ["#/name", "#/goal"]
    assert english["record_status"] == "verified"
    assert english["status"] == 409
    assert english["errors"][0]["message"] != indonesian["errors"][0]["message"]
