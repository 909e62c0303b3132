"""Facts that end a request about a need."""

from collections.abc import Iterable
from uuid import UUID

from app.core.errors import Conflict, Text
from app.needs.workflow import NeedAction


class NeedStepRefused(Conflict):
    """The status of the need does not allow this action."""

    code = "need_step"
    title = Text("Langkah kebutuhan tidak tersedia", "Step of the need not available")
    meaning = Text(
        "Status kebutuhan (need_status) tidak memungkinkan tindakan ini; legal_actions menyebut yang tersedia.",
        "The status of the need (need_status) does not allow this action; legal_actions names those that it does.",
    )

    def __init__(self, status: str, action: str, legal: Iterable[NeedAction]) -> None:
        super().__init__(need_status=status, action=action, legal_actions=[one.value for one in legal])


class NeedFixed(Conflict):
    """The need ended, and stays as it is."""

    code = "need_fixed"
    title = Text("Kebutuhan sudah selesai", "Need at its end")
    meaning = Text(
        "Kebutuhan ini sudah selesai (need_status), sehingga isinya tidak dapat diubah lagi.",
        "The need has come to its end (need_status), so nothing of it is changed any more.",
    )

    def __init__(self, status: str) -> None:
        super().__init__(need_status=status)


class NeedTakenUp(Conflict):
    """What the round shows is a need already."""

    code = "need_taken_up"
    title = Text("Kebutuhan sudah dicatat", "Need already taken up")
    meaning = Text(
        "Unsur lemah dari putaran survei ini sudah dicatat sebagai kebutuhan; existing menyebut kebutuhannya. Setelah "
        "kebutuhan itu ditutup, unsurnya dapat diterima lagi.",
        "These weak unsur of the round are needs already; existing names them. Once such a need is closed, the unsur "
        "may be taken up again.",
    )

    def __init__(self, existing: Iterable[tuple[str, UUID]]) -> None:
        super().__init__(existing=[{"unsur": unsur, "need_id": str(need_id)} for unsur, need_id in existing])


class NeedPublished(Conflict):
    """The need is public already."""

    code = "need_published"
    title = Text("Kebutuhan sudah terbit", "Need already published")
    meaning = Text("Kebutuhan ini sudah terbit.", "The need is published already.")


class SurveyNotPublished(Conflict):
    """The survey that shows the need is not public."""

    code = "survey_not_published"
    title = Text("Survei belum terbit", "Survey not published")
    meaning = Text(
        "Kebutuhan ini memuat angka survei (survey) yang belum terbit. Terbitkan surveinya lebih dahulu.",
        "The need tells figures of a survey (survey) that is not published. Publish the survey first.",
    )

    def __init__(self, survey: str) -> None:
        super().__init__(survey=survey)


class AnswerStands(Conflict):
    """The innovation is put against the need already."""

    code = "answer_stands"
    title = Text("Inovasi sudah ditautkan", "Innovation already linked")
    meaning = Text(
        "Inovasi ini sudah ditautkan sebagai jawaban atas kebutuhan ini.",
        "The innovation is linked as an answer to the need already.",
    )


class PlanStands(Conflict):
    """The plan is put against the need already."""

    code = "plan_stands"
    title = Text("Rencana sudah ditautkan", "Plan already linked")
    meaning = Text(
        "Rencana aksi ini sudah ditautkan pada kebutuhan ini.", "The action plan is linked to the need already."
    )


class StatusRestsOnIt(Conflict):
    """The status of the need rests on this link alone."""

    code = "status_rests_on_link"
    title = Text("Status bersandar pada tautan ini", "The status rests on this link")
    meaning = Text(
        "Status kebutuhan (need_status) hanya bersandar pada tautan ini, dan status tidak mundur. Tautkan penggantinya "
        "lebih dahulu, atau tutup kebutuhannya.",
        "The status of the need (need_status) rests on this link alone, and does not go back. Link what takes its "
        "place first, or close the need.",
    )

    def __init__(self, status: str) -> None:
        super().__init__(need_status=status)


class NotMeasuredAgain(Conflict):
    """No later round of the same unit and unsur decides anything yet."""

    code = "not_measured_again"
    title = Text("Belum diukur kembali", "Not measured again yet")
    meaning = Text(
        "Belum ada putaran survei berikutnya dari unit dan unsur yang sama, yang dimulai setelah jawabannya dipakai "
        "(in_use_from), yang dapat memutuskan. undecided menyebut banyaknya putaran yang tidak dapat memutuskan.",
        "There is no later round of the same unit and unsur, begun after the answer was in use (in_use_from), that "
        "decides. undecided counts the rounds that cannot.",
    )

    def __init__(self, in_use_from: str | None, undecided: int) -> None:
        super().__init__(in_use_from=in_use_from, undecided=undecided)


class MeasuredBySurveys(Conflict):
    """What a survey shows is decided by the next round, not by hand."""

    code = "measured_by_surveys"
    title = Text("Diputuskan oleh survei", "Decided by surveys")
    meaning = Text(
        "Kebutuhan ini berasal dari survei, sehingga terbukti tidaknya diputuskan oleh putaran berikutnya.",
        "The need comes from a survey, so the next round decides whether it was met.",
    )


class NoSurvey(Conflict):
    """The need comes from no survey, so no round measures it again."""

    code = "need_without_survey"
    title = Text("Bukan dari survei", "Not from a survey")
    meaning = Text(
        "Kebutuhan ini tidak berasal dari survei. Catatlah verifikasinya dengan bukti.",
        "The need comes from no survey. Record a verification with its evidence.",
    )


class NoConsent(Conflict):
    """Nobody is named in the need."""

    code = "no_consent"
    title = Text("Tidak ada persetujuan", "No consent")
    meaning = Text(
        "Pada kebutuhan ini tidak ada anggota DPRD yang disebut namanya.", "No member of the council is named in it."
    )
