"""Serving: the database first, then the address, then the requests, and the same backwards at the end."""

# ruff: noqa: PLC0415 - a refusal comes before the half of a start that imports the service

import contextlib
import errno
import gc
import os
import signal
import socket
import threading
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

import typer

from app.core.postgres import EmbeddedPostgres, EmbeddedPostgresError
from app.core.settings import Settings, SettingsError
from app.operations.opening import with_database
from app.operations.refusal import Refusal
from app.operations.schema import Standing, Unreachable, ask, schema_of

if TYPE_CHECKING:
    from fastapi import FastAPI

# longer than a proxy keeps an idle connection, so that no request meets one that was just closed here
_KEEP_ALIVE_SECONDS = 75
# for commands beside the service, and for looking at it
_SPARE_CONNECTIONS = 20
_LEAST_CONNECTIONS = 100


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM, then let running requests end.

    Raises:
        Refusal: the address, the data folder or the schema cannot be had.
    """
    # the collector would walk every module that is being imported, which takes a fifth of a start
    gc.disable()
    # the closing of a terminal ends the service in order too, unless it was started not to care
    if signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    # the server ends in order on a signal and then raises it again, for us
    with contextlib.suppress(KeyboardInterrupt):
        if settings.embedded:
            _serve_embedded(settings)
        else:
            _serve_given(settings)
    typer.echo("Stopped.")


def _serve_embedded(settings: Settings) -> None:
    connections = settings.workers * (settings.pool_size + settings.read_pool_size) + _SPARE_CONNECTIONS
    server = EmbeddedPostgres(
        settings.inovasi_home, settings.public_url, connections=max(connections, _LEAST_CONNECTIONS)
    )
    try:
        server.acquire()
        listener = _listen(settings)
        from app.operations.keys import with_keys

        settings = with_keys(settings)
        server.start()
        typer.echo(f"PostgreSQL runs with its data in {server.home.folder}.")
        settings = with_database(settings, server.dsn)
        schema = schema_of(settings)
        if schema.standing == Standing.BEHIND:
            from app.operations.migration import migrate

            migrate(settings)
        elif schema.standing == Standing.AHEAD:
            typer.echo(schema.sentence)
        if schema.standing != Standing.AHEAD:
            from app.operations.accounts import welcome
            from app.operations.upkeep import load

            load(settings, quiet=True)
            welcome(settings)
        _run(settings, listener)
    except EmbeddedPostgresError as error:
        raise Refusal(str(error)) from None
    finally:
        # an impatient second Ctrl-C must not leave the database running
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        server.stop()


def _serve_given(settings: Settings) -> None:
    listener = _listen(settings)
    try:
        schema = schema_of(settings)
    except Unreachable as error:
        typer.echo(f"{error} Serving all the same: {settings.public_url}/health/ready tells when it does.")
    else:
        if schema.standing == Standing.BEHIND:
            raise Refusal(schema.sentence, status=3)
        if schema.standing == Standing.AHEAD:
            typer.echo(schema.sentence)
        if not ask(settings, "SELECT 1 FROM reference_item LIMIT 1"):
            typer.echo("There is no reference data yet: run `inovasi load`.")
    _run(settings, listener)


def _listen(settings: Settings) -> socket.socket:
    """Take the address before anything heavy is done.

    Raises:
        Refusal: it cannot be had.
    """
    where = f"{settings.host}, port {settings.port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"Another program uses {where}: stop that one, or set PORT to another number."
        else:
            message = f"The service cannot listen on {where}: {error.strerror}. Set HOST and PORT."
        raise Refusal(message) from None
    listener.set_inheritable(True)
    return listener


def _run(settings: Settings, listener: socket.socket) -> None:
    import uvicorn
    from uvicorn.config import STARTUP_FAILURE
    from uvicorn.supervisors import Multiprocess

    # the service, in this process or in its workers, reads its settings from the environment
    os.environ["DATABASE_URL"] = settings.database_url or ""
    for name in ("field_keys", "matching_key"):
        if secret := getattr(settings, name):
            os.environ[name.upper()] = secret.get_secret_value()
    several = settings.workers > 1
    config = uvicorn.Config(
        "app.operations.serving:create_worker" if several else "app.main:create_app",
        factory=True,
        workers=settings.workers,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        # what it says of its own steps is said here in plain words
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.shutdown_timeout,
    )
    if several:
        gc.enable()
        _say_where(settings)
        supervisor = Multiprocess(config, [listener])
        supervisor.run()
        if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
            message = "A worker could not start; the log says why."
            raise Refusal(message)
    else:
        try:
            config.load()
        except SettingsError as error:
            raise Refusal(str(error), status=2) from None
        gc.enable()
        _say_where(settings)
        uvicorn.Server(config).run([listener])


def _say_where(settings: Settings) -> None:
    for name, path in {
        "Start page": "/",
        "Catalogue": "/v1/innovations",
        "Docs": "/docs",
        "Health": "/health/ready",
    }.items():
        typer.echo(f"{name + ':':12}{settings.public_url}{path}")
    typer.echo("Ctrl-C stops it.")


def create_worker() -> "FastAPI":
    """Return the service for one of several processes, which ends with the process that started it.

    Without that, killing the parent would leave its workers serving, unseen and unwatched.
    """
    from app.main import create_app

    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()
    return create_app()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
