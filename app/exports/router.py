"""`<any list>.{csv,xlsx,ndjson}`: every list of the service, whole, as a file."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope
from typing_extensions import override

from app.core.cells import Row
from app.core.clock import today
from app.core.database import Database
from app.core.errors import NotFound
from app.core.exporting import FORMATS, ExportRoute
from app.core.security import access_of, principal_of
from app.core.sheets import CsvWriter
from app.exports.facts import ExportsBusy
from app.exports.files import build_workbook, csv_lines, in_thread, ndjson_lines, pieces_of
from app.exports.options import CsvOptions, read_options
from app.exports.streaming import ExportResponse
from app.exports.walking import Listing, Walk, is_paged

Body = tuple[AsyncGenerator[bytes], int | None]

# seconds to wait for another export to end
_PATIENCE = 1.5


class Export:
    """The endpoint of a list's export; it lets in whom the list lets in."""

    def __init__(self, listing: Listing, name: str, slots: asyncio.Semaphore) -> None:
        self.__name__ = name
        self.__access__ = access_of(listing.route.endpoint)
        self._listing = listing
        self._slots = slots

    async def __call__(self, request: Request) -> ExportResponse:
        """Everything that the list shows to whoever asks, in the order of the list."""
        form = request.path_params["format"]
        if form not in FORMATS:
            raise NotFound
        options, query = read_options(request.scope["query_string"], self._listing, form)
        name = f"inovasi-{self.__name__.partition('_')[2].replace('_', '-')}-{today()}.{form}"
        headers = {
            "content-type": FORMATS[form] + ("; charset=utf-8" if form == "csv" else ""),
            "content-disposition": f'attachment; filename="{name}"',
            # a copy could not be asked about again, for it has no validator
            "cache-control": "no-store",
        }
        seconds = request.app.state.settings.export_timeout
        return ExportResponse(lambda: self._open(request, form, options, query), headers, seconds)

    @asynccontextmanager
    async def _open(self, request: Request, form: str, options: CsvOptions, query: str) -> AsyncIterator[Body]:
        database: Database = request.app.state.database
        async with self._slot():
            snapshot = database.snapshot(signed_in=principal_of(request.scope) is not None)
            if form == "xlsx":
                async with self._folder() as folder:
                    async with snapshot as lent:
                        path = await self._workbook(Walk(self._listing, request.scope, query, lent, form), folder)
                    yield pieces_of(path), path.stat().st_size
                return
            async with snapshot as lent:
                yield self._lines(Walk(self._listing, request.scope, query, lent, form), options), None

    def _lines(self, walk: Walk, options: CsvOptions) -> AsyncGenerator[bytes]:
        if walk.ending == "csv":
            writer = CsvWriter(delimiter=options.delimiter, bom=options.bom)
            return csv_lines(walk, writer)
        return ndjson_lines(walk)

    async def _workbook(self, walk: Walk, folder: Path) -> Path:
        about: list[Row] = [["daftar", self._listing.path], ["penyaring", walk.query], ["tanggal", today()]]
        title = f"Inovasi Medan: {self._listing.path}"
        return await build_workbook(walk.pages(), self._listing.columns, folder, title, about)

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        """Be one of the exports that are written at once.

        Raises:
            ExportsBusy: none of the others ended in time.
        """
        try:
            await asyncio.wait_for(self._slots.acquire(), _PATIENCE)
        except TimeoutError:
            raise ExportsBusy from None
        try:
            yield
        finally:
            self._slots.release()

    @asynccontextmanager
    async def _folder(self) -> AsyncIterator[Path]:
        """Give a folder that is gone in the end, whatever happens."""
        folder = await in_thread(tempfile.mkdtemp, None, "inovasi-export-")
        try:
            yield Path(folder)
        finally:
            await in_thread(shutil.rmtree, folder, True)  # noqa: FBT003 - whatever is left of it goes


class ExportRouter(APIRouter):
    """The routes of all exports. What does not end like one of their files is none of theirs: no need to look."""

    @override
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http" and scope["path"].rpartition(".")[2] in FORMATS:
            return super().matches(scope)
        return Match.NONE, {}


def exports_of(routes: Iterable[tuple[str, APIRoute]], slots: int) -> APIRouter:
    """Return the routes that export the lists among some routes, of which `slots` are answered at once."""
    router = ExportRouter()
    at_once = asyncio.Semaphore(slots)
    for path, route in routes:
        if is_paged(route):
            listing = Listing(route, path)
            endpoint = Export(listing, f"export_{route.name.partition('_')[2]}", at_once)
            router.routes.append(_route(path, endpoint, listing))
    return router


def _route(path: str, endpoint: Export, listing: Listing) -> ExportRoute:
    options: dict[str, Any] = {"tags": listing.route.tags, "responses": listing.route.responses}
    return ExportRoute(
        f"{path}.{{format}}",
        endpoint,
        listing=listing.route,
        listed_at=path,
        name=endpoint.__name__,
        methods=["GET"],
        response_model=None,
        **options,
    )
