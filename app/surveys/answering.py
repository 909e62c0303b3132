"""Whether an answer fits its form: the rules, and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from app.core.errors import FieldError, Text
from app.surveys.definition import SurveyDefinition
from app.surveys.inputs import SurveyAnswersInput

_EITHER = Text(
    "Kirim jawaban menurut unsur (answers) atau menurut urutan (ordered), salah satu saja.",
    "Send answers by unsur (answers) or in an order (ordered), one of the two.",
)
_WHICH_ORDER = Text(
    "Sebutkan urutannya: {orders}. U8 dan U9 tidak sama dalam keduanya.",
    "Say which order: {orders}. U8 and U9 are not the same in both.",
)
_ONLY_ORDERED = Text("Hanya untuk jawaban menurut urutan.", "Only for answers in an order.")
_COUNT = Text(
    "Formulir ini memiliki {count} unsur; yang tidak dijawab ditulis null.",
    "This form has {count} unsur; one that was not answered is null.",
)
_UNSUR = Text("Formulir ini tidak memiliki unsur dengan nama ini.", "This form has no unsur of this name.")
_EMPTY = Text("Paling sedikit satu unsur dijawab.", "At least one unsur is answered.")
_QUESTION = Text("Formulir ini tidak menanyakannya.", "This form does not ask for it.")
_BRACKET = Text("Bukan salah satu pilihan formulir.", "This is none of the form's choices.")
_SERVICE = Text("Survei ini tidak memiliki layanan dengan kode ini.", "This survey has no service of this code.")
_CHANNEL = Text("Survei ini tidak memakai saluran ini.", "This survey does not use this channel.")
_DAY = Text(
    "Di luar periode survei: {from_on} sampai {until_on}.", "Outside of the survey's period: {from_on} to {until_on}."
)
_AHEAD = Text("Tanggal ini belum tiba.", "This date has not come yet.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a survey asks: its form, the codes of its services, and its channels."""

    form: SurveyDefinition
    services: AbstractSet[str]
    channels: AbstractSet[str]


def answers_of(said: SurveyAnswersInput, form: SurveyDefinition) -> dict[str, int]:
    """Return what was answered by unsur, of an answer in which `errors_in` found nothing wrong."""
    if said.ordered is not None:
        order = form.order(said.order or "") or ()
        return {code: answer for code, answer in zip(order, said.ordered, strict=True) if answer is not None}
    return {code: answer for code, answer in (said.answers or {}).items() if answer is not None}


def errors_in(said: SurveyAnswersInput, channel: str | None, asked: Asked, at: str) -> Iterator[FieldError]:
    """Yield what is wrong with an answer that stands at a pointer of the request."""
    yield from _order_errors(said, asked.form, at)
    for code in said.answers or {}:
        if code not in asked.form.codes:
            yield FieldError(f"{at}/answers/{code}", "unknown_unsur", _UNSUR)
    if (said.answers is None) != (said.ordered is None):
        given: Sequence[int | None] = [*(said.answers or {}).values(), *(said.ordered or ())]
        if not any(given):
            yield FieldError(f"{at}/{'answers' if said.ordered is None else 'ordered'}", "nothing_answered", _EMPTY)
    yield from _profile_errors(said.profile, asked.form.dimensions, at)
    if said.service is not None and said.service not in asked.services:
        yield FieldError(f"{at}/service", "unknown_reference", _SERVICE)
    if channel is not None and channel not in asked.channels:
        yield FieldError(f"{at}/channel", "unknown_reference", _CHANNEL)


def _order_errors(said: SurveyAnswersInput, form: SurveyDefinition, at: str) -> Iterator[FieldError]:
    if (said.answers is None) == (said.ordered is None):
        yield FieldError(f"{at}/answers", "either", _EITHER)
        return
    if said.ordered is None:
        if said.order is not None:
            yield FieldError(f"{at}/order", "not_expected", _ONLY_ORDERED)
        return
    if said.order is None or form.order(said.order) is None:
        known = ", ".join(order.code for order in form.orders)
        code = "required" if said.order is None else "unknown_order"
        yield FieldError(f"{at}/order", code, _WHICH_ORDER, {"orders": known})
    if len(said.ordered) != len(form.codes):
        yield FieldError(f"{at}/ordered", "wrong_number", _COUNT, {"count": len(form.codes)})


def _profile_errors(
    profile: Mapping[str, str], dimensions: Mapping[str, AbstractSet[str]], at: str
) -> Iterator[FieldError]:
    for question, bracket in profile.items():
        if question not in dimensions:
            yield FieldError(f"{at}/profile/{question}", "unknown_question", _QUESTION)
        elif bracket not in dimensions[question]:
            yield FieldError(f"{at}/profile/{question}", "unknown_bracket", _BRACKET)


def day_errors(day: date, period: tuple[date, date], today: date, pointer: str) -> Iterator[FieldError]:
    """Yield what is wrong with the day of an answer."""
    from_on, until_on = period
    if not from_on <= day <= until_on:
        told: dict[str, object] = {"from_on": from_on.isoformat(), "until_on": until_on.isoformat()}
        yield FieldError(pointer, "outside_period", _DAY, told)
    elif day > today:
        yield FieldError(pointer, "in_future", _AHEAD)
