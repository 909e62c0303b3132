"""The stages of an action plan: forward, one at a time, and not after its end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.action_plans.facts import PlanStepRefused
from app.action_plans.workflow import STAGES, Action, advance, check_stop, legal_actions, next_stage, status_of
from app.models.codes import PlanStage, PlanStatus

DAY = date(2017, 8, 21)


def test_the_stages_are_the_five_d_and_the_documentation_in_their_order() -> None:
    assert [stage.value for stage in STAGES] == [
        *("drum_up", "diagnose", "design", "deliver", "display", "documentation"),
    ]


@given(st.lists(st.one_of(st.sampled_from(PlanStage), st.just("stop")), max_size=20))
def test_whatever_is_tried_a_plan_goes_through_its_stages_in_order_and_ends_once(tries: list[PlanStage | str]) -> None:
    entered, stopped_on = [STAGES[0]], None
    for wanted in tries:
        before = (entered[-1], stopped_on)
        status = status_of(*before)
        following = next_stage(before[0], status)
        if wanted == "stop" and status is PlanStatus.BERJALAN:
            check_stop(*before)
            stopped_on = DAY
        elif wanted == "stop":
            with pytest.raises(PlanStepRefused):
                check_stop(*before)
        elif wanted is following:
            entered.append(advance(*before, following))
        else:
            # what is refused says what would have been right
            with pytest.raises(PlanStepRefused) as refused:
                advance(*before, PlanStage(wanted))
            assert refused.value.facts["next_stage"] is following
    assert tuple(entered) == tuple(STAGES[: len(entered)])
    assert (status_of(entered[-1], stopped_on) is PlanStatus.BERHENTI) == (stopped_on is not None)


@pytest.mark.parametrize("stage", STAGES)
def test_only_a_plan_that_goes_on_may_be_moved_or_stopped(stage: PlanStage) -> None:
    last = stage is PlanStage.DOCUMENTATION
    status = status_of(stage, None)
    assert status is (PlanStatus.SELESAI if last else PlanStatus.BERJALAN)
    assert legal_actions(status) == (() if last else tuple(Action))
    assert legal_actions(status_of(stage, DAY)) == ()
    assert next_stage(stage, status_of(stage, DAY)) is None
