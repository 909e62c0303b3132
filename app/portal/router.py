"""Pages for people, in Indonesian and English, and the files they need. They need no database and no internet."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from app.core.errors import Language, NotFound
from app.core.problems import catalogue, preferred_language
from app.core.routes import ReadRoute
from app.core.security import public
from app.portal.assets import ASSETS, Asset
from app.portal.pages import Links, render

_CLOSED = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGE_POLICY = f"default-src 'none'; style-src 'self'; img-src 'self'; {_CLOSED}"
# the documentation runs a script, asks the service itself, and draws its icons from data: addresses in its style sheet
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " + _CLOSED
)
ASSET_CACHE = "public, max-age=3600"

Lang = Annotated[Language | None, Query(description="Language of the page; by Accept-Language if absent.")]

router = APIRouter(route_class=ReadRoute, include_in_schema=False)


def _page(request: Request, template: str, lang: Language | None, policy: str, **facts: object) -> HTMLResponse:
    language = lang or preferred_language(request.headers.get("accept-language", ""))
    links = Links(request.app.state.settings.public_url, lang)
    return HTMLResponse(
        render(template, request.url.path, language, links, **facts),
        headers={"content-security-policy": policy, "content-language": language, "vary": "accept-language"},
    )


def _file(asset: Asset) -> Response:
    return Response(asset.body, media_type=asset.media_type, headers={"cache-control": ASSET_CACHE})


@router.get("/")
@public
async def show_landing_page(request: Request, lang: Lang = None) -> HTMLResponse:
    """What this is, for whom, and where to begin."""
    return _page(request, "landing.html", lang, PAGE_POLICY)


@router.get("/docs")
@public
async def show_documentation(request: Request, lang: Lang = None) -> HTMLResponse:
    """The API description as a page on which every operation can be tried."""
    return _page(request, "docs.html", lang, DOCS_POLICY)


@router.get("/problems")
@public
async def show_problems(request: Request, lang: Lang = None) -> HTMLResponse:
    """Every kind of problem; the `type` of a problem document leads to its place on this page."""
    return _page(request, "problems.html", lang, PAGE_POLICY, problems=catalogue())


@router.get("/static/{name:path}")
@public
async def show_asset(name: str) -> Response:
    """A style sheet, script or picture of the pages."""
    asset = ASSETS.get(name)
    if asset is None:
        raise NotFound
    return _file(asset)


@router.get("/favicon.ico")
@public
async def show_icon() -> Response:
    """The icon, where browsers look for it unasked."""
    return _file(ASSETS["favicon.ico"])


@router.get("/robots.txt")
@public
async def show_robots() -> PlainTextResponse:
    """What crawlers may read: everything, for everything here is public."""
    return PlainTextResponse("User-agent: *\nAllow: /\n", headers={"cache-control": ASSET_CACHE})
