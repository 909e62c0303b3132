"""`/v1`, `/health/…` and the OpenAPI document."""

from typing import Any

from fastapi import APIRouter, Request

from app.core.database import Database, ReadSession
from app.core.errors import DatabaseNotMigrated
from app.core.gateway import API_VERSION
from app.core.routes import ReadRoute
from app.core.security import public
from app.status.repository import StatusRepository
from app.status.schemas import Liveness, Readiness, ServiceIndex, ServiceLinks

router = APIRouter(tags=["service"], route_class=ReadRoute)

_PATHS = {
    "innovations": "/v1/innovations",
    "innovators": "/v1/innovators",
    "agencies": "/v1/agencies",
    "agency_tree": "/v1/agencies/tree",
    "areas": "/v1/areas",
    "classifications": "/v1/classifications",
    "sources": "/v1/sources",
    "instruments": "/v1/instruments",
    "rounds": "/v1/rounds",
    "replication_models": "/v1/replication-models",
    "mandates": "/v1/mandates",
    "action_plans": "/v1/action-plans",
    "plan_aggregates": "/v1/plan-aggregates",
    "coverage": "/v1/coverage",
    "statistics": "/v1/statistics",
    "snapshots": "/v1/snapshots",
    "surveys": "/v1/surveys",
    "survey_instruments": "/v1/survey-instruments",
    "programmes": "/v1/programmes",
    "programme_editions": "/v1/programme-editions",
    "needs": "/v1/needs",
    "need_loop": "/v1/needs/loop",
    "recognitions": "/v1/recognitions",
    "changes": "/v1/changes",
    "charts": "/v1/charts",
    "news_feed": "/v1/feed.atom",
    "data_catalog": "/v1/catalog.jsonld",
    "vocabularies": "/v1/vocabularies",
    "openapi": "/openapi.json",
    "docs": "/docs",
    "problems": "/problems",
    "ready": "/health/ready",
}


@router.get("/v1")
@public
async def get_index(request: Request) -> ServiceIndex:
    """Where everything is."""
    base = request.app.state.settings.public_url
    links = ServiceLinks(**{name: f"{base}{path}" for name, path in _PATHS.items()})
    return ServiceIndex(name="Inovasi Medan", version=API_VERSION, links=links)


@router.get("/health/live")
@public
async def get_liveness() -> Liveness:
    """Whether the process answers; says nothing of the database."""
    return Liveness(status="alive")


@router.get("/health/ready")
@public
async def get_readiness(request: Request, session: ReadSession) -> Readiness:
    """Whether the database, and the replica if there is one, answer and have their tables."""
    database: Database = request.app.state.database
    revision = await StatusRepository(session).schema_revision()
    if database.replica_engine is not database.engine:
        async with database.sessions() as primary:
            revision = await StatusRepository(primary).schema_revision()
    if revision is None:
        raise DatabaseNotMigrated
    return Readiness(status="ready", schema_revision=revision)


@router.get("/openapi.json", include_in_schema=False)
@public
async def get_openapi_document(request: Request) -> dict[str, Any]:
    """The OpenAPI document with this service's own address."""
    document: dict[str, Any] = request.app.openapi()
    return document
