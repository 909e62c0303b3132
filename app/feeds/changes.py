"""The changes of a list as the bytes that clients get. No I/O."""

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
    """Return one change; what it is put together from are codes, ids, slugs and times, which need no escape in JSON."""
    card, signs, revision = row["body"], row["signs"], row["revision"]
    at = row["at"].astimezone(UTC).isoformat().replace("+00:00", "Z")
    until = ",".join(f'"{months_after(day, months).isoformat()}"' for day in signs) if signs else ""
    into = f'{{"id":"{row["into_id"]}","slug":"{row["into_slug"]}"}}' if row["into_id"] else "null"
    told = (
        f'{{"kind":"{kind_of(row)}","id":"{row["innovation_id"]}","slug":{_quoted(row["slug"])},"at":"{at}",'
        f'"used_until":[{until}],"etag":{_quoted(revision if revision is None else f"r{revision}", tag=True)},'
        f'"merged_into":{into},"innovation":'
    )
    innovation = items_of([card], [signs or []], since if signs else None) if card else b"null"
    return b"%s%s}" % (told.encode(), innovation)


def _quoted(text: str | None, *, tag: bool = False) -> str:
    """Return a plain text as JSON; a tag has quotation marks of its own."""
    if text is None:
        return "null"
    return f'"\\"{text}\\""' if tag else f'"{text}"'
