"""Puts the service together."""

import gc
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import asyncpg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import compile_path

from app import api
from app.accounts.authentication import Authenticator
from app.agencies.service import AgencyService
from app.charts.pool import Pool
from app.core import logs
from app.core.chores import Chore, Chores
from app.core.clock import today
from app.core.crypto import Vault
from app.core.database import Database
from app.core.errors import (
    BadRequest,
    ContentTooLarge,
    Fact,
    InternalError,
    InvalidRequest,
    MethodNotAllowed,
    Moved,
    NotFound,
    UnsupportedMediaType,
)
from app.core.faults import fact_for
from app.core.gateway import Service
from app.core.idempotency import prune
from app.core.limits import RateLimiter
from app.core.openapi import check_routes, describe
from app.core.problems import field_errors
from app.core.replies import log_failure, moved_answer, problem_answer
from app.core.routes import Answer, routes_of
from app.core.settings import Settings, load_settings

if TYPE_CHECKING:
    from app.accounts.tokens import TokenVerifier

_BY_STATUS: dict[int, type[Fact]] = {
    400: BadRequest,
    404: NotFound,
    405: MethodNotAllowed,
    413: ContentTooLarge,
    415: UnsupportedMediaType,
}
# of a path
_KEY = re.compile(r"{[^}]*}")
# what may be said of a key
_BY_KEY = frozenset({NotFound.status, InvalidRequest.status})
# what ends a request inside the framework: told by a route, or failed below it
_ENDINGS: tuple[type[Exception], ...] = (
    Fact,
    Moved,
    RequestValidationError,
    HTTPException,
    # nobody is left to read the answer
    ClientDisconnect,
    SQLAlchemyError,
    PoolTimeout,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    OSError,
)


def _operation_id(route: APIRoute) -> str:
    return route.name


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.database = Database(app.state.settings)
    # What was made by importing lives as long as the process: the collector need not walk it again and again, which
    # otherwise is the slowest hundredth of all requests.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    authenticator = app.state.authenticator = Authenticator(app.state.database, _verifier(app.state.settings))
    chores = Chores(
        [
            Chore("note the use of keys", 10.0, authenticator.note_use),
            Chore("prune kept answers", 600.0, partial(_prune, app.state.database)),
            Chore("let decrees come into force", 600.0, partial(_catch_up, app.state.database)),
        ]
    )
    chores.start()
    app.state.charts = Pool()
    yield
    await app.state.charts.close()
    await chores.stop()
    app.state.access_log.flush()
    with suppress(SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, Fact):
        await authenticator.close()
    await app.state.limiter.close()
    await app.state.database.close()


def _verifier(settings: Settings) -> "TokenVerifier | None":
    """Return what verifies tokens, if a provider is configured: most of a start would go into importing it."""
    if settings.oidc_issuer is None:
        return None
    from app.accounts.tokens import TokenVerifier  # noqa: PLC0415 - for that reason

    return TokenVerifier.from_settings(settings)


async def _catch_up(database: Database) -> None:
    """Bring what everyone sees in line with the agencies of today: a decree may have come into force meanwhile."""
    async with database.sessions.begin() as session:
        await AgencyService(session).catch_up(today())


async def _prune(database: Database) -> None:
    """Delete the kept answers that are past their time, a few in each transaction."""
    pruned = 1
    while pruned:
        async with database.sessions.begin() as session:
            pruned = await prune(session)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the service.

    Raises:
        SettingsError: a setting is wrong.
        RuntimeError: a route is not of our kinds, does not declare who may call it, or has another one's name.
    """
    settings = settings or load_settings()
    logs.configure(settings)
    app = Service(
        title="Inovasi Medan",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        generate_unique_id_function=_operation_id,
        separate_input_output_schemas=False,
        openapi_tags=api.TAGS,
        # asks the environment on each request whether tracing is on; it is configured with the exporters, not before
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.settings = settings
    app.state.access_log = logs.AccessLog(settings)
    app.state.vault = Vault.from_settings(settings)
    app.state.tokens = _verifier(settings)
    app.state.limiter = RateLimiter(settings)
    api.include_routers(app)
    for kind in _ENDINGS:
        app.add_exception_handler(kind, _answer_ending)
    app.add_exception_handler(Exception, _answer_fault)
    check_routes(app)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign] # the hook that FastAPI documents
    return app


def _described(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = describe(app, app.state.settings.public_url)
    return app.openapi_schema


async def _answer_ending(request: Request, error: Exception) -> Response:
    """Answer with what ended a request inside the framework, and note it if it is owed to somebody."""
    if isinstance(error, Moved):
        return _response(moved_answer(error, request.app.state.settings.public_url))
    fact = _fact_of(request, error)
    # a path that is written out was taken for the key of a record by a route with other methods
    if fact.status in _BY_KEY and request.method not in (_methods_of(request) or {request.method}):
        fact = _of_this_path(request)
    log_failure(fact, error, request.scope["inovasi.request_id"])
    return _response(problem_answer(fact, request.scope, request.app.state.settings.public_url))


async def _answer_fault(request: Request, _error: Exception) -> Response:
    """Answer where the code is wrong; the framework raises the error again after that, and the gateway notes it."""
    return _response(problem_answer(InternalError(), request.scope, request.app.state.settings.public_url))


def _response(answer: Answer) -> Response:
    status, headers, body = answer
    response = Response(body, status)
    response.raw_headers = headers
    return response


def _fact_of(request: Request, error: Exception) -> Fact:
    if isinstance(error, RequestValidationError):
        return InvalidRequest(field_errors(error.errors()))
    if isinstance(error, ClientDisconnect):
        return BadRequest()
    if isinstance(error, HTTPException):
        fact = _BY_STATUS.get(error.status_code, InternalError)()
        return _of_this_path(request) if isinstance(fact, MethodNotAllowed) else fact
    return fact_for(error) or InternalError()


def _of_this_path(request: Request) -> MethodNotAllowed:
    """Return that a path does not serve the method of a request, with those that it serves."""
    fact = MethodNotAllowed()
    fact.headers["allow"] = ", ".join(_methods_of(request))
    return fact


def _methods_of(request: Request) -> list[str]:
    """Return every method that the path serves; the framework names those of one route only.

    Where a path is written out by one route, or more of it, and could be the key of a record for another, the first is
    what it is.
    """
    path = request.scope["path"]
    fitting = [(openness, served) for pattern, openness, served in _served_by(request.app) if pattern.match(path)]
    least = min((openness for openness, _ in fitting), default=(0, 0))
    methods = {method for openness, served in fitting if openness == least for method in served}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


@lru_cache(maxsize=4)
def _served_by(app: FastAPI) -> list[tuple[re.Pattern[str], tuple[int, int], frozenset[str]]]:
    """Return the paths of a service, how open each is (how many keys, how little is written out), and its methods."""
    return [
        (compile_path(template)[0], (template.count("{"), -len(_KEY.sub("", template))), frozenset(route.methods or ()))
        for template, route in routes_of(app)
    ]
