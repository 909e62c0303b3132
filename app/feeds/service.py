"""The feeds of the public list: its changes for copies that are kept in step, and what is new for readers."""

import json
from dataclasses import replace
from hashlib import blake2b

from app.core.routes import Asked, Document
from app.feeds.atom import Pages, render
from app.feeds.changes import page_body
from app.feeds.following import Point, bookmark_of, cursor_of
from app.feeds.inputs import AtomFilters, ChangeFilters
from app.feeds.repository import ChangeReader
from app.innovations.repository import InnovationReader
from app.innovations.schemas import InnovationFilters
from app.innovations.uses import in_use_since


async def changes(filters: ChangeFilters, asked: Asked) -> Document:
    """Return the changes after a cursor.

    They are read from the primary, whoever asks: a replica may be behind what an earlier page told.

    Raises:
        InvalidCursor: the cursor is damaged, or of the feed of the other list.
        FeedRestarted: it is of a history that is no more.
    """
    external = filters.external
    bookmark = bookmark_of(filters.after, external=external)
    found = await ChangeReader(asked.primary).after(bookmark, filters.limit, external=external)
    bookmark.check(found.identity, found.horizon)
    rows, more = found.rows[: filters.limit], len(found.rows) > filters.limit
    last = Point(rows[-1]["place"], rows[-1]["innovation_id"]) if rows else bookmark.point
    began = found.horizon if bookmark.began is None else bookmark.began
    cursor = cursor_of(found.identity, began, last, external=external)
    body = page_body(rows, cursor, more=more, months=asked.sign_months, since=in_use_since(asked.sign_months))
    etag = f'"c{blake2b(body, digest_size=12).hexdigest()}"'
    return Document(etag, None if asked.knows(etag) else body)


async def news(filters: AtomFilters, asked: Asked) -> bytes:
    """Return a page of the Atom feed of what was published, the newest first.

    It is a list of innovations in another form: its order, its cursors and its conditions are those of the list.

    Raises:
        InvalidCursor: the cursor belongs to another feed.
        InvalidRequest: there is no such agency.
    """
    listing = InnovationFilters(agency=filters.agency, limit=filters.limit, cursor=filters.after)
    page = await InnovationReader(asked.reader).search(listing, replace(asked, known=frozenset()))
    told = json.loads(page.body or b"{}")
    kept = [pair for pair in asked.raw_query.split("&") if pair and not pair.startswith("after=")]

    def at(after: str | None) -> str:
        query = "&".join([*kept, *([f"after={after}"] if after else [])])
        return f"{asked.base_url}{asked.path}" + (f"?{query}" if query else "")

    pages = Pages(
        self=at(filters.after),
        first=at(None),
        next=at(told["next"]) if told["next"] else None,
        previous=at(told["prev"]) if told["prev"] else None,
    )
    return render(told["items"], pages, asked.base_url, filters.agency)
