"""The kind of route that gives a whole list as a file. What the file holds is the slice `exports`' to say."""

from collections.abc import AsyncGenerator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from typing_extensions import override

from app.core.lending import Lent
from app.core.security import access_of, admit

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

# the media type of each format, which is the ending of the address
FORMATS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ndjson": "application/x-ndjson",
}
# what asks for one page, and nothing of a whole list
PAGING = frozenset({"limit", "cursor", "with_total"})
# set where only the headers of the answer will be sent
BODILESS = "inovasi.bodiless"


class ExportRoute(APIRoute):
    """A route that gives the list of another one whole: `listing`, which is at the path `listed_at`.

    It lets in whom the list lets in. The answer is a stream: nobody knows its digest ahead, so it has no validator.
    """

    def __init__(
        self, path: str, endpoint: Callable[..., Any], *, listing: APIRoute, listed_at: str, **options: Any
    ) -> None:
        self.listing = listing
        self.listed_at = listed_at
        super().__init__(path, endpoint, **options)

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        async def handle(request: Request) -> Response:
            admit(request.scope, access_of(self.endpoint))
            response: Response = await self.endpoint(request)
            return response

        return handle


@dataclass(frozen=True, slots=True)
class CsvForm:
    """What the lines of a CSV file are to be like: the codes of its columns, and what stands between its cells."""

    columns: tuple[str, ...]
    delimiter: str


@dataclass(frozen=True, slots=True)
class Quick:
    """What a list's own way to an export may know: the snapshot, what is asked, and how long it may take.

    `sign_months` are those within which an innovation owes a sign of life. The lines are NDJSON where no `csv` says
    otherwise.
    """

    lent: Lent
    filters: BaseModel
    seconds: float
    sign_months: int
    csv: CsvForm | None = None


# Gives all items of a list as whole lines, many at a time; None where the list has no way of its own to such a file.
QuickWay = Callable[[Quick], AsyncGenerator[bytes] | None]


def quickly(way: QuickWay) -> Callable[[Endpoint], Endpoint]:
    """Declare that a list has its own way to an export; what it writes is what its pages would have given."""

    def declare(endpoint: Endpoint) -> Endpoint:
        endpoint.__quickly__ = way  # type: ignore[attr-defined] # read by `quick_way_of`
        return endpoint

    return declare


def quick_way_of(endpoint: Callable[..., Any]) -> QuickWay | None:
    """Return what an endpoint declared, or None."""
    way: QuickWay | None = getattr(endpoint, "__quickly__", None)
    return way
