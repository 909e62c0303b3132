from collections.abc import AsyncIterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from httpx import ASGITransport, AsyncClient, Response
from typing_extensions import override

from app.core.problems import catalogue
from app.core.settings import Settings
from app.main import create_app

BASE_URL = "https://inovasi.example.go.id/registri"
PAGES = ["/", "/docs", "/problems"]
CLOSED = {"default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "style-src 'self'"}


@pytest.fixture
async def pages() -> AsyncIterator[AsyncClient]:
    """A client of a service without a database, whose public address differs from the one it is called by."""
    app = create_app(Settings(base_url=BASE_URL, database_url="postgresql://nobody@127.0.0.1:1/none"))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://evil.example") as client:
        yield client


class Page(HTMLParser):
    """What a test asks of a page."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(response.text)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str, attribute: str) -> list[str]:
        """Return the values of an attribute in all tags of a name."""
        return [given[attribute] for name, given in self.tags if name == tag and attribute in given]

    @property
    def language(self) -> str:
        return self.all("html", "lang")[0]

    @property
    def ids(self) -> list[str]:
        return [given["id"] for _, given in self.tags if "id" in given]

    @property
    def landmarks(self) -> list[str]:
        return [tag for tag, _ in self.tags if tag in {"header", "main", "footer", "nav"}]

    @property
    def headings(self) -> list[int]:
        return [int(tag[1]) for tag, _ in self.tags if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]

    @property
    def links(self) -> list[str]:
        return self.all("a", "href")

    @property
    def parts(self) -> list[str]:
        linked = [given["href"] for tag, given in self.tags if tag == "link" and given["rel"] in {"stylesheet", "icon"}]
        return linked + self.all("img", "src") + self.all("script", "src")

    @property
    def inline(self) -> list[str]:
        named = [name for _, given in self.tags for name in given if name.startswith("on") or name == "style"]
        return named + [tag for tag, given in self.tags if tag == "style" or (tag == "script" and "src" not in given)]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("query", "accepts", "language"),
    [
        ("", "", "id"),
        ("", "fr", "id"),
        ("", "en-GB,en;q=0.8,id;q=0.5", "en"),
        ("?lang=id", "en", "id"),
        ("?lang=en", "id", "en"),
    ],
)
async def test_a_page_speaks_the_language_asked_for(
    pages: AsyncClient, path: str, query: str, accepts: str, language: str
) -> None:
    response = await pages.get(path + query, headers={"accept-language": accepts})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-language"] == language
    assert "accept-language" in response.headers["vary"].lower()
    assert Page(response).language == language


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_page_can_be_walked_by_landmarks_and_headings(pages: AsyncClient, path: str, language: str) -> None:
    page = Page(await pages.get(path, params={"lang": language}))
    assert {"header", "main", "footer", "nav"} <= set(page.landmarks)
    assert page.landmarks.count("main") == 1
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(deeper - before <= 1 for before, deeper in zip(page.headings, page.headings[1:], strict=False))
    assert page.links[0] == "#main"
    assert "main" in page.ids
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("path", PAGES)
async def test_every_link_is_of_the_public_address(pages: AsyncClient, path: str) -> None:
    response = await pages.get(path)
    page = Page(response)
    assert all(link.startswith(("#", BASE_URL)) for link in page.links)
    assert "evil.example" not in response.text
    for language in ("id", "en"):
        assert f"{BASE_URL}{path}?lang={language}" in page.links


@pytest.mark.parametrize("path", PAGES)
async def test_a_chosen_language_is_kept_from_page_to_page(pages: AsyncClient, path: str) -> None:
    chosen = Page(await pages.get(f"{path}?lang=en"))
    left = Page(await pages.get(path))
    for other in PAGES:
        assert f"{BASE_URL}{other}?lang=en" in chosen.links
        assert f"{BASE_URL}{other}" in left.links


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_of_a_page_is_inline_or_from_elsewhere(pages: AsyncClient, path: str) -> None:
    response = await pages.get(path)
    page = Page(response)
    policy = {directive.strip() for directive in response.headers["content-security-policy"].split(";")}
    assert policy >= CLOSED
    assert not any("unsafe" in directive or "*" in directive for directive in policy)
    assert ("script-src 'self'" in policy) == (path == "/docs")
    assert page.inline == []
    assert page.parts
    prefix = urlsplit(BASE_URL).path
    for part in page.parts:
        assert part.startswith(f"{prefix}/static/")
        assert (await pages.get(part.removeprefix(prefix))).status_code == 200


async def test_the_landing_page_leads_to_everything(pages: AsyncClient) -> None:
    links = Page(await pages.get("/")).links
    for path in ("/v1/innovations", "/v1", "/docs", "/openapi.json", "/problems", "/health/ready"):
        assert BASE_URL + path in links


async def test_every_problem_code_has_its_place_and_both_languages(pages: AsyncClient) -> None:
    response = await pages.get("/problems")
    page = Page(response)
    entries = catalogue()
    assert entries
    for entry in entries:
        assert entry.code in page.ids
        assert f"#{entry.code}" in page.links
        for text in (entry.title, entry.meaning):
            assert text.id in response.text
            assert text.en.replace("'", "&#39;") in response.text


async def test_the_documentation_reads_the_description_of_its_own_origin(pages: AsyncClient) -> None:
    response = await pages.get("/docs")
    assert f'data-openapi="{urlsplit(BASE_URL).path}/openapi.json"' in response.text
    script = (await pages.get("/static/docs.js")).text
    assert "validatorUrl: null" in script


@pytest.mark.parametrize("query", ["?lang=fr", "?lang=", "?lang=id&lang=en", "?debug=1"])
async def test_a_page_refuses_parameters_it_does_not_know(pages: AsyncClient, query: str) -> None:
    response = await pages.get("/" + query)
    assert response.status_code == 422
    assert response.json()["code"] == "invalid_request"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/static/portal.css", "text/css; charset=utf-8"),
        ("/static/docs.js", "text/javascript; charset=utf-8"),
        ("/static/favicon.svg", "image/svg+xml; charset=utf-8"),
        ("/static/swagger-ui/swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
        ("/static/swagger-ui/LICENSE", "text/plain; charset=utf-8"),
        ("/favicon.ico", "image/x-icon"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
async def test_files_are_typed_kept_for_an_hour_and_revalidated(pages: AsyncClient, path: str, media_type: str) -> None:
    first = await pages.get(path)
    assert first.status_code == 200
    assert first.headers["content-type"] == media_type
    assert first.headers["cache-control"] == "public, max-age=3600"
    assert not first.headers["etag"].startswith("W/")
    again = await pages.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "absent.css",
        "swagger-ui",
        "swagger-ui/",
        "../router.py",
        "..%2frouter.py",
        "%2e%2e/router.py",
        "swagger-ui/..%2f..%2fpages.py",
        "%2fetc%2fpasswd",
        "portal.css%00",
        "portal.css/",
        "PORTAL.CSS",
    ],
)
async def test_no_other_file_can_be_reached(pages: AsyncClient, name: str) -> None:
    response = await pages.get(f"/static/{name}")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


@pytest.mark.parametrize("path", PAGES)
async def test_an_unchanged_page_is_not_sent_again_and_keeps_its_policy(pages: AsyncClient, path: str) -> None:
    first = await pages.get(path)
    again = await pages.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    # a cache writes the headers of a 304 over those it kept, and the general policy would take away the page's style
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
