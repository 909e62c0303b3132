"""An Atom feed (RFC 4287, its pages RFC 5005) of what was published, from cards as lists show them. No I/O."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
# Under which the ids of feeds are made. An id outlives the address of the service (RFC 4287, 4.2.6), so that is no part
# of it.
_FEEDS = UUID("3f2a1c7e-9d54-5b60-8a0e-1271f0e31271")
_TITLE = "Inovasi Kota Medan yang baru terbit"
_PUBLISHER = "Pemerintah Kota Medan"
# of a feed in which nothing was published yet
_NEVER = "1970-01-01T00:00:00Z"
# what XML 1.0 (2.2) has no way to say, not even as a reference
_UNSAYABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Pages:
    """The addresses of a page of the feed and of those around it; None where there is none."""

    self: str
    first: str
    next: str | None
    previous: str | None


def feed_id(agency: str | None) -> str:
    """Return the id of the feed of an agency, or of the whole one."""
    return uuid5(_FEEDS, f"agency/{agency}" if agency else "all").urn


def render(cards: Sequence[Mapping[str, Any]], pages: Pages, base: str, agency: str | None) -> bytes:
    """Return a page of the feed as XML.

    `cards` are innovations as lists show them, the newest first; `base` is the public address of the service.
    """
    feed = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "id"})
    _add(feed, "id", feed_id(agency))
    _add(feed, "title", _TITLE if agency is None else f"{_TITLE}: {_owner(cards, agency)}")
    _add(feed, "updated", max((card["updated_at"] for card in cards), default=_NEVER))
    _add(SubElement(feed, "author"), "name", _PUBLISHER)
    relations = {"self": pages.self, "first": pages.first, "next": pages.next, "previous": pages.previous}
    for relation, address in relations.items():
        if address:
            _link(feed, relation, address, MEDIA_TYPE)
    _link(feed, "alternate", f"{base}/v1/innovations" + (f"?agency={agency}" if agency else ""), "application/json")
    for card in cards:
        _entry(feed, card, base)
    # the declaration is written here, because a text has no encoding and a client reads bytes
    body: bytes = tostring(feed, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def _owner(cards: Sequence[Mapping[str, Any]], agency: str) -> str:
    """Return the name of the agency by which the feed was asked for, if a card tells it; an id or a slug otherwise."""
    owners = (card["agency"] for card in cards if card["agency"])
    return next((owner["name"] for owner in owners if agency in {owner["id"], owner["slug"]}), agency)


def _entry(feed: Element, card: Mapping[str, Any], base: str) -> None:
    entry = SubElement(feed, "entry")
    _add(entry, "id", UUID(card["id"]).urn)
    _add(entry, "title", card["name"])
    _add(entry, "published", card["published_at"])
    _add(entry, "updated", card["updated_at"])
    _add(SubElement(entry, "author"), "name", card["agency"]["name"] if card["agency"] else _PUBLISHER)
    if card["summary"]:
        _add(entry, "summary", card["summary"])
    for scheme in ("kind", "form", "stage"):
        vocabulary = f"{base}/v1/vocabularies/{'stage' if scheme == 'stage' else f'innovation_{scheme}'}"
        SubElement(entry, "category", {"term": _said(card[scheme]), "scheme": vocabulary})
    _link(entry, "alternate", f"{base}/v1/innovations/{card['slug']}", "application/json")


def _add(parent: Element, name: str, said: str) -> None:
    SubElement(parent, name).text = _said(said)


def _link(parent: Element, relation: str, address: str, media_type: str) -> None:
    SubElement(parent, "link", {"rel": relation, "href": _said(address), "type": media_type})


def _said(text: str) -> str:
    """Return a text without what XML cannot say."""
    return _UNSAYABLE.sub("\N{REPLACEMENT CHARACTER}", text)
