"""The codes of action plans, as the innovation laboratory of LAN uses them."""

from enum import StrEnum


class PlanStage(StrEnum):
    """The stage that an action plan is in: LAN's five D, and the documentation that came later."""

    DRUM_UP = "drum_up"
    DIAGNOSE = "diagnose"
    DESIGN = "design"
    DELIVER = "deliver"
    DISPLAY = "display"
    DOCUMENTATION = "documentation"


class PlanStatus(StrEnum):
    """Whether an action plan goes on."""

    BERJALAN = "berjalan"
    SELESAI = "selesai"
    BERHENTI = "berhenti"


class PlanRole(StrEnum):
    """The part that somebody has in an action plan."""

    PESERTA = "peserta"
    MENTOR = "mentor"
    COACH = "coach"
    PENGUJI = "penguji"


class PlanParty(StrEnum):
    """A party of the agreement on an action plan."""

    PESERTA = "peserta"
    MENTOR = "mentor"
    PENGUJI = "penguji"
