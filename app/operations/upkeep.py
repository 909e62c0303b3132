"""Keeping the content right: loading the reference data, rebuilding the documents."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar
from uuid import UUID

import typer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.database import Database
from app.core.settings import Settings
from app.innovations.indexing import forget_words
from app.innovations.service import FIRST, Batch, InnovationService
from app.operations.refusal import Refusal
from app.operations.schema import Standing, schema_of
from app.reference.files import read_reference
from app.reference.instrument_files import read_forms, read_instruments
from app.reference.marked import CorruptReference
from app.reference.service import ReferenceService
from app.statistics.recounting import TallyRecounting
from app.surveys.recounting import Recounted, Recounting

# a batch of documents takes longer than any request may
_STATEMENT_SECONDS = 600.0

_ResultT = TypeVar("_ResultT")


def load(settings: Settings, *, quiet: bool = False) -> None:
    """Load the reference data in one transaction, and say what changed.

    Raises:
        Refusal: a file is wrong, with a line for each problem; or the database failed. Nothing is written then.
    """

    def progress(kind: str, done: int, total: int) -> None:
        if done == total and not quiet:
            typer.echo(f"  {kind}: {done}")

    try:
        files, instruments, forms = read_reference(), read_instruments(), read_forms()
    except CorruptReference as error:
        problems = "\n".join(problem.text for problem in error.problems)
        message = f"The reference files are wrong, and nothing was loaded:\n{problems}"
        raise Refusal(message) from None
    report = in_session(settings, lambda session: ReferenceService(session).load(files, progress, instruments, forms))
    typer.echo(report.sentence)


def rebuild(settings: Settings) -> None:
    """Write every published document anew, a few at a time, and say how many were not as the tables say.

    Raises:
        Refusal: the database failed. What was mended before stays mended.
    """
    seen, changed, last = 0, 0, FIRST
    while batch := in_session(settings, partial(_rebuild_next, last)):
        seen, changed, last = seen + batch.size, changed + batch.changed, batch.last
        typer.echo(f"  innovations: {seen}")
    in_session(settings, forget_words)
    typer.echo(f"{changed} documents changed." if changed else "Nothing changed: every document was as it should be.")


async def _rebuild_next(after: UUID, session: AsyncSession) -> Batch | None:
    return await InnovationService(session).publish_next(after)


def recount(settings: Settings) -> None:
    """Count published innovations and the answers of every survey anew, and mend tallies that are not as they say.

    Raises:
        Refusal: the database failed. What was mended before stays mended.
    """
    mended = in_session(settings, lambda session: TallyRecounting(session).run())
    typer.echo(
        f"{mended} counts of innovations mended." if mended else "Every count of innovations is as it should be."
    )
    seen, changed, last = 0, 0, FIRST
    while counted := in_session(settings, partial(_recount_next, last)):
        seen, changed, last = seen + 1, changed + counted.changed, counted.id
    typer.echo(f"  surveys: {seen}")
    typer.echo(f"{changed} surveys mended." if changed else "Nothing changed: every tally is as its answers say.")


async def _recount_next(after: UUID, session: AsyncSession) -> Recounted | None:
    return await Recounting(session).next(after)


def refuse_old_schema(settings: Settings) -> None:
    """Refuse to write to a database that is behind this release.

    Raises:
        Refusal: it is, or it does not answer.
    """
    schema = schema_of(settings)
    if schema.standing == Standing.BEHIND:
        raise Refusal(schema.sentence, status=3)


def in_session(settings: Settings, work: Callable[[AsyncSession], Awaitable[_ResultT]]) -> _ResultT:
    """Do one work in a transaction of its own.

    Raises:
        Refusal: the database failed.
    """

    async def run() -> _ResultT:
        database = Database(settings.model_copy(update={"statement_timeout": _STATEMENT_SECONDS}))
        try:
            async with database.sessions.begin() as session:
                return await work(session)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        message = f"The database failed, and nothing was written: {reason}"
        raise Refusal(message) from None
