"""Facts that end a request about a mandate or a decision under one."""

from datetime import date

from app.core.errors import Conflict, Text


class MandateRevoked(Conflict):
    """The mandate was revoked, and stays as it was on its last day."""

    code = "mandate_revoked"
    title = Text("Kewajiban sudah dicabut", "Mandate revoked")
    meaning = Text(
        "Kewajiban ini sudah dicabut pada revoked_on, sehingga tidak ada lagi yang dapat diubah atau diputuskan.",
        "The mandate was revoked on revoked_on, so nothing of it is changed or decided any more.",
    )

    def __init__(self, revoked_on: date) -> None:
        super().__init__(revoked_on=revoked_on.isoformat())


class AgencyNotObliged(Conflict):
    """The mandate asks nothing of the agency on that day, so there is nothing to decide."""

    code = "agency_not_obliged"
    title = Text("Perangkat daerah tidak diwajibkan", "Agency not obliged")
    meaning = Text(
        "Pada hari yang disebut on, perangkat daerah agency tidak ada, bukan milik kota, atau bukan dari jenis yang "
        "diwajibkan.",
        "On the day on, the agency does not exist, is not the city's, or is of no kind that the mandate obliges.",
    )

    def __init__(self, agency: str, on: date) -> None:
        super().__init__(agency=agency, on=on.isoformat())


class DecisionEnded(Conflict):
    """The decision does not stand any more: a later one took its place, or it was withdrawn."""

    code = "decision_ended"
    title = Text("Keputusan sudah berakhir", "Decision ended")
    meaning = Text(
        "Keputusan ini sudah berakhir pada ended_on: diganti keputusan lain, atau ditarik.",
        "The decision ended on ended_on: another one took its place, or it was withdrawn.",
    )

    def __init__(self, ended_on: date) -> None:
        super().__init__(ended_on=ended_on.isoformat())
