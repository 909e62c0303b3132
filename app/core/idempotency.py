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
from sqlalchemy import BigInteger, bindparam, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import errors
from app.core.errors import FieldError, InvalidRequest
from app.core.refusals import AnswerNotKept, IdempotencyInProgress, IdempotencyKeyReused

KEPT_HOURS = 72
HEADER = "idempotency-key"
REPLAYED = "idempotency-replayed"
# Whose the keys are that come without an account. They are as safe as they are hard to guess, and whoever guesses one
# gets no more than an answer to the very words that they sent.
EVERYONE = UUID(int=0)
# what an answer has of its own; the rest is made anew for each
_KEPT_HEADERS = ("content-type", "etag", "location")
_LOCK_NOT_AVAILABLE = "55P03"
# a structured-field string (RFC 8941 3.3.3), or the same without its quotes, as most clients send it
_KEY = re.compile(r'"(?P<quoted>[\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|(?P<bare>[\x21\x23-\x5b\x5d-\x7e]{1,255})')
_WRONG_KEY = errors.Text("1 sampai 255 aksara ASCII tanpa tanda kutip.", "1 to 255 ASCII characters without quotes.")

# In the words of the driver, because every POST may carry a key. A row that outlived its time counts as none, whether
# or not it was pruned. One that another transaction has just claimed makes this one wait until that ends.
_CLAIM = f"""
INSERT INTO idempotent_request AS old (account_id, method, path, key, fingerprint) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (account_id, method, path, key) DO UPDATE
SET (fingerprint, status, headers, body, created_at) = (excluded.fingerprint, NULL, NULL, NULL, now())
WHERE old.created_at < now() - interval '{KEPT_HOURS} hours'
RETURNING 1"""  # noqa: S608 - a number of this file
_WHOSE = "account_id = $1 AND method = $2 AND path = $3 AND key = $4"
_KEPT = f"SELECT fingerprint, status, headers, body FROM idempotent_request WHERE {_WHOSE}"  # noqa: S608 - of this file
_KEEP = f"UPDATE idempotent_request SET (status, headers, body) = ($5, $6::jsonb, $7) WHERE {_WHOSE}"  # noqa: S608 - of this file

# a few at a time, and none that somebody works with
_PRUNE = text(f"""
WITH old AS (
  SELECT ctid FROM idempotent_request WHERE created_at < now() - interval '{KEPT_HOURS} hours'
  LIMIT :most FOR UPDATE SKIP LOCKED)
DELETE FROM idempotent_request r USING old WHERE r.ctid = old.ctid
""").bindparams(bindparam("most", type_=BigInteger))  # noqa: S608 - a number of this file


@dataclass(frozen=True, slots=True)
class Claim:
    """A key in the hands of one request: of which account or EVERYONE, for which operation, with which content."""

    account: UUID
    method: str
    path: str
    key: str
    fingerprint: bytes

    @property
    def _whose(self) -> tuple[Any, ...]:
        return (self.account, self.method, self.path, self.key)

    async def earlier(self, session: AsyncSession) -> Response | None:
        """Claim the key; return the answer that was given before, or None if this request is the first.

        Raises:
            IdempotencyInProgress: another request with the key is being worked on.
            IdempotencyKeyReused: the key came with other content before.
            AnswerNotKept: the work was done before, and its answer held a secret.
        """
        connection = await session.connection()
        try:
            claimed = (await connection.exec_driver_sql(_CLAIM, (*self._whose, self.fingerprint))).first()
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
                raise IdempotencyInProgress from None
            raise
        if claimed:
            return None
        kept = (await connection.exec_driver_sql(_KEPT, self._whose)).one()
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
        answer = (response.status_code, json.dumps(headers), None if secret else bytes(response.body))
        connection = await session.connection()
        await connection.exec_driver_sql(_KEEP, (*self._whose, *answer))


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
