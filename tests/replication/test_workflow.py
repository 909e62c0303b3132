"""The way of a replication: the machine alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.codes import ReplicationActor, ReplicationModel, ReplicationStatus
from app.models.replication import ENDED
from app.replication.definition import PHASES, Model
from app.replication.facts import ReplicationStepRefused, WrongSide
from app.replication.paths import rules
from app.replication.workflow import Action, legal_actions, next_step, take, waiting_for

MANDIRI = rules().model("mandiri")
ASAL, PENERIMA, FASILITATOR = ReplicationActor
EVERY = tuple(ReplicationActor)

# the whole table, by hand: what each side of the independent model may do in each status
MAY = {
    "diajukan": ({"review", "refuse"}, {"cancel"}),
    "ditelaah": ({"approve", "refuse"}, {"cancel"}),
    "disetujui": (set(), {"cancel", "advance"}),
    "ditolak": (set(), set()),
    "dibatalkan": (set(), set()),
    "persiapan": ({"stop"}, {"advance", "stop"}),
    "perencanaan": ({"stop"}, {"advance", "stop"}),
    "pelaksanaan": ({"stop"}, {"advance", "stop"}),
    "evaluasi": ({"stop"}, {"advance", "stop"}),
    "berjalan": ({"stop"}, {"stop"}),
    "berhenti": (set(), set()),
}


@pytest.mark.parametrize("status", ReplicationStatus)
def test_what_each_side_may_do(status: str) -> None:
    of_origin, of_receiver = MAY[status]
    assert set(legal_actions(status, status, MANDIRI, [ASAL])) == of_origin
    assert set(legal_actions(status, status, MANDIRI, [PENERIMA])) == of_receiver
    assert legal_actions(status, status, MANDIRI, [FASILITATOR]) == ()
    assert legal_actions(status, status, MANDIRI, []) == ()


@pytest.mark.parametrize(
    ("model", "path"),
    [
        ("mandiri", "persiapan perencanaan pelaksanaan evaluasi berjalan"),
        ("kerja_sama", "persiapan kesepakatan perencanaan pendampingan pelaksanaan evaluasi berjalan"),
        ("fasilitasi", "penugasan persiapan kesepakatan perencanaan pendampingan pelaksanaan evaluasi berjalan"),
    ],
)
def test_the_path_of_each_model(model: str, path: str) -> None:
    of = rules().model(model)
    status, step, walked = "disetujui", "disetujui", []
    while following := next_step(status, step, of):
        status, step = following.status.value, following.step
        walked.append(step)
    assert walked == path.split()
    assert status == "berjalan"


def test_who_is_waited_for() -> None:
    facilitated = rules().model("fasilitasi")
    assert waiting_for("diajukan", "diajukan", facilitated) == (ASAL,)
    assert waiting_for("ditelaah", "ditelaah", facilitated) == (ASAL,)
    assert waiting_for("disetujui", "disetujui", facilitated) == (FASILITATOR,)
    assert waiting_for("persiapan", "persiapan", facilitated) == (ASAL,)
    assert waiting_for("perencanaan", "perencanaan", facilitated) == (FASILITATOR,)
    assert waiting_for("evaluasi", "evaluasi", facilitated) == (PENERIMA,)
    assert waiting_for("berjalan", "berjalan", facilitated) == ()
    assert waiting_for("ditolak", "ditolak", facilitated) == ()


def test_the_wrong_side_is_told_whose_it_is() -> None:
    with pytest.raises(WrongSide) as refused:
        take(Action.APPROVE, "ditelaah", "ditelaah", MANDIRI, [PENERIMA])
    assert refused.value.facts == {"action": "approve", "taken_by": ["asal"], "legal_actions": ["cancel"]}


def test_the_wrong_status_is_told_whoever_asks() -> None:
    with pytest.raises(ReplicationStepRefused) as refused:
        take(Action.APPROVE, "disetujui", "disetujui", MANDIRI, EVERY)
    assert refused.value.facts["legal_actions"] == ["cancel", "advance"]


def test_a_step_that_the_path_lost_is_followed_by_the_next_phase() -> None:
    following = next_step("persiapan", "langkah_lama", MANDIRI)
    assert following is not None
    assert following.step == "perencanaan"
    last = next_step("evaluasi", "langkah_lama", MANDIRI)
    assert last is not None
    assert last.status is ReplicationStatus.BERJALAN


@given(
    st.sampled_from([rules().model(code) for code in ReplicationModel]),
    st.lists(st.tuples(st.sampled_from(list(Action)), st.sets(st.sampled_from(EVERY))), max_size=40),
)
def test_whatever_is_tried_leads_only_forwards(model: Model, tried: list[tuple[Action, set[ReplicationActor]]]) -> None:
    order = [status.value for status in ReplicationStatus if status not in ENDED]
    assert order[3:] == [phase.value for phase in PHASES]
    status, step = "diajukan", "diajukan"
    for action, sides in tried:
        legal = legal_actions(status, step, model, sides)
        try:
            actor, to, following = take(action, status, step, model, sides)
        except (ReplicationStepRefused, WrongSide):
            assert action not in legal
            continue
        assert action in legal
        assert actor in sides
        assert status not in ENDED
        assert to in ENDED or order.index(to) >= order.index(status)
        status, step = to.value, following.step if following else to.value
