"""The way of a record from draft to public: which action leads where, and what may be changed on the way.

A writer is who may write the record, a registrar (`verifies`) who may also verify what others wrote.

| action  | a writer from   | a registrar from                                | to        |
|---------|-----------------|-------------------------------------------------|-----------|
| submit  | draft, returned | draft, returned                                 | submitted |
| return  |                 | submitted, verified, published, archived        | returned  |
| verify  |                 | submitted                                       | verified  |
| publish |                 | verified                                        | published |
| archive | draft, returned | draft, returned, submitted, verified, published | archived  |
| merge   |                 | draft, returned, submitted, verified, published | merged    |

`return` and `archive` need a reason. Nothing leads out of `merged`; out of `archived` only a return, after which the
record is submitted and verified anew.

| status              | a writer may change | a registrar may change |
|---------------------|---------------------|------------------------|
| draft, returned     | everything          | everything             |
| submitted, verified | nothing             | everything             |
| published           | the running facts   | everything             |
| archived, merged    | nothing             | nothing                |

What is claimed of an innovation was verified as it stands, so a writer's change of it has to pass the registrar again.
What goes on with it (stages, people, resources, legal bases, places, relations) is reported as it happens.

| status              | of its citations, a writer may | a registrar may       | whoever sees it may |
|---------------------|--------------------------------|-----------------------|---------------------|
| draft, returned     | add, change, withdraw          | add, change, withdraw | dispute             |
| submitted, verified | nothing                        | add, change, withdraw | dispute             |
| published           | add                            | add, change, withdraw | dispute             |
| archived, merged    | nothing                        | nothing               | nothing             |

Citations prove what is claimed, and were looked at with it: more proof may come, but a writer takes none away from what
was verified. A doubt is information, whoever has it; to settle one is to change the citation.
"""

from collections.abc import Iterable
from enum import StrEnum

from app.innovations.facts import IllegalStep, NotEditable
from app.models.codes import RecordStatus


class Action(StrEnum):
    """What is done to a record as a whole."""

    SUBMIT = "submit"
    RETURN = "return"
    VERIFY = "verify"
    PUBLISH = "publish"
    ARCHIVE = "archive"
    MERGE = "merge"


class Editing(StrEnum):
    """How much of a record may be changed."""

    NOTHING = "nothing"
    RUNNING_FACTS = "running_facts"
    EVERYTHING = "everything"

    def allows(self, field: str) -> bool:
        """Return whether it covers a field, named as in the record."""
        return self is Editing.EVERYTHING or (self is Editing.RUNNING_FACTS and field in RUNNING_FACTS)


class Citing(StrEnum):
    """What is done to the citations of a record."""

    ADD = "add"
    CHANGE = "change"
    DISPUTE = "dispute"


# the actions that are nothing without a reason
REASONED = frozenset({Action.RETURN, Action.ARCHIVE})
# what goes on with a published innovation, and is reported without being verified again
RUNNING_FACTS = frozenset({"stages", "people", "resources", "legal_bases", "places", "relations"})

_WRITABLE = frozenset({RecordStatus.DRAFT, RecordStatus.RETURNED})
_CLOSED = frozenset({RecordStatus.ARCHIVED, RecordStatus.MERGED})
_OPEN = frozenset(RecordStatus) - _CLOSED
_TO: dict[Action, RecordStatus] = {
    Action.SUBMIT: RecordStatus.SUBMITTED,
    Action.RETURN: RecordStatus.RETURNED,
    Action.VERIFY: RecordStatus.VERIFIED,
    Action.PUBLISH: RecordStatus.PUBLISHED,
    Action.ARCHIVE: RecordStatus.ARCHIVED,
    Action.MERGE: RecordStatus.MERGED,
}
_WRITER_FROM: dict[Action, frozenset[RecordStatus]] = {Action.SUBMIT: _WRITABLE, Action.ARCHIVE: _WRITABLE}
_REGISTRAR_FROM: dict[Action, frozenset[RecordStatus]] = {
    Action.SUBMIT: _WRITABLE,
    Action.RETURN: frozenset(RecordStatus) - _WRITABLE - {RecordStatus.MERGED},
    Action.VERIFY: frozenset({RecordStatus.SUBMITTED}),
    Action.PUBLISH: frozenset({RecordStatus.VERIFIED}),
    Action.ARCHIVE: _OPEN,
    Action.MERGE: _OPEN,
}


def legal_actions(status: RecordStatus, *, verifies: bool) -> tuple[Action, ...]:
    """Return the actions that the status allows to a registrar, or to a writer, in the order of the table."""
    origins = _REGISTRAR_FROM if verifies else _WRITER_FROM
    return tuple(action for action in Action if status in origins.get(action, ()))


def step(status: RecordStatus, action: Action, *, verifies: bool) -> RecordStatus:
    """Return the status that the action leads to.

    Raises:
        IllegalStep: the table does not have this step for the caller; it names the steps that there are.
    """
    legal = legal_actions(status, verifies=verifies)
    if action not in legal:
        raise IllegalStep(status, action, legal)
    return _TO[action]


def may_edit(status: RecordStatus, *, verifies: bool) -> Editing:
    """Return how much of a record of this status a registrar, or a writer, may change."""
    if status in _CLOSED:
        return Editing.NOTHING
    if verifies or status in _WRITABLE:
        return Editing.EVERYTHING
    return Editing.RUNNING_FACTS if status is RecordStatus.PUBLISHED else Editing.NOTHING


def check_edit(status: RecordStatus, fields: Iterable[str], *, verifies: bool) -> None:
    """Let a change of these fields of the record pass, or say which of them may not be changed now.

    Raises:
        NotEditable: naming each field that the status keeps from the caller.
    """
    editing = may_edit(status, verifies=verifies)
    if kept := [field for field in fields if not editing.allows(field)]:
        raise NotEditable(status, legal_actions(status, verifies=verifies), kept)


def check_citing(status: RecordStatus, what: Citing, *, verifies: bool) -> None:
    """Let something be done to the citations of a record, or say that its status keeps them from the caller.

    Raises:
        NotEditable: the table does not have it for the caller.
    """
    editing = may_edit(status, verifies=verifies or what is Citing.DISPUTE)
    if editing is Editing.EVERYTHING or (editing is Editing.RUNNING_FACTS and what is Citing.ADD):
        return
    raise NotEditable(status, legal_actions(status, verifies=verifies), ["citations"])
