"""The way of a need: which action leads where, and that no way leads back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.codes import NeedStatus
from app.needs.workflow import ANSWERED, ENDED, RANK, NeedAction, after, legal_actions

S, A = NeedStatus, NeedAction

TABLE = {
    S.TERBUKA: {A.PLAN: S.DIRENCANAKAN, A.ANSWER: S.DIJAWAB, A.CLOSE: S.DITUTUP},
    S.DIRENCANAKAN: {A.PLAN: S.DIRENCANAKAN, A.ANSWER: S.DIJAWAB, A.CLOSE: S.DITUTUP},
    S.DIJAWAB: {
        A.PLAN: S.DIJAWAB,
        A.ANSWER: S.DIJAWAB,
        A.PROVE: S.TERBUKTI,
        A.DISPROVE: S.TIDAK_TERBUKTI,
        A.CLOSE: S.DITUTUP,
    },
    S.TERBUKTI: {},
    S.TIDAK_TERBUKTI: {},
    S.DITUTUP: {},
}


@pytest.mark.parametrize("status", list(NeedStatus))
def test_each_action_leads_where_the_table_says(status: NeedStatus) -> None:
    assert {action: after(status, action) for action in NeedAction} == {
        action: TABLE[status].get(action) for action in NeedAction
    }
    assert legal_actions(status) == [action for action in NeedAction if action in TABLE[status]]


@given(st.sampled_from(NeedStatus), st.lists(st.sampled_from(NeedAction), max_size=12))
def test_the_way_leads_only_forwards(begin: NeedStatus, actions: list[NeedAction]) -> None:
    status, seen = begin, [begin]
    for action in actions:
        new = after(status, action)
        if new is None:
            continue
        assert RANK[new] >= RANK[status]
        if new is not status:
            assert new not in seen, "nothing comes back"
            assert RANK[new] > RANK[status]
            seen.append(new)
        status = new


def test_what_ended_takes_nothing_more() -> None:
    assert {status for status in NeedStatus if not legal_actions(status)} == ENDED
    assert {S.DIJAWAB, S.TERBUKTI, S.TIDAK_TERBUKTI} == ANSWERED


@given(st.lists(st.sampled_from(NeedAction), max_size=12))
def test_nothing_is_proven_that_was_not_answered(actions: list[NeedAction]) -> None:
    status, way = NeedStatus.TERBUKA, [NeedStatus.TERBUKA]
    for action in actions:
        status = after(status, action) or status
        way.append(status)
    if status in {S.TERBUKTI, S.TIDAK_TERBUKTI}:
        assert S.DIJAWAB in way
