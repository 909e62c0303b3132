"""Whether a round can be as it is told: its days, its agency, its services, and the answers that it has."""

from datetime import date

from app.core.errors import FieldError, InvalidRequest, Text
from app.core.timeline import in_force
from app.models import Agency, Survey
from app.surveys.inputs import SurveyServiceInput
from app.surveys.tallies import Days

# days; a round is a season or a year, and its months are shown side by side
MOST_DAYS = 1100
_NOT_THERE = Text(
    "Instansi ini tidak ada pada {on}. Pakai instansi yang ada pada masa itu.",
    "This agency does not exist on {on}. Use the one that existed then.",
)
_BACKWARDS = Text("Paling awal {least}.", "The earliest is {least}.")
_TOO_LONG = Text("Satu putaran paling lama {most} hari.", "A round takes {most} days at most.")
_TWICE = Text("Kode ini disebut dua kali.", "This code is there twice.")
_BELOW = Text(
    "Sudah ada {responses} jawaban; populasi tidak dapat lebih kecil.",
    "There are {responses} answers; the population cannot be smaller.",
)
_ANSWERED = Text(
    "Jawaban yang ada bertanggal {first} sampai {last}; periodenya harus tetap memuatnya.",
    "The answers are of {first} to {last}; the period has to keep holding them.",
)


def refuse(wrong: list[FieldError]) -> None:
    """Let a request pass of which nothing is wrong.

    Raises:
        InvalidRequest: with all that is wrong.
    """
    if wrong:
        raise InvalidRequest(wrong)


def fit_errors(one: Survey, responses: int, days: Days | None) -> list[FieldError]:
    """Return what is wrong with a round that was changed, beside the answers that it has."""
    wrong = [*period_errors(one.from_on, one.until_on), *existence_errors(one.agency, one.from_on, one.until_on)]
    if one.population is not None and one.population < responses:
        wrong.append(FieldError("#/population", "below_responses", _BELOW, {"responses": responses}))
    if days is not None and not one.from_on <= days.first <= days.last <= one.until_on:
        pointer = "#/from_on" if days.first < one.from_on else "#/until_on"
        told = {"first": days.first.isoformat(), "last": days.last.isoformat()}
        wrong.append(FieldError(pointer, "answers_outside", _ANSWERED, dict(told)))
    return wrong


def period_errors(from_on: date, until_on: date) -> list[FieldError]:
    """Return what is wrong with the days of a round."""
    if until_on < from_on:
        return [FieldError("#/until_on", "too_early", _BACKWARDS, {"least": from_on.isoformat()})]
    if (until_on - from_on).days >= MOST_DAYS:
        return [FieldError("#/until_on", "period_too_long", _TOO_LONG, {"most": MOST_DAYS})]
    return []


def existence_errors(agency: Agency, from_on: date, until_on: date) -> list[FieldError]:
    """Return that an agency does not exist at the beginning or at the end; between the two it did not rest."""
    for day in (from_on, until_on):
        if in_force(agency.versions, day) is None:
            return [FieldError("#/agency", "agency_not_there", _NOT_THERE, {"on": day.isoformat()})]
    return []


def service_errors(services: list[SurveyServiceInput]) -> list[FieldError]:
    """Return what is wrong with the services that a round tells apart."""
    codes = [one.code for one in services]
    return [
        FieldError(f"#/services/{place}/code", "repeated", _TWICE)
        for place, code in enumerate(codes)
        if code in codes[:place]
    ]
