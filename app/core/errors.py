"""Facts that end a request: each carries a stable code, a status and what to tell people, and no HTTP machinery.

A fact is an exception. `core.problems` renders it as a problem document (RFC 9457); its class is its entry in the
catalogue of problems, so a code cannot exist without a meaning in both languages.
"""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

Language = Literal["id", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in Indonesian and English; `{name}` is filled from the fact's own facts."""

    id: str
    en: str

    def in_language(self, language: Language, **facts: object) -> str:
        """Return the sentence in one language with its facts filled in."""
        return (self.id if language == "id" else self.en).format(**facts)


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong part of a request.

    `pointer` is a JSON pointer into the body (`#/name`) or the place of a parameter (`query/limit`, `path/key`);
    the wrong value itself is never repeated.
    """

    pointer: str
    code: str
    message: Text
    facts: dict[str, object] = field(default_factory=dict)


class Fact(Exception):  # noqa: N818 - a fact, not always an error of somebody
    """What ends a request. Subclasses set the class variables; instances hold only facts safe to show.

    The facts given by name become members of the problem document, the headers go with it.
    """

    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[Text]
    meaning: ClassVar[Text]
    retry_after: ClassVar[int | None] = None

    def __init__(self, errors: list[FieldError] | None = None, **facts: object) -> None:
        super().__init__(self.code)
        self.errors = errors or []
        self.facts = facts
        self.headers: dict[str, str] = {}


class Moved(Exception):  # noqa: N818 - no error: the record has another address
    """The resource is at another path of this service for good; whoever asked is sent there with the same method."""

    status = 308

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class NotFound(Fact):
    """Nothing here that the caller may know of."""

    status = 404
    code = "not_found"
    title = Text("Tidak ditemukan", "Not found")
    meaning = Text(
        "Tidak ada sumber daya di alamat ini, atau Anda tidak berwenang mengetahuinya.",
        "There is no resource at this address, or you may not know of it.",
    )


class MethodNotAllowed(Fact):
    """The resource does not answer to this method."""

    status = 405
    code = "method_not_allowed"
    title = Text("Metode tidak didukung", "Method not allowed")
    meaning = Text(
        "Alamat ini tidak melayani metode tersebut; tajuk Allow menyebut yang dilayani.",
        "This address does not serve that method; the Allow header names those it serves.",
    )


class NotAcceptable(Fact):
    """The client accepts nothing that the resource can be."""

    status = 406
    code = "not_acceptable"
    title = Text("Format tidak tersedia", "Not acceptable")
    meaning = Text(
        "Alamat ini menjawab dengan jenis isi yang disebut media_type, yang ditolak oleh tajuk Accept permintaan.",
        "This address answers with what media_type says, which the request's Accept header refuses.",
    )

    def __init__(self, media_type: str) -> None:
        super().__init__(media_type=media_type)


class InvalidRequest(Fact):
    """Some part of the request has the wrong form."""

    status = 422
    code = "invalid_request"
    title = Text("Permintaan tidak sah", "Invalid request")
    meaning = Text(
        "Ada bagian permintaan yang keliru; lihat errors.", "Some parts of the request are wrong; see errors."
    )


class InvalidCursor(Fact):
    """A cursor that this list did not give out."""

    status = 400
    code = "invalid_cursor"
    title = Text("Kursor tidak berlaku", "Invalid cursor")
    meaning = Text(
        "Kursor ini rusak atau berasal dari daftar dengan penyaring atau urutan lain. Mulailah lagi tanpa kursor.",
        "This cursor is damaged or comes from a list with another filter or order. Start again without a cursor.",
    )


class BadRequest(Fact):
    """The request cannot be read at all."""

    status = 400
    code = "bad_request"
    title = Text("Permintaan tidak terbaca", "Bad request")
    meaning = Text("Permintaan ini tidak dapat dibaca.", "This request cannot be read.")


class ContentTooLarge(Fact):
    """The body is over the limit."""

    status = 413
    code = "content_too_large"
    title = Text("Isi terlalu besar", "Content too large")
    meaning = Text("Isi permintaan melebihi batas.", "The body of the request is over the limit.")


class AddressTooLong(Fact):
    """The request target is over the limit."""

    status = 414
    code = "address_too_long"
    title = Text("Alamat terlalu panjang", "Address too long")
    meaning = Text(
        "Alamat permintaan melebihi batas; limit menyebut bitanya.", "The request's address is over the limit in bytes."
    )


class UnsupportedMediaType(Fact):
    """A body of a type that the operation does not take."""

    status = 415
    code = "unsupported_media_type"
    title = Text("Jenis isi tidak didukung", "Unsupported media type")
    meaning = Text("Jenis isi permintaan ini tidak diterima.", "This type of content is not accepted.")


class TooManyRequests(Fact):
    """The client asks faster than the service's limits, or the proxy in front, let it."""

    status = 429
    code = "too_many_requests"
    title = Text("Terlalu banyak permintaan", "Too many requests")
    meaning = Text(
        "Permintaan datang terlalu cepat. Tunggulah selama yang disebut tajuk Retry-After, lalu coba lagi.",
        "Requests come too fast. Wait as long as the Retry-After header says, then try again.",
    )
    retry_after = 1

    def __init__(self, seconds: int = 1, headers: dict[str, str] | None = None) -> None:
        """`seconds` are those until the client may ask again; `headers` tell of the limit that it met."""
        super().__init__()
        self.retry_after = seconds  # type: ignore[misc] # other facts always ask for the same patience, this one counts
        self.headers.update(headers or {})


class HeadersTooLarge(Fact):
    """The headers are over the limit."""

    status = 431
    code = "headers_too_large"
    title = Text("Tajuk terlalu besar", "Headers too large")
    meaning = Text(
        "Tajuk permintaan melebihi batas; limit menyebut bitanya.", "The request's headers are over the limit in bytes."
    )


class NotPermitted(Fact):
    """The caller may not see or do this, and may know that it exists."""

    status = 403
    code = "not_permitted"
    title = Text("Tidak berwenang", "Not permitted")
    meaning = Text(
        "Kredensial ini tidak berwenang untuk itu; tanpa kredensial hanya rekaman yang terbit dapat dilihat.",
        "These credentials do not go so far; without credentials only published records can be seen.",
    )


class InternalError(Fact):
    """A fault of ours; the request id leads to it in the log."""

    status = 500
    code = "internal_error"
    title = Text("Kesalahan pada layanan", "Internal error")
    meaning = Text(
        "Terjadi kesalahan pada layanan. Sebutkan request_id ini bila melapor.",
        "Something went wrong in the service. Mention this request_id when you report it.",
    )


class ServiceUnavailable(Fact):
    """The proxy in front does not reach the service."""

    status = 503
    code = "service_unavailable"
    title = Text("Layanan tidak tersedia", "Service unavailable")
    meaning = Text(
        "Layanan tidak dapat dihubungi atau sedang dimulai. Cobalah lagi sesaat lagi.",
        "The service is out of reach or starting. Try again shortly.",
    )
    retry_after = 2


class ServiceTimeout(Fact):
    """The service did not answer the proxy in front in time."""

    status = 504
    code = "service_timeout"
    title = Text("Layanan terlalu lama menjawab", "Service timeout")
    meaning = Text(
        "Layanan tidak menjawab pada waktunya. Cobalah lagi sesaat lagi.",
        "The service did not answer in time. Try again shortly.",
    )
    retry_after = 2


class DatabaseUnavailable(Fact):
    """The database does not answer, or refuses for now."""

    status = 503
    code = "database_unavailable"
    title = Text("Basis data tidak tersedia", "Database unavailable")
    meaning = Text(
        "Basis data sedang tidak dapat melayani. Cobalah lagi sesaat lagi.",
        "The database cannot serve at the moment. Try again shortly.",
    )
    retry_after = 2


class DatabaseBusy(Fact):
    """Every connection is taken, or a statement ran into its time limit."""

    status = 503
    code = "database_busy"
    title = Text("Basis data sibuk", "Database busy")
    meaning = Text(
        "Basis data sedang sibuk. Cobalah lagi sesaat lagi.", "The database is busy at the moment. Try again shortly."
    )
    retry_after = 1


class DatabaseNotMigrated(Fact):
    """The database lacks what this release needs."""

    status = 503
    code = "database_not_migrated"
    title = Text("Basis data belum dimutakhirkan", "Database not migrated")
    meaning = Text(
        "Skema basis data belum sesuai dengan rilis ini.", "The schema of the database does not fit this release yet."
    )
    retry_after = 10


class Conflict(Fact):
    """The change contradicts what is stored."""

    status = 409
    code = "conflict"
    title = Text("Bertentangan dengan data", "Conflict")
    meaning = Text("Perubahan ini bertentangan dengan data yang ada.", "The change contradicts what is stored.")
