"""The memory of requests that carry an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header).

The key is claimed, the work done and the answer kept in one transaction: whoever kills the process leaves all of it or
nothing, and a second request with the key gets the first one's answer.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Response
from sqlalchemy import BigInteger, LargeBinary, SmallInteger, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import errors
from app.core.errors import FieldError, InvalidRequest
from app.core.refusals import AnswerNotKept, IdempotencyInProgress, IdempotencyKeyReused

KEPT_HOURS = 72
HEADER = "idempotency-key"
REPLAYED = "idempotency-replayed"
# what an answer has of its own; the rest is made anew for each
_KEPT_HEADERS = ("content-type", "etag", "location")
_LOCK_NOT_AVAILABLE = "55P03"
# a structured-field string (RFC 8941 3.3.3), or the same without its quotes, as most clients send it
_KEY = re.compile(r'"(?P<quoted>[\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|(?P<bare>[\x21\x23-\x5b\x5d-\x7e]{1,255})')
_WRONG_KEY = errors.Text("1 sampai 255 aksara ASCII tanpa tanda kutip.", "1 to 255 ASCII characters without quotes.")

_WHOSE = (bindparam("account", type_=Uuid), *(bindparam(name, type_=Text) for name in ("method", "path", "key")))

# A row that outlived its time counts as none, whether or not it was pruned. One that another transaction has just
# claimed makes this one wait until that ends.
_CLAIM = text(f"""
INSERT INTO idempotent_request AS old (account_id, method, path, key, fingerprint)
VALUES (:account, :method, :path, :key, :fingerprint)
ON CONFLICT (account_id, method, path, key) DO UPDATE
SET (fingerprint, status, headers, body, created_at) = (excluded.fingerprint, NULL, NULL, NULL, now())
WHERE old.created_at < now() - interval '{KEPT_HOURS} hours'
RETURNING 1
""").bindparams(*_WHOSE, bindparam("fingerprint", type_=LargeBinary))  # noqa: S608 - a number of this file

_KEPT = text("""
SELECT fingerprint, status, headers, body FROM idempotent_request
WHERE account_id = :account AND method = :method AND path = :path AND key = :key
""").bindparams(*_WHOSE)

_KEEP = text("""
UPDATE idempotent_request SET status = :status, headers = :headers, body = :body
WHERE account_id = :account AND method = :method AND path = :path AND key = :key
""").bindparams(
    *_WHOSE,
    bindparam("status", type_=SmallInteger),
    bindparam("headers", type_=JSONB),
    bindparam("body", type_=LargeBinary),
)

# a few at a time, and none that somebody works with
_PRUNE = text(f"""
WITH old AS (
  SELECT ctid FROM idempotent_request WHERE created_at < now() - interval '{KEPT_HOURS} hours'
  LIMIT :most FOR UPDATE SKIP LOCKED)
DELETE FROM idempotent_request r USING old WHERE r.ctid = old.ctid
""").bindparams(bindparam("most", type_=BigInteger))  # noqa: S608 - a number of this file


@dataclass(frozen=True, slots=True)
class Claim:
    """A key in the hands of one request: of which account, for which operation, with which content."""

    account: UUID
    method: str
    path: str
    key: str
    fingerprint: bytes

    @property
    def _whose(self) -> dict[str, Any]:
        return {"account": self.account, "method": self.method, "path": self.path, "key": self.key}

    async def earlier(self, session: AsyncSession) -> Response | None:
        """Claim the key; return the answer that was given before, or None if this request is the first.

        Raises:
            IdempotencyInProgress: another request with the key is being worked on.
            IdempotencyKeyReused: the key came with other content before.
            AnswerNotKept: the work was done before, and its answer held a secret.
        """
        try:
            claimed = await session.scalar(_CLAIM, {**self._whose, "fingerprint": self.fingerprint})
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
                raise IdempotencyInProgress from None
            raise
        if claimed:
            return None
        kept = (await session.execute(_KEPT, self._whose)).one()
        if kept.fingerprint != self.fingerprint:
            raise IdempotencyKeyReused
        if kept.body is None:
            raise AnswerNotKept
        response = Response(kept.body, kept.status, headers=kept.headers)
        response.headers[REPLAYED] = "true"
        return response

    async def keep(self, session: AsyncSession, response: Response, *, secret: bool) -> None:
        """Keep the answer beside the work; one with a secret is kept without its body."""
        headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        answer = {"status": response.status_code, "headers": headers, "body": None if secret else response.body}
        await session.execute(_KEEP, {**self._whose, **answer})


def read_key(header: str) -> str:
    """Return the key in an Idempotency-Key header.

    Raises:
        InvalidRequest: it is not one.
    """
    found = _KEY.fullmatch(header)
    if found is None:
        raise InvalidRequest([FieldError("header/Idempotency-Key", "invalid_form", _WRONG_KEY)])
    return found["quoted"] or found["bare"]


def fingerprint(query: bytes, body: bytes) -> bytes:
    """Return the digest of what a request asks for, beside its method and path."""
    return hashlib.sha256(json.dumps([query.decode("latin-1"), hashlib.sha256(body).hexdigest()]).encode()).digest()


async def prune(session: AsyncSession, most: int = 5_000) -> int:
    """Delete up to `most` answers that are past their time; return how many there were."""
    done = await session.execute(_PRUNE, {"most": most})
    pruned: int = done.rowcount  # type: ignore[attr-defined] # a DELETE has one
    return pruned
