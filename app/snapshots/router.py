"""`/v1/snapshots`: statistics as they stood when they were frozen for a session of the council."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.core.database import Database, ReadSession, Session
from app.core.errors import Conflict
from app.core.problems import answers
from app.core.queries import cursors
from app.core.refusals import InvalidCredentials
from app.core.routes import ReadRoute, link_pages
from app.core.schema import KEY_PATTERN
from app.core.security import needs, principal_of, public
from app.core.writing import WorkDep, WriteRoute
from app.models.codes import Permission
from app.snapshots.inputs import SnapshotCreate, SnapshotFilters
from app.snapshots.schemas import SnapshotPage, SnapshotRead
from app.snapshots.service import SnapshotDirectory, SnapshotService
from app.statistics.asking import SHEET_CONTENT, SheetResponse
from app.statistics.schemas import StatisticRead
from app.statistics.sheets import MEDIA_TYPES, Format, SheetOptions, sheet_of

router = APIRouter()
reads = APIRouter(
    prefix="/v1/snapshots", tags=["snapshots"], route_class=ReadRoute, responses=answers(InvalidCredentials)
)
writes = APIRouter(prefix="/v1/snapshots", tags=["snapshots"], route_class=WriteRoute, responses=answers(Conflict))

SnapshotKey = Annotated[
    str,
    Path(
        min_length=1,
        max_length=120,
        pattern=KEY_PATTERN,
        description="Id or slug.",
        examples=["rapat-paripurna-3-desember-2026"],
    ),
]
FrozenKey = Annotated[
    str,
    Path(
        min_length=1,
        max_length=60,
        pattern=r"^[a-z][a-z0-9_]*$",
        description="What the statistic is called in the snapshot.",
        examples=["council"],
    ),
]


async def directory(request: Request, session: ReadSession) -> SnapshotDirectory:
    """Return the snapshots that whoever asks may know of."""
    return SnapshotDirectory(session, principal_of(request.scope), request.app.state.settings.public_url)


async def one_state(request: Request) -> AsyncIterator[Session]:
    """Read one state of the registry: what is committed meanwhile shows in none of the statistics."""
    database: Database = request.app.state.database
    async with database.sessions.begin() as session:
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


Directory = Annotated[SnapshotDirectory, Depends(directory)]


@reads.get("")
@public
async def list_snapshots(
    filters: Annotated[SnapshotFilters, Query()], snapshots: Directory, request: Request, response: Response
) -> SnapshotPage:
    """Snapshots, the last made first. Those that are internal are shown to whoever looks after the whole city."""
    listed = await snapshots.search(filters)
    places = cursors(listed.page, ["id"], listed.listing)
    link_pages(request, response, places)
    return SnapshotPage(items=listed.items, total=listed.total, **places)


@writes.post("", status_code=201)
@needs(Permission.SNAPSHOTS_WRITE)
async def create_snapshot(
    body: SnapshotCreate,
    work: WorkDep,
    state: Annotated[Session, Depends(one_state, scope="function")],
    request: Request,
    response: Response,
) -> SnapshotRead:
    """Freeze statistics for a session of the council: by the registrar, and public ones by the council's secretariat.

    All of them are computed from one state of the registry and kept as bytes that nothing changes afterwards; the
    database refuses to. A public snapshot holds the numbers that everyone may read, whoever makes it. No statistic
    holds the name of a person.
    """
    settings = request.app.state.settings
    made = await SnapshotService(work, state, settings).freeze(body)
    response.headers["location"] = f"{settings.public_url}/v1/snapshots/{made.slug}"
    return made


@reads.get("/{snapshot_key}")
@public
async def get_snapshot(snapshot_key: SnapshotKey, snapshots: Directory) -> SnapshotRead:
    """One snapshot: what is in it, with the digest of each statistic and of them all.

    To verify one, fetch each statistic into a file named after its key and print `sha256sum` of the files in the order
    of `contents`: the lines hold the digests, and the SHA-256 of these lines is the `digest` of the snapshot.
    """
    return await snapshots.get(snapshot_key)


@reads.get(
    "/{snapshot_key}/statistics/{statistic}.{format}",
    response_class=SheetResponse,
    responses={200: {"content": SHEET_CONTENT}},
)
@public
async def export_frozen_statistic(
    snapshot_key: SnapshotKey,
    statistic: FrozenKey,
    format: Annotated[Format, Path(description="`csv` or `xlsx`.", examples=["csv"])],  # noqa: A002 - in the address
    options: Annotated[SheetOptions, Query()],
    snapshots: Directory,
    request: Request,
) -> SheetResponse:
    """A statistic as it was frozen, as a sheet: made of its bytes, so its numbers are those for good."""
    told = await snapshots.statistic(snapshot_key, statistic)
    path = request.scope["path"].removesuffix(f".{format}")
    body = sheet_of(told, format, options, f"{request.app.state.settings.public_url}{path}")
    headers = {
        "content-disposition": f'attachment; filename="inovasi-{snapshot_key}-{statistic}.{format}"',
        "content-language": options.lang,
    }
    return SheetResponse(body, headers=headers, media_type=MEDIA_TYPES[format])


@reads.get("/{snapshot_key}/statistics/{statistic}", response_model=StatisticRead)
@public
async def get_frozen_statistic(snapshot_key: SnapshotKey, statistic: FrozenKey, snapshots: Directory) -> Response:
    """A statistic as it was frozen, byte by byte: the SHA-256 of the body is its digest.

    Properties are sorted by name, with nothing between them, in UTF-8; whole numbers have no point. Links lead to lists
    as they are now.
    """
    return Response(await snapshots.document(snapshot_key, statistic), media_type="application/json")


router.routes.extend(reads.routes)
router.routes.extend(writes.routes)
