"""Problem documents (RFC 9457): the one place where a fact becomes an answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import ErrorDetails, to_json

from app.core.errors import Fact, FieldError, Language, Text
from app.core.secrecy import without_secrets

MEDIA_TYPE = "application/problem+json"
# a path may be longer, and is then refused; so much of it tells which one it was
MOST_INSTANCE = 8192
# who has a hundred things to put right need not be told of all the others
MOST_ERRORS = 100


class ProblemError(BaseModel):
    """One wrong part of a request."""

    model_config = ConfigDict(title="ProblemError")

    pointer: str = Field(
        max_length=400,
        description="Where: a JSON pointer into the body (`#/name`), or the place of a parameter (`query/limit`).",
        examples=["query/limit"],
    )
    code: str = Field(max_length=60, description="What is wrong, for machines.", examples=["too_large"])
    message: str = Field(
        max_length=1000,
        description="What is wrong, for people, in the language asked for.",
        examples=["Paling besar 200."],
    )


class Problem(BaseModel):
    """Why a request was not answered. Clients decide by `code`; the sentences may change."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(
        max_length=400,
        description="Address of the problem's description.",
        json_schema_extra={"format": "uri-reference"},
        examples=["https://inovasi.example.go.id/problems#not_found"],
    )
    title: str = Field(max_length=200, description="The kind of problem.", examples=["Tidak ditemukan"])
    status: int = Field(
        ge=400, le=599, description="The HTTP status.", json_schema_extra={"format": "int32"}, examples=[404]
    )
    detail: str = Field(
        max_length=2000,
        description="What happened, and what can be done.",
        examples=["Tidak ada sumber daya di alamat ini."],
    )
    instance: str = Field(
        max_length=MOST_INSTANCE, description="The path that was asked for.", examples=["/v1/innovations/verolon"]
    )
    code: str = Field(max_length=60, description="The kind of problem, for machines; stable.", examples=["not_found"])
    request_id: str = Field(
        max_length=64, description="Leads to this request in the log.", examples=["019ab3f2c8d07d5e9f1b2a3c4d5e6f70"]
    )
    errors: list[ProblemError] = Field(
        max_length=MOST_ERRORS,
        description="Each wrong part of the request, the first hundred; empty if the problem is not in a part.",
    )


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A kind of problem, for the page that explains them."""

    code: str
    status: int
    title: Text
    meaning: Text


def kinds(of: type[Fact] = Fact) -> Iterator[type[Fact]]:
    """Yield every kind of fact, each with those that are made from it."""
    for fact in of.__subclasses__():
        yield fact
        yield from kinds(fact)


def catalogue() -> list[CatalogueEntry]:
    """Return every kind of problem that the service can answer with, by status and code."""
    entries = {fact.code: CatalogueEntry(fact.code, fact.status, fact.title, fact.meaning) for fact in kinds()}
    return sorted(entries.values(), key=lambda entry: (entry.status, entry.code))


def answers(*facts: type[Fact]) -> dict[int | str, dict[str, Any]]:
    """Return what an operation declares as `responses`: the facts that it alone can end with."""
    return {fact.status: {"description": fact.title.en} for fact in facts}


def preferred_language(accept_language: str) -> Language:
    """Return the better of the two languages by an Accept-Language header (RFC 9110 12.5.4); Indonesian if neither."""
    best: dict[Language, float] = {"id": 0.0, "en": 0.0}
    for part in accept_language.split(","):
        tag, _, parameters = part.strip().partition(";")
        try:
            quality = float(parameters.strip().removeprefix("q=")) if parameters else 1.0
        except ValueError:
            continue
        language = tag.strip().lower()[:2]
        if language == "en":
            best["en"] = max(best["en"], quality)
        elif language in {"id", "in", "ms"}:
            best["id"] = max(best["id"], quality)
    return "en" if best["en"] > best["id"] else "id"


def render(
    fact: Fact, *, request_id: str, path: str, language: Language, base_url: str
) -> tuple[bytes, dict[str, str]]:
    """Return the body and headers of the problem document of a fact."""
    document = {
        "type": f"{base_url}/problems#{fact.code}",
        "title": fact.title.in_language(language),
        "status": fact.status,
        "detail": fact.meaning.in_language(language),
        "instance": without_secrets(path)[:MOST_INSTANCE],
        "code": fact.code,
        "request_id": request_id,
        "errors": [_field(error, language) for error in fact.errors[:MOST_ERRORS]],
        **fact.facts,
    }
    headers = {
        "content-type": MEDIA_TYPE,
        "content-language": language,
        "cache-control": "no-store",
        "vary": "accept-language",
        **fact.headers,
    }
    if fact.retry_after is not None:
        headers["retry-after"] = str(fact.retry_after)
    return to_json(document, inf_nan_mode="null", serialize_unknown=True), headers


def _field(error: FieldError, language: Language) -> dict[str, str]:
    return {
        "pointer": error.pointer,
        "code": error.code,
        "message": error.message.in_language(language, **error.facts),
    }


# Pydantic's kinds of errors, by what a person can do about them. The facts come from the error's context.
_MESSAGES: dict[str, tuple[str, Text]] = {
    "missing": ("required", Text("Wajib diisi.", "This is required.")),
    "extra_forbidden": ("unknown", Text("Nama ini tidak dikenal di sini.", "This name is not known here.")),
    "repeated": ("repeated", Text("Hanya boleh disebut satu kali.", "This may be given only once.")),
    "int_parsing": ("not_integer", Text("Harus bilangan bulat.", "This must be a whole number.")),
    "int_type": ("not_integer", Text("Harus bilangan bulat.", "This must be a whole number.")),
    "int_from_float": ("not_integer", Text("Harus bilangan bulat.", "This must be a whole number.")),
    "int_parsing_size": ("too_large", Text("Bilangan ini terlalu besar.", "This number is too large.")),
    "bool_parsing": ("not_boolean", Text("Harus true atau false.", "This must be true or false.")),
    "greater_than_equal": ("too_small", Text("Paling kecil {ge}.", "The least is {ge}.")),
    "less_than_equal": ("too_large", Text("Paling besar {le}.", "The most is {le}.")),
    # Pydantic names the same limits of text that was also cleaned in its own words
    "too_short": ("too_short", Text("Paling sedikit {min_length} aksara.", "At least {min_length} characters.")),
    "too_long": ("too_long", Text("Paling banyak {max_length} aksara.", "At most {max_length} characters.")),
    "string_too_short": ("too_short", Text("Paling sedikit {min_length} aksara.", "At least {min_length} characters.")),
    "string_too_long": ("too_long", Text("Paling banyak {max_length} aksara.", "At most {max_length} characters.")),
    "string_pattern_mismatch": ("invalid_form", Text("Bentuknya keliru.", "This does not have the right form.")),
    "enum": ("unknown_code", Text("Pilihannya: {expected}.", "This must be one of: {expected}.")),
    "literal_error": ("unknown_code", Text("Pilihannya: {expected}.", "This must be one of: {expected}.")),
    "date_from_datetime_parsing": ("not_date", Text("Harus tanggal YYYY-MM-DD.", "This must be a date, YYYY-MM-DD.")),
    "date_parsing": ("not_date", Text("Harus tanggal YYYY-MM-DD.", "This must be a date, YYYY-MM-DD.")),
    "moment_parsing": (
        "not_moment",
        Text("Harus waktu seperti 2026-12-01T08:00:00+07:00.", "This must be a moment, as 2026-12-01T08:00:00+07:00."),
    ),
    "token_missing": (
        "token_missing",
        Text("Sebutkan token rencana yang dijalankan.", "Name the token of the plan that is to be carried out."),
    ),
    "accept_unfit": (
        "accept_unfit",
        Text(
            "Sebutkan yang diterima (accept) dengan dry_run: false, dan hanya dengan itu.",
            "Say what you accept (accept) with dry_run: false, and only with that.",
        ),
    ),
    "too_precise": ("too_precise", Text("Paling banyak {most} desimal.", "At most {most} decimals.")),
    "list_or_filter": (
        "list_or_filter",
        Text("Sebutkan salah satu: innovations atau filter.", "Give one of the two: innovations or filter."),
    ),
    "control_character": ("control_character", Text("Memuat aksara kendali.", "This contains a control character.")),
    "marks_piled_up": (
        "marks_piled_up",
        Text("Terlalu banyak tanda pada satu huruf.", "There are too many marks on one letter."),
    ),
    "null_refused": ("null_refused", Text("{name} tidak dapat dikosongkan.", "{name} cannot be cleared.")),
    "nameless": ("nameless", Text("Nama harus memuat huruf atau angka.", "A name needs letters or digits.")),
    "ends_before_begin": ("ends_before_begin", Text("Berakhir sebelum dimulai.", "This ends before it begins.")),
    "out_of_order": ("out_of_order", Text("Urutannya harus menurut waktu.", "These must be in order of time.")),
    "platform_unnamed": ("platform_unnamed", Text("Sebutkan platform yang mana.", "Say which platform.")),
    "platform_unfit": (
        "platform_unfit",
        Text("Platform hanya disebut untuk bagian_platform.", "A platform is named with bagian_platform only."),
    ),
    "record_or_name": (
        "record_or_name",
        Text("Sebutkan rekaman yang ada atau nama yang baru.", "Give a record or a new name, not both."),
    ),
    "agency_or_institution": (
        "agency_or_institution",
        Text("Sebutkan perangkat daerah atau nama lembaga.", "Give an agency or the name of an institution, not both."),
    ),
    "nobody": ("nobody", Text("Sebutkan orang atau lembaganya.", "Say which person or institution.")),
    "one_recipient": (
        "one_recipient",
        Text("Sebutkan salah satu: person atau agency.", "Give one of the two: person or agency."),
    ),
    "nowhere_kept": (
        "nowhere_kept",
        Text("Sebutkan nomor, alamat, atau tempat simpannya.", "Give its number, its address, or where it is kept."),
    ),
    "half_point": ("half_point", Text("Titik memerlukan lintang dan bujur.", "A point needs latitude and longitude.")),
    "nowhere": ("nowhere", Text("Sebutkan wilayah, nama, atau titik.", "Name an area, a place or a point.")),
    "string_type": ("not_text", Text("Harus teks.", "This must be text.")),
    "string_unicode": ("not_text", Text("Harus teks Unicode.", "This must be Unicode text.")),
    "list_type": ("not_list", Text("Harus daftar.", "This must be a list.")),
    "model_type": ("not_object", Text("Harus objek JSON.", "This must be a JSON object.")),
    "model_attributes_type": ("not_object", Text("Harus objek JSON.", "This must be a JSON object.")),
    "dict_type": ("not_object", Text("Harus objek JSON.", "This must be a JSON object.")),
    "bool_type": ("not_boolean", Text("Harus true atau false.", "This must be true or false.")),
    "float_type": ("not_number", Text("Harus bilangan.", "This must be a number.")),
    "float_parsing": ("not_number", Text("Harus bilangan.", "This must be a number.")),
    "finite_number": ("not_number", Text("Harus bilangan berhingga.", "This must be a finite number.")),
    "json_invalid": ("invalid_json", Text("Bukan JSON yang sah.", "This is not valid JSON.")),
}
# limits of how many, by the same names as those of how long
_LISTS: dict[str, tuple[str, Text]] = {
    "too_short": ("too_short", Text("Paling sedikit {min_length} isian.", "At least {min_length} entries.")),
    "too_long": ("too_long", Text("Paling banyak {max_length} isian.", "At most {max_length} entries.")),
}
_INVALID = ("invalid_value", Text("Nilai ini tidak sah.", "This value is not valid."))


def field_errors(errors: Iterable[ErrorDetails | dict[str, Any]], *place: str) -> list[FieldError]:
    """Return Pydantic's errors as ours: where, a code and a sentence, and never the input.

    `place` (`query`; `path`, `key`) leads to what was read where that is not the whole request; otherwise the first
    part of each location is the place. Of more errors than anybody reads the first are told.
    """
    return [_field_error(error, place) for error in islice(errors, MOST_ERRORS)]


def _field_error(error: ErrorDetails | dict[str, Any], place: tuple[str, ...]) -> FieldError:
    where, *rest = (*place, *error["loc"]) or ("body",)
    if error["type"] == "json_invalid":
        # what follows is the place in the text, and no part of a document that there is not
        rest = []
    path = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in rest)
    pointer = f"#{path}" if where == "body" else f"{where}{path}"
    facts = dict(error.get("ctx") or {})
    counted = _LISTS if facts.get("field_type") == "List" else _MESSAGES
    code, message = counted.get(error["type"], _MESSAGES.get(error["type"], _INVALID))
    if "expected" in facts:
        # Pydantic joins the last two with an English word
        facts["expected"] = str(facts["expected"]).replace(" or ", ", ")
    return FieldError(_printable(pointer)[:400], code, message, facts)


def _printable(text: str) -> str:
    """Return text that can be sent: a parameter's name may hold what UTF-8 or a log cannot."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
