"""What operations share in the OpenAPI document: headers, parameters, credentials, and the answers of refusals."""

from http import HTTPStatus
from typing import Any

from app.core.errors import Fact
from app.core.gateway import API_VERSION
from app.core.idempotency import KEPT_HOURS
from app.core.problems import MEDIA_TYPE, kinds

LOCAL_SERVER = "http://127.0.0.1:8000"
# gateways of the government's service bus (SPLP) put a context of theirs in front of the path
PUBLIC_SERVER: dict[str, Any] = {
    "url": "https://{host}",
    "description": "A city's own, or the gateway in front of it",
    "variables": {
        "host": {
            "default": "inovasi.example.go.id",
            "description": "Name of the host; for a gateway with the context under which it publishes the service.",
        }
    },
}
SCHEME = "bearer"

_EXAMPLE_ID = "019ab3f2c8d07d5e9f1b2a3c4d5e6f70"
_UNAUTHORIZED = 401
_CONDITIONAL = (412, 428)

HEADERS: dict[str, dict[str, Any]] = {
    "API-Version": {
        "description": "Version of this interface (semantic versioning); the path carries its major part.",
        "required": True,
        "schema": {"type": "string", "maxLength": 20, "pattern": r"^\d+\.\d+\.\d+$", "examples": [API_VERSION]},
    },
    "X-Request-Id": {
        "description": "Leads to this request in the log; a sensible one sent by the client is kept.",
        "required": True,
        "schema": {"type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9._-]+$", "examples": [_EXAMPLE_ID]},
    },
    "ETag": {
        "description": "Strong validator of the representation, for If-None-Match; of a record also for If-Match.",
        "schema": {"type": "string", "maxLength": 80, "pattern": '^".*"$', "examples": ['"v3"']},
    },
    "Cache-Control": {
        "description": "Whether and for how long the answer may be kept.",
        "schema": {"type": "string", "maxLength": 80, "pattern": "^[a-z0-9, =-]+$", "examples": ["public, no-cache"]},
    },
    "Link": {
        "description": "The neighbouring pages (RFC 8288); `next` and `prev` in the body say the same.",
        "schema": {
            "type": "string",
            "maxLength": 20000,
            "pattern": "^<.*$",
            "examples": [f'<{LOCAL_SERVER}/v1/innovations?limit=20&cursor=q83vASNFZ4mrze8>; rel="next"'],
        },
    },
    "Content-Disposition": {
        "description": "That the answer is a file, and what to call it (RFC 6266).",
        "required": True,
        "schema": {
            "type": "string",
            "maxLength": 200,
            "pattern": '^attachment; filename="[a-z0-9.-]+"$',
            "examples": ['attachment; filename="inovasi-innovations-2026-11-28.csv"'],
        },
    },
    "Location": {
        "description": "Where the record is.",
        "required": True,
        "schema": {
            "type": "string",
            "format": "uri",
            "maxLength": 2000,
            "examples": [f"{LOCAL_SERVER}/v1/innovations/verolin"],
        },
    },
    "Retry-After": {
        "description": "Seconds to wait before trying again.",
        "schema": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 86400, "examples": [2]},
    },
    "RateLimit-Policy": {
        "description": "What this request was counted against: `q` requests in `w` seconds; absent without a limit.",
        "schema": {
            "type": "string",
            "maxLength": 80,
            "pattern": r'^"[a-z-]+";q=\d+;w=\d+$',
            "examples": ['"read";q=1200;w=60'],
        },
    },
    "RateLimit": {
        "description": "What is left of that limit: `r` requests until it begins anew in `t` seconds.",
        "schema": {
            "type": "string",
            "maxLength": 80,
            "pattern": r'^"[a-z-]+";r=\d+;t=\d+$',
            "examples": ['"read";r=1187;t=42'],
        },
    },
    "WWW-Authenticate": {
        "description": "How to sign in (RFC 6750).",
        "required": True,
        "schema": {
            "type": "string",
            "maxLength": 200,
            "pattern": "^Bearer .*$",
            "examples": ['Bearer realm="inovasi"'],
        },
    },
    "Idempotency-Replayed": {
        "description": "`true` if this is the answer that an earlier request with the same Idempotency-Key was given.",
        "schema": {"type": "string", "enum": ["true"], "examples": ["true"]},
    },
}
EVERYWHERE = ("API-Version", "X-Request-Id")
COUNTED = ("RateLimit-Policy", "RateLimit")

IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text that is new for each thing to be done. A request repeated with it is done once, and gets "
    f"the first one's answer, for {KEPT_HOURS} hours.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": 255,
        "pattern": r"^[\x21\x23-\x5b\x5d-\x7e]+$",
        "examples": ["5f0c8a3e-1c1b-4f0e-9d5e-0c6c2f6d7a11"],
    },
}

SECURITY_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key of this service (`inovasi_…`), or a token (JWT) of the OpenID provider that the service "
    "trusts.",
}


def header_refs(*names: str) -> dict[str, dict[str, str]]:
    """Return references to headers."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def problem_response(fact: type[Fact]) -> dict[str, Any]:
    """Return the answer that stands for a fact and for all others of its status."""
    alike = [other for other in kinds() if other.status == fact.status]
    codes = sorted({other.code for other in alike})
    said = f"{HTTPStatus(fact.status).phrase}: {fact.title.en.lower()}"
    if len(codes) > 1:
        said += f". Problems with this status: {', '.join(f'`{code}`' for code in codes)}."
    names = ["Cache-Control"]
    if any(other.retry_after is not None for other in alike):
        names.append("Retry-After")
    if fact.status == _UNAUTHORIZED:
        names.append("WWW-Authenticate")
    if fact.status in _CONDITIONAL:
        names.append("ETag")
    return {
        "description": said,
        "headers": header_refs(*EVERYWHERE, *COUNTED, *names),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": {
                    "type": f"{LOCAL_SERVER}/problems#{fact.code}",
                    "title": fact.title.id,
                    "status": fact.status,
                    "detail": fact.meaning.id,
                    "instance": "/v1/innovations",
                    "code": fact.code,
                    "request_id": _EXAMPLE_ID,
                    "errors": [],
                },
            }
        },
    }
