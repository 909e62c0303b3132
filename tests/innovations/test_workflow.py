"""The way of a record from draft to public."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import from_json

from app.core.problems import render
from app.innovations.facts import IllegalStep, NotEditable
from app.innovations.schemas import InnovationRead
from app.innovations.workflow import (
    REASONED,
    RUNNING_FACTS,
    Action,
    Citing,
    Editing,
    check_citing,
    check_edit,
    legal_actions,
    may_edit,
    step,
)
from app.models.codes import RecordStatus as S

# the table once more, by hand: the actions from each status, of a writer and of a registrar
TABLE = {
    S.DRAFT: ("submit archive", "submit archive merge"),
    S.SUBMITTED: ("", "return verify archive merge"),
    S.RETURNED: ("submit archive", "submit archive merge"),
    S.VERIFIED: ("", "return publish archive merge"),
    S.PUBLISHED: ("", "return archive merge"),
    S.ARCHIVED: ("", "return"),
    S.MERGED: ("", ""),
}
TO = {
    "submit": S.SUBMITTED,
    "return": S.RETURNED,
    "verify": S.VERIFIED,
    "publish": S.PUBLISHED,
    "archive": S.ARCHIVED,
    "merge": S.MERGED,
}
CLAIMED = frozenset(InnovationRead.model_fields) - RUNNING_FACTS

callers = st.booleans()
steps = st.tuples(st.sampled_from(Action), callers)
edits = st.tuples(st.sampled_from(["name", "problem", "stages", "people"]), callers)


@pytest.mark.parametrize(("status", "verifies"), [*product(S, (False, True))])
def test_the_steps_are_those_of_the_table(status: S, *, verifies: bool) -> None:
    expected = TABLE[status][verifies].split()
    assert [str(action) for action in legal_actions(status, verifies=verifies)] == expected
    for action in expected:
        assert step(status, Action(action), verifies=verifies) == TO[action]


@given(status=st.sampled_from(S), action=st.sampled_from(Action), verifies=callers)
@settings(max_examples=200)
def test_a_step_is_taken_if_and_only_if_it_is_named_as_legal(status: S, action: Action, *, verifies: bool) -> None:
    legal = legal_actions(status, verifies=verifies)
    if action in legal:
        assert step(status, action, verifies=verifies) is not status
        return
    with pytest.raises(IllegalStep) as refused:
        step(status, action, verifies=verifies)
    assert refused.value.facts == {"record_status": status, "action": action, "legal_actions": list(legal)}


@given(status=st.sampled_from(S))
def test_a_registrar_may_do_whatever_a_writer_may(status: S) -> None:
    assert set(legal_actions(status, verifies=False)) <= set(legal_actions(status, verifies=True))
    amounts = list(Editing)
    assert amounts.index(may_edit(status, verifies=False)) <= amounts.index(may_edit(status, verifies=True))


class Walk:
    """A record whose steps and changes are tried one after the other; what is refused changes nothing."""

    def __init__(self) -> None:
        self.status = S.DRAFT
        self.since_returned: list[S] = []
        self.unverified_claims: set[str] = set()

    def act(self, action: Action, *, verifies: bool) -> None:
        try:
            self.status = step(self.status, action, verifies=verifies)
        except IllegalStep:
            return
        if self.status is S.RETURNED:
            self.since_returned = []
        self.since_returned.append(self.status)
        if self.status is S.VERIFIED:
            self.unverified_claims.clear()

    def edit(self, field: str, *, verifies: bool) -> None:
        try:
            check_edit(self.status, [field], verifies=verifies)
        except NotEditable:
            return
        if field in CLAIMED and not verifies:
            self.unverified_claims.add(field)


@given(walk=st.lists(steps | edits, max_size=40))
@settings(max_examples=400)
def test_what_is_published_was_submitted_and_verified_after_the_last_change_of_a_claim_by_its_writer(
    walk: list[tuple[Action | str, bool]],
) -> None:
    record = Walk()
    for what, verifies in walk:
        merged = record.status is S.MERGED
        if isinstance(what, Action):
            record.act(what, verifies=verifies)
        else:
            record.edit(what, verifies=verifies)
        assert record.status in TABLE
        assert not merged or record.status is S.MERGED
        if record.status is S.PUBLISHED:
            assert record.since_returned[-3:] == [S.SUBMITTED, S.VERIFIED, S.PUBLISHED]
            assert not record.unverified_claims


def test_a_record_can_be_published_returned_corrected_and_published_again() -> None:
    status = S.DRAFT
    way = [Action.SUBMIT, Action.VERIFY, Action.PUBLISH, Action.RETURN, Action.SUBMIT, Action.VERIFY, Action.PUBLISH]
    for action in way:
        status = step(status, action, verifies=action is not Action.SUBMIT)
    assert status is S.PUBLISHED


@pytest.mark.parametrize(
    ("status", "writer", "registrar"),
    [
        (S.DRAFT, Editing.EVERYTHING, Editing.EVERYTHING),
        (S.SUBMITTED, Editing.NOTHING, Editing.EVERYTHING),
        (S.RETURNED, Editing.EVERYTHING, Editing.EVERYTHING),
        (S.VERIFIED, Editing.NOTHING, Editing.EVERYTHING),
        (S.PUBLISHED, Editing.RUNNING_FACTS, Editing.EVERYTHING),
        (S.ARCHIVED, Editing.NOTHING, Editing.NOTHING),
        (S.MERGED, Editing.NOTHING, Editing.NOTHING),
    ],
)
def test_how_much_may_be_changed(status: S, writer: Editing, registrar: Editing) -> None:
    assert may_edit(status, verifies=False) is writer
    assert may_edit(status, verifies=True) is registrar


def test_what_goes_on_with_a_published_innovation_is_reported_without_the_registrar() -> None:
    assert set(InnovationRead.model_fields) >= RUNNING_FACTS
    check_edit(S.PUBLISHED, RUNNING_FACTS, verifies=False)


def test_a_refused_change_names_each_field_that_it_may_not_touch() -> None:
    with pytest.raises(NotEditable) as refused:
        check_edit(S.PUBLISHED, ["name", "stages", "problem"], verifies=False)
    assert [error.pointer for error in refused.value.errors] == ["#/name", "#/problem"]
    assert refused.value.facts == {"record_status": "published", "legal_actions": []}


@pytest.mark.parametrize(
    ("statuses", "writer", "registrar"),
    [
        ({S.DRAFT, S.RETURNED}, "add change dispute", "add change dispute"),
        ({S.SUBMITTED, S.VERIFIED}, "dispute", "add change dispute"),
        ({S.PUBLISHED}, "add dispute", "add change dispute"),
        ({S.ARCHIVED, S.MERGED}, "", ""),
    ],
)
def test_what_may_be_done_with_citations(statuses: set[S], writer: str, registrar: str) -> None:
    for status, what, verifies in product(statuses, Citing, (False, True)):
        if what in (registrar if verifies else writer).split():
            check_citing(status, what, verifies=verifies)
            continue
        with pytest.raises(NotEditable) as refused:
            check_citing(status, what, verifies=verifies)
        assert [error.pointer for error in refused.value.errors] == ["#/citations"]
        assert refused.value.facts["legal_actions"] == list(legal_actions(status, verifies=verifies))


def test_no_change_is_no_breach() -> None:
    check_edit(S.MERGED, [], verifies=False)


def test_returning_and_archiving_need_a_reason() -> None:
    assert {"return", "archive"} == REASONED


def test_the_answer_to_an_illegal_step_names_the_legal_ones() -> None:
    with pytest.raises(IllegalStep) as refused:
        step(S.SUBMITTED, Action.PUBLISH, verifies=True)
    body, _ = render(refused.value, request_id="r", path="/p", language="en", base_url="")
    problem = from_json(body)
    assert (problem["status"], problem["code"]) == (409, "illegal_step")
    assert (problem["record_status"], problem["action"]) == ("submitted", "publish")
    assert problem["legal_actions"] == ["return", "verify", "archive", "merge"]
