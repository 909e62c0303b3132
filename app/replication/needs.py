"""What a step still lacks on a day: the rule, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.models import ReplicationRequest
from app.models.codes import CompatibilityAnswer, CompatibilityItem, RecordStatus
from app.replication.agreement import Instrument, Shortfall, shortfalls
from app.replication.definition import AgreementRule, Need, Step


@dataclass(frozen=True, slots=True)
class State:
    """What there is of a replication; `due_on` is the day named for the step that is to be entered."""

    answers: Mapping[str, str]
    terms: bool
    changes: bool
    replica_status: str | None
    documents: Sequence[Instrument]
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Lacking:
    """The needs and kinds of documents that are not met, and what of the agreement is not."""

    codes: tuple[str, ...]
    agreement: tuple[Shortfall, ...]


def state_of(request: ReplicationRequest, due_on: date | None = None) -> State:
    """Return what there is of a request; its replica and documents are loaded."""
    return State(
        answers={item: said["answer"] for item, said in request.compatibility.items()},
        terms=request.terms is not None,
        changes=bool(request.changes),
        replica_status=request.replica.status if request.replica else None,
        documents=request.documents,
        due_on=due_on,
    )


_UNKNOWN = CompatibilityAnswer.BELUM_DIKETAHUI
_MET: Mapping[Need, Callable[[State], bool]] = {
    Need.COMPATIBILITY: lambda state: all(state.answers.get(item, _UNKNOWN) != _UNKNOWN for item in CompatibilityItem),
    Need.TERMS: lambda state: state.terms,
    Need.DUE_ON: lambda state: state.due_on is not None,
    Need.REPLICA: lambda state: state.replica_status is not None,
    Need.CHANGES: lambda state: state.changes,
    Need.PUBLISHED_REPLICA: lambda state: state.replica_status == RecordStatus.PUBLISHED,
}


def missing(step: Step, rule: AgreementRule, state: State, on: date) -> Lacking:
    """Return what a step lacks if it is entered on a day.

    A document counts for a step once it was issued and unless it was withdrawn; the instruments of the agreement must
    also be valid on the day, and signed.
    """
    codes = [need.value for need in step.needs if need is not Need.AGREEMENT and not _MET[need](state)]
    gaps: list[Shortfall] = []
    if Need.AGREEMENT in step.needs:
        gaps = shortfalls(rule, state.documents, on)
        if gaps:
            codes.append(Need.AGREEMENT.value)
        if rule.terms and not state.terms and Need.TERMS.value not in codes:
            codes.append(Need.TERMS.value)
    there = {one.kind for one in state.documents if one.withdrawn_at is None and one.issued_on <= on}
    codes += [kind.value for kind in step.documents if kind not in there]
    return Lacking(tuple(codes), tuple(gaps))
