"""Which other sites' pages may call the service from a browser (CORS, Fetch standard): those of CORS_ORIGINS only.

Starlette's middleware answers a refused preflight in plain text and keeps its answers from the headers that all answers
have, so the few rules that are needed stand here. Nothing here protects the service: a browser keeps the answer from
a page that may not have it, and credentials are sent in a header by whoever has them, never by the browser by itself.
"""

from starlette.types import Scope

from app.core.errors import Fact, Text
from app.core.routes import Answer
from app.core.settings import Settings

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
REQUEST_HEADERS = (
    "authorization",
    "content-type",
    "if-match",
    "if-none-match",
    "idempotency-key",
    "accept-language",
    "x-request-id",
)
ANSWER_HEADERS = (
    "etag",
    "link",
    "location",
    "retry-after",
    "ratelimit",
    "ratelimit-policy",
    "x-request-id",
    "api-version",
    "idempotency-replayed",
)
# seconds that a browser may remember what a preflight answered
MAX_AGE = 600

_VARY = (b"vary", b"origin")
_PREFLIGHT_VARY = (b"vary", b"origin, access-control-request-method, access-control-request-headers")


class OriginNotPermitted(Fact):
    """A browser asked whether a page of another site may call the service, and it may not."""

    status = 403
    code = "origin_not_permitted"
    title = Text("Asal halaman tidak diizinkan", "Origin not permitted")
    meaning = Text(
        "Halaman dari asal ini tidak diizinkan memanggil layanan dari peramban. Mintalah pengelola layanan "
        "mendaftarkan asalnya dalam CORS_ORIGINS.",
        "Pages of this origin may not call the service from a browser. Ask who runs the service to name the origin in "
        "CORS_ORIGINS.",
    )


class Cors:
    """Answers preflights, and gives the headers that let a permitted page read an answer.

    An origin is compared as a whole: no wildcards, no suffixes, and `null`, which any sandboxed page can send, never
    fits. Browsers' own credentials (cookies, certificates) are not asked for.
    """

    def __init__(self, settings: Settings) -> None:
        # browsers write an origin in lower case (RFC 6454 6.2)
        origins = (settings.cors_origins or "").lower().split(",")
        self._origins = frozenset(origin.encode() for origin in origins if origin)
        self._exposed = (b"access-control-expose-headers", ", ".join(ANSWER_HEADERS).encode())
        self._preflight = [
            (b"access-control-allow-methods", ", ".join(METHODS).encode()),
            (b"access-control-allow-headers", ", ".join(REQUEST_HEADERS).encode()),
            (b"access-control-max-age", str(MAX_AGE).encode()),
            _PREFLIGHT_VARY,
        ]

    def preflight(self, scope: Scope) -> Answer | None:
        """Return the answer to a preflight, or None if the request is none.

        The browser compares method and headers with the lists itself, so they are the same for every path. A refusal
        is a problem with a status of its own, not an empty 204: the browser blocks the page either way, and whoever
        looks for the cause in its network panel finds it named.

        Raises:
            OriginNotPermitted: pages of the origin may not call the service.
        """
        if scope["method"] != "OPTIONS":
            return None
        if not any(name == b"access-control-request-method" for name, _ in scope["headers"]):
            return None
        origins = _origins(scope)
        if not origins:
            return None
        if not self._permits(origins):
            raise OriginNotPermitted
        return 204, [(b"access-control-allow-origin", origins[0]), *self._preflight], b""

    def headers(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """Return what an answer, of whatever status, must say besides its own headers; nothing while CORS is closed.

        `Vary` is said also where there is no Origin: a cache must not give that answer to a permitted page.
        """
        if not self._origins:
            return []
        origins = _origins(scope)
        if not self._permits(origins):
            return [_VARY]
        return [_VARY, (b"access-control-allow-origin", origins[0]), self._exposed]

    def _permits(self, origins: list[bytes]) -> bool:
        return len(origins) == 1 and origins[0] in self._origins


def _origins(scope: Scope) -> list[bytes]:
    return [value for name, value in scope["headers"] if name == b"origin"]
