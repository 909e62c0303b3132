"""Facts that end a request before or instead of its work: who asks, on what condition, how often, against what."""

from app.core.errors import Fact, Text


class NotSignedIn(Fact):
    """The operation needs credentials and the request has none."""

    status = 401
    code = "not_signed_in"
    title = Text("Perlu kredensial", "Credentials needed")
    meaning = Text(
        "Operasi ini memerlukan kunci API atau token: Authorization: Bearer …",
        "This operation needs an API key or a token: Authorization: Bearer …",
    )

    def __init__(self) -> None:
        super().__init__()
        self.headers["www-authenticate"] = 'Bearer realm="inovasi"'


class InvalidCredentials(Fact):
    """The credentials are not, or no longer, right. Which part is wrong is not told."""

    status = 401
    code = "invalid_credentials"
    title = Text("Kredensial tidak berlaku", "Invalid credentials")
    meaning = Text(
        "Kunci API atau token ini tidak berlaku, sudah kedaluwarsa, atau sudah dicabut.",
        "This API key or token is not valid, has expired, or was revoked.",
    )

    def __init__(self) -> None:
        super().__init__()
        self.headers["www-authenticate"] = 'Bearer realm="inovasi", error="invalid_token"'


class AccountUnknown(Fact):
    """The token is genuine and belongs to nobody who has an account here."""

    status = 403
    code = "account_unknown"
    title = Text("Belum punya akun", "No account")
    meaning = Text(
        "Token ini sah, tetapi pemiliknya belum punya akun aktif di sini. Mintalah kepada admin.",
        "The token is genuine, but its owner has no active account here. Ask an admin for one.",
    )


class IdentityProviderUnavailable(Fact):
    """The keys of the identity provider cannot be had, and none are kept."""

    status = 503
    code = "identity_provider_unavailable"
    title = Text("Penyedia identitas tidak tersedia", "Identity provider unavailable")
    meaning = Text(
        "Penyedia identitas sedang tidak menjawab, sehingga token tidak dapat diperiksa. Cobalah lagi sesaat lagi.",
        "The identity provider does not answer, so the token cannot be checked. Try again shortly.",
    )
    retry_after = 5


class PreconditionRequired(Fact):
    """A change without saying of which version."""

    status = 428
    code = "precondition_required"
    title = Text("Perlu If-Match", "If-Match needed")
    meaning = Text(
        "Sebutkan versi yang Anda ubah dalam tajuk If-Match; tajuk ETag jawaban ini menyebut yang terkini.",
        "Name the version that you change in an If-Match header; the ETag of this answer is the present one.",
    )


class PreconditionFailed(Fact):
    """The record changed since the client read it."""

    status = 412
    code = "precondition_failed"
    title = Text("Versi sudah berubah", "Version has changed")
    meaning = Text(
        "Rekaman ini sudah berubah sejak Anda membacanya. Bacalah lagi, lalu ulangi dengan ETag terkini.",
        "The record has changed since you read it. Read it again, then repeat with the present ETag.",
    )


class IdempotencyKeyReused(Fact):
    """The same key came with another request before."""

    status = 422
    code = "idempotency_key_reused"
    title = Text("Idempotency-Key sudah dipakai", "Idempotency-Key in use")
    meaning = Text(
        "Idempotency-Key ini sudah dipakai untuk permintaan lain. Pakailah kunci baru untuk setiap permintaan.",
        "This Idempotency-Key was used for another request. Use a new key for each request.",
    )


class IdempotencyInProgress(Fact):
    """The first request with this key has not ended yet."""

    status = 409
    code = "idempotency_in_progress"
    title = Text("Masih dikerjakan", "Still in progress")
    meaning = Text(
        "Permintaan pertama dengan Idempotency-Key ini masih dikerjakan. Cobalah lagi sesaat lagi.",
        "The first request with this Idempotency-Key is still being worked on. Try again shortly.",
    )
    retry_after = 1


class AnswerNotKept(Fact):
    """The work was done before; its answer held a secret, and secrets are not kept to be repeated."""

    status = 409
    code = "answer_not_kept"
    title = Text("Jawaban tidak disimpan", "Answer not kept")
    meaning = Text(
        "Permintaan ini sudah dikerjakan. Jawabannya memuat rahasia dan karena itu tidak disimpan untuk diulang.",
        "This was done before. Its answer held a secret, and is therefore not kept to be repeated.",
    )


class AdaptationCycle(Fact):
    """A record would come to descend from itself; the database sees it, whichever change would close the circle."""

    status = 409
    code = "adaptation_cycle"
    title = Text("Silsilah berputar", "Lineage in a circle")
    meaning = Text(
        "Inovasi ini sudah menjadi asal, langsung atau tidak, dari inovasi itu; sebuah inovasi tidak dapat berasal "
        "dari dirinya sendiri. Periksalah relations kedua rekaman.",
        "The one is already, directly or not, an origin of the other; an innovation cannot descend from itself. Look "
        "at the relations of both records.",
    )
