"""Instruments from the command line: an edition more, or one that nothing rests on less, without a release."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.core.settings import Settings
from app.core.writing import Work
from app.instruments.definition import unknowns
from app.instruments.facts import InstrumentsInUse, Uses
from app.instruments.service import InstrumentService, definition_of
from app.models import Instrument
from app.operations.accounts import OPERATOR
from app.operations.refusal import Refusal
from app.operations.upkeep import in_session
from app.reference.instrument_files import read_instruments
from app.reference.marked import CorruptReference

_ResultT = TypeVar("_ResultT")


def load_instruments(settings: Settings, path: Path) -> None:
    """Load the instruments of a file or a folder in one transaction, and say what changed.

    Raises:
        Refusal: a file is wrong, with a line for each problem; an edition that would change is in use; or the database
            failed. Nothing is written then.
    """
    try:
        definitions = read_instruments(path)
    except CorruptReference as error:
        problems = "\n".join(problem.text for problem in error.problems)
        message = f"The instruments are wrong, and nothing was loaded:\n{problems}"
        raise Refusal(message) from None
    report = _in_service(settings, lambda service: service.load(definitions))
    typer.echo(report.sentence)


def list_instruments(settings: Settings) -> None:
    """Write a line for each instrument.

    Raises:
        Refusal: the database failed.
    """
    listed = _in_service(settings, lambda service: service.listed())
    typer.echo("\n".join(["code\tedition\tkind\tofficial\tscorable\tin use\ttitle", *(_line(*one) for one in listed)]))


def remove_instrument(settings: Settings, code: str, edition: str) -> None:
    """Delete an instrument that nothing rests on.

    Raises:
        Refusal: there is none, it is in use, or the database failed.
    """
    try:
        _in_service(settings, lambda service: service.remove(code, edition))
    except NotFound:
        message = "There is no such instrument: `inovasi instrument list` shows those there are."
        raise Refusal(message) from None
    typer.echo(f"The instrument {code}, edition {edition}, is removed.")


def _in_service(settings: Settings, act: Callable[[InstrumentService], Awaitable[_ResultT]]) -> _ResultT:
    """Return what an act on the instruments returns, done in one transaction and written into the audit."""

    async def work(session: AsyncSession) -> _ResultT:
        done = Work(session, OPERATOR, secrets.token_hex(16), datetime.now(UTC))
        return await act(InstrumentService(session, done))

    try:
        return in_session(settings, work)
    except InstrumentsInUse as error:
        raise Refusal(error.sentence) from None


def _line(instrument: Instrument, uses: Uses) -> str:
    told = (instrument.official, not unknowns(definition_of(instrument)), bool(uses))
    marks = ["yes" if one else "no" for one in told]
    return "\t".join([instrument.code, instrument.edition, instrument.kind, *marks, instrument.title])
