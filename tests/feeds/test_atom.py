"""The Atom feed: valid by RFC 4287, in the order of publication, whatever the records say."""

import re
from datetime import datetime
from uuid import UUID
from xml.etree import ElementTree as ET

import httpx
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import WIB
from app.feeds.atom import Pages, render
from tests.asking import asker_of
from tests.walking import page_of

PATH = "/v1/feed.atom"
BASE = "https://inovasi.example.go.id"
ATOM = "{http://www.w3.org/2005/Atom}"
# RFC 4287, 4.1.1 and 4.1.2: what there must be once, and what there may be once
_FEED = (("id", "title", "updated"), ("subtitle", "icon", "logo", "generator", "rights"))
_ENTRY = (("id", "title", "updated"), ("published", "summary", "content", "rights", "source"))
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def check(body: bytes) -> ET.Element:
    """Hold a document to the rules of RFC 4287 and RFC 5005, and return its root."""
    feed = ET.fromstring(body)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    _hold(feed, _FEED)
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    links = [(link.get("rel"), link.get("hreflang"), link.get("type")) for link in feed.findall(f"{ATOM}link")]
    assert len(set(links)) == len(links)
    assert "self" in {relation for relation, *_ in links}
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    for entry in feed.findall(f"{ATOM}entry"):
        _hold(entry, _ENTRY)
        assert (entry.findtext(f"{ATOM}author/{ATOM}name") or "").strip()
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
    return feed


def _hold(element: ET.Element, rules: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    once, at_most_once = rules
    for name in once:
        assert len(element.findall(f"{ATOM}{name}")) == 1, name
    for name in at_most_once:
        assert len(element.findall(f"{ATOM}{name}")) <= 1, name
    for name in ("updated", "published"):
        for moment in element.findall(f"{ATOM}{name}"):
            assert _MOMENT.fullmatch(moment.text or ""), moment.text
    assert UUID((element.findtext(f"{ATOM}id") or "").removeprefix("urn:uuid:"))
    for link in element.iter(f"{ATOM}link"):
        assert (link.get("href") or "").startswith(f"{BASE}/v1/")


def links(feed: ET.Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in feed.findall(f"{ATOM}link")}


def ids(feed: ET.Element) -> list[str]:
    return [(one.findtext(f"{ATOM}id") or "").removeprefix("urn:uuid:") for one in feed.findall(f"{ATOM}entry")]


async def test_the_newest_come_first_as_in_the_list(catalogue: httpx.AsyncClient) -> None:
    answer = await catalogue.get(PATH)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml"
    assert answer.headers["cache-control"] == "public, no-cache"
    feed = check(answer.content)
    page = await page_of(catalogue, "/v1/innovations")
    assert ids(feed) == [item["id"] for item in page["items"]]
    first, item = feed.find(f"{ATOM}entry"), page["items"][0]
    assert first is not None
    assert first.findtext(f"{ATOM}title") == item["name"]
    assert first.findtext(f"{ATOM}author/{ATOM}name") == item["agency"]["name"]
    link = first.find(f"{ATOM}link")
    assert link is not None
    assert link.attrib["href"] == f"{BASE}/v1/innovations/{item['slug']}"
    again = await catalogue.get(PATH, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    refused = await catalogue.get(PATH, headers={"accept": "application/json"})
    assert (refused.status_code, refused.json()["media_type"]) == (406, "application/atom+xml")


async def test_its_pages_make_the_whole_list_and_lead_back(catalogue: httpx.AsyncClient) -> None:
    whole = [item["id"] for item in (await page_of(catalogue, "/v1/innovations", limit=200))["items"]]
    seen, address, visited = [], f"{BASE}{PATH}?limit=7", []
    while address:
        assert address.startswith(BASE)
        feed = check((await catalogue.get(address.removeprefix(BASE))).content)
        found = links(feed)
        assert found["self"] == address
        assert found["first"] == f"{BASE}{PATH}?limit=7"
        assert ("previous" in found) == bool(visited)
        seen += ids(feed)
        visited.append(address)
        address = found.get("next", "")
    assert seen == whole
    assert len(visited) > 2
    back = links(check((await catalogue.get(visited[-1].removeprefix(BASE))).content))["previous"]
    before = check((await catalogue.get(back.removeprefix(BASE))).content)
    assert ids(before) == whole[-len(ids(feed)) - 7 : -len(ids(feed))]


async def test_an_agency_has_a_feed_of_its_own(catalogue: httpx.AsyncClient) -> None:
    every = check((await catalogue.get(PATH)).content)
    feed = check((await catalogue.get(f"{PATH}?agency=sekretariat-dprd&limit=200")).content)
    page = await page_of(catalogue, "/v1/innovations", agency="sekretariat-dprd", limit=200)
    assert ids(feed) == [item["id"] for item in page["items"]] != []
    assert feed.findtext(f"{ATOM}id") != every.findtext(f"{ATOM}id")
    assert "Sekretariat DPRD" in (feed.findtext(f"{ATOM}title") or "")
    ask = await asker_of(catalogue)
    await ask(f"{PATH}?agency=tidak-ada", 422, "invalid_request")
    await ask(f"{PATH}?sort=name", 422, "invalid_request")
    cursor = (await page_of(catalogue, "/v1/innovations", limit=1))["next"]
    await ask(f"{PATH}?agency=sekretariat-dprd&after={cursor}", 400, "invalid_cursor")


_TEXT = st.text(st.characters(exclude_categories=[]), max_size=40)


@given(_TEXT, st.one_of(st.none(), _TEXT), _TEXT)
def test_any_text_makes_a_well_formed_feed(name: str, summary: str | None, owner: str) -> None:
    moment = datetime(2026, 11, 28, tzinfo=WIB).isoformat()
    card = {
        "id": "019ab3c1-0400-7d3e-9a51-3c8f1f1d2b11",
        "slug": "contoh",
        "name": name,
        "summary": summary,
        "agency": {"id": "x", "slug": "y", "name": f"a{owner}", "short_name": None},
        "published_at": moment,
        "updated_at": moment,
        "kind": "digital",
        "form": "pelayanan_publik",
        "stage": "penerapan",
    }
    pages = Pages(f"{BASE}{PATH}", f"{BASE}{PATH}", None, None)
    feed = check(render([card], pages, BASE, None))
    told = feed.findtext(f"{ATOM}entry/{ATOM}title") or ""
    # a reader of XML makes one line end of both
    sayable = "".join(
        one
        if one in "\t\n\r" or "\x20" <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd" or one > "\uffff"
        else "\ufffd"
        for one in name
    )
    assert told == sayable.replace("\r\n", "\n").replace("\r", "\n")


def test_a_feed_of_nothing_is_valid() -> None:
    check(render([], Pages(f"{BASE}{PATH}", f"{BASE}{PATH}", None, None), BASE, "dinas-baru"))
