"""The changes of a list as the bytes that clients get. No I/O."""

import json
from collections.abc import Sequence
from datetime import UTC, date
from typing import Any

from app.core.months import months_after
from app.innovations.uses import items_of
from app.models.codes import ChangeKind


def kind_of(row: Any) -> ChangeKind:
    """Return what a change is to whoever goes on from the point that the row was read after."""
    if row["live"]:
        return ChangeKind.CREATED if row["is_new"] else ChangeKind.UPDATED
    return ChangeKind.MERGED if row["into_id"] else ChangeKind.ARCHIVED


def page_body(rows: Sequence[Any], cursor: str, *, more: bool, months: int, since: date) -> bytes:
    """Return a page of changes as JSON.

    `months` are those within which an innovation owes a sign of life, `since` is the first day that is within them.
    """
    items = b",".join([_item(row, months, since) for row in rows])
    return b'{"items":[%s],"next":"%s","more":%s}' % (items, cursor.encode(), b"true" if more else b"false")


def _item(row: Any, months: int, since: date) -> bytes:
    card, signs = row["body"], row["signs"] or []
    head: dict[str, Any] = {
        "kind": kind_of(row),
        "id": str(row["innovation_id"]),
        "slug": row["slug"],
        "at": row["at"].astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "used_until": [months_after(day, months).isoformat() for day in signs],
        "etag": None if row["revision"] is None else f'"r{row["revision"]}"',
        "merged_into": {"id": str(row["into_id"]), "slug": row["into_slug"]} if row["into_id"] else None,
    }
    told = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    innovation = items_of([card], [signs], since if signs else None) if card else b"null"
    return b'%s,"innovation":%s}' % (told[:-1], innovation)
