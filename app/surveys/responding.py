"""Taking answers: from everyone while a survey is open, and from its keepers in bulk; and the tokens to answer by.

Of whoever answers nothing is noted: no account, no address, and of the time the day alone, in the id of the answer too.
An answer of everyone's leaves no trace in the audit, which would tell the moment; an import does, with how many.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from app.audit.service import AuditService
from app.core.clock import WIB
from app.core.errors import FieldError, InvalidRequest, NotFound, Text
from app.core.ids import derived_id, new_id
from app.core.writing import Work
from app.models import Survey
from app.models.codes import SurveyMode, SurveyStatus
from app.surveys.answering import Asked, answers_of, day_errors, errors_in
from app.surveys.definition import SurveyDefinition
from app.surveys.facts import NotByToken, PopulationExceeded, SurveyNotOpen, TokenUsed
from app.surveys.fitting import refuse
from app.surveys.forms import definition_of
from app.surveys.inputs import SurveyAnswer, SurveyAnswersInput, SurveyImport, TokenOrder
from app.surveys.phases import ANNOUNCED, SurveyAction, status_of
from app.surveys.repository import SurveyRepository
from app.surveys.schemas import SurveyImportReceipt, SurveyReceipt, SurveyTokens
from app.surveys.service import SurveyService
from app.surveys.tallies import TallyRepository
from app.surveys.tallying import Answered, Tallying

# bytes: nobody guesses a token, and a digest tells nothing of it
_TOKEN_BYTES = 16
_NEEDED = Text("Survei ini dijawab dengan token.", "This survey is answered by token.")
_UNKNOWN_TOKEN = Text("Tidak ada token seperti ini pada survei ini.", "This survey has no such token.")
_NO_TOKENS = Text("Survei ini tidak memakai token.", "This survey uses no tokens.")
_TOKEN_TWICE = Text("Token ini dipakai dua kali dalam impor ini.", "This token is used twice in this import.")


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it was sent, with the day and the channel that it counts for, and where in the request it stands."""

    row: SurveyAnswersInput
    day: date
    channel: str | None
    at: str


class AnswerService:
    """Answers within one request."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._today = work.at.astimezone(WIB).date()
        self._surveys = SurveyRepository(work.session)
        self._tallies = TallyRepository(work.session)

    async def answer(self, key: str, body: SurveyAnswer) -> SurveyReceipt:
        """Take one answer down.

        Raises:
            NotFound: there is no such survey, or it was not announced.
            SurveyNotOpen: it takes no answers today.
            InvalidRequest: with all that does not fit the form; or the token is missing or unknown.
            TokenUsed: an answer with this token is on record.
        """
        survey = await self._surveys.answering(key)
        if survey is None:
            raise NotFound
        status = status_of(survey.status, survey.from_on, survey.until_on, self._today)
        if status not in ANNOUNCED:
            raise NotFound
        if status is not SurveyStatus.OPEN:
            raise SurveyNotOpen(status, survey.from_on, survey.until_on)
        channel = body.channel.value if body.channel else None
        taken = await self._take(survey, [Said(body, self._today, channel, "#")])
        form = definition_of(survey.instrument)
        return SurveyReceipt(survey=survey.slug, answered=len(taken[0].answers), unsur=len(form.codes))

    async def import_all(self, key: str, body: SurveyImport) -> SurveyImportReceipt:
        """Take the answers down that keepers collected, all or none.

        Raises:
            NotFound, NotPermitted, SurveyStep: as in `SurveyService.locked`.
            InvalidRequest: with all that does not fit the form or the period, by row.
            TokenUsed: an answer with one of the tokens is on record.
            PopulationExceeded: there would be more answers than people.
        """
        survey = await SurveyService(self._work).locked(key, SurveyAction.IMPORT)
        ends = min(self._today, survey.until_on)
        said = [
            Said(row, row.answered_on or ends, row.channel.value if row.channel else None, f"#/rows/{place}")
            for place, row in enumerate(body.rows)
        ]
        period = (survey.from_on, survey.until_on)
        wrong = [error for one in said for error in day_errors(one.day, period, self._today, f"{one.at}/answered_on")]
        responses = await self._tallies.responses(survey.id) + len(said)
        if not wrong and survey.population is not None and responses > survey.population:
            raise PopulationExceeded(survey.population, responses)
        await self._take(survey, said, wrong)
        told = {"rows": (None, len(said)), "responses": (responses - len(said), responses)}
        AuditService(self._work).record("survey.import", ("survey", survey.id), told, agency_id=survey.agency_id)
        return SurveyImportReceipt(accepted=len(said), responses=responses)

    async def _take(self, survey: Survey, said: Sequence[Said], wrong: Sequence[FieldError] = ()) -> list[Answered]:
        form = definition_of(survey.instrument)
        asked = Asked(form, {one["code"] for one in survey.services}, set(survey.channels))
        found = [*wrong, *(error for one in said for error in errors_in(one.row, one.channel, asked, one.at))]
        if found:
            raise InvalidRequest(found)
        await self._use_tokens(survey, said)
        taken = [
            Answered(answers_of(one.row, form), one.row.profile, one.row.service, one.channel, one.day) for one in said
        ]
        await self._record(survey, form, taken)
        return taken

    async def _use_tokens(self, survey: Survey, said: Sequence[Said]) -> None:
        """Use the tokens of answers, each once.

        Raises:
            InvalidRequest: one is missing, unknown, there twice, or not asked for.
            TokenUsed: one was used.
        """
        if survey.mode != SurveyMode.TOKEN:
            refuse([FieldError(f"{one.at}/token", "not_expected", _NO_TOKENS) for one in said if one.row.token])
            return
        refuse([FieldError(f"{one.at}/token", "required", _NEEDED) for one in said if not one.row.token])
        digests = [_digest(one.row.token or "") for one in said]
        refuse(
            [
                FieldError(f"{one.at}/token", "repeated", _TOKEN_TWICE)
                for place, one in enumerate(said)
                if digests[place] in digests[:place]
            ]
        )
        found = await self._tallies.tokens(survey.id, digests)
        refuse(
            [
                FieldError(f"{one.at}/token", "unknown_token", _UNKNOWN_TOKEN)
                for one, digest in zip(said, digests, strict=True)
                if digest not in found
            ]
        )
        if any(found.values()):
            raise TokenUsed
        await self._tallies.use_tokens(survey.id, digests)

    async def _record(self, survey: Survey, form: SurveyDefinition, taken: Sequence[Answered]) -> None:
        tallying = Tallying(form.codes, form.highest_answer, tuple(form.dimensions), bool(survey.services))
        rows = []
        for one in taken:
            tallying.add(one)
            # an id by the day, whose beginning is all that it tells of the time
            begin = datetime.combine(one.answered_on, time(), tzinfo=WIB)
            rows.append(
                {
                    "id": derived_id(begin, secrets.token_hex(16)),
                    "survey_id": survey.id,
                    "answers": dict(one.answers),
                    "profile": dict(one.profile),
                    "service": one.service,
                    "channel": one.channel,
                    "answered_on": one.answered_on,
                }
            )
        await self._tallies.record(survey.id, rows, tallying.in_order())

    async def issue(self, key: str, body: TokenOrder) -> SurveyTokens:
        """Issue tokens, and return them this once.

        Raises:
            NotFound, NotPermitted, SurveyStep: as in `SurveyService.locked`.
            NotByToken: the survey is open to all.
        """
        survey = await SurveyService(self._work).locked(key, SurveyAction.ISSUE_TOKENS)
        if survey.mode != SurveyMode.TOKEN:
            raise NotByToken
        tokens = [secrets.token_urlsafe(_TOKEN_BYTES) for _ in range(body.count)]
        await self._tallies.issue(
            [
                {
                    "id": new_id(),
                    "survey_id": survey.id,
                    "digest": _digest(token),
                    "used": False,
                    "issued_on": self._today,
                }
                for token in tokens
            ]
        )
        told = {"tokens": (None, body.count)}
        AuditService(self._work).record("survey.issue_tokens", ("survey", survey.id), told, agency_id=survey.agency_id)
        return SurveyTokens(tokens=tokens)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
