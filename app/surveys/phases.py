"""Where a survey stands, and what may be done with it there: the rule, and nothing else.

People decide that a survey is announced, published or cancelled; that it runs or is over follows from its dates. So
nobody has to close one, and none stays open by mistake.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from app.models.codes import SurveyStatus

_KEPT = frozenset({SurveyStatus.DRAFT, SurveyStatus.PUBLISHED, SurveyStatus.CANCELLED})
# what everyone may know of; of these only the last shows results
ANNOUNCED = frozenset({SurveyStatus.SCHEDULED, SurveyStatus.OPEN, SurveyStatus.CLOSED, SurveyStatus.PUBLISHED})


class SurveyAction(StrEnum):
    """What its keepers may do with a survey."""

    UPDATE = "update"
    OPEN = "open"
    ISSUE_TOKENS = "issue_tokens"
    IMPORT = "import"
    REPORT = "report"
    PUBLISH = "publish"
    CANCEL = "cancel"


# A draft whose period is over was written down afterwards: its answers may be entered, reported and published. Answers
# on paper may be entered until the publication, when nothing of the computed figures changes any more.
_LEGAL: dict[SurveyStatus, tuple[SurveyAction, ...]] = {
    SurveyStatus.DRAFT: (
        SurveyAction.UPDATE,
        SurveyAction.OPEN,
        SurveyAction.ISSUE_TOKENS,
        SurveyAction.IMPORT,
        SurveyAction.REPORT,
        SurveyAction.PUBLISH,
        SurveyAction.CANCEL,
    ),
    SurveyStatus.SCHEDULED: (SurveyAction.UPDATE, SurveyAction.ISSUE_TOKENS, SurveyAction.CANCEL),
    SurveyStatus.OPEN: (SurveyAction.UPDATE, SurveyAction.ISSUE_TOKENS, SurveyAction.IMPORT, SurveyAction.CANCEL),
    SurveyStatus.CLOSED: (
        SurveyAction.UPDATE,
        SurveyAction.IMPORT,
        SurveyAction.REPORT,
        SurveyAction.PUBLISH,
        SurveyAction.CANCEL,
    ),
    SurveyStatus.PUBLISHED: (SurveyAction.REPORT,),
    SurveyStatus.CANCELLED: (),
}
# of a draft, these wait for its period like those of a survey that was announced
_AFTERWARDS = frozenset({SurveyAction.REPORT, SurveyAction.PUBLISH})


def status_of(kept: str, from_on: date, until_on: date, today: date) -> SurveyStatus:
    """Return where a survey stands on a day, of the status that is kept and its first and last day."""
    status = SurveyStatus(kept)
    if status in _KEPT:
        return status
    if today < from_on:
        return SurveyStatus.SCHEDULED
    return SurveyStatus.OPEN if today <= until_on else SurveyStatus.CLOSED


def legal_actions(status: SurveyStatus, until_on: date, today: date) -> Sequence[SurveyAction]:
    """Return what may be done with a survey that stands there, whose last day is `until_on`."""
    legal = _LEGAL[status]
    if status is SurveyStatus.DRAFT and today <= until_on:
        legal = tuple(action for action in legal if action not in _AFTERWARDS)
    return legal
