"""Facts that end a request about a survey."""

from collections.abc import Iterable
from datetime import date

from app.core.errors import Conflict, Text


class SurveyStep(Conflict):
    """Where the survey stands does not allow this action."""

    code = "survey_step"
    title = Text("Langkah survei tidak tersedia", "Illegal step of a survey")
    meaning = Text(
        "Status survei sekarang, atau periodenya sampai until_on, tidak mengizinkan tindakan ini; legal_actions "
        "menyebut yang tersedia.",
        "The survey's present status, or its period until until_on, does not allow this action; legal_actions names "
        "those that are open.",
    )

    def __init__(self, survey_status: str, action: str, legal_actions: Iterable[str], until_on: date) -> None:
        super().__init__(
            survey_status=str(survey_status),
            action=str(action),
            legal_actions=[str(one) for one in legal_actions],
            until_on=until_on.isoformat(),
        )


class SurveyNotOpen(Conflict):
    """The survey takes no answers today."""

    code = "survey_not_open"
    title = Text("Survei tidak sedang dibuka", "Survey not open")
    meaning = Text(
        "Survei ini menerima jawaban dari from_on sampai until_on (WIB) setelah diumumkan; survey_status menyebut "
        "keadaannya sekarang.",
        "The survey takes answers from from_on to until_on (WIB) once it was announced; survey_status says where it "
        "stands now.",
    )

    def __init__(self, survey_status: str, from_on: date, until_on: date) -> None:
        super().__init__(survey_status=str(survey_status), from_on=from_on.isoformat(), until_on=until_on.isoformat())


class SurveyOverlap(Conflict):
    """Another round measures the same unit on some of the same days."""

    code = "survey_overlap"
    title = Text("Putaran survei bertumpang tindih", "Overlapping rounds of a survey")
    meaning = Text(
        "Unit dan responden yang sama sudah diukur survei survey dari from_on sampai until_on. Ubah periodenya, atau "
        "batalkan salah satunya.",
        "The same unit and audience is measured by survey from from_on to until_on. Change the period, or cancel one "
        "of them.",
    )

    def __init__(self, survey: str, from_on: date, until_on: date) -> None:
        super().__init__(survey=survey, from_on=from_on.isoformat(), until_on=until_on.isoformat())


class TokenUsed(Conflict):
    """The token has been answered with: one token stands for one answer."""

    code = "survey_token_used"
    title = Text("Token sudah dipakai", "Token used")
    meaning = Text(
        "Satu token berlaku untuk satu jawaban, dan jawaban dengan token ini sudah tercatat.",
        "One token stands for one answer, and an answer with this one is on record.",
    )


class NotByToken(Conflict):
    """The survey is open to all, so there is nothing that tokens would be for."""

    code = "survey_without_tokens"
    title = Text("Survei tanpa token", "Survey without tokens")
    meaning = Text(
        "Survei ini terbuka bagi semua orang (mode terbuka), sehingga tidak memakai token.",
        "This survey is open to all (mode terbuka), and uses no tokens.",
    )


class PopulationExceeded(Conflict):
    """There would be more answers than people whom the unit serves."""

    code = "population_exceeded"
    title = Text("Jawaban melebihi populasi", "More answers than people")
    meaning = Text(
        "Dengan impor ini jumlah jawaban (responses) melebihi populasi (population). Perbaiki populasinya lebih dahulu "
        "bila angkanya terlalu kecil.",
        "With this import there would be more answers (responses) than people (population). Correct the population "
        "first if it is too small.",
    )

    def __init__(self, population: int, responses: int) -> None:
        super().__init__(population=population, responses=responses)


class NothingMeasured(Conflict):
    """The survey has neither answers nor a report, so there is nothing to publish."""

    code = "survey_empty"
    title = Text("Survei tanpa hasil", "Survey without results")
    meaning = Text(
        "Survei ini belum memiliki jawaban maupun laporan, sehingga tidak ada yang dapat diterbitkan. Batalkan bila "
        "memang tidak dilaksanakan.",
        "The survey has neither answers nor a report, so there is nothing to publish. Cancel it if it was not held.",
    )


class AnswersFixSurvey(Conflict):
    """The survey has answers, and these were given to what would be changed."""

    code = "survey_answered"
    title = Text("Survei sudah dijawab", "Survey has answers")
    meaning = Text(
        "Survei ini sudah memiliki jawaban, sehingga fields tidak dapat diubah lagi: jawaban diberikan kepada yang "
        "tertulis sekarang. Batalkan dan buat putaran lain bila keliru.",
        "The survey has answers, so fields cannot change any more: the answers were given to what is written now. "
        "Cancel it and make another round if it is wrong.",
    )

    def __init__(self, fields: Iterable[str]) -> None:
        super().__init__(fields=sorted(fields))
